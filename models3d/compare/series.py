"""One object over the years: which region of one comparison is which of another, and how fast each goes on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment
from scipy.stats import t as student

Triple = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Place:
    """A region as a record keeps it: plain values in the object's frame, metres.

    Attributes:
        kind: ``loss`` or ``gain``.
        centroid_m: of its surface.
        bbox_min_m, bbox_max_m: of its surface.
        area_m2: of its surface.
    """

    id: int
    kind: str
    centroid_m: Triple
    bbox_min_m: Triple
    bbox_max_m: Triple
    area_m2: float


@dataclass(frozen=True, slots=True)
class Link:
    """Region ``earlier_id`` of one comparison is ``later_id`` of the next; ``overlap`` 0..1 says how surely."""

    earlier_id: int
    later_id: int
    overlap: float


@dataclass(frozen=True, slots=True)
class Moment:
    """One value at one time: decimal years, and its one-sigma uncertainty."""

    year: float
    value: float
    sigma: float


@dataclass(frozen=True, slots=True)
class Rate:
    """A straight line through moments.

    Attributes:
        per_year: slope, in the values' unit per year.
        sigma: one-sigma uncertainty of the slope.
        low, high: 95 % interval of the slope.
        is_certain: the interval does not hold zero.
        moments: how many values it rests on.
    """

    per_year: float
    sigma: float
    low: float
    high: float
    is_certain: bool
    moments: int


def link_regions(earlier: Sequence[Place], later: Sequence[Place], least: float = 0.15) -> tuple[Link, ...]:
    """Pair regions of two comparisons of one object that are the same place.

    Each region has at most one partner of the same kind; together the pairs overlap as much as they can.

    Args:
        earlier: regions of the earlier comparison.
        later: of the later one, in the same object frame.
        least: overlap below which two regions are strangers.

    Source: Kuhn 1955, the Hungarian method.
    """
    if not earlier or not later:
        return ()
    score = np.array([[overlap_places(one, two) for two in later] for one in earlier])
    rows, columns = linear_sum_assignment(-score)
    return tuple(
        Link(earlier[int(i)].id, later[int(j)].id, float(score[i, j]))
        for i, j in zip(rows, columns, strict=True)
        if score[i, j] >= least
    )


def overlap_places(one: Place, two: Place) -> float:
    """How much two regions are the same place, 0..1; symmetric, 0 for different kinds.

    Discs of their areas about their centroids stand for the regions; long ones count by their boxes too.
    """
    if one.kind != two.kind:
        return 0.0
    return max(_discs(one, two), _boxes(one, two))


def _discs(one: Place, two: Place) -> float:
    """Share of the smaller disc that the distance of the centroids leaves in common, roughly."""
    away = float(np.linalg.norm(np.subtract(one.centroid_m, two.centroid_m)))
    radii = sorted(float(np.sqrt(place.area_m2 / np.pi)) for place in (one, two))
    if radii[1] <= 0:
        return float(away == 0)
    return float(np.clip((radii[0] + radii[1] - away) / (2 * max(radii[0], 0.2 * radii[1])), 0.0, 1.0))


def _boxes(one: Place, two: Place) -> float:
    """Common length of the boxes over the shorter one, along the axis where they share least."""
    low = np.maximum(one.bbox_min_m, two.bbox_min_m)
    high = np.minimum(one.bbox_max_m, two.bbox_max_m)
    sizes = [np.subtract(place.bbox_max_m, place.bbox_min_m) for place in (one, two)]
    shorter = np.maximum(np.minimum(*sizes), 1e-4)
    return float(np.clip((high - low + 1e-4) / shorter, 0.0, 1.0).min())


def fit_rate(moments: Sequence[Moment]) -> Rate | None:
    """Give the change per year by weighted least squares, or None with fewer than two different times.

    With more values than a line needs, scatter beyond the stated uncertainty widens the interval and Student's
    distribution replaces the normal one; the stated uncertainty is never made smaller.

    Args:
        moments: values at times; the first survey itself is a value of zero with its own uncertainty.

    Source:
        Weighted least squares with the Birge ratio: Birge 1932, Phys. Rev. 40:207-227.
    """
    years = np.array([moment.year for moment in moments], np.float64)
    if len(np.unique(years)) < 2:
        return None
    values = np.array([moment.value for moment in moments], np.float64)
    weights = 1 / np.maximum(np.array([moment.sigma for moment in moments], np.float64), 1e-15) ** 2
    middle = float((weights * years).sum() / weights.sum())
    spread = float((weights * (years - middle) ** 2).sum())
    slope = float((weights * (years - middle) * values).sum() / spread)
    level = float((weights * values).sum() / weights.sum())
    sigma = float(np.sqrt(1 / spread))
    free = len(moments) - 2
    factor = 1.96
    if free > 0:
        left = float((weights * (values - level - slope * (years - middle)) ** 2).sum() / free)
        if left > 1:
            sigma *= float(np.sqrt(left))
            factor = float(student.ppf(0.975, free))
    low, high = slope - factor * sigma, slope + factor * sigma
    return Rate(slope, sigma, low, high, low > 0 or high < 0, len(moments))
