"""Scan to move: a shelf's label, then the labels of what is put on it; made for a phone, and for typing."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.context import caller, parts
from app.i18n import gettext as _
from app.i18n import language, ngettext
from app.pages.forms import Form, faults_of
from app.pages.procedure_words import move_reasons, movement_fields
from app.pages.rights import staff_only
from app.pages.workbench.move_form import move_values
from app.pages.workbench.place_rows import ThingRow, place_title, thing_rows
from app.texts import describe
from catalogue.errors import ConflictError, ValidationError
from catalogue.policy import Action, require
from catalogue.services.scan_lists import Group, Plan, carry_out, read_plan

bp = Blueprint("workbench_scan", __name__, url_prefix="/<any(vi,en):lang>/workbench/scan")
bp.before_request(staff_only)


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A shelf of the plan with what comes to it and what stands there already."""

    code: str
    title: str
    things: list[ThingRow]
    already: list[ThingRow]


@bp.get("/")
def index() -> ResponseReturnValue:
    """The list to be scanned; codes in the address begin it."""
    require(caller(), Action.MOVE_ARTIFACTS)
    return render_template("workbench/scan.html", form=Form({"codes": "\n".join(request.args.getlist("code"))}))


@bp.post("/")
def look() -> ResponseReturnValue:
    """Show what the list would do, before it is done."""
    form = Form({"reason": "storage", "mover": caller().name, **request.form.to_dict()})
    try:
        with parts().readers() as session:
            return _plan_page(session, form, _plan(session))
    except ValidationError as error:
        faults = faults_of(error, movement_fields(), "codes")
        return render_template("workbench/scan.html", form=Form(form.values, faults)), HTTPStatus.UNPROCESSABLE_ENTITY


@bp.post("/confirm")
def confirm() -> ResponseReturnValue:
    """Move everything on the list; all of it, or nothing."""
    try:
        with parts().sessions.begin() as session:
            moved = len(carry_out(session, caller(), _plan(session), move_values(session, request.form)))
    except (ValidationError, ConflictError) as error:
        form = Form(request.form.to_dict(), faults_of(error, movement_fields(), "codes"))
        with parts().readers() as session:
            return _plan_page(session, form, _plan(session)), HTTPStatus.UNPROCESSABLE_ENTITY
    flash(ngettext("%(num)s artifact was moved.", "%(num)s artifacts were moved.", moved), "success")
    return redirect(url_for(".index", done=1), HTTPStatus.SEE_OTHER)


def _plan(session: Session) -> Plan:
    """The plan of the list that was sent."""
    return read_plan(session, caller(), request.form.get("codes", "").splitlines())


def _plan_page(session: Session, form: Form, plan: Plan) -> str:
    puzzles = [
        (puzzle.line, puzzle.text, describe(puzzle.code, {"text": puzzle.text}, language())) for puzzle in plan.puzzles
    ]
    has_monument = any(row.site_id for group in plan.groups for row in group.artifacts)
    return render_template(
        "workbench/scan_plan.html",
        form=form, groups=[_group_row(session, group) for group in plan.groups], puzzles=puzzles, plan=plan,
        reasons=move_reasons(), has_monument=has_monument, title=_("Check and confirm"),
    )  # fmt: skip


def _group_row(session: Session, group: Group) -> GroupRow:
    things, already = thing_rows(session, group.artifacts), thing_rows(session, group.already)
    return GroupRow(group.location.code, place_title(group.location), things, already)
