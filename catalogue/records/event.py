"""Provenance."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from catalogue.db import Base, Document, Key, Moment
from catalogue.vocab.terms import Outcome


class Event(Base):
    """Something that happened to a file, scan or model (PREMIS 3 event); append only."""

    __tablename__ = "event"

    id: Mapped[Key]
    kind: Mapped[str] = mapped_column(String(64))
    moment: Mapped[Moment] = mapped_column(index=True)
    agent: Mapped[str] = mapped_column(String(200))
    tool: Mapped[str | None] = mapped_column(String(200), default=None)
    outcome: Mapped[Outcome] = mapped_column(default=Outcome.SUCCESS)
    details: Mapped[Document]
    file_id: Mapped[UUID | None] = mapped_column(ForeignKey("digital_file.id"), index=True, default=None)
    scan_id: Mapped[UUID | None] = mapped_column(ForeignKey("scan.id"), index=True, default=None)
    model_id: Mapped[UUID | None] = mapped_column(ForeignKey("model.id"), index=True, default=None)
