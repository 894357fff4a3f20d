"""Sites on the workbench: list, register, edit, publish."""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.context import caller, parts
from app.i18n import gettext as _
from app.pages.fields import field_labels
from app.pages.forms import Form, faults_of
from app.pages.workbench.edits import EditedForm, edits_page
from app.pages.workbench.finding import find_records
from app.pages.workbench.kept_forms import SITE_FORM, forget_draft
from app.pages.workbench.late_forms import keep_forms
from app.pages.workbench.site_form import new_form, read_form, show_form, show_values
from app.pages.workbench.site_page import form_page
from catalogue.errors import ConflictError, StaleError, ValidationError
from catalogue.policy import Action, require
from catalogue.services.sites import change_site_status, read_site, register_site, update_site
from catalogue.vocab.terms import Status

bp = Blueprint("workbench_sites", __name__, url_prefix="/<any(vi,en):lang>/workbench/sites")
keep_forms(bp, SITE_FORM)
_EDITED = EditedForm(read_form, show_form, show_values, {"parent_id": "parent_code"})


@bp.get("/")
def index() -> ResponseReturnValue:
    """All sites, or those that a search finds."""
    found = find_records("site", request.args.get("q", ""))
    may_write = caller().may(Action.WRITE_RECORDS)
    return render_template(
        "workbench/records.html",
        title=_("Sites"),
        found=found,
        create_url=url_for(".create") if may_write else None,
        create_title=_("Register a site"),
    )


@bp.get("/new")
def create() -> ResponseReturnValue:
    """An empty form."""
    require(caller(), Action.WRITE_RECORDS)
    with parts().readers() as session:
        return form_page(session, new_form(), None)


@bp.post("/new")
def register() -> ResponseReturnValue:
    """Save a new site; on a fault the form comes back as it was typed."""
    try:
        with parts().sessions.begin() as session:
            code = register_site(session, caller(), read_form(session, request.form)).code
            forget_draft(session, SITE_FORM, "")
    except (ValidationError, ConflictError) as error:
        return _again(error, None)
    flash(_("Saved. Now add photographs and scans."), "success")
    return redirect(url_for("workbench_files.site", code=code), HTTPStatus.SEE_OTHER)


@bp.get("/<path:code>")
def edit(code: str) -> ResponseReturnValue:
    """The form of one site."""
    with parts().readers() as session:
        site = read_site(session, caller(), code)
        return form_page(session, show_form(session, site), site)


@bp.post("/<path:code>")
def save(code: str) -> ResponseReturnValue:
    """Save changes; when someone else saved first, both are brought together field by field and nothing is lost."""
    if request.form.get("then") == "form":
        return _as_typed(code)
    version = request.form.get("version", None, int)
    try:
        with parts().sessions.begin() as session:
            update_site(session, caller(), code, read_form(session, request.form), expected_version=version)
            forget_draft(session, SITE_FORM, code)
    except StaleError:
        return _conflict(code, version or 0)
    except (ValidationError, ConflictError) as error:
        return _again(error, code)
    flash(_("Saved."), "success")
    return redirect(url_for(".edit", code=code), HTTPStatus.SEE_OTHER)


@bp.post("/<path:code>/publish")
def publish(code: str) -> ResponseReturnValue:
    """Publish a draft, or take a published site back."""
    version = request.form.get("version", None, int)
    with parts().sessions.begin() as session:
        site = read_site(session, caller(), code)
        wanted = Status.DRAFT if site.status is Status.PUBLISHED else Status.PUBLISHED
        change_site_status(session, caller(), code, wanted, expected_version=version)
    flash(_("Published.") if wanted is Status.PUBLISHED else _("Taken back to draft."), "success")
    return redirect(url_for(".edit", code=code), HTTPStatus.SEE_OTHER)


def _again(error: ValidationError | ConflictError, code: str | None) -> ResponseReturnValue:
    """The form as typed, with each fault beside its field."""
    faults = faults_of(error, field_labels(), "code")
    if "parent_id" in faults:  # a site that lies in itself
        faults["parent_code"] = faults.pop("parent_id")
    with parts().readers() as session:
        site = read_site(session, caller(), code) if code else None
        return form_page(session, Form(request.form.to_dict(), faults), site), HTTPStatus.UNPROCESSABLE_ENTITY


def _as_typed(code: str) -> ResponseReturnValue:
    """The form with what was chosen so far, not saved."""
    with parts().readers() as session:
        return form_page(session, Form(request.form.to_dict()), read_site(session, caller(), code))


def _conflict(code: str, version: int) -> ResponseReturnValue:
    """The page on which two writers' words are brought together."""
    with parts().readers() as session:
        return edits_page(session, _EDITED, read_site(session, caller(), code), version), HTTPStatus.CONFLICT
