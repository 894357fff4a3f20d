"""What is written on a thing."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from catalogue.db import Key
from catalogue.records.mixins import Part


class Inscription(Part):
    """One inscription: as it stands (Hán, Nôm, Chăm, Quốc ngữ), how it is read, and what it means."""

    __tablename__ = "inscription"

    id: Mapped[Key]
    record_id: Mapped[UUID] = mapped_column(ForeignKey("record.id"), index=True)
    place: Mapped[str | None] = mapped_column(String(200), default=None)
    script: Mapped[str | None] = mapped_column(String(12), default=None)
    language: Mapped[str | None] = mapped_column(String(12), default=None)
    technique: Mapped[str | None] = mapped_column(String(120), default=None)
    transcription: Mapped[str | None] = mapped_column(Text, default=None)
    phonetic: Mapped[str | None] = mapped_column(Text, default=None)
    translation_vi: Mapped[str | None] = mapped_column(Text, default=None)
    translation_en: Mapped[str | None] = mapped_column(Text, default=None)
    position: Mapped[int] = mapped_column(default=0)
