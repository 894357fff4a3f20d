"""How many hits there are, and how many of them each value of each facet has.

Where all rows are in memory they are counted there (see ``catalogue.search.blocks``): a million records in some
milliseconds. Else the hits' codes come as one text from one pass over the narrow rows, and of very many hits only a
part is counted; the counts are then said to be the least.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from catalogue.records import SearchRow
from catalogue.search.blocks import Whole
from catalogue.search.conditions import Ready
from catalogue.search.found import Found
from catalogue.search.rows import MOST_COUNTED, Names, read_values, value_names

_MOST_VALUES = 50


@dataclass(frozen=True, slots=True)
class Counts:
    """Hits in all, and facet to value to count; ``are_exact`` is false where a part stands for the whole."""

    total: int
    facets: dict[str, dict[str, int]]
    are_exact: bool = True


def count_hits(session: Session, ready: Ready, found: Found | None) -> Counts:
    """Count hits and facets; a facet's own choice doesn't narrow its own counts."""
    if not ready.query.counts_facets:
        return Counts(found.amount() if found else count_rows(session, ready.conditions()), {})
    return _count_found(ready, found) if found else _count_read(session, ready)


def count_rows(session: Session, conditions: Sequence[ColumnElement[bool]], *, most: int | None = None) -> int:
    """How many rows fulfil everything; with ``most`` it stops counting there."""
    if most is not None:
        some = select(SearchRow.entry_id).where(*conditions).limit(most).subquery()
        return session.scalar(select(func.count()).select_from(some)) or 0
    return session.scalar(select(func.count()).select_from(SearchRow).where(*conditions)) or 0


def _count_found(ready: Ready, found: Found) -> Counts:
    """Counts of the rows in memory."""
    facets: dict[str, dict[str, int]] = {}
    open_facets = [facet for facet in ready.facets if facet not in ready.chosen]
    for without, names in ((None, open_facets), *((facet, [facet]) for facet in ready.chosen)):
        wanted, most = found.names.numbers(names), found.names.most
        counts: Whole = np.zeros(most + 1, np.int64)
        for sight in found.sights:
            counts += sight.block.values.count(sight.hits(without), wanted, most)
        facets |= _by_name(found.names, names, counts, ready)
    return Counts(found.amount(), facets)


def _count_read(session: Session, ready: Ready) -> Counts:
    """Counts of rows that are read for it, of a part where they are too many."""
    names, facets, is_exact = value_names(session), dict[str, dict[str, int]](), True
    open_facets = [facet for facet in ready.facets if facet not in ready.chosen]
    for without, wanted in ((None, open_facets), *((facet, [facet]) for facet in ready.chosen)):
        numbers, starts = read_values(session, ready.conditions(without=without))
        is_exact = is_exact and len(starts) - 1 <= MOST_COUNTED
        facets |= _by_name(names, wanted, np.bincount(numbers, minlength=names.most + 1), ready)
    return Counts(count_rows(session, ready.conditions()), facets, is_exact)


def _by_name(names: Names, facets: Sequence[str], counts: Whole, ready: Ready) -> dict[str, dict[str, int]]:
    """Values and counts of these facets, the commonest first; facets of which no value is there are left out."""
    told: dict[str, dict[str, int]] = {}
    for facet in facets:
        values: dict[str, int] = {}
        for value, numbers in names.of(facet).items():
            if amount := sum(int(counts[number]) for number in numbers):
                values[value] = amount
        if values:
            told[facet] = _best(values, ready.query.facets.get(facet, ()))
    return told


def _best(values: dict[str, int], chosen: Sequence[str]) -> dict[str, int]:
    """The commonest values and those that are chosen."""
    ordered = sorted(values.items(), key=lambda item: (-item[1], item[0]))
    return {value: count for at, (value, count) in enumerate(ordered) if at < _MOST_VALUES or value in chosen}
