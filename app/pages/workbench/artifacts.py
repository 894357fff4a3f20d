"""Artifacts on the workbench: list, register, edit, publish."""

from __future__ import annotations

from http import HTTPStatus
from urllib.parse import urlencode

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.context import caller, parts
from app.i18n import gettext as _
from app.pages.fields import field_labels
from app.pages.forms import Form, faults_of
from app.pages.workbench.artifact_form import (
    KEPT_FOR_NEXT,
    new_form,
    read_form,
    show_form,
    show_values,
    unknown_words,
)
from app.pages.workbench.artifact_page import form_page
from app.pages.workbench.edits import EditedForm, edits_page
from app.pages.workbench.finding import find_records
from app.pages.workbench.first_photos import HELD, hold_photos, make_room, take_photos
from app.pages.workbench.kept_forms import ARTIFACT_FORM, forget_draft
from app.pages.workbench.late_forms import keep_forms
from app.pages.workbench.next_number import numbered_form
from catalogue.errors import ConflictError, StaleError, ValidationError
from catalogue.policy import Action
from catalogue.services.artifacts import change_artifact_status, read_artifact, register_artifact, update_artifact
from catalogue.services.reviews import submit_for_review
from catalogue.vocab.terms import Status

bp = Blueprint("workbench_artifacts", __name__, url_prefix="/<any(vi,en):lang>/workbench/artifacts")
bp.url_value_preprocessor(make_room)
keep_forms(bp, ARTIFACT_FORM)
_EDITED = EditedForm(read_form, show_form, show_values, {"site_id": "site_code"}, frozenset({"location_id"}))


@bp.get("/")
def index() -> ResponseReturnValue:
    """All artifacts, newest change first, or those that a search finds."""
    found = find_records("artifact", request.args.get("q", ""))
    may_write = caller().may(Action.WRITE_RECORDS)
    return render_template(
        "workbench/records.html",
        title=_("Artifacts"),
        found=found,
        create_url=url_for(".create") if may_write else None,
        create_title=_("Register an artifact"),
    )


@bp.get("/new")
def create() -> ResponseReturnValue:
    """A form in which the recorder and the day are filled in already."""
    with parts().readers() as session:
        return form_page(session, new_form(), None)


@bp.post("/new")
def register() -> ResponseReturnValue:
    """Save a new artifact; on a fault the form comes back as it was typed."""
    if request.form.get("then") == "number":
        return _numbered()
    try:
        with parts().sessions.begin() as session:
            artifact = register_artifact(session, caller(), read_form(session, request.form))
            number, ident = artifact.accession_number, artifact.id
            forget_draft(session, ARTIFACT_FORM, "")
    except (ValidationError, ConflictError) as error:
        return _again(error, None)
    taken = take_photos(ident)
    _tell_notices()
    if request.form.get("then") == "another":
        flash(_("%(number)s is saved.", number=number), "success")
        handed_on = {name: request.form.get(name, "") for name in KEPT_FOR_NEXT}
        return redirect(f"{url_for('.create')}?{urlencode(handed_on)}", HTTPStatus.SEE_OTHER)
    flash(_("Saved. Now add photographs and scans.") if not taken else _("Saved, with its photographs."), "success")
    return redirect(url_for("workbench_files.artifact", number=number), HTTPStatus.SEE_OTHER)


@bp.get("/<path:number>")
def edit(number: str) -> ResponseReturnValue:
    """The form of one artifact."""
    with parts().readers() as session:
        artifact = read_artifact(session, caller(), number)
        return form_page(session, show_form(session, artifact), artifact)


@bp.post("/<path:number>")
def save(number: str) -> ResponseReturnValue:
    """Save changes; when someone else saved first, both are brought together field by field and nothing is lost."""
    if request.form.get("then") == "form":
        return _as_typed(number)
    version = request.form.get("version", None, int)
    try:
        with parts().sessions.begin() as session:
            values = read_form(session, request.form)
            artifact = update_artifact(session, caller(), number, values, expected_version=version)
            forget_draft(session, ARTIFACT_FORM, number)
            number = artifact.accession_number
    except StaleError:
        return _conflict(number, version or 0)
    except (ValidationError, ConflictError) as error:
        return _again(error, number)
    _tell_notices()
    flash(_("Saved."), "success")
    return redirect(url_for(".edit", number=number), HTTPStatus.SEE_OTHER)


@bp.post("/<path:number>/publish")
def publish(number: str) -> ResponseReturnValue:
    """Publish a draft, or take a published artifact back."""
    try:
        with parts().sessions.begin() as session:
            artifact = read_artifact(session, caller(), number)
            wanted = Status.DRAFT if artifact.status is Status.PUBLISHED else Status.PUBLISHED
            version = request.form.get("version", None, int)
            change_artifact_status(session, caller(), number, wanted, expected_version=version)
    except ValidationError as error:
        with parts().readers() as session:
            artifact = read_artifact(session, caller(), number)
            faults = faults_of(error, field_labels(), "accession_number")
            form = Form(show_form(session, artifact).values, faults)
            return form_page(session, form, artifact), HTTPStatus.UNPROCESSABLE_ENTITY
    flash(_("Published.") if wanted is Status.PUBLISHED else _("Taken back to draft."), "success")
    return redirect(url_for(".edit", number=number), HTTPStatus.SEE_OTHER)


@bp.post("/<path:number>/submit")
def submit(number: str) -> ResponseReturnValue:
    """Hand a draft to whoever publishes."""
    with parts().sessions.begin() as session:
        artifact = read_artifact(session, caller(), number)
        note, version = request.form.get("note", ""), request.form.get("version", None, int)
        submit_for_review(session, caller(), artifact, note=note, expected_version=version)
    flash(_("Submitted for review."), "success")
    return redirect(url_for(".edit", number=number), HTTPStatus.SEE_OTHER)


def _numbered() -> ResponseReturnValue:
    """The new form as typed, with the next free number."""
    with parts().readers() as session:
        form = numbered_form(session, request.form)
        return form_page(session, Form({**form.values, HELD: hold_photos()}, form.faults), None)


def _again(error: ValidationError | ConflictError, number: str | None) -> ResponseReturnValue:
    """The form as typed, with each fault beside its field; photographs that came with it wait."""
    faults = faults_of(error, field_labels(), "accession_number")
    with parts().readers() as session:
        artifact = read_artifact(session, caller(), number) if number else None
        form = Form({**request.form, HELD: hold_photos()}, faults)
        return form_page(session, form, artifact), HTTPStatus.UNPROCESSABLE_ENTITY


def _as_typed(number: str) -> ResponseReturnValue:
    """The form with what was chosen so far, not saved."""
    with parts().readers() as session:
        return form_page(session, Form(request.form.to_dict()), read_artifact(session, caller(), number))


def _conflict(number: str, version: int) -> ResponseReturnValue:
    """The page on which two writers' words are brought together."""
    with parts().readers() as session:
        artifact = read_artifact(session, caller(), number)
        return edits_page(session, _EDITED, artifact, version), HTTPStatus.CONFLICT


def _tell_notices() -> None:
    """Say which words were kept as free text."""
    with parts().readers() as session:
        for notice in unknown_words(session, request.form):
            flash(notice, "notice")
