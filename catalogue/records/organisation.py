"""Agencies that share one installation, and who may do what for which of them."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from catalogue.db import Base, Key, Moment
from catalogue.policy import Role
from catalogue.records.mixins import Stamped, Versioned


class Organisation(Versioned, Base):
    """A museum, monument centre or department; records and accounts belong to one."""

    __tablename__ = "organisation"
    __table_args__ = (CheckConstraint("length(title_vi) > 0", name="title_present"),)

    id: Mapped[Key]
    code: Mapped[str] = mapped_column(String(64), unique=True)
    title_vi: Mapped[str] = mapped_column(String(300))
    title_en: Mapped[str | None] = mapped_column(String(300), default=None)
    closed_at: Mapped[Moment | None] = mapped_column(default=None)


class Grant(Stamped, Base):
    """One account's role for the records of one organisation."""

    __tablename__ = "role_grant"
    __table_args__ = (UniqueConstraint("account_id", "organisation_id", "role", name="uq_role_grant_whole"),)

    id: Mapped[Key]
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), index=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"), index=True)
    role: Mapped[Role]
