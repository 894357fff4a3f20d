"""Digitisation sessions."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from catalogue.db import Base, Document, Key, Moment
from catalogue.records.mixins import Versioned


class Capture(Versioned, Base):
    """One digitisation session of one artifact or site: who, when, with what device and settings."""

    __tablename__ = "capture"

    id: Mapped[Key]
    artifact_id: Mapped[UUID | None] = mapped_column(ForeignKey("artifact.id"), index=True, default=None)
    site_id: Mapped[UUID | None] = mapped_column(ForeignKey("site.id"), index=True, default=None)
    captured_at: Mapped[Moment | None] = mapped_column(default=None)
    operator: Mapped[str | None] = mapped_column(String(200), default=None)
    device: Mapped[str | None] = mapped_column(String(300), default=None)
    method: Mapped[str | None] = mapped_column(String(120), default=None)
    note: Mapped[str | None] = mapped_column(Text, default=None)
    parameters: Mapped[Document]
