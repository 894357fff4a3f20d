"""The narrow rows in memory, one copy for all readers; what changed since is read again and laid over it.

Up to ``MOST_KEPT`` rows are kept. Words, years and areas are then masks over arrays, and neither counting nor mapping
nor paging reads a row that it doesn't show.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import numpy as np
from sqlalchemy import ColumnElement, Select, Text, case, cast, func, select, type_coerce
from sqlalchemy.orm import Session

from catalogue.records import SearchRow, SearchValue
from catalogue.search.blocks import Block, Small, Values, Whole
from catalogue.search.memory import Reading, kept
from catalogue.services.index_rows import FIRST_SIGN

MOST_KEPT = 2_000_000
MOST_COUNTED = 120_000
_MOST_LAID_OVER = 20_000
_AT_ONCE = 100_000  # rows in one text
_NEVER = 99_999
_NOWHERE = -1
_PARTING = "!0000"  # as long as a code: the text is cut without looking for it
_ZERO = int.from_bytes(bytes([FIRST_SIGN] * 4), "big")
_CODE = np.dtype([("mark", "u1"), ("signs", ">u4")])
_COLUMNS = ("ids", "is_public", "first", "last", "x", "y", "shown_x", "shown_y")


@dataclass(frozen=True, slots=True)
class Names:
    """The numbers of all values by facet and value, of which one may have two; ``most`` is the greatest number."""

    by_facet: dict[str, dict[str, list[int]]]
    most: int

    def of(self, facet: str) -> dict[str, list[int]]:
        """Values of one facet."""
        return self.by_facet.get(facet, {})

    def numbers(self, facets: Sequence[str]) -> list[int]:
        """The numbers of all values of these facets."""
        return [number for facet in facets for numbers in self.of(facet).values() for number in numbers]


@dataclass(frozen=True, slots=True)
class Rows:
    """All rows: one great block and one of what changed since; ``numbers`` are those of the organisations."""

    blocks: tuple[Block, Block]
    numbers: dict[UUID, int]
    names: Names


def remembered_rows(session: Session) -> Rows | None:
    """All rows, with changes up to now; None in a session that writes, and where they are too many."""
    return kept(session, "rows", Reading(lambda: _read_all(session), lambda rows, ids: _renew(session, rows, ids)))


def value_names(session: Session) -> Names:
    """The numbers of all values."""
    names, most = dict[str, dict[str, list[int]]](), 0
    for row in session.execute(select(SearchValue.id, SearchValue.facet, SearchValue.value)):
        names.setdefault(row.facet, {}).setdefault(row.value, []).append(row.id)
        most = max(most, row.id)
    return Names(names, most)


def read_values(session: Session, conditions: Sequence[ColumnElement[bool]]) -> tuple[Small, Small]:
    """Numbers of values, and where each row's begin, of rows that fulfil everything: ``MOST_COUNTED`` + 1 at most."""
    rows = select(SearchRow.codes).where(*conditions).limit(MOST_COUNTED + 1).subquery()
    return _cut(session.scalar(select(func.aggregate_strings(rows.c.codes, _PARTING))))


def read_ids(session: Session, query: Select[Any]) -> Whole:
    """Ids that a query of one column finds, as it finds them."""
    rows = query.subquery()
    told = session.scalar(select(func.aggregate_strings(_text(session, rows.c[0]), " ")))
    return np.fromstring(told, np.int64, sep=" ") if told else np.zeros(0, np.int64)


def _read_all(session: Session) -> Rows | None:
    """All rows; None where they are too many."""
    some = select(SearchRow.entry_id).limit(MOST_KEPT + 1).subquery()
    if (session.scalar(select(func.count()).select_from(some)) or 0) > MOST_KEPT:
        return None
    numbers: dict[UUID, int] = {}
    block = _block(session, numbers, [])
    return Rows((block, _block(session, numbers, [SearchRow.entry_id < 0])), numbers, value_names(session))


def _renew(session: Session, rows: Rows | None, changed: Sequence[int]) -> Rows | None:
    """The same rows with these entries read again, laid over the great block; all anew when they became many."""
    if rows is None:
        return None
    great, later = rows.blocks
    ids = np.union1d(later.ids, np.array(changed, np.int64))
    if len(ids) > _MOST_LAID_OVER:
        return _read_all(session)
    numbers = dict(rows.numbers)
    later = _block(session, numbers, [SearchRow.entry_id.in_(ids.tolist())])
    return Rows((great.without(ids), later), numbers, value_names(session))


def _block(session: Session, numbers: dict[UUID, int], conditions: Sequence[ColumnElement[bool]]) -> Block:
    """The rows that fulfil everything; organisations that are met for the first time get the next number."""
    parts = list(_texts(session, conditions))
    told = np.concatenate([part for part, _ in parts]) if parts else np.zeros((0, len(_COLUMNS)), np.int64)
    values, starts = _joined([_cut(codes) for _, codes in parts])
    ids, is_public = told[:, 0].copy(), told[:, 1] == 1
    columns = {name: np.ascontiguousarray(told[:, at], np.int32) for at, name in enumerate(_COLUMNS) if at > 1}
    organisation = _organisations(session, numbers, ids, conditions)
    stays = np.ones(len(ids), np.bool_)
    return Block(Values.of(values, starts), ids, is_public, organisation, stays=stays, **columns)


def _texts(session: Session, conditions: Sequence[ColumnElement[bool]]) -> Iterator[tuple[Whole, str]]:
    """Numbers (rows, columns) and codes of the rows, some at once so that no text grows without end."""
    told, last = _told(session), -1
    while True:
        query = select(SearchRow.codes, told.label("told")).where(*conditions, SearchRow.entry_id > last)
        rows = query.order_by(SearchRow.entry_id).limit(_AT_ONCE).subquery()
        asked = (func.aggregate_strings(rows.c.codes, _PARTING), func.aggregate_strings(rows.c.told, " "))
        codes, numbers = session.execute(select(*asked)).one()
        part = np.fromstring(numbers or "", np.int64, sep=" ").reshape(-1, len(_COLUMNS))
        if not len(part):
            return
        yield part, codes
        last = int(part[-1, 0])


def _text(session: Session, number: ColumnElement[Any]) -> ColumnElement[str]:
    """A number as text; SQLite needs no telling, and takes twice as long when it is told."""
    is_told = session.get_bind().dialect.name != "sqlite"
    return cast(number, Text) if is_told else type_coerce(number, Text)


def _told(session: Session) -> ColumnElement[str]:
    """The numbers of a row in one text."""
    row = SearchRow
    unknown = row.year_from.is_(None) & row.year_to.is_(None)
    first = func.coalesce(row.year_from, case((unknown, _NEVER), else_=-_NEVER))
    last = func.coalesce(row.year_to, case((unknown, -_NEVER), else_=_NEVER))
    places = (func.coalesce(place, _NOWHERE) for place in (row.x, row.y, row.shown_x, row.shown_y))
    parts = (row.entry_id.expression, case((row.is_public.is_(True), 1), else_=0), first, last, *places)
    told = _text(session, parts[0])
    for part in parts[1:]:
        told = told + " " + _text(session, part)
    return told


def _organisations(
    session: Session, numbers: dict[UUID, int], ids: Whole, conditions: Sequence[ColumnElement[bool]]
) -> Small:
    """The number of each row's organisation, -1 for none."""
    organisation = np.full(len(ids), -1, np.int32)
    entries = func.aggregate_strings(_text(session, SearchRow.entry_id.expression), " ")
    query = select(SearchRow.organisation_id, entries).where(SearchRow.organisation_id.is_not(None), *conditions)
    for ident, told in session.execute(query.group_by(SearchRow.organisation_id)):
        if ident is None:
            continue
        number = numbers.setdefault(ident, len(numbers))
        found = np.isin(ids, np.fromstring(told, np.int64, sep=" "), assume_unique=True)
        organisation[found] = number
    return organisation


def _joined(parts: Sequence[tuple[Small, Small]]) -> tuple[Small, Small]:
    """Values and starts of all parts, one behind the other."""
    if not parts:
        return np.zeros(0, np.int32), np.zeros(1, np.int32)
    lengths = np.concatenate([np.diff(starts) for _, starts in parts])
    starts = np.concatenate(([0], np.cumsum(lengths))).astype(np.int32)
    return np.concatenate([numbers for numbers, _ in parts]), starts


def _cut(text: str | None) -> tuple[Small, Small]:
    """The values of rows in one text, and where each row's begin; None is the text of no row."""
    if text is None:
        return np.zeros(0, np.int32), np.zeros(1, np.int32)
    cut = np.frombuffer(text.encode("ascii"), _CODE)
    signs = cut["signs"].astype(np.int64) - _ZERO
    numbers = (signs & 0x3F) | (signs >> 2 & 0xFC0) | (signs >> 4 & 0x3F000) | (signs >> 6 & 0xFC0000)
    partings = cut["mark"] == ord("!")
    before = np.flatnonzero(partings) - np.arange(np.count_nonzero(partings))
    starts = np.concatenate(([0], before, [len(cut) - len(before)])).astype(np.int32)
    return numbers[~partings].astype(np.int32), starts
