"""An object over the years as JSON: against its first survey, and step by step."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from uuid import UUID

from app.schemas.common import Body
from app.schemas.comparisons import SurveyBody, survey_body
from catalogue.services.comparison_chain import Chain
from catalogue.services.comparison_series import Rate, Series
from catalogue.vocab.days import day_of


class RateBody(Body):
    """Change a year with its one-sigma uncertainty; the latter is null where one survey can't tell it."""

    per_year: float
    sigma: float | None
    points: int


class SeriesStepBody(Body):
    """One later survey against the first."""

    comparison: UUID
    captured_on: dt.date | None
    years: float
    loss_mm3: float | None
    gain_mm3: float | None
    max_loss_mm: float | None


class PlaceBody(Body):
    """One place over the years: its regions, oldest first, and how fast it gets deeper (mm a year)."""

    regions: list[UUID]
    max_mm: list[float]
    rate_mm: RateBody


class TotalBody(Body):
    """A sum over steps with its one-sigma uncertainty; the latter is null where one step has none."""

    value: float
    sigma: float | None


class ChainStepBody(Body):
    """One step: from one survey to the next."""

    comparison: UUID
    earlier_on: dt.date | None
    later_on: dt.date | None
    loss_mm3: float | None
    gain_mm3: float | None


class ChainedPlaceBody(Body):
    """One place through consecutive steps: deepest changes added (mm), volumes added (mm³), millimetres a year."""

    regions: list[UUID]
    depth_mm: TotalBody
    volume_mm3: TotalBody
    rate_mm: RateBody


class ChainBody(Body):
    """Comparisons of which each starts from the scan that the one before ended with; volume rates in mm³ a year."""

    steps: list[ChainStepBody]
    years: float
    loss_mm3: TotalBody
    gain_mm3: TotalBody
    loss_rate: RateBody
    gain_rate: RateBody
    places: list[ChainedPlaceBody]


class SeriesBody(Body):
    """An object's comparisons against its first survey, and step by step. Volume rates in mm³ a year.

    Only comparisons with both days are part of it; ``chain`` is null below two consecutive steps.
    """

    first: SurveyBody | None
    steps: list[SeriesStepBody]
    places: list[PlaceBody]
    loss_rate: RateBody | None
    gain_rate: RateBody | None
    chain: ChainBody | None


def series_body(series: Series | None, chain: Chain | None) -> dict[str, object]:
    """The series and the chain; empty where there is none."""
    linked = chain_body(chain) if chain is not None else None
    if series is None:
        return {"first": None, "steps": [], "places": [], "loss_rate": None, "gain_rate": None, "chain": linked}
    steps = [
        {
            "comparison": point.comparison.id,
            "captured_on": day_of(moment) if (moment := point.comparison.later_captured_at) else None,
            "years": round(point.years, 3),
            **{name: getattr(point.comparison, name) for name in ("loss_mm3", "gain_mm3", "max_loss_mm")},
        }
        for point in series.points
    ]
    places = [
        {
            "regions": [region.id for _, region in place.regions],
            "max_mm": [region.max_mm for _, region in place.regions],
            "rate_mm": rate_body(place.rate_mm),
        }
        for place in series.places
    ]
    rates = {name: rate_body(getattr(series, name)) for name in ("loss_rate", "gain_rate")}
    return {"first": survey_body(series.first), "steps": steps, "places": places, **rates, "chain": linked}


def chain_body(chain: Chain) -> dict[str, object]:
    """A chain as JSON."""
    steps = [
        {
            "comparison": step.id,
            "earlier_on": day_of(step.earlier_captured_at) if step.earlier_captured_at else None,
            "later_on": day_of(step.later_captured_at) if step.later_captured_at else None,
            "loss_mm3": step.loss_mm3,
            "gain_mm3": step.gain_mm3,
        }
        for step in chain.steps
    ]
    places = [
        {
            "regions": [region.id for _, region in place.regions],
            "depth_mm": asdict(place.depth_mm),
            "volume_mm3": asdict(place.volume_mm3),
            "rate_mm": asdict(place.rate_mm),
        }
        for place in chain.places
    ]
    sums = {name: asdict(getattr(chain, name)) for name in ("loss_mm3", "gain_mm3", "loss_rate", "gain_rate")}
    return {"steps": steps, "years": round(chain.years, 3), **sums, "places": places}


def rate_body(rate: Rate | None) -> dict[str, object] | None:
    """A rate as JSON."""
    return {"per_year": rate.per_year, "sigma": rate.sigma, "points": rate.points} if rate else None
