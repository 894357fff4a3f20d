"""The courier of one machine: Huey's durable SQLite queue, carrying job ids and nothing else."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from huey import SqliteHuey


class EmbeddedQueue:
    """A ``JobQueue`` in one file, shared by all processes of this machine.

    Only the 16 bytes of an id travel, so that nothing has to be unpickled and a lost message costs no knowledge.
    """

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        self._huey = SqliteHuey("jobs", filename=str(path), timeout=30)

    def announce(self, job_id: UUID) -> None:
        """Tell the workers that a committed job is waiting."""
        self._huey.storage.enqueue(job_id.bytes)

    def take(self) -> UUID | None:
        """The oldest announced id, for this caller alone; None when nothing is announced."""
        message = self._huey.storage.dequeue()
        return UUID(bytes=bytes(message)) if message is not None else None

    def waiting(self) -> int:
        """How many ids are announced and not yet taken."""
        return int(self._huey.storage.queue_size())

    def close(self) -> None:
        """Close this thread's connection."""
        self._huey.storage.close()
