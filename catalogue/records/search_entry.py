"""What the search knows of a record, and of photographs that look alike."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import ForeignKey, Index, Integer, String, Text, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from catalogue.db import Base, Moment


class SearchEntry(Base):
    """One searchable record, rebuilt from it at any time; words are separated by single spaces.

    ``title`` and ``body`` hold accent-free words, ``exact_title`` and ``exact_body`` the same words with their accents;
    ``staff`` and ``exact_staff`` hold those of private fields, through which the public never searches.
    """

    __tablename__ = "search_entry"
    __table_args__ = (UniqueConstraint("record_kind", "record_id", name="uq_search_entry_record"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    record_kind: Mapped[str] = mapped_column(String(32))
    record_id: Mapped[UUID] = mapped_column(Uuid)
    number: Mapped[str] = mapped_column(String(64))
    number_words: Mapped[str] = mapped_column(String(200), index=True)
    title_vi: Mapped[str] = mapped_column(String(300))
    title_en: Mapped[str | None] = mapped_column(String(300), default=None)
    summary_vi: Mapped[str | None] = mapped_column(Text, default=None)
    summary_en: Mapped[str | None] = mapped_column(Text, default=None)
    is_public: Mapped[bool]
    exact_title: Mapped[str] = mapped_column(Text)
    exact_body: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text)
    exact_staff: Mapped[str] = mapped_column(Text, default="")
    staff: Mapped[str] = mapped_column(Text, default="")
    updated_at: Mapped[Moment]


class SearchRow(Base):
    """The narrow half of an entry: all that counting, mapping and sorting read, so that they never touch its texts.

    ``codes`` holds five letters for each value of each facet (see ``catalogue.services.index_rows``). The years are
    astronomical; a side that is open, or unknown, is empty. ``x`` and ``y`` are Web Mercator numbers of 30 bits (see
    ``catalogue.vocab.mercator``) of the exact place, ``shown_x`` and ``shown_y`` of what the public may see of it.
    """

    __tablename__ = "search_row"
    __table_args__ = (
        Index("ix_search_row_newest", "updated_at", "entry_id"),
        Index("ix_search_row_number", "number", "entry_id"),
    )

    entry_id: Mapped[int] = mapped_column(ForeignKey("search_entry.id", ondelete="CASCADE"), primary_key=True)
    is_public: Mapped[bool]
    organisation_id: Mapped[UUID | None] = mapped_column(Uuid, default=None)
    number: Mapped[str] = mapped_column(String(64))
    updated_at: Mapped[Moment]
    year_from: Mapped[int | None] = mapped_column(default=None)
    year_to: Mapped[int | None] = mapped_column(default=None)
    x: Mapped[int | None] = mapped_column(default=None)
    y: Mapped[int | None] = mapped_column(default=None)
    shown_x: Mapped[int | None] = mapped_column(default=None)
    shown_y: Mapped[int | None] = mapped_column(default=None)
    codes: Mapped[str] = mapped_column(Text)


class SearchValue(Base):
    """The number that stands for one value of one facet in ``SearchRow.codes``; two numbers may name the same value."""

    __tablename__ = "search_value"
    __table_args__ = (Index("ix_search_value_place", "facet", "value"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    facet: Mapped[str] = mapped_column(String(32))
    value: Mapped[str] = mapped_column(String(120))


class PhotoHash(Base):
    """A photograph's perceptual hash, whole and in four bands of 16 bits: near hashes share a band, nearly."""

    __tablename__ = "photo_hash"

    file_id: Mapped[UUID] = mapped_column(ForeignKey("digital_file.id"), primary_key=True)
    hash: Mapped[str] = mapped_column(String(16))
    band_0: Mapped[int] = mapped_column(index=True)
    band_1: Mapped[int] = mapped_column(index=True)
    band_2: Mapped[int] = mapped_column(index=True)
    band_3: Mapped[int] = mapped_column(index=True)


class SearchChange(Base):
    """A mark that a row was written or taken away: whoever keeps rows in memory sees by the marks what to read again.

    Without an entry it stands for many. Marks are only added, so that writers never wait for each other; old ones are
    dropped. ``entry_id`` refers to nothing: the entry may be gone.
    """

    __tablename__ = "search_change"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    entry_id: Mapped[int | None] = mapped_column(default=None)


class SearchWord(Base):
    """An accent-free word of letters that some entry holds or held; slips are mended with these."""

    __tablename__ = "search_word"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    word: Mapped[str] = mapped_column(String(32), index=True)
