"""Drafts of forms: what a person typed and has not saved, kept for that person alone."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import Session

from catalogue.db import now_utc
from catalogue.errors import ValidationError
from catalogue.policy import Action, Identity, require
from catalogue.records import FormDraft

MOST_BYTES = 400_000
MOST_FIELDS = 200


@dataclass(frozen=True, slots=True)
class DraftPlace:
    """Which form a draft belongs to: its name, and the number of the record, empty for a new one."""

    form: str
    record_key: str = ""


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in a form, and the version of the record that the writer began from."""

    values: Mapping[str, str] = field(default_factory=dict)
    base_version: int | None = None


def save_draft(session: Session, who: Identity, place: DraftPlace, typed: Typed) -> FormDraft:
    """Keep what a person typed in place of what was kept before; no audit, for nothing of the catalogue changes.

    Raises:
        ForbiddenError: not logged in, or no right to write.
        ValidationError: ``values``: ``too_long``, ``malformed``; ``form``: ``malformed``.
    """
    account_id = _owner(who)
    _refuse_unfit(place, typed)
    draft = _find(session, account_id, place) or FormDraft(
        account_id=account_id, form=place.form, record_key=place.record_key
    )
    draft.values = dict(typed.values)
    draft.base_version = typed.base_version
    draft.updated_at = now_utc()
    session.add(draft)
    session.flush()
    return draft


def read_draft(session: Session, who: Identity, place: DraftPlace) -> FormDraft | None:
    """What the person has not saved yet; None when there is nothing."""
    return _find(session, _owner(who), place)


def drop_draft(session: Session, who: Identity, place: DraftPlace) -> bool:
    """Forget a draft, after its form was saved or its owner threw it away; False when there was none."""
    chosen = _of(_owner(who), place)
    gone = session.execute(delete(FormDraft).where(*chosen).returning(FormDraft.id)).all()
    return bool(gone)


def _owner(who: Identity) -> UUID:
    """The account that drafts belong to."""
    require(who, Action.WRITE_RECORDS)
    if who.account_id is None:
        raise ValidationError({"account": "required"})
    return who.account_id


def _find(session: Session, account_id: UUID, place: DraftPlace) -> FormDraft | None:
    return session.scalar(select(FormDraft).where(*_of(account_id, place)))


def _of(account_id: UUID, place: DraftPlace) -> tuple[ColumnElement[bool], ...]:
    return (
        FormDraft.account_id == account_id,
        FormDraft.form == place.form,
        FormDraft.record_key == place.record_key,
    )


def _refuse_unfit(place: DraftPlace, typed: Typed) -> None:
    faults = {}
    if not 0 < len(place.form) <= 32 or len(place.record_key) > 80:
        faults["form"] = "malformed"
    if not all(isinstance(name, str) and isinstance(text, str) for name, text in typed.values.items()):
        faults["values"] = "malformed"
    elif len(typed.values) > MOST_FIELDS or len(json.dumps(dict(typed.values)).encode()) > MOST_BYTES:
        faults["values"] = "too_long"
    if faults:
        raise ValidationError(faults)
