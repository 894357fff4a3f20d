"""Loans out and in."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from sqlalchemy import CheckConstraint, Date, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from catalogue.db import Base, Key
from catalogue.records.mixins import Stamped, Versioned
from catalogue.vocab.heritage import LoanDirection, LoanState


class Loan(Versioned, Base):
    """One agreement to lend or borrow."""

    __tablename__ = "loan"
    __table_args__ = (CheckConstraint("ends_on >= begins_on", name="span_forward"),)

    id: Mapped[Key]
    number: Mapped[str] = mapped_column(String(64), unique=True)
    direction: Mapped[LoanDirection]
    state: Mapped[LoanState] = mapped_column(default=LoanState.PLANNED)
    partner: Mapped[str] = mapped_column(String(300))
    partner_contact: Mapped[str | None] = mapped_column(Text, default=None)
    agent_id: Mapped[UUID | None] = mapped_column(ForeignKey("agent.id"), default=None)
    purpose: Mapped[str] = mapped_column(Text)
    begins_on: Mapped[dt.date] = mapped_column(Date)
    ends_on: Mapped[dt.date] = mapped_column(Date)
    decision_number: Mapped[str | None] = mapped_column(String(120), default=None)
    decision_date: Mapped[dt.date | None] = mapped_column(Date, default=None)
    approver: Mapped[str | None] = mapped_column(String(200), default=None)
    insurance: Mapped[str | None] = mapped_column(Text, default=None)
    conditions: Mapped[str | None] = mapped_column(Text, default=None)
    note: Mapped[str | None] = mapped_column(Text, default=None)


class LoanItem(Stamped, Base):
    """One artifact of a loan, with the checks that were made when it left and came back."""

    __tablename__ = "loan_item"
    __table_args__ = (UniqueConstraint("loan_id", "artifact_id", name="uq_loan_item_pair"),)

    id: Mapped[Key]
    loan_id: Mapped[UUID] = mapped_column(ForeignKey("loan.id"), index=True)
    artifact_id: Mapped[UUID] = mapped_column(ForeignKey("artifact.id"), index=True)
    check_out_id: Mapped[UUID | None] = mapped_column(ForeignKey("condition_check.id"), default=None)
    check_in_id: Mapped[UUID | None] = mapped_column(ForeignKey("condition_check.id"), default=None)
    left_on: Mapped[dt.date | None] = mapped_column(Date, default=None)
    returned_on: Mapped[dt.date | None] = mapped_column(Date, default=None)
    note: Mapped[str | None] = mapped_column(Text, default=None)
