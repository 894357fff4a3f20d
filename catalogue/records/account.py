"""People and programs that log in."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from catalogue.db import Base, Key, Moment, Words
from catalogue.policy import Role
from catalogue.records.mixins import Versioned


class Account(Versioned, Base):
    """One login; the e-mail address is kept folded to lower case, the password only as a hash."""

    __tablename__ = "account"

    id: Mapped[Key]
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(200), default="")
    password_hash: Mapped[str | None] = mapped_column(String(300), default=None)
    role: Mapped[Role]
    language: Mapped[str] = mapped_column(String(8), default="vi")
    organisation_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisation.id"), index=True, default=None)
    totp_secret: Mapped[str | None] = mapped_column(String(120), default=None)
    totp_confirmed_at: Mapped[Moment | None] = mapped_column(default=None)
    totp_last_step: Mapped[int | None] = mapped_column(BigInteger, default=None)
    recovery_hashes: Mapped[Words]
    disabled_at: Mapped[Moment | None] = mapped_column(default=None)
    last_login_at: Mapped[Moment | None] = mapped_column(default=None)
