"""Measures of a mesh or a cloud that go into the record: counts, bounds, soundness, spacing."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pictures
from PIL import UnidentifiedImageError
from scipy.spatial import cKDTree

from models3d.topology import EdgeTable, build_edges, face_vectors, find_degenerate, label_faces, pair_faces, weld_rows
from models3d.types import Image, Mesh, PointCloud

Triple = tuple[float, float, float]
_SAMPLE = 20_000


@dataclass(frozen=True, slots=True)
class Inspection:
    """What can be said of the geometry without changing it; lengths in the unit of the input.

    Topology (watertight, edges, components) is judged on positions, so UV seams and unwelded STL corners don't count
    as gaps. ``spacing`` is the mean edge length of a mesh or the mean nearest-neighbour distance of a cloud.
    ``volume`` is None unless the mesh is watertight with one winding.
    """

    kind: Literal["mesh", "cloud"]
    triangles: int
    vertices: int
    points: int
    bbox_min: Triple
    bbox_max: Triple
    extent: Triple
    watertight: bool = False
    edge_manifold: bool = False
    consistent_winding: bool = False
    boundary_edges: int = 0
    non_manifold_edges: int = 0
    components: int = 0
    degenerate_fraction: float = 0.0
    duplicate_faces: int = 0
    duplicate_vertices: int = 0
    has_colors: bool = False
    has_uv: bool = False
    has_normals: bool = False
    texture_sizes: tuple[tuple[int, int], ...] = ()
    area: float = 0.0
    volume: float | None = None
    spacing: float = 0.0


def inspect_geometry(geometry: Mesh | PointCloud) -> Inspection:
    """Inspect whichever of the two kinds is given."""
    return inspect_mesh(geometry) if isinstance(geometry, Mesh) else inspect_cloud(geometry)


def inspect_mesh(mesh: Mesh) -> Inspection:
    """Measure a mesh; an empty one is never watertight. One sort of the edges serves every measure."""
    low, high, extent = _bounds(mesh.positions)
    first, group = weld_rows(mesh.positions)
    welded = mesh.faces if len(first) == len(group) else group[mesh.faces]
    points = mesh.positions[first]
    proper = _without_repeats(welded)
    edges = build_edges(proper, len(points))
    winding = bool(pair_faces(edges)[1].all()) and not (edges.count > 2).any()
    watertight = len(proper) > 0 and bool((edges.count == 2).all())
    return Inspection(
        kind="mesh",
        triangles=len(mesh.faces),
        vertices=len(mesh.positions),
        points=0,
        bbox_min=low,
        bbox_max=high,
        extent=extent,
        watertight=watertight,
        edge_manifold=len(proper) > 0 and not bool((edges.count > 2).any()),
        consistent_winding=winding,
        boundary_edges=int(np.count_nonzero(edges.count == 1)),
        non_manifold_edges=int(np.count_nonzero(edges.count > 2)),
        components=label_faces(proper, len(points), edges)[0],
        degenerate_fraction=_fraction(find_degenerate(points, welded)),
        duplicate_faces=len(welded) - _distinct_faces(welded),
        duplicate_vertices=len(mesh.positions) - len(first),
        has_colors=mesh.colors is not None,
        has_uv=mesh.uv is not None,
        has_normals=mesh.normals is not None,
        texture_sizes=tuple(measure_picture(m.base_image) for m in mesh.materials if m.base_image is not None),
        area=float(np.linalg.norm(face_vectors(points, proper), axis=1).sum() / 2),
        volume=enclosed_volume(points, proper) if watertight and winding else None,
        spacing=_mean_edge(points, edges),
    )


def inspect_cloud(cloud: PointCloud) -> Inspection:
    """Measure a cloud; the spacing comes from at most 20,000 evenly chosen points."""
    low, high, extent = _bounds(cloud.positions)
    return Inspection(
        kind="cloud",
        triangles=0,
        vertices=0,
        points=len(cloud.positions),
        bbox_min=low,
        bbox_max=high,
        extent=extent,
        duplicate_vertices=len(cloud.positions) - len(weld_rows(cloud.positions)[0]),
        has_colors=cloud.colors is not None,
        has_normals=cloud.normals is not None,
        spacing=mean_spacing(cloud.positions),
    )


def mean_spacing(positions: NDArray[np.float64]) -> float:
    """Give the mean distance to the nearest other place among the points, 0.0 when there is no other."""
    places = positions[weld_rows(positions)[0]]
    if len(places) < 2:
        return 0.0
    tree = cKDTree(places, balanced_tree=False, compact_nodes=False)
    distance = np.asarray(tree.query(places[:: max(1, len(places) // _SAMPLE)], k=2)[0])
    return float(distance[:, 1].mean())


def enclosed_volume(positions: NDArray[np.float64], faces: NDArray[np.int64]) -> float:
    """Sum the signed tetrahedra of a closed mesh; positive when its faces look outward."""
    local = positions - positions.mean(axis=0)
    return float(np.einsum("ij,ij->i", local[faces[:, 0]], face_vectors(local, faces)).sum() / 6)


def measure_picture(picture: Image) -> tuple[int, int]:
    """Read width and height from the picture's header; (0, 0) when it has none that can be read."""
    try:
        with Pictures.open(io.BytesIO(picture.data)) as opened:
            return opened.size
    except (UnidentifiedImageError, OSError, ValueError, Pictures.DecompressionBombError):
        return (0, 0)
    except Pictures.DecompressionBombWarning:  # only where warnings are errors
        return (0, 0)


def _bounds(positions: NDArray[np.float64]) -> tuple[Triple, Triple, Triple]:
    if len(positions) == 0:
        return (0.0, 0.0, 0.0), (0.0, 0.0, 0.0), (0.0, 0.0, 0.0)
    low, high = positions.min(axis=0), positions.max(axis=0)
    return _triple(low), _triple(high), _triple(high - low)


def _triple(values: NDArray[np.float64]) -> Triple:
    return float(values[0]), float(values[1]), float(values[2])


def _without_repeats(faces: NDArray[np.int64]) -> NDArray[np.int64]:
    a, b, c = faces[:, 0], faces[:, 1], faces[:, 2]
    proper: NDArray[np.int64] = faces[(a != b) & (b != c) & (c != a)]
    return proper


def _distinct_faces(faces: NDArray[np.int64]) -> int:
    return len(weld_rows(np.sort(faces, axis=1))[0])


def _fraction(marks: NDArray[np.bool_]) -> float:
    return float(marks.mean()) if len(marks) else 0.0


def _mean_edge(points: NDArray[np.float64], edges: EdgeTable) -> float:
    if len(edges.ends) == 0:
        return 0.0
    return float(np.linalg.norm(points[edges.ends[:, 0]] - points[edges.ends[:, 1]], axis=1).mean())
