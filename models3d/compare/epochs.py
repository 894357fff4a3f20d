"""Two scans made comparable: read, in metres, lightly repaired, with outward normals and a known noise."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from models3d.compare.noise import estimate_noise
from models3d.compare.types import Epoch
from models3d.errors import GeometryError
from models3d.frame import UnitChoice, resolve_unit
from models3d.inspect import mean_spacing
from models3d.poisson import estimate_normals
from models3d.readers import read_scan
from models3d.reconstruct import pick_points, reconstruct_surface
from models3d.repair import RepairOptions, repair_mesh
from models3d.surface import Surface, compute_normals
from models3d.terrain import is_terrain
from models3d.topology import build_edges, face_vectors, pair_faces, weld_rows
from models3d.types import Mesh, Notice, PointCloud, Scan, Unit

Floats = NDArray[np.float64]
_LIGHT = RepairOptions(hole_perimeter=0.0, stray_faces=0, stray_size=0.0, stray_share=0.0)
_SAMPLE = 4_000
_MOST_MIXED = 0.1
"""Share of neighbouring faces that may look to opposite sides in the file before its winding tells nothing."""
_CLEAR = 0.2
"""The share of free looks outward must exceed that inward by so much before a surface is turned or trusted."""


@dataclass(frozen=True, slots=True)
class _Oriented:
    """Triangles, whether their outside is known, and whether they were turned inside out to get there."""

    mesh: Mesh
    is_known: bool
    was_turned: bool = False


def read_epoch(
    path: Path,
    name: str,
    unit: Unit | None = None,
    noise_mm: float | None = None,
    label: Literal["earlier", "later"] = "earlier",
    height_mm: float | None = None,
) -> Epoch:
    """Read one survey for a comparison: metres, measured places unmoved, no hole closed.

    Args:
        path: the scan.
        name: the file's name as people know it.
        unit: of the file, when a person states it.
        noise_mm: one-sigma noise of a single point, when a person states it.
        label: which of the two surveys it is, for the notices.
        height_mm: of the object as its record states it: evidence for the unit where it fits one, never a scale.

    Raises:
        ReadError: by the readers, with a code that names the fault.
        GeometryError: ``unit_unknown``; ``noise_invalid`` for a noise that is not positive and finite; ``nothing_left``
            for a mesh of degenerate triangles; ``too_few_points`` and ``points_collinear`` for a cloud without area.
    """
    if noise_mm is not None and not 0 < noise_mm < 1e6:
        raise GeometryError("noise_invalid", value=str(noise_mm))
    scan = read_scan(path)
    choice = _choose_unit(scan, unit, height_mm)
    notices = [*scan.warnings, *_unit_notices(choice, name)]
    if isinstance(scan.geometry, Mesh):
        oriented = _orient(_prepare(scan.geometry, choice.scale))
        mesh = oriented.mesh
        positions, normals = mesh.positions, compute_normals(mesh.positions, mesh.faces).astype(np.float64)
        spacing = _edge_length(mesh)
    else:
        cloud, normals, oriented, made = _surface_of(scan, scan.geometry, choice.scale)
        positions, spacing = cloud.positions, mean_spacing(cloud.positions)
        notices += made
    values = {"file": name, "epoch": label}
    if not oriented.is_known:
        notices.append(Notice("epoch_unoriented", {**values}))
    if oriented.was_turned:
        notices.append(Notice("epoch_turned", {**values}))
    shift = np.asarray(scan.shift) * choice.scale
    return Epoch(
        name=name,
        sha256=_digest(path),
        kind="mesh" if isinstance(scan.geometry, Mesh) else "cloud",
        positions=positions,
        normals=normals,
        surface=Surface(oriented.mesh),
        spacing_m=spacing,
        noise_m=estimate_noise(positions, normals) if noise_mm is None else noise_mm / 1000,
        noise_evidence="estimated" if noise_mm is None else "stated",
        unit=choice.unit or "?",
        unit_evidence=choice.evidence,
        up=choice.up,
        is_oriented=oriented.is_known,
        shift_m=(float(shift[0]), float(shift[1]), float(shift[2])),
        notices=tuple(notices),
    )


def _choose_unit(scan: Scan, unit: Unit | None, height_mm: float | None) -> UnitChoice:
    """The unit by the strongest evidence; a height that fits none says nothing, for the object may lie or be broken."""
    fitted = resolve_unit(scan, unit, height_mm)
    return fitted if fitted.unit is not None else resolve_unit(scan, unit)


def check_units(earlier: Epoch, later: Epoch) -> tuple[Notice, ...]:
    """Say what a person should know of the two files' units: that they differ, or that sizes differ as units do."""
    notices: list[Notice] = []
    if earlier.unit != later.unit:
        notices.append(Notice("units_differ", {"earlier": earlier.unit, "later": later.unit}))
    sizes = [float(np.linalg.norm(np.ptp(epoch.positions, axis=0))) for epoch in (earlier, later)]
    ratio = sizes[1] / sizes[0]
    guessed = "guess" in {earlier.unit_evidence, later.unit_evidence}
    for factor in (10.0, 100.0, 1000.0, 25.4, 304.8, 3.2808399, 12.0, 2.54):
        if any(abs(ratio / f - 1) < 0.02 for f in (factor, 1 / factor)):
            code = "units_suspect_guessed" if guessed else "units_suspect"
            notices.append(Notice(code, {"ratio": float(f"{ratio:.4g}"), "earlier": earlier.name, "later": later.name}))
            break
    return tuple(notices)


def _unit_notices(choice: UnitChoice, name: str) -> list[Notice]:
    return [Notice(choice.reason, {"file": name, **choice.values})] if choice.needs_confirmation else []


def _digest(path: Path) -> str:
    with path.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _prepare(mesh: Mesh, scale: float) -> _Oriented:
    """Merge equal places, drop repeated and flat faces, let neighbours agree; nothing is moved and no hole closed."""
    first, group = weld_rows(mesh.positions)
    colors = None if mesh.colors is None else mesh.colors[first]
    woven = Mesh(mesh.positions[first] * scale, group[mesh.faces], colors=colors)
    is_mixed = _mixed_share(woven) > _MOST_MIXED
    sound, report = repair_mesh(Mesh(woven.positions, woven.faces), _LIGHT)
    if colors is not None and len(sound.positions) == len(woven.positions):
        sound = Mesh(sound.positions, sound.faces, colors=colors)
    is_closed = report.open_edges == 0
    return _Oriented(sound, is_known=(is_closed or not is_mixed) and _mixed_share(sound) < 1e-3)


def _mixed_share(mesh: Mesh) -> float:
    """Share of the edges between two faces across which the winding disagrees."""
    agree = pair_faces(build_edges(mesh.faces, len(mesh.positions)))[1]
    return 1.0 - float(agree.mean()) if len(agree) else 0.0


def _orient(given: _Oriented) -> _Oriented:
    """Turn an open surface that is inside out; one that was mixed in the file is known only by a clear look."""
    out, inward = _free_looks(given.mesh)
    if inward - out > _CLEAR:
        turned = Mesh(given.mesh.positions, given.mesh.faces[:, [0, 2, 1]].copy(), colors=given.mesh.colors)
        return _Oriented(turned, given.is_known, was_turned=True)
    return _Oriented(given.mesh, given.is_known)


def _free_looks(mesh: Mesh) -> tuple[float, float]:
    """Share of sampled faces that see the open sky along their normal, and against it."""
    picked = np.random.default_rng(0).choice(len(mesh.faces), min(_SAMPLE, len(mesh.faces)), replace=False)
    across = face_vectors(mesh.positions, mesh.faces[picked])
    length = np.linalg.norm(across, axis=1)
    sound = length > 0
    normals = across[sound] / length[sound][:, None]
    middles = mesh.positions[mesh.faces[picked[sound]]].mean(axis=1)
    weights = length[sound] / length[sound].sum()
    surface = Surface(mesh)
    lift = 1e-5 * float(np.linalg.norm(np.ptp(mesh.positions, axis=0)))
    free = [float(weights[~surface.find_shadows(middles + lift * way, way)].sum()) for way in (normals, -normals)]
    return free[0], free[1]


def _edge_length(mesh: Mesh) -> float:
    corners = mesh.positions[mesh.faces[:: max(1, len(mesh.faces) // 200_000)]]
    return float(np.median(np.linalg.norm(corners - corners[:, [1, 2, 0]], axis=2)))


def _surface_of(
    scan: Scan, given: PointCloud, scale: float
) -> tuple[PointCloud, Floats, _Oriented, tuple[Notice, ...]]:
    """Give the cloud in metres, its outward normals, a surface through it, and the notices of its making."""
    kept = pick_points(given, weld_rows(given.positions)[0])
    stations = None if kept.stations is None else kept.stations * scale
    cloud = PointCloud(kept.positions * scale, normals=kept.normals, station_ids=kept.station_ids, stations=stations)
    normals = estimate_normals(cloud, cloud.positions - cloud.positions.mean(axis=0))
    is_ground = scan.up == "z" and is_terrain(cloud.positions)
    if is_ground:
        normals = np.where(normals[:, 2:] < 0, -normals, normals)
    sided = PointCloud(cloud.positions, normals=normals.astype(np.float32))
    made = reconstruct_surface(sided, up=scan.up)
    mesh = Mesh(made.mesh.positions, made.mesh.faces)
    is_known = is_ground or cloud.normals is not None or cloud.station_ids is not None
    oriented = _agree_with(mesh, cloud.positions, normals, is_known=is_known)
    return cloud, _follow(oriented.mesh, cloud.positions, normals), oriented, made.notices


def _agree_with(mesh: Mesh, points: Floats, normals: Floats, *, is_known: bool) -> _Oriented:
    """Wind the surface to its points' normals; where those are only estimated, a clear look outward must confirm."""
    own = compute_normals(mesh.positions, mesh.faces)
    _, near = cKDTree(points).query(mesh.positions)
    if float(np.einsum("ij,ij->i", own, normals[near]).sum()) < 0:
        mesh = Mesh(mesh.positions, mesh.faces[:, [0, 2, 1]].copy())
    if is_known:
        return _Oriented(mesh, is_known=True)
    out, inward = _free_looks(mesh)
    turned = inward > out
    faces = mesh.faces[:, [0, 2, 1]].copy() if turned else mesh.faces
    return _Oriented(Mesh(mesh.positions, faces), is_known=abs(out - inward) > _CLEAR)


def _follow(mesh: Mesh, points: Floats, normals: Floats) -> Floats:
    """Give the points' normals the side of the surface."""
    own = compute_normals(mesh.positions, mesh.faces)
    _, near = cKDTree(mesh.positions).query(points)
    against = np.einsum("ij,ij->i", own[near], normals) < 0
    return np.where(against[:, None], -normals, normals)
