"""Where things are kept, and every move from one place to another."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from catalogue.db import Base, Key, Moment
from catalogue.records.mixins import Versioned
from catalogue.vocab.heritage import LocationKind, MoveReason


class Location(Versioned, Base):
    """A building, room, cabinet or shelf; ``path`` lists the codes from the top, ``code`` is what its label shows."""

    __tablename__ = "location"
    __table_args__ = (
        CheckConstraint("length(title_vi) > 0", name="title_present"),
        CheckConstraint("id <> parent_id", name="others"),
        Index("ix_location_path", "path"),
    )

    id: Mapped[Key]
    code: Mapped[str] = mapped_column(String(64), unique=True)
    kind: Mapped[LocationKind]
    title_vi: Mapped[str] = mapped_column(String(300))
    title_en: Mapped[str | None] = mapped_column(String(300), default=None)
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("location.id"), index=True, default=None)
    path: Mapped[str] = mapped_column(String(600))
    site_id: Mapped[UUID | None] = mapped_column(ForeignKey("site.id"), index=True, default=None)
    is_public: Mapped[bool] = mapped_column(default=False)
    retired_at: Mapped[Moment | None] = mapped_column(default=None)


class Movement(Base):
    """One change of an artifact's location, append only; the current location is that of the latest one.

    Circular 04/2025/TT-BVHTTDL, article 31, asks for the decision and who approved it.
    """

    __tablename__ = "movement"
    __table_args__ = (Index("ix_movement_artifact", "artifact_id", "moved_at"),)

    id: Mapped[Key]
    artifact_id: Mapped[UUID] = mapped_column(ForeignKey("artifact.id"))
    from_id: Mapped[UUID | None] = mapped_column(ForeignKey("location.id"), default=None)
    to_id: Mapped[UUID | None] = mapped_column(ForeignKey("location.id"), index=True, default=None)
    to_text: Mapped[str | None] = mapped_column(String(300), default=None)
    moved_at: Mapped[Moment]
    recorded_at: Mapped[Moment]
    reason: Mapped[MoveReason]
    decision_number: Mapped[str | None] = mapped_column(String(120), default=None)
    decision_date: Mapped[dt.date | None] = mapped_column(Date, default=None)
    approver: Mapped[str | None] = mapped_column(String(200), default=None)
    mover: Mapped[str] = mapped_column(String(200))
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"), default=None)
    note: Mapped[str | None] = mapped_column(Text, default=None)
    corrects_id: Mapped[UUID | None] = mapped_column(ForeignKey("movement.id"), default=None)
    loan_id: Mapped[UUID | None] = mapped_column(ForeignKey("loan.id"), index=True, default=None)
