"""What is looked for, and what is found: plain values that pages, the API and saved searches share."""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from catalogue.errors import ValidationError
from catalogue.search.areas import Area
from catalogue.vocab.dates import DateError, read_date

FACETS = (
    "kind", "site_kind", "tradition_kind", "rank", "object_type", "material", "protection", "site", "has_3d", "reign",
    "century", "organisation",
)  # fmt: skip
STAFF_FACETS = ("status", "grade")


class Sort(enum.Enum):
    """Which hits come first; without words relevance is the newest first."""

    RELEVANCE = "relevance"
    NEWEST = "newest"
    NUMBER = "number"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class YearSpan:
    """Records of which some year lies in this span, both ends included; an open end is None."""

    first: int | None = None
    last: int | None = None


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """What is looked for: words, for each facet the values of which one must fit, years and an area.

    ``counts_facets`` may be turned off where only the hits are shown; then ``Results.facets`` is empty.
    """

    text: str = ""
    facets: Mapping[str, Sequence[str]] = field(default_factory=dict)
    cursor: str | None = None
    limit: int = 20
    years: YearSpan | None = None
    area: Area | None = None
    sort: Sort = Sort.RELEVANCE
    counts_facets: bool = True


@dataclass(frozen=True, slots=True)
class Point:
    """Where a hit is shown to this reader, in degrees; ``is_approximate`` where it is a cell of a sensitive place."""

    latitude: float
    longitude: float
    is_approximate: bool


@dataclass(frozen=True, slots=True)
class Hit:
    """One record found; ``kind`` says in which table, ``number`` is its number, code or slug.

    ``distance_m`` is measured from the middle of a circle that was searched, else None.
    """

    kind: str
    record_id: UUID
    number: str
    title_vi: str
    title_en: str | None
    summary_vi: str | None
    summary_en: str | None
    years: YearSpan
    point: Point | None = None
    distance_m: float | None = None


@dataclass(frozen=True, slots=True)
class Results:
    """A page of hits; ``facets`` maps facet to value to count, ``corrected`` is the mended query if one was used.

    ``are_counts_exact`` is false where so many records fit that only a part was counted: then a count is the least.
    """

    hits: list[Hit]
    total: int
    next: str | None
    facets: dict[str, dict[str, int]]
    corrected: str | None = None
    are_counts_exact: bool = True


def years_between(first: int | None, last: int | None, written: str = "") -> YearSpan | None:
    """The span of years that is asked for: by its ends, or by a written date such as "Minh Mạng" or "thế kỷ XIX".

    Raises:
        ValidationError: ``date``: why the text tells no date; ``year_to``: ``out_of_range``: the end lies before the
            beginning.
    """
    if written.strip():
        try:
            date = read_date(written)
        except DateError as error:
            raise ValidationError({"date": error.code}, **error.values) from None
        first = date.year_from if first is None else first
        last = date.year_to if last is None else last
    if first is not None and last is not None and first > last:
        raise ValidationError({"year_to": "out_of_range"})
    return None if first is None and last is None else YearSpan(first, last)
