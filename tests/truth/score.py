"""What a comparison found against what is true."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.spatial import cKDTree

from models3d.compare.types import Detection, Distances, Region
from models3d.surface import Surface
from models3d.types import Mesh
from tests.truth.epochs import Case

SHOWN, ACROSS = 0.97, 6.0
"""Share of a wound that must be seen, and spacings across its radius, for a scan to hold it."""
NEAR_M = 0.004
"""A core so close to a wound may feel it: it is neither counted as unchanged nor as a false region."""


@dataclass(frozen=True)
class Pose:
    """How far a matrix misplaces the unchanged surface, millimetres."""

    mean_mm: float
    max_mm: float


@dataclass(frozen=True)
class Find:
    """What became of one wound.

    Attributes:
        lod_mm: level of detection at the place (median), and ``depth_mm`` true depth (unsigned).
        is_due: depth exceeds twice the level and the place was measured.
        is_found: a region of the right sign lies on it.
        true_mm3, volume_mm3, sigma_mm3: unsigned; the latter two are NaN when not found.
        method: the better estimate's name.
        shown: share of the wound, weighted by its depth, that the later survey shows within three times its noise.
        spacings: the wound's radius in spacings of the later survey.
    """

    kind: str
    depth_mm: float
    lod_mm: float
    is_due: bool
    is_found: bool
    true_mm3: float
    volume_mm3: float
    sigma_mm3: float
    pieces: int
    method: str
    shown: float = 1.0
    spacings: float = float("inf")

    @property
    def is_covered(self) -> bool:
        """The stated 95 % interval holds the truth."""
        return abs(self.volume_mm3 - self.true_mm3) <= 1.96 * self.sigma_mm3

    @property
    def is_resolved(self) -> bool:
        """The later survey holds what it takes: it saw the wound's walls too, with several points across."""
        return self.shown >= SHOWN and self.spacings >= ACROSS


@dataclass(frozen=True)
class Score:
    """One comparison's figures: the wounds, the false regions (their depth, mm), the false-change rate, the sample."""

    finds: tuple[Find, ...]
    false_regions: tuple[float, ...]
    false_share: float
    unchanged: int


def score_pose(case: Case, matrix: np.ndarray) -> Pose:
    """Movement of the unchanged surface under the found matrix after the true movement."""
    points = case.thing.truth.positions[case.touched < 0][::7]
    both = matrix @ np.linalg.inv(case.matrix)
    off = np.linalg.norm(points @ both[:3, :3].T + both[:3, 3] - points, axis=1) * 1e3
    return Pose(float(off.mean()), float(off.max()))


def score_regions(case: Case, distances: Distances, detection: Detection, regions: Sequence[Region]) -> Score:
    """Match regions with wounds by place and sign."""
    wound = case.wound_at(distances.cores)
    points = case.thing.truth.positions[case.touched >= 0]
    away = np.full(len(wound), np.inf)
    if len(points):
        away = cKDTree(points).query(distances.cores, distance_upper_bound=0.05)[0]
    shows = Shows(case)
    finds = tuple(_find(case, number, (wound, shows), detection, regions) for number in range(len(case.truths)))
    false = [r.max_m * 1e3 for r in regions if (away[r.cores] < NEAR_M).mean() < 0.5]
    free = (away > NEAR_M + distances.radius_m) & np.isfinite(detection.distance_m)
    share = float(detection.significant[free].mean()) if free.any() else float("nan")
    return Score(finds, tuple(false), share, int(free.sum()))


class Shows:
    """How much of each wound the later survey shows."""

    def __init__(self, case: Case) -> None:
        self.case = case
        positions = case.later.positions @ case.matrix[:3, :3].T + case.matrix[:3, 3]
        self.surface = Surface(Mesh(positions, case.later.faces))
        corners = positions[case.later.faces]
        self.spacing = float(np.median(np.linalg.norm(corners - corners[:, [1, 2, 0]], axis=2)))

    def share(self, number: int) -> float:
        """Of one wound, weighted by its depth."""
        here = self.case.touched == number
        depth = np.linalg.norm(self.case.after[here] - self.case.thing.truth.positions[here], axis=1)
        off = self.surface.find_nearest(self.case.after[here]).distance
        return float(depth[off <= 3e-3 * self.case.noise_mm].sum() / max(depth.sum(), 1e-12))


def _find(
    case: Case, number: int, look: tuple[np.ndarray, Shows], detection: Detection, regions: Sequence[Region]
) -> Find:
    truth, (wound, shows) = case.truths[number], look
    sign = "gain" if truth.is_gain else "loss"
    here = (wound == number) & np.isfinite(detection.distance_m)
    on_it = [r for r in regions if r.kind == sign and (wound[r.cores] == number).mean() > 0.3]
    lod = float(np.median(detection.lod_m[here])) * 1e3 if here.any() else float("inf")
    sigma = float(np.sqrt(sum(r.volume.best_sigma_m3**2 for r in on_it))) * 1e9
    return Find(
        kind=truth.kind,
        depth_mm=abs(truth.max_mm),
        lod_mm=lod,
        is_due=bool(here.any()) and abs(truth.max_mm) > 2 * lod,
        is_found=bool(on_it),
        true_mm3=abs(truth.volume_mm3),
        volume_mm3=sum(r.volume.best_m3 for r in on_it) * 1e9 if on_it else float("nan"),
        sigma_mm3=sigma if on_it else float("nan"),
        pieces=len(on_it),
        method="+".join(sorted({r.volume.better for r in on_it})),
        shown=shows.share(number),
        spacings=case.wounds[number].radius_m / shows.spacing,
    )
