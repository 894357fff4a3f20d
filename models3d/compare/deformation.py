"""Bending and settlement told from loss: parts of the object that moved as wholes, and the smooth field they follow.

A part that lost material somewhere must not count as moved, so every fit ignores what does not follow the majority of
its surface. What the motion explains is taken away before regions are looked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations_with_replacement

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.vq import kmeans2
from scipy.spatial import cKDTree

from models3d.compare.types import Deformation, Detection, Distances, Epoch, PartMotion, Triple

Floats = NDArray[np.float64]
Index = NDArray[np.int64]
Marks = NDArray[np.bool_]
MOST_PARTS, FEWEST_PARTS, CORES_OF_PART = 18, 4, 400
BLOCKS = 8
SAMPLE = 12_000
DEGREE = 4
ROUNDS = 12
CERTAIN = 4.0
"""A part counts as moved when its motion is so many times its uncertainty."""
MOVED_SHARE = 0.6
"""So much of a moved part's surface must follow its motion better than it follows rest."""
SMALLEST_M = 2e-5
EXPLAINED = 0.97
"""Motion must leave less than this share of the distances; large ones, such as losses, count no more than others."""


@dataclass(frozen=True, slots=True)
class _Fit:
    """A part's motion as a six-vector (translation, rotation about its centre), its effect and its uncertainty."""

    centre: Floats
    motion: Floats
    shift: float
    sigma: float
    has_moved: bool


def find_deformation(distances: Distances, detection: Detection, epochs: tuple[Epoch, Epoch]) -> Deformation:
    """Find parts that moved against the whole, and what of each distance that motion explains.

    Args:
        distances: core points and normals.
        detection: best distances with their calibrated sigma.
        epochs: earlier, and later in the earlier frame; unsigned surveys are never called deformed.

    Returns:
        Parts are listed even when nothing moved; ``smooth_m`` is then zero.

    Source:
        Piecewise rigid alignment after Wujanz, Krueger & Neitzel 2016 (Identification of stable areas in unreferenced
        laser scans, ISPRS Annals III-5:31-37); Tukey's biweight; uncertainty from blocks (jackknife).
    """
    known = np.flatnonzero(np.isfinite(detection.distance_m) & np.isfinite(detection.sigma_m))
    still = Deformation(is_deformed=False, parts=(), smooth_m=np.zeros(len(distances.cores)), max_m=0.0)
    count = min(MOST_PARTS, len(known) // CORES_OF_PART)
    if count < FEWEST_PARTS or not (epochs[0].is_oriented and epochs[1].is_oriented):
        return still
    if len(known) > SAMPLE:
        known = np.sort(np.random.default_rng(3).choice(known, SAMPLE, replace=False))
    spots, sides = distances.cores[known], distances.normals[known]
    values = detection.distance_m[known]
    part = _cut(spots, count)
    common = _Common(spots, sides, values)
    apart = values - common.at(spots, sides)
    fits = [_fit_part(spots[part == p], sides[part == p], apart[part == p]) for p in range(part.max() + 1)]
    parts = tuple(_as_motion(fit) for fit in fits)
    if not any(fit.has_moved for fit in fits):
        return Deformation(is_deformed=False, parts=parts, smooth_m=still.smooth_m, max_m=0.0)
    smooth = common.at(distances.cores, distances.normals) + _best_field(distances, (spots, sides, apart), fits)
    limit = 4 * float(np.median(np.abs(values - smooth[known])))
    before, after = (np.minimum(np.abs(d), limit).mean() for d in (values, values - smooth[known]))
    if after >= EXPLAINED * before:
        return Deformation(is_deformed=False, parts=parts, smooth_m=still.smooth_m, max_m=0.0)
    left = _left_over(spots, values - smooth[known], part)
    most = float(np.quantile(np.abs(smooth), 0.999))
    return Deformation(is_deformed=True, parts=parts, smooth_m=smooth, max_m=most, sigma_m=left)


def _cut(spots: Floats, count: int) -> Index:
    """Cut points into compact parts of like size, numbered from 0."""
    size = float(np.ptp(spots, axis=0).max())
    _, label = kmeans2(spots / size, count, iter=25, minit="++", rng=np.random.default_rng(5))
    used, part = np.unique(label, return_inverse=True)
    small = np.bincount(part) < CORES_OF_PART // 8
    if small.any() and not small.all():
        centres = np.stack([spots[part == p].mean(axis=0) for p in range(len(used))])
        nearest = cKDTree(centres[~small]).query(spots)[1]
        part = np.where(small[part], np.flatnonzero(~small)[nearest], part)
        part = np.unique(part, return_inverse=True)[1]
    return part.reshape(-1).astype(np.int64)


class _Common:
    """The motion that most of the surface shares: what the alignment left over, no deformation."""

    def __init__(self, spots: Floats, sides: Floats, values: Floats) -> None:
        self.middle = spots.mean(axis=0)
        self.size = max(float(np.linalg.norm(spots - self.middle, axis=1).max()), 1e-9)
        self.solution = solve_robustly(self._rows(spots, sides), values)[0]

    def at(self, spots: Floats, sides: Floats) -> Floats:
        """(n,) metres along the normals."""
        along: Floats = self._rows(spots, sides) @ self.solution
        return along

    def _rows(self, spots: Floats, sides: Floats) -> Floats:
        return np.hstack([sides, np.cross((spots - self.middle) / self.size, sides)])


def _fit_part(spots: Floats, sides: Floats, values: Floats) -> _Fit:
    """Fit one part's rigid motion to its distances, robustly, and judge it."""
    centre = spots.mean(axis=0)
    radius = max(float(np.linalg.norm(spots - centre, axis=1).max()), 1e-9)
    rows = np.hstack([sides, np.cross((spots - centre) / radius, sides)])
    solution, weights = solve_robustly(rows, values)
    explained = rows @ solution
    shift = float(np.sqrt(np.mean(explained**2)))
    block = _cut_blocks(spots)
    sigma = _block_sigma(rows, values - explained, weights, block)
    follows = np.abs(values - explained) < np.abs(values)
    felt = np.abs(explained) > 0.5 * shift
    share = float(follows[felt].mean()) if felt.any() else 0.0
    limit = max(CERTAIN * sigma, SMALLEST_M)
    motion = np.concatenate([solution[:3], solution[3:] / radius])
    return _Fit(centre, motion, shift, sigma, shift > limit and share > MOVED_SHARE)


def solve_robustly(rows: Floats, values: Floats, ridge: float = 1e-3) -> tuple[Floats, Floats]:
    """Solve rows @ x = values by Tukey's biweight; gives x and the last weights (n,).

    Args:
        rows: (n, m) of order one.
        values: (n,) metres.
        ridge: keeps directions that the surface does not show, such as sliding in a plane, near zero.
    """
    weights = np.ones(len(values))
    solution = np.zeros(rows.shape[1])
    for _ in range(ROUNDS):
        weighted = rows * weights[:, None]
        normal = rows.T @ weighted + ridge * max(weights.sum(), 1e-9) * np.eye(rows.shape[1])
        solution = np.linalg.solve(normal, weighted.T @ values)
        left = values - rows @ solution
        scale = max(1.4826 * float(np.median(np.abs(left))), 1e-9)
        ratio = np.clip(np.abs(left) / (4.685 * scale), 0.0, 1.0)
        weights = (1 - ratio**2) ** 2
    return solution, weights


def _left_over(spots: Floats, left: Floats, part: Index) -> float:
    """One-sigma of what the field leaves of the motion: the spread of the mean remainders of small patches."""
    means = []
    for number in range(int(part.max()) + 1):
        own = np.flatnonzero(part == number)
        block = _cut_blocks(spots[own])
        means += [float(np.median(left[own[block == b]])) for b in np.unique(block)]
    return 1.4826 * float(np.median(np.abs(means)))


def _cut_blocks(spots: Floats) -> Index:
    """Eight blocks of like size along the part's main directions."""
    local = spots - spots.mean(axis=0)
    axes = np.linalg.svd(local[:: max(1, len(local) // 2000)], full_matrices=False)[2]
    bits = [(local @ axis > np.median(local @ axis)).astype(np.int64) for axis in axes]
    block: Index = bits[0] * 4 + bits[1] * 2 + bits[2]
    return block


def _block_sigma(rows: Floats, left: Floats, weights: Floats, block: Index) -> float:
    """One-sigma of the fitted motion's effect (RMS over the part), from what leaving out each block changes."""
    ridge = 1e-3 * max(float(weights.sum()), 1e-9) * np.eye(rows.shape[1])
    changes = []
    for number in np.unique(block):
        kept = weights * (block != number)
        weighted = rows * kept[:, None]
        step = np.linalg.solve(rows.T @ weighted + ridge, weighted.T @ left)
        changes.append(float(np.mean((rows @ step) ** 2)))
    many = max(len(changes), 2)
    return float(np.sqrt((many - 1) / many * np.sum(changes)))


def _best_field(distances: Distances, sample: tuple[Floats, Floats, Floats], fits: list[_Fit]) -> Floats:
    """The smoother of two fields: a polynomial over the whole object, or the parts' motions blended."""
    spots, sides, values = sample
    wave = _Wave(spots, sides, values)
    leaves = [np.median(np.abs(values - field)) for field in (wave.at(spots, sides), _blend(spots, sides, fits))]
    if leaves[0] <= leaves[1]:
        return wave.at(distances.cores, distances.normals)
    return _blend(distances.cores, distances.normals, fits)


class _Wave:
    """A movement that is a polynomial of the place, fitted robustly to distances along the normals."""

    def __init__(self, spots: Floats, sides: Floats, values: Floats) -> None:
        self.middle = (spots.min(axis=0) + spots.max(axis=0)) / 2
        self.size = float(np.ptp(spots, axis=0).max()) / 2
        self.solution = solve_robustly(self._rows(spots, sides), values, 1e-6)[0]

    def at(self, spots: Floats, sides: Floats) -> Floats:
        """(n,) metres along the normals."""
        parts = range(0, len(spots), SAMPLE)
        found = [self._rows(spots[k : k + SAMPLE], sides[k : k + SAMPLE]) @ self.solution for k in parts]
        return np.concatenate(found)

    def _rows(self, spots: Floats, sides: Floats) -> Floats:
        local = (spots - self.middle) / self.size
        terms = [np.ones(len(local))]
        for degree in range(1, DEGREE + 1):
            terms += [np.prod(local[:, list(k)], axis=1) for k in combinations_with_replacement(range(3), degree)]
        stacked = np.stack(terms, axis=1)
        rows: Floats = (stacked[:, :, None] * sides[:, None, :]).reshape(len(local), -1)
        return rows


def _blend(spots: Floats, sides: Floats, fits: list[_Fit]) -> Floats:
    """The parts' motions along the normals, mixed by nearness."""
    centres = np.stack([fit.centre for fit in fits])
    reach = float(np.median(np.asarray(cKDTree(centres).query(centres, 2)[0])[:, 1]))
    near = min(4, len(fits))
    away, part = (np.asarray(found).reshape(len(spots), near) for found in cKDTree(centres).query(spots, near))
    weight = np.exp(-0.5 * (away**2 - away[:, :1] ** 2) / (0.5 * reach) ** 2)
    weight /= weight.sum(axis=1, keepdims=True)
    total = np.zeros(len(spots))
    for k in range(near):
        motion = np.stack([fit.motion for fit in fits])[part[:, k]]
        moved = motion[:, :3] + np.cross(motion[:, 3:], spots - centres[part[:, k]])
        total += weight[:, k] * np.einsum("ij,ij->i", moved, sides)
    return total


def _as_motion(fit: _Fit) -> PartMotion:
    return PartMotion(_triple(fit.centre), _triple(fit.motion[3:]), _triple(fit.motion[:3]), fit.shift, fit.sigma)


def _triple(values: Floats) -> Triple:
    return (float(values[0]), float(values[1]), float(values[2]))
