"""Vocabularies: the words that records share."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from catalogue.db import Base, Key, Moment, Words
from catalogue.records.mixins import Part, Versioned
from catalogue.vocab.heritage import Certainty, LabelKind, TermFacet


class Vocabulary(Versioned, Base):
    """One scheme of terms (SKOS ConceptScheme)."""

    __tablename__ = "vocabulary"

    id: Mapped[Key]
    slug: Mapped[str] = mapped_column(String(64), unique=True)
    uri: Mapped[str | None] = mapped_column(String(500), default=None)
    title_vi: Mapped[str] = mapped_column(String(300))
    title_en: Mapped[str | None] = mapped_column(String(300), default=None)
    description_vi: Mapped[str | None] = mapped_column(Text, default=None)
    description_en: Mapped[str | None] = mapped_column(Text, default=None)
    source: Mapped[str | None] = mapped_column(Text, default=None)
    licence: Mapped[str | None] = mapped_column(String(120), default=None)


class Term(Versioned, Base):
    """One concept; ``path`` lists the slugs from the top, so that a term and all below it are one range of text.

    ``exact_match`` holds addresses of the same concept elsewhere; a retired term points to the one that replaces it.
    """

    __tablename__ = "term"
    __table_args__ = (
        UniqueConstraint("vocabulary_id", "slug", name="uq_term_slug"),
        CheckConstraint("id <> broader_id and id <> replaced_by_id", name="others"),
        Index("ix_term_path", "vocabulary_id", "path"),
    )

    id: Mapped[Key]
    vocabulary_id: Mapped[UUID] = mapped_column(ForeignKey("vocabulary.id"))
    slug: Mapped[str] = mapped_column(String(120))
    uri: Mapped[str | None] = mapped_column(String(500), unique=True, default=None)
    broader_id: Mapped[UUID | None] = mapped_column(ForeignKey("term.id"), index=True, default=None)
    path: Mapped[str] = mapped_column(String(600))
    notation: Mapped[str | None] = mapped_column(String(64), default=None)
    note_vi: Mapped[str | None] = mapped_column(Text, default=None)
    note_en: Mapped[str | None] = mapped_column(Text, default=None)
    exact_match: Mapped[Words]
    position: Mapped[int] = mapped_column(default=0)
    retired_at: Mapped[Moment | None] = mapped_column(default=None)
    replaced_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("term.id"), default=None)


class TermLabel(Base):
    """One name of a term in one language; ``folded`` is what accent-free typing finds."""

    __tablename__ = "term_label"
    __table_args__ = (
        UniqueConstraint("term_id", "lang", "kind", "value", name="uq_term_label_value"),
        Index("ix_term_label_folded", "folded"),
    )

    id: Mapped[Key]
    term_id: Mapped[UUID] = mapped_column(ForeignKey("term.id"), index=True)
    lang: Mapped[str] = mapped_column(String(12))
    kind: Mapped[LabelKind] = mapped_column(default=LabelKind.PREFERRED)
    value: Mapped[str] = mapped_column(String(200))
    folded: Mapped[str] = mapped_column(String(200))


class RecordTerm(Part):
    """A term that describes a record, by facet, for a part of it and as sure as it is."""

    __tablename__ = "record_term"
    __table_args__ = (UniqueConstraint("record_id", "facet", "term_id", "part", name="uq_record_term_place"),)

    id: Mapped[Key]
    record_id: Mapped[UUID] = mapped_column(ForeignKey("record.id"), index=True)
    term_id: Mapped[UUID] = mapped_column(ForeignKey("term.id"), index=True)
    facet: Mapped[TermFacet]
    part: Mapped[str] = mapped_column(String(120), default="")
    certainty: Mapped[Certainty] = mapped_column(default=Certainty.CERTAIN)
    position: Mapped[int] = mapped_column(default=0)
