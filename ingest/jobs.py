"""The seam between those who ask for work and whoever carries it out."""

from __future__ import annotations

from typing import Protocol
from uuid import UUID


class JobQueue(Protocol):
    """Carries job ids to workers; the job table in the database is the truth, this is only the courier.

    Losing or repeating an id is allowed: a worker takes a job by its lease, and a sweep finds what was lost.
    """

    def announce(self, job_id: UUID) -> None:
        """Tell the workers that a committed job is waiting."""
        ...


class JobCourier(JobQueue, Protocol):
    """The worker's end of the queue."""

    def take(self) -> UUID | None:
        """The oldest announced id, for this caller alone; None when nothing is announced."""
        ...

    def waiting(self) -> int:
        """How many ids are announced and not yet taken."""
        ...

    def close(self) -> None:
        """Give connections back."""
        ...
