"""Artifacts on the workbench: list, register, edit, publish."""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.context import caller, parts
from app.i18n import gettext as _
from app.pages.fields import ARTIFACT, field_labels
from app.pages.forms import Form, faults_of, form_of, typed
from app.pages.rights import staff_only
from app.pages.workbench.finding import find_records
from app.pages.workbench.rows import conflict_rows, history_rows, title_of
from catalogue.errors import ConflictError, NotFoundError, StaleError, ValidationError
from catalogue.policy import Action
from catalogue.records import Artifact
from catalogue.services.artifacts import (
    change_artifact_status,
    read_artifact,
    read_completeness,
    register_artifact,
    update_artifact,
)
from catalogue.services.audits import read_history
from catalogue.services.sites import list_sites, read_site
from catalogue.vocab.terms import Status

bp = Blueprint("workbench_artifacts", __name__, url_prefix="/<any(vi,en):lang>/workbench/artifacts")
bp.before_request(staff_only)


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
    """An empty form."""
    with parts().readers() as session:
        return _page(session, Form({"count": "1"}), None)


@bp.post("/new")
def register() -> ResponseReturnValue:
    """Save a new artifact; on a fault the form comes back as it was typed."""
    form = Form(request.form.to_dict())
    try:
        with parts().sessions.begin() as session:
            artifact = register_artifact(session, caller(), _values(session))
            number = artifact.accession_number
    except (ValidationError, ConflictError) as error:
        return _again(form, error, None)
    flash(_("Saved. Now add photographs and scans."), "success")
    return redirect(url_for("workbench_files.artifact", number=number), HTTPStatus.SEE_OTHER)


@bp.get("/<path:number>")
def edit(number: str) -> ResponseReturnValue:
    """The form of one artifact."""
    with parts().readers() as session:
        artifact = read_artifact(session, caller(), number)
        return _page(session, _form(artifact), artifact)


@bp.post("/<path:number>")
def save(number: str) -> ResponseReturnValue:
    """Save changes; when someone else saved first, both versions are shown and nothing is lost."""
    form = Form(request.form.to_dict())
    try:
        with parts().sessions.begin() as session:
            update_artifact(session, caller(), number, _values(session), expected_version=_version())
    except StaleError:
        return _conflict(form, number)
    except (ValidationError, ConflictError) as error:
        return _again(form, error, number)
    flash(_("Saved."), "success")
    return redirect(url_for(".edit", number=number), HTTPStatus.SEE_OTHER)


@bp.post("/<path:number>/publish")
def publish(number: str) -> ResponseReturnValue:
    """Publish a draft, or take a published artifact back."""
    try:
        with parts().sessions.begin() as session:
            artifact = read_artifact(session, caller(), number)
            wanted = Status.DRAFT if artifact.status is Status.PUBLISHED else Status.PUBLISHED
            change_artifact_status(session, caller(), number, wanted, expected_version=_version())
    except ValidationError as error:
        with parts().readers() as session:
            artifact = read_artifact(session, caller(), number)
            shown = _form(artifact)
            faults = faults_of(error, field_labels(), "accession_number")
            return _page(session, Form(shown.values, faults), artifact), HTTPStatus.UNPROCESSABLE_ENTITY
    flash(_("Published.") if wanted is Status.PUBLISHED else _("Taken back to draft."), "success")
    return redirect(url_for(".edit", number=number), HTTPStatus.SEE_OTHER)


def _values(session: Session) -> dict[str, object]:
    """What was typed; the site's code becomes its id.

    Raises:
        ValidationError: there is no such site.
    """
    values = typed(request.form, ARTIFACT)
    code = request.form.get("site_code", "").strip()
    if code:
        try:
            values["site_id"] = read_site(session, caller(), code).id
        except NotFoundError:
            raise ValidationError({"site_code": "not_found"}) from None
    elif "site_code" in request.form:
        values["site_id"] = None
    return values


def _version() -> int | None:
    """The version that the writer read."""
    return request.form.get("version", None, int)


def _form(artifact: Artifact) -> Form:
    """The form that shows the artifact."""
    shown = form_of(artifact, ARTIFACT)
    return Form({**shown.values, "site_code": artifact.site.code if artifact.site else ""})


def _again(form: Form, error: ValidationError | ConflictError, number: str | None) -> ResponseReturnValue:
    """The form as typed, with each fault beside its field."""
    faults = faults_of(error, field_labels(), "accession_number")
    with parts().readers() as session:
        artifact = read_artifact(session, caller(), number) if number else None
        return _page(session, Form(form.values, faults), artifact), HTTPStatus.UNPROCESSABLE_ENTITY


def _conflict(form: Form, number: str) -> ResponseReturnValue:
    """The form as typed beside what the other writer saved; saving again is deliberate."""
    with parts().readers() as session:
        current = read_artifact(session, caller(), number)
        rows = conflict_rows(current, form)
        mine = Form({**form.values, "version": str(current.version)})
        return _page(session, mine, current, conflict=rows), HTTPStatus.CONFLICT


def _page(session: Session, form: Form, artifact: Artifact | None, **more: object) -> str:
    """The form's page."""
    who = caller()
    sites = [(site.code, title_of(site)) for site in list_sites(session, who, limit=200).items]
    common: dict[str, object] = {"form": form, "sites": sites, "is_new": artifact is None, **more}
    if artifact is None:
        common |= {"title": _("Register an artifact"), "cancel_url": url_for(".index")}
        return render_template("workbench/artifact_form.html", **common)
    number = artifact.accession_number
    audit = read_history(session, who, "artifact", artifact.id) if who.may(Action.READ_AUDIT) else []
    common |= {
        "title": f"{number} · {title_of(artifact)}",
        "cancel_url": url_for("page_artifacts.show", number=number),
        "public_url": url_for("page_artifacts.show", number=number),
        "files_url": url_for("workbench_files.artifact", number=number),
        "publish_url": url_for(".publish", number=number) if who.may(Action.PUBLISH) else None,
        "status": artifact.status.value,
        "completeness": read_completeness(session, artifact),
        "history": history_rows(audit),
    }
    return render_template("workbench/artifact_form.html", **common)
