"""Looks after one running job in a thread: keeps the lease, writes progress, notices a wish to cancel."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from types import TracebackType
from typing import Self

import structlog
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from app.parts import Parts
from catalogue.errors import CatalogueError
from catalogue.policy import Identity
from catalogue.records import JobRun
from catalogue.services.jobs import Lease, heartbeat_job, set_progress

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Pace:
    """How often things are done, in seconds.

    Attributes:
        lease: how long a job stays ours without a heartbeat.
        heartbeat: between two heartbeats.
        look: between two looks at the wish to cancel, and between two written progress values.
        idle: between two looks for work when nothing is announced.
    """

    lease: float = 30.0
    heartbeat: float = 5.0
    look: float = 0.4
    idle: float = 0.5


class Watch:
    """Use as ``with Watch(...) as watch``; ``is_unwanted`` tells a recipe to stop.

    Attributes:
        is_lost: another worker may hold the job now; nothing of this run may be recorded.
        is_cancelled: somebody asked to cancel the job.
    """

    def __init__(self, parts: Parts, who: Identity, lease: Lease, pace: Pace, stopping: threading.Event) -> None:
        self.is_lost = False
        self.is_cancelled = False
        self._parts, self._who, self._lease, self._pace = parts, who, lease, pace
        self._stopping = stopping
        self._over = threading.Event()
        self._told: tuple[str, float] | None = None
        self._held_until = time.monotonic() + pace.lease
        self._next_heartbeat = time.monotonic() + pace.heartbeat
        self._thread = threading.Thread(target=self._run, name=f"watch-{lease.job_id}", daemon=True)

    def __enter__(self) -> Self:
        """Start watching."""
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop watching; afterwards this thread writes nothing more."""
        self._over.set()
        self._thread.join()

    def progress(self, step: str, fraction: float) -> None:
        """Remember how far the job is; written at the next look."""
        self._told = (step, fraction)

    def is_unwanted(self) -> bool:
        """Whether the run should stop: cancelled, lease lost, or the worker is being stopped."""
        return self.is_cancelled or self.is_lost or self._stopping.is_set()

    def _run(self) -> None:
        while not self._over.wait(self._pace.look):
            try:
                self._look()
            except CatalogueError as error:
                _log.warning("lease_lost", job=str(self._lease.job_id), code=error.code)
                self.is_lost = True
                return
            except SQLAlchemyError as error:
                _log.warning("watch_failed", job=str(self._lease.job_id), error=str(error))
                self.is_lost = self.is_lost or time.monotonic() > self._held_until

    def _look(self) -> None:
        """One round: heartbeat when it is due, progress when it changed, and the wish to cancel."""
        if time.monotonic() >= self._next_heartbeat:
            with self._parts.sessions.begin() as session:
                heartbeat_job(session, self._who, self._lease, seconds=self._pace.lease)
            now = time.monotonic()
            self._held_until, self._next_heartbeat = now + self._pace.lease, now + self._pace.heartbeat
        told, self._told = self._told, None
        if told is not None:
            with self._parts.sessions.begin() as session:
                set_progress(session, self._who, self._lease, told[1], told[0])
        wish = select(JobRun.cancel_requested).where(JobRun.id == self._lease.job_id)
        with self._parts.readers() as session:
            self.is_cancelled = bool(session.scalar(wish))
