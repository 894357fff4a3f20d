"""An object over the years: its comparisons against one first survey, and how fast each place changes."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalogue.policy import Identity
from catalogue.records import Comparison, ComparisonRegion
from catalogue.services.comparisons import Survey, read_survey, seen_comparisons

_DAYS_A_YEAR = 365.25


@dataclass(frozen=True, slots=True)
class Rate:
    """Change per year with its one-sigma uncertainty; None for the latter where one point can't tell it."""

    per_year: float
    sigma: float | None
    points: int


@dataclass(frozen=True, slots=True)
class SeriesPoint:
    """One later survey against the first: ``years`` after it."""

    comparison: Comparison
    years: float


@dataclass(frozen=True, slots=True)
class PlaceOverTime:
    """One place through the comparisons that show it, oldest first, and how fast it gets deeper (mm a year)."""

    regions: tuple[tuple[SeriesPoint, ComparisonRegion], ...]
    rate_mm: Rate

    @property
    def last(self) -> ComparisonRegion:
        """The place as it was seen last."""
        return self.regions[-1][1]


@dataclass(frozen=True, slots=True)
class Series:
    """All comparisons against the first survey in the order of time; volume rates in mm³ a year."""

    first: Survey
    points: tuple[SeriesPoint, ...]
    places: tuple[PlaceOverTime, ...]
    loss_rate: Rate | None
    gain_rate: Rate | None


def read_series(
    session: Session, who: Identity, *, artifact_id: UUID | None = None, site_id: UUID | None = None
) -> Series | None:
    """The series of an artifact or a site as far as the reader may see it; None without a dated comparison.

    Where comparisons start from several scans, the series is that of the scan captured first.
    """
    rows = dated_comparisons(session, who, artifact_id=artifact_id, site_id=site_id)
    if not rows:
        return None
    first = rows[0].earlier_scan_id
    points = _points([row for row in rows if row.earlier_scan_id == first])
    return Series(
        first=read_survey(session, first),
        points=points,
        places=_places(session, points),
        loss_rate=_volume_rate(points, "loss_mm3"),
        gain_rate=_volume_rate(points, "gain_mm3"),
    )


def dated_comparisons(
    session: Session, who: Identity, *, artifact_id: UUID | None = None, site_id: UUID | None = None
) -> list[Comparison]:
    """Current measurements that the reader may see, oldest first; both days known, the later after the earlier one."""
    owner = Comparison.artifact_id == artifact_id if artifact_id is not None else Comparison.site_id == site_id
    query = select(Comparison).where(
        owner,
        seen_comparisons(who),
        Comparison.measured_at.is_not(None),
        Comparison.superseded_at.is_(None),
        Comparison.withdrawn_at.is_(None),
        Comparison.earlier_captured_at.is_not(None),
        Comparison.later_captured_at > Comparison.earlier_captured_at,
    )
    return list(session.scalars(query.order_by(Comparison.earlier_captured_at, Comparison.created_at)))


def fit_rate(years: Sequence[float], values: Sequence[float]) -> Rate | None:
    """Least squares through the origin: at the first survey nothing had changed yet, by definition.

    Args:
        years: (n,) time since the first survey, above 0.
        values: (n,) change since then.

    Returns:
        The slope; its sigma is None for one point. None without a point.
    """
    squares = math.fsum(t * t for t in years)
    if squares == 0.0:
        return None
    slope = math.fsum(t * v for t, v in zip(years, values, strict=True)) / squares
    freedom = len(years) - 1
    if freedom == 0:
        return Rate(slope, None, 1)
    residual = math.fsum((v - slope * t) ** 2 for t, v in zip(years, values, strict=True))
    return Rate(slope, math.sqrt(residual / freedom / squares), len(years))


def _points(rows: Sequence[Comparison]) -> tuple[SeriesPoint, ...]:
    """One point for each later scan (its newest comparison), in the order of time."""
    newest = {row.later_scan_id: row for row in rows}  # rows come oldest first
    points = [
        SeriesPoint(row, years_between(row.earlier_captured_at, row.later_captured_at)) for row in newest.values()
    ]
    return tuple(sorted((p for p in points if p.years > 0), key=lambda point: point.years))


def years_between(first: dt.datetime | None, then: dt.datetime | None) -> float:
    """Time between two moments; 0 where one is missing."""
    return (then - first).total_seconds() / 86400 / _DAYS_A_YEAR if first and then else 0.0


def _volume_rate(points: Sequence[SeriesPoint], name: str) -> Rate | None:
    """How fast the whole volume grows."""
    known = [(point.years, value) for point in points if (value := getattr(point.comparison, name)) is not None]
    return fit_rate([years for years, _ in known], [value for _, value in known])


def _places(session: Session, points: Sequence[SeriesPoint]) -> tuple[PlaceOverTime, ...]:
    """The chains of linked places, the fastest first."""
    by_comparison = {point.comparison.id: point for point in points}
    query = select(ComparisonRegion).where(ComparisonRegion.comparison_id.in_(by_comparison))
    regions = sorted(session.scalars(query), key=lambda r: (by_comparison[r.comparison_id].years, r.number))
    chains: dict[UUID, list[tuple[SeriesPoint, ComparisonRegion]]] = {}
    for region in regions:
        chain = chains.pop(region.earlier_region_id, []) if region.earlier_region_id else []
        chains[region.id] = [*chain, (by_comparison[region.comparison_id], region)]
    return tuple(sorted(map(_place, chains.values()), key=lambda place: -abs(place.rate_mm.per_year)))


def _place(chain: Sequence[tuple[SeriesPoint, ComparisonRegion]]) -> PlaceOverTime:
    """A chain with its rate; a chain has at least one point, so there is one."""
    rate = fit_rate([point.years for point, _ in chain], [region.max_mm for _, region in chain])
    return PlaceOverTime(tuple(chain), rate or Rate(0.0, None, 0))
