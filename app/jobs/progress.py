"""How jobs are doing, for whoever watches: as events for a browser, as bars for a terminal."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from catalogue.records import JobRun
from catalogue.vocab.terms import JobState

LOOK_SECONDS = 0.5
QUIET_SECONDS = 15.0
ENDED = frozenset({JobState.DONE, JobState.FAILED, JobState.CANCELLED})


def job_snapshot(job: JobRun) -> dict[str, object]:
    """A job as the API shows it; ``problem`` is ``{code, values}`` or None, texts are added by the front door."""
    return {
        "id": str(job.id),
        "kind": job.kind,
        "file_name": str(job.payload.get("name") or ""),
        "state": job.state.value,
        "progress": round(job.progress, 4),
        "step": job.step,
        "attempt": job.attempt,
        "cancel_requested": job.cancel_requested,
        "problem": job.problem or None,
        "result": job.result or None,
    }


def job_events(
    sessions: sessionmaker[Session], job_id: UUID, *, seconds: float = 3600.0, look: float = LOOK_SECONDS
) -> Iterator[dict[str, object] | None]:
    """Snapshots of a job whenever it changed, the first at once, the last in its end state.

    None comes after 15 quiet seconds, so that a server can send a comment and notice that its reader went away.
    Ends when the job ended, after ``seconds``, or at once when there is no such job.

    Args:
        sessions: sessions for reading; none stays open between two looks.
        job_id: the job.
        seconds: longest watch.
        look: seconds between two looks.
    """
    end = time.monotonic() + seconds
    told_at, last = time.monotonic(), None
    while time.monotonic() < end:
        snapshot = _look(sessions, job_id)
        if snapshot is None:
            return
        if snapshot != last:
            told_at, last = time.monotonic(), snapshot
            yield snapshot
        elif time.monotonic() - told_at > QUIET_SECONDS:
            told_at = time.monotonic()
            yield None
        if JobState(snapshot["state"]) in ENDED:
            return
        time.sleep(look)


def wait_for_jobs(
    sessions: sessionmaker[Session],
    job_ids: Sequence[UUID],
    show: Callable[[dict[str, object]], None],
    *,
    look: float = LOOK_SECONDS,
) -> list[dict[str, object]]:
    """Wait until all jobs have ended; ``show`` is told every change. Gives the last snapshots, in the given order.

    Jobs that were never there are left out.
    """
    last: dict[UUID, dict[str, object]] = {}
    waiting = list(job_ids)
    while waiting:
        for job_id in list(waiting):
            snapshot = _look(sessions, job_id)
            if snapshot is not None and snapshot != last.get(job_id):
                last[job_id] = snapshot
                show(snapshot)
            if snapshot is None or JobState(snapshot["state"]) in ENDED:
                waiting.remove(job_id)
        if waiting:
            time.sleep(look)
    return [last[job_id] for job_id in job_ids if job_id in last]


def _look(sessions: sessionmaker[Session], job_id: UUID) -> dict[str, object] | None:
    """The job as it is now, read in a session of its own."""
    with sessions() as session:
        job = session.scalar(select(JobRun).where(JobRun.id == job_id))
        return job_snapshot(job) if job is not None else None
