"""Printing of many sheets as a job: asked for once, its paper kept for whoever asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalogue.errors import NotFoundError, ValidationError
from catalogue.policy import Action, Identity, Role, require
from catalogue.records import JobRun
from catalogue.services.jobs import NewJob, enqueue_job
from catalogue.services.prints import MOST
from catalogue.vocab.terms import JobState

KIND = "prints"
AT_ONCE = 50
"""Up to so many sheets are printed while the reader waits."""
_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Printed:
    """A finished document: where its bytes lie."""

    key: str
    sha256: str
    size: int
    name: str
    sheets: int


def request_cards(
    session: Session, who: Identity, ids: Sequence[UUID], *, language: str, base: str, name: str
) -> JobRun:
    """Ask for the cards of these artifacts as one PDF; printing is for all of the staff.

    Raises:
        ValidationError: ``numbers``: ``required``, ``too_long``.
    """
    require(who, Action.READ_DRAFTS)
    if not ids or len(ids) > MOST:
        raise ValidationError({"numbers": "too_long" if ids else "required"})
    payload = {
        "ids": [str(ident) for ident in ids], "language": language, "base": base, "name": name,
        "account": str(who.account_id or ""),
    }  # fmt: skip
    asker = Identity(Role.SYSTEM, account_id=who.account_id, name=who.name)  # printing changes nothing
    return enqueue_job(session, asker, NewJob(KIND, payload))


def list_print_jobs(session: Session, who: Identity) -> list[JobRun]:
    """The newest printing jobs of this person."""
    require(who, Action.READ_DRAFTS)
    query = select(JobRun).where(JobRun.kind == KIND, JobRun.account_id == who.account_id)
    return list(session.scalars(query.order_by(JobRun.created_at.desc(), JobRun.id).limit(_SHOWN)))


def read_printed(session: Session, who: Identity, job_id: UUID) -> Printed:
    """The document that a job of this person made.

    Raises:
        NotFoundError: ``print_not_found``: no such job of theirs, or it is not done.
    """
    require(who, Action.READ_DRAFTS)
    job = session.get(JobRun, job_id)
    if job is None or job.kind != KIND or job.account_id != who.account_id or job.state is not JobState.DONE:
        raise NotFoundError("print_not_found", job=str(job_id))
    result = job.result
    return Printed(
        str(result["key"]), str(result["sha256"]), int(str(result["size"])), str(result["name"]),
        int(str(result["sheets"])),
    )  # fmt: skip
