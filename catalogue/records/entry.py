"""Objects handed over, before and while they become part of the collection."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from sqlalchemy import CheckConstraint, Date, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from catalogue.db import Base, Key
from catalogue.records.mixins import Stamped, Versioned
from catalogue.vocab.heritage import EntryReason


class ObjectEntry(Versioned, Base):
    """One hand-over with its receipt (Spectrum: object entry; biên bản giao nhận), of the organisation that took in."""

    __tablename__ = "object_entry"

    id: Mapped[Key]
    number: Mapped[str] = mapped_column(String(64), unique=True)
    received_on: Mapped[dt.date] = mapped_column(Date)
    reason: Mapped[EntryReason]
    depositor: Mapped[str] = mapped_column(String(300))
    depositor_contact: Mapped[str | None] = mapped_column(Text, default=None)
    agent_id: Mapped[UUID | None] = mapped_column(ForeignKey("agent.id"), default=None)
    receiver: Mapped[str] = mapped_column(String(200))
    method: Mapped[str | None] = mapped_column(String(200), default=None)
    place: Mapped[str | None] = mapped_column(String(300), default=None)
    is_temporary: Mapped[bool] = mapped_column(default=True)
    return_by: Mapped[dt.date | None] = mapped_column(Date, default=None)
    returned_on: Mapped[dt.date | None] = mapped_column(Date, default=None)
    requirements: Mapped[str | None] = mapped_column(Text, default=None)
    insurance: Mapped[str | None] = mapped_column(Text, default=None)
    packing: Mapped[str | None] = mapped_column(Text, default=None)
    value_text: Mapped[str | None] = mapped_column(String(300), default=None)
    note: Mapped[str | None] = mapped_column(Text, default=None)
    organisation_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisation.id"), index=True, default=None)


class EntryItem(Stamped, Base):
    """One object on the receipt; ``artifact_id`` once it was accessioned."""

    __tablename__ = "entry_item"
    __table_args__ = (CheckConstraint("count >= 1", name="count_positive"),)

    id: Mapped[Key]
    entry_id: Mapped[UUID] = mapped_column(ForeignKey("object_entry.id"), index=True)
    artifact_id: Mapped[UUID | None] = mapped_column(ForeignKey("artifact.id"), index=True, default=None)
    position: Mapped[int] = mapped_column(default=0)
    description: Mapped[str] = mapped_column(Text)
    count: Mapped[int] = mapped_column(default=1)
    condition: Mapped[str | None] = mapped_column(Text, default=None)
    note: Mapped[str | None] = mapped_column(Text, default=None)
