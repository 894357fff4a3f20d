"""Core points: where both methods measure, spread evenly over the earlier survey, each with its share of surface."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from models3d.compare.types import Epoch
from models3d.engine import o3d
from models3d.topology import face_vectors, weld_rows
from models3d.types import Mesh

Floats = NDArray[np.float64]
Index = NDArray[np.int64]
MOST = 200_000
LADDER = (3.0, 6.0, 12.0, 24.0)
"""Diameters D of the neighbourhoods that normals are fitted to, in spacings of the earlier survey."""
SMOOTH_ENOUGH = 25.0
"""Lague's D / roughness above which a normal is good to about 2 % of the distance in 97 % of cases."""
_PAIRS = 2_000_000
_PER_SCALE = 40


@dataclass(frozen=True, slots=True)
class Cores:
    """Places on the earlier survey, metres.

    Attributes:
        positions: (k, 3), normals: (k, 3) unit, outward, fitted at the scale that suits each place.
        area_m2: (k,) shares of the surface; their sum is its area.
    """

    positions: Floats
    normals: Floats
    area_m2: Floats


def pick_cores(earlier: Epoch, most: int = MOST) -> Cores:
    """Choose at most ``most`` measured points, one per cell and side of the surface, and fit their normals.

    Source:
        Lague, Brodu & Leroux 2013, ISPRS J. Photogramm. 82:10-26, section 3.1 (scale of the normal by roughness).
    """
    mesh = earlier.surface.mesh
    chosen = _thin(earlier, float(np.linalg.norm(face_vectors(mesh.positions, mesh.faces), axis=1).sum() / 2), most)
    positions, normals = earlier.positions[chosen], earlier.normals[chosen]
    fitted = fit_normals((positions, normals), (earlier.positions, earlier.normals), earlier.spacing_m)
    return Cores(positions, fitted, _share_area(mesh, positions))


def _thin(earlier: Epoch, area: float, most: int) -> Index:
    """Choose the point nearest the middle of each cell; the two sides of a thin wall are kept apart."""
    points = earlier.positions
    if len(points) <= most:
        return np.arange(len(points))
    axis = np.argmax(np.abs(earlier.normals), axis=1)
    side = 2 * axis + (np.take_along_axis(earlier.normals, axis[:, None], axis=1)[:, 0] > 0)
    cell = math.sqrt(1.5 * area / most)
    while True:
        local = (points - points.min(axis=0)) / cell
        corner = np.floor(local)
        away = np.square(local - corner - 0.5).sum(axis=1)
        order = np.argsort(away, kind="stable")
        rows = np.column_stack([corner.astype(np.int64), side])[order]
        chosen = np.sort(order[weld_rows(rows)[0]])
        if len(chosen) <= most:
            return chosen.astype(np.int64)
        cell *= 1.08


def _share_area(mesh: Mesh, cores: Floats) -> Floats:
    """Give each core the surface about the vertices that it is nearest to."""
    third = np.linalg.norm(face_vectors(mesh.positions, mesh.faces), axis=1) / 6
    of_vertex = sum(np.bincount(mesh.faces[:, k], third, len(mesh.positions)) for k in range(3))
    near = cKDTree(cores, balanced_tree=False, compact_nodes=False).query(mesh.positions)[1]
    return np.bincount(near, of_vertex, len(cores)).astype(np.float64)


def fit_normals(cores: tuple[Floats, Floats], points: tuple[Floats, Floats], spacing: float) -> Floats:
    """Fit planes at growing scales; each core takes the first that is smooth enough, else the most planar.

    Args:
        cores: (k, 3) places and their (k, 3) unit normals, which tell the side.
        points: (n, 3) points and their (n, 3) unit normals; points that look the other way take no part.
        spacing: typical distance between points.
    """
    places, given = cores
    best = np.zeros(len(places))
    normals = given.copy()
    open_cores = np.arange(len(places))
    for diameter in LADDER:
        thin, sides = _thin_to(points, diameter * spacing / 2)
        fitted, planar = _fit((places[open_cores], given[open_cores]), (thin, sides), diameter * spacing / 2)
        better = planar > best[open_cores]
        normals[open_cores[better]] = fitted[better]
        best[open_cores[better]] = planar[better]
        open_cores = open_cores[best[open_cores] < SMOOTH_ENOUGH]
        if len(open_cores) == 0:
            break
    against = np.einsum("ij,ij->i", normals, given) < 0
    normals[against] *= -1
    return normals


def _thin_to(points: tuple[Floats, Floats], radius: float) -> tuple[Floats, Floats]:
    """Keep about forty points per neighbourhood: one per cell, so that wide scales cost no more than narrow ones."""
    positions, normals = points
    cell = radius * math.sqrt(math.pi / (1.5 * _PER_SCALE))
    side = (normals[np.arange(len(normals)), np.argmax(np.abs(normals), axis=1)] > 0).astype(np.int64)
    rows = np.column_stack([np.floor((positions - positions.min(axis=0)) / cell).astype(np.int64), side])
    kept = weld_rows(rows)[0]
    return positions[kept], normals[kept]


def _fit(cores: tuple[Floats, Floats], points: tuple[Floats, Floats], radius: float) -> tuple[Floats, Floats]:
    """Give normals of fitted planes and D / roughness of each; 0 where fewer than five points are near."""
    places, given = cores
    positions, sides = points
    middle = positions.mean(axis=0)
    index = o3d.core.nns.NearestNeighborSearch(o3d.core.Tensor.from_numpy(np.ascontiguousarray(positions - middle)))
    index.fixed_radius_index(radius)
    normals, planar = given.copy(), np.zeros(len(places))
    step = max(256, _PAIRS // (2 * _PER_SCALE))
    for start in range(0, len(places), step):
        part = slice(start, start + step)
        asked = np.ascontiguousarray(places[part] - middle)
        found, _, splits = index.fixed_radius_search(o3d.core.Tensor.from_numpy(asked), radius, sort=False)
        near = found.numpy()
        core = np.repeat(np.arange(len(asked)), np.diff(splits.numpy()))
        alike = np.einsum("ij,ij->i", sides[near], given[part][core]) > 0
        near, core = near[alike], core[alike]
        normals[part], planar[part] = _planes(positions[near] - middle - asked[core], core, given[part], radius)
    return normals, planar


def _planes(local: Floats, core: Index, given: Floats, radius: float) -> tuple[Floats, Floats]:
    size = len(given)
    count = np.bincount(core, minlength=size)
    some = np.maximum(count, 1)
    mean = np.stack([np.bincount(core, local[:, k], size) / some for k in range(3)], axis=1)
    spread = np.empty((size, 3, 3))
    for i in range(3):
        for j in range(i, 3):
            moment = np.bincount(core, local[:, i] * local[:, j], size) / some - mean[:, i] * mean[:, j]
            spread[:, i, j] = spread[:, j, i] = moment
    values, axes = np.linalg.eigh(spread)
    enough = (count >= 5) & (values[:, 1] > 0.05 * values[:, 2])
    roughness = np.sqrt(np.maximum(values[:, 0], 0) * count / np.maximum(count - 3, 1))
    planar = np.where(enough, 2 * radius / np.maximum(roughness, 1e-9 * radius), 0.0)
    return np.where(enough[:, None], axes[:, :, 0], given), planar
