"""Intangible heritage."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from catalogue.db import Base, Document, Key
from catalogue.records.mixins import Published, Versioned
from catalogue.vocab.heritage import TraditionKind


class Tradition(Versioned, Published, Base):
    """One living practice: court music, a craft, a rite (Law 45/2024/QH15, article 10); never deleted."""

    __tablename__ = "tradition"
    __table_args__ = (CheckConstraint("length(title_vi) > 0", name="title_present"),)

    id: Mapped[Key]
    code: Mapped[str] = mapped_column(String(64), unique=True)
    kind: Mapped[TraditionKind]
    title_vi: Mapped[str] = mapped_column(String(300))
    title_en: Mapped[str | None] = mapped_column(String(300), default=None)
    other_names: Mapped[str | None] = mapped_column(Text, default=None)
    community: Mapped[str | None] = mapped_column(String(300), default=None)
    description_vi: Mapped[str | None] = mapped_column(Text, default=None)
    description_en: Mapped[str | None] = mapped_column(Text, default=None)
    season: Mapped[str | None] = mapped_column(String(200), default=None)
    state: Mapped[str | None] = mapped_column(Text, default=None)
    safeguarding: Mapped[str | None] = mapped_column(Text, default=None)
    attribution: Mapped[str | None] = mapped_column(Text, default=None)
    licence: Mapped[str | None] = mapped_column(String(120), default=None)
    ext: Mapped[Document]
