"""People and programs that log in."""

from __future__ import annotations

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from catalogue.db import Base, Key, Moment
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
    disabled_at: Mapped[Moment | None] = mapped_column(default=None)
    last_login_at: Mapped[Moment | None] = mapped_column(default=None)
