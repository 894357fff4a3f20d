"""The exact alignment: robust point-to-mesh Gauss-Newton on what hasn't changed, coarse to fine in sample size.

Both surveys' places are laid against the other's triangles, so that the chord error of the triangles (spacing² x
curvature / 8) cancels; when one is much denser, only the sparser one's points are used, against the denser triangles.
Two guards keep changed regions from pulling: Tukey's weights by single residual, and the same by the mean of a whole
block of surface, because a wide shallow loss is invisible point by point.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from models3d.errors import GeometryError
from models3d.register.motion import Floats, motion_of
from models3d.register.rows import Rows, join, look_from_earlier, look_from_later
from models3d.register.survey import Survey, number_cells

Ints = NDArray[np.int64]
TUKEY = 4.685
_MAD = 1.4826
_DENSER = 2.0
_BLOCKS = 400
_HALF = float(np.sqrt(1 - np.sqrt(0.5)))  # a block too small to be judged counts half


@dataclass(frozen=True, slots=True)
class System:
    """The least-squares problem at one pose.

    Attributes:
        rows: what was met.
        lines: (n, 6 or 7) change of each residual with rotation (rad, about ``centre``), translation (m), scale.
        weight: (n,) robust weights 0..1.
        sigma_m: robust spread of single residuals.
        centre: (3,) about which the rotation turns.
        slope: see ``slope_of``.
    """

    rows: Rows
    lines: Floats
    weight: Floats
    sigma_m: float
    centre: Floats
    slope: float = 1.0


@dataclass(frozen=True, slots=True)
class Fit:
    """A pose and the problem as it stands there."""

    pose: Floats
    system: System
    rounds: int


FEWEST = 30
"""Counterparts that an alignment needs at the least: five for each of its freedoms."""


@dataclass(frozen=True, slots=True)
class Effort:
    """How much work the fine step does: sample sizes of its levels, most rounds at each, whether the scale is free."""

    levels: tuple[int, ...] = (4_000, 20_000, 100_000)
    rounds: int = 8
    last_rounds: int = 3
    allow_scale: bool = False


def align(later: Survey, earlier: Survey, pose: Floats, effort: Effort) -> Fit:
    """Bring a pose that is off by a few spacings to where it no longer moves.

    Raises:
        GeometryError: ``register_no_overlap`` when hardly a point has a counterpart at that pose.
    """
    done = 0
    for number, count in enumerate(effort.levels):
        is_last = number == len(effort.levels) - 1
        for _ in range(effort.last_rounds if is_last else effort.rounds):
            rows = meet(later, earlier, pose, count)
            if np.count_nonzero(rows.has_partner) < FEWEST:
                raise GeometryError("register_no_overlap", overlap_percent=0, least_percent=35)
            step, system = solve(rows, earlier.surface.centre, allow_scale=effort.allow_scale)
            done += 1
            pose = motion_of(step, system.centre) @ pose
            enough = (0.2 if is_last else 0.5) * system.sigma_m / np.sqrt(count) + 1e-9 * earlier.size_m
            if shift_of(step, earlier.size_m) < enough:
                break
    return Fit(pose, settled(system, step), done)


def settled(system: System, step: Floats) -> System:
    """The problem after its last, negligible step: the places met stay, the residuals follow the step."""
    rows = replace(system.rows, rest=system.rows.rest + system.lines @ step)
    return replace(system, rows=rows)


def meet(later: Survey, earlier: Survey, pose: Floats, count: int) -> Rows:
    """Rows at a pose from both sides, or from the sparser side alone when the other is much denser."""
    ratio = later.epoch.spacing_m / earlier.epoch.spacing_m
    parts = []
    if ratio > 1 / _DENSER:
        parts.append(look_from_later(later, earlier, pose, later.sample(count)))
    if ratio < _DENSER:
        parts.append(look_from_earlier(later, earlier, pose, earlier.sample(count)))
    return join(parts)


def solve(rows: Rows, centre: Floats, *, allow_scale: bool = False, turns: int = 6) -> tuple[Floats, System]:
    """One step towards the fit: weights and step in turn, the places met held fast.

    Returns:
        (6,) or (7,) step (see ``motion.motion_of``), and the problem with the residuals **before** that step but the
        weights after it.
    """
    rows = usable(rows)
    lines = lines_of(rows, centre, allow_scale=allow_scale)
    blocks = _blocks(rows.points)
    rest = rows.rest
    step = np.zeros(lines.shape[1])
    weight, sigma = weigh(rest, blocks)
    for _ in range(turns):
        more = normal_step(lines, weight, rest)
        step = step + more
        rest = rows.rest + lines @ step
        weight, sigma = weigh(rest, blocks)
        if float(np.abs(lines @ more).max()) < 1e-3 * sigma:
            break
    return step, System(rows, lines, weight, sigma, centre, slope_of(rest, blocks))


def usable(rows: Rows) -> Rows:
    """The rows that have a partner."""
    kept = rows.has_partner
    return Rows(*(getattr(rows, name)[kept] for name in Rows.__slots__))


def lines_of(rows: Rows, centre: Floats, *, allow_scale: bool = False) -> Floats:
    """(n, 6 or 7) derivative of the residuals by the motion of the later survey."""
    arm = rows.points - centre
    columns = [np.cross(arm, rows.normals), rows.normals]
    if allow_scale:
        columns.append(np.einsum("nd,nd->n", arm, rows.normals)[:, None])
    return np.concatenate(columns, axis=1)


def normal_step(lines: Floats, weight: Floats, rest: Floats) -> Floats:
    """The weighted least-squares step, columns brought to one size, undetermined directions left alone."""
    heavy = lines * weight[:, None]
    lhs, rhs = heavy.T @ lines, -(heavy.T @ rest)
    return solve_normal(lhs, rhs)


def solve_normal(lhs: Floats, rhs: Floats) -> Floats:
    """Solve normal equations; directions with less than 1e-9 of the strongest's evidence are left alone."""
    size = np.sqrt(np.maximum(np.diag(lhs), 1e-300))
    values, vectors = np.linalg.eigh(lhs / np.outer(size, size))
    sound = values > 1e-9 * values[-1]
    inverse = np.where(sound, 1 / np.where(sound, values, 1.0), 0.0)
    step: Floats = (vectors @ (inverse * (vectors.T @ (rhs / size)))) / size
    return step


def weigh(rest: Floats, blocks: Ints) -> tuple[Floats, float]:
    """Robust weights of residuals, point by point and block by block.

    Args:
        rest: (n,) residuals.
        blocks: (n,) number of the block of surface in which each lies.

    Returns:
        (n,) weights 0..1 and the robust sigma of a single residual.

    Source:
        Beaton & Tukey 1974, Technometrics 16:147-185 (biweight); the scale is the normalised MAD.
    """
    sigma, point, block = _standings(rest, blocks)
    return _biweight(point) * _biweight(block)[blocks], sigma


def slope_of(rest: Floats, blocks: Ints) -> float:
    """How much of a motion the robust estimate answers, against what its weights alone promise.

    Weights fall as residuals grow, so the estimate gives way by less than the weighted normal equations say: by the
    mean derivative of the influence over the mean weight, for points and for blocks (0.83 each under pure noise).

    Source:
        Huber & Ronchetti 2009, Robust Statistics, ch. 7 (the sandwich uses the derivative of the influence).
    """
    _, point, block = _standings(rest, blocks)
    weight = _biweight(point) * _biweight(block)[blocks]
    slopes = _biweight_slope(point) * _biweight_slope(block)[blocks]
    return float(np.clip(slopes.sum() / max(float(weight.sum()), 1e-12), 0.3, 1.0))


def _standings(rest: Floats, blocks: Ints) -> tuple[float, Floats, Floats]:
    """Sigma of single residuals, and how far each residual and each block's mean is out, 1 being cut off."""
    if not len(rest):
        return 0.0, np.zeros(0), np.zeros(0)
    sigma = max(_MAD * float(np.median(np.abs(rest))), 1e-12)
    point = rest / (TUKEY * sigma)
    weight = _biweight(point)
    total = np.bincount(blocks, weight)
    count = np.bincount(blocks)
    full = (count >= 8) & (total > 0)
    block = np.where(full, 0.0, _HALF)
    if full.sum() < 12:
        return sigma, point, np.zeros(len(total))
    mean = np.bincount(blocks, weight * rest) / np.maximum(total, 1e-12)
    middle = float(np.median(mean[full]))
    noise = sigma / np.sqrt(np.maximum(total, 1.0))
    spread = _MAD * float(np.median(np.abs(mean[full] - middle)))
    block[full] = (mean[full] - middle) / (TUKEY * np.maximum(spread, noise[full]))
    return sigma, point, block


def shift_of(step: Floats, size_m: float) -> float:
    """About how far a step moves the surface, metres."""
    scale = abs(float(step[6])) if len(step) == 7 else 0.0
    return float(np.linalg.norm(step[3:6])) + (float(np.linalg.norm(step[:3])) + scale) * size_m


def _biweight(value: Floats) -> Floats:
    weight: Floats = np.square(np.maximum(1 - np.square(value), 0))
    return weight


def _biweight_slope(value: Floats) -> Floats:
    """Derivative of the influence value x weight."""
    square = np.square(value)
    slope: Floats = np.where(square < 1, (1 - square) * (1 - 5 * square), 0.0)
    return slope


def _blocks(points: Floats) -> Ints:
    """About ``_BLOCKS`` blocks of surface of one size."""
    if not len(points):
        return np.zeros(0, np.int64)
    return split_surface(points, _BLOCKS)


def split_surface(points: Floats, wanted: int) -> Ints:
    """Number cubic cells so that about ``wanted`` of them hold points."""
    some = points[:: max(1, len(points) // 4000)]
    cell = float(np.ptp(points, axis=0).max()) / max(np.sqrt(wanted) / 1.7, 1.0)
    cell = max(cell, 1e-9)
    for _ in range(6):
        found = int(number_cells(some, cell).max()) + 1
        if 0.8 * wanted < found < 1.25 * wanted:
            break
        cell *= float(np.clip(np.sqrt(found / wanted), 0.4, 2.5))
    return number_cells(points, cell)
