"""Groups of records that people made."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from catalogue.db import Base, Key
from catalogue.records.mixins import Part, Published, Versioned


class Collection(Versioned, Published, Base):
    """A named group: a museum's holding, an exhibition, a campaign."""

    __tablename__ = "collection"
    __table_args__ = (CheckConstraint("length(title_vi) > 0", name="title_present"),)

    id: Mapped[Key]
    code: Mapped[str] = mapped_column(String(64), unique=True)
    title_vi: Mapped[str] = mapped_column(String(300))
    title_en: Mapped[str | None] = mapped_column(String(300), default=None)
    description_vi: Mapped[str | None] = mapped_column(Text, default=None)
    description_en: Mapped[str | None] = mapped_column(Text, default=None)


class CollectionItem(Part):
    """One record in a collection, in the order that people gave it."""

    __tablename__ = "collection_item"
    __table_args__ = (UniqueConstraint("collection_id", "record_id", name="uq_collection_item_pair"),)

    id: Mapped[Key]
    collection_id: Mapped[UUID] = mapped_column(ForeignKey("collection.id"), index=True)
    record_id: Mapped[UUID] = mapped_column(ForeignKey("record.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)
