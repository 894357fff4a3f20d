"""Who changed what."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from catalogue.db import Base, Document, Key, Moment


class Audit(Base):
    """One change of one record, saved in the same transaction; ``changes`` maps field to ``[old, new]``."""

    __tablename__ = "audit"
    __table_args__ = (Index("ix_audit_record", "record_kind", "record_id", "moment"),)

    id: Mapped[Key]
    moment: Mapped[Moment] = mapped_column(index=True)
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"), default=None)
    actor: Mapped[str] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(String(32))
    record_kind: Mapped[str] = mapped_column(String(32))
    record_id: Mapped[UUID] = mapped_column(Uuid)
    action: Mapped[str] = mapped_column(String(32))
    version: Mapped[int | None] = mapped_column(default=None)
    changes: Mapped[Document]
