"""People and bodies."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from catalogue.db import Base, Document, Key
from catalogue.records.mixins import Part, Published, Versioned
from catalogue.vocab.heritage import AgentKind, AgentRole, Certainty


class Agent(Versioned, Published, Base):
    """A person, family or body (CIDOC CRM E39) that made, owned, gave, found, restored or is shown."""

    __tablename__ = "agent"
    __table_args__ = (CheckConstraint("length(title_vi) > 0", name="title_present"),)

    id: Mapped[Key]
    code: Mapped[str] = mapped_column(String(64), unique=True)
    kind: Mapped[AgentKind] = mapped_column(default=AgentKind.PERSON)
    title_vi: Mapped[str] = mapped_column(String(300))
    title_en: Mapped[str | None] = mapped_column(String(300), default=None)
    other_names: Mapped[str | None] = mapped_column(Text, default=None)
    dates_text: Mapped[str | None] = mapped_column(String(200), default=None)
    year_from: Mapped[int | None] = mapped_column(default=None)
    year_to: Mapped[int | None] = mapped_column(default=None)
    description_vi: Mapped[str | None] = mapped_column(Text, default=None)
    description_en: Mapped[str | None] = mapped_column(Text, default=None)
    contact: Mapped[str | None] = mapped_column(Text, default=None)
    source_url: Mapped[str | None] = mapped_column(String(500), default=None)
    ext: Mapped[Document]


class RecordAgent(Part):
    """Who had which part in a record's story."""

    __tablename__ = "record_agent"
    __table_args__ = (UniqueConstraint("record_id", "agent_id", "role", name="uq_record_agent_part"),)

    id: Mapped[Key]
    record_id: Mapped[UUID] = mapped_column(ForeignKey("record.id"), index=True)
    agent_id: Mapped[UUID] = mapped_column(ForeignKey("agent.id"), index=True)
    role: Mapped[AgentRole]
    certainty: Mapped[Certainty] = mapped_column(default=Certainty.CERTAIN)
    note: Mapped[str | None] = mapped_column(Text, default=None)
