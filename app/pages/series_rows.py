"""An object over the years, as a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import url_for
from sqlalchemy.orm import Session

from app.context import caller
from app.i18n import format_date, format_number
from app.pages.compare_words import day_words, length, rate, signed, volume
from app.pages.labels import make_labels
from catalogue.services.comparison_series import PlaceOverTime, Series, SeriesPoint, read_series


@dataclass(frozen=True, slots=True)
class SeriesStep:
    """One later survey against the first."""

    id: UUID
    url: str
    day: str
    years: str
    loss: str
    gain: str
    deepest: str
    state: str


@dataclass(frozen=True, slots=True)
class PlaceSteps:
    """One place through the years."""

    number: int
    kind: str
    depths: str
    rate: str


@dataclass(frozen=True, slots=True)
class SeriesTable:
    """All steps, the places that were seen more than once, and how fast the whole changes."""

    first_day: str
    steps: Sequence[SeriesStep]
    places: Sequence[PlaceSteps]
    loss_rate: str
    gain_rate: str


def series_table(session: Session, artifact_id: UUID | None, site_id: UUID | None) -> SeriesTable | None:
    """The table of an artifact or a site; None until two comparisons make a series."""
    found = read_series(session, caller(), artifact_id=artifact_id, site_id=site_id)
    return table_of(found) if found is not None and len(found.points) > 1 else None


def table_of(series: Series) -> SeriesTable:
    """A series in words."""
    return SeriesTable(
        first_day=day_words(series.first),
        steps=[_step(point) for point in series.points],
        places=[_place(place) for place in series.places if len(place.regions) > 1],
        loss_rate=rate(series.loss_rate, "mm³"),
        gain_rate=rate(series.gain_rate, "mm³"),
    )


def _step(point: SeriesPoint) -> SeriesStep:
    """One step."""
    row = point.comparison
    return SeriesStep(
        id=row.id,
        url=url_for("page_compare.show", comparison_id=row.id),
        day=format_date(row.later_captured_at) if row.later_captured_at else "",
        years=format_number(point.years, 1),
        loss=volume(row.loss_mm3),
        gain=volume(row.gain_mm3),
        deepest=f"{length(row.max_loss_mm)} mm" if row.max_loss_mm else "–",
        state=row.state.value,
    )


def _place(place: PlaceOverTime) -> PlaceSteps:
    """One place by the number that it had last."""
    return PlaceSteps(
        number=place.last.number,
        kind=make_labels().change_kind[place.last.kind.value],
        depths=" → ".join(signed(region.max_mm, 2) for _, region in place.regions),
        rate=rate(place.rate_mm, "mm"),
    )
