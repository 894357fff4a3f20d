"""Machine-made copies."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from catalogue.db import Base, Document, Key, Moment
from catalogue.records.mixins import Stamped
from catalogue.vocab.terms import Usage


class Derivative(Stamped, Base):
    """One copy made by machine from a file or a model: usage times quality; a newer one supersedes it."""

    __tablename__ = "derivative"
    __table_args__ = (
        CheckConstraint("(file_id is null) <> (model_id is null)", name="one_source"),
        Index("ix_derivative_sha256", "sha256"),
    )

    id: Mapped[Key]
    file_id: Mapped[UUID | None] = mapped_column(ForeignKey("digital_file.id"), index=True, default=None)
    model_id: Mapped[UUID | None] = mapped_column(ForeignKey("model.id"), index=True, default=None)
    usage: Mapped[Usage]
    quality: Mapped[str] = mapped_column(String(32), default="")
    media_type: Mapped[str] = mapped_column(String(120))
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int] = mapped_column(BigInteger)
    key: Mapped[str] = mapped_column(String(200))
    details: Mapped[Document]
    superseded_at: Mapped[Moment | None] = mapped_column(default=None)
