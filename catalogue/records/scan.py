"""Raw 3D records of a capture."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from catalogue.db import Base, Document, Key
from catalogue.records.mixins import Stamped


class Scan(Stamped, Base):
    """What was found in one scan file: counts, bounds in metres, unit with its evidence, the whole inspection."""

    __tablename__ = "scan"

    id: Mapped[Key]
    file_id: Mapped[UUID] = mapped_column(ForeignKey("digital_file.id"), unique=True)
    artifact_id: Mapped[UUID | None] = mapped_column(ForeignKey("artifact.id"), index=True, default=None)
    site_id: Mapped[UUID | None] = mapped_column(ForeignKey("site.id"), index=True, default=None)
    capture_id: Mapped[UUID | None] = mapped_column(ForeignKey("capture.id"), index=True, default=None)
    format: Mapped[str] = mapped_column(String(32))
    unit: Mapped[str | None] = mapped_column(String(8), default=None)
    unit_evidence: Mapped[str | None] = mapped_column(String(120), default=None)
    points: Mapped[int | None] = mapped_column(BigInteger, default=None)
    triangles: Mapped[int | None] = mapped_column(BigInteger, default=None)
    is_watertight: Mapped[bool | None] = mapped_column(default=None)
    width_m: Mapped[float | None] = mapped_column(default=None)
    height_m: Mapped[float | None] = mapped_column(default=None)
    depth_m: Mapped[float | None] = mapped_column(default=None)
    inspection: Mapped[Document]
