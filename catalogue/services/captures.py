"""Captures: who digitised what, when and with which device."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalogue.errors import NotFoundError, ValidationError
from catalogue.policy import Action, Identity, require
from catalogue.records import Capture, DigitalFile
from catalogue.services.audits import expect_version, record_change
from catalogue.services.validation import assign
from catalogue.services.visibility import owner_staffed
from catalogue.vocab.days import day_of, start_of

EDITABLE = ("artifact_id", "site_id", "captured_at", "operator", "device", "method", "note", "parameters")


def add_capture(session: Session, who: Identity, values: Mapping[str, object]) -> Capture:
    """Save a digitisation session of an artifact or a site.

    Raises:
        ValidationError: neither ``artifact_id`` nor ``site_id`` is given, or a field breaks a rule.
    """
    require(who, Action.UPLOAD_FILES)
    capture = Capture(parameters={})
    assign(capture, values, EDITABLE)
    if capture.artifact_id is None and capture.site_id is None:
        raise ValidationError({"artifact_id": "required"})
    record_change(session, who, capture, "register")
    return capture


def update_capture(
    session: Session, who: Identity, capture_id: UUID, changes: Mapping[str, object], *, expected_version: int | None
) -> Capture:
    """Change what is said of a session.

    Raises:
        NotFoundError, ValidationError, StaleError.
    """
    require(who, Action.UPLOAD_FILES)
    capture = _get(session, who, capture_id)
    expect_version(capture, expected_version)
    assign(capture, changes, EDITABLE)
    record_change(session, who, capture, "update")
    return capture


def date_capture(session: Session, who: Identity, file: DigitalFile, day: dt.date) -> Capture:
    """Write down on which day a file was captured; a session that other files share is left as it is, and split.

    Files that came in without a day share one session, so a day for one of them makes a session of its own.

    Raises:
        NotFoundError, ValidationError.
    """
    require(who, Action.UPLOAD_FILES)
    present = session.get(Capture, file.capture_id) if file.capture_id else None
    if present is not None and present.captured_at is not None and day_of(present.captured_at) == day:
        return present
    if present is not None and not _is_shared(session, file):
        return update_capture(session, who, present.id, {"captured_at": start_of(day)}, expected_version=None)
    kept = {name: getattr(present, name) for name in ("operator", "device", "method", "note")} if present else {}
    owner = {"artifact_id": file.artifact_id, "site_id": file.site_id}
    fresh = add_capture(session, who, {**kept, **owner, "captured_at": start_of(day)})
    file.capture_id = fresh.id
    record_change(session, who, file, "date")
    return fresh


def read_capture(session: Session, who: Identity, capture_id: UUID) -> Capture:
    """The session with this id; for the staff of what was digitised.

    Raises:
        NotFoundError: ``capture_not_found``.
    """
    require(who, Action.READ_DRAFTS)
    return _get(session, who, capture_id)


def list_captures(
    session: Session, who: Identity, *, artifact_id: UUID | None = None, site_id: UUID | None = None
) -> list[Capture]:
    """Sessions of an artifact or a site, oldest first; for their staff."""
    require(who, Action.READ_DRAFTS)
    query = select(Capture).where(owner_staffed(who, Capture.artifact_id, Capture.site_id))
    if artifact_id is not None:
        query = query.where(Capture.artifact_id == artifact_id)
    if site_id is not None:
        query = query.where(Capture.site_id == site_id)
    return list(session.scalars(query.order_by(Capture.captured_at, Capture.created_at)))


def _is_shared(session: Session, file: DigitalFile) -> bool:
    """Whether other files belong to the file's session."""
    others = select(DigitalFile.id).where(DigitalFile.capture_id == file.capture_id, DigitalFile.id != file.id)
    return session.scalar(others.limit(1)) is not None


def _get(session: Session, who: Identity, capture_id: UUID) -> Capture:
    """The row, or the refusal that names it."""
    mine = owner_staffed(who, Capture.artifact_id, Capture.site_id)
    capture = session.scalar(select(Capture).where(Capture.id == capture_id, mine))
    if capture is None:
        raise NotFoundError("capture_not_found", capture=str(capture_id))
    return capture
