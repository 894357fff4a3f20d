"""Keyset paging: a page knows where the next one starts, however many rows come and go meanwhile."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import json
from dataclasses import dataclass
from typing import Generic, TypeVar
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from catalogue.errors import ValidationError

T = TypeVar("T")
MOST_ROWS = 200


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some rows of a list; ``next`` is the cursor of the following page, None at the end; ``total`` counts all rows."""

    items: list[T]
    next: str | None
    total: int


def write_cursor(*keys: str) -> str:
    """A cursor safe in an address, from the sort keys of the last row shown."""
    return base64.urlsafe_b64encode(json.dumps(keys, ensure_ascii=False).encode()).decode().rstrip("=")


def read_cursor(cursor: str, parts: int) -> list[str]:
    """The sort keys in a cursor.

    Raises:
        ValidationError: field ``cursor`` is ``malformed``.
    """
    try:
        keys = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError):
        keys = None
    if not isinstance(keys, list) or len(keys) != parts or not all(isinstance(k, str) for k in keys):
        raise ValidationError({"cursor": "malformed"})
    return keys


def clamp(limit: int) -> int:
    """A page size between 1 and the most that one request may ask for."""
    return max(1, min(limit, MOST_ROWS))


def count_rows(session: Session, query: Select[T]) -> int:
    """How many rows the query has without a page's limits."""
    return session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0


def page_by(
    session: Session, query: Select[T], key: InstrumentedAttribute[str], cursor: str | None, limit: int
) -> Page[T]:
    """One page of the query's rows in ascending order of a unique text column."""
    total, limit = count_rows(session, query), clamp(limit)
    if cursor:
        query = query.where(key > read_cursor(cursor, 1)[0])
    rows = list(session.scalars(query.order_by(key).limit(limit + 1)))
    following = write_cursor(getattr(rows[limit - 1], key.key)) if len(rows) > limit else None
    return Page(rows[:limit], following, total)


def page_newest(
    session: Session, query: Select[T], kind: type[T], cursor: str | None, limit: int, by: str = "created_at"
) -> Page[T]:
    """One page of the query's rows, the newest first; ``kind`` has ``id`` and the moment named in ``by``.

    Raises:
        ValidationError: field ``cursor`` is ``malformed``.
    """
    moment, ident = (getattr(kind, name) for name in (by, "id"))
    total, limit = count_rows(session, query), clamp(limit)
    if cursor:
        at, last = _position(cursor)
        query = query.where((moment < at) | ((moment == at) & (ident < last)))
    rows = list(session.scalars(query.order_by(moment.desc(), ident.desc()).limit(limit + 1)))
    end = rows[limit - 1] if len(rows) > limit else None
    return Page(rows[:limit], write_cursor(*_place(end, by)) if end is not None else None, total)


def _place(row: object, by: str) -> tuple[str, str]:
    """The sort keys of a row as text."""
    moment: dt.datetime = getattr(row, by)
    return moment.isoformat(), str(getattr(row, "id"))  # noqa: B009  the row's type is the caller's


def _position(cursor: str) -> tuple[dt.datetime, UUID]:
    """The moment and id that a cursor stands at."""
    moment, ident = read_cursor(cursor, 2)
    try:
        return dt.datetime.fromisoformat(moment), UUID(ident)
    except ValueError:
        raise ValidationError({"cursor": "malformed"}) from None
