"""Curated meshes."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from catalogue.db import Base, Document, Key, Moment
from catalogue.records.mixins import Stamped


class Model(Stamped, Base):
    """The mesh that was made from a scan, with the report of its making; a newer one supersedes it."""

    __tablename__ = "model"

    id: Mapped[Key]
    scan_id: Mapped[UUID] = mapped_column(ForeignKey("scan.id"), index=True)
    artifact_id: Mapped[UUID | None] = mapped_column(ForeignKey("artifact.id"), index=True, default=None)
    site_id: Mapped[UUID | None] = mapped_column(ForeignKey("site.id"), index=True, default=None)
    vr_ready: Mapped[bool] = mapped_column(default=False)
    report: Mapped[Document]
    superseded_at: Mapped[Moment | None] = mapped_column(default=None)
