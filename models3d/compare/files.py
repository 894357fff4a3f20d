"""The files of a comparison that programs read: PLY and CSV with the values, GLB for the viewer."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models3d.appearance import NEUTRAL, read_appearance
from models3d.compare.deviations import Deviations, core_spacing
from models3d.compare.types import Detection, Distances, Epoch, Floats, Region
from models3d.glb import Finish, build_glb, dress_glb
from models3d.simplify import simplify_mesh
from models3d.surface import compute_normals
from models3d.types import Mesh

_VIEWER_TRIANGLES = 400_000
_METHODS = ("none", "m3c2", "c2m")


def write_deviation_ply(path: Path, later: Epoch, values: Deviations, colors: NDArray[np.uint8]) -> None:
    """Write the later survey in the earlier frame, metres, with ``deviation_mm`` and ``lod_mm`` at every vertex.

    No data is NaN. Triangles are written when the survey has them.
    """
    fields: list[tuple[str, str, NDArray[np.generic]]]
    fields = [(axis, "<f8", later.positions[:, k]) for k, axis in enumerate("xyz")]
    fields += [(name, "u1", colors[:, k]) for k, name in enumerate(("red", "green", "blue"))]
    fields += [("deviation_mm", "<f4", values.distance_m * 1e3), ("lod_mm", "<f4", values.lod_m * 1e3)]
    table = np.empty(len(later.positions), dtype=[(name, kind) for name, kind, _ in fields])
    for name, _, column in fields:
        table[name] = column
    kinds = {"<f8": "double", "<f4": "float", "u1": "uchar"}
    faces = later.surface.mesh.faces if later.kind == "mesh" else np.empty((0, 3), np.int64)
    head = ["ply", "format binary_little_endian 1.0", "comment metres, frame of the earlier survey; NaN is no data"]
    head += [f"element vertex {len(table)}", *(f"property {kinds[kind]} {name}" for name, kind, _ in fields)]
    if len(faces):
        head += [f"element face {len(faces)}", "property list uchar int vertex_indices"]
    with path.open("wb") as out:
        out.write("\n".join([*head, "end_header", ""]).encode("ascii"))
        out.write(table.tobytes())
        if len(faces):
            rows = np.empty(len(faces), dtype=[("n", "u1"), ("i", "<i4", 3)])
            rows["n"], rows["i"] = 3, faces
            out.write(rows.tobytes())


def write_deviation_csv(path: Path, distances: Distances, detection: Detection, regions: tuple[Region, ...]) -> None:
    """Write every core point with both methods' distances, millimetres; an empty cell is no data."""
    of_region = _of_region(len(distances.cores), regions)
    names = ("x_mm", "y_mm", "z_mm", "distance_mm", "c2m_mm", "m3c2_mm", "lod_mm", "sigma_mm")
    columns = [
        *(distances.cores.T * 1e3), detection.distance_m * 1e3, distances.closest_m * 1e3, distances.cylinder_m * 1e3,
        detection.lod_m * 1e3, detection.sigma_m * 1e3,
    ]  # fmt: skip
    texts = [_cells(column) for column in columns]
    marks = (detection.significant, detection.changed, distances.disagrees)
    texts += [mark.astype(np.int64).astype(str) for mark in marks]
    texts += [np.array(_METHODS)[detection.method], of_region.astype(str), distances.reason.astype(str)]
    header = ",".join((*names, "significant", "changed", "methods_disagree", "method", "region", "no_data_reason"))
    with path.open("w", encoding="utf-8", newline="") as out:
        out.write(header + "\n")
        out.writelines(",".join(row) + "\n" for row in zip(*texts, strict=True))


def _cells(column: Floats) -> NDArray[np.str_]:
    """Six decimals are a nanometre: re-reading the file gives the same figures."""
    text = np.char.mod("%.6f", column)
    return np.where(np.isfinite(column), text, "")


def write_earlier_glb(path: Path, earlier: Epoch, frame: Floats) -> None:
    """Write the earlier survey for the viewer: its own colours, its own frame, ``frame`` as the node's matrix."""
    mesh = _for_viewer(earlier.surface.mesh)
    path.write_bytes(_dress(mesh, "earlier", frame, None))


def write_deviation_glb(
    path: Path, later: Epoch, values: Deviations, frame: Floats, distances: Distances, regions: tuple[Region, ...]
) -> None:
    """Write the later survey in the earlier frame with float32 values at every vertex.

    ``_DEVIATION`` and ``_LOD`` are millimetres, ``_VALID`` is 0 or 1, ``_REGION`` is the number of the changed region
    that the vertex belongs to (that of its nearest core), 0 outside all of them.

    The values are never quantised. A survey above 400,000 triangles is thinned first and takes its values from the
    nearest places of the full one; for a cloud they come from its nearest points.
    """
    full = later.surface.mesh
    mesh = _for_viewer(full)
    deviation, lod = values.distance_m, values.lod_m
    if later.kind == "cloud":
        deviation, lod = _from_points(later, values, mesh)
    elif mesh.positions.shape != full.positions.shape:
        deviation, lod = _from_surface(later, values, mesh)
    valid = np.isfinite(deviation) & np.isfinite(lod)
    scalars = {
        "_DEVIATION": np.where(valid, deviation * 1e3, 0.0).astype(np.float32),
        "_LOD": np.where(valid, lod * 1e3, 0.0).astype(np.float32),
        "_VALID": valid.astype(np.float32),
        "_REGION": _regions_at(mesh, np.where(valid, deviation, 0.0), distances, regions).astype(np.float32),
    }
    path.write_bytes(_dress(mesh, "later", frame, scalars))


def _of_region(count: int, regions: tuple[Region, ...]) -> NDArray[np.int64]:
    """The region's number at each of ``count`` cores, 0 where there is none."""
    numbers = np.zeros(count, np.int64)
    for region in regions:
        numbers[region.cores] = region.id
    return numbers


def _regions_at(
    mesh: Mesh, deviation_m: Floats, distances: Distances, regions: tuple[Region, ...]
) -> NDArray[np.int64]:
    """The number of each vertex's region: a vertex belongs to its nearest core, as its level of detection does."""
    if not regions:
        return np.zeros(len(mesh.positions), np.int64)
    from scipy.spatial import cKDTree

    away, near = cKDTree(distances.cores).query(mesh.positions, workers=2)
    is_near = np.asarray(away) <= 4 * core_spacing(distances) + np.abs(deviation_m)
    return np.where(is_near, _of_region(len(distances.cores), regions)[np.asarray(near)], 0)


def _for_viewer(full: Mesh) -> Mesh:
    """At most as many triangles as a browser holds with ease, with normals and one colour a vertex."""
    colored = Mesh(full.positions, full.faces, colors=_vertex_colors(full))
    thin = simplify_mesh(colored, _VIEWER_TRIANGLES, is_quick=True)
    return Mesh(thin.positions, thin.faces, compute_normals(thin.positions, thin.faces), thin.colors)


def _vertex_colors(mesh: Mesh) -> NDArray[np.uint8]:
    """The mesh's look at its vertices, (n, 4) uint8 sRGB, whatever it was stored in."""
    colors = np.full((len(mesh.positions), 4), 255, np.uint8)
    colors[:, :3] = NEUTRAL
    appearance, _ = read_appearance(mesh)
    if appearance.is_plain:
        return colors
    corner = np.full(len(mesh.positions), -1, np.int64)
    corner[mesh.faces.reshape(-1)] = np.arange(mesh.faces.size)
    used = np.nonzero(corner >= 0)[0]
    weights = np.eye(3, dtype=np.float32)[corner[used] % 3]
    colors[used, :3] = appearance.sample(corner[used] // 3, weights)
    return colors


def _from_surface(later: Epoch, values: Deviations, mesh: Mesh) -> tuple[Floats, Floats]:
    """Values at the vertices of a thinned copy, blended inside the face of the full survey that is nearest."""
    hits = later.surface.find_nearest(mesh.positions)
    corners = later.surface.mesh.faces[hits.faces]
    weights = np.clip(hits.weights.astype(np.float64), 0.0, 1.0)
    deviation = np.einsum("nk,nk->n", weights, values.distance_m[corners])
    return deviation, np.einsum("nk,nk->n", weights, values.lod_m[corners])


def _from_points(later: Epoch, values: Deviations, mesh: Mesh) -> tuple[Floats, Floats]:
    """Values at the vertices of a reconstructed surface: those of the nearest measured point within three spacings."""
    from scipy.spatial import cKDTree

    away, index = cKDTree(later.positions).query(mesh.positions, workers=-1)
    near = np.asarray(away) <= 3 * later.spacing_m
    picked = np.asarray(index)
    return np.where(near, values.distance_m[picked], np.nan), np.where(near, values.lod_m[picked], np.nan)


def _dress(mesh: Mesh, name: str, frame: Floats, scalars: dict[str, NDArray[np.float32]] | None) -> bytes:
    finish = Finish(base_color=(1.0, 1.0, 1.0, 1.0), double_sided=True)  # open scans show their inside
    return dress_glb(build_glb(mesh, name, scalars, frame), finish, None, None)


def scene_frame(earlier: Epoch) -> Floats:
    """Give the (4, 4) row-major placement in which the viewer shows both: +Y up, base centre at the origin, metres."""
    turn = np.eye(4)
    if earlier.up == "z":
        turn[:3, :3] = ((1, 0, 0), (0, 0, 1), (0, -1, 0))
    placed = earlier.positions @ turn[:3, :3].T
    low, high = placed.min(axis=0), placed.max(axis=0)
    turn[:3, 3] = (-(low[0] + high[0]) / 2, -low[1], -(low[2] + high[2]) / 2)
    return turn
