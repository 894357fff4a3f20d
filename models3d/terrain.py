"""Surfaces of one height per place: airborne scans and flat sheets, by Delaunay triangulation in the plane."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import Delaunay, QhullError

from models3d.errors import GeometryError
from models3d.inspect import mean_spacing
from models3d.paint import paint
from models3d.topology import weld_rows
from models3d.types import Mesh, PointCloud

Points = NDArray[np.float64]
_LAYERED = 0.10
_LAYERED_WIDE = 0.40
_LONGEST = 12.0


def is_terrain(positions: Points) -> bool:
    """Tell whether the points lie in one sheet over the ground plane.

    The plane is cut into cells of about nine points; where more than 10 % of them hold points further apart in height
    than twice the cell and than a fifth of the whole height, there are walls, undersides or trees. A sheet at least
    four times as wide as high is a survey from the air: there 40 % are allowed, as trees and roofs stand on it.
    """
    flat = np.concatenate([positions[:, :2], np.zeros((len(positions), 1))], axis=1)
    cell = 3 * mean_spacing(flat)
    height, width = float(np.ptp(positions[:, 2])), np.ptp(positions[:, :2], axis=0)
    if cell <= 0 or height > float(width.max()):
        return False
    _, group = weld_rows(np.floor((positions[:, :2] - positions[:, :2].min(axis=0)) / cell))
    order = np.argsort(group, kind="stable")
    count = np.bincount(group)
    starts = np.cumsum(count) - count
    z = positions[order, 2]
    spread = np.maximum.reduceat(z, starts) - np.minimum.reduceat(z, starts)
    full = count >= 3
    limit = _LAYERED_WIDE if float(width.min()) >= 4 * height else _LAYERED
    if not full.any():
        return True
    return float(np.mean(spread[full] > max(2 * cell, 0.2 * height))) < limit


def drape(cloud: PointCloud) -> Mesh:
    """Triangulate over the ground plane; triangles that bridge gaps in the data are left out."""
    return _triangulate(cloud, cloud.positions[:, :2])


def triangulate_plane(cloud: PointCloud) -> Mesh:
    """Triangulate points of one plane within it."""
    local = cloud.positions - cloud.positions.mean(axis=0)
    _, axes = np.linalg.eigh(local.T @ local)
    first, second = axes[:, 2], axes[:, 1]
    if np.cross(first, second)[int(np.argmax(np.abs(np.cross(first, second))))] < 0:
        second = -second
    return _triangulate(cloud, np.stack([local @ first, local @ second], axis=1))


def _triangulate(cloud: PointCloud, plane: Points) -> Mesh:
    kept = weld_rows(plane)[0]
    spots = plane[kept] - plane[kept].mean(axis=0)
    try:
        faces = Delaunay(spots).simplices.astype(np.int64)
    except QhullError as fault:
        raise GeometryError("points_collinear", count=len(kept)) from fault
    a, b, c = spots[faces[:, 0]], spots[faces[:, 1]], spots[faces[:, 2]]
    doubled = (b - a)[:, 0] * (c - a)[:, 1] - (b - a)[:, 1] * (c - a)[:, 0]
    faces[doubled < 0] = faces[doubled < 0][:, [0, 2, 1]]
    longest = np.sqrt(np.max([np.square(s).sum(axis=1) for s in (b - a, c - b, a - c)], axis=0))
    sound = np.abs(doubled) > 1e-9 * np.square(longest)
    near = sound & (longest <= _LONGEST * float(np.median(longest[sound]) if sound.any() else 0.0))
    faces = faces[near if near.sum() >= 0.5 * sound.sum() else sound]
    if not len(faces):
        raise GeometryError("points_collinear", count=len(kept))
    used, numbered = np.unique(faces, return_inverse=True)
    chosen = kept[used]
    return Mesh(cloud.positions[chosen], numbered.reshape(-1, 3).astype(np.int64), colors=paint(cloud, chosen))
