"""Screened Poisson surfaces (Kazhdan & Hoppe 2013) through Open3D, trimmed to where there is data."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from models3d.engine import o3d
from models3d.types import Mesh, PointCloud

Points = NDArray[np.float64]
_ORIENTED = 50_000
_REACH = 2.5  # spacings between a surface and the nearest point, beyond which it is invented
_MOST_HIDDEN = 0.1
_SPARSE = 0.01


def build_surface(cloud: PointCloud, spacing: float) -> tuple[Mesh, NDArray[np.int64], int] | None:
    """Give the mesh, the nearest point of each vertex, and the octree depth; None when no sound surface comes out."""
    middle = cloud.positions.mean(axis=0)
    local = cloud.positions - middle
    normals = estimate_normals(cloud, local)
    depth = choose_depth(local, spacing)
    given = o3d.geometry.PointCloud(o3d.utility.Vector3dVector(local))
    given.normals = o3d.utility.Vector3dVector(normals)
    built, density = o3d.geometry.TriangleMesh.create_from_point_cloud_poisson(given, depth=depth, n_threads=-1)
    vertices, faces = np.asarray(built.vertices), np.asarray(built.triangles, np.int64)
    if not len(faces) or not np.isfinite(vertices).all():
        return None
    distance, nearest = cKDTree(local, balanced_tree=False, compact_nodes=False).query(vertices)
    cell = float(np.ptp(local, axis=0).max()) * 1.1 / 2**depth
    reach = max(_REACH * spacing, 1.25 * cell)
    keep = np.asarray(distance) <= reach
    keep &= np.asarray(density) > np.quantile(np.asarray(density), _SPARSE)
    faces = faces[keep[faces].all(axis=1)]
    used, numbered = np.unique(faces, return_inverse=True)
    if not _covers(vertices[used], local):
        return None
    mesh = Mesh(vertices[used] + middle, numbered.reshape(-1, 3).astype(np.int64))
    return mesh, np.asarray(nearest, np.int64)[used], depth


def choose_depth(local: Points, spacing: float) -> int:
    """Give the octree depth whose cells are about as wide as the points are apart, between 5 and 10.

    It is also held to what the number of points can fill: about 1.5 points for each cell of a square sheet.
    """
    extent = float(np.ptp(local, axis=0).max())
    by_spacing = math.ceil(math.log2(max(1.1 * extent / max(spacing, 1e-12 * extent), 2.0)))
    by_count = math.floor(math.log(1.5 * len(local), 4))
    return min(max(min(by_spacing, by_count), 5), 10)


def estimate_normals(cloud: PointCloud, local: Points) -> Points:
    """Give outward unit normals: the file's own, else towards the stations, else consistent from a sample.

    Open3D's consistent orientation is slow on millions of points, so at most 50,000 are oriented and the others take
    the sign of their nearest oriented neighbour.
    """
    if cloud.normals is not None and float(np.linalg.norm(cloud.normals, axis=1).min()) > 0.5:
        return cloud.normals.astype(np.float64)
    given = o3d.geometry.PointCloud(o3d.utility.Vector3dVector(local))
    given.estimate_normals(o3d.geometry.KDTreeSearchParamKNN(min(24, len(local))))
    normals = np.asarray(given.normals).copy()
    stations, ids = cloud.stations, cloud.station_ids
    if stations is not None and ids is not None and len(stations) and _saw(stations, ids, cloud.positions):
        return _signed(normals, np.einsum("ij,ij->i", normals, stations[ids] - cloud.positions))
    return _orient_by_sample(local, normals)


def _saw(stations: Points, station_ids: NDArray[np.int32], positions: Points) -> bool:
    """Tell true scanner positions from made-up origins: a scanner sees no point through another one.

    Directions are put into bins three point spacings wide; a point far behind the nearest one of its bin was hidden.
    """
    for number, station in enumerate(stations):
        rays = positions[station_ids == number] - station
        if len(rays) and _hidden_share(rays) > _MOST_HIDDEN:
            return False
    return True


def _hidden_share(rays: Points) -> float:
    """Share of points that lie behind others as seen from the origin of ``rays``; 1 where points lie on the origin."""
    distances = np.linalg.norm(rays, axis=1)
    if float(distances.min()) <= 1e-3 * float(distances.max()):
        return 1.0
    sample = rays[:: max(1, len(rays) // 5_000)]
    spacing = float(np.median(np.asarray(cKDTree(rays).query(sample, k=2)[0])[:, 1]))
    bins = np.floor(rays / distances[:, None] / max(3 * spacing / float(np.median(distances)), 1e-4)).astype(np.int64)
    _, place = np.unique(bins, axis=0, return_inverse=True)
    nearest = np.full(int(place.max()) + 1, np.inf)
    np.minimum.at(nearest, place.ravel(), distances)
    return float(np.mean(distances > nearest[place.ravel()] + 18 * spacing))


def _orient_by_sample(local: Points, normals: Points) -> Points:
    step = max(1, math.ceil(len(local) / _ORIENTED))
    sample = o3d.geometry.PointCloud(o3d.utility.Vector3dVector(local[::step]))
    sample.normals = o3d.utility.Vector3dVector(normals[::step])
    oriented = _oriented(sample, local[::step])
    outward = np.einsum("ij,ij->i", oriented, local[::step] - local.mean(axis=0)).sum()
    oriented = -oriented if outward < 0 else oriented
    _, nearest = cKDTree(local[::step], balanced_tree=False, compact_nodes=False).query(local)
    return _signed(normals, np.einsum("ij,ij->i", normals, oriented[np.asarray(nearest)]))


def _oriented(sample: o3d.geometry.PointCloud, spots: Points) -> Points:
    """Orient a sample; its points are shaken by a millionth first, as Qhull stops at points exactly on one sphere."""
    if len(spots) > 16:
        shake = np.random.default_rng(0).normal(scale=1e-6 * float(np.ptp(spots, axis=0).max()), size=spots.shape)
        sample.points = o3d.utility.Vector3dVector(spots + shake)
        try:
            sample.orient_normals_consistent_tangent_plane(12)
        except RuntimeError:  # Qhull found no tetrahedra: the sign towards the outside has to do
            normals = np.asarray(sample.normals)
            return _signed(normals, np.einsum("ij,ij->i", normals, spots - spots.mean(axis=0)))
    return np.asarray(sample.normals)


def _signed(normals: Points, towards: NDArray[np.float64]) -> Points:
    return np.where(towards[:, None] < 0, -normals, normals)


def _covers(vertices: Points, local: Points) -> bool:
    """A surface that spans less than half of the points' extent has lost the object."""
    if len(vertices) < 4:
        return False
    return bool((np.ptp(vertices, axis=0) >= 0.5 * np.ptp(local, axis=0)).sum() >= 2)
