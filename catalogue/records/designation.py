"""Decisions that protect."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from sqlalchemy import CheckConstraint, Date, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from catalogue.db import Document, Key
from catalogue.records.mixins import Part
from catalogue.vocab.heritage import DesignationKind, ZoneKind


class Designation(Part):
    """One decision about a record: a rank, a national treasure, an inscription on a UNESCO list."""

    __tablename__ = "designation"

    id: Mapped[Key]
    record_id: Mapped[UUID] = mapped_column(ForeignKey("record.id"), index=True)
    kind: Mapped[DesignationKind] = mapped_column(index=True)
    decision_number: Mapped[str | None] = mapped_column(String(120), default=None)
    decision_date: Mapped[dt.date | None] = mapped_column(Date, default=None)
    authority: Mapped[str | None] = mapped_column(String(200), default=None)
    revoked_on: Mapped[dt.date | None] = mapped_column(Date, default=None)
    note: Mapped[str | None] = mapped_column(Text, default=None)
    file_id: Mapped[UUID | None] = mapped_column(ForeignKey("digital_file.id"), default=None)


class ProtectionZone(Part):
    """A zone of protection around a site, as the minutes and map of its decision draw it (zones I and II)."""

    __tablename__ = "protection_zone"
    __table_args__ = (CheckConstraint("area_m2 > 0", name="area_positive"),)

    id: Mapped[Key]
    site_id: Mapped[UUID] = mapped_column(ForeignKey("site.id"), index=True)
    kind: Mapped[ZoneKind]
    geometry: Mapped[Document]
    area_m2: Mapped[float | None] = mapped_column(default=None)
    west: Mapped[float]
    south: Mapped[float]
    east: Mapped[float]
    north: Mapped[float]
    decision_number: Mapped[str | None] = mapped_column(String(120), default=None)
    decision_date: Mapped[dt.date | None] = mapped_column(Date, default=None)
    note: Mapped[str | None] = mapped_column(Text, default=None)
