"""One epoch made ready for alignment: even samples of its surface, its open border, how well a fit can be expected."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from models3d.compare.types import Epoch
from models3d.surface import Surface, scatter
from models3d.topology import build_edges, cross, face_vectors, weld_rows
from models3d.types import Mesh

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Marks = NDArray[np.bool_]
POOL = 400_000
_SMOOTH = 0.85


@dataclass(frozen=True, slots=True)
class Sample:
    """Places spread evenly over a surface: (n, 3) points and (n, 3) unit normals, metres, the survey's own frame."""

    points: Floats
    normals: Floats

    def __len__(self) -> int:
        """How many places."""
        return len(self.points)

    def every(self, count: int) -> Sample:
        """At most ``count`` of them, spread over the whole list (whose order is random)."""
        return Sample(self.points[:count], self.normals[:count])


@dataclass(frozen=True, slots=True)
class Thin:
    """Averages over cells of one size, ready for nearest-neighbour questions; ``tree`` is over ``points``."""

    points: Floats
    normals: Floats
    cell_m: float
    tree: cKDTree


class Survey:
    """Lazily worked-out views of one epoch."""

    def __init__(self, epoch: Epoch, seed: int) -> None:
        self.epoch = epoch
        self.surface: Surface = epoch.surface
        self.seed = seed
        self._samples: dict[int, Sample] = {}

    @cached_property
    def face_area(self) -> Floats:
        """(m,) area of each triangle, m²."""
        mesh = self.surface.mesh
        area: Floats = np.linalg.norm(face_vectors(mesh.positions, mesh.faces), axis=1) / 2
        return area

    @cached_property
    def area_m2(self) -> float:
        """Area of the whole surface."""
        return float(self.face_area.sum())

    @cached_property
    def pool(self) -> Sample:
        """Up to ``POOL`` measured places in random order, evenly spread by area."""
        return _even(self.epoch, self.surface, self.area_m2, self.seed)

    def sample(self, count: int) -> Sample:
        """At most ``count`` places of the pool, neighbours near each other in the list: twice as fast to look up."""
        if count not in self._samples:
            some = self.pool.every(count)
            order = order_by_place(some.points)
            self._samples[count] = Sample(some.points[order], some.normals[order])
        return self._samples[count]

    @cached_property
    def centroid(self) -> Floats:
        """(3,) middle of the surface."""
        middle: Floats = self.pool.points.mean(axis=0)
        return middle

    @cached_property
    def size_m(self) -> float:
        """Root mean square distance of the surface from its middle."""
        return float(np.sqrt(np.square(self.pool.points - self.centroid).sum(axis=1).mean()))

    @cached_property
    def axes(self) -> tuple[Floats, Floats]:
        """Principal axes: (3,) RMS extents, descending, and (3, 3) unit directions in columns."""
        values, vectors = np.linalg.eigh(np.cov((self.pool.points - self.centroid).T))
        return np.sqrt(np.maximum(values[::-1], 0)), vectors[:, ::-1]

    @cached_property
    def borders(self) -> tuple[Marks, Marks]:
        """(m, 3) whether the side opposite each corner is an open border, and whether each corner touches one."""
        return find_borders(self.surface.mesh)

    def thin(self, cell_m: float) -> Thin:
        """Average the pool over cells, the two sides of a thin wall apart."""
        normals = self.pool.normals
        if not self.epoch.is_oriented:
            normals = face_outward(self.pool.points, normals, self.centroid)
        points, normals = average_cells(self.pool.points, normals, cell_m)
        return Thin(points, normals, cell_m, cKDTree(points))

    @cached_property
    def sag_m(self) -> float:
        """How far the triangles' middles typically lie beside the true surface: spacing² x curvature / 8."""
        cell = float(np.sqrt(self.area_m2 / 4000))
        thin = self.thin(max(cell, 2 * self.epoch.spacing_m))
        if len(thin.points) < 8:
            return 0.0
        away, near = (np.asarray(column) for column in thin.tree.query(thin.points, 4))
        cosine = np.einsum("nd,nkd->nk", thin.normals, thin.normals[near[:, 1:]])
        bend = np.arccos(np.clip(cosine, -1, 1)) / np.maximum(away[:, 1:], 1e-12)
        return float(self.epoch.spacing_m**2 * np.median(bend) / 8)


def face_outward(points: Floats, normals: Floats, centre: Floats) -> Floats:
    """Give the normals the sign that points away from ``centre``."""
    away = np.einsum("nd,nd->n", normals, points - centre)
    outward: Floats = normals * np.where(away < 0, -1.0, 1.0)[:, None]
    return outward


def average_cells(points: Floats, normals: Floats, cell_m: float) -> tuple[Floats, Floats]:
    """Average points and normals over cubic cells, split by the normals' main direction."""
    facing = np.abs(normals).argmax(axis=1)
    side = facing * 2 + (np.take_along_axis(normals, facing[:, None], axis=1)[:, 0] < 0)
    group = number_cells(points, cell_m, side)
    count = np.bincount(group)
    sums = [np.bincount(group, column) for column in (*points.T, *normals.T)]
    middle = np.stack(sums[:3], axis=1) / count[:, None]
    mean = np.stack(sums[3:], axis=1)
    length = np.linalg.norm(mean, axis=1)
    kept = length > 0.3 * count
    return middle[kept], mean[kept] / length[kept, None]


def number_cells(points: Floats, cell_m: float, extra: Ints | None = None) -> Ints:
    """Number the cubic cells of side ``cell_m`` that hold points: (n,) cell of each point, 0.. without gaps."""
    corner = points.min(axis=0)
    index = np.floor((points - corner) / cell_m).astype(np.int64)
    span = index.max(axis=0) + 1
    key = (index[:, 0] * span[1] + index[:, 1]) * span[2] + index[:, 2]
    if extra is not None:
        key = key * (int(extra.max()) + 1) + extra
    _, group = np.unique(key, return_inverse=True)
    numbered: Ints = group.reshape(-1).astype(np.int64)
    return numbered


def order_by_place(points: Floats) -> Ints:
    """An order (n,) in which neighbours in space are near each other (Morton's curve, 10 bits an axis)."""
    low, span = points.min(axis=0), max(float(np.ptp(points, axis=0).max()), 1e-300)
    index = np.minimum((points - low) / span * 1024, 1023).astype(np.int64)
    key = np.zeros(len(points), np.int64)
    for bit in range(10):
        for axis in range(3):
            key |= ((index[:, axis] >> bit) & 1) << (3 * bit + axis)
    return np.argsort(key, kind="stable")


def find_borders(mesh: Mesh) -> tuple[Marks, Marks]:
    """Find the open borders; seams, where vertices only double, are none.

    Returns:
        (m, 3) bool: the side opposite the corner belongs to one triangle only; (m, 3) bool: the corner touches such a
        side.
    """
    _, group = weld_rows(mesh.positions)
    faces = group[mesh.faces]
    edges = build_edges(faces, len(mesh.positions))
    is_open = edges.count == 1
    side = is_open[edges.of_side].reshape(-1, 3)  # side k runs from corner k to corner k + 1
    touched = np.zeros(len(mesh.positions), np.bool_)
    touched[edges.ends[is_open].reshape(-1)] = True
    return side[:, [1, 2, 0]], touched[faces]


def curved_places(corners: Floats, normals: Floats, weights: Floats) -> tuple[Floats, Floats]:
    """Places on triangles, lifted onto the curved surface that the corners' normals tell of.

    A flat triangle lies beside the surface by the sum of w_i w_j |v_i - v_j|² x curvature / 2, which is half of the
    weighted distance to the corners' tangent planes. Triangles at sharp edges, whose normals tell nothing, stay flat.

    Args:
        corners: (n, 3, 3) metres.
        normals: (n, 3, 3) unit normals of the corners.
        weights: (n, 3) barycentric.

    Returns:
        (n, 3) places and (n, 3) unit normals there.

    Source:
        Boubekeur & Alexa 2008, Phong tessellation, ACM Trans. Graph. 27:141.
    """
    place = np.einsum("nk,nkd->nd", weights, corners)
    across = cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    flat = across / np.maximum(np.linalg.norm(across, axis=1, keepdims=True), 1e-300)
    smooth = np.abs(np.einsum("nkd,nd->nk", normals, flat)).min(axis=1) > _SMOOTH
    normal = np.einsum("nk,nkd->nd", weights, normals)
    length = np.linalg.norm(normal, axis=1)
    weak = length < 0.2
    normal = np.where(weak[:, None], flat, normal / np.where(weak, 1.0, length)[:, None])
    gap = np.einsum("nkd,nkd->nk", normals, corners - place[:, None])
    lift = np.where(smooth & ~weak, 0.5 * np.einsum("nk,nk->n", weights, gap), 0.0)
    return place + lift[:, None] * normal, normal


def _even(epoch: Epoch, surface: Surface, area_m2: float, seed: int) -> Sample:
    """Measured points, one per cell; places on the triangles where the points leave most of the surface uncovered."""
    random = np.random.default_rng(seed)
    count = len(epoch.positions)
    chosen = random.permutation(count)
    cell = float(np.sqrt(area_m2 / POOL))
    if cell > epoch.spacing_m:
        first = np.unique(number_cells(epoch.positions[chosen], cell), return_index=True)[1]
        chosen = chosen[np.sort(first)]
    spread = min(count, 2000)
    covered = len(np.unique(number_cells(epoch.positions, float(np.sqrt(area_m2 / spread)))))
    if count >= 2000 and covered > 0.35 * spread:
        return Sample(epoch.positions[chosen], epoch.normals[chosen].astype(np.float64))
    return _scattered(surface, min(POOL, 100_000), random)


def _scattered(surface: Surface, count: int, random: np.random.Generator) -> Sample:
    faces, weights = scatter(surface.mesh, count, int(random.integers(1 << 31)))
    order = random.permutation(count)
    faces, weights = faces[order], weights[order]
    corners = surface.mesh.faces[faces]
    return Sample(*curved_places(surface.mesh.positions[corners], surface.normals[corners].astype(float), weights))
