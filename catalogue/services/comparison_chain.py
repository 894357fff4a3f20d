"""An object step by step: comparisons of which each starts from the scan that the one before ended with.

Depths and volumes of the steps are added, their uncertainties in quadrature. A change that stays below the level of
detection in every step is in none of them and so not in the sum; a comparison of the first scan with the last finds it.
"""

from __future__ import annotations

import math
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalogue.policy import Identity
from catalogue.records import Comparison, ComparisonRegion
from catalogue.services.comparison_series import Rate, dated_comparisons, years_between
from catalogue.services.comparisons import Survey, read_survey
from catalogue.vocab.terms import ChangeKind


@dataclass(frozen=True, slots=True)
class Total:
    """A sum over steps with its one-sigma uncertainty; None for the latter where one step has none."""

    value: float
    sigma: float | None


@dataclass(frozen=True, slots=True)
class ChainedPlace:
    """One place through consecutive steps, oldest first.

    ``depth_mm`` adds each step's deepest change, which need not lie at one point; ``volume_mm3`` is positive. The rate
    is millimetres a year over the steps in which the place was found.
    """

    regions: tuple[tuple[Comparison, ComparisonRegion], ...]
    depth_mm: Total
    volume_mm3: Total
    rate_mm: Rate

    @property
    def last(self) -> ComparisonRegion:
        """The place as it was seen last."""
        return self.regions[-1][1]


@dataclass(frozen=True, slots=True)
class Chain:
    """Consecutive comparisons, oldest first; totals over all of them, volume rates in mm³ a year."""

    first: Survey
    steps: tuple[Comparison, ...]
    years: float
    loss_mm3: Total
    gain_mm3: Total
    loss_rate: Rate
    gain_rate: Rate
    places: tuple[ChainedPlace, ...]


def read_chain(
    session: Session, who: Identity, *, artifact_id: UUID | None = None, site_id: UUID | None = None
) -> Chain | None:
    """The chain with the most steps that the reader may see, of an artifact or a site; None below two steps."""
    steps = longest_chain(dated_comparisons(session, who, artifact_id=artifact_id, site_id=site_id))
    if len(steps) < 2:
        return None
    query = select(ComparisonRegion).where(ComparisonRegion.comparison_id.in_([step.id for step in steps]))
    regions = list(session.scalars(query.order_by(ComparisonRegion.number)))
    years = sum(map(_years, steps))
    loss, gain = _volume(steps, regions, ChangeKind.LOSS), _volume(steps, regions, ChangeKind.GAIN)
    return Chain(
        first=read_survey(session, steps[0].earlier_scan_id),
        steps=tuple(steps),
        years=years,
        loss_mm3=loss,
        gain_mm3=gain,
        loss_rate=_rate(loss, years, len(steps)),
        gain_rate=_rate(gain, years, len(steps)),
        places=_places(session, steps, regions),
    )


def longest_chain(rows: Sequence[Comparison]) -> list[Comparison]:
    """The most comparisons of which each starts from the scan that the one before ended with.

    Of equally many the chain that covers the longest time; of one pair of scans the comparison that stands last.

    Args:
        rows: measured comparisons with both days, the later one after the earlier one.
    """
    newest = {(row.earlier_scan_id, row.later_scan_id): row for row in rows}
    best: dict[UUID, list[Comparison]] = {}  # by the scan that the chain ends with
    for row in sorted(newest.values(), key=lambda row: (row.later_captured_at, row.earlier_captured_at)):
        chain = [*best.get(row.earlier_scan_id, []), row]
        best[row.later_scan_id] = max(best.get(row.later_scan_id, []), chain, key=_weight)
    return max(best.values(), key=_weight, default=[])


def add_up(values: Iterable[tuple[float, float | None]]) -> Total:
    """The sum of values with one-sigma uncertainties, these added in quadrature."""
    pairs = list(values)
    squares = [sigma**2 for _, sigma in pairs if sigma is not None]
    return Total(
        math.fsum(value for value, _ in pairs),
        math.sqrt(math.fsum(squares)) if len(squares) == len(pairs) else None,
    )


def _weight(chain: Sequence[Comparison]) -> tuple[int, float]:
    """How many steps, and over how long."""
    return len(chain), sum(map(_years, chain))


def _years(step: Comparison) -> float:
    """How much time a step covers."""
    return years_between(step.earlier_captured_at, step.later_captured_at)


def _rate(total: Total, years: float, count: int) -> Rate:
    """A total a year."""
    return Rate(total.value / years, None if total.sigma is None else total.sigma / years, count)


def _volume(steps: Sequence[Comparison], regions: Sequence[ComparisonRegion], kind: ChangeKind) -> Total:
    """The volume of all steps; its uncertainty is that of their places, so without a place there is none to tell."""
    sigmas = [region.volume_sigma_mm3 for region in regions if region.kind is kind]
    known = [step.loss_mm3 if kind is ChangeKind.LOSS else step.gain_mm3 for step in steps]
    spread = add_up((0.0, sigma) for sigma in sigmas).sigma if sigmas and None not in known else None
    return Total(math.fsum(value for value in known if value is not None), spread)


def _places(
    session: Session, steps: Sequence[Comparison], regions: Sequence[ComparisonRegion]
) -> tuple[ChainedPlace, ...]:
    """Places found in two steps or more that follow each other, the fastest first."""
    own = {step.id: [region for region in regions if region.comparison_id == step.id] for step in steps}
    runs: dict[UUID, list[tuple[Comparison, ComparisonRegion]]] = {}
    for step in steps:
        for region in own[step.id]:
            link = _forebear(session, region, runs)
            before = runs.pop(link) if link is not None else []
            runs[region.id] = [*before, (step, region)]
    places = [_place(run) for run in runs.values() if len(run) > 1]
    return tuple(sorted(places, key=lambda place: -abs(place.rate_mm.per_year)))


def _forebear(session: Session, region: ComparisonRegion, known: Container[UUID]) -> UUID | None:
    """The earlier place among the known ones that a place continues, straight or by way of other comparisons."""
    link = region.earlier_region_id
    while link is not None and link not in known:
        earlier = session.get(ComparisonRegion, link)
        link = earlier.earlier_region_id if earlier is not None else None
    return link


def _place(run: Sequence[tuple[Comparison, ComparisonRegion]]) -> ChainedPlace:
    """A place with its sums."""
    depth = add_up((region.max_mm, region.sigma_mm) for _, region in run)
    volume = add_up((region.volume_mm3, region.volume_sigma_mm3) for _, region in run)
    return ChainedPlace(tuple(run), depth, volume, _rate(depth, sum(_years(step) for step, _ in run), len(run)))
