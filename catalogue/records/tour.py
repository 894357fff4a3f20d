"""Ordered walks."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from catalogue.db import Base, Document, Key
from catalogue.records.mixins import Published, Versioned


class Tour(Versioned, Published, Base):
    """Ordered stops through scenes, artifacts and sites."""

    __tablename__ = "tour"

    id: Mapped[Key]
    slug: Mapped[str] = mapped_column(String(120), unique=True)
    title_vi: Mapped[str] = mapped_column(String(300))
    title_en: Mapped[str | None] = mapped_column(String(300), default=None)
    text_vi: Mapped[str | None] = mapped_column(Text, default=None)
    text_en: Mapped[str | None] = mapped_column(Text, default=None)


class TourStop(Base):
    """One stop of a tour: exactly one scene, artifact or site, with its own words and camera."""

    __tablename__ = "tour_stop"
    __table_args__ = (
        CheckConstraint(
            "(scene_id is not null and artifact_id is null and site_id is null)"
            " or (scene_id is null and artifact_id is not null and site_id is null)"
            " or (scene_id is null and artifact_id is null and site_id is not null)",
            name="one_target",
        ),
    )

    tour_id: Mapped[UUID] = mapped_column(ForeignKey("tour.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    scene_id: Mapped[UUID | None] = mapped_column(ForeignKey("scene.id"), index=True, default=None)
    artifact_id: Mapped[UUID | None] = mapped_column(ForeignKey("artifact.id"), index=True, default=None)
    site_id: Mapped[UUID | None] = mapped_column(ForeignKey("site.id"), index=True, default=None)
    title_vi: Mapped[str] = mapped_column(String(300))
    title_en: Mapped[str | None] = mapped_column(String(300), default=None)
    text_vi: Mapped[str | None] = mapped_column(Text, default=None)
    text_en: Mapped[str | None] = mapped_column(Text, default=None)
    camera: Mapped[Document]
