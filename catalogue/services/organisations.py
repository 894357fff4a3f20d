"""Organisations that share the installation: added, renamed, closed; and whose record a record is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from catalogue.db import now_utc
from catalogue.errors import ConflictError, NotFoundError, ValidationError
from catalogue.policy import Action, Identity, require, require_on
from catalogue.records import Artifact, Organisation, Site
from catalogue.services.audits import expect_version, record_change
from catalogue.services.index import index_artifact, index_site
from catalogue.services.validation import assign, need
from catalogue.vocab.folding import clean

EDITABLE = ("code", "title_vi", "title_en")


def add_organisation(session: Session, who: Identity, values: Mapping[str, object]) -> Organisation:
    """Save a new organisation; ``code`` and ``title_vi`` are enough.

    Raises:
        ValidationError. ConflictError: ``organisation_taken``.
    """
    require(who, Action.MANAGE_ACCOUNTS)
    need(values, "code", "title_vi")
    organisation = Organisation()
    assign(organisation, values, EDITABLE)
    _refuse_taken(session, organisation)
    record_change(session, who, organisation, "add")
    return organisation


def update_organisation(
    session: Session, who: Identity, code: str, changes: Mapping[str, object], *, expected_version: int | None
) -> Organisation:
    """Rename an organisation or give it another code.

    Raises:
        NotFoundError. ValidationError. StaleError. ConflictError: ``organisation_taken``.
    """
    require(who, Action.MANAGE_ACCOUNTS)
    organisation = read_organisation(session, who, code)
    expect_version(organisation, expected_version)
    with session.no_autoflush:
        assign(organisation, changes, EDITABLE)
        _refuse_taken(session, organisation)
    record_change(session, who, organisation, "update")
    return organisation


def close_organisation(session: Session, who: Identity, code: str, *, is_closed: bool = True) -> Organisation:
    """Let an organisation take no more records and accounts; what it has stays. Opened again with ``is_closed=False``.

    Raises:
        NotFoundError: ``organisation_not_found``.
    """
    require(who, Action.MANAGE_ACCOUNTS)
    organisation = read_organisation(session, who, code)
    organisation.closed_at = now_utc() if is_closed else None
    record_change(session, who, organisation, "close" if is_closed else "open")
    return organisation


def read_organisation(session: Session, who: Identity, code: str) -> Organisation:
    """The organisation with this code, for staff.

    Raises:
        NotFoundError: ``organisation_not_found``.
    """
    require(who, Action.READ_DRAFTS)
    found = session.scalar(select(Organisation).where(Organisation.code == clean(code)))
    if found is None:
        raise NotFoundError("organisation_not_found", organisation=code)
    return found


def list_organisations(session: Session, who: Identity, *, with_closed: bool = False) -> list[Organisation]:
    """All organisations by code, for staff."""
    require(who, Action.READ_DRAFTS)
    query = select(Organisation).order_by(Organisation.code)
    return list(session.scalars(query if with_closed else query.where(Organisation.closed_at.is_(None))))


def house_of(session: Session, ids: Iterable[UUID | None]) -> Organisation | None:
    """The organisation in whose name a paper about these records is written; None where they are of several, or none's.

    ``ids`` are the organisations of the records, which their reader has seen already.
    """
    known = set(ids)
    ident = next(iter(known)) if len(known) == 1 else None
    return session.get(Organisation, ident) if ident else None


def count_records(session: Session, who: Identity) -> dict[UUID, int]:
    """How many artifacts and sites each organisation has."""
    require(who, Action.MANAGE_ACCOUNTS)
    counts: dict[UUID, int] = {}
    for kind in (Artifact, Site):
        query = select(kind.organisation_id, func.count()).where(kind.organisation_id.is_not(None))
        for ident, number in session.execute(query.group_by(kind.organisation_id)):
            if ident is not None:
                counts[ident] = counts.get(ident, 0) + number
    return counts


def hand_over(
    session: Session, who: Identity, record: Artifact | Site, code: str | None, *, expected_version: int | None = None
) -> None:
    """Make a record an organisation's, or with None everybody's; the giver writes for both sides.

    Raises:
        ForbiddenError: ``forbidden_organisation``. StaleError.
        ValidationError: ``organisation``: ``not_found``, also when it is closed.
    """
    require_on(who, Action.WRITE_RECORDS, record)
    expect_version(record, expected_version)
    try:
        organisation = read_organisation(session, who, code) if code else None
    except NotFoundError:
        organisation = None
    if code and (organisation is None or organisation.closed_at is not None):
        raise ValidationError({"organisation": "not_found"})
    ident = organisation.id if organisation else None
    if record.organisation_id == ident:
        return
    record.organisation_id = ident
    record_change(session, who, record, "update")
    if isinstance(record, Artifact):
        index_artifact(session, record)
    else:
        index_site(session, record)


def _refuse_taken(session: Session, organisation: Organisation) -> None:
    """Refuse a code without letters or digits, and one that another organisation has."""
    code, ident = organisation.code, organisation.id
    is_plain = any(sign.isalnum() for sign in code)
    other = session.scalar(select(Organisation.id).where(Organisation.code == code))
    if is_plain and (other is None or other == ident):
        return
    if organisation in session:
        session.expire(organisation)
    if not is_plain:
        raise ValidationError({"code": "malformed"})
    raise ConflictError("organisation_taken", organisation=code)
