"""A simulated scanner: stations around the object, one line of sight each, occlusion, noise and drop-out.

The noise model follows what time-of-flight and structured-light instruments show: range noise that grows with the angle
of incidence, and no return at grazing angles. Source: Soudarissanane et al. 2011, ISPRS J. Photogramm. 66:389-399.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models3d.errors import GeometryError
from models3d.specimens.rays import Floats32, RayScene, interpolate
from models3d.types import Mesh, PointCloud

Floats = NDArray[np.float64]
GRAZING = 0.17


@dataclass(frozen=True, slots=True)
class ScanPlan:
    """How an object is scanned.

    Attributes:
        seed: of noise and drop-out.
        noise_mm: one-sigma range noise at perpendicular incidence.
        stations: scanner positions on each of the rings.
        rings: heights of the rings in degrees above (below: negative) the object's middle.
        reach: distance of the stations as a multiple of the object's half diagonal.
        points: how many points a cloud shall have at most.
        turn_deg: the object's pose about the vertical during this session.
    """

    seed: int = 1
    noise_mm: float = 0.2
    stations: int = 8
    rings: tuple[float, ...] = (-12.0, 12.0, 48.0)
    reach: float = 2.2
    points: int = 300_000
    turn_deg: float = 0.0

    def __post_init__(self) -> None:
        """Refuse a plan that can see nothing."""
        if self.noise_mm < 0 or self.stations < 1 or not self.rings or self.reach <= 1.0 or self.points < 1:
            raise GeometryError("scan_plan", noise_mm=self.noise_mm, stations=self.stations, reach=self.reach)


def stations_of(mesh: Mesh, plan: ScanPlan) -> Floats32:
    """Scanner positions (k, 3) float32 in metres, none below 2 cm above the floor."""
    low, high = mesh.positions.min(axis=0), mesh.positions.max(axis=0)
    centre, radius = (low + high) / 2, float(np.linalg.norm(high - low) / 2) * plan.reach
    spots = []
    for ring, rise in enumerate(np.radians(plan.rings)):
        angle = 2 * np.pi * (np.arange(plan.stations) + 0.5 * (ring % 2)) / plan.stations
        level = np.full_like(angle, np.sin(rise))
        spots.append(np.stack([np.cos(rise) * np.sin(angle), level, np.cos(rise) * np.cos(angle)], axis=1))
    placed: Floats32 = (centre + radius * np.vstack(spots)).astype(np.float32)
    placed[:, 1] = np.maximum(placed[:, 1], 0.02)
    return placed


def scan_points(mesh: Mesh, plan: ScanPlan) -> PointCloud:
    """What the stations see, as one registered cloud with colours, outward normals and station ids.

    Args:
        mesh: metres, with colours and normals.
        plan: see ``ScanPlan``; the same plan gives the same cloud.

    Returns:
        At most ``plan.points`` points in metres in the frame of ``mesh`` turned by ``plan.turn_deg`` about +Y.

    Raises:
        GeometryError: ``scan_plan``, or ``scan_unseen`` when no ray hits.
    """
    scene, spots, rng = RayScene(mesh), stations_of(mesh, plan), np.random.default_rng(plan.seed)
    values = _look(mesh)
    sheets = []
    for index, spot in enumerate(spots):
        ways = _fan(mesh, spot, max(2000, round(2.6 * plan.points / len(spots))), rng)
        origins = np.broadcast_to(spot, ways.shape)
        hits = scene.cast(origins, ways)
        seen = np.isfinite(hits.distance)
        picked = type(hits)(hits.distance[seen], hits.face[seen], hits.bary[seen])
        look = interpolate(values, mesh, picked)
        normal = _unit(look[:, 3:])
        facing = -(normal * ways[seen]).sum(axis=1)
        kept = facing > GRAZING + 0.12 * rng.random(len(facing))
        sigma = plan.noise_mm * 1e-3 * (1 + 0.8 * (1 - facing))
        distance = picked.distance + rng.normal(0.0, 1.0, len(facing)) * sigma
        places = origins[seen] + ways[seen] * distance[:, None]
        station = np.full(len(places), index, dtype=np.int32)
        sheets.append((places[kept], look[kept, :3], normal[kept], station[kept]))
    places, colors, normals, ids = (np.concatenate(column) for column in zip(*sheets, strict=True))
    if not len(places):
        raise GeometryError("scan_unseen", stations=len(spots))
    chosen = np.sort(rng.permutation(len(places))[: plan.points])
    turn = _turn(plan.turn_deg)
    shade = colors[chosen] * rng.normal(1.0, 0.015, (len(chosen), 1))
    return PointCloud(
        positions=places[chosen].astype(np.float64) @ turn.T,
        colors=np.clip(np.round(shade), 0, 255).astype(np.uint8),
        normals=(normals[chosen] @ turn.T).astype(np.float32),
        station_ids=ids[chosen],
        stations=spots.astype(np.float64) @ turn.T,
    )


def scan_mesh(mesh: Mesh, plan: ScanPlan) -> Mesh:
    """What the stations see, as the one fused triangle mesh that range-image software writes.

    A surface place seen by k stations carries the mean of k range errors; what no station sees is missing.

    Args:
        mesh: metres, with colours and normals; its triangles give the sampling.
        plan: see ``ScanPlan``; ``points`` is not used.

    Returns:
        An open mesh with colours (and ``uv`` when the input has them), turned by ``plan.turn_deg`` about +Y.

    Raises:
        GeometryError: ``scan_plan``, or ``scan_unseen`` when nothing is visible.
    """
    scene, spots, rng = RayScene(mesh), stations_of(mesh, plan), np.random.default_rng(plan.seed)
    values = _look(mesh)
    normals, points = values[:, 3:], mesh.positions.astype(np.float32)
    lift = float(np.linalg.norm(np.ptp(mesh.positions, axis=0))) * 4e-4
    views, error = np.zeros(len(points)), np.zeros(len(points))
    for spot in spots:
        away = spot - points
        distance = np.linalg.norm(away, axis=1, keepdims=True)
        facing = ((away / distance) * normals).sum(axis=1)
        hopeful = np.nonzero(facing > GRAZING)[0]
        start = points[hopeful] + normals[hopeful] * np.float32(lift)
        free = ~scene.blocked(start, (away / distance)[hopeful])
        seen = hopeful[free]
        views[seen] += 1
        error[seen] += rng.normal(0.0, 1.0, len(seen)) * (1 + 0.8 * (1 - facing[seen])) * facing[seen]
    if not views.any():
        raise GeometryError("scan_unseen", stations=len(spots))
    shift = plan.noise_mm * 1e-3 * np.divide(error, views, out=np.zeros_like(error), where=views > 0)
    moved = mesh.positions + normals * shift[:, None]
    shade = values[:, :3] * rng.normal(1.0, 0.01, (len(points), 1))
    return _kept(mesh, moved @ _turn(plan.turn_deg).T, shade, views > 0)


def _kept(mesh: Mesh, positions: Floats, shade: Floats, seen: NDArray[np.bool_]) -> Mesh:
    """The triangles whose corners were all seen, with vertices renumbered."""
    faces = mesh.faces[seen[mesh.faces].all(axis=1)]
    used, renumbered = np.unique(faces, return_inverse=True)
    colors = np.full((len(used), 4), 255, dtype=np.uint8)
    colors[:, :3] = np.clip(np.round(shade[used]), 0, 255)
    uv = None if mesh.uv is None else mesh.uv[used]
    return Mesh(positions[used], renumbered.reshape(-1, 3).astype(np.int64), colors=colors, uv=uv)


def _look(mesh: Mesh) -> Floats32:
    """Colour 0..255 and normal of each vertex: (n, 6) float32."""
    if mesh.colors is None or mesh.normals is None:
        raise GeometryError("scan_uncoloured", vertices=len(mesh.positions))
    return np.concatenate([mesh.colors[:, :3].astype(np.float32), mesh.normals], axis=1, dtype=np.float32)


def _fan(mesh: Mesh, spot: Floats32, count: int, rng: np.random.Generator) -> Floats32:
    """About ``count`` evenly spread directions from a station over the object's bounding sphere."""
    low, high = mesh.positions.min(axis=0), mesh.positions.max(axis=0)
    axis = (low + high) / 2 - spot
    distance = float(np.linalg.norm(axis))
    axis /= distance
    spread = float(np.arcsin(min(0.999, float(np.linalg.norm(high - low)) / 2 / distance)))
    k = np.arange(count) + 0.5
    height = 1 - k / count * (1 - np.cos(spread))
    angle = np.pi * (1 + 5**0.5) * k + rng.random() * 2 * np.pi
    ring = np.sqrt(1 - height**2)
    side = np.cross(axis, np.eye(3)[int(np.argmin(np.abs(axis)))])
    side /= np.linalg.norm(side)
    up = np.cross(axis, side)
    ways = height[:, None] * axis + (ring * np.cos(angle))[:, None] * side + (ring * np.sin(angle))[:, None] * up
    return _unit(ways.astype(np.float32))


def _unit(vectors: Floats32) -> Floats32:
    """Vectors of length one."""
    unit: Floats32 = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
    return unit


def _turn(degrees: float) -> Floats:
    """Rotation about +Y."""
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    return np.array([[c, 0, s], [0, 1, 0], [-s, 0, c]])
