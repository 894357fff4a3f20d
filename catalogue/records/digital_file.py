"""Stored masters."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from catalogue.db import Base, Document, Key, Moment
from catalogue.records.mixins import Versioned
from catalogue.vocab.terms import FileKind, Visibility


class DigitalFile(Versioned, Base):
    """Stored bytes and their checksum; the bytes never change, only what is said of them does."""

    __tablename__ = "digital_file"
    __table_args__ = (
        CheckConstraint("artifact_id is not null or site_id is not null", name="belongs"),
        CheckConstraint("size >= 0", name="size_positive"),
        Index("ix_digital_file_figures", "artifact_id", "kind", "withdrawn_at"),
    )

    id: Mapped[Key]
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(255))
    size: Mapped[int] = mapped_column(BigInteger)
    media_type: Mapped[str] = mapped_column(String(120))
    kind: Mapped[FileKind] = mapped_column(index=True)
    key: Mapped[str] = mapped_column(String(200))
    artifact_id: Mapped[UUID | None] = mapped_column(ForeignKey("artifact.id"), index=True, default=None)
    site_id: Mapped[UUID | None] = mapped_column(ForeignKey("site.id"), index=True, default=None)
    capture_id: Mapped[UUID | None] = mapped_column(ForeignKey("capture.id"), index=True, default=None)
    position: Mapped[int] = mapped_column(default=0)
    visibility: Mapped[Visibility] = mapped_column(default=Visibility.PUBLIC)
    title_vi: Mapped[str | None] = mapped_column(String(300), default=None)
    title_en: Mapped[str | None] = mapped_column(String(300), default=None)
    alt_vi: Mapped[str | None] = mapped_column(Text, default=None)
    alt_en: Mapped[str | None] = mapped_column(Text, default=None)
    licence: Mapped[str | None] = mapped_column(String(120), default=None)
    attribution: Mapped[str | None] = mapped_column(Text, default=None)
    source_url: Mapped[str | None] = mapped_column(String(500), default=None)
    details: Mapped[Document]
    withdrawn_at: Mapped[Moment | None] = mapped_column(default=None)
