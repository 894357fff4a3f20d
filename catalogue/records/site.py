"""Places of heritage."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from sqlalchemy import CheckConstraint, Date, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from catalogue.db import Base, Document, Key
from catalogue.records.mixins import Published, Versioned
from catalogue.vocab.heritage import Grade
from catalogue.vocab.terms import SiteKind, SiteRank


class Site(Versioned, Published, Base):
    """A monument, building or area (CIDOC CRM E27); never deleted, only withdrawn."""

    __tablename__ = "site"
    __table_args__ = (
        CheckConstraint("length(title_vi) > 0", name="title_present"),
        CheckConstraint("latitude between -90 and 90", name="latitude_range"),
        CheckConstraint("longitude between -180 and 180", name="longitude_range"),
        CheckConstraint("change_alert_mm > 0", name="change_alert_positive"),
    )

    id: Mapped[Key]
    code: Mapped[str] = mapped_column(String(64), unique=True)
    title_vi: Mapped[str] = mapped_column(String(300))
    title_en: Mapped[str | None] = mapped_column(String(300), default=None)
    other_names: Mapped[str | None] = mapped_column(Text, default=None)
    kind: Mapped[SiteKind] = mapped_column(default=SiteKind.ARCHITECTURAL)
    rank: Mapped[SiteRank] = mapped_column(default=SiteRank.NONE)
    decision_number: Mapped[str | None] = mapped_column(String(120), default=None)
    decision_date: Mapped[dt.date | None] = mapped_column(Date, default=None)
    description_vi: Mapped[str | None] = mapped_column(Text, default=None)
    description_en: Mapped[str | None] = mapped_column(Text, default=None)
    address: Mapped[str | None] = mapped_column(Text, default=None)
    route: Mapped[str | None] = mapped_column(Text, default=None)
    values_text: Mapped[str | None] = mapped_column(Text, default=None)
    protection_state: Mapped[str | None] = mapped_column(Text, default=None)
    proposals: Mapped[str | None] = mapped_column(Text, default=None)
    is_location_sensitive: Mapped[bool] = mapped_column(default=False)
    condition_grade: Mapped[Grade | None] = mapped_column(index=True, default=None)
    next_check_on: Mapped[dt.date | None] = mapped_column(Date, index=True, default=None)
    organisation_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisation.id"), index=True, default=None)
    latitude: Mapped[float | None] = mapped_column(default=None)
    longitude: Mapped[float | None] = mapped_column(default=None)
    period: Mapped[str | None] = mapped_column(String(200), default=None)
    attribution: Mapped[str | None] = mapped_column(Text, default=None)
    licence: Mapped[str | None] = mapped_column(String(120), default=None)
    is_specimen: Mapped[bool] = mapped_column(default=False)
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("site.id"), index=True, default=None)
    change_alert_mm: Mapped[float | None] = mapped_column(default=None)
    ext: Mapped[Document]
