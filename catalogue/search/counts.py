"""How many hits there are, and how many of them each value of each facet has.

The hits' codes come as one text from one pass over the narrow rows, and are counted with numpy: 100,000 records with a
million values in some twenty milliseconds. Beyond that a part is counted, and the counts are said to be the least.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, Text, case, cast, func, select
from sqlalchemy.orm import Session

from catalogue.records import SearchRow, SearchValue
from catalogue.search.conditions import Ready
from catalogue.search.memory import kept
from catalogue.search.wish import YearSpan
from catalogue.services.index_rows import FIRST_SIGN

MOST_COUNTED = 120_000
_MOST_VALUES = 50
_NEVER = 99_999
_PARTING = "!0000"  # as long as a code: the text is cut without looking for it
_ZERO = int.from_bytes(bytes([FIRST_SIGN] * 4), "big")
_CODE = np.dtype([("mark", "u1"), ("signs", ">u4")])

Whole = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Counts:
    """Hits in all, and facet to value to count; ``are_exact`` is false where a part stands for the whole."""

    total: int
    facets: dict[str, dict[str, int]]
    are_exact: bool = True


@dataclass(frozen=True, slots=True)
class _Codes:
    """The values of some rows: numbers of values, and for each the row that has it, counted from 0."""

    numbers: Whole
    rows: Whole
    amount: int
    is_whole: bool


@dataclass(frozen=True, slots=True)
class _Memory:
    """All rows that a reader may see: their values, entry ids in order, and years.

    A row without any year has a span that nothing overlaps.
    """

    codes: _Codes
    ids: Whole
    first: Whole
    last: Whole


def count_hits(session: Session, ready: Ready) -> Counts:
    """Count hits and facets; a facet's own choice doesn't narrow its own counts."""
    if not ready.query.counts_facets:
        return Counts(count_rows(session, ready.conditions()), {})
    names = {row.id: (row.facet, row.value) for row in session.execute(_names(ready))}
    found = _base(session, ready)
    if found.is_whole:
        return _drill(ready, names, found)
    open_facets = [name for name in ready.facets if name not in ready.by_facet]
    own = found if not ready.by_facet else _read(session, ready.conditions())
    counts, is_exact = _tally(names, own.numbers, open_facets, ready), own.is_whole
    for facet in ready.by_facet:
        others = found if len(ready.by_facet) == 1 else _read(session, ready.conditions(without=facet))
        counts |= _tally(names, others.numbers, [facet], ready)
        is_exact = is_exact and others.is_whole
    total = own.amount if own.is_whole else count_rows(session, ready.conditions())
    return Counts(total, counts, is_exact)


def count_rows(session: Session, conditions: Sequence[ColumnElement[bool]], *, most: int | None = None) -> int:
    """How many rows fulfil everything; with ``most`` it stops counting there."""
    if most is not None:
        some = select(SearchRow.entry_id).where(*conditions).limit(most).subquery()
        return session.scalar(select(func.count()).select_from(some)) or 0
    return session.scalar(select(func.count()).select_from(SearchRow).where(*conditions)) or 0


def _names(ready: Ready) -> Any:  # noqa: ANN401  a select of three columns
    """All values by number."""
    query = select(SearchValue.id, SearchValue.facet, SearchValue.value)
    return query.where(SearchValue.facet.in_(ready.facets))


def _base(session: Session, ready: Ready) -> _Codes:
    """The codes of all rows that the words, years and area leave; where memory holds all rows, without reading them."""
    query = ready.query
    if query.area or (ready.folded and not ready.is_plain):
        return _read(session, ready.base)
    memory = kept(session, ("codes", ready.reader), lambda: _remember(session, ready))
    if not memory.codes.is_whole:
        return _read(session, ready.base) if ready.folded or query.years else memory.codes
    fits = np.ones(memory.codes.amount, np.bool_)
    if ready.folded:
        fits &= np.isin(memory.ids, _matching(session, ready), assume_unique=True, kind="table")
    if query.years:
        fits &= _within(memory, query.years)
    return _narrow(memory.codes, fits) if ready.folded or query.years else memory.codes


def _matching(session: Session, ready: Ready) -> Whole:
    """Ids of the entries that hold the words."""
    found = ready.engine.matching(ready.folded).subquery()
    text = session.scalar(select(func.aggregate_strings(cast(found.c[0], Text), " ")))
    return np.array(text.split(" ") if text else [], np.int64)


def _within(memory: _Memory, years: YearSpan) -> NDArray[np.bool_]:
    """Which rows have some year in the span."""
    fits: NDArray[np.bool_] = memory.first <= memory.last
    if years.first is not None:
        fits &= memory.last >= years.first
    if years.last is not None:
        fits &= memory.first <= years.last
    return fits


def _narrow(codes: _Codes, fits: NDArray[np.bool_]) -> _Codes:
    """The codes of the rows that fit."""
    has, places = fits[codes.rows], np.cumsum(fits) - 1
    return _Codes(codes.numbers[has], places[codes.rows[has]], int(fits.sum()), is_whole=True)


def _remember(session: Session, ready: Ready) -> _Memory:
    """All rows that the reader may see, read in one pass."""
    row = SearchRow
    unknown = row.year_from.is_(None) & row.year_to.is_(None)
    first = func.coalesce(row.year_from, case((unknown, _NEVER), else_=-_NEVER))
    last = func.coalesce(row.year_to, case((unknown, -_NEVER), else_=_NEVER))
    told = (cast(row.entry_id, Text) + " " + cast(first, Text) + " " + cast(last, Text)).label("told")
    query = select(row.codes, told).where(*ready.seen).order_by(row.entry_id).limit(MOST_COUNTED + 1)
    rows = query.subquery()
    parts = (func.aggregate_strings(rows.c.codes, _PARTING), func.aggregate_strings(rows.c.told, " "))
    codes, numbers = session.execute(select(*parts)).one()
    whole = np.array(numbers.split(" ") if numbers else [], np.int64).reshape(-1, 3)
    return _Memory(_cut(codes), whole[:, 0], whole[:, 1], whole[:, 2])


def _read(session: Session, conditions: Sequence[ColumnElement[bool]]) -> _Codes:
    """The codes of the rows that fulfil everything, of ``MOST_COUNTED`` at most."""
    rows = select(SearchRow.codes).where(*conditions).limit(MOST_COUNTED + 1).subquery()
    return _cut(session.scalar(select(func.aggregate_strings(rows.c.codes, _PARTING))))


def _cut(text: str | None) -> _Codes:
    """The codes of rows in one text; None where there is no row."""
    if text is None:
        nothing: Whole = np.zeros(0, np.int64)
        return _Codes(nothing, nothing, 0, is_whole=True)
    cut = np.frombuffer(text.encode("ascii"), _CODE)
    signs = cut["signs"].astype(np.int64) - _ZERO
    numbers = (signs & 0x3F) | (signs >> 2 & 0xFC0) | (signs >> 4 & 0x3F000) | (signs >> 6 & 0xFC0000)
    partings = cut["mark"] == ord("!")
    rows: Whole = np.cumsum(partings)
    amount = int(partings.sum()) + 1
    return _Codes(numbers[~partings], rows[~partings], amount, is_whole=amount <= MOST_COUNTED)


def _drill(ready: Ready, names: dict[int, tuple[str, str]], found: _Codes) -> Counts:
    """Counts from the codes of all rows that the words, years and area leave, narrowed by the facets here."""
    fits = {facet: _fitting(ready.query.facets[facet], facet, names, found) for facet in ready.by_facet}
    hits = _all(fits.values(), found.amount)
    chosen_numbers = found.numbers[hits[found.rows]] if fits else found.numbers
    counts = _tally(names, chosen_numbers, [name for name in ready.facets if name not in fits], ready)
    for facet in fits:
        others = _all((fit for name, fit in fits.items() if name != facet), found.amount)
        counts |= _tally(names, found.numbers[others[found.rows]], [facet], ready)
    return Counts(int(hits.sum()), counts)


def _fitting(values: Sequence[str], facet: str, names: dict[int, tuple[str, str]], found: _Codes) -> NDArray[np.bool_]:
    """Which rows have one of the values."""
    wanted = [number for number, name in names.items() if name[0] == facet and name[1] in values]
    fits = np.zeros(found.amount, np.bool_)
    fits[found.rows[np.isin(found.numbers, wanted)]] = True
    return fits


def _all(fits: Any, amount: int) -> NDArray[np.bool_]:  # noqa: ANN401  any row of masks
    """Rows that fit everywhere."""
    together = np.ones(amount, np.bool_)
    for fit in fits:
        together &= fit
    return together


def _tally(
    names: dict[int, tuple[str, str]], numbers: Whole, facets: Sequence[str], ready: Ready
) -> dict[str, dict[str, int]]:
    """Values and counts of these facets, the commonest first; chosen values are always among them."""
    amounts = np.bincount(numbers)
    counted: dict[str, dict[str, int]] = {}
    for number in np.flatnonzero(amounts).tolist():
        facet, value = names.get(number, ("", ""))
        if facet in facets:
            values = counted.setdefault(facet, {})
            values[value] = values.get(value, 0) + int(amounts[number])
    return {facet: _best(values, ready.query.facets.get(facet, ())) for facet, values in counted.items()}


def _best(values: dict[str, int], chosen: Sequence[str]) -> dict[str, int]:
    """The commonest values and those that are chosen."""
    ordered = sorted(values.items(), key=lambda item: (-item[1], item[0]))
    return {value: count for at, (value, count) in enumerate(ordered) if at < _MOST_VALUES or value in chosen}
