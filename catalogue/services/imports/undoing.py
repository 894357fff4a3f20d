"""A whole import taken back: what it made goes, what it changed gets its earlier values, what was used since stays."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, RowMapping, Table, bindparam, delete, select, update
from sqlalchemy.orm import Session, sessionmaker

from catalogue.db import Base, now_utc
from catalogue.policy import Action, Identity, require
from catalogue.records import ImportBatch, ImportRow
from catalogue.services.audits import plain
from catalogue.services.bulk import ARTIFACT, HANDLE, SITE, Bulk, Columns, audit_rows, remove_entries
from catalogue.services.bulk_sql import text_index_at_once
from catalogue.services.imports.batches import ROWS, WRITTEN_TO, hold_in, nobody_told
from catalogue.services.imports.lookups import Lookups
from catalogue.services.imports.parts import TABLES
from catalogue.services.imports.writing import index_again, save_row
from catalogue.services.validation import convert
from catalogue.vocab.heritage import BatchState, RowAction

_PART = 1_000
_WRITTEN = (BatchState.COMMITTED, BatchState.WRITING, BatchState.UNDOING)
_MARKS = {WRITTEN_TO, "update_undone_to", "create_undone_to"}


def undo_batch(session: Session, who: Identity, batch_id: UUID) -> ImportBatch:
    """Take a committed batch back in this one transaction; also one whose writing was broken off.

    New records that nothing was done with since are removed with all that came with them; only the audit remembers
    them. Changed ones get the values back that they had. Records that were changed or used since stay as they are, and
    the report says so.

    Raises:
        NotFoundError: ``import_not_found``. ConflictError: ``import_state``: it is not committed, or was taken back.
    """
    batch = _read_undoable(session, who, batch_id)
    while _undo_part(session, who, batch):
        pass
    return _finish(session, batch)


def undo_in_parts(
    sessions: sessionmaker[Session], who: Identity, batch_id: UUID, tell: Callable[[int], None] = nobody_told
) -> None:
    """Take a batch back some hundred rows in each transaction; begun again it goes on where it was broken off.

    ``tell`` is told how many rows are settled; what it raises ends the undoing between two parts.

    Raises:
        As ``undo_batch``.
    """
    is_left = True
    while is_left:
        with sessions.begin() as session:
            batch = _read_undoable(session, who, batch_id)
            is_left = _undo_part(session, who, batch)
            settled = _count(batch, "undone") + _count(batch, "kept")
            if not is_left:
                _finish(session, batch)
        tell(settled)


def _read_undoable(session: Session, who: Identity, batch_id: UUID) -> ImportBatch:
    """A batch of which something was written and is not yet taken back."""
    require(who, Action.WRITE_RECORDS)
    batch = hold_in(session, who, batch_id, *_WRITTEN)
    if batch.state is BatchState.WRITING:  # what was not reached holds the dry run's lines
        mine = (ImportRow.batch_id == batch.id, ImportRow.row_number > _count(batch, WRITTEN_TO))
        session.execute(delete(ImportRow).where(*mine))
    batch.state = BatchState.UNDOING
    return batch


def _undo_part(session: Session, who: Identity, batch: ImportBatch) -> bool:
    """Take the next rows back; False when there were none left."""
    lookups = Lookups(session, batch.kind, who)
    lookups.load()
    undoing = _Undoing(Bulk(session, who, lookups.table, lookups.sites), batch)
    with text_index_at_once(session):
        is_left = undoing.run()
    index_again(undoing.bulk, undoing.changed)
    session.flush()
    return is_left


def _finish(session: Session, batch: ImportBatch) -> ImportBatch:
    """Say that all that could be was taken back."""
    batch.state, batch.undone_at = BatchState.UNDONE, now_utc()
    batch.counts = {"undone": 0, "kept": 0, **{k: n for k, n in batch.counts.items() if k not in _MARKS}}
    session.flush()
    return batch


def _count(batch: ImportBatch, name: str) -> int:
    return int(str(batch.counts.get(name, 0)))


class _Undoing:
    """Some rows taken back: changed ones first, then new ones from the file's end, so that parents go last."""

    def __init__(self, bulk: Bulk, batch: ImportBatch) -> None:
        self.bulk, self._session, self._batch = bulk, bulk.session, batch
        self.changed: list[UUID] = []

    def run(self) -> bool:
        """Take back what can be of the next rows; False where there are none."""
        for action, take_back in ((RowAction.UPDATE, self._restore), (RowAction.CREATE, self._remove)):
            mark = f"{action.value}_undone_to"
            if rows := self._next(action, _count(self._batch, mark)):
                current = self._current(rows)
                known = {row.record_id: self._parts(row) for row in rows if row.record_id}
                may_go = self._choose(rows, current, self._used(known))
                take_back(may_go, current)
                gone = {row.row_number for row in may_go}
                self._keep_back([row for row in rows if row.row_number not in gone])
                told = {"undone": len(may_go), "kept": len(rows) - len(may_go)}
                told = {name: _count(self._batch, name) + count for name, count in told.items()}
                self._batch.counts = {**self._batch.counts, **told, mark: rows[-1].row_number}
                return True
        return False

    def _next(self, action: RowAction, below: int) -> list[ImportRow]:
        """The batch's last rows that are still to be settled."""
        query = select(ImportRow).where(ImportRow.batch_id == self._batch.id, ImportRow.action == action)
        query = query.where(ImportRow.row_number < below) if below else query
        query = query.order_by(ImportRow.row_number.desc()).limit(_PART)
        return list(self._session.scalars(query.execution_options(populate_existing=True)))

    def _current(self, rows: Sequence[ImportRow]) -> dict[UUID | None, RowMapping]:
        table = self.bulk.table
        query = select(table).where(table.c.id.in_([row.record_id for row in rows]))
        return {row["id"]: row for row in self._session.execute(query).mappings()}

    def _parts(self, row: ImportRow) -> list[list[str]]:
        found = row.before.get("parts", [])
        return found if isinstance(found, list) else []

    def _choose(
        self, rows: Sequence[ImportRow], current: Mapping[UUID | None, RowMapping], used: set[UUID]
    ) -> list[ImportRow]:
        """The rows that can be taken back; a site stays as long as one below it does, and those below come first."""
        children = self._children({row.record_id for row in rows if row.record_id})
        going: set[UUID | None] = set()
        chosen: list[ImportRow] = []
        for row in rows:
            is_free = children.get(row.record_id, set()) <= going or row.action is RowAction.UPDATE
            if is_free and self._is_untouched(row, current.get(row.record_id), used):
                going.add(row.record_id)
                chosen.append(row)
        return chosen

    def _children(self, idents: set[UUID]) -> dict[UUID | None, set[UUID | None]]:
        """The sites directly below each of these."""
        found: dict[UUID | None, set[UUID | None]] = {}
        if self.bulk.table is SITE:
            query = select(SITE.c.parent_id, SITE.c.id).where(SITE.c.parent_id.in_(idents))
            for parent_id, ident in self._session.execute(query):
                found.setdefault(parent_id, set()).add(ident)
        return found

    def _is_untouched(self, row: ImportRow, current: RowMapping | None, used: set[UUID]) -> bool:
        """Whether nobody changed or used the record since, and the writer may write for its organisation."""
        if current is None or current["version"] != row.version:
            return False
        if row.action is RowAction.CREATE and row.record_id in used:
            return False
        return self.bulk.who.may_on(Action.WRITE_RECORDS, current["organisation_id"])

    def _used(self, known: Mapping[UUID, list[list[str]]]) -> set[UUID]:
        """Records that rows of other tables name, beside the parts that came with them."""
        own = {(table, ident) for parts in known.values() for table, ident in parts}
        used: set[UUID] = set()
        for table, column in _references(self.bulk.table):
            keys = list(table.primary_key.columns)
            query = select(column.label("owner"), *keys).where(column.in_(list(known)))
            for row in self._session.execute(query):
                if (table.name, str(row[1])) not in own:
                    used.add(row.owner)
        return used

    def _restore(self, rows: Sequence[ImportRow], current: Mapping[UUID | None, RowMapping]) -> None:
        """Give changed records their earlier values, as their next version."""
        table, told = self.bulk.table, list[tuple[Columns, Columns]]()
        self._drop_parts(rows)
        for row in rows:
            now, given = current[row.record_id], row.before.get("columns", {})
            earlier = {
                name: convert(table.c[name].type, value) for name, value in _mapping(given).items()
            }  # fmt: skip
            whole = {**now, **earlier}
            if earlier:
                whole |= save_row(self.bulk, whole, earlier)
                told.append((whole, {name: [plain(now[name]), plain(value)] for name, value in earlier.items()}))
        audit_rows(self.bulk, "undo_import", told)
        self.changed += [row.record_id for row in rows if row.record_id]

    def _remove(self, rows: Sequence[ImportRow], current: Mapping[UUID | None, RowMapping]) -> None:
        """Remove new records with their parts, handles and search rows."""
        idents = [row.record_id for row in rows if row.record_id]
        if not idents:
            return
        gone: list[tuple[Columns, Columns]] = [(dict(current[ident]), {}) for ident in idents]
        audit_rows(self.bulk, "undo_import", gone)
        self._drop_parts(rows)
        remove_entries(self.bulk, idents)
        for table in (self.bulk.table, HANDLE):
            self._session.execute(delete(table).where(table.c.id.in_(idents)))

    def _drop_parts(self, rows: Sequence[ImportRow]) -> None:
        """Remove the parts that came with these rows."""
        by_table: dict[str, list[UUID]] = {}
        for row in rows:
            for name, ident in self._parts(row):
                by_table.setdefault(name, []).append(UUID(ident))
        for name, idents in by_table.items():
            table = TABLES[name]
            for start in range(0, len(idents), _PART):
                self._session.execute(delete(table).where(table.c.id.in_(idents[start : start + _PART])))

    def _keep_back(self, rows: Sequence[ImportRow]) -> None:
        """Say in the report which records stay, for they were changed or used since."""
        if not rows:
            return
        mine = (ROWS.c.batch_id == self._batch.id) & (ROWS.c.row_number == bindparam("number"))
        kept = [
            {"number": row.row_number, "problems": {**row.problems, "undo": {"code": "import_kept_back"}}}
            for row in rows
        ]
        self._session.execute(update(ROWS).where(mine), kept)


def _references(described: Table) -> list[tuple[Table, Any]]:
    """Columns of other tables that name a record, an artifact or a site."""
    targets = {"record", described.name}
    return [
        (table, key.parent)
        for table in Base.metadata.sorted_tables
        for key in table.foreign_keys
        if key.column.table.name in targets and not _is_within(table, key)
    ]


def _is_within(table: Table, key: ForeignKey) -> bool:
    """Whether a reference is a record's own handle, or a site's own parent."""
    return table.name in {ARTIFACT.name, SITE.name} and (key.parent.primary_key or table.name == key.column.table.name)


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}
