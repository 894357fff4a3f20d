"""Movements on the workbench: the journal, moving one or many, where a thing has been, setting a wrong entry right."""

from __future__ import annotations

from http import HTTPStatus
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.context import caller, parts
from app.i18n import gettext as _
from app.i18n import ngettext
from app.pages.cards import in_words
from app.pages.forms import Form, faults_of
from app.pages.procedure_words import move_reasons, movement_fields
from app.pages.rights import staff_only
from app.pages.workbench.choosing import Choice, choose_artifacts
from app.pages.workbench.move_form import correcting_ids, filter_of, move_values
from app.pages.workbench.next_links import next_link
from app.pages.workbench.place_rows import move_rows, place_options, place_title, thing_rows
from catalogue.errors import CatalogueError, ConflictError, ValidationError
from catalogue.policy import Action, require
from catalogue.services.artifacts import read_artifact, read_artifact_by_id
from catalogue.services.movement_lists import find_movements
from catalogue.services.movements import (
    correct_movement,
    find_whereabouts,
    list_movements,
    move_artifacts,
    read_movement,
)

bp = Blueprint("workbench_movements", __name__, url_prefix="/<any(vi,en):lang>/workbench/movements")
bp.before_request(staff_only)


@bp.get("/")
def index() -> ResponseReturnValue:
    """The journal, the latest first, narrowed by what the reader asks for."""
    with parts().readers() as session:
        form, only = filter_of(session, request.args)
        page = find_movements(session, caller(), only, cursor=request.args.get("cursor"))
        rows = move_rows(session, page.items, correcting_ids(session, page.items))
        places = place_options(session)
    return render_template(
        "workbench/movements.html",
        rows=rows, total=page.total, form=form, places=places, reasons=move_reasons(),
        next_page=next_link(".index", form, page.next),
        is_narrowed=any(form.values.values()), may_move=caller().may(Action.MOVE_ARTIFACTS),
    )  # fmt: skip


@bp.get("/new")
def create() -> ResponseReturnValue:
    """Choose artifacts and say where they go; numbers, words or a place may stand in the address."""
    require(caller(), Action.MOVE_ARTIFACTS)
    with parts().readers() as session:
        choice = choose_artifacts(session, request.args)
        form = Form({"reason": "storage", "mover": caller().name, **request.args.to_dict()})
        return _page(session, form, choice)


@bp.post("/new")
def move() -> ResponseReturnValue:
    """Record the move of everything that is ticked or typed; all of it, or nothing."""
    with parts().readers() as session:
        choice = choose_artifacts(session, request.form)
    try:
        if choice.unknown:
            raise ValidationError({"numbers": "not_found"})  # noqa: TRY301  one way for all faults of the form
        with parts().sessions.begin() as session:
            values = move_values(session, request.form)
            moved = move_artifacts(session, caller(), [row.accession_number for row in choice.artifacts], values)
            count = len(moved)
    except (ValidationError, ConflictError) as error:
        return _again(choice, error)
    flash(ngettext("%(num)s artifact was moved.", "%(num)s artifacts were moved.", count), "success")
    return redirect(url_for(".index"), HTTPStatus.SEE_OTHER)


@bp.get("/of/<path:number>")
def trail(number: str) -> ResponseReturnValue:
    """Where an artifact has been."""
    with parts().readers() as session:
        artifact = read_artifact(session, caller(), number)
        movements = list_movements(session, caller(), artifact)
        place = find_whereabouts(session, caller(), artifact)
        return render_template(
            "workbench/movement_trail.html",
            number=artifact.accession_number,
            title=in_words(artifact.title_vi, artifact.title_en),
            rows=move_rows(session, movements, correcting_ids(session, movements)),
            thing=thing_rows(session, [artifact])[0],
            place=place,
            place_title=place_title(place.location) if place.location else (artifact.location or ""),
            may_move=caller().may(Action.MOVE_ARTIFACTS),
        )


@bp.get("/<uuid:movement_id>/correct")
def mend(movement_id: UUID) -> ResponseReturnValue:
    """The form that sets a wrong movement right."""
    require(caller(), Action.MOVE_ARTIFACTS)
    with parts().readers() as session:
        return _correction(session, movement_id, Form())


@bp.post("/<uuid:movement_id>/correct")
def correct(movement_id: UUID) -> ResponseReturnValue:
    """Record where it really went; the wrong movement stays in the history."""
    try:
        with parts().sessions.begin() as session:
            values = move_values(session, request.form)
            row = correct_movement(session, caller(), movement_id, values)
            number = read_artifact_by_id(session, caller(), row.artifact_id).accession_number
    except ValidationError as error:
        form = Form(request.form.to_dict(), _faults(error))
        with parts().readers() as session:
            return _correction(session, movement_id, form), HTTPStatus.UNPROCESSABLE_ENTITY
    flash(_("Set right. The wrong entry stays in the history, marked."), "success")
    return redirect(url_for(".trail", number=number), HTTPStatus.SEE_OTHER)


def _again(choice: Choice, error: CatalogueError) -> ResponseReturnValue:
    """The form as typed, with each fault beside its field."""
    with parts().readers() as session:
        form = Form(request.form.to_dict(), _faults(error))
        return _page(session, form, choice), HTTPStatus.UNPROCESSABLE_ENTITY


def _faults(error: CatalogueError) -> dict[str, str]:
    """Faults under the names of the form's own fields."""
    faults = faults_of(error, movement_fields(), "numbers")
    return {{"to_id": "to", "artifacts": "numbers"}.get(name, name): text for name, text in faults.items()}


def _page(session: Session, form: Form, choice: Choice) -> str:
    return render_template(
        "workbench/movement_new.html",
        form=form, things=thing_rows(session, choice.artifacts), choice=choice, reasons=move_reasons(),
        places=place_options(session), needs_decision=any(row.site_id for row in choice.artifacts),
    )  # fmt: skip


def _correction(session: Session, movement_id: UUID, form: Form) -> str:
    """The page of a correction.

    Raises:
        NotFoundError: ``movement_not_found``.
    """
    wrong = read_movement(session, caller(), movement_id)
    (row,) = move_rows(session, [wrong], frozenset())
    needs = {"decision_number": wrong.decision_number, "approver": wrong.approver, "mover": wrong.mover}
    filled = {**{name: value or "" for name, value in needs.items()}, **form.values}
    return render_template(
        "workbench/movement_correct.html", row=row, form=Form(filled, form.faults), places=place_options(session)
    )
