"""Imports of large tables as jobs: checked, written and taken back while their owner does something else."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalogue.policy import Action, Identity, require
from catalogue.records import ImportBatch, JobRun
from catalogue.services.jobs import NewJob, enqueue_job
from catalogue.vocab.terms import JobState

KIND = "imports"
MOST_BYTES_AT_ONCE = 1 << 20
"""Up to such a size a table is checked while its owner waits."""
MOST_ROWS_AT_ONCE = 5_000
"""Up to so many rows are written, or taken back, while their owner waits."""


def request_import(
    session: Session, who: Identity, what: str, batch: ImportBatch, wishes: Mapping[str, object] | None = None
) -> JobRun:
    """Ask for a batch to be worked on.

    Args:
        session: the transaction.
        who: whose work it is.
        what: ``check``, ``remap``, ``commit`` or ``undo``.
        batch: the import.
        wishes: what was said about a table that is still to be checked.
    """
    require(who, Action.WRITE_RECORDS)
    payload = {**(wishes or {}), "what": what, "batch": str(batch.id), "name": batch.file_name}
    return enqueue_job(session, who, NewJob(KIND, {**payload, "account": str(who.account_id or "")}))


def is_large(batch: ImportBatch) -> bool:
    """Whether a batch is worked on by a job."""
    return int(str(batch.counts.get("rows", 0))) > MOST_ROWS_AT_ONCE


def find_job(session: Session, who: Identity, batch: ImportBatch) -> JobRun | None:
    """The last job that worked on a batch."""
    require(who, Action.WRITE_RECORDS)
    mine = (JobRun.kind == KIND, JobRun.payload["batch"].as_string() == str(batch.id))
    return session.scalars(select(JobRun).where(*mine).order_by(JobRun.created_at.desc()).limit(1)).first()


def is_busy(job: JobRun | None) -> bool:
    """Whether a job waits or runs."""
    return job is not None and job.state in {JobState.QUEUED, JobState.RUNNING}
