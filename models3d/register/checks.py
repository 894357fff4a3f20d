"""How far off the alignment may be: every part of the surface is held out once, and the answer compared."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from models3d.compare.types import CheckRegion
from models3d.register.fine import System, lines_of, solve_normal, split_surface
from models3d.register.motion import Floats

_REGIONS = 45


@dataclass(frozen=True, slots=True)
class Trust:
    """One-sigma alignment error.

    Attributes:
        sigma_m: RMS over the surface of the length of the displacement.
        normal_m: RMS over the surface of its part along the normal, which is what distances feel.
        worst_m: the same length at the worst place of the surface.
        covariance: (6, 6) or (7, 7) of rotation (rad, about the centre), translation (m), scale.
        checks: the held-out regions.
    """

    sigma_m: float
    normal_m: float
    worst_m: float
    covariance: Floats
    checks: tuple[CheckRegion, ...]


def hold_out(system: System, *, is_fixed: bool = False) -> Trust:
    """Leave out each of about 45 regions in turn, solve without it, and see how the answer and the region move.

    With ``is_fixed`` the pose was given and stays: the distance to the solution counts as error too, sigma is its part
    along the normal (a flat wall says nothing of slides), and the regions' means are those in the given pose.

    The places met are held fast, so nothing is searched again: each region's normal equations are subtracted.

    Source:
        Efron & Tibshirani 1993, An Introduction to the Bootstrap, ch. 11 (delete-a-group jackknife).
    """
    regions = merge_small(split_surface(system.rows.points, _REGIONS), system.rows.points)
    count = int(regions.max()) + 1
    width = system.lines.shape[1]
    heavy = system.lines * system.weight[:, None]
    quiet = quiet_lines(system)
    lhs = np.einsum("ni,nj->nij", quiet * system.weight[:, None], quiet).reshape(len(quiet), -1)
    lhs = np.stack([_sum(regions, column) for column in lhs.T], axis=1).reshape(count, width, width)
    rhs = -np.stack([_sum(regions, heavy[:, i] * system.rows.rest) for i in range(width)], axis=1)
    whole = solve_normal(lhs.sum(axis=0), rhs.sum(axis=0))
    without = np.stack([solve_normal(lhs.sum(axis=0) - lhs[k], rhs.sum(axis=0) - rhs[k]) for k in range(count)])
    away = (without - whole) / system.slope
    without = whole + away
    covariance = (count - 1) / count * away.T @ away
    if is_fixed:
        covariance = covariance + np.outer(whole, whole)
        without = np.zeros_like(without)
    sigma, normal, worst = _spread(system, covariance)
    return Trust(normal if is_fixed else sigma, normal, worst, covariance, _regions(system, regions, without))


def quiet_lines(system: System) -> Floats:
    """The lines with normals averaged over about 30 neighbours.

    A noisy normal looks like a surface that turns, thus like evidence on slides and turns that isn't there.
    """
    rows = system.rows
    facing = np.abs(rows.normals).argmax(axis=1)
    side = facing * 2 + (np.take_along_axis(rows.normals, facing[:, None], axis=1)[:, 0] < 0)
    cells = split_surface(rows.points, max(_REGIONS, len(rows) // 30)) * 6 + side
    cells = np.unique(cells, return_inverse=True)[1].reshape(-1)
    mean = np.stack([_sum(cells, column) for column in rows.normals.T], axis=1)
    mean /= np.maximum(np.linalg.norm(mean, axis=1, keepdims=True), 1e-12)
    return lines_of(replace(rows, normals=mean[cells]), system.centre, allow_scale=system.lines.shape[1] == 7)


def merge_small(regions: NDArray[np.int64], points: Floats) -> NDArray[np.int64]:
    """Join regions of less than 40 % of the middle size to their nearest larger neighbour."""
    count = np.bincount(regions)
    middle = np.stack([np.bincount(regions, column) for column in points.T], axis=1) / count[:, None]
    small = count < 0.4 * np.median(count)
    if not small.any() or small.all():
        return regions
    large = np.flatnonzero(~small)
    away = np.linalg.norm(middle[small][:, None] - middle[large][None], axis=2)
    target = np.arange(len(count))
    target[small] = large[away.argmin(axis=1)]
    _, joined = np.unique(target[regions], return_inverse=True)
    merged: NDArray[np.int64] = joined.reshape(-1).astype(np.int64)
    return merged


def _spread(system: System, covariance: Floats) -> tuple[float, float, float]:
    """RMS displacement, its normal part, and its largest place, over at most 5,000 places."""
    some = slice(None, None, max(1, len(system.rows) // 5000))
    arm = system.rows.points[some] - system.centre
    moves = np.zeros((len(arm), 3, covariance.shape[0]))
    for axis in range(3):
        i, j = (axis + 1) % 3, (axis + 2) % 3
        moves[:, axis, i] = arm[:, j]
        moves[:, axis, j] = -arm[:, i]
        moves[:, axis, 3 + axis] = 1
    if covariance.shape[0] == 7:
        moves[:, :, 6] = arm
    place = np.einsum("nai,ij,naj->n", moves, covariance, moves)
    lines = system.lines[some]
    along = np.einsum("ni,ij,nj->n", lines, covariance, lines)
    return float(np.sqrt(place.mean())), float(np.sqrt(along.mean())), float(np.sqrt(place.max()))


def _regions(system: System, regions: NDArray[np.int64], without: Floats) -> tuple[CheckRegion, ...]:
    """The mean residual of each region under the solution made without it."""
    rest = system.rows.rest + np.einsum("ni,ni->n", system.lines, without[regions])
    count = np.bincount(regions)
    weight = _sum(regions, system.weight)
    mean = _sum(regions, system.weight * rest) / np.maximum(weight, 1e-12)
    middle = np.stack([_sum(regions, column) for column in system.rows.points.T], axis=1) / count[:, None]
    return tuple(
        CheckRegion((float(x), float(y), float(z)), float(mean[k]), int(count[k]))
        for k, (x, y, z) in enumerate(middle)
        if weight[k] > 0.05 * count[k]
    )


def _sum(regions: NDArray[np.int64], values: Floats) -> Floats:
    return np.asarray(np.bincount(regions, values, int(regions.max()) + 1), np.float64)
