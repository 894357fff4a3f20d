"""Captures: who digitised what, when and with which device."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalogue.errors import NotFoundError, ValidationError
from catalogue.policy import Action, Identity, require
from catalogue.records import Capture
from catalogue.services.audits import expect_version, record_change
from catalogue.services.validation import assign

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
    capture = _get(session, capture_id)
    expect_version(capture, expected_version)
    assign(capture, changes, EDITABLE)
    record_change(session, who, capture, "update")
    return capture


def read_capture(session: Session, who: Identity, capture_id: UUID) -> Capture:
    """The session with this id; staff only.

    Raises:
        NotFoundError: ``capture_not_found``.
    """
    require(who, Action.READ_DRAFTS)
    return _get(session, capture_id)


def list_captures(
    session: Session, who: Identity, *, artifact_id: UUID | None = None, site_id: UUID | None = None
) -> list[Capture]:
    """Sessions of an artifact or a site, oldest first; staff only."""
    require(who, Action.READ_DRAFTS)
    query = select(Capture)
    if artifact_id is not None:
        query = query.where(Capture.artifact_id == artifact_id)
    if site_id is not None:
        query = query.where(Capture.site_id == site_id)
    return list(session.scalars(query.order_by(Capture.captured_at, Capture.created_at)))


def _get(session: Session, capture_id: UUID) -> Capture:
    """The row, or the refusal that names it."""
    capture = session.get(Capture, capture_id)
    if capture is None:
        raise NotFoundError("capture_not_found", capture=str(capture_id))
    return capture
