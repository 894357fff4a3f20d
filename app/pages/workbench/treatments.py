"""Treatments on the workbench: proposed, begun, finished, with pictures before and after and the damage they answer."""

from __future__ import annotations

from http import HTTPStatus
from urllib.parse import urlencode
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.context import caller, parts
from app.i18n import gettext as _
from app.pages.condition_words import condition_words
from app.pages.forms import Form, faults_of, form_of, typed
from app.pages.rights import staff_only
from app.pages.workbench.condition_form import find_record, wished_record
from app.pages.workbench.condition_rows import record_query
from app.pages.workbench.rows import differing_rows, title_of
from app.pages.workbench.treatment_form import (
    FIELDS,
    FINISH,
    action_choices,
    check_choices,
    form_labels,
    material_names,
    treatment_values,
)
from app.pages.workbench.treatment_page import treatment_page
from app.pages.workbench.treatment_rows import treatment_row
from catalogue.db import now_utc
from catalogue.errors import ConflictError, NotFoundError, StaleError, ValidationError
from catalogue.policy import Action, require
from catalogue.records import Treatment
from catalogue.services.conditions import read_check
from catalogue.services.treatment_lists import Stand, TreatmentFilter, find_treatments, set_treated, treated_record
from catalogue.services.treatments import (
    STAGES,
    add_treatment,
    change_treatment_status,
    finish_treatment,
    hide_file,
    read_treatment,
    show_file,
    update_treatment,
)
from catalogue.vocab.days import day_of
from catalogue.vocab.terms import Status

bp = Blueprint("workbench_treatments", __name__, url_prefix="/<any(vi,en):lang>/workbench/treatments")
bp.before_request(staff_only)
_STEPS = {"review": Status.REVIEW, "publish": Status.PUBLISHED, "unpublish": Status.DRAFT, "withdraw": Status.WITHDRAWN}
_WISHES = ("record", "stand")


@bp.get("/")
def index() -> ResponseReturnValue:
    """All treatments, the latest begin first; of one record, or at one stand."""
    form = Form({name: request.args.get(name, "").strip() for name in _WISHES})
    stands = {one.value: one for one in Stand}
    with parts().readers() as session:
        record = wished_record(session, form)
        owner = {f"{kind}_id": record.id for kind in record_query(record)} if record else {}
        only = TreatmentFilter(**owner, stand=stands.get(form.value("stand")))
        is_unknown = bool(form.value("record")) and record is None
        found = None if is_unknown else find_treatments(session, caller(), only, cursor=request.args.get("cursor"))
        return render_template(
            "workbench/treatments.html",
            rows=[treatment_row(session, one) for one in found.items] if found else [],
            total=found.total if found else 0,
            form=form,
            words=condition_words(),
            next_page=_next_page(form, found.next if found else None),
            may_treat=caller().may(Action.TREAT),
        )


def _next_page(form: Form, cursor: str | None) -> str | None:
    """The address of the following part of the list, with the same wishes."""
    wish = {name: value for name in _WISHES if (value := form.value(name))}
    return f"{url_for('.index')}?{urlencode({**wish, 'cursor': cursor})}" if cursor else None


@bp.get("/new")
def create() -> ResponseReturnValue:
    """An empty form for the record, and the check, that the address names."""
    require(caller(), Action.TREAT)
    wish = request.args
    given = {"record": wish.get("artifact") or wish.get("site") or "", "begun_on": day_of(now_utc()).isoformat()}
    with parts().readers() as session:
        try:
            before = str(read_check(session, caller(), wish["check"]).id) if "check" in wish else ""
        except NotFoundError:
            before = ""
        return _form_page(session, Form({**given, "conservator": caller().name, "check_before_id": before}), None)


@bp.post("/new")
def add() -> ResponseReturnValue:
    """Save a new treatment; on a fault the form comes back as it was typed."""
    require(caller(), Action.TREAT)
    form = Form(request.form.to_dict())
    try:
        with parts().sessions.begin() as session:
            record = find_record(session, form.value("record"))
            number = add_treatment(session, caller(), record, treatment_values()).number
    except (ValidationError, ConflictError) as error:
        return _again(form, error, None)
    flash(_("Saved as %(number)s.", number=number), "success")
    return redirect(url_for(".show", number=number), HTTPStatus.SEE_OTHER)


@bp.get("/<number>")
def show(number: str) -> ResponseReturnValue:
    """One treatment with its pictures and the damage that it answers."""
    with parts().readers() as session:
        return _show(session, number, Form({"ended_on": day_of(now_utc()).isoformat()}))


@bp.get("/<number>/edit")
def edit(number: str) -> ResponseReturnValue:
    """The form of one treatment."""
    require(caller(), Action.TREAT)
    with parts().readers() as session:
        treatment = read_treatment(session, caller(), number)
        return _form_page(session, form_of(treatment, FIELDS), treatment)


@bp.post("/<number>/edit")
def save(number: str) -> ResponseReturnValue:
    """Save changes; when someone else saved first, both versions are shown and nothing is lost."""
    form, version = Form(request.form.to_dict()), request.form.get("version", None, int)
    try:
        with parts().sessions.begin() as session:
            update_treatment(session, caller(), number, treatment_values(), expected_version=version)
    except StaleError:
        return _conflict(form, number)
    except (ValidationError, ConflictError) as error:
        return _again(form, error, number)
    flash(_("Saved."), "success")
    return redirect(url_for(".show", number=number), HTTPStatus.SEE_OTHER)


@bp.post("/<number>/finish")
def finish(number: str) -> ResponseReturnValue:
    """Say that the work is done and with which result."""
    form, version = Form(request.form.to_dict()), request.form.get("version", None, int)
    try:
        with parts().sessions.begin() as session:
            values = typed(request.form, FINISH)
            finish_treatment(session, caller(), number, values, expected_version=version)
    except (ValidationError, ConflictError) as error:
        faults = faults_of(error, form_labels(), "result")
        with parts().readers() as session:
            return _show(session, number, Form(form.values, faults)), HTTPStatus.UNPROCESSABLE_ENTITY
    flash(_("Finished and handed over for review."), "success")
    return redirect(url_for(".show", number=number), HTTPStatus.SEE_OTHER)


@bp.post("/<number>/<any(review,publish,unpublish,withdraw):step>")
def set_status(number: str, step: str) -> ResponseReturnValue:
    """Hand a treatment over for review, settle it, take it back to draft, or withdraw it."""
    version = request.form.get("version", None, int)
    with parts().sessions.begin() as session:
        change_treatment_status(session, caller(), number, _STEPS[step], expected_version=version)
    flash(_("Saved."), "success")
    return redirect(url_for(".show", number=number), HTTPStatus.SEE_OTHER)


@bp.post("/<number>/files")
def files(number: str) -> ResponseReturnValue:
    """Put each of the record's pictures before, during or after the treatment, or at none of them."""
    require(caller(), Action.TREAT)
    with parts().sessions.begin() as session:
        for name, stage in request.form.items():
            ident = _file_ident(name)
            if ident is not None and stage in STAGES:
                show_file(session, caller(), number, ident, stage)
            elif ident is not None:
                hide_file(session, caller(), number, ident)
    flash(_("Saved."), "success")
    return redirect(url_for(".show", number=number, _anchor="pictures"), HTTPStatus.SEE_OTHER)


@bp.post("/<number>/damages")
def damages(number: str) -> ResponseReturnValue:
    """Choose which findings the treatment answers."""
    with parts().sessions.begin() as session:
        set_treated(session, caller(), number, request.form.getlist("damage", UUID))
    flash(_("Saved."), "success")
    return redirect(url_for(".show", number=number, _anchor="answers"), HTTPStatus.SEE_OTHER)


def _file_ident(name: str) -> UUID | None:
    """The file that a field of stages is about."""
    try:
        return UUID(name.removeprefix("stage-")) if name.startswith("stage-") else None
    except ValueError:
        return None


def _show(session: Session, number: str, form: Form) -> str:
    page = treatment_page(session, number)
    return render_template("workbench/treatment.html", page=page, words=condition_words(), form=form)


def _again(form: Form, error: ValidationError | ConflictError, number: str | None) -> ResponseReturnValue:
    """The form as typed, with each fault beside its field."""
    faults = faults_of(error, form_labels(), "purpose")
    with parts().readers() as session:
        treatment = read_treatment(session, caller(), number) if number else None
        return _form_page(session, Form(form.values, faults), treatment), HTTPStatus.UNPROCESSABLE_ENTITY


def _conflict(form: Form, number: str) -> ResponseReturnValue:
    """The form as typed beside what the other writer saved."""
    with parts().readers() as session:
        treatment = read_treatment(session, caller(), number)
        rows = differing_rows(form_of(treatment, FIELDS), form, form_labels())
        mine = Form({**form.values, "version": str(treatment.version)})
        return _form_page(session, mine, treatment, conflict=rows), HTTPStatus.CONFLICT


def _form_page(session: Session, form: Form, treatment: Treatment | None, **more: object) -> str:
    """The form's page."""
    record = treated_record(session, treatment) if treatment else wished_record(session, form)
    return render_template(
        "workbench/treatment_form.html",
        form=form,
        number=treatment.number if treatment else None,
        record_title=title_of(record) if record else "",
        actions=action_choices(session),
        materials=material_names(session),
        checks=check_choices(session, record),
        cancel_url=url_for(".show", number=treatment.number) if treatment else url_for(".index"),
        **more,
    )
