"""Organisations on the workbench: the museums, centres and departments that share this installation."""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.context import caller, parts
from app.i18n import gettext as _
from app.pages.account_words import organisation_name
from app.pages.forms import Form, faults_of, form_of, typed
from app.pages.rights import staff_only
from catalogue.errors import ConflictError, StaleError, ValidationError
from catalogue.policy import Action, require
from catalogue.records import Organisation
from catalogue.services.organisations import (
    add_organisation,
    close_organisation,
    count_records,
    list_organisations,
    read_organisation,
    update_organisation,
)

bp = Blueprint("workbench_organisations", __name__, url_prefix="/<any(vi,en):lang>/workbench/organisations")
bp.before_request(staff_only)
FIELDS = ("code", "title_vi", "title_en")


@bp.get("/")
def index() -> ResponseReturnValue:
    """All organisations with the number of their records, and the form for one more."""
    return _list(Form())


@bp.post("/")
def add() -> ResponseReturnValue:
    """Save a new organisation; on a fault the form comes back as it was typed."""
    try:
        with parts().sessions.begin() as session:
            add_organisation(session, caller(), typed(request.form, FIELDS))
    except (ValidationError, ConflictError) as error:
        return _list(Form(request.form.to_dict(), faults_of(error, _labels(), "code"))), HTTPStatus.UNPROCESSABLE_ENTITY
    flash(_("Saved."), "success")
    return redirect(url_for(".index"), HTTPStatus.SEE_OTHER)


@bp.get("/<code>")
def show(code: str) -> ResponseReturnValue:
    """The form of one organisation."""
    with parts().readers() as session:
        require(caller(), Action.MANAGE_ACCOUNTS)
        organisation = read_organisation(session, caller(), code)
        return _page(organisation, form_of(organisation, FIELDS))


@bp.post("/<code>")
def save(code: str) -> ResponseReturnValue:
    """Rename an organisation; when somebody else did so first, both names are shown."""
    values, version = typed(request.form, FIELDS), request.form.get("version", None, int)
    try:
        with parts().sessions.begin() as session:
            update_organisation(session, caller(), code, values, expected_version=version)
    except (ValidationError, ConflictError, StaleError) as error:
        return _again(code, error)
    flash(_("Saved."), "success")
    return redirect(url_for(".index"), HTTPStatus.SEE_OTHER)


@bp.post("/<code>/close")
def close(code: str) -> ResponseReturnValue:
    """Close an organisation, or open it again."""
    with parts().sessions.begin() as session:
        is_open = read_organisation(session, caller(), code).closed_at is None
        close_organisation(session, caller(), code, is_closed=is_open)
    flash(_("Closed; its records stay.") if is_open else _("Opened again."), "success")
    return redirect(url_for(".index"), HTTPStatus.SEE_OTHER)


def _again(code: str, error: ValidationError | ConflictError | StaleError) -> ResponseReturnValue:
    """The form as typed; another writer's words stand beside it."""
    mine = request.form.to_dict()
    with parts().readers() as session:
        organisation = read_organisation(session, caller(), code)
    if isinstance(error, StaleError):
        form = Form({**mine, "version": str(organisation.version)})
        return _page(organisation, form, theirs=organisation_name(organisation)), HTTPStatus.CONFLICT
    return _page(organisation, Form(mine, faults_of(error, _labels(), "code"))), HTTPStatus.UNPROCESSABLE_ENTITY


def _labels() -> dict[str, str]:
    return {"code": _("Code"), "title_vi": _("Name in Vietnamese"), "title_en": _("Name in English")}


def _list(form: Form) -> str:
    with parts().readers() as session:
        return render_template("workbench/organisations.html", rows=_rows(session), form=form)


def _rows(session: Session) -> list[tuple[Organisation, str, int]]:
    """Each organisation with its name and how many records it has."""
    counts = count_records(session, caller())
    known = list_organisations(session, caller(), with_closed=True)
    return [(one, organisation_name(one), counts.get(one.id, 0)) for one in known]


def _page(organisation: Organisation, form: Form, theirs: str = "") -> str:
    return render_template(
        "workbench/organisation.html",
        organisation=organisation,
        title=organisation_name(organisation),
        form=form,
        theirs=theirs,
    )
