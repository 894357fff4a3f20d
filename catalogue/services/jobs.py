"""Jobs: asked for once, taken by lease, finished exactly once.

A worker holds a job by ``Lease`` (owner and attempt). Every later call proves it; whoever lost the lease is refused
with ``job_lease_lost``, so a job that two workers ran has the effect of one. ``now`` is an argument for tests' sake.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import cast
from uuid import UUID

from sqlalchemy import CursorResult, Select, Update, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from catalogue.db import now_utc
from catalogue.errors import ConflictError, NotFoundError
from catalogue.policy import Action, Identity, require
from catalogue.records import JobRun
from catalogue.services.job_scopes import jobs_seen, require_for_job, require_for_owner
from catalogue.services.paging import Page, page_newest
from catalogue.vocab.terms import JobState

LEASE_SECONDS = 60.0
_ACTIVE = (JobState.QUEUED, JobState.RUNNING)


@dataclass(frozen=True, slots=True)
class NewJob:
    """Work to be done; two active jobs never have the same kind and payload."""

    kind: str
    payload: Mapping[str, object] = field(default_factory=dict)
    artifact_id: UUID | None = None
    site_id: UUID | None = None
    file_id: UUID | None = None
    max_attempts: int = 3


@dataclass(frozen=True, slots=True)
class JobFilter:
    """What a list of jobs is narrowed to; None leaves a field open."""

    state: JobState | None = None
    kind: str | None = None
    artifact_id: UUID | None = None
    site_id: UUID | None = None
    file_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Lease:
    """The right of one owner to carry out one attempt of a job until ``until``."""

    job_id: UUID
    owner: str
    attempt: int
    kind: str
    payload: dict[str, object]
    until: dt.datetime


def input_digest(kind: str, payload: Mapping[str, object]) -> str:
    """SHA-256 in hex of the kind and the payload, however its keys are ordered."""
    text = json.dumps([kind, payload], sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def enqueue_job(session: Session, who: Identity, new: NewJob, *, now: dt.datetime | None = None) -> JobRun:
    """Ask for work; gives the waiting or running job with the same input when there is one.

    Raises:
        ForbiddenError: ``forbidden_organisation``: it works for a record of others.
    """
    require(who, Action.UPLOAD_FILES)
    require_for_owner(session, who, Action.UPLOAD_FILES, new.artifact_id, new.site_id)
    digest = input_digest(new.kind, new.payload)
    present = session.scalar(select(JobRun).where(JobRun.active_key == digest))
    if present is not None:
        return present
    job = JobRun(
        kind=new.kind,
        payload=dict(new.payload),
        input_digest=digest,
        active_key=digest,
        artifact_id=new.artifact_id,
        site_id=new.site_id,
        file_id=new.file_id,
        account_id=who.account_id,
        max_attempts=new.max_attempts,
        created_at=now or now_utc(),
    )
    try:
        with session.begin_nested():
            session.add(job)
    except IntegrityError:  # PostgreSQL: someone asked for the same at the same moment
        return session.scalars(select(JobRun).where(JobRun.active_key == digest)).one()
    return job


def lease_job(
    session: Session,
    who: Identity,
    *,
    owner: str,
    job_id: UUID | None = None,
    seconds: float = LEASE_SECONDS,
    now: dt.datetime | None = None,
) -> Lease | None:
    """Take one waiting job, a named one or the oldest; None when there is nothing to take.

    One statement decides, so of any number of workers exactly one gets it.
    """
    require(who, Action.RUN_JOBS)
    moment = now or now_utc()
    wanted = job_id or session.scalar(_oldest_waiting())
    if wanted is None:
        return None
    until = moment + dt.timedelta(seconds=seconds)
    take = update(JobRun).where(JobRun.id == wanted, JobRun.state == JobState.QUEUED)
    taken = _run(
        session,
        take.values(
            state=JobState.RUNNING,
            owner=owner,
            attempt=JobRun.attempt + 1,
            lease_until=until,
            heartbeat_at=moment,
            started_at=moment,
            progress=0.0,
            step="",
            problem={},
        ),
    )
    if not taken:
        return None
    job = session.get_one(JobRun, wanted, populate_existing=True)
    return Lease(job.id, owner, job.attempt, job.kind, job.payload, until)


def heartbeat_job(
    session: Session, who: Identity, lease: Lease, *, seconds: float = LEASE_SECONDS, now: dt.datetime | None = None
) -> bool:
    """Prolong the lease; True when someone asked to cancel the job.

    Raises:
        ConflictError: ``job_lease_lost``.
    """
    require(who, Action.RUN_JOBS)
    moment = now or now_utc()
    _change(session, lease, heartbeat_at=moment, lease_until=moment + dt.timedelta(seconds=seconds))
    return bool(session.scalar(select(JobRun.cancel_requested).where(JobRun.id == lease.job_id)))


def set_progress(session: Session, who: Identity, lease: Lease, progress: float, step: str = "") -> None:
    """Say how far the job is, 0..1 (clamped), and at which step.

    Raises:
        ConflictError: ``job_lease_lost``.
    """
    require(who, Action.RUN_JOBS)
    _change(session, lease, progress=min(max(progress, 0.0), 1.0), step=step[:200])


def finish_job(
    session: Session, who: Identity, lease: Lease, result: Mapping[str, object], *, now: dt.datetime | None = None
) -> None:
    """End the job as done; call it in the transaction that records the job's effects.

    Raises:
        ConflictError: ``job_lease_lost``: it was finished before, cancelled, or another attempt runs.
    """
    require(who, Action.RUN_JOBS)
    _change(
        session,
        lease,
        state=JobState.DONE,
        active_key=None,
        lease_until=None,
        progress=1.0,
        result=dict(result),
        finished_at=now or now_utc(),
    )


def fail_job(
    session: Session,
    who: Identity,
    lease: Lease,
    problem: Mapping[str, object],
    *,
    again: bool = False,
    now: dt.datetime | None = None,
) -> JobState:
    """End the job as failed with ``problem`` = ``{"code", "values"}``; gives the state that it has now.

    With ``again`` (a fault that may pass: disk full, crash) it waits for its next attempt while there is one left.

    Raises:
        ConflictError: ``job_lease_lost``.
    """
    require(who, Action.RUN_JOBS)
    job = session.get_one(JobRun, lease.job_id, populate_existing=True)
    if again and lease.attempt < job.max_attempts:
        _change(session, lease, state=JobState.QUEUED, owner=None, lease_until=None, problem=dict(problem))
        return JobState.QUEUED
    _end(session, lease, JobState.FAILED, now, problem=dict(problem))
    return JobState.FAILED


def stop_cancelled_job(session: Session, who: Identity, lease: Lease, *, now: dt.datetime | None = None) -> None:
    """End a running job as cancelled, after its worker stopped.

    Raises:
        ConflictError: ``job_lease_lost``.
    """
    require(who, Action.RUN_JOBS)
    _end(session, lease, JobState.CANCELLED, now)


def release_job(session: Session, who: Identity, lease: Lease) -> None:
    """Give a running job back unharmed (its worker is being stopped): it waits again and the attempt does not count.

    Raises:
        ConflictError: ``job_lease_lost``.
    """
    require(who, Action.RUN_JOBS)
    _change(session, lease, state=JobState.QUEUED, owner=None, lease_until=None, attempt=lease.attempt - 1)


def cancel_job(session: Session, who: Identity, job_id: UUID, *, now: dt.datetime | None = None) -> JobRun:
    """Cancel a waiting job at once; ask the worker of a running one to stop.

    Raises:
        NotFoundError: ``job_not_found``.
        ConflictError: ``job_ended``: there is nothing left to cancel.
    """
    require(who, Action.RUN_JOBS)
    require_for_job(session, who, Action.RUN_JOBS, read_job(session, who, job_id))
    ended = {"state": JobState.CANCELLED, "active_key": None, "finished_at": now or now_utc(), "cancel_requested": True}
    at_once = update(JobRun).where(JobRun.id == job_id, JobRun.state == JobState.QUEUED).values(ended)
    ask = update(JobRun).where(JobRun.id == job_id, JobRun.state == JobState.RUNNING).values(cancel_requested=True)
    if not _run(session, at_once) and not _run(session, ask):
        job = read_job(session, who, job_id)
        raise ConflictError("job_ended", job=str(job_id), state=job.state.value)
    return read_job(session, who, job_id)


def retry_job(session: Session, who: Identity, job_id: UUID) -> JobRun:
    """Let a failed or cancelled job wait again with fresh attempts; the same work active already is given instead.

    Raises:
        NotFoundError: ``job_not_found``.
        ConflictError: ``job_not_ended``: it waits, runs or is done.
    """
    require(who, Action.RUN_JOBS)
    job = read_job(session, who, job_id)
    require_for_job(session, who, Action.RUN_JOBS, job)
    present = session.scalar(select(JobRun).where(JobRun.active_key == job.input_digest, JobRun.id != job_id))
    if present is not None:
        return present
    again = update(JobRun).where(JobRun.id == job_id, JobRun.state.in_((JobState.FAILED, JobState.CANCELLED)))
    fresh = again.values(
        state=JobState.QUEUED,
        active_key=job.input_digest,
        max_attempts=JobRun.attempt + 3,
        cancel_requested=False,
        problem={},
        owner=None,
        lease_until=None,
        finished_at=None,
        progress=0.0,
        step="",
    )
    if not _run(session, fresh):
        raise ConflictError("job_not_ended", job=str(job_id), state=job.state.value)
    return read_job(session, who, job_id)


def sweep_jobs(session: Session, who: Identity, *, now: dt.datetime | None = None) -> list[UUID]:
    """Deal with jobs whose worker died: they wait again, or fail with ``job_gave_up`` when no attempt is left.

    Gives the ids that wait again, for the courier.
    """
    require(who, Action.RUN_JOBS)
    moment = now or now_utc()
    lost = select(JobRun).where(JobRun.state == JobState.RUNNING, JobRun.lease_until < moment)
    waiting: list[UUID] = []
    for job in session.scalars(lost.execution_options(populate_existing=True)).all():
        lease = Lease(job.id, job.owner or "", job.attempt, job.kind, job.payload, moment)
        if job.cancel_requested:
            _end(session, lease, JobState.CANCELLED, moment)
        elif job.attempt >= job.max_attempts:
            problem: dict[str, object] = {"code": "job_gave_up", "values": {"attempts": job.attempt, "kind": job.kind}}
            _end(session, lease, JobState.FAILED, moment, problem=problem)
        else:
            _change(session, lease, state=JobState.QUEUED, owner=None, lease_until=None)
            waiting.append(job.id)
    return waiting


def find_waiting(session: Session, who: Identity, *, limit: int = 100) -> list[UUID]:
    """Ids of waiting jobs, oldest first; what a courier may have lost."""
    require(who, Action.RUN_JOBS)
    query = select(JobRun.id).where(JobRun.state == JobState.QUEUED).order_by(JobRun.created_at, JobRun.id)
    return list(session.scalars(query.limit(limit)))


def read_job(session: Session, who: Identity, job_id: UUID) -> JobRun:
    """The job as it stands in the database now, for the staff of what it works for.

    Raises:
        NotFoundError: ``job_not_found``.
    """
    require(who, Action.RUN_JOBS)
    mine = select(JobRun).where(JobRun.id == job_id, jobs_seen(who))
    job = session.scalar(mine.execution_options(populate_existing=True))
    if job is None:
        raise NotFoundError("job_not_found", job=str(job_id))
    return job


def find_latest(session: Session, who: Identity, kind: str, name: str, value: str) -> JobRun | None:
    """The newest job of a kind whose payload holds this value under that name, for the staff of what it works for."""
    require(who, Action.RUN_JOBS)
    query = select(JobRun).where(JobRun.kind == kind, JobRun.payload[name].as_string() == value, jobs_seen(who))
    return session.scalar(query.order_by(JobRun.created_at.desc()).limit(1))


def list_jobs(
    session: Session,
    who: Identity,
    *,
    only: JobFilter | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[JobRun]:
    """Jobs that work for the reader's records or were asked for by its own people, newest first."""
    require(who, Action.RUN_JOBS)
    query, only = select(JobRun).where(jobs_seen(who)), only or JobFilter()
    for name in ("state", "kind", "artifact_id", "site_id", "file_id"):
        value = getattr(only, name)
        if value is not None:
            query = query.where(getattr(JobRun, name) == value)
    return page_newest(session, query.execution_options(populate_existing=True), JobRun, cursor, limit)


def _oldest_waiting() -> Select[UUID]:
    """The id of the job that waits longest; on PostgreSQL those that another worker is taking are skipped."""
    query = select(JobRun.id).where(JobRun.state == JobState.QUEUED).order_by(JobRun.created_at, JobRun.id)
    return query.limit(1).with_for_update(skip_locked=True)


def _end(
    session: Session,
    lease: Lease,
    state: JobState,
    now: dt.datetime | None,
    *,
    problem: Mapping[str, object] | None = None,
) -> None:
    """Close the job for good."""
    moment = now or now_utc()
    values: dict[str, object] = {"problem": dict(problem)} if problem is not None else {}
    _change(session, lease, state=state, active_key=None, lease_until=None, finished_at=moment, **values)


def _change(session: Session, lease: Lease, **values: object) -> None:
    """Change the job only while the lease is good: same owner, same attempt, still running."""
    held = update(JobRun).where(
        JobRun.id == lease.job_id,
        JobRun.state == JobState.RUNNING,
        JobRun.owner == lease.owner,
        JobRun.attempt == lease.attempt,
    )
    if not _run(session, held.values(values)):
        raise ConflictError("job_lease_lost", job=str(lease.job_id), owner=lease.owner, attempt=lease.attempt)


def _run(session: Session, statement: Update) -> int:
    """How many rows the update changed; loaded rows are read anew when asked for."""
    result = session.execute(statement, execution_options={"synchronize_session": False})
    return cast("CursorResult[tuple[()]]", result).rowcount
