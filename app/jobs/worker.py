"""The worker: takes jobs by lease, runs their recipes, and writes down how each ended."""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from uuid import UUID

import structlog
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from app.jobs.handlers import Recipe, find_recipe
from app.jobs.presence import Presence
from app.jobs.watch import Pace, Watch
from app.parts import Parts
from app.texts import notice_texts
from catalogue.errors import CatalogueError, ConflictError
from catalogue.policy import Identity
from catalogue.records import JobRun
from catalogue.services.jobs import (
    Lease,
    fail_job,
    find_waiting,
    finish_job,
    lease_job,
    release_job,
    stop_cancelled_job,
    sweep_jobs,
)
from catalogue.vocab.terms import JobState
from ingest.errors import IngestError, StepError
from ingest.recipes import RecipeParts
from models3d.errors import GeometryError

WHO = Identity.system("worker")
DEFAULT_PACE = Pace()
Ending = Callable[[Session], JobState]
_PASSING = frozenset({"storage_io", "stale", "step_disk_full", "storage_full"})
_log = structlog.get_logger(__name__)


class Worker:
    """Runs one job at a time until it is stopped; any number of workers may share the database.

    Args:
        parts: the system.
        recipes: gives the recipe for a kind of job.
        pace: how often things are done.
    """

    def __init__(
        self, parts: Parts, *, recipes: Callable[[str], Recipe] = find_recipe, pace: Pace = DEFAULT_PACE
    ) -> None:
        self.owner = f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(3)}"
        self._parts, self._recipes, self._pace = parts, recipes, pace
        self._stopping = threading.Event()
        self._next_sweep = 0.0
        self._presence = Presence(parts.settings.home)

    def run(self) -> None:
        """Work until ``stop``; a database that is away for a while is waited for."""
        self._presence.renew()
        _log.info("worker_started", owner=self.owner)
        try:
            while not self._stopping.is_set():
                if not self._try_next():
                    self._stopping.wait(self._pace.idle)
        finally:
            self._presence.end()
            _log.info("worker_stopped", owner=self.owner)

    def stop(self) -> None:
        """Take no more jobs; the running one is given back."""
        self._stopping.set()

    def _try_next(self) -> bool:
        """One round of ``run_next`` that outlives a database error."""
        try:
            return self.run_next()
        except SQLAlchemyError as error:
            _log.error("database_away", error=str(error))
            return False

    def run_next(self) -> bool:
        """Take and carry out one job; False when there was none."""
        self._presence.renew()
        if time.monotonic() >= self._next_sweep:
            self._sweep()
        lease = self._take()
        if lease is None:
            return False
        with structlog.contextvars.bound_contextvars(job=str(lease.job_id), kind=lease.kind, attempt=lease.attempt):
            self._carry_out(lease)
        return True

    def _take(self) -> Lease | None:
        """The next announced job, else the one that waits longest (an announcement may get lost)."""
        while (announced := self._parts.queue.take()) is not None:
            if lease := self._lease(announced):
                return lease
        return self._lease(None)

    def _lease(self, job_id: UUID | None) -> Lease | None:
        """Try to get a job; an idle worker only reads, so that it never stands in a writer's way."""
        if job_id is None:
            with self._parts.readers() as session:
                if not find_waiting(session, WHO, limit=1):
                    return None
        with self._parts.sessions.begin() as session:
            return lease_job(session, WHO, owner=self.owner, job_id=job_id, seconds=self._pace.lease)

    def _sweep(self) -> None:
        """Let the jobs of dead workers wait again, and remove what those workers left in the work folder."""
        self._next_sweep = time.monotonic() + self._pace.lease / 3
        folders = list(self._parts.work.glob("job-*"))
        with self._parts.sessions.begin() as session:
            again = sweep_jobs(session, WHO)
            running = session.execute(select(JobRun.id, JobRun.attempt).where(JobRun.state == JobState.RUNNING))
            used = {_scratch_name(job_id, attempt) for job_id, attempt in running}
        for folder in folders:
            if folder.name not in used:
                shutil.rmtree(folder, ignore_errors=True)
        for job_id in again:
            _log.warning("job_taken_up_again", job=str(job_id))
            self._parts.queue.announce(job_id)

    def _carry_out(self, lease: Lease) -> None:
        """Run the recipe under watch and record its end; a run that lost its lease records nothing."""
        started = time.monotonic()
        with Watch(self._parts, WHO, lease, self._pace, self._stopping) as watch:
            ending = self._attempt(lease, watch)
        shutil.rmtree(self._scratch(lease), ignore_errors=True)
        try:
            with self._parts.sessions.begin() as session:
                state = ending(session)
        except ConflictError as error:
            _log.warning("job_not_ours", code=error.code)
        else:
            _log.info("job_ended", state=state.value, seconds=round(time.monotonic() - started, 2))

    def _attempt(self, lease: Lease, watch: Watch) -> Ending:
        """Run the recipe; gives what has to be written into the job's row."""
        try:
            result = self._recipes(lease.kind)(self._recipe_parts(lease, watch), dict(lease.payload))
        except (CatalogueError, IngestError, GeometryError) as error:
            if watch.is_cancelled or error.code == "step_cancelled":
                return partial(_stop, lease, is_cancelled=watch.is_cancelled)
            _log.warning("job_failed", code=error.code, values=error.values)
            return partial(_fail, lease, error.code, error.values, again=_may_pass(error))
        except Exception as error:  # noqa: BLE001  the worker outlives every recipe; the fault is logged whole
            number = secrets.token_hex(4)
            _log.error("job_crashed", number=number, exc_info=error)
            return partial(_fail, lease, "job_crashed", {"kind": lease.kind, "number": number}, again=True)
        if watch.is_cancelled:
            _log.info("cancelled_too_late")
        return partial(_finish, lease, result)

    def _recipe_parts(self, lease: Lease, watch: Watch) -> RecipeParts:
        """What the recipe works with."""
        return RecipeParts(
            sessions=self._parts.sessions,
            store=self._parts.store,
            queue=self._parts.queue,
            home=self._parts.settings.home,
            limits=replace(self._parts.limits, scratch=self._scratch(lease)),
            who=WHO,
            progress=watch.progress,
            is_cancelled=watch.is_unwanted,
            texts=notice_texts(),
        )

    def _scratch(self, lease: Lease) -> Path:
        """The folder of this attempt's temporary files."""
        return self._parts.work / _scratch_name(lease.job_id, lease.attempt)


def _scratch_name(job_id: UUID, attempt: int) -> str:
    """Named by job and attempt, so that a sweep never meets the folder of a newer attempt."""
    return f"job-{job_id}-{attempt}"


def _finish(lease: Lease, result: Mapping[str, object], session: Session) -> JobState:
    """The job is done."""
    finish_job(session, WHO, lease, result)
    return JobState.DONE


def _fail(lease: Lease, code: str, values: Mapping[str, str | float], session: Session, *, again: bool) -> JobState:
    """The job failed, or waits for its next attempt when the fault may pass."""
    return fail_job(session, WHO, lease, {"code": code, "values": dict(values)}, again=again)


def _stop(lease: Lease, session: Session, *, is_cancelled: bool) -> JobState:
    """The job was cancelled; or its worker is being stopped, and it waits for another."""
    if is_cancelled:
        stop_cancelled_job(session, WHO, lease)
        return JobState.CANCELLED
    release_job(session, WHO, lease)
    return JobState.QUEUED


def _may_pass(error: CatalogueError | IngestError | GeometryError) -> bool:
    """Whether trying again makes sense: the disk, a writer in between, or a step that the system killed."""
    killed = isinstance(error, StepError) and error.values.get("reason") == "SIGKILL"
    return killed or error.code in _PASSING
