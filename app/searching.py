"""From an address to a search and back: pages, the API and saved searches understand the same parameters."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

from catalogue.errors import ValidationError
from catalogue.search.areas import read_area
from catalogue.search.query import FACETS, STAFF_FACETS, SearchQuery
from catalogue.search.wish import Sort, years_between

AREA = ("bbox", "near", "radius_m", "polygon")
TIME = ("date", "year_from", "year_to")
PARAMETERS = ("q", *FACETS, *STAFF_FACETS, *TIME, *AREA, "sort")
"""What a search is made of, in the order in which addresses tell it; the part of the list is no part of it."""
_LONGEST = 500
_LONGEST_AREA = 8_000
_YEARS = 10_000

Pairs = list[tuple[str, str]]


def read_query(
    given: MultiDict[str, str], *, cursor: str | None = None, limit: int = 20, counts_facets: bool = True
) -> SearchQuery:
    """The search that an address or a form asks for; blank values are as good as none.

    Raises:
        ValidationError: by parameter: ``malformed``, ``out_of_range``, ``not_a_number``, ``not_in_list``, ``required``,
            or the code of a date that can't be read.
    """
    values = MultiDict(pairs_of(given))
    area = {name: values.get(name, "") for name in AREA}
    if any(len(text) > _LONGEST_AREA for text in area.values()):
        raise ValidationError({name: "too_long" for name, text in area.items() if len(text) > _LONGEST_AREA})
    years = years_between(_year(values, "year_from"), _year(values, "year_to"), values.get("date", ""))
    return SearchQuery(
        text=values.get("q", "")[:_LONGEST],
        facets={name: values.getlist(name) for name in (*FACETS, *STAFF_FACETS) if name in values},
        cursor=cursor,
        limit=limit,
        years=years,
        area=read_area(**area),
        sort=_sort(values.get("sort", "")),
        counts_facets=counts_facets,
    )


def pairs_of(given: MultiDict[str, str]) -> Pairs:
    """The parameters of a search with a value, each value once, in one order: equal searches give equal pairs."""
    found = [(name, value.strip()) for name in PARAMETERS for value in given.getlist(name)]
    return list(dict.fromkeys((name, value) for name, value in found if value))


def changed(pairs: Iterable[tuple[str, str]], **values: str | None) -> Pairs:
    """The same search with these parameters set anew, or taken out where the value is None."""
    kept = [(name, value) for name, value in pairs if name not in values]
    return pairs_of(MultiDict([*kept, *((name, value) for name, value in values.items() if value is not None)]))


def toggled(pairs: Iterable[tuple[str, str]], name: str, value: str) -> Pairs:
    """The same search with one value of a facet added, or taken out where it was chosen."""
    pairs = list(pairs)
    one = (name, value)
    return [pair for pair in pairs if pair != one] if one in pairs else pairs_of(MultiDict([*pairs, one]))


def as_query_string(pairs: Iterable[tuple[str, str]]) -> str:
    """What follows an address, with its question mark; nothing for an empty search."""
    text = urlencode(list(pairs))
    return f"?{text}" if text else ""


def _year(values: MultiDict[str, str], name: str) -> int | None:
    """A year as a number, negative before our era."""
    text = values.get(name, "")
    if not text:
        return None
    try:
        year = int(text)
    except ValueError:
        raise ValidationError({name: "not_a_number"}) from None
    if abs(year) >= _YEARS:
        raise ValidationError({name: "out_of_range"})
    return year


def _sort(text: str) -> Sort:
    """The order by its name."""
    try:
        return Sort(text) if text else Sort.RELEVANCE
    except ValueError:
        raise ValidationError({"sort": "not_in_list"}) from None
