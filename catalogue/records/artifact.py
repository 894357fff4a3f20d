"""Human-made objects."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from catalogue.db import Base, Document, Key, Words
from catalogue.records.mixins import Published, Versioned
from catalogue.records.site import Site
from catalogue.vocab.heritage import Grade, Profile
from catalogue.vocab.terms import Protection


class Artifact(Versioned, Published, Base):
    """One object of the collection (CIDOC CRM E22); never deleted, only withdrawn.

    The columns follow the inventory list of artifacts in a monument (Circular 09/2011, form 2) and ICOM Object ID.
    """

    __tablename__ = "artifact"
    __table_args__ = (
        CheckConstraint("length(title_vi) > 0", name="title_present"),
        CheckConstraint("count >= 1", name="count_positive"),
        CheckConstraint("height_mm > 0 and width_mm > 0 and depth_mm > 0", name="size_positive"),
        CheckConstraint("change_alert_mm > 0", name="change_alert_positive"),
        Index(
            "ix_artifact_figures", "site_id", "protection", "status", "visibility", "has_3d", "organisation_id", "id"
        ),
    )

    id: Mapped[Key]
    accession_number: Mapped[str] = mapped_column(String(64), unique=True)
    title_vi: Mapped[str] = mapped_column(String(300))
    title_en: Mapped[str | None] = mapped_column(String(300), default=None)
    other_names: Mapped[str | None] = mapped_column(Text, default=None)
    object_type: Mapped[str | None] = mapped_column(String(120), default=None)
    materials: Mapped[Words]
    technique: Mapped[str | None] = mapped_column(String(300), default=None)
    period: Mapped[str | None] = mapped_column(String(200), default=None)
    date_text: Mapped[str | None] = mapped_column(String(200), default=None)
    year_from: Mapped[int | None] = mapped_column(default=None)
    year_to: Mapped[int | None] = mapped_column(default=None)
    date_edtf: Mapped[str | None] = mapped_column(String(80), default=None)
    date_earliest: Mapped[dt.date | None] = mapped_column(Date, default=None)
    date_latest: Mapped[dt.date | None] = mapped_column(Date, default=None)
    date_calendar: Mapped[str | None] = mapped_column(String(16), default=None)
    date_reign: Mapped[str | None] = mapped_column(String(64), default=None)
    date_certainty: Mapped[str | None] = mapped_column(String(32), default=None)
    maker: Mapped[str | None] = mapped_column(String(300), default=None)
    origin: Mapped[str | None] = mapped_column(Text, default=None)
    height_mm: Mapped[float | None] = mapped_column(default=None)
    width_mm: Mapped[float | None] = mapped_column(default=None)
    depth_mm: Mapped[float | None] = mapped_column(default=None)
    measurement_note: Mapped[str | None] = mapped_column(Text, default=None)
    count: Mapped[int] = mapped_column(default=1)
    description_vi: Mapped[str | None] = mapped_column(Text, default=None)
    description_en: Mapped[str | None] = mapped_column(Text, default=None)
    inscription: Mapped[str | None] = mapped_column(Text, default=None)
    protection: Mapped[Protection] = mapped_column(default=Protection.NONE)
    condition_text: Mapped[str | None] = mapped_column(Text, default=None)
    site_id: Mapped[UUID | None] = mapped_column(ForeignKey("site.id"), index=True, default=None)
    location: Mapped[str | None] = mapped_column(String(300), default=None)
    location_id: Mapped[UUID | None] = mapped_column(ForeignKey("location.id"), index=True, default=None)
    condition_grade: Mapped[Grade | None] = mapped_column(index=True, default=None)
    next_check_on: Mapped[dt.date | None] = mapped_column(Date, index=True, default=None)
    profile: Mapped[Profile | None] = mapped_column(default=None)
    subject: Mapped[str | None] = mapped_column(String(300), default=None)
    features: Mapped[str | None] = mapped_column(Text, default=None)
    organisation_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisation.id"), index=True, default=None)
    recorder: Mapped[str | None] = mapped_column(String(200), default=None)
    recorded_on: Mapped[dt.date | None] = mapped_column(Date, default=None)
    rights: Mapped[str | None] = mapped_column(Text, default=None)
    licence: Mapped[str | None] = mapped_column(String(120), default=None)
    attribution: Mapped[str | None] = mapped_column(Text, default=None)
    source_url: Mapped[str | None] = mapped_column(String(500), default=None)
    is_specimen: Mapped[bool] = mapped_column(default=False)
    has_3d: Mapped[bool] = mapped_column(default=False)
    change_alert_mm: Mapped[float | None] = mapped_column(default=None)
    ext: Mapped[Document]

    site: Mapped[Site | None] = relationship(lazy="raise")  # every join is asked for by name
