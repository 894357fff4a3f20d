"""Numbers that a record has or had."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from sqlalchemy import Date, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from catalogue.db import Key
from catalogue.records.mixins import Part


class Identifier(Part):
    """One further number of a record in a stated scheme: an old inventory, a treasure list, another institution."""

    __tablename__ = "identifier"
    __table_args__ = (
        Index(
            "ix_identifier_value",
            "scheme",
            "value",
            unique=True,
            sqlite_where=text("withdrawn_at IS NULL"),
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
    )

    id: Mapped[Key]
    record_id: Mapped[UUID] = mapped_column(ForeignKey("record.id"), index=True)
    scheme: Mapped[str] = mapped_column(String(64))
    value: Mapped[str] = mapped_column(String(200))
    valid_from: Mapped[dt.date | None] = mapped_column(Date, default=None)
    valid_to: Mapped[dt.date | None] = mapped_column(Date, default=None)
    note: Mapped[str | None] = mapped_column(Text, default=None)
