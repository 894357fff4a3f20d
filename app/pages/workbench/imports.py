"""Imports on the workbench: upload a table, match its columns, read the report, commit, take back."""

from __future__ import annotations

from http import HTTPStatus
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.api.imports import do_or_ask, export_response, report_response, take_upload
from app.context import caller, parts
from app.i18n import gettext as _
from app.i18n import language
from app.import_texts import row_text, sheet_notices
from app.importing import Table, check_again, commit_import, discard_import, open_table, undo_import
from app.pages.rights import staff_only
from app.pages.workbench.import_rows import batch_rows, column_rows, outcome_tabs, typed_plan
from app.pages.workbench.jobs import job_row
from app.texts import describe
from catalogue.errors import CatalogueError, ValidationError
from catalogue.policy import Action, require
from catalogue.records import ImportBatch
from catalogue.services.import_jobs import find_job, is_busy
from catalogue.services.imports.batches import list_batches, list_rows, read_batch
from catalogue.services.imports.fields import fields_of
from catalogue.services.imports.mapping import BLANKS, EXISTING, TERMS, plan_document, read_plan
from catalogue.vocab.heritage import BatchState, RowAction
from catalogue.vocab.terms import JobState
from ingest.errors import IngestError

bp = Blueprint("workbench_imports", __name__, url_prefix="/<any(vi,en):lang>/workbench/imports")
bp.before_request(staff_only)
_PAGE = 50


@bp.get("/")
def index() -> ResponseReturnValue:
    """The upload form, the exports, and all imports, the newest first."""
    return _index()


@bp.post("/new")
def create() -> ResponseReturnValue:
    """Read and check a table; one that can't be read is told on the form."""
    require(caller(), Action.WRITE_RECORDS)
    try:
        batch_id = take_upload(None)
    except (IngestError, CatalogueError) as error:
        problem = describe(error.code, error.values, language())
        return _index(problem=problem, kind=request.form.get("kind", "artifacts")), HTTPStatus.UNPROCESSABLE_ENTITY
    return redirect(url_for(".show", batch_id=batch_id), HTTPStatus.SEE_OTHER)


@bp.get("/<uuid:batch_id>")
def show(batch_id: UUID) -> ResponseReturnValue:
    """One import: how its columns are matched, and what becomes of each row."""
    return _page(batch_id)


@bp.post("/<uuid:batch_id>/mapping")
def remap(batch_id: UUID) -> ResponseReturnValue:
    """Check the rows by the mapping that was chosen."""
    with parts().readers() as session:
        batch = read_batch(session, caller(), batch_id)
        table = open_table(parts(), batch)
    try:
        plan = read_plan(batch.kind, typed_plan(request.form, batch, table.report.header))
    except ValidationError as error:
        names = {name: field.vi if language() == "vi" else field.en for name, field in fields_of(batch.kind).items()}
        faults = [
            describe(code, {"field": names.get(name, name)}, language()) for name, code in sorted(error.fields.items())
        ]
        return _page(batch_id, faults=faults), HTTPStatus.UNPROCESSABLE_ENTITY
    wishes = {"mapping": plan_document(plan)}
    if do_or_ask(batch_id, "remap", lambda: check_again(parts(), caller(), batch_id, plan), wishes):
        flash(_("Checked again with the new matching of columns."), "success")
    return redirect(url_for(".show", batch_id=batch_id), HTTPStatus.SEE_OTHER)


@bp.post("/<uuid:batch_id>/commit")
def commit(batch_id: UUID) -> ResponseReturnValue:
    """Write the good rows."""
    if do_or_ask(batch_id, "commit", lambda: commit_import(parts(), caller(), batch_id)):
        flash(_("Imported. Everything can still be taken back below."), "success")
    return redirect(url_for(".show", batch_id=batch_id), HTTPStatus.SEE_OTHER)


@bp.get("/<uuid:batch_id>/undo")
def ask_undo(batch_id: UUID) -> ResponseReturnValue:
    """Ask once more before a whole import is taken back."""
    with parts().readers() as session:
        batch = read_batch(session, caller(), batch_id)
        return render_template("workbench/import_undo.html", batch=batch)


@bp.post("/<uuid:batch_id>/undo")
def undo(batch_id: UUID) -> ResponseReturnValue:
    """Take the whole import back."""
    if do_or_ask(batch_id, "undo", lambda: undo_import(parts(), caller(), batch_id)):
        flash(_("The import was taken back."), "success")
    return redirect(url_for(".show", batch_id=batch_id), HTTPStatus.SEE_OTHER)


@bp.post("/<uuid:batch_id>/discard")
def discard(batch_id: UUID) -> ResponseReturnValue:
    """Forget a table that was only checked."""
    discard_import(parts(), caller(), batch_id)
    flash(_("The table was discarded; nothing was imported."), "success")
    return redirect(url_for(".index"), HTTPStatus.SEE_OTHER)


@bp.get("/<uuid:batch_id>/report.csv")
def report(batch_id: UUID) -> ResponseReturnValue:
    """The report as a table to keep or to hand on."""
    return report_response(batch_id)


@bp.get("/export/<kind>.<form>")
def export(kind: str, form: str) -> ResponseReturnValue:
    """All records as a table that can be edited and imported again."""
    return export_response(kind, form)


def _index(**more: object) -> str:
    """The first page."""
    with parts().readers() as session:
        page = list_batches(session, caller(), cursor=request.args.get("cursor"), limit=_PAGE)
        rows = batch_rows(page.items)
    following = url_for(".index", cursor=page.next) if page.next else None
    return render_template("workbench/imports.html", batches=rows, next_page=following, **more)


def _page(batch_id: UUID, **more: object) -> str:
    """The page of one import."""
    wanted = request.args.get("action", "")
    action = RowAction(wanted) if wanted in {member.value for member in RowAction} else None
    with parts().readers() as session:
        batch = read_batch(session, caller(), batch_id)
        page = list_rows(session, caller(), batch, action=action, cursor=request.args.get("cursor"), limit=_PAGE)
        rows = [row_text(batch.kind, row, language()) for row in page.items]
        job = find_job(session, caller(), batch)
        jobs = [job_row(session, job)] if job and job.state is not JobState.DONE else []
    following = url_for(".show", batch_id=batch_id, action=wanted or None, cursor=page.next) if page.next else None
    table = _table(batch)
    return render_template(
        "workbench/import.html",
        batch=batch,
        rows=rows,
        jobs=jobs,
        is_busy=is_busy(job),
        tabs=outcome_tabs(batch, wanted),
        next_page=following,
        notices=sheet_notices(batch, language()),
        table=table.report if table else None,
        columns=column_rows(batch, table) if table else [],
        fields=_field_names(batch.kind),
        choices={"existing": EXISTING, "terms": TERMS, "blanks": BLANKS},
        **more,
    )


def _field_names(kind: str) -> list[tuple[str, str]]:
    """The fields that a column can fill, by their names in the reader's language."""
    names = [(name, field.vi if language() == "vi" else field.en) for name, field in fields_of(kind).items()]
    return sorted(names, key=lambda pair: pair[1].casefold())


def _table(batch: ImportBatch) -> Table | None:
    """The table of an import that still waits; None once it is committed or was cleared away."""
    if batch.state is not BatchState.CHECKED:
        return None
    try:
        return open_table(parts(), batch)
    except CatalogueError:
        return None
