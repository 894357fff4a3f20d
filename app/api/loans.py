"""Loans over HTTP: asked for, agreed, out of the house and back; for staff."""

from __future__ import annotations

from http import HTTPStatus
from uuid import UUID

from apiflask import APIBlueprint
from flask import request
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.api.common import expected_version, page_body, version_tag, whole_list
from app.api.place_codes import place_id
from app.context import address, caller, parts
from app.schemas.handovers import (
    FullLoanBody,
    LoanChanges,
    LoanDay,
    LoanPage,
    LoanQuery,
    LoanReturn,
    NewLoan,
    loan_body,
    loan_item_body,
)
from catalogue.db import now_utc
from catalogue.records import ConditionCheck, Loan
from catalogue.services.loan_lists import list_items, list_loans, list_overdue, read_loan
from catalogue.services.loans import add_loan, approve_loan, cancel_loan, return_loan, send_loan, update_loan
from catalogue.vocab.days import day_of

bp = APIBlueprint("loans", __name__, url_prefix="/api/v1/loans")


@bp.get("")
@bp.input(LoanQuery, location="query", arg_name="wish")
@bp.output(LoanPage)
def index(wish: LoanQuery) -> ResponseReturnValue:
    """List loans, the latest first, or those that are overdue."""
    with parts().readers() as session:
        if wish.overdue:
            return whole_list([loan_body(loan) for loan in list_overdue(session, caller(), day_of(now_utc()))])
        page = list_loans(session, caller(), state=wish.state, cursor=wish.cursor, limit=wish.limit)
        return page_body(page, loan_body)


@bp.post("")
@bp.input(NewLoan, arg_name="new")
@bp.output(FullLoanBody, status_code=201)
def create(new: NewLoan) -> ResponseReturnValue:
    """Ask for a loan, under the year's next number."""
    values = new.model_dump(exclude_none=True, exclude={"artifacts"})
    with parts().sessions.begin() as session:
        body = _body(session, add_loan(session, caller(), values, [number.strip() for number in new.artifacts]))
    place = address("loans.read", number=str(body["number"]))
    return body, HTTPStatus.CREATED, {"Location": place, **version_tag(body["version"])}


@bp.get("/<number>")
@bp.output(FullLoanBody)
def read(number: str) -> ResponseReturnValue:
    """One loan with its artifacts."""
    with parts().readers() as session:
        body = _body(session, read_loan(session, caller(), number))
    return body, HTTPStatus.OK, version_tag(body["version"])


@bp.patch("/<number>")
@bp.input(LoanChanges, arg_name="changes")
@bp.output(FullLoanBody)
def change(number: str, changes: LoanChanges) -> ResponseReturnValue:
    """Change a loan of the version named in If-Match."""
    version, columns = expected_version(request), changes.model_dump(exclude_unset=True)
    with parts().sessions.begin() as session:
        body = _body(session, update_loan(session, caller(), number, columns, expected_version=version))
    return body, HTTPStatus.OK, version_tag(body["version"])


@bp.post("/<number>/approve")
@bp.output(FullLoanBody)
def approve(number: str) -> ResponseReturnValue:
    """Agree to a loan; decision and approver must be written down."""
    with parts().sessions.begin() as session:
        return _body(session, approve_loan(session, caller(), number))


@bp.post("/<number>/cancel")
@bp.output(FullLoanBody)
def cancel(number: str) -> ResponseReturnValue:
    """Give up a loan that has not begun."""
    with parts().sessions.begin() as session:
        return _body(session, cancel_loan(session, caller(), number))


@bp.post("/<number>/send")
@bp.input(LoanDay, arg_name="wish")
@bp.output(FullLoanBody)
def send(number: str, wish: LoanDay) -> ResponseReturnValue:
    """Let the artifacts leave; each movement is recorded."""
    with parts().sessions.begin() as session:
        return _body(session, send_loan(session, caller(), number, wish.day or day_of(now_utc())))


@bp.post("/<number>/return")
@bp.input(LoanReturn, arg_name="wish")
@bp.output(FullLoanBody)
def take_back(number: str, wish: LoanReturn) -> ResponseReturnValue:
    """Take back what came; the loan is over when nothing is left out."""
    day = wish.day or day_of(now_utc())
    with parts().sessions.begin() as session:
        to_id = place_id(session, wish.to)
        return _body(session, return_loan(session, caller(), number, day, to_id, wish.artifacts))


def _body(session: Session, loan: Loan) -> dict[str, object]:
    """A loan with its artifacts and the numbers of their checks."""
    rows = list_items(session, caller(), loan)
    ids = {ident for item, _ in rows for ident in (item.check_out_id, item.check_in_id) if ident}
    checks: dict[UUID, str] = {
        check.id: check.number for check in session.scalars(select(ConditionCheck).where(ConditionCheck.id.in_(ids)))
    }
    return {**loan_body(loan), "items": [loan_item_body(item, artifact, checks) for item, artifact in rows]}
