"""Is the found pose the only one? The object is turned, slid and mirrored on purpose, settled again and compared.

A symmetric object's noise looks like evidence to the normal equations, so their smallest eigenvalue is not asked.
Two poses are compared point by point on what both have data for: a place that fits in one pose and not in the other
is evidence; noise and changes, which fit badly in both, are none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.linalg import expm

from models3d.register.coarse import Ground
from models3d.register.fine import Effort, Fit, align
from models3d.register.motion import Floats, about, angle_between, apply, displacement, rotation_about
from models3d.register.rows import Rows, look_from_earlier, look_from_later
from models3d.register.survey import Survey
from models3d.register.verdict import cost

Kind = Literal["rotational", "translational", "discrete", "mirror"]
_ANGLES = (15.0, 40.0, 180.0, 90.0, 120.0, 60.0, 72.0)
_QUICK = Effort(levels=(3_000,), last_rounds=6)
_THOROUGH = Effort(levels=(15_000, 60_000), rounds=8, last_rounds=5)
_EVIDENCE = 0.01
_NEAR = 0.15


@dataclass(frozen=True, slots=True)
class Start:
    """A pose to try, and how it came about: a small or generic motion, one of a discrete symmetry, a mirror."""

    pose: Floats
    kind: Literal["generic", "discrete", "mirror"]


@dataclass(frozen=True, slots=True)
class Rival:
    """Another pose that fits.

    Attributes:
        pose: later -> earlier.
        kind: of the symmetry that it shows; ``mirror`` when it mirrors.
        angle_deg: by which it turns away from the found pose.
        shift_mm: how far it puts the surface elsewhere (median).
        margin: share of the common surface that fits in the found pose only, less that which fits in this one only.
        is_equal: the margin is no evidence.
    """

    pose: Floats
    kind: Kind
    angle_deg: float
    shift_mm: float
    margin: float
    is_equal: bool


class Bench:
    """Compares other poses with the found one on the same places of the smaller survey."""

    def __init__(self, later: Survey, earlier: Survey, ground: Ground, fit: Fit, error_m: float) -> None:
        self.later, self.earlier, self.ground, self.fit = later, earlier, ground, fit
        self.sigma_m = max(fit.system.sigma_m, later.sag_m, earlier.sag_m, 1e-6 * earlier.size_m)
        self.home_m = max(0.3 * self.sigma_m, 5 * error_m)
        self.share = ground.settle(fit.pose, rounds=0).share
        self._probe = later.sample(2_000).points

    def try_start(self, start: Start) -> Rival | None:
        """Settle a start and compare; None when it comes home or clearly doesn't fit."""
        guess = self.ground.settle(start.pose, rounds=7, count=500)
        if guess.share < 0.7 * self.share or self._away(guess.pose) < 0.1 * self.ground.small.cell_m:
            return None
        quick = align(self.later, self.earlier, guess.pose, _QUICK).pose
        rival = self._compare(quick, start, 8_000)
        if rival is None or not rival.is_equal:
            return rival
        sure = align(self.later, self.earlier, quick, _THOROUGH).pose
        return self._compare(sure, start, 60_000)

    def _away(self, pose: Floats) -> float:
        return float(np.median(displacement(pose, self.fit.pose, self._probe)))

    def _compare(self, pose: Floats, start: Start, count: int) -> Rival | None:
        away = self._away(pose)
        if away < self.home_m and start.kind != "mirror":
            return None
        mine, other = self._look(self.fit.pose, count), self._look(pose, count)
        known = ~mine.is_beyond & ~other.is_beyond
        if known.sum() < 0.4 * (~mine.is_beyond).sum():
            return None
        gap = cost(other, self.sigma_m)[known] - cost(mine, self.sigma_m)[known]
        worse, better = float((gap > 0.5).mean()), float((gap < -0.5).mean())
        margin = worse - better
        angle = angle_between(pose, self.fit.pose)
        kind: Kind = "mirror" if start.kind == "mirror" else "discrete"
        if kind != "mirror" and angle < 2:
            kind = "translational"
        elif start.kind == "generic":
            kind = "rotational"
        return Rival(pose, kind, angle, 1e3 * away, margin, not _decides(gap, worse, better))

    def _look(self, pose: Floats, count: int) -> Rows:
        if self.ground.is_swapped:
            return look_from_earlier(self.later, self.earlier, pose, self.earlier.sample(count))
        return look_from_later(self.later, self.earlier, pose, self.later.sample(count))


def _decides(gap: Floats, worse: float, better: float) -> bool:
    """Whether the first pose fits better than noise and hidden changes explain."""
    count = len(gap)
    margin = worse - better
    if margin > max(_EVIDENCE, 5 * np.sqrt((worse + better) / count)) and better < 0.4 * worse:
        return True
    error = float(gap.std()) / np.sqrt(count)
    base = 0.11  # the mean cost of pure noise: 1/9
    return float(gap.mean()) > max(8 * error, 0.15 * base) and better < 0.5 * worse


def starts(later: Survey, earlier: Survey, ground: Ground, fit: Fit) -> list[Start]:
    """Poses worth trying: slides and turns along weak directions, turns about the axes, flips, mirrors."""
    small = earlier if ground.is_swapped else later
    extents, axes = small.axes
    middle = small.centroid
    if not ground.is_swapped:
        middle, axes = apply(fit.pose, middle[None])[0], fit.pose[:3, :3] @ axes
        axes = axes / np.linalg.norm(axes, axis=0)
    found = _weak(fit, small.size_m)
    for axis in axes.T:
        for angle in _ANGLES:
            kind: Literal["generic", "discrete"] = "generic" if angle < 50 else "discrete"
            found.append(Start(about(rotation_about(axis, np.radians(angle)), middle) @ fit.pose, kind))
        slide = np.eye(4)
        slide[:3, 3] = 0.15 * small.size_m * axis
        found.append(Start(slide @ fit.pose, "generic"))
    for axis in _flips(extents, axes):
        found.append(Start(about(rotation_about(axis, np.pi), middle) @ fit.pose, "discrete"))
    for axis in [*axes.T, *_flips(extents, axes)]:
        found.append(Start(about(np.eye(3) - 2 * np.outer(axis, axis), middle) @ fit.pose, "mirror"))
    return found


def _weak(fit: Fit, size_m: float) -> list[Start]:
    """Motions along the three directions with the least evidence, small and large, both ways."""
    system = fit.system
    scale = np.array([1 / size_m] * 3 + [1.0] * 3)
    lines = system.lines[:, :6] * scale
    vectors = np.linalg.eigh((lines * system.weight[:, None]).T @ lines)[1]
    found = []
    for number in range(3):
        step = vectors[:, number] * scale
        amounts = (0.06 * size_m, -0.3 * size_m)
        found += [Start(_twist(step * amount, system.centre) @ fit.pose, "generic") for amount in amounts]
    return found


def _twist(step: Floats, centre: Floats) -> Floats:
    """The finite motion of a constant screw: rotation vector about ``centre`` and translation."""
    x, y, z = step[:3]
    rate = np.zeros((4, 4))
    rate[:3, :3] = [[0, -z, y], [z, 0, -x], [-y, x, 0]]
    rate[:3, 3] = step[3:6] - rate[:3, :3] @ centre
    motion: Floats = expm(rate)
    return motion


def _flips(extents: Floats, axes: Floats) -> list[Floats]:
    """Half-way axes between two principal axes that their extents hardly tell apart."""
    found = []
    for one, other in ((0, 1), (1, 2), (0, 2)):
        if extents[other] > 0.85 * extents[one]:
            between = np.radians([22.5, 45.0, 67.5, 112.5, 135.0, 157.5])
            found += [np.cos(angle) * axes[:, one] + np.sin(angle) * axes[:, other] for angle in between]
    return found
