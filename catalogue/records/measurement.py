"""Sizes and weights beyond height, width and depth."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from catalogue.db import Key
from catalogue.records.mixins import Part
from catalogue.vocab.heritage import Dimension, MeasureUnit


class Measurement(Part):
    """One measured dimension of a part of a record, in the unit in which it was taken (Object ID: measurements)."""

    __tablename__ = "measurement"
    __table_args__ = (CheckConstraint("value > 0", name="value_positive"),)

    id: Mapped[Key]
    record_id: Mapped[UUID] = mapped_column(ForeignKey("record.id"), index=True)
    part: Mapped[str | None] = mapped_column(String(120), default=None)
    dimension: Mapped[Dimension]
    value: Mapped[float]
    unit: Mapped[MeasureUnit]
    note: Mapped[str | None] = mapped_column(Text, default=None)
    position: Mapped[int] = mapped_column(default=0)
