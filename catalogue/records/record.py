"""The common handle of everything that is described: what texts, names, dates, links and terms hang on."""

from __future__ import annotations

from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, Connection, ForeignKey, Index, String, Text, UniqueConstraint, event, insert
from sqlalchemy.orm import Mapped, mapped_column

from catalogue.db import Base, Key
from catalogue.records.mixins import Part, Stamped
from catalogue.vocab.heritage import LinkKind, RecordKind


class Record(Base):
    """One described thing; its id is that of its row in its own table, so that children need one foreign key only."""

    __tablename__ = "record"

    id: Mapped[Key]
    kind: Mapped[RecordKind] = mapped_column(index=True)


class RecordText(Part):
    """A text of a record in one more language or script: Vietnamese and English stand in the record's own columns."""

    __tablename__ = "record_text"
    __table_args__ = (
        UniqueConstraint("record_id", "field", "lang", "script", name="uq_record_text_place"),
        CheckConstraint("length(value) > 0", name="value_present"),
    )

    id: Mapped[Key]
    record_id: Mapped[UUID] = mapped_column(ForeignKey("record.id"), index=True)
    field: Mapped[str] = mapped_column(String(32))
    lang: Mapped[str] = mapped_column(String(12))
    script: Mapped[str] = mapped_column(String(12), default="")
    value: Mapped[str] = mapped_column(Text)


class RecordLink(Part):
    """A typed relation between two records, kept once and read from both ends."""

    __tablename__ = "record_link"
    __table_args__ = (
        UniqueConstraint("record_id", "other_id", "kind", name="uq_record_link_pair"),
        CheckConstraint("record_id <> other_id", name="two_records"),
    )

    id: Mapped[Key]
    record_id: Mapped[UUID] = mapped_column(ForeignKey("record.id"), index=True)
    other_id: Mapped[UUID] = mapped_column(ForeignKey("record.id"), index=True)
    kind: Mapped[LinkKind]
    note: Mapped[str | None] = mapped_column(Text, default=None)


class PrivateField(Stamped, Base):
    """A field of a record that only staff may see."""

    __tablename__ = "private_field"
    __table_args__ = (Index("ix_private_field_place", "record_id", "field", unique=True),)

    id: Mapped[Key]
    record_id: Mapped[UUID] = mapped_column(ForeignKey("record.id"))
    field: Mapped[str] = mapped_column(String(64))


def keep_handle(kind: RecordKind, described: type[Base]) -> None:
    """Give every new row of ``described`` its handle in the same flush, before the row itself."""

    @event.listens_for(described, "before_insert")
    def give_handle(_: object, connection: Connection, target: Base) -> None:
        ident = getattr(target, "id", None) or uuid4()
        target.id = ident  # type: ignore[attr-defined]  # every described class has an id, Base need not
        connection.execute(insert(Record).values(id=ident, kind=kind))
