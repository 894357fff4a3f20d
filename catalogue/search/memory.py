"""Rows kept in memory: counting and mapping then read nothing from the database.

What was written since (see ``SearchChange``) is read again, entry by entry, or all of it where many were written. Only
sessions that read alone use it: what a transaction has not committed never gets in.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from catalogue.records import SearchChange

T = TypeVar("T")
_MOST_RENEWED = 500


@dataclass(frozen=True, slots=True)
class Reading(Generic[T]):
    """How a value is read: all of it, or an earlier one with some entries read again."""

    whole: Callable[[], T | None]
    again: Callable[[T | None, Sequence[int]], T | None]


@dataclass(frozen=True, slots=True)
class _Kept:
    """A value and the marks that it knows."""

    stamp: tuple[int | None, int]
    marks: frozenset[int]
    value: Any


_shelves: WeakKeyDictionary[Engine, dict[object, _Kept]] = WeakKeyDictionary()
_reading = threading.Lock()  # whoever waits for it finds what the one before read


def kept(session: Session, key: object, reading: Reading[T]) -> T | None:
    """What ``reading`` gives, remembered under ``key``; None in a session that writes, or where it gives None."""
    engine = session.get_bind()
    if not isinstance(engine, Engine) or not engine.get_execution_options().get("read_only", False):
        return None
    last, amount = session.execute(select(func.max(SearchChange.id), func.count(SearchChange.id))).one()
    found = _shelves.get(engine, {}).get(key)
    if found is None or found.stamp != (last, amount):
        with _reading:
            shelf = _shelves.setdefault(engine, {})
            found = shelf.get(key)
            if found is None or found.stamp != (last, amount):
                found = shelf[key] = _read(session, found, reading, (last, amount))
    return found.value  # type: ignore[no-any-return]  # what this key's reader gave


def _read(session: Session, earlier: _Kept | None, reading: Reading[T], stamp: tuple[int | None, int]) -> _Kept:
    """The value as it is now, from the earlier one where the marks tell what to read again.

    The marks are read before the rows: a row written in between is read once more the next time, never missed.
    """
    marks = {row.id: row.entry_id for row in session.execute(select(SearchChange.id, SearchChange.entry_id))}
    known = frozenset(marks)
    if earlier is None or not earlier.marks & known:
        return _Kept(stamp, known, reading.whole())
    changed = {marks[mark] for mark in known - earlier.marks}
    if None in changed or len(changed) > _MOST_RENEWED:
        return _Kept(stamp, known, reading.whole())
    value = reading.again(earlier.value, [ident for ident in changed if ident is not None])
    return _Kept(stamp, known, value)
