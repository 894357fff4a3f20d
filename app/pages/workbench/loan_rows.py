"""Loans and their artifacts as pages show them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.context import caller
from app.pages.procedure_words import loan_directions, loan_states
from app.pages.workbench.place_rows import ThingRow, thing_rows
from catalogue.errors import ValidationError
from catalogue.policy import Identity
from catalogue.records import Artifact, ConditionCheck, Loan, LoanItem
from catalogue.services.conditions import list_checks
from catalogue.services.loan_lists import list_items
from catalogue.vocab.heritage import LoanState


@dataclass(frozen=True, slots=True)
class LoanRow:
    """A loan in a list; ``late`` is the number of days that it should have ended before today."""

    number: str
    url: str
    partner: str
    direction: str
    state: str
    state_name: str
    begins_on: dt.date
    ends_on: dt.date
    late: int


@dataclass(frozen=True, slots=True)
class LoanThing:
    """An artifact of a loan; ``checks`` are the numbers and days of its condition checks."""

    item: LoanItem
    row: ThingRow
    checks: list[tuple[str, dt.date]]
    check_out: str
    check_in: str


def loan_row(loan: Loan, today: dt.date) -> LoanRow:
    """A loan as its row."""
    late = (today - loan.ends_on).days if loan.state is LoanState.ACTIVE else 0
    return LoanRow(
        loan.number, url_for("workbench_loans.show", number=loan.number), loan.partner,
        loan_directions()[loan.direction.value], loan.state.value, loan_states()[loan.state.value], loan.begins_on,
        loan.ends_on, max(0, late),
    )  # fmt: skip


def loan_things(session: Session, loan: Loan) -> list[LoanThing]:
    """A loan's artifacts with what may be chosen as their checks."""
    rows = list_items(session, caller(), loan)
    shown = thing_rows(session, [artifact for _, artifact in rows])
    ids = [artifact.id for _, artifact in rows]
    query = select(ConditionCheck).where(ConditionCheck.artifact_id.in_(ids))
    found = list(session.scalars(query.order_by(ConditionCheck.checked_on.desc(), ConditionCheck.number.desc())))
    numbers = {check.id: check.number for check in found}
    return [
        LoanThing(
            item,
            row,
            [(check.number, check.checked_on) for check in found if check.artifact_id == artifact.id],
            numbers.get(item.check_out_id, "") if item.check_out_id else "",
            numbers.get(item.check_in_id, "") if item.check_in_id else "",
        )
        for (item, artifact), row in zip(rows, shown, strict=True)
    ]


def check_of(session: Session, who: Identity, artifact: Artifact, number: str) -> ConditionCheck | None:
    """The artifact's check with this number; None where none was chosen.

    Raises:
        ValidationError: ``check_id``: ``not_found``: the artifact has no such check.
    """
    if not number:
        return None
    for check in list_checks(session, who, artifact):
        if check.number == number:
            return check
    raise ValidationError({"check_id": "not_found"})
