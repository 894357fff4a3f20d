"""A surface through measured points, by the method that the points themselves call for."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import ConvexHull, QhullError

from models3d.errors import GeometryError
from models3d.inspect import mean_spacing
from models3d.paint import paint
from models3d.terrain import drape, is_terrain, triangulate_plane
from models3d.topology import weld_rows
from models3d.types import Mesh, Notice, PointCloud

Method = Literal["poisson", "delaunay_2_5d", "planar", "convex_hull"]
Points = NDArray[np.float64]
_FEW = 60
_FLAT = 1e-5


@dataclass(frozen=True, slots=True)
class Surface:
    """A reconstructed mesh with the method that made it, its parameters, and what a person should know."""

    mesh: Mesh
    method: Method
    parameters: dict[str, int | float] = field(default_factory=dict)
    notices: tuple[Notice, ...] = ()


def reconstruct_surface(
    cloud: PointCloud, *, up: Literal["y", "z"] = "z", points: int = 1_500_000, seed: int = 0
) -> Surface:
    """Make a mesh from a cloud: flat ones by Delaunay, terrain by 2.5-D Delaunay, bodies by Poisson, few by their hull.

    Args:
        cloud: positions in any unit; normals, colours and stations are used when present.
        up: vertical axis; only a cloud with z up can be terrain.
        points: thin to about this many points first (one per voxel, then a seeded choice).
        seed: makes the result repeatable.

    Raises:
        GeometryError: ``too_few_points`` (fewer than three places), ``points_collinear``.
    """
    thin = thin_cloud(cloud, points, seed)
    spread = _spread(thin.positions)
    if spread[2] <= _FLAT * spread[0]:
        return _flat(thin)
    if len(thin.positions) < _FEW:
        return _hull(thin)
    if up == "z" and is_terrain(thin.positions):
        return Surface(drape(thin), "delaunay_2_5d", {"points": len(thin.positions)})
    return _body(thin)


def thin_cloud(cloud: PointCloud, points: int, seed: int = 0) -> PointCloud:
    """Keep one point per place, and when there are more than ``points`` one per voxel and a seeded choice of those."""
    kept = weld_rows(cloud.positions)[0]
    if len(kept) > points:
        places = cloud.positions[kept]
        cell = max(mean_spacing(places), 1e-300) * float(np.sqrt(len(kept) / points))
        kept = kept[weld_rows(np.floor((places - places.min(axis=0)) / cell))[0]]
    if len(kept) > points:
        kept = np.sort(np.random.default_rng(seed).choice(kept, points, replace=False))
    return pick_points(cloud, kept)


def pick_points(cloud: PointCloud, chosen: NDArray[np.int64]) -> PointCloud:
    """Keep the chosen points with all that is known of them."""
    return dataclasses.replace(
        cloud,
        positions=cloud.positions[chosen],
        colors=None if cloud.colors is None else cloud.colors[chosen],
        normals=None if cloud.normals is None else cloud.normals[chosen],
        intensity=None if cloud.intensity is None else cloud.intensity[chosen],
        station_ids=None if cloud.station_ids is None else cloud.station_ids[chosen],
    )


def _spread(positions: Points) -> Points:
    """Give the three principal extents; refuse what has no area."""
    if len(positions) < 3:
        raise GeometryError("too_few_points", count=len(positions), needed=3)
    local = positions[:: max(1, len(positions) // 200_000)]
    local = local - local.mean(axis=0)
    extents: Points = np.sqrt(np.maximum(np.linalg.eigvalsh(local.T @ local)[::-1], 0.0))
    if extents[1] <= 1e-6 * extents[0]:
        raise GeometryError("points_collinear", count=len(positions))
    return extents


def _flat(cloud: PointCloud) -> Surface:
    notice = Notice("surface_flat", {"points": len(cloud.positions)})
    return Surface(triangulate_plane(cloud), "planar", {"points": len(cloud.positions)}, (notice,))


def _hull(cloud: PointCloud) -> Surface:
    """Wrap few points in their convex hull: rough, but to scale, and said so."""
    try:
        hull = ConvexHull(cloud.positions, qhull_options="QJ Pp")
    except QhullError as fault:
        raise GeometryError("too_few_points", count=len(cloud.positions), needed=4) from fault
    faces = hull.simplices.astype(np.int64)
    corners = cloud.positions[faces]
    normals = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    inward = np.einsum("ij,ij->i", normals, corners[:, 0] - cloud.positions.mean(axis=0)) < 0
    faces[inward] = faces[inward][:, [0, 2, 1]]
    used, numbered = np.unique(faces, return_inverse=True)
    mesh = Mesh(
        positions=cloud.positions[used],
        faces=numbered.reshape(-1, 3).astype(np.int64),
        colors=paint(cloud, used),
    )
    notice = Notice("surface_rough", {"points": len(cloud.positions)})
    return Surface(mesh, "convex_hull", {"points": len(cloud.positions)}, (notice,))


def _body(cloud: PointCloud) -> Surface:
    from models3d.poisson import build_surface

    spacing = mean_spacing(cloud.positions)
    built = build_surface(cloud, spacing)
    if built is None:
        return _hull(cloud)
    mesh, nearest, depth = built
    mesh = dataclasses.replace(mesh, colors=paint(cloud, nearest))
    return Surface(mesh, "poisson", {"points": len(cloud.positions), "depth": depth, "spacing": spacing})
