"""Zones where harm is expected: floods, landslides, fire."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from catalogue.db import Base, Document, Key, Moment
from catalogue.records.mixins import Versioned
from catalogue.vocab.heritage import HazardKind


class HazardZone(Versioned, Base):
    """An area of one hazard as its source draws it: a GeoJSON polygon or several, degrees WGS 84, with its box."""

    __tablename__ = "hazard_zone"
    __table_args__ = (CheckConstraint("west <= east and south <= north", name="box_forward"),)

    id: Mapped[Key]
    kind: Mapped[HazardKind]
    title: Mapped[str] = mapped_column(String(300))
    source: Mapped[str | None] = mapped_column(Text, default=None)
    geometry: Mapped[Document]
    west: Mapped[float]
    south: Mapped[float]
    east: Mapped[float]
    north: Mapped[float]
    retired_at: Mapped[Moment | None] = mapped_column(default=None)
