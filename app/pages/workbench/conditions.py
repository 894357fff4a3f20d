"""Condition checks on the workbench: list, form, page, steps, and a record's checks over the years."""

from __future__ import annotations

from http import HTTPStatus
from urllib.parse import urlencode
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.context import caller, parts
from app.i18n import gettext as _
from app.i18n import ngettext
from app.pages.condition_words import condition_words
from app.pages.forms import Form, faults_of, form_of
from app.pages.rights import staff_only
from app.pages.workbench.condition_form import (
    FIELDS,
    check_values,
    find_record,
    form_labels,
    model_choices,
    wished_record,
)
from app.pages.workbench.condition_page import check_page
from app.pages.workbench.condition_rows import check_rows, record_link, record_query, trend_of, with_query
from app.pages.workbench.rows import differing_rows, title_of
from catalogue.db import now_utc
from catalogue.errors import ConflictError, NotFoundError, StaleError, ValidationError
from catalogue.policy import Action, require
from catalogue.records import ConditionCheck
from catalogue.services.check_drafts import region_to_damage, set_photos
from catalogue.services.comparisons import read_comparison
from catalogue.services.condition_lists import CheckFilter, find_checks, list_checkers
from catalogue.services.conditions import add_check, change_check_status, list_checks, read_check, read_record
from catalogue.services.conditions import update_check as save_check
from catalogue.services.damages import carry_over
from catalogue.services.sites import read_site
from catalogue.vocab.days import day_of
from catalogue.vocab.heritage import Grade
from catalogue.vocab.terms import Status

bp = Blueprint("workbench_conditions", __name__, url_prefix="/<any(vi,en):lang>/workbench/conditions")
bp.before_request(staff_only)
_STEPS = {"review": Status.REVIEW, "publish": Status.PUBLISHED, "unpublish": Status.DRAFT, "withdraw": Status.WITHDRAWN}
_WISHES = ("record", "site", "grade", "checker", "status", "overdue")


@bp.get("/")
def index() -> ResponseReturnValue:
    """All checks, latest first: of one record, at one site, with one grade, by one person, or only overdue ones."""
    form = Form({name: request.args.get(name, "").strip() for name in _WISHES})
    with parts().readers() as session:
        only = _filter(session, form)
        found = find_checks(session, caller(), only, cursor=request.args.get("cursor")) if only else None
        return render_template(
            "workbench/conditions.html",
            rows=check_rows(session, found.items) if found else [],
            total=found.total if found else 0,
            form=form,
            words=condition_words(),
            checkers=list_checkers(session, caller()),
            next_page=_following(form, found.next) if found and found.next else None,
            may_check=caller().may(Action.CHECK_CONDITION),
        )


@bp.get("/new")
def create() -> ResponseReturnValue:
    """An empty form for the record that the address names, or for one to be named."""
    require(caller(), Action.CHECK_CONDITION)
    who, wish = caller(), request.args
    given = {"record": wish.get("artifact") or wish.get("site") or "", "checked_on": day_of(now_utc()).isoformat()}
    with parts().readers() as session:
        return _form_page(session, Form({**given, "checker": who.name, "priority": "negligible", "carry": "1"}), None)


@bp.post("/new")
def add() -> ResponseReturnValue:
    """Save a new check and, where that is wished, what the one before left open; then its pins are placed."""
    require(caller(), Action.CHECK_CONDITION)
    form = Form(request.form.to_dict())
    try:
        with parts().sessions.begin() as session:
            record = find_record(session, form.value("record"))
            number = add_check(session, caller(), record, check_values()).number
            carried = carry_over(session, caller(), number) if form.value("carry") else []
    except (ValidationError, ConflictError) as error:
        return _again(form, error, None)
    flash(_("Saved as %(number)s.", number=number), "success")
    if carried:
        words = ngettext("%(num)s finding was carried over.", "%(num)s findings were carried over.", len(carried))
        wish = _("Say of each what became of it.")
        flash(f"{words} {wish}", "success")
    return redirect(url_for(".show", number=number), HTTPStatus.SEE_OTHER)


@bp.get("/timeline")
def timeline() -> ResponseReturnValue:
    """All checks of one record by day and person, with the course of its grade."""
    with parts().readers() as session:
        record = wished_record(session, Form({"record": request.args.get("artifact") or request.args.get("site", "")}))
        if record is None:
            abort(HTTPStatus.NOT_FOUND)
        checks = list_checks(session, caller(), record)
        number, url = record_link(record)
        return render_template(
            "workbench/condition_timeline.html",
            title=title_of(record),
            number=number,
            record_url=url,
            rows=check_rows(session, checks),
            trend=trend_of(checks),
            create_url=with_query("workbench_conditions.create", record_query(record))
            if caller().may(Action.CHECK_CONDITION)
            else None,
        )


@bp.post("/from-region")
def from_region() -> ResponseReturnValue:
    """Turn a changed place of a comparison into a finding of the record's open check, and show it there."""
    require(caller(), Action.CHECK_CONDITION)
    comparison_id, region_id = (request.form.get(name, None, UUID) for name in ("comparison", "region"))
    if comparison_id is None or region_id is None:
        abort(HTTPStatus.BAD_REQUEST)
    with parts().sessions.begin() as session:
        damage = region_to_damage(session, caller(), read_comparison(session, caller(), comparison_id), region_id)
        check = session.get_one(ConditionCheck, damage.check_id)
        place = url_for(".show", number=check.number, _anchor=f"finding-{damage.number}")
        flash(_("Finding %(finding)s of %(number)s.", finding=damage.number, number=check.number), "success")
    return redirect(place, HTTPStatus.SEE_OTHER)


@bp.get("/<number>")
def show(number: str) -> ResponseReturnValue:
    """One check with findings, photographs, and the record's other checks."""
    with parts().readers() as session:
        return render_template("workbench/condition.html", page=check_page(session, number), words=condition_words())


@bp.get("/<number>/edit")
def edit(number: str) -> ResponseReturnValue:
    """The form of one check."""
    require(caller(), Action.CHECK_CONDITION)
    with parts().readers() as session:
        check = read_check(session, caller(), number)
        return _form_page(session, form_of(check, FIELDS), check)


@bp.post("/<number>/edit")
def save(number: str) -> ResponseReturnValue:
    """Save changes; when someone else saved first, both versions are shown and nothing is lost."""
    form, version = Form(request.form.to_dict()), request.form.get("version", None, int)
    try:
        with parts().sessions.begin() as session:
            save_check(session, caller(), number, check_values(), expected_version=version)
    except StaleError:
        return _conflict(form, number)
    except (ValidationError, ConflictError) as error:
        return _again(form, error, number)
    flash(_("Saved."), "success")
    return redirect(url_for(".show", number=number), HTTPStatus.SEE_OTHER)


@bp.post("/<number>/<any(review,publish,unpublish,withdraw):step>")
def set_status(number: str, step: str) -> ResponseReturnValue:
    """Hand a check over for review, publish it, take it back to draft, or withdraw it."""
    version = request.form.get("version", None, int)
    with parts().sessions.begin() as session:
        change_check_status(session, caller(), number, _STEPS[step], expected_version=version)
    flash(_("Saved."), "success")
    return redirect(url_for(".show", number=number), HTTPStatus.SEE_OTHER)


@bp.post("/<number>/carry-over")
def carry(number: str) -> ResponseReturnValue:
    """Copy what the check before left open into this one."""
    with parts().sessions.begin() as session:
        made = len(carry_over(session, caller(), number))
    flash(ngettext("%(num)s finding was carried over.", "%(num)s findings were carried over.", made), "success")
    return redirect(url_for(".show", number=number, _anchor="findings"), HTTPStatus.SEE_OTHER)


@bp.post("/<number>/photos")
def photos(number: str) -> ResponseReturnValue:
    """Choose which photographs of the record belong to the check."""
    chosen = request.form.getlist("photo", UUID)
    with parts().sessions.begin() as session:
        set_photos(session, caller(), number, chosen)
    flash(_("Saved."), "success")
    return redirect(url_for(".show", number=number, _anchor="photos"), HTTPStatus.SEE_OTHER)


def _filter(session: Session, form: Form) -> CheckFilter | None:
    """What the list is narrowed to; None where a record or site is named that is not there."""
    grades, states = {one.value: one for one in Grade}, {one.value: one for one in Status}
    record = wished_record(session, form)
    if form.value("record") and record is None:
        return None
    try:
        place = read_site(session, caller(), form.value("site")).id if form.value("site") else None
    except NotFoundError:
        return None
    owner = {f"{kind}_id": record.id for kind in record_query(record)} if record else {}
    return CheckFilter(
        **owner,
        place_id=place,
        grade=grades.get(form.value("grade")),
        status=states.get(form.value("status")),
        checker=form.value("checker") or None,
        is_overdue=bool(form.value("overdue")),
    )


def _following(form: Form, cursor: str) -> str:
    """This list's next page."""
    wish = {name: value for name in _WISHES if (value := form.value(name))}
    return f"{url_for('.index')}?{urlencode({**wish, 'cursor': cursor})}"


def _again(form: Form, error: ValidationError | ConflictError, number: str | None) -> ResponseReturnValue:
    """The form as typed, with each fault beside its field."""
    faults = faults_of(error, form_labels(), "grade")
    with parts().readers() as session:
        check = read_check(session, caller(), number) if number else None
        return _form_page(session, Form(form.values, faults), check), HTTPStatus.UNPROCESSABLE_ENTITY


def _conflict(form: Form, number: str) -> ResponseReturnValue:
    """The form as typed beside what the other writer saved."""
    with parts().readers() as session:
        check = read_check(session, caller(), number)
        rows = differing_rows(form_of(check, FIELDS), form, form_labels())
        mine = Form({**form.values, "version": str(check.version)})
        return _form_page(session, mine, check, conflict=rows), HTTPStatus.CONFLICT


def _form_page(session: Session, form: Form, check: ConditionCheck | None, **more: object) -> str:
    """The form's page."""
    record = read_record(session, check) if check else wished_record(session, form)
    return render_template(
        "workbench/condition_form.html",
        form=form,
        number=check.number if check else None,
        record_title=title_of(record) if record else "",
        words=condition_words(),
        models=model_choices(session, record),
        checkers=list_checkers(session, caller()),
        cancel_url=url_for(".show", number=check.number) if check else url_for(".index"),
        **more,
    )
