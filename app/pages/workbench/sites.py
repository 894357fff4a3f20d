"""Sites on the workbench: list, register, edit, publish."""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.context import caller, parts
from app.i18n import gettext as _
from app.i18n import language
from app.pages.fields import SITE, field_labels
from app.pages.forms import Form, faults_of, form_of, typed
from app.pages.rights import staff_only
from app.pages.workbench.finding import find_records
from app.pages.workbench.rows import conflict_rows, history_rows, title_of
from catalogue.errors import ConflictError, NotFoundError, StaleError, ValidationError
from catalogue.policy import Action
from catalogue.records import Site
from catalogue.services.audits import read_history
from catalogue.services.sites import (
    change_site_status,
    list_sites,
    read_site,
    read_site_by_id,
    register_site,
    update_site,
)
from catalogue.vocab.terms import Status

bp = Blueprint("workbench_sites", __name__, url_prefix="/<any(vi,en):lang>/workbench/sites")
bp.before_request(staff_only)


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
    with parts().readers() as session:
        return _page(session, Form({"kind": "architectural", "rank": "none"}), None)


@bp.post("/new")
def register() -> ResponseReturnValue:
    """Save a new site; on a fault the form comes back as it was typed."""
    form = Form(request.form.to_dict())
    try:
        with parts().sessions.begin() as session:
            code = register_site(session, caller(), _values(session)).code
    except (ValidationError, ConflictError) as error:
        return _again(form, error, None)
    flash(_("Saved. Now add photographs and scans."), "success")
    return redirect(url_for("workbench_files.site", code=code), HTTPStatus.SEE_OTHER)


@bp.get("/<path:code>")
def edit(code: str) -> ResponseReturnValue:
    """The form of one site."""
    with parts().readers() as session:
        site = read_site(session, caller(), code)
        return _page(session, _form(session, site), site)


@bp.post("/<path:code>")
def save(code: str) -> ResponseReturnValue:
    """Save changes; when someone else saved first, both versions are shown and nothing is lost."""
    form, version = Form(request.form.to_dict()), request.form.get("version", None, int)
    try:
        with parts().sessions.begin() as session:
            update_site(session, caller(), code, _values(session), expected_version=version)
    except StaleError:
        return _conflict(form, code)
    except (ValidationError, ConflictError) as error:
        return _again(form, error, code)
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


def _values(session: Session) -> dict[str, object]:
    """What was typed; the code of the site above becomes its id.

    Raises:
        ValidationError: there is no such site.
    """
    values = typed(request.form, SITE)
    if "parent_code" in request.form:
        code = request.form["parent_code"].strip()
        try:
            values["parent_id"] = read_site(session, caller(), code).id if code else None
        except NotFoundError:
            raise ValidationError({"parent_code": "not_found"}) from None
    if "has_sensitive" in request.form:
        values["is_location_sensitive"] = "is_location_sensitive" in request.form
    return values


def _form(session: Session, site: Site) -> Form:
    """The form that shows the site, the one above it by its code."""
    shown = form_of(site, SITE)
    above = read_site_by_id(session, caller(), site.parent_id).code if site.parent_id else ""
    sensitive = {"is_location_sensitive": "yes"} if site.is_location_sensitive else {}
    return Form({**shown.values, **sensitive, "parent_code": above})


def _again(form: Form, error: ValidationError | ConflictError, code: str | None) -> ResponseReturnValue:
    """The form as typed, with each fault beside its field."""
    faults = faults_of(error, field_labels(), "code")
    with parts().readers() as session:
        site = read_site(session, caller(), code) if code else None
        return _page(session, Form(form.values, faults), site), HTTPStatus.UNPROCESSABLE_ENTITY


def _conflict(form: Form, code: str) -> ResponseReturnValue:
    """The form as typed beside what the other writer saved."""
    with parts().readers() as session:
        current = read_site(session, caller(), code)
        rows = conflict_rows(current, form)
        mine = Form({**form.values, "version": str(current.version)})
        return _page(session, mine, current, conflict=rows), HTTPStatus.CONFLICT


def _page(session: Session, form: Form, site: Site | None, **more: object) -> str:
    """The form's page."""
    who = caller()
    sites = [(one.code, title_of(one)) for one in list_sites(session, who, limit=200).items if one is not site]
    common: dict[str, object] = {"form": form, "is_new": site is None, "sites": sites, **more}
    if site is None:
        common |= {"title": _("Register a site"), "cancel_url": url_for(".index")}
        return render_template("workbench/site_form.html", **common)
    audit = read_history(session, who, "site", site.id) if who.may(Action.READ_AUDIT) else []
    common |= {
        "title": f"{site.code} · {title_of(site)}",
        "cancel_url": url_for("page_sites.show", code=site.code),
        "public_url": url_for("page_sites.show", code=site.code),
        "files_url": url_for("workbench_files.site", code=site.code),
        "print_url": url_for("prints.inventory", code=site.code, lang=language()),
        "print_name": _("Print the list of artifacts"),
        "parts_url": url_for("workbench_parts.show", room="sites", number=site.code),
        "sight_url": url_for("workbench_sight.show", kind="site", number=site.code),
        "publish_url": url_for(".publish", code=site.code) if who.may(Action.PUBLISH) else None,
        "status": site.status.value,
        "history": history_rows(audit),
    }
    return render_template("workbench/site_form.html", **common)
