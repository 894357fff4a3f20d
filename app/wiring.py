"""Builds the system's parts from settings: database, store, queue, uploads; web, workers and commands share it."""

from __future__ import annotations

from sqlalchemy.orm import Session, sessionmaker

from app.jobs.embedded import EmbeddedQueue
from app.parts import Parts as Parts  # noqa: PLC0414  re-exported for those who build
from app.settings import Settings
from catalogue.db import make_engine, make_readers, make_sessions
from catalogue.migrations import upgrade
from catalogue.policy import Identity
from catalogue.search.reindex import is_behind, reindex
from ingest.intake import UploadBox
from ingest.sandbox import StepLimits
from ingest.storage import open_store

_GIGABYTE = 10**9


def build_parts(settings: Settings) -> Parts:
    """The parts for ``settings``, with the database brought up to date.

    Several processes may start at once: the upgrade holds the database's write lock.

    Raises:
        ValueError: a setting names an engine that is not there; the message names the key.
        StorageError: the store can't be opened.
    """
    work = settings.home / "work"
    work.mkdir(parents=True, exist_ok=True)
    engine = make_engine(settings.database_url)
    upgrade(engine)
    sessions = make_sessions(engine)
    _catch_up(sessions)
    return Parts(
        settings=settings,
        engine=engine,
        sessions=sessions,
        readers=make_readers(engine),
        store=open_store(settings.storage_url),
        queue=_queue(settings),
        uploads=UploadBox(settings.home / "uploads", max_bytes=int(settings.max_upload_gb * _GIGABYTE)),
        limits=StepLimits(
            memory_bytes=int(settings.step_memory_gb * _GIGABYTE),
            seconds=settings.step_minutes * 60,
            cpu_seconds=settings.step_minutes * 60 * 4,
            scratch=work,
        ),
        work=work,
    )


def _catch_up(sessions: sessionmaker[Session]) -> None:
    """Build the search rows anew where an earlier release left them without what this one reads."""
    with sessions.begin() as session:  # holds the write lock: of several processes one does it
        if is_behind(session):
            reindex(session, Identity.system("start"))


def _queue(settings: Settings) -> EmbeddedQueue:
    """The queue that the settings name."""
    if settings.queue_url != "embedded":
        message = f"CUUDINH_QUEUE_URL: no queue of this kind: {settings.queue_url!r} (known: embedded)"
        raise ValueError(message)
    return EmbeddedQueue(settings.home / "queue.db")
