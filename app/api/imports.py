"""Imports over HTTP: a table is checked, its report read, its good rows committed, the whole taken back; for staff."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable, Mapping
from http import HTTPStatus
from pathlib import Path
from uuid import UUID

from apiflask import APIBlueprint
from flask import Response, request
from flask.typing import ResponseReturnValue

from app.api.common import page_body, whole_list
from app.context import address, caller, parts
from app.exporting import MEDIA_TYPES, write_table
from app.i18n import language
from app.import_texts import report_lines
from app.importing import Wishes, check_again, commit_import, discard_import, start_import, undo_import, waiting_table
from app.schemas.common import PageQuery
from app.schemas.imports import (
    ImportBody,
    ImportMappingList,
    ImportPage,
    ImportRowPage,
    ImportRowQuery,
    MappingOrder,
    import_body,
    import_mapping_body,
    import_row_body,
)
from catalogue.errors import CatalogueError, NotFoundError
from catalogue.policy import Action, require
from catalogue.services.import_jobs import MOST_BYTES_AT_ONCE, find_job, is_large, request_import
from catalogue.services.imports.batches import all_rows, list_batches, list_rows, open_batch, read_batch
from catalogue.services.imports.fields import fields_of
from catalogue.services.imports.mapping import Plan, list_mappings, plan_document, read_plan
from catalogue.vocab.heritage import BatchState
from ingest.sheets.writing import write_csv

bp = APIBlueprint("imports", __name__, url_prefix="/api/v1/imports")


@bp.get("")
@bp.input(PageQuery, location="query", arg_name="wish")
@bp.output(ImportPage)
def index(wish: PageQuery) -> ResponseReturnValue:
    """List the imports, the newest first."""
    with parts().readers() as session:
        page = list_batches(session, caller(), cursor=wish.cursor, limit=wish.limit)
        return page_body(page, lambda batch: import_body(batch, language()))


@bp.post("")
@bp.output(ImportBody, status_code=201)
def create() -> ResponseReturnValue:
    """Check a table: multipart with ``file``; ``kind``, ``mapping`` (JSON), ``sheet``, ``header_row`` as wished.

    A large one is checked by a job: 202, and the state is ``checking`` until it is done.
    """
    require(caller(), Action.WRITE_RECORDS)
    batch_id = take_upload(_plan())
    body = _body(batch_id)
    status = HTTPStatus.ACCEPTED if body["state"] is BatchState.CHECKING else HTTPStatus.CREATED
    return body, status, {"Location": address("imports.read", batch_id=batch_id)}


@bp.get("/mappings")
@bp.output(ImportMappingList)
def mappings() -> ResponseReturnValue:
    """List the remembered mappings, the last used first."""
    with parts().readers() as session:
        return whole_list([import_mapping_body(row) for row in list_mappings(session, caller())])


@bp.get("/<uuid:batch_id>")
@bp.output(ImportBody)
def read(batch_id: UUID) -> ResponseReturnValue:
    """One import."""
    return _body(batch_id)


@bp.get("/<uuid:batch_id>/rows")
@bp.input(ImportRowQuery, location="query", arg_name="wish")
@bp.output(ImportRowPage)
def rows(batch_id: UUID, wish: ImportRowQuery) -> ResponseReturnValue:
    """The report row by row, in the order of the file."""
    with parts().readers() as session:
        batch = read_batch(session, caller(), batch_id)
        page = list_rows(session, caller(), batch, action=wish.action, cursor=wish.cursor, limit=wish.limit)
        return page_body(page, lambda row: import_row_body(batch.kind, row, language()))


@bp.get("/<uuid:batch_id>/report.csv")
@bp.output({}, content_type="text/csv")
def report(batch_id: UUID) -> ResponseReturnValue:
    """The whole report as a table."""
    return report_response(batch_id)


@bp.put("/<uuid:batch_id>/mapping")
@bp.input(MappingOrder, arg_name="given")
@bp.output(ImportBody)
def remap(batch_id: UUID, given: MappingOrder) -> ResponseReturnValue:
    """Check the rows again by another mapping; of a large table as a job (202)."""
    with parts().readers() as session:
        plan = read_plan(read_batch(session, caller(), batch_id).kind, given.model_dump())
    wishes = {"mapping": plan_document(plan)}
    return _work(batch_id, "remap", lambda: check_again(parts(), caller(), batch_id, plan), wishes)


@bp.post("/<uuid:batch_id>/commit")
@bp.output(ImportBody)
def commit(batch_id: UUID) -> ResponseReturnValue:
    """Write the good rows; of a large table as a job (202)."""
    return _work(batch_id, "commit", lambda: commit_import(parts(), caller(), batch_id))


@bp.post("/<uuid:batch_id>/undo")
@bp.output(ImportBody)
def undo(batch_id: UUID) -> ResponseReturnValue:
    """Take the import back; what was changed or used since stays, and the report says so.

    A large one is taken back by a job (202).
    """
    return _work(batch_id, "undo", lambda: undo_import(parts(), caller(), batch_id))


@bp.delete("/<uuid:batch_id>")
@bp.output({}, status_code=204)
def discard(batch_id: UUID) -> ResponseReturnValue:
    """Forget an import that was only checked."""
    discard_import(parts(), caller(), batch_id)
    return "", HTTPStatus.NO_CONTENT


@bp.get("/export/<kind>.<form>")
@bp.output({}, content_type="text/csv")
def export(kind: str, form: str) -> ResponseReturnValue:
    """All ``artifacts`` or ``sites`` as ``csv`` or ``xlsx``, with uid and version, to be edited and imported again."""
    return export_response(kind, form)


def take_upload(plan: Plan | None) -> UUID:
    """Start an import from the file of this request; a large one is left to a job.

    Raises:
        CatalogueError: ``import_no_file``. StepError, ValidationError, ForbiddenError.
    """
    given = request.files.get("file")
    if given is None or not given.filename:
        raise CatalogueError("import_no_file")
    kind = request.form.get("kind", "artifacts")
    fields_of(kind)
    name = Path(given.filename.replace("\\", "/")).name
    wish = Wishes(kind, request.form.get("sheet") or None, request.form.get("header_row", None, int), plan)
    with tempfile.TemporaryDirectory(dir=parts().work) as folder:
        path = Path(folder) / "table"
        given.save(path)
        if path.stat().st_size > MOST_BYTES_AT_ONCE:
            return _leave_to_job(path, name, wish)
        return start_import(parts(), caller(), path, name, wish)


def do_or_ask(batch_id: UUID, what: str, do: Callable[[], None], wishes: Mapping[str, object] | None = None) -> bool:
    """Do the work at once, or ask a job for it where the table is large; true in the first case."""
    with parts().readers() as session:
        is_left = is_large(read_batch(session, caller(), batch_id))
    if not is_left:
        do()
        return True
    with parts().sessions.begin() as session:
        job = request_import(session, caller(), what, read_batch(session, caller(), batch_id), wishes).id
    parts().queue.announce(job)
    return False


def _work(
    batch_id: UUID, what: str, do: Callable[[], None], wishes: Mapping[str, object] | None = None
) -> ResponseReturnValue:
    """The batch after the work, or with 202 before it."""
    is_done = do_or_ask(batch_id, what, do, wishes)
    return _body(batch_id), HTTPStatus.OK if is_done else HTTPStatus.ACCEPTED


def _leave_to_job(path: Path, name: str, wish: Wishes) -> UUID:
    """Open a batch whose table a job will check."""
    wishes = {
        "kind": wish.kind, "sheet": wish.sheet, "header_row": wish.header_row,
        "mapping": plan_document(wish.plan) if wish.plan else None,
    }  # fmt: skip
    with parts().sessions.begin() as session:
        batch = open_batch(session, caller(), name, wish.kind)
        shutil.move(path, waiting_table(parts(), batch.id))
        job, batch_id = request_import(session, caller(), "check", batch, wishes).id, batch.id
    parts().queue.announce(job)
    return batch_id


def report_response(batch_id: UUID) -> Response:
    """A batch's report as a CSV download, its cells made harmless."""
    with parts().readers() as session, tempfile.TemporaryDirectory(dir=parts().work) as folder:
        batch = read_batch(session, caller(), batch_id)
        path = Path(folder) / "report.csv"
        write_csv(report_lines(batch.kind, all_rows(session, caller(), batch), language()), path)
        return _download(path.read_bytes(), f"{Path(batch.file_name).stem[:80]}-report.csv", MEDIA_TYPES["csv"])


def export_response(kind: str, form: str) -> Response:
    """Records as a download.

    Raises:
        ValidationError: ``kind``; NotFoundError: ``http_404``: no such format.
    """
    fields_of(kind)
    if form not in MEDIA_TYPES:
        raise NotFoundError("export_format", form=form)
    with tempfile.TemporaryDirectory(dir=parts().work) as folder:
        path = Path(folder) / f"{kind}.{form}"
        write_table(parts(), caller(), kind, path, form=form, lang=language())
        return _download(path.read_bytes(), path.name, MEDIA_TYPES[form])


def _download(data: bytes, name: str, media_type: str) -> Response:
    answer = Response(data, content_type=media_type)
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _plan() -> Plan | None:
    """The mapping that came with the file."""
    text = request.form.get("mapping", "").strip()
    if not text:
        return None
    try:
        found = json.loads(text)
    except ValueError as error:
        raise CatalogueError("import_mapping_broken", file="mapping", reason=str(error)[:120]) from error
    return read_plan(request.form.get("kind", "artifacts"), found if isinstance(found, dict) else {})


def _body(batch_id: UUID) -> dict[str, object]:
    with parts().readers() as session:
        batch = read_batch(session, caller(), batch_id)
        job = find_job(session, caller(), batch)
        return import_body(batch, language(), job.id if job else None)
