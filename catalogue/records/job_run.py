"""Work to be done, being done and done."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from catalogue.db import Base, Document, Key, Moment
from catalogue.vocab.terms import JobState


class JobRun(Base):
    """The truth about one job; couriers only carry its id.

    ``active_key`` is unique while the job waits or runs and empty afterwards, so that the same work is asked for once.
    ``problem`` is ``{"code": …, "values": {…}}`` or empty.
    """

    __tablename__ = "job_run"
    __table_args__ = (
        CheckConstraint("progress between 0 and 1", name="progress_range"),
        Index("ix_job_run_waiting", "state", "created_at"),
    )

    id: Mapped[Key]
    kind: Mapped[str] = mapped_column(String(64))
    payload: Mapped[Document]
    input_digest: Mapped[str] = mapped_column(String(64), index=True)
    active_key: Mapped[str | None] = mapped_column(String(64), unique=True, default=None)
    state: Mapped[JobState] = mapped_column(default=JobState.QUEUED)
    attempt: Mapped[int] = mapped_column(default=0)
    max_attempts: Mapped[int] = mapped_column(default=3)
    owner: Mapped[str | None] = mapped_column(String(200), default=None)
    lease_until: Mapped[Moment | None] = mapped_column(default=None)
    heartbeat_at: Mapped[Moment | None] = mapped_column(default=None)
    progress: Mapped[float] = mapped_column(default=0.0)
    step: Mapped[str] = mapped_column(String(200), default="")
    cancel_requested: Mapped[bool] = mapped_column(default=False)
    problem: Mapped[Document]
    result: Mapped[Document]
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"), default=None)
    artifact_id: Mapped[UUID | None] = mapped_column(ForeignKey("artifact.id"), index=True, default=None)
    site_id: Mapped[UUID | None] = mapped_column(ForeignKey("site.id"), index=True, default=None)
    file_id: Mapped[UUID | None] = mapped_column(ForeignKey("digital_file.id"), index=True, default=None)
    created_at: Mapped[Moment]
    started_at: Mapped[Moment | None] = mapped_column(default=None)
    finished_at: Mapped[Moment | None] = mapped_column(default=None)
