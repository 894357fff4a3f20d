"""Workers of this process, for commands that submit jobs and wait for their end."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.console import pick
from app.jobs.worker import Worker
from app.parts import Parts
from catalogue.records import Artifact, JobRun, Site
from catalogue.vocab.terms import JobState

Report = Callable[[str, float], None]
_ACTIVE = (JobState.QUEUED, JobState.RUNNING)
_LOOK_SECONDS = 0.5


@contextmanager
def workers(parts: Parts, count: int = 1) -> Iterator[None]:
    """Run ``count`` workers in threads until the block ends; a running job is given back unharmed."""
    crew = [Worker(parts) for _ in range(count)]
    threads = [
        threading.Thread(target=worker.run, name=f"demo-worker-{i}", daemon=True) for i, worker in enumerate(crew)
    ]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        for worker in crew:
            worker.stop()
        for thread in threads:
            thread.join()


class Lookout:
    """Tells people how far the jobs are: "6/16 Building the 3D model · Porcelain vase".

    Args:
        parts: the system.
        report: told the words and the share 0..1.
        known: jobs that had ended before and don't count.
        expected: how many jobs there will be at least.
    """

    def __init__(
        self, parts: Parts, report: Report, *, known: frozenset[UUID] = frozenset(), expected: int = 0
    ) -> None:
        self._parts, self._report, self._known, self.expected = parts, report, known, expected
        self._next_look = 0.0
        self._is_busy = True

    def look(self, making: str = "") -> bool:
        """Tell, at most twice a second; True while a job waits or runs.

        Args:
            making: what this process makes meanwhile; told when no job runs.
        """
        if time.monotonic() < self._next_look:
            return self._is_busy
        self._next_look = time.monotonic() + _LOOK_SECONDS
        with self._parts.readers() as session:
            total = self._count(session)
            active = list(session.scalars(select(JobRun).where(JobRun.state.in_(_ACTIVE)).order_by(JobRun.started_at)))
            running = [job for job in active if job.state is JobState.RUNNING]
            words = " | ".join(_words(session, job) for job in running) or making or "…"
        ended, total = total - len(active), max(total, self.expected)
        share = (ended + sum(job.progress for job in running)) / max(total, 1)
        if total:
            self._report(f"{ended}/{total} {words}", min(1.0, max(0.0, share)))
        self._is_busy = bool(active)
        return self._is_busy

    def wait(self) -> list[JobRun]:
        """Wait until no job waits or runs; gives those that failed."""
        self._next_look = 0.0
        while self.look():
            time.sleep(_LOOK_SECONDS)
        with self._parts.readers() as session:
            query = select(JobRun).where(JobRun.state == JobState.FAILED, JobRun.id.not_in(self._known))
            return list(session.scalars(query))

    def _count(self, session: Session) -> int:
        """All jobs that count."""
        query = select(func.count()).select_from(JobRun).where(JobRun.id.not_in(self._known))
        return session.scalar(query) or 0


def wait_for_jobs(parts: Parts, report: Report, *, known: frozenset[UUID] = frozenset()) -> list[JobRun]:
    """Wait until no job is waiting or running; gives the jobs that failed and are not in ``known``.

    Args:
        parts: the system.
        report: told what runs and the share of jobs that ended.
        known: jobs that had ended before.
    """
    return Lookout(parts, report, known=known).wait()


def ended_jobs(parts: Parts) -> frozenset[UUID]:
    """Ids of all jobs that have ended."""
    with parts.readers() as session:
        return frozenset(session.scalars(select(JobRun.id).where(JobRun.state.not_in(_ACTIVE))))


def has_active_jobs(parts: Parts) -> bool:
    """Whether a job waits or runs, such as one of an interrupted run."""
    with parts.readers() as session:
        return session.scalar(select(JobRun.id).where(JobRun.state.in_(_ACTIVE)).limit(1)) is not None


def describe_failure(parts: Parts, job: JobRun) -> str:
    """A failed job in one line: what it did, for which record, and the code of its problem."""
    with parts.readers() as session:
        return f"{_words(session, job)}: {(job.problem or {}).get('code', '?')}"


def _words(session: Session, job: JobRun) -> str:
    """What a job does and for which record."""
    kinds = {
        "accept": pick(vi="Nhận tệp", en="Taking in"),
        "photo_set": pick(vi="Chuẩn bị ảnh", en="Preparing a photograph"),
        "web_model": pick(vi="Dựng mô hình 3D", en="Building the 3D model"),
        "comparison": pick(vi="So sánh hai lần quét", en="Comparing two surveys"),
    }
    owner: Artifact | Site | None = None
    if job.artifact_id:
        owner = session.get(Artifact, job.artifact_id)
    elif job.site_id:
        owner = session.get(Site, job.site_id)
    title = pick(vi=owner.title_vi, en=owner.title_en or owner.title_vi) if owner else ""
    return " · ".join(part for part in (kinds.get(job.kind, job.kind), title) if part)
