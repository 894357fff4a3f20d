"""Columns that several records share."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from catalogue.db import Base, Key, Moment, UtcDateTime, now_utc
from catalogue.vocab.terms import Status, Visibility


class Stamped:
    """Keeps when a row was made and last saved."""

    created_at: Mapped[Moment] = mapped_column(default=now_utc)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now_utc, onupdate=now_utc, index=True)


class Versioned(Stamped):
    """Counts saves, so that a second writer of the same version is refused."""

    version: Mapped[int] = mapped_column(default=1)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805  SQLAlchemy calls it with the class
        """Tell the mapper which column counts."""
        return {"version_id_col": cls.version}


class Part(Versioned, Base):
    """A row that belongs to a record and is saved by itself; withdrawn where it was wrong, never deleted."""

    __abstract__ = True

    id: Mapped[Key]
    withdrawn_at: Mapped[Moment | None] = mapped_column(default=None)


class Published:
    """Says how far a record has come and who may see it."""

    status: Mapped[Status] = mapped_column(default=Status.DRAFT, index=True)
    visibility: Mapped[Visibility] = mapped_column(default=Visibility.PUBLIC)
    published_at: Mapped[Moment | None] = mapped_column(default=None)
    withdrawn_at: Mapped[Moment | None] = mapped_column(default=None)

    @property
    def is_public(self) -> bool:
        """Whether anybody may see it."""
        return self.status is Status.PUBLISHED and self.visibility is Visibility.PUBLIC
