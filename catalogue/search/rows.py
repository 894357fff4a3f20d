"""The narrow rows as arrays: read in one pass, kept in memory, and narrowed there.

Up to ``MOST_COUNTED`` rows are kept for each kind of reader; then words, years and areas are masks over arrays, and
neither counting nor mapping reads a row.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, Text, case, cast, func, select
from sqlalchemy.orm import Session

from catalogue.records import SearchRow
from catalogue.search.conditions import Ready, place_columns
from catalogue.search.memory import Reading, kept
from catalogue.search.wish import YearSpan
from catalogue.services.index_rows import FIRST_SIGN

MOST_COUNTED = 120_000
_NEVER = 99_999
_NOWHERE = -1
_PARTING = "!0000"  # as long as a code: the text is cut without looking for it
_ZERO = int.from_bytes(bytes([FIRST_SIGN] * 4), "big")
_CODE = np.dtype([("mark", "u1"), ("signs", ">u4")])

Whole = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Codes:
    """The values of some rows: numbers of values, and for each the row that has it, counted from 0."""

    numbers: Whole
    rows: Whole
    amount: int
    is_whole: bool


@dataclass(frozen=True, slots=True)
class Rows:
    """All rows that a reader may see: their values, entry ids in order, years and places.

    A row without any year has a span that nothing overlaps; one without a place has negative ``x`` and ``y``.
    ``is_moved`` says where the place is not the exact one.
    """

    codes: Codes
    ids: Whole
    first: Whole
    last: Whole
    x: Whole
    y: Whole
    is_moved: Mask


def remembered(session: Session, ready: Ready) -> tuple[Rows, Mask] | None:
    """All rows, and which of them the words, years and area leave; None where there are too many to be kept."""
    if ready.folded and not ready.is_plain:
        return None
    read = Reading(lambda: _remember(session, ready), lambda rows, ids: _renew(session, ready, rows, ids))
    rows = kept(session, ("rows", ready.reader), read)
    if rows is None:
        return None
    query, fits = ready.query, np.ones(rows.codes.amount, np.bool_)
    if ready.folded:
        fits &= np.isin(rows.ids, _matching(session, ready), assume_unique=True, kind="table")
    if query.years:
        fits &= _within(rows, query.years)
    if query.area:
        fits &= (rows.x >= 0) & query.area.holds(rows.x, rows.y)
    return rows, fits


def narrow(codes: Codes, fits: Mask) -> Codes:
    """The codes of the rows that fit."""
    if fits.all():
        return codes
    has, places = fits[codes.rows], np.cumsum(fits) - 1
    return Codes(codes.numbers[has], places[codes.rows[has]], int(fits.sum()), is_whole=True)


def read_codes(session: Session, conditions: Sequence[ColumnElement[bool]]) -> Codes:
    """The codes of the rows that fulfil everything, of ``MOST_COUNTED`` at most."""
    rows = select(SearchRow.codes).where(*conditions).limit(MOST_COUNTED + 1).subquery()
    return _cut(session.scalar(select(func.aggregate_strings(rows.c.codes, _PARTING))))


def _matching(session: Session, ready: Ready) -> Whole:
    """Ids of the entries that hold the words."""
    found = ready.engine.matching(ready.folded).subquery()
    text = session.scalar(select(func.aggregate_strings(cast(found.c[0], Text), " ")))
    return np.array(text.split(" ") if text else [], np.int64)


def _within(rows: Rows, years: YearSpan) -> Mask:
    """Which rows have some year in the span."""
    fits: Mask = rows.first <= rows.last
    if years.first is not None:
        fits &= rows.last >= years.first
    if years.last is not None:
        fits &= rows.first <= years.last
    return fits


def _remember(session: Session, ready: Ready) -> Rows | None:
    """All rows that the reader may see; None where there are too many."""
    some = select(SearchRow.entry_id).limit(MOST_COUNTED + 1).subquery()
    if (session.scalar(select(func.count()).select_from(some)) or 0) > MOST_COUNTED:
        return None
    return _read_rows(session, ready, ready.seen)


def _renew(session: Session, ready: Ready, rows: Rows | None, ids: Sequence[int]) -> Rows | None:
    """The same rows with these entries read again; what was too many stays so until all is read anew."""
    if rows is None:
        return None
    stays = np.isin(rows.ids, np.array(ids, np.int64), invert=True)
    old, new = narrow(rows.codes, stays), _read_rows(session, ready, [*ready.seen, SearchRow.entry_id.in_(ids)])
    codes = Codes(
        np.concatenate([old.numbers, new.codes.numbers]),
        np.concatenate([old.rows, new.codes.rows + old.amount]),
        old.amount + new.codes.amount,
        is_whole=old.amount + new.codes.amount <= MOST_COUNTED,
    )
    columns = ("ids", "first", "last", "x", "y", "is_moved")
    told = {name: np.concatenate([getattr(rows, name)[stays], getattr(new, name)]) for name in columns}
    return Rows(codes, **told) if codes.is_whole else None


def _read_rows(session: Session, ready: Ready, conditions: Sequence[ColumnElement[bool]]) -> Rows:
    """The rows that fulfil everything, read in one pass."""
    row, (x, y) = SearchRow, place_columns(ready.staffed)
    unknown = row.year_from.is_(None) & row.year_to.is_(None)
    first = func.coalesce(row.year_from, case((unknown, _NEVER), else_=-_NEVER))
    last = func.coalesce(row.year_to, case((unknown, -_NEVER), else_=_NEVER))
    moved = case(((row.x != x) | (row.y != y), 1), else_=0)
    parts = (row.entry_id, first, last, func.coalesce(x, _NOWHERE), func.coalesce(y, _NOWHERE), moved)
    told: ColumnElement[str] = cast(parts[0], Text)
    for part in parts[1:]:
        told = told + " " + cast(part, Text)
    query = select(row.codes, told.label("told")).where(*conditions).order_by(row.entry_id)
    rows = query.subquery()
    asked = (func.aggregate_strings(rows.c.codes, _PARTING), func.aggregate_strings(rows.c.told, " "))
    codes, numbers = session.execute(select(*asked)).one()
    whole = np.array(numbers.split(" ") if numbers else [], np.int64).reshape(-1, len(parts))
    columns = [np.ascontiguousarray(whole[:, at]) for at in range(len(parts))]
    return Rows(_cut(codes), columns[0], columns[1], columns[2], columns[3], columns[4], columns[5].astype(np.bool_))


def _cut(text: str | None) -> Codes:
    """The codes of rows in one text; None where there is no row."""
    if text is None:
        nothing: Whole = np.zeros(0, np.int64)
        return Codes(nothing, nothing, 0, is_whole=True)
    cut = np.frombuffer(text.encode("ascii"), _CODE)
    signs = cut["signs"].astype(np.int64) - _ZERO
    numbers = (signs & 0x3F) | (signs >> 2 & 0xFC0) | (signs >> 4 & 0x3F000) | (signs >> 6 & 0xFC0000)
    partings = cut["mark"] == ord("!")
    rows: Whole = np.cumsum(partings)
    amount = int(partings.sum()) + 1
    return Codes(numbers[~partings], rows[~partings], amount, is_whole=amount <= MOST_COUNTED)
