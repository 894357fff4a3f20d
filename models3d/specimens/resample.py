"""One true surface sampled anew for every survey: no vertex of one scan is a vertex of another.

A specimen is refined until it counts as the truth; each survey then lays its own vertices at random places of that
surface and joins them by its own triangles. Damage is done to the truth, so what a survey shows at any place is known.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models3d.surface import Surface
from models3d.topology import face_vectors

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Sampling:
    """Where a survey's vertices lie on the true surface.

    Attributes:
        faces: (m, 3) int64 triangles between the survey's vertices.
        hosts: (n, 3) int64 vertices of the true surface around each of the survey's.
        weights: (n, 3) float64 barycentric weights of those.
    """

    faces: Ints
    hosts: Ints
    weights: Floats

    def lay_on(self, values: Floats) -> Floats:
        """Values (n, k) at the survey's vertices from those (t, k) at the true surface's vertices."""
        laid: Floats = np.einsum("nc,nck->nk", self.weights, values[self.hosts])
        return laid


def refine_surface(positions: Floats, faces: Ints) -> tuple[Floats, Ints]:
    """Each triangle in four on a smooth surface; borders stay borders.

    Args:
        positions: (n, 3) any unit.
        faces: (m, 3); edges with one or more than two triangles are kept as creases.

    Returns:
        (n + edges, 3) positions, the first n belong to the old vertices, and (4 m, 3) faces.

    Source: Loop 1987, Smooth subdivision surfaces based on triangles; weights of Warren 1995.
    """
    count = len(positions)
    sides = faces[:, [0, 1, 1, 2, 2, 0]].reshape(-1, 2)
    edges, side_edge, uses = np.unique(np.sort(sides, axis=1), axis=0, return_inverse=True, return_counts=True)
    side_edge = side_edge.reshape(-1)
    smooth = uses == 2
    opposite = np.zeros((len(edges), 3))
    across = positions[faces[:, [2, 0, 1]].reshape(-1)]
    for axis in range(3):
        opposite[:, axis] = np.bincount(side_edge, across[:, axis], len(edges))
    ends = positions[edges]
    middle = np.where(smooth[:, None], 0.375 * ends.sum(axis=1) + 0.125 * opposite, ends.mean(axis=1))
    moved = _even(positions, edges, smooth)
    fresh = count + side_edge.reshape(-1, 3)
    a, b, c = faces.T
    x, y, z = fresh.T
    split = np.stack([np.stack(t, 1) for t in ((a, x, z), (x, b, y), (z, y, c), (x, y, z))], 1).reshape(-1, 3)
    return np.vstack([moved, middle]), split.astype(np.int64)


def _even(positions: Floats, edges: Ints, smooth: NDArray[np.bool_]) -> Floats:
    """Where the old vertices go."""
    count = len(positions)
    creases = edges[~smooth]
    rim = np.bincount(creases.ravel(), minlength=count)
    valence = np.bincount(edges.ravel(), minlength=count)
    beta = np.where(valence == 3, 3 / 16, 3 / (8 * np.maximum(valence, 1)))[:, None]
    inner = (1 - beta * valence[:, None]) * positions + beta * _sum_round(positions, edges)
    border = 0.75 * positions + 0.125 * _sum_round(positions, creases)
    kept = np.where((rim == 2)[:, None], border, positions)
    moved: Floats = np.where((rim == 0)[:, None], inner, kept)
    return moved


def _sum_round(positions: Floats, edges: Ints) -> Floats:
    """Sum of the neighbours' positions."""
    total = np.zeros_like(positions)
    for axis in range(3):
        total[:, axis] += np.bincount(edges[:, 0], positions[edges[:, 1], axis], len(positions))
        total[:, axis] += np.bincount(edges[:, 1], positions[edges[:, 0], axis], len(positions))
    return total


def sample_surface(truth: Surface, positions: Floats, faces: Ints, seed: int, reach: float = 0.3) -> Sampling:
    """A survey's own vertices and triangles on the true surface.

    Args:
        truth: the true surface.
        positions: (n, 3) a pattern of vertices near it.
        faces: (m, 3) its triangles.
        seed: of the vertices' places and of the diagonals that change sides; the vertices' order is shuffled too.
        reach: how far a vertex moves, as a share of the typical edge.
    """
    random = np.random.default_rng(seed)
    edge = float(np.median(np.linalg.norm(positions[faces[:, 0]] - positions[faces[:, 1]], axis=1)))
    step = random.uniform(-1.0, 1.0, positions.shape) * reach * edge
    normals = truth.normals[truth.mesh.faces[truth.find_nearest(positions).faces, 0]].astype(np.float64)
    step -= (step * normals).sum(axis=1, keepdims=True) * normals
    hits = truth.find_nearest(positions + step)
    weights = hits.weights.astype(np.float64)
    sampling = Sampling(faces, truth.mesh.faces[hits.faces], weights / weights.sum(axis=1, keepdims=True))
    turned = turn_diagonals(sampling.lay_on(truth.mesh.positions), faces, random)
    order = random.permutation(len(positions))
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    return Sampling(rank[turned], sampling.hosts[order], sampling.weights[order])


def turn_diagonals(positions: Floats, faces: Ints, random: np.random.Generator) -> Ints:
    """The triangles with a random share of their common edges replaced by the quad's other diagonal."""
    sides = faces[:, [0, 1, 1, 2, 2, 0]].reshape(-1, 2)
    edges, side_edge, uses = np.unique(np.sort(sides, axis=1), axis=0, return_inverse=True, return_counts=True)
    order = np.argsort(side_edge.reshape(-1), kind="stable")
    first = np.concatenate([[0], np.cumsum(uses)[:-1]])
    inner = np.flatnonzero(uses == 2)
    one, two = order[first[inner]], order[first[inner] + 1]
    lot = random.random(len(inner))
    best = np.zeros(len(faces))
    np.maximum.at(best, one // 3, lot)
    np.maximum.at(best, two // 3, lot)
    chosen = (lot == best[one // 3]) & (lot == best[two // 3])
    one, two = one[chosen], two[chosen]
    a, b = sides[one].T
    c, d = faces[one // 3, (one % 3 + 2) % 3], faces[two // 3, (two % 3 + 2) % 3]
    fresh = np.stack([np.stack([c, d, b], 1), np.stack([d, c, a], 1)], 1)
    taken = np.isin(_key(c, d, len(positions)), _key(edges[:, 0], edges[:, 1], len(positions)))
    good = _convex(positions, np.stack([faces[one // 3], faces[two // 3]], 1), fresh) & ~taken
    turned = faces.copy()
    turned[one[good] // 3] = fresh[good, 0]
    turned[two[good] // 3] = fresh[good, 1]
    return turned


def _key(a: Ints, b: Ints, count: int) -> Ints:
    """One number for each unordered pair."""
    key: Ints = np.minimum(a, b).astype(np.int64) * count + np.maximum(a, b)
    return key


def _convex(positions: Floats, old: Ints, new: Ints) -> NDArray[np.bool_]:
    """Whether both new triangles look the way of the old pair and none is a sliver."""
    before = face_vectors(positions, old.reshape(-1, 3)).reshape(-1, 2, 3)
    after = face_vectors(positions, new.reshape(-1, 3)).reshape(-1, 2, 3)
    way = before.sum(axis=1, keepdims=True)
    size = np.linalg.norm(way, axis=2)
    along = (after * way).sum(axis=2) / np.maximum(size, 1e-30)
    flat = np.linalg.norm(way, axis=2) > 0.97 * np.linalg.norm(before, axis=2).sum(axis=1, keepdims=True)
    good: NDArray[np.bool_] = (along > 0.15 * size).all(axis=1) & flat[:, 0]
    return good
