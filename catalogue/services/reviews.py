"""From draft to published through a second pair of eyes: submitted, looked at, approved or given back with words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload

from catalogue.errors import ConflictError, ValidationError
from catalogue.policy import Action, Identity, require
from catalogue.records import Artifact, Audit, Site
from catalogue.services.artifacts import change_artifact_status, read_artifact
from catalogue.services.audits import expect_version, record_change
from catalogue.services.index import index_artifact, index_site
from catalogue.services.publishing import set_status
from catalogue.services.sites import change_site_status, read_site
from catalogue.services.visibility import staffed_by
from catalogue.vocab.folding import clean
from catalogue.vocab.terms import Status

Reviewed = Artifact | Site
SUBMIT, RETURN = "submit", "return"
NOTE = "review_note"
LONGEST_NOTE = 2_000
_NO_FACTS = frozenset({"status", "published_at", "withdrawn_at", NOTE})


@dataclass(frozen=True, slots=True)
class ReviewStep:
    """Somebody's step on the way to publishing, with what was said."""

    action: str
    actor: str
    moment: dt.datetime
    note: str = ""
    account_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class ReviewItem:
    """A record that waits: who submitted it, and what differs from what the public sees; None: never published."""

    record: Reviewed
    submitted: ReviewStep | None
    changes: Mapping[str, tuple[object, object]] | None = field(default=None)


def submit_for_review(
    session: Session, who: Identity, record: Reviewed, *, note: str = "", expected_version: int | None = None
) -> Reviewed:
    """Hand a draft to whoever publishes; its writer needs no right to publish.

    Raises:
        StaleError; ConflictError: ``status_step``; ValidationError: ``note``: ``too_long``.
    """
    require(who, Action.WRITE_RECORDS)
    return _step(session, who, record, (Status.REVIEW, SUBMIT, note), expected_version)


def return_to_writer(
    session: Session, who: Identity, record: Reviewed, *, note: str, expected_version: int | None = None
) -> Reviewed:
    """Give a record back as a draft, saying what is to be mended.

    Raises:
        StaleError; ConflictError: ``not_in_review``; ValidationError: ``note``: ``required``, ``too_long``.
    """
    require(who, Action.PUBLISH)
    if record.status is not Status.REVIEW:
        raise ConflictError("not_in_review", number=number_of(record))
    if not clean(note):
        raise ValidationError({"note": "required"})
    return _step(session, who, record, (Status.DRAFT, RETURN, note), expected_version)


def approve(session: Session, who: Identity, record: Reviewed, *, expected_version: int | None = None) -> Reviewed:
    """Publish a record that was submitted.

    Raises:
        StaleError; ConflictError: ``not_in_review``; ValidationError: facts that publishing needs are missing.
    """
    require(who, Action.PUBLISH)
    if record.status is not Status.REVIEW:
        raise ConflictError("not_in_review", number=number_of(record))
    if isinstance(record, Artifact):
        number = record.accession_number
        return change_artifact_status(session, who, number, Status.PUBLISHED, expected_version=expected_version)
    return change_site_status(session, who, record.code, Status.PUBLISHED, expected_version=expected_version)


def read_reviewed(session: Session, who: Identity, kind: str, number: str) -> Reviewed:
    """The artifact or site with this number.

    Raises:
        NotFoundError.
    """
    require(who, Action.READ_DRAFTS)
    return read_site(session, who, number) if kind == "site" else read_artifact(session, who, number)


def list_in_review(session: Session, who: Identity) -> list[ReviewItem]:
    """Everything that waits to be published, the longest waiting first."""
    require(who, Action.READ_DRAFTS)
    waiting: list[Reviewed] = []
    waiting += session.scalars(
        select(Artifact)
        .where(Artifact.status == Status.REVIEW, staffed_by(who, Artifact.organisation_id))
        .options(joinedload(Artifact.site))
    )
    mine = (Site.status == Status.REVIEW, staffed_by(who, Site.organisation_id))
    waiting += session.scalars(select(Site).where(*mine))
    steps = {record.id: last_step(session, who, record) for record in waiting}
    items = [ReviewItem(r, steps[r.id], changes_since_published(session, who, r)) for r in waiting]
    return sorted(items, key=lambda item: item.submitted.moment if item.submitted else item.record.updated_at)


def last_step(session: Session, who: Identity, record: Reviewed) -> ReviewStep | None:
    """The latest time that a record was submitted or given back; None when it never was."""
    require(who, Action.READ_DRAFTS)
    row = session.scalar(_history(record).where(Audit.action.in_((SUBMIT, RETURN))).limit(1))
    return None if row is None else ReviewStep(row.action, row.actor, row.moment, _note_of(row), row.account_id)


def changes_since_published(
    session: Session, who: Identity, record: Reviewed
) -> dict[str, tuple[object, object]] | None:
    """Field to what was published and what stands there now; None when the record was never published."""
    require(who, Action.READ_DRAFTS)
    published = session.scalar(_history(record).where(Audit.action == Status.PUBLISHED.value).limit(1))
    if published is None:
        return None
    later = session.scalars(_history(record).where(Audit.version > (published.version or 0))).all()
    return _summed(later)


def _summed(later: Sequence[Audit]) -> dict[str, tuple[object, object]]:
    """Changes, latest first, as one: the oldest old value and the newest new one; what came back is left out."""
    found: dict[str, tuple[object, object]] = {}
    for row in later:
        for name, pair in row.changes.items():
            if name not in _NO_FACTS and isinstance(pair, list) and len(pair) == 2:
                found[name] = (pair[0], found[name][1] if name in found else pair[1])
    return {name: pair for name, pair in found.items() if pair[0] != pair[1]}


def number_of(record: Reviewed) -> str:
    """The number or code of a record."""
    return record.accession_number if isinstance(record, Artifact) else record.code


def _history(record: Reviewed) -> Select[Audit]:
    """The record's changes, latest first."""
    query = select(Audit).where(Audit.record_kind == record.__tablename__, Audit.record_id == record.id)
    return query.order_by(Audit.version.desc(), Audit.moment.desc())


def _note_of(row: Audit) -> str:
    pair = row.changes.get(NOTE)
    return str(pair[1] or "") if isinstance(pair, list) and len(pair) == 2 else ""


def _step(
    session: Session, who: Identity, record: Reviewed, step: tuple[Status, str, str], expected_version: int | None
) -> Reviewed:
    """One step with its words in the audit."""
    status, action, note = step
    said = clean(note)
    if len(said) > LONGEST_NOTE:
        raise ValidationError({"note": "too_long"})
    expect_version(record, expected_version)
    if not set_status(record, status, number_of(record)):
        raise ConflictError("status_step", name=number_of(record), current=status.value, wanted=status.value)
    row = record_change(session, who, record, action)
    if said:
        row.changes = {**row.changes, NOTE: [None, said]}
    if isinstance(record, Artifact):
        index_artifact(session, record)
    else:
        index_site(session, record)
    session.flush()
    return record
