"""What happened to a thing in its own time: made, used, found, given, restored."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from sqlalchemy import Date, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from catalogue.db import Key
from catalogue.records.mixins import Part
from catalogue.vocab.heritage import HistoryKind


class HistoryEvent(Part):
    """One dated happening in a record's history (CIDOC CRM E5); file provenance is ``event``.

    ``date_text`` is as people wrote it; ``edtf`` and the first and last day are what was read from it.
    """

    __tablename__ = "history_event"

    id: Mapped[Key]
    record_id: Mapped[UUID] = mapped_column(ForeignKey("record.id"), index=True)
    kind: Mapped[HistoryKind]
    date_text: Mapped[str | None] = mapped_column(String(200), default=None)
    edtf: Mapped[str | None] = mapped_column(String(80), default=None)
    earliest: Mapped[dt.date | None] = mapped_column(Date, default=None)
    latest: Mapped[dt.date | None] = mapped_column(Date, default=None)
    year_from: Mapped[int | None] = mapped_column(index=True, default=None)
    year_to: Mapped[int | None] = mapped_column(default=None)
    calendar: Mapped[str | None] = mapped_column(String(16), default=None)
    reign: Mapped[str | None] = mapped_column(String(64), default=None)
    certainty: Mapped[str | None] = mapped_column(String(32), default=None)
    agent_id: Mapped[UUID | None] = mapped_column(ForeignKey("agent.id"), index=True, default=None)
    place_id: Mapped[UUID | None] = mapped_column(ForeignKey("place.id"), index=True, default=None)
    note: Mapped[str | None] = mapped_column(Text, default=None)
    position: Mapped[int] = mapped_column(default=0)
