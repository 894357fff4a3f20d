"""Imports of many rows at once, with the memory that undoes them."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from catalogue.db import Base, Document, Key, Moment, Words
from catalogue.records.mixins import Stamped
from catalogue.vocab.heritage import BatchState, RowAction


class ImportMapping(Stamped, Base):
    """Which column fills which field, remembered under a name for the next file of this shape."""

    __tablename__ = "import_mapping"
    __table_args__ = (UniqueConstraint("kind", "name", name="uq_import_mapping_name"),)

    id: Mapped[Key]
    kind: Mapped[str] = mapped_column(String(32))
    name: Mapped[str] = mapped_column(String(120))
    headers: Mapped[Words]
    columns: Mapped[Document]


class ImportBatch(Stamped, Base):
    """One file imported, from its dry run to its undoing."""

    __tablename__ = "import_batch"

    id: Mapped[Key]
    kind: Mapped[str] = mapped_column(String(32))
    file_name: Mapped[str] = mapped_column(String(255))
    sha256: Mapped[str] = mapped_column(String(64))
    state: Mapped[BatchState] = mapped_column(default=BatchState.CHECKED, index=True)
    mapping: Mapped[Document]
    counts: Mapped[Document]
    notices: Mapped[Document]
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"), default=None)
    actor: Mapped[str] = mapped_column(String(200))
    organisation_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisation.id"), index=True, default=None)
    committed_at: Mapped[Moment | None] = mapped_column(default=None)
    undone_at: Mapped[Moment | None] = mapped_column(default=None)


class ImportRow(Base):
    """What became of one row; ``before`` holds the fields that were changed, as they had been."""

    __tablename__ = "import_row"
    __table_args__ = (Index("ix_import_row_record", "record_id"),)

    batch_id: Mapped[UUID] = mapped_column(ForeignKey("import_batch.id"), primary_key=True)
    row_number: Mapped[int] = mapped_column(primary_key=True)
    action: Mapped[RowAction]
    record_id: Mapped[UUID | None] = mapped_column(Uuid, default=None)
    version: Mapped[int | None] = mapped_column(default=None)
    problems: Mapped[Document]
    before: Mapped[Document]
