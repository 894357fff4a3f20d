"""An object over the years, as a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import url_for
from sqlalchemy.orm import Session

from app.context import caller
from app.i18n import format_date, format_number
from app.pages.compare_words import COVERAGE, day_words, length, rate, signed, volume
from app.pages.labels import make_labels
from catalogue.records import Comparison
from catalogue.services.comparison_chain import Chain, ChainedPlace, read_chain
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
class ChainStep:
    """From one scan to the next."""

    id: UUID
    url: str
    span: str
    loss: str
    gain: str
    deepest: str
    state: str


@dataclass(frozen=True, slots=True)
class ChainPlace:
    """One place through consecutive steps."""

    number: int
    kind: str
    depths: str
    depth: str
    volume: str
    rate: str


@dataclass(frozen=True, slots=True)
class ChainTable:
    """Consecutive steps, their sums, and the places that go on."""

    first_day: str
    years: str
    steps: Sequence[ChainStep]
    places: Sequence[ChainPlace]
    loss: str
    gain: str
    loss_rate: str
    gain_rate: str


@dataclass(frozen=True, slots=True)
class SeriesTable:
    """All steps, the places that were seen more than once, and how fast the whole changes; and the chain of steps."""

    first_day: str
    steps: Sequence[SeriesStep]
    places: Sequence[PlaceSteps]
    loss_rate: str
    gain_rate: str
    chain: ChainTable | None = None


def series_table(session: Session, artifact_id: UUID | None, site_id: UUID | None) -> SeriesTable | None:
    """The table of an artifact or a site; None until two comparisons make a series or a chain."""
    found = read_series(session, caller(), artifact_id=artifact_id, site_id=site_id)
    chain = read_chain(session, caller(), artifact_id=artifact_id, site_id=site_id)
    if found is None or (len(found.points) < 2 and chain is None):
        return None
    return table_of(found, chain)


def table_of(series: Series, chain: Chain | None) -> SeriesTable:
    """A series in words."""
    return SeriesTable(
        first_day=day_words(series.first),
        steps=[_step(point) for point in series.points] if len(series.points) > 1 else [],
        places=[_place(place) for place in series.places if len(place.regions) > 1],
        loss_rate=rate(series.loss_rate, "mm³"),
        gain_rate=rate(series.gain_rate, "mm³"),
        chain=_chain(chain) if chain is not None else None,
    )


def _chain(chain: Chain) -> ChainTable:
    """A chain in words."""
    return ChainTable(
        first_day=day_words(chain.first),
        years=format_number(chain.years, 1),
        steps=[_chain_step(step) for step in chain.steps],
        places=[_chain_place(place) for place in chain.places],
        loss=volume(chain.loss_mm3.value, chain.loss_mm3.sigma),
        gain=volume(chain.gain_mm3.value, chain.gain_mm3.sigma),
        loss_rate=rate(chain.loss_rate, "mm³"),
        gain_rate=rate(chain.gain_rate, "mm³"),
    )


def _chain_step(row: Comparison) -> ChainStep:
    """One step."""
    days = [
        format_date(day).replace(" ", "\u00a0") if day else ""
        for day in (row.earlier_captured_at, row.later_captured_at)
    ]
    return ChainStep(
        id=row.id,
        url=url_for("page_compare.show", comparison_id=row.id),
        span=" → ".join(days),
        loss=volume(row.loss_mm3),
        gain=volume(row.gain_mm3),
        deepest=f"{length(row.max_loss_mm)} mm" if row.max_loss_mm else "–",
        state=row.state.value,
    )


def _chain_place(place: ChainedPlace) -> ChainPlace:
    """One place by the number that it had last."""
    total = place.depth_mm
    spread = f" ± {format_number(COVERAGE * total.sigma, 2)}" if total.sigma is not None else ""
    return ChainPlace(
        number=place.last.number,
        kind=make_labels().change_kind[place.last.kind.value],
        depths="; ".join(signed(region.max_mm, 2) for _, region in place.regions),
        depth=f"{signed(total.value, 2)}{spread} mm",
        volume=volume(place.volume_mm3.value, place.volume_mm3.sigma),
        rate=rate(place.rate_mm, "mm"),
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
