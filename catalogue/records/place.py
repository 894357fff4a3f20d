"""Administrative areas, with the days on which they began and ended."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from catalogue.db import Base, Key
from catalogue.records.mixins import Part, Versioned
from catalogue.vocab.heritage import Certainty, PlaceKind, PlaceRole


class Place(Versioned, Base):
    """One area under one name as long as it had it; a renaming or merger makes a new row and names its reason."""

    __tablename__ = "place"
    __table_args__ = (
        CheckConstraint("length(title_vi) > 0", name="title_present"),
        CheckConstraint("valid_to >= valid_from", name="span_forward"),
        CheckConstraint("id <> successor_id and id <> parent_id", name="others"),
        Index("ix_place_folded", "folded"),
    )

    id: Mapped[Key]
    code: Mapped[str] = mapped_column(String(64), unique=True)
    kind: Mapped[PlaceKind]
    title_vi: Mapped[str] = mapped_column(String(300))
    title_en: Mapped[str | None] = mapped_column(String(300), default=None)
    folded: Mapped[str] = mapped_column(String(300))
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("place.id"), index=True, default=None)
    valid_from: Mapped[dt.date | None] = mapped_column(Date, default=None)
    valid_to: Mapped[dt.date | None] = mapped_column(Date, default=None)
    successor_id: Mapped[UUID | None] = mapped_column(ForeignKey("place.id"), index=True, default=None)
    change_reason: Mapped[str | None] = mapped_column(Text, default=None)
    decision_number: Mapped[str | None] = mapped_column(String(120), default=None)
    latitude: Mapped[float | None] = mapped_column(default=None)
    longitude: Mapped[float | None] = mapped_column(default=None)


class RecordPlace(Part):
    """Which area plays which part for a record: where it stands, was made or found."""

    __tablename__ = "record_place"
    __table_args__ = (UniqueConstraint("record_id", "place_id", "role", name="uq_record_place_part"),)

    id: Mapped[Key]
    record_id: Mapped[UUID] = mapped_column(ForeignKey("record.id"), index=True)
    place_id: Mapped[UUID] = mapped_column(ForeignKey("place.id"), index=True)
    role: Mapped[PlaceRole]
    certainty: Mapped[Certainty] = mapped_column(default=Certainty.CERTAIN)
    note: Mapped[str | None] = mapped_column(Text, default=None)
