"""What the front door is made of: one frozen value that pages, API, jobs and commands are given."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker

from app.settings import Settings
from ingest.intake import UploadBox
from ingest.jobs import JobCourier
from ingest.sandbox import StepLimits
from ingest.storage import BlobStore


@dataclass(frozen=True, slots=True)
class Parts:
    """Everything that a handler, a job or a command may need.

    Attributes:
        settings: as read at start.
        engine: the database.
        sessions: for use cases that write (``with sessions.begin() as session``).
        readers: for reading alone; never waits for a writer.
        store: where bytes are kept.
        queue: carries job ids to workers.
        uploads: the quarantine of resumable uploads.
        limits: what one heavy step may use.
        work: folder for files in the making; may be emptied when no job runs.
    """

    settings: Settings
    engine: Engine
    sessions: sessionmaker[Session]
    readers: sessionmaker[Session]
    store: BlobStore
    queue: JobCourier
    uploads: UploadBox
    limits: StepLimits
    work: Path

    @property
    def home(self) -> Path:
        """The data folder."""
        return self.settings.home

    def close(self) -> None:
        """Give connections back; the parts are of no use afterwards."""
        self.queue.close()
        self.engine.dispose()
