"""Candidate poses without hands: local shape and principal axes, each cheaply settled, ranked, no two alike."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import permutations, product

import numpy as np
from scipy.spatial import cKDTree

from models3d.register import features
from models3d.register.motion import Floats, apply, displacement, pose_of, turn
from models3d.register.survey import Survey, Thin
from models3d.register.thin import Guess, settle

_POINTS = 2_200
_MOST = 9_000
_SEEDS = 3


@dataclass(frozen=True, slots=True)
class Ground:
    """Both surveys thinned to one cell size; the smaller one is laid onto the larger one.

    Attributes:
        small, large: the thinned surveys.
        is_swapped: the earlier one is the smaller.
    """

    small: Thin
    large: Thin
    is_swapped: bool

    def outward(self, pose: Floats) -> Floats:
        """The pose later -> earlier of a pose small -> large, and the other way round."""
        return np.asarray(np.linalg.inv(pose), np.float64) if self.is_swapped else pose

    def settle(self, pose: Floats, rounds: int = 12, count: int = 1200) -> Guess:
        """Settle a pose later -> earlier on the thinned points."""
        guess = settle(self.small, self.large, self.outward(pose), rounds=rounds, count=count)
        return Guess(self.outward(guess.pose), guess.share)


def prepare(later: Survey, earlier: Survey) -> Ground:
    """Thin both surveys to one cell size."""
    areas = (later.area_m2, earlier.area_m2)
    cell = float(np.sqrt(max(min(areas) / _POINTS, max(areas) / _MOST)))
    cell = max(cell, 1.5 * later.epoch.spacing_m, 1.5 * earlier.epoch.spacing_m)
    swapped = areas[1] < areas[0]
    one, other = later.thin(cell), earlier.thin(cell)
    return Ground(other, one, swapped) if swapped else Ground(one, other, swapped)


def search(ground: Ground, seed: int, *, is_mirrored: bool = False) -> list[Guess]:
    """Find poses later -> earlier, best first, no two alike.

    Args:
        ground: the thinned surveys.
        seed: of the lots drawn.
        is_mirrored: look for poses that mirror the later survey.
    """
    flip = np.diag([-1.0, 1.0, 1.0, 1.0]) if is_mirrored else np.eye(4)
    small = _moved(ground.small, flip)
    starts = _by_features(small, ground.large, seed) + _by_axes(small, ground.large)
    quick = [settle(small, ground.large, start, rounds=5, count=500) for start in starts]
    quick.sort(key=lambda guess: -guess.share)
    settled = [settle(small, ground.large, guess.pose) for guess in quick[:14]]
    settled.sort(key=lambda guess: -guess.share)
    return [Guess(ground.outward(g.pose @ flip), g.share) for g in distinct(settled, small)]


def distinct(guesses: list[Guess], small: Thin) -> list[Guess]:
    """Drop guesses that put the points where a better one puts them already."""
    probe = small.points[:: max(1, len(small.points) // 200)]
    kept: list[Guess] = []
    for guess in guesses:
        if all(np.median(displacement(guess.pose, other.pose, probe)) > small.cell_m for other in kept):
            kept.append(guess)
    return kept


def _by_features(small: Thin, large: Thin, seed: int) -> list[Floats]:
    """Poses on which points of like shape agree, from several seeds."""
    if min(len(small.points), len(large.points)) < 30:
        return []
    pairs = features.match(features.describe(small), features.describe(large))
    found = []
    for turn_ in range(_SEEDS):
        found += features.vote(small, large, pairs, seed + turn_)
    return found


def _by_axes(small: Thin, large: Thin) -> list[Floats]:
    """The 24 proper ways to lay one's principal axes onto the other's, middles together."""
    frames = []
    for thin in (small, large):
        middle = thin.points.mean(axis=0)
        frames.append((middle, np.linalg.eigh(np.cov((thin.points - middle).T))[1]))
    (from_middle, from_axes), (to_middle, to_axes) = frames
    poses = []
    for order in permutations(range(3)):
        for signs in product((1.0, -1.0), repeat=3):
            rotation = (to_axes[:, order] * np.array(signs)) @ from_axes.T
            if np.linalg.det(rotation) > 0:
                poses.append(pose_of(rotation, to_middle - rotation @ from_middle))
    return poses


def _moved(thin: Thin, pose: Floats) -> Thin:
    """The thinned points elsewhere."""
    points = apply(pose, thin.points)
    return Thin(points, turn(pose, thin.normals), thin.cell_m, cKDTree(points))
