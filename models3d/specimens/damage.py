"""Earlier and later states of a specimen with exactly known damage: the ground truth for comparisons."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from models3d.errors import GeometryError
from models3d.specimens.forms import vertex_normals
from models3d.specimens.noise import cloud_noise, smooth_step
from models3d.specimens.scanner import ScanPlan, scan_mesh
from models3d.types import Mesh

Floats = NDArray[np.float64]
Kind = Literal["chip", "wear", "crack", "crust"]
TOUCHED_MM = 0.02


@dataclass(frozen=True, slots=True)
class Wound:
    """A wish for damage: ``centre`` (m) near the surface, extent ``radius_m``, greatest depth ``depth_m`` (> 0).

    ``crust`` adds material, the others take it away; a ``crack`` runs along ``towards`` (a direction, default +Y).
    With ``facing`` (a direction) only surface that looks that way and hangs together with the nearest such vertex is
    touched, so that a wound on a thin wall does not come out on its other side.
    """

    kind: Kind
    centre: tuple[float, float, float]
    radius_m: float
    depth_m: float
    towards: tuple[float, float, float] = (0.0, 1.0, 0.0)
    facing: tuple[float, float, float] | None = None


@dataclass(frozen=True, slots=True)
class Truth:
    """What was really changed, measured on the two meshes.

    Attributes:
        kind: of the wound.
        is_gain: material was added.
        centroid_mm: area-weighted middle of the changed surface, frame of the earlier mesh.
        area_mm2: earlier surface whose vertices moved by more than 0.02 mm.
        volume_mm3: later minus earlier volume: negative for loss.
        max_mm: largest movement along the earlier normal, negative for loss.
    """

    kind: Kind
    is_gain: bool
    centroid_mm: tuple[float, float, float]
    area_mm2: float
    volume_mm3: float
    max_mm: float


def damage_mesh(mesh: Mesh, wounds: tuple[Wound, ...], seed: int = 1) -> tuple[Mesh, tuple[Truth, ...]]:
    """The later state of ``mesh`` and the truth about each wound.

    Args:
        mesh: closed, metres.
        wounds: places that don't touch each other.
        seed: of ragged edges and crust.

    Raises:
        GeometryError: ``wound_off_surface`` when a wound touches no vertex, ``wound_overlap`` when two share one.
    """
    normals = vertex_normals(mesh.positions, mesh.faces).astype(np.float64)
    moved = np.zeros(len(mesh.positions))
    truths = []
    for number, wound in enumerate(wounds):
        shift = _local_shift(mesh, normals, wound, seed + number)
        touched = np.abs(shift) > TOUCHED_MM * 1e-3
        if not touched.any():
            raise GeometryError("wound_off_surface", number=number, kind=wound.kind)
        if (touched & (np.abs(moved) > 0)).any():
            raise GeometryError("wound_overlap", number=number, kind=wound.kind)
        shift[~touched] = 0.0
        truths.append(_truth(mesh, normals, shift, wound))
        moved += shift
    positions = mesh.positions + normals * moved[:, None]
    colors = _fresh(mesh, moved)
    later = replace(mesh, positions=positions, normals=vertex_normals(positions, mesh.faces), colors=colors)
    return later, tuple(truths)


def scan_epochs(
    mesh: Mesh, wounds: tuple[Wound, ...], plans: tuple[ScanPlan, ScanPlan]
) -> tuple[Mesh, Mesh, tuple[Truth, ...]]:
    """Earlier and later scan by their plans (other noise, other pose), and the truth in the specimen's own frame.

    The earlier scan's frame is the specimen's when its plan turns nothing.
    """
    later, truths = damage_mesh(mesh, wounds)
    return scan_mesh(mesh, plans[0]), scan_mesh(later, plans[1]), truths


def signed_volume(positions: Floats, faces: NDArray[np.int64]) -> float:
    """Volume in cubic file units enclosed by closed surfaces, outward faces positive."""
    a, b, c = (positions[faces[:, k]] for k in range(3))
    return float(np.einsum("ij,ij->", np.cross(a, b), c) / 6.0)


def _local_shift(mesh: Mesh, normals: Floats, wound: Wound, seed: int) -> Floats:
    """Movement along the outward normal in metres at each vertex of the mesh, zero far from the wound."""
    away = np.linalg.norm(mesh.positions - np.asarray(wound.centre), axis=1)
    near = away < 1.3 * wound.radius_m
    if wound.facing is not None:
        near &= normals @ np.asarray(wound.facing) > 0.1
        near = _hanging_together(mesh, near, away)
    shift = np.zeros(len(mesh.positions))
    shift[near] = _shift(mesh.positions[near], wound, seed)
    return shift


def _hanging_together(mesh: Mesh, marked: NDArray[np.bool_], away: Floats) -> NDArray[np.bool_]:
    """Of the marked vertices those that edges between marked ones join to the one that is least ``away``."""
    if not marked.any():
        return marked
    inner = mesh.faces[marked[mesh.faces].all(axis=1)]
    count = len(marked)
    links = coo_matrix((np.ones(2 * len(inner)), (inner[:, :2].T.ravel(), inner[:, 1:].T.ravel())), (count, count))
    labels = connected_components(links, directed=False)[1]
    nearest = int(np.argmin(np.where(marked, away, np.inf)))
    joined: NDArray[np.bool_] = marked & (labels == labels[nearest])
    return joined


def _shift(points: Floats, wound: Wound, seed: int) -> Floats:
    """Movement along the outward normal in metres at each vertex."""
    offset = points - np.asarray(wound.centre)
    distance = np.linalg.norm(offset, axis=1) / wound.radius_m
    depth = wound.depth_m
    if wound.kind == "wear":
        return np.asarray(-depth * (1.0 - smooth_step(distance, 0.0, 1.0)))
    if wound.kind == "chip":
        ragged = 0.82 + 0.3 * cloud_noise(points, wound.radius_m * 0.5, seed, 3)
        return np.asarray(-depth * np.clip((1.0 - distance / ragged) * 2.2, 0.0, 1.0))
    if wound.kind == "crust":
        lumps = 0.45 + 0.9 * cloud_noise(points, wound.radius_m * 0.35, seed, 4)
        return np.asarray(depth * np.clip(lumps, 0.0, 1.0) * (1.0 - smooth_step(distance, 0.55, 1.0)))
    along = np.asarray(wound.towards) / np.linalg.norm(wound.towards)
    run = offset @ along
    wander = wound.radius_m * 0.12 * np.sin(run / wound.radius_m * 9.0)
    across = np.linalg.norm(offset - run[:, None] * along, axis=1)
    near = np.abs(across - np.abs(wander)) / (wound.radius_m * 0.12)
    tip = 1.0 - smooth_step(np.abs(run) / wound.radius_m, 0.7, 1.0)
    return np.asarray(-depth * np.clip(1.0 - near, 0.0, 1.0) * tip)


def _truth(mesh: Mesh, normals: Floats, shift: Floats, wound: Wound) -> Truth:
    """Measure one wound on the meshes themselves."""
    changed = mesh.faces[(np.abs(shift[mesh.faces]) > 0).any(axis=1)]
    a, b, c = (mesh.positions[changed[:, k]] for k in range(3))
    doubled = np.linalg.norm(np.cross(b - a, c - a), axis=1)
    share = (np.abs(shift[changed]) > 0).mean(axis=1)
    area = doubled / 2 * share
    later = mesh.positions + normals * shift[:, None]
    volume = signed_volume(later, changed) - signed_volume(mesh.positions, changed)
    middle = ((a + b + c) / 3 * area[:, None]).sum(axis=0) / area.sum() * 1e3
    biggest = shift[int(np.argmax(np.abs(shift)))]
    return Truth(
        kind=wound.kind,
        is_gain=wound.kind == "crust",
        centroid_mm=(float(middle[0]), float(middle[1]), float(middle[2])),
        area_mm2=float(area.sum() * 1e6),
        volume_mm3=float(volume * 1e9),
        max_mm=float(biggest * 1e3),
    )


def _fresh(mesh: Mesh, moved: Floats) -> NDArray[np.uint8] | None:
    """Colours of the later state: a fresh break is lighter, a crust is pale."""
    if mesh.colors is None:
        return None
    colors = mesh.colors.copy()
    strength = np.clip(np.abs(moved) / 1e-3, 0, 1)[:, None] * 0.45
    target = np.where((moved > 0)[:, None], (196, 190, 172), (176, 158, 132))
    colors[:, :3] = np.round(colors[:, :3] * (1 - strength) + target * strength)
    return colors
