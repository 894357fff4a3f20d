"""Writing the good rows of a checked batch: some thousand at once, so that others write in between."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.orm import Session, sessionmaker

from catalogue.db import now_utc
from catalogue.errors import ConflictError
from catalogue.policy import Action, Identity, require
from catalogue.records import ImportBatch, ImportRow
from catalogue.services.bulk import Bulk
from catalogue.services.bulk_sql import insert_many, text_index_at_once
from catalogue.services.imports.batches import ROWS, WRITTEN_TO, Checked, Source, hold_in, nobody_told, plan_of
from catalogue.services.imports.lookups import Lookups
from catalogue.services.imports.planning import Planner
from catalogue.services.imports.reading import Reader, ReadRow
from catalogue.services.imports.writing import index_again, write_chunk
from catalogue.services.scopes import organisation_for_new
from catalogue.vocab.heritage import BatchState, RowAction

_CHUNK = 5_000


def commit_batch(
    session: Session, who: Identity, batch_id: UUID, source: Source, tell: Callable[[int], None] = nobody_told
) -> ImportBatch:
    """Write the good rows of a checked batch in this one transaction; rows are decided anew, as they are by now.

    Raises:
        NotFoundError: ``import_not_found``. ConflictError: ``import_state``: it was committed before.
        ValidationError: ``organisation``: ``required``.
    """
    commit = _Commit(session, who, batch_id, source)
    for rows in commit.chunks():
        commit.write(session, rows)
        tell(commit.last)
    return commit.finish(session)


def commit_in_parts(
    sessions: sessionmaker[Session],
    who: Identity,
    batch_id: UUID,
    source: Source,
    tell: Callable[[int], None] = nobody_told,
) -> None:
    """Write the good rows some thousand in each transaction; begun again it goes on behind the last that was written.

    ``tell`` is told the last row's number after each part; what it raises ends the writing between two parts.

    Raises:
        As ``commit_batch``.
    """
    with sessions.begin() as session:
        commit = _Commit(session, who, batch_id, source)
    for rows in commit.chunks():
        with sessions.begin() as session:
            commit.write(session, rows)
        tell(commit.last)
    with sessions.begin() as session:
        commit.finish(session)


class _Commit:
    """One batch being written; it remembers what its rows have said so far, whichever transaction it is in."""

    def __init__(self, session: Session, who: Identity, batch_id: UUID, source: Source) -> None:
        require(who, Action.WRITE_RECORDS)
        batch = hold_in(session, who, batch_id, BatchState.CHECKED, BatchState.WRITING)
        self._id, self._who, self._source, self._plan = batch_id, who, source, plan_of(batch)
        self._organisation_id = organisation_for_new(who)
        self._lookups = Lookups(session, self._plan.kind, who)
        self._lookups.load()
        self._planner = Planner(self._lookups, self._plan, who)
        is_begun = batch.state is BatchState.WRITING
        told = Counter({name: int(str(count)) for name, count in batch.counts.items()}) if is_begun else Counter()
        self.last, self._counts = told.pop(WRITTEN_TO, 0), told
        batch.state, batch.account_id, batch.actor = BatchState.WRITING, who.account_id, who.name or who.role.value
        session.flush()

    def chunks(self) -> Iterator[list[ReadRow]]:
        """The rows that are still to be written; the numbers of those before them are remembered."""
        reader, number = Reader(self._plan, self._source.header), self._lookups.number_column
        rows = iter(self._source.rows(self._plan))
        while cells := list(islice(rows, _CHUNK)):
            read = [reader.read(row, values) for row, values in cells]
            for row in read:
                if row.number <= self.last and row.values.get(number):
                    self._lookups.seen.setdefault(str(row.values[number]), row.number)
            if left := [row for row in read if row.number > self.last]:
                yield left

    def write(self, session: Session, rows: Sequence[ReadRow]) -> None:
        """Decide and write some rows, with their lines of the report.

        Raises:
            ConflictError: ``import_state``: somebody else writes the batch, or took it back.
        """
        batch = self._hold(session)
        self._lookups.session = session
        self._lookups.load()
        bulk, checked = Bulk(session, self._who, self._lookups.table, self._lookups.sites), Checked()
        with text_index_at_once(session):
            plans = self._planner.decide(rows)
            checked.add(plans, write_chunk(bulk, plans, self._organisation_id))
        index_again(bulk, [plan.id for plan in plans if plan.action is RowAction.UPDATE and plan.id])
        self.last = rows[-1].number
        self._counts.update({"rows": len(rows), **checked.counts})
        these = (ImportRow.batch_id == self._id, ImportRow.row_number.between(rows[0].number, self.last))
        session.execute(delete(ImportRow).where(*these))
        insert_many(session, ROWS, checked.rows, {"batch_id": self._id})
        batch.counts = {**self._counts, WRITTEN_TO: self.last}
        session.flush()

    def _hold(self, session: Session) -> ImportBatch:
        """The batch, of which nobody else wrote rows since this one's last."""
        batch = hold_in(session, self._who, self._id, BatchState.WRITING)
        if batch.counts.get(WRITTEN_TO, 0) != self.last:
            raise ConflictError("import_state", file=batch.file_name, state=batch.state.value)
        return batch

    def finish(self, session: Session) -> ImportBatch:
        """Say that all rows are written."""
        batch = self._hold(session)
        batch.state, batch.committed_at, batch.counts = BatchState.COMMITTED, now_utc(), {"rows": 0, **self._counts}
        session.flush()
        return batch
