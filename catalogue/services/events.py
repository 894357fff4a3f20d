"""Provenance events: appended, never changed (PREMIS 3)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalogue.db import now_utc
from catalogue.errors import ValidationError
from catalogue.policy import Action, Identity, require
from catalogue.records import Event
from catalogue.vocab.terms import Outcome


@dataclass(frozen=True, slots=True)
class NewEvent:
    """Something that happened to a file, a scan or a model; ``kind`` such as ingestion, fixity_check, derivation."""

    kind: str
    tool: str | None = None
    outcome: Outcome = Outcome.SUCCESS
    details: dict[str, object] = field(default_factory=dict)
    file_id: UUID | None = None
    scan_id: UUID | None = None
    model_id: UUID | None = None


def add_event(session: Session, who: Identity, new: NewEvent, *, now: dt.datetime | None = None) -> Event:
    """Append an event.

    Raises:
        ValidationError: it concerns nothing.
    """
    require(who, Action.UPLOAD_FILES)
    if new.file_id is None and new.scan_id is None and new.model_id is None:
        raise ValidationError({"file_id": "required"})
    row = Event(
        kind=new.kind,
        moment=now or now_utc(),
        agent=who.name or who.role.value,
        tool=new.tool,
        outcome=new.outcome,
        details=new.details,
        file_id=new.file_id,
        scan_id=new.scan_id,
        model_id=new.model_id,
    )
    session.add(row)
    session.flush()
    return row


def list_events(
    session: Session,
    who: Identity,
    *,
    file_id: UUID | None = None,
    scan_id: UUID | None = None,
    model_id: UUID | None = None,
) -> list[Event]:
    """Events of a file, a scan or a model, oldest first; staff only."""
    require(who, Action.READ_DRAFTS)
    query = select(Event)
    for column, value in ((Event.file_id, file_id), (Event.scan_id, scan_id), (Event.model_id, model_id)):
        if value is not None:
            query = query.where(column == value)
    return list(session.scalars(query.order_by(Event.moment, Event.id)))
