"""What people keep for themselves: searches, and forms that they have not finished."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import ForeignKey, String, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from catalogue.db import Base, Document, Key, Moment
from catalogue.records.mixins import Stamped


class SavedSearch(Stamped, Base):
    """A search under a name; with ``is_alert`` its owner is told of new hits since ``seen_at``."""

    __tablename__ = "saved_search"
    __table_args__ = (UniqueConstraint("account_id", "name", name="uq_saved_search_name"),)

    id: Mapped[Key]
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    query: Mapped[Document]
    is_alert: Mapped[bool] = mapped_column(default=False)
    seen_at: Mapped[Moment | None] = mapped_column(default=None)


class FormDraft(Stamped, Base):
    """A form as far as one person has filled it in; ``record_id`` is empty for a new record."""

    __tablename__ = "form_draft"
    __table_args__ = (UniqueConstraint("account_id", "form", "record_key", name="uq_form_draft_place"),)

    id: Mapped[Key]
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), index=True)
    form: Mapped[str] = mapped_column(String(32))
    record_key: Mapped[str] = mapped_column(String(80), default="")
    record_id: Mapped[UUID | None] = mapped_column(Uuid, default=None)
    base_version: Mapped[int | None] = mapped_column(default=None)
    values: Mapped[Document]
