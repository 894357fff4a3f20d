"""Loans on the workbench: asked for, agreed, out and back, with checks, movements and minutes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.context import caller, parts
from app.i18n import gettext as _
from app.pages.forms import Form, faults_of, form_of, typed
from app.pages.procedure_words import loan_directions, loan_fields, loan_states
from app.pages.rights import staff_only
from app.pages.workbench.choosing import split_numbers
from app.pages.workbench.loan_rows import check_of, loan_row, loan_things
from app.pages.workbench.minutes_page import minutes_page
from app.pages.workbench.move_form import location_id
from app.pages.workbench.place_rows import place_options
from catalogue.db import now_utc
from catalogue.errors import CatalogueError, ConflictError, NotFoundError, StaleError, ValidationError
from catalogue.policy import Action, require
from catalogue.records import Loan
from catalogue.services.loan_lists import list_items, list_loans, list_overdue, may_for, read_loan
from catalogue.services.loans import (
    add_loan,
    add_to_loan,
    approve_loan,
    attach_check,
    cancel_loan,
    return_loan,
    send_loan,
    update_loan,
)
from catalogue.services.minutes import hand_over
from catalogue.vocab.days import day_of
from catalogue.vocab.heritage import LoanState

bp = Blueprint("workbench_loans", __name__, url_prefix="/<any(vi,en):lang>/workbench/loans")
bp.before_request(staff_only)
FACTS = (
    "direction", "partner", "partner_contact", "purpose", "begins_on", "ends_on", "decision_number", "decision_date",
    "approver", "insurance", "conditions", "note",
)  # fmt: skip
_FAULTS = (ValidationError, ConflictError, NotFoundError)


@bp.get("/")
def index() -> ResponseReturnValue:
    """Loans, the overdue ones above all others."""
    state = request.args.get("state", "")
    only = LoanState(state) if state in loan_states() else None
    today = day_of(now_utc())
    with parts().readers() as session:
        page = list_loans(session, caller(), state=only, cursor=request.args.get("cursor"))
        overdue = [loan_row(loan, today) for loan in list_overdue(session, caller(), today)]
        rows = [loan_row(loan, today) for loan in page.items]
    return render_template(
        "workbench/loans.html",
        rows=rows, overdue=overdue, total=page.total, state=state, states=loan_states(),
        next_page=url_for(".index", state=state or None, cursor=page.next) if page.next else None,
        may_move=caller().may(Action.MOVE_ARTIFACTS),
    )  # fmt: skip


@bp.get("/new")
def create() -> ResponseReturnValue:
    """An empty form; numbers may stand in the address."""
    require(caller(), Action.MOVE_ARTIFACTS)
    return _new_page(Form({"direction": "out", "numbers": request.args.get("numbers", "")}))


@bp.post("/new")
def add() -> ResponseReturnValue:
    """Save a loan that is asked for; on a fault the form comes back as it was typed."""
    numbers = split_numbers(request.form.get("numbers", ""))
    try:
        with parts().sessions.begin() as session:
            number = add_loan(session, caller(), typed(request.form, FACTS), numbers).number
    except _FAULTS as error:
        return _new_page(Form(request.form.to_dict(), _faults(error))), HTTPStatus.UNPROCESSABLE_ENTITY
    flash(_("Saved under the number %(number)s.", number=number), "success")
    return redirect(url_for(".show", number=number), HTTPStatus.SEE_OTHER)


@bp.get("/<number>")
def show(number: str) -> ResponseReturnValue:
    """One loan: where it stands, its artifacts, the next step."""
    with parts().readers() as session:
        loan = read_loan(session, caller(), number)
        return _page(session, loan, form_of(loan, FACTS))


@bp.post("/<number>")
def save(number: str) -> ResponseReturnValue:
    """Change a loan's facts."""
    version = request.form.get("version", None, int)
    facts = {name: value if value != "" else None for name, value in typed(request.form, FACTS).items()}
    return _act(
        number,
        lambda session: update_loan(session, caller(), number, facts, expected_version=version),
        _("Saved."),
    )


@bp.post("/<number>/artifacts")
def extend(number: str) -> ResponseReturnValue:
    """Put more artifacts on a loan that is asked for."""
    numbers = split_numbers(request.form.get("numbers", ""))
    return _act(number, lambda session: add_to_loan(session, caller(), number, numbers), _("Added to the loan."))


@bp.post("/<number>/approve")
def approve(number: str) -> ResponseReturnValue:
    """Agree to a loan."""
    return _act(number, lambda session: approve_loan(session, caller(), number), _("The loan is agreed."))


@bp.post("/<number>/cancel")
def cancel(number: str) -> ResponseReturnValue:
    """Give a loan up."""
    return _act(number, lambda session: cancel_loan(session, caller(), number), _("The loan is given up."))


@bp.post("/<number>/send")
def send(number: str) -> ResponseReturnValue:
    """Let everything leave."""
    return _act(
        number,
        lambda session: send_loan(session, caller(), number, _day()),
        _("Handed over; the movements are recorded."),
    )


@bp.post("/<number>/return")
def take_back(number: str) -> ResponseReturnValue:
    """Take back what is ticked."""
    numbers = request.form.getlist("number")

    def back(session: Session) -> object:
        to_id = location_id(session, request.form.get("to", ""))
        return return_loan(session, caller(), number, _day(), to_id, numbers)

    return _act(number, back, _("Taken back; the movements are recorded."))


@bp.post("/<number>/checks")
def checks(number: str) -> ResponseReturnValue:
    """Say which condition checks were made at the door."""
    require(caller(), Action.CHECK_CONDITION)

    def attach(session: Session) -> None:
        loan = read_loan(session, caller(), number)
        for item, artifact in list_items(session, caller(), loan):
            for side in ("out", "in"):
                wanted = request.form.get(f"check-{side}-{item.id}", "")
                check = check_of(session, caller(), artifact, wanted)
                if check is not None:
                    attach_check(session, caller(), item, check, is_back=side == "in")

    return _act(number, attach, _("Saved."))


@bp.get("/<number>/minutes")
def minutes(number: str) -> ResponseReturnValue:
    """The minutes of the hand-over, or of the return with ``?back=1``."""
    is_back = request.args.get("back") == "1"
    with parts().readers() as session:
        return minutes_page(hand_over(session, caller(), number, is_back=is_back), url_for(".show", number=number))


def _act(number: str, act: Callable[[Session], object], done: str) -> ResponseReturnValue:
    """Take one step of a loan; a refusal is shown on its page beside the step."""
    try:
        with parts().sessions.begin() as session:
            act(session)
    except (StaleError, *_FAULTS) as error:
        return _again(number, error)
    flash(done, "success")
    return redirect(url_for(".show", number=number), HTTPStatus.SEE_OTHER)


def _again(number: str, error: CatalogueError) -> ResponseReturnValue:
    with parts().readers() as session:
        loan = read_loan(session, caller(), number)
        shown = form_of(loan, FACTS).values
        if isinstance(error, StaleError):
            mine = Form({**shown, **request.form.to_dict(), "version": str(loan.version)})
            return _page(session, loan, mine, is_stale=True), HTTPStatus.CONFLICT
        form = Form({**shown, **request.form.to_dict()}, _faults(error))
        status = HTTPStatus.CONFLICT if isinstance(error, ConflictError) else HTTPStatus.UNPROCESSABLE_ENTITY
        return _page(session, loan, form), status


def _faults(error: CatalogueError) -> dict[str, str]:
    """Faults under the names of the form's own fields; an unknown number belongs to the list of artifacts."""
    if isinstance(error, NotFoundError):
        error = ConflictError(error.code, **error.values)
    faults = faults_of(error, loan_fields(), "numbers")
    names = {"to_id": "to", "artifacts": "numbers", "returned_on": "day", "moved_at": "day"}
    return {names.get(name, name): text for name, text in faults.items()}


def _day() -> dt.date:
    """The day that was typed; today when it is none.

    Raises:
        ValidationError: ``day``: ``not_a_date``.
    """
    text = request.form.get("day", "").strip()
    try:
        return dt.date.fromisoformat(text) if text else day_of(now_utc())
    except ValueError:
        raise ValidationError({"day": "not_a_date"}) from None


def _new_page(form: Form) -> str:
    return render_template("workbench/loan_new.html", form=form, directions=loan_directions())


def _page(session: Session, loan: Loan, form: Form, *, is_stale: bool = False) -> str:
    today = day_of(now_utc())
    return render_template(
        "workbench/loan.html",
        loan=loan, row=loan_row(loan, today), form=form, is_stale=is_stale, things=loan_things(session, loan),
        states=loan_states(), directions=loan_directions(), places=place_options(session), today=today,
        may_move=may_for(session, caller(), Action.MOVE_ARTIFACTS, loan),
        may_approve=may_for(session, caller(), Action.PUBLISH, loan),
        may_check=caller().may(Action.CHECK_CONDITION),
    )  # fmt: skip
