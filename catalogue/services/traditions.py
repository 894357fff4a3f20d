"""Intangible and documentary heritage: registered, changed, published, withdrawn; never deleted."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalogue.errors import ConflictError, NotFoundError, ValidationError
from catalogue.policy import Action, Identity, require
from catalogue.records import Tradition
from catalogue.services.audits import expect_version, record_change
from catalogue.services.index import index_tradition
from catalogue.services.paging import Page, page_by
from catalogue.services.private_fields import one_for_reader
from catalogue.services.publishing import set_status
from catalogue.services.validation import assign, need
from catalogue.services.visibility import seen
from catalogue.vocab.folding import clean
from catalogue.vocab.heritage import TraditionKind
from catalogue.vocab.terms import Status

EDITABLE = (
    "code", "kind", "title_vi", "title_en", "other_names", "community", "description_vi", "description_en", "season",
    "state", "safeguarding", "attribution", "licence", "visibility", "ext",
)  # fmt: skip


def register_tradition(session: Session, who: Identity, values: Mapping[str, object]) -> Tradition:
    """Save a new record of a practice or of documents as a draft; ``code``, ``kind`` and ``title_vi`` are needed.

    Raises:
        ValidationError: a field breaks a rule. ConflictError: ``tradition_taken``: the code is in use.
    """
    require(who, Action.WRITE_RECORDS)
    need(values, "code", "kind", "title_vi")
    tradition = Tradition(ext={}, status=Status.DRAFT)
    assign(tradition, values, EDITABLE)
    _check(session, tradition)
    return _save(session, who, tradition, "register")


def update_tradition(
    session: Session, who: Identity, code: str, changes: Mapping[str, object], *, expected_version: int | None
) -> Tradition:
    """Change facts of a tradition.

    Raises:
        NotFoundError, ValidationError, ConflictError (``tradition_taken``), StaleError (someone else saved first).
    """
    require(who, Action.WRITE_RECORDS)
    tradition = read_tradition(session, who, code)
    expect_version(tradition, expected_version)
    with session.no_autoflush:
        assign(tradition, changes, EDITABLE)
        _check(session, tradition)
    return _save(session, who, tradition, "update")


def change_tradition_status(
    session: Session, who: Identity, code: str, status: Status, *, expected_version: int | None = None
) -> Tradition:
    """Publish a tradition, take it back to draft or review, or withdraw it.

    Raises:
        NotFoundError, StaleError; ConflictError: ``status_step``.
    """
    require(who, Action.PUBLISH)
    tradition = read_tradition(session, who, code)
    expect_version(tradition, expected_version)
    if set_status(tradition, status, tradition.code):
        _save(session, who, tradition, status.value)
    return tradition


def read_tradition(session: Session, who: Identity, code: str) -> Tradition:
    """The tradition with this code, if the reader may see it.

    Raises:
        NotFoundError: ``tradition_not_found``.
    """
    found = session.scalar(select(Tradition).where(Tradition.code == clean(code), seen(who, Tradition)))
    if found is None:
        raise NotFoundError("tradition_not_found", tradition=code)
    return one_for_reader(session, who, found)


def list_traditions(
    session: Session, who: Identity, *, kind: TraditionKind | None = None, cursor: str | None = None, limit: int = 50
) -> Page[Tradition]:
    """Traditions that the reader may see, by code; withdrawn ones are left out."""
    query = select(Tradition).where(seen(who, Tradition), Tradition.status != Status.WITHDRAWN)
    if kind is not None:
        query = query.where(Tradition.kind == kind)
    return page_by(session, query, Tradition.code, cursor, limit)


def _save(session: Session, who: Identity, tradition: Tradition, action: str) -> Tradition:
    """Flush with audit and search row."""
    record_change(session, who, tradition, action)
    index_tradition(session, tradition)
    return tradition


def _check(session: Session, tradition: Tradition) -> None:
    """A code of signs that can be said, and of this tradition alone."""
    code = tradition.code
    other = session.scalar(select(Tradition.id).where(Tradition.code == code))
    is_taken = other is not None and other != tradition.id
    is_malformed = not any(c.isalnum() for c in code)
    if is_taken or is_malformed:
        session.expire(tradition) if tradition in session else None
    if is_malformed:
        raise ValidationError({"code": "malformed"})
    if is_taken:
        raise ConflictError("tradition_taken", tradition=code)
