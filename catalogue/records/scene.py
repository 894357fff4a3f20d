"""Models arranged for looking at."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from catalogue.db import Base, Document, Key, Moment
from catalogue.records.mixins import Versioned
from catalogue.vocab.terms import Visibility


class Scene(Versioned, Base):
    """Models with a floor and a safe place to stand; seen by whoever may see its artifact or site."""

    __tablename__ = "scene"

    id: Mapped[Key]
    slug: Mapped[str] = mapped_column(String(120), unique=True)
    title_vi: Mapped[str] = mapped_column(String(300))
    title_en: Mapped[str | None] = mapped_column(String(300), default=None)
    text_vi: Mapped[str | None] = mapped_column(Text, default=None)
    text_en: Mapped[str | None] = mapped_column(Text, default=None)
    artifact_id: Mapped[UUID | None] = mapped_column(ForeignKey("artifact.id"), index=True, default=None)
    site_id: Mapped[UUID | None] = mapped_column(ForeignKey("site.id"), index=True, default=None)
    visibility: Mapped[Visibility] = mapped_column(default=Visibility.PUBLIC)
    spawn: Mapped[Document]
    floor: Mapped[Document]
    lights: Mapped[Document]
    withdrawn_at: Mapped[Moment | None] = mapped_column(default=None)


class SceneModel(Base):
    """One model's place in a scene: ``placement`` holds a column-major 4x4 ``matrix`` in metres, +Y up."""

    __tablename__ = "scene_model"

    scene_id: Mapped[UUID] = mapped_column(ForeignKey("scene.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    model_id: Mapped[UUID] = mapped_column(ForeignKey("model.id"), index=True)
    placement: Mapped[Document]
