"""One change made to many artifacts: chosen, shown before it is made, made, and taken back on the page of imports."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.context import caller, parts
from app.i18n import gettext as _
from app.i18n import language
from app.pages.fields import field_labels
from app.pages.forms import Form, faults_of
from app.pages.rights import staff_only
from app.pages.workbench.choosing import MOST, Choice, choose_artifacts
from app.texts import describe
from catalogue.errors import ValidationError
from catalogue.policy import Action, require
from catalogue.records import ImportBatch, ImportRow
from catalogue.services.imports.batches import all_rows, read_batch
from catalogue.services.imports.edits import (
    BatchEdit,
    check_edit,
    commit_edit,
    editable_fields,
    read_edit,
)
from catalogue.services.imports.undoing import undo_batch
from catalogue.services.sites import read_sites

bp = Blueprint("workbench_batch", __name__, url_prefix="/<any(vi,en):lang>/workbench/batch")
bp.before_request(staff_only)


@bp.before_request
def writers_only() -> None:
    """Only those who may write records change many of them."""
    require(caller(), Action.WRITE_RECORDS)


@bp.get("/")
def index() -> ResponseReturnValue:
    """Which artifacts, and what shall change."""
    form = Form({"operation": "set", "field": "materials", **request.args.to_dict()})
    with parts().readers() as session:
        choice = choose_artifacts(session, request.args)
    return _form_page(form, choice)


@bp.post("/")
def preview() -> ResponseReturnValue:
    """Check the change on every artifact; nothing is changed yet."""
    form = Form(request.form.to_dict())
    names = ("field", "operation", "value", "old")
    edit = BatchEdit(*(request.form.get(name, "") for name in names))
    try:
        with parts().sessions.begin() as session:
            choice = choose_artifacts(session, request.form)
            batch, _rows = check_edit(session, caller(), edit, choice.artifacts, _site_codes(session, choice))
            ident = batch.id
    except ValidationError as error:
        faults = faults_of(error, {**field_labels(), **_own_labels()}, "numbers")
        return _form_page(Form(form.values, faults), choice), HTTPStatus.UNPROCESSABLE_ENTITY
    for unknown in choice.unknown:
        flash(_("Not found: %(numbers)s", numbers=unknown), "error")
    return redirect(url_for(".show", batch_id=ident), HTTPStatus.SEE_OTHER)


@bp.get("/<uuid:batch_id>")
def show(batch_id: UUID) -> ResponseReturnValue:
    """What would change, or what was changed, artifact by artifact."""
    with parts().readers() as session:
        batch = read_batch(session, caller(), batch_id)
        edit, rows = read_edit(batch)
        report = {row.row_number: row for row in all_rows(session, caller(), batch)}
        shown = [(row, _outcome(report.get(place))) for place, row in enumerate(rows, 1)]
    return render_template(
        "workbench/batch.html", batch=batch, edit=edit, rows=shown, label=field_labels().get(edit.field, edit.field),
        operations=operations(), counts=_counts(batch),
    )  # fmt: skip


@bp.post("/<uuid:batch_id>/commit")
def commit(batch_id: UUID) -> ResponseReturnValue:
    """Make the change."""
    with parts().sessions.begin() as session:
        count = _counts(commit_edit(session, caller(), batch_id))["update"]
    flash(_("%(count)s artifacts were changed.", count=count), "success")
    return redirect(url_for(".show", batch_id=batch_id), HTTPStatus.SEE_OTHER)


@bp.post("/<uuid:batch_id>/undo")
def undo(batch_id: UUID) -> ResponseReturnValue:
    """Give every artifact its earlier value back; those saved since are left alone."""
    with parts().sessions.begin() as session:
        read_edit(read_batch(session, caller(), batch_id))
        undo_batch(session, caller(), batch_id)
    flash(_("The change was taken back."), "success")
    return redirect(url_for(".show", batch_id=batch_id), HTTPStatus.SEE_OTHER)


def operations() -> dict[str, str]:
    """What can be done to a field."""
    return {
        "set": _("put this value in"),
        "add": _("add to what is there"),
        "remove": _("take out of the list"),
        "replace": _("replace words"),
        "clear": _("empty the field"),
    }


def _own_labels() -> Mapping[str, str]:
    return {"field": _("Field"), "operation": _("What to do"), "value": _("Value"), "old": _("Words to replace")}


def _form_page(form: Form, choice: Choice) -> str:
    labels = field_labels()
    fields = [(name, labels.get(name, labels.get(f"{name}_code", name))) for name in editable_fields()]
    return render_template(
        "workbench/batch_form.html", form=form, choice=choice, fields=fields, operations=operations(), most=MOST
    )


def _site_codes(session: Session, choice: Choice) -> dict[UUID, str]:
    """The codes of the sites of the artifacts chosen."""
    sites = read_sites(session, caller(), [artifact.site_id for artifact in choice.artifacts])
    return {ident: site.code for ident, site in sites.items()}


def _outcome(row: ImportRow | None) -> tuple[str, list[str]]:
    """What becomes of one artifact, with the sentences of its faults and notices."""
    if row is None:
        return "same", []
    told = [*_list(row.problems, "faults"), *_list(row.problems, "notices")]
    return row.action.value, [_sentence(problem) for problem in told]


def _list(problems: Mapping[str, object], name: str) -> list[Mapping[str, object]]:
    found = problems.get(name)
    return [one for one in found if isinstance(one, Mapping)] if isinstance(found, list) else []


def _sentence(problem: Mapping[str, object]) -> str:
    values = problem.get("values")
    known = dict(values) if isinstance(values, Mapping) else {}
    text = describe(str(problem.get("code")), {"field": problem.get("field", ""), **known}, language())
    return f"{text.detail} {text.remedy}".strip()


def _counts(batch: ImportBatch) -> dict[str, int]:
    counts = {name: int(str(value)) for name, value in batch.counts.items()}
    return {name: counts.get(name, 0) for name in ("update", "same", "refuse")}
