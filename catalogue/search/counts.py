"""How many hits there are, and how many of them each value of each facet has.

The hits' codes come as one text from one pass over the narrow rows, and are counted with numpy: 100,000 records with a
million values in some twenty milliseconds. Beyond that a part is counted, and the counts are said to be the least.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from catalogue.records import SearchRow, SearchValue
from catalogue.search.conditions import Ready
from catalogue.search.rows import Codes, Mask, Rows, Whole, narrow, read_codes, remembered

_MOST_VALUES = 50


@dataclass(frozen=True, slots=True)
class Counts:
    """Hits in all, and facet to value to count; ``are_exact`` is false where a part stands for the whole."""

    total: int
    facets: dict[str, dict[str, int]]
    are_exact: bool = True


def count_hits(session: Session, ready: Ready) -> Counts:
    """Count hits and facets; a facet's own choice doesn't narrow its own counts."""
    if not ready.query.counts_facets:
        return Counts(count_rows(session, ready.conditions()), {})
    names = _value_names(session, ready)
    found = _base(session, ready)
    if found.is_whole:
        return _drill(ready, names, found)
    open_facets = [name for name in ready.facets if name not in ready.by_facet]
    own = found if not ready.by_facet else read_codes(session, ready.conditions())
    counts, is_exact = _tally(names, own.numbers, open_facets, ready), own.is_whole
    for facet in ready.by_facet:
        others = found if len(ready.by_facet) == 1 else read_codes(session, ready.conditions(without=facet))
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


def remembered_hits(session: Session, ready: Ready) -> tuple[Rows, Mask] | None:
    """All rows in memory, and which of them are hits; None where the rows are not in memory."""
    found = remembered(session, ready)
    if found is None:
        return None
    rows, fits = found
    names = _value_names(session, ready) if ready.by_facet else {}
    for facet in ready.by_facet:
        fits &= _fitting(ready.query.facets[facet], facet, names, rows.codes)
    return rows, fits


def _value_names(session: Session, ready: Ready) -> dict[int, tuple[str, str]]:
    """All values of the facets that the reader may use: number to facet and value."""
    query = select(SearchValue.id, SearchValue.facet, SearchValue.value).where(SearchValue.facet.in_(ready.facets))
    return {row.id: (row.facet, row.value) for row in session.execute(query)}


def _base(session: Session, ready: Ready) -> Codes:
    """The codes of all rows that the words, years and area leave; where memory holds all rows, without reading them."""
    found = remembered(session, ready)
    return narrow(found[0].codes, found[1]) if found else read_codes(session, ready.base)


def _drill(ready: Ready, names: dict[int, tuple[str, str]], found: Codes) -> Counts:
    """Counts from the codes of all rows that the words, years and area leave, narrowed by the facets here."""
    fits = {facet: _fitting(ready.query.facets[facet], facet, names, found) for facet in ready.by_facet}
    hits = _all(fits.values(), found.amount)
    chosen_numbers = found.numbers[hits[found.rows]] if fits else found.numbers
    counts = _tally(names, chosen_numbers, [name for name in ready.facets if name not in fits], ready)
    for facet in fits:
        others = _all((fit for name, fit in fits.items() if name != facet), found.amount)
        counts |= _tally(names, found.numbers[others[found.rows]], [facet], ready)
    return Counts(int(hits.sum()), counts)


def _fitting(values: Sequence[str], facet: str, names: dict[int, tuple[str, str]], found: Codes) -> Mask:
    """Which rows have one of the values."""
    wanted = [number for number, name in names.items() if name[0] == facet and name[1] in values]
    fits = np.zeros(found.amount, np.bool_)
    fits[found.rows[np.isin(found.numbers, wanted)]] = True
    return fits


def _all(fits: Iterable[Mask], amount: int) -> Mask:
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
