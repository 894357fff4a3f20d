"""Saving with memory: every change is flushed together with its audit row."""

from __future__ import annotations

import datetime as dt
import enum
from uuid import UUID, uuid4

from sqlalchemy import inspect, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from catalogue.db import Base, now_utc
from catalogue.errors import ConflictError, StaleError
from catalogue.policy import Action, Identity, require
from catalogue.records import Audit
from catalogue.services.scopes import require_scope

_SILENT = frozenset({"id", "version", "created_at", "updated_at"})
_PLAIN = frozenset({str, int, float, bool, list, dict})
_SECRET = frozenset({"password_hash", "totp_secret", "recovery_hashes"})


def record_change(session: Session, who: Identity, record: Base, action: str) -> Audit:
    """Flush the record's pending changes and write down who made them, old and new value of each field.

    Raises:
        ForbiddenError: ``forbidden_organisation``: it belongs to an organisation that ``who`` has no role for.
        StaleError: someone else saved the record since it was read.
        ConflictError: a unique value is taken (code ``taken``).
    """
    require_scope(session, who, record, action)
    changes = changes_of(record)
    _flush(session, record)
    state = inspect(record)
    ident = state.identity[0] if state.identity else None
    row = Audit(
        moment=now_utc(),
        account_id=who.account_id,
        actor=who.name or who.role.value,
        role=who.role.value,
        record_kind=record.__tablename__,
        record_id=ident,
        action=action,
        version=getattr(record, "version", None),
        changes=changes,
    )
    session.add(row)
    session.flush()
    return row


def read_history(session: Session, who: Identity, record_kind: str, record_id: UUID) -> list[Audit]:
    """All changes of a record, newest first."""
    require(who, Action.READ_AUDIT)
    found = select(Audit).where(Audit.record_kind == record_kind, Audit.record_id == record_id)
    return list(session.scalars(found.order_by(Audit.moment.desc(), Audit.version.desc())))


def expect_version(record: Base, expected: int | None) -> None:
    """Refuse to go on when the record is no longer the version that the writer read; None skips the check.

    Raises:
        StaleError: with both versions.
    """
    current = getattr(record, "version", 0)
    if expected is not None and expected != current:
        raise StaleError(yours=expected, current=current)


def changes_of(record: Base) -> dict[str, object]:
    """Field to ``[old, new]`` for everything set since the last flush, in JSON's own types."""
    found: dict[str, object] = {}
    for attribute in inspect(record).mapper.column_attrs:
        name = attribute.key
        history = inspect(record).attrs[name].history
        if name in _SILENT or not history.has_changes():
            continue
        old = plain(history.deleted[0]) if history.deleted else None
        new = plain(history.added[0]) if history.added else None
        if old != new:
            found[name] = ["***", "***"] if name in _SECRET else [old, new]
    return found


def plain(value: object) -> object:
    """The value as JSON can hold it."""
    if value is None or type(value) in _PLAIN:
        return value
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


def _flush(session: Session, record: Base) -> None:
    """Write the record; a refused new one leaves the transaction usable, a refused change ends it."""
    fresh = inspect(record).transient
    if fresh and getattr(record, "id", None) is None and hasattr(record, "id"):
        record.id = uuid4()
    yours = getattr(record, "version", None) or 0
    try:
        with session.begin_nested():
            session.add(record)
            session.flush()
    except StaleDataError:
        raise StaleError(yours=yours, current=yours + 1) from None
    except IntegrityError as fault:
        raise ConflictError("taken", kind=record.__tablename__, fault=type(fault.orig).__name__) from fault
