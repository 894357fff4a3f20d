"""Imports as they are checked and kept: every row of a file is accounted for. ``committing`` writes them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import cast
from uuid import UUID

from sqlalchemy import Select, Table, delete, func, select
from sqlalchemy.orm import Session

from catalogue.errors import ConflictError, NotFoundError, ValidationError
from catalogue.policy import Action, Identity, require, require_on
from catalogue.records import ImportBatch, ImportRow
from catalogue.services.bulk_sql import insert_many
from catalogue.services.imports.lookups import Lookups
from catalogue.services.imports.mapping import Plan, plan_document, read_plan
from catalogue.services.imports.planning import Planner, RowPlan
from catalogue.services.imports.reading import Reader
from catalogue.services.paging import Page, clamp, page_newest, read_cursor, write_cursor
from catalogue.services.scopes import organisation_for_new
from catalogue.services.visibility import staffed_by, staffs
from catalogue.vocab.heritage import BatchState, RowAction

Cells = Iterable[tuple[int, Sequence[str]]]
Columns = dict[str, object]
ROWS = cast("Table", ImportRow.__table__)
WRITTEN_TO = "written_to"
"""In the counts of a batch that is being written: its last row that was."""
_CHUNK = 2_000


def nobody_told(_: int) -> None:
    """Tells nobody how far an import has come."""


@dataclass(frozen=True, slots=True)
class Source:
    """A table that can be read as often as asked.

    Attributes:
        name: the file's name.
        sha256: the digest of its bytes.
        header: the names of its columns, in Unicode.
        rows: gives number and cells of each row; old encodings are converted where the plan says so.
        notices: what was noticed about the table as a whole.
    """

    name: str
    sha256: str
    header: Sequence[str]
    rows: Callable[[Plan], Cells]
    notices: Sequence[Mapping[str, object]] = ()


@dataclass(slots=True)
class Checked:
    """What would become of each row: the rows of the report, and how many of each kind there are."""

    rows: list[Columns] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

    def add(self, plans: Sequence[RowPlan], kept: Mapping[UUID, object] | None = None) -> None:
        """Put the rows of a chunk down; ``kept`` holds what was written with each record, if it was."""
        for plan in plans:
            self.counts[plan.action.value] += 1
            self.counts["notices"] += bool(plan.row.notices)
            self.rows.append(_report_row(plan, kept))


def check_rows(
    session: Session, who: Identity, source: Source, plan: Plan, tell: Callable[[int], None] = nobody_told
) -> Checked:
    """What an import would do with each row; nothing is written.

    Raises:
        ValidationError: ``organisation``: ``required``: nobody knows whose the new records would be.
    """
    require(who, Action.WRITE_RECORDS)
    organisation_for_new(who)
    checked = Checked()
    for plans in _decided(_lookups(session, who, plan), who, source, plan):
        checked.add(plans)
        tell(len(checked.rows))
    return checked


def open_batch(session: Session, who: Identity, name: str, kind: str) -> ImportBatch:
    """A batch of which nothing is known yet but its file's name and what its rows are."""
    require(who, Action.WRITE_RECORDS)
    batch = ImportBatch(
        file_name=name[-255:], sha256="", account_id=who.account_id, actor=who.name or who.role.value, kind=kind,
        organisation_id=organisation_for_new(who), state=BatchState.CHECKING, mapping={}, counts={"rows": 0},
        notices={},
    )  # fmt: skip
    session.add(batch)
    session.flush()
    return batch


def keep_batch(
    session: Session, who: Identity, source: Source, plan: Plan, checked: Checked, batch: ImportBatch | None = None
) -> ImportBatch:
    """Save the report of a dry run, in place of an earlier one of the same batch."""
    batch = batch or open_batch(session, who, source.name, plan.kind)
    batch.sha256, batch.state = source.sha256, BatchState.CHECKED
    batch.kind, batch.mapping = plan.kind, {**plan_document(plan), "header": list(source.header)}
    batch.notices = {"sheet": [dict(notice) for notice in source.notices]}
    _keep_rows(session, batch, checked)
    return batch


def plan_of(batch: ImportBatch) -> Plan:
    """The plan by which a batch was checked."""
    return read_plan(batch.kind, batch.mapping)


def read_batch(session: Session, who: Identity, batch_id: UUID) -> ImportBatch:
    """One batch; imports are for the staff of the organisation that makes them.

    Raises:
        NotFoundError: ``import_not_found``.
    """
    require(who, Action.WRITE_RECORDS)
    batch = session.get(ImportBatch, batch_id)
    if batch is None or not staffs(who, batch):
        raise NotFoundError("import_not_found", batch=str(batch_id))
    return batch


def read_unwritten(session: Session, who: Identity, batch_id: UUID) -> ImportBatch:
    """One batch of which nothing was written.

    Raises:
        NotFoundError: ``import_not_found``. ConflictError: ``import_state``: it was committed.
    """
    return read_in(session, who, batch_id, BatchState.CHECKING, BatchState.CHECKED)


def hold_in(session: Session, who: Identity, batch_id: UUID, *states: BatchState) -> ImportBatch:
    """As ``read_in``, and until the transaction ends nobody else works on the batch.

    Raises:
        As ``read_in``.
    """
    session.refresh(read_batch(session, who, batch_id), with_for_update=True)  # SQLite holds the lock for all rows
    return read_in(session, who, batch_id, *states)


def read_in(session: Session, who: Identity, batch_id: UUID, *states: BatchState) -> ImportBatch:
    """One batch that is in one of these states.

    Raises:
        NotFoundError: ``import_not_found``. ConflictError: ``import_state``: it is in another one.
        ForbiddenError: ``forbidden_organisation``: an import of others, which the reader may only read.
    """
    batch = read_batch(session, who, batch_id)
    require_on(who, Action.WRITE_RECORDS, batch)
    if batch.state not in states:
        raise ConflictError("import_state", file=batch.file_name, state=batch.state.value)
    return batch


def list_batches(session: Session, who: Identity, *, cursor: str | None = None, limit: int = 50) -> Page[ImportBatch]:
    """The imports of the reader's organisations, the newest first."""
    require(who, Action.WRITE_RECORDS)
    mine = select(ImportBatch).where(staffed_by(who, ImportBatch.organisation_id))
    return page_newest(session, mine, ImportBatch, cursor, limit)


def list_rows(
    session: Session,
    who: Identity,
    batch: ImportBatch,
    *,
    action: RowAction | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[ImportRow]:
    """The report's rows in the order of the file; with ``action``, those with which that was done."""
    require(who, Action.WRITE_RECORDS)
    query = _rows_of(batch)
    query = query.where(ImportRow.action == action) if action is not None else query
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    if cursor:
        query = query.where(ImportRow.row_number > _row_number(cursor))
    limit = clamp(limit)
    rows = list(session.scalars(query.order_by(ImportRow.row_number).limit(limit + 1)))
    following = write_cursor(str(rows[limit - 1].row_number)) if len(rows) > limit else None
    return Page(rows[:limit], following, total)


def all_rows(session: Session, who: Identity, batch: ImportBatch) -> Iterator[ImportRow]:
    """Every row of the report in the order of the file."""
    require(who, Action.WRITE_RECORDS)
    yield from session.scalars(_rows_of(batch).order_by(ImportRow.row_number).execution_options(yield_per=1_000))


def discard_batch(session: Session, who: Identity, batch_id: UUID) -> None:
    """Forget a batch that was only checked; nothing else knows of it.

    Raises:
        NotFoundError: ``import_not_found``. ConflictError: ``import_state``: it was committed.
    """
    batch = read_unwritten(session, who, batch_id)
    session.execute(delete(ImportRow).where(ImportRow.batch_id == batch.id))
    session.delete(batch)
    session.flush()


def _rows_of(batch: ImportBatch) -> Select[ImportRow]:
    """The report's rows as they are by now; a commit replaces those of the dry run."""
    return select(ImportRow).where(ImportRow.batch_id == batch.id).execution_options(populate_existing=True)


def _lookups(session: Session, who: Identity, plan: Plan) -> Lookups:
    lookups = Lookups(session, plan.kind, who)
    lookups.load()
    return lookups


def _decided(lookups: Lookups, who: Identity, source: Source, plan: Plan) -> Iterator[list[RowPlan]]:
    """The plans of all rows, chunk by chunk."""
    reader, planner = Reader(plan, source.header), Planner(lookups, plan, who)
    rows = iter(source.rows(plan))
    while chunk := list(islice(rows, _CHUNK)):
        yield planner.decide([reader.read(number, cells) for number, cells in chunk])


def _keep_rows(session: Session, batch: ImportBatch, checked: Checked) -> None:
    """Put the report's rows in place of earlier ones."""
    batch.counts = {"rows": len(checked.rows), **checked.counts}
    session.flush()
    session.execute(delete(ImportRow).where(ImportRow.batch_id == batch.id))
    insert_many(session, ROWS, checked.rows, {"batch_id": batch.id})


def _report_row(plan: RowPlan, kept: Mapping[UUID, object] | None) -> Columns:
    """One row of the report; ``before`` remembers what undoing needs."""
    row, record = plan.row, plan.record
    is_written = kept is not None and plan.action in {RowAction.CREATE, RowAction.UPDATE}
    version = int(record["version"]) if record is not None else None
    if is_written:
        version = (version or 0) + bool(plan.columns)
    parts = kept.get(plan.id, []) if kept is not None and plan.id else []
    before = {"columns": plan.before, "parts": parts} if is_written else {}
    values = {name: str(row.values.get(name) or "") for name in ("accession_number", "code", "title_vi")}
    return {
        "row_number": row.number,
        "action": plan.action,
        "record_id": plan.id if is_written or record is not None else None,
        "version": version,
        "problems": {
            "number": values["accession_number"] or values["code"],
            "title": values["title_vi"],
            "faults": [fault.document() for fault in row.faults],
            "notices": [notice.document() for notice in row.notices],
            "changes": sorted(plan.columns) if plan.action is RowAction.UPDATE else [],
        },
        "before": before,
    }


def _row_number(cursor: str) -> int:
    (text,) = read_cursor(cursor, 1)
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise ValidationError({"cursor": "malformed"})
    return int(text)
