"""What the search knows of a record."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import ForeignKey, Index, Integer, String, Text, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from catalogue.db import Base, Moment


class SearchEntry(Base):
    """One searchable record, rebuilt from it at any time; words are separated by single spaces.

    ``title`` and ``body`` hold accent-free words, ``exact_title`` and ``exact_body`` the same words with their accents.
    """

    __tablename__ = "search_entry"
    __table_args__ = (
        UniqueConstraint("record_kind", "record_id", name="uq_search_entry_record"),
        Index("ix_search_entry_newest", "updated_at", "id"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    record_kind: Mapped[str] = mapped_column(String(32))
    record_id: Mapped[UUID] = mapped_column(Uuid)
    number: Mapped[str] = mapped_column(String(64))
    number_words: Mapped[str] = mapped_column(String(200), index=True)
    title_vi: Mapped[str] = mapped_column(String(300))
    title_en: Mapped[str | None] = mapped_column(String(300), default=None)
    summary_vi: Mapped[str | None] = mapped_column(Text, default=None)
    summary_en: Mapped[str | None] = mapped_column(Text, default=None)
    is_public: Mapped[bool] = mapped_column(index=True)
    exact_title: Mapped[str] = mapped_column(Text)
    exact_body: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text)
    updated_at: Mapped[Moment]


class SearchFacet(Base):
    """One value of one facet of an entry."""

    __tablename__ = "search_facet"
    __table_args__ = (Index("ix_search_facet_value", "facet", "value", "entry_id"),)

    entry_id: Mapped[int] = mapped_column(ForeignKey("search_entry.id", ondelete="CASCADE"), primary_key=True)
    facet: Mapped[str] = mapped_column(String(32), primary_key=True)
    value: Mapped[str] = mapped_column(String(120), primary_key=True)
