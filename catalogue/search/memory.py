"""Codes of all rows kept in memory, for searches without words: counting then reads nothing from the database.

They are read anew as soon as some row was written (see ``SearchChange``), and only sessions that read alone use them:
what a transaction has not committed never gets in.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from catalogue.records import SearchChange

T = TypeVar("T")
_kept: WeakKeyDictionary[Engine, dict[object, tuple[object, Any]]] = WeakKeyDictionary()
_lock = threading.Lock()


def kept(session: Session, key: object, read: Callable[[], T]) -> T:
    """What ``read`` gives, remembered under ``key`` until some search row is written."""
    engine = session.get_bind()
    if not isinstance(engine, Engine) or not engine.get_execution_options().get("read_only", False):
        return read()
    now = tuple(session.execute(select(func.max(SearchChange.id), func.count(SearchChange.id))).one())
    with _lock:
        shelf = _kept.setdefault(engine, {})
        stamp, found = shelf.get(key, (None, None))
    if stamp != now:
        found = read()
        with _lock:
            shelf[key] = (now, found)
    return found  # type: ignore[no-any-return]  # what this key's reader gave
