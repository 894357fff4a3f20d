"""Where and when a record was written down in the field."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from catalogue.db import Base, Key, Moment
from catalogue.records.mixins import Stamped


class FieldNote(Stamped, Base):
    """One synchronised entry of a field kit: who noted which record where (degrees WGS 84) and when; never changed."""

    __tablename__ = "field_note"
    __table_args__ = (
        CheckConstraint("latitude between -90 and 90 and longitude between -180 and 180", name="on_earth"),
        CheckConstraint("(latitude is null) = (longitude is null)", name="point_whole"),
        CheckConstraint("accuracy_m >= 0", name="accuracy_positive"),
    )

    id: Mapped[Key]
    record_id: Mapped[UUID] = mapped_column(ForeignKey("record.id"), index=True)
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"), default=None)
    noted_at: Mapped[Moment]
    latitude: Mapped[float | None] = mapped_column(default=None)
    longitude: Mapped[float | None] = mapped_column(default=None)
    accuracy_m: Mapped[float | None] = mapped_column(default=None)
