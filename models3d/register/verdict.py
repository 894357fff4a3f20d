"""How good a pose is, and whether that is good enough to be believed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models3d.errors import GeometryError
from models3d.register.motion import Floats
from models3d.register.rows import Rows, join, look_from_earlier, look_from_later
from models3d.register.survey import Survey

LEAST_OVERLAP = 0.35
LEAST_INLIERS = 0.45
_COUNT = 15_000
_BROAD = 0.05


@dataclass(frozen=True, slots=True)
class Quality:
    """A pose judged.

    Attributes:
        overlap: share of the later survey's places with a counterpart on the earlier one.
        overlap_earlier: share of the earlier survey's places with a counterpart on the later one.
        inliers: share of those counterparts that lie within three sigma.
        sigma_m: the sigma that was allowed for a single residual.
        rms_m: root mean square of the residuals within three sigma.
    """

    overlap: float
    overlap_earlier: float
    inliers: float
    sigma_m: float
    rms_m: float

    @property
    def is_same(self) -> bool:
        """Enough of the surface fits to be the same object."""
        return max(self.overlap, self.overlap_earlier) >= LEAST_OVERLAP and self.inliers >= LEAST_INLIERS

    @property
    def is_hopeful(self) -> bool:
        """So little fits that more work won't help when this is False."""
        return max(self.overlap, self.overlap_earlier) >= 0.6 * LEAST_OVERLAP and self.inliers >= 0.5 * LEAST_INLIERS


def not_same(quality: Quality) -> GeometryError:
    """The refusal that too little of the shared surface agrees."""
    return GeometryError(
        "register_not_same",
        inliers_percent=round(100 * quality.inliers),
        least_percent=round(100 * LEAST_INLIERS),
        tolerance_mm=round(3e3 * quality.sigma_m, 3),
    )


def expected_sigma(later: Survey, earlier: Survey) -> float:
    """The spread of residuals that both surveys' noise and chord error explain, metres."""
    parts = (later.epoch.noise_m, earlier.epoch.noise_m, later.sag_m, earlier.sag_m, 1e-6 * earlier.size_m)
    return float(np.sqrt(np.square(parts).sum()))


def allowed_sigma(later: Survey, earlier: Survey, found_m: float) -> float:
    """The sigma found, kept within what is plausible: noise may be misjudged by a factor, but not by any."""
    expected = expected_sigma(later, earlier)
    return float(np.clip(found_m, expected, max(2.5 * expected, 4e-4 * min(later.size_m, earlier.size_m))))


def judge(later: Survey, earlier: Survey, pose: Floats, found_m: float) -> Quality:
    """Judge a pose by about 15,000 places of either survey; ``found_m`` is the sigma of the residuals found there."""
    sigma = allowed_sigma(later, earlier, found_m)
    limit = max(_BROAD * min(later.size_m, earlier.size_m), 8 * sigma)
    mine = look_from_later(later, earlier, pose, later.sample(_COUNT))
    theirs = look_from_earlier(later, earlier, pose, earlier.sample(_COUNT))
    both = join([mine, theirs])
    met = both.has_partner & (both.away < limit)
    good = met & (np.abs(both.rest) < 3 * sigma)
    rms = float(np.sqrt(np.square(both.rest[good]).mean())) if good.any() else float("nan")
    share = float(good.sum() / met.sum()) if met.any() else 0.0
    return Quality(_share(mine, limit), _share(theirs, limit), share, sigma, rms)


def demand_same(quality: Quality) -> None:
    """Refuse a pose that isn't good enough.

    Raises:
        GeometryError: ``register_no_overlap`` when too little of either survey has a counterpart,
            ``register_not_same`` when too little of the counterpart fits.
    """
    if max(quality.overlap, quality.overlap_earlier) < LEAST_OVERLAP:
        raise GeometryError(
            "register_no_overlap",
            overlap_percent=round(100 * max(quality.overlap, quality.overlap_earlier)),
            least_percent=round(100 * LEAST_OVERLAP),
        )
    if quality.inliers < LEAST_INLIERS:
        raise not_same(quality)


def cost(rows: Rows, sigma_m: float) -> Floats:
    """(n,) misfit 0..1 of each place: squared residual over three sigma, 1 beyond or where nothing faces it."""
    misfit: Floats = np.where(rows.has_partner, np.minimum(np.square(rows.rest / (3 * sigma_m)), 1.0), 1.0)
    return misfit


def _share(rows: Rows, limit_m: float) -> float:
    return float((rows.has_partner & (rows.away < limit_m)).mean())
