"""Tables of strangers on their way into the catalogue: read in the sandbox, checked, committed, taken back."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Protocol
from uuid import UUID

from sqlalchemy.orm import Session, sessionmaker

from catalogue.errors import CatalogueError
from catalogue.policy import Action, Identity, require
from catalogue.records import ImportBatch
from catalogue.services.imports.batches import (
    Source,
    check_rows,
    discard_batch,
    keep_batch,
    nobody_told,
    plan_of,
    read_in,
    read_unwritten,
)
from catalogue.services.imports.committing import commit_in_parts
from catalogue.services.imports.mapping import Plan, find_mapping, keep_mapping, suggest_plan
from catalogue.services.imports.undoing import undo_in_parts
from catalogue.vocab.heritage import BatchState
from ingest.sandbox import Progress
from ingest.sheets.copies import SheetReport, copy_sheet, load_report, read_copy

_REPORT = "report.json"
_WAITING = "waiting"
_SHOWN = 8
_DAYS = 30


class Desk(Protocol):
    """What importing needs, of the front door or of a job."""

    @property
    def sessions(self) -> sessionmaker[Session]:
        """Opens sessions that write."""
        ...

    @property
    def readers(self) -> sessionmaker[Session]:
        """Opens sessions that only read."""
        ...

    @property
    def home(self) -> Path:
        """The data folder."""
        ...


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a person said about a table before it was read; None: to be found out.

    ``batch_id`` is the batch that was opened for it, where a job reads it.
    """

    kind: str = "artifacts"
    sheet: str | None = None
    header_row: int | None = None
    plan: Plan | None = None
    batch_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table that was read: its report, the folder of its clean copy, and its file's name and digest."""

    report: SheetReport
    folder: Path
    name: str
    sha256: str

    def source(self) -> Source:
        """The table as the import reads it."""
        notices = [{"code": n.code, "values": n.named(self.name)} for n in self.report.notices]
        return Source(self.name, self.sha256, self.report.header, self._rows, notices)

    def first_rows(self, plan_encodings: Mapping[str, str], count: int = _SHOWN) -> list[tuple[str, ...]]:
        """The cells of the first rows, old encodings converted."""
        rows = self._cells(plan_encodings)
        return [tuple(cells) for _, (_, cells) in zip(range(count), rows, strict=False)]

    def suggested(self, kind: str) -> Plan:
        """A plan guessed from the header, with the encodings that were recognised."""
        names = {self.report.header[place]: name for place, name in self.report.proposed.items()}
        return suggest_plan(kind, self.report.header, names)

    def _rows(self, plan: Plan) -> Iterator[tuple[int, Sequence[str]]]:
        return self._cells(plan.encodings)

    def _cells(self, encodings: Mapping[str, str]) -> Iterator[tuple[int, Sequence[str]]]:
        places = {place: encodings[name] for place, name in enumerate(self.report.header) if name in encodings}
        return ((row.number, row.cells) for row in read_copy(self.folder / self.report.copy, places or None))


def start_import(
    desk: Desk, who: Identity, path: Path, name: str, wishes: Wishes, on_progress: Progress | None = None
) -> UUID:
    """Read a file and check its rows by the plan given, the one remembered for its header, or a guess.

    Nothing but the report of the dry run is saved, and the clean copy that a commit will read.

    Raises:
        StepError: the file is no table that can be read. ValidationError, ForbiddenError.
    """
    require(who, Action.WRITE_RECORDS)
    _clear_old(desk, who)
    room = desk.home / "imports"
    room.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=room, prefix=".new-") as building:
        folder = Path(building)
        report = copy_sheet(
            path, folder, name=name, sheet=wishes.sheet, header_row=wishes.header_row, on_progress=on_progress
        )
        table = Table(report, folder, name, _digest(path))
        with desk.readers() as session:
            known = wishes.plan or find_mapping(session, who, wishes.kind, report.header)
            plan = known or table.suggested(wishes.kind)
            checked = check_rows(session, who, table.source(), plan, _share_of(report.rows, on_progress))
        kept = {**asdict(report), "_name": name, "_sha256": table.sha256}
        (folder / _REPORT).write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")
        with desk.sessions.begin() as session:
            opened = read_unwritten(session, who, wishes.batch_id) if wishes.batch_id else None
            batch_id = keep_batch(session, who, table.source(), plan, checked, opened).id
        shutil.rmtree(room / str(batch_id), ignore_errors=True)
        folder.rename(room / str(batch_id))
        folder.mkdir()  # the block's end removes it
    return batch_id


def check_again(desk: Desk, who: Identity, batch_id: UUID, plan: Plan, on_progress: Progress | None = None) -> None:
    """Check the rows of a batch by another plan, and remember it for the next table with this header.

    Raises:
        NotFoundError, ConflictError: ``import_state``; CatalogueError: ``import_file_gone``.
    """
    with desk.readers() as session:
        batch = read_unwritten(session, who, batch_id)
        table = open_table(desk, batch)
        checked = check_rows(session, who, table.source(), plan, _share_of(table.report.rows, on_progress))
    with desk.sessions.begin() as session:
        batch = read_unwritten(session, who, batch_id)
        keep_batch(session, who, table.source(), plan, checked, batch)
        keep_mapping(session, who, plan, table.report.header, batch.file_name)


def commit_import(desk: Desk, who: Identity, batch_id: UUID, tell: Callable[[int], None] = nobody_told) -> None:
    """Write the good rows of a batch; the copy of its table goes, its plan is remembered.

    Raises:
        NotFoundError, ConflictError: ``import_state``; CatalogueError: ``import_file_gone``.
    """
    with desk.readers() as session:
        batch = read_in(session, who, batch_id, BatchState.CHECKED, BatchState.WRITING)
        table = open_table(desk, batch)
    commit_in_parts(desk.sessions, who, batch_id, table.source(), tell)
    with desk.sessions.begin() as session:
        keep_mapping(session, who, plan_of(batch), table.report.header, batch.file_name)
    shutil.rmtree(table.folder, ignore_errors=True)


def undo_import(desk: Desk, who: Identity, batch_id: UUID, tell: Callable[[int], None] = nobody_told) -> None:
    """Take a committed batch back.

    Raises:
        NotFoundError; ConflictError: ``import_state``.
    """
    undo_in_parts(desk.sessions, who, batch_id, tell)


def discard_import(desk: Desk, who: Identity, batch_id: UUID) -> None:
    """Forget a batch that was only checked, and its copy.

    Raises:
        NotFoundError; ConflictError: ``import_state``.
    """
    with desk.sessions.begin() as session:
        discard_batch(session, who, batch_id)
    waiting_table(desk, batch_id).unlink(missing_ok=True)
    shutil.rmtree(_folder(desk, batch_id), ignore_errors=True)


def open_table(desk: Desk, batch: ImportBatch) -> Table:
    """The table of a batch that is not committed yet.

    Raises:
        CatalogueError: ``import_file_gone``.
    """
    folder = _folder(desk, batch.id)
    try:
        kept = json.loads((folder / _REPORT).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise CatalogueError("import_file_gone", file=batch.file_name) from None
    return Table(load_report(kept), folder, batch.file_name, batch.sha256)


def _folder(desk: Desk, batch_id: UUID) -> Path:
    return desk.home / "imports" / str(batch_id)


def waiting_table(desk: Desk, batch_id: UUID) -> Path:
    """Where the uploaded table of an opened batch waits for its job."""
    room = desk.home / "imports" / _WAITING
    room.mkdir(parents=True, exist_ok=True)
    return room / str(batch_id)


def _share_of(rows: int, on_progress: Progress | None) -> Callable[[int], None]:
    """Tells how far the checking of so many rows has come."""

    def tell(done: int) -> None:
        if on_progress is not None:
            on_progress("check", min(done / max(rows, 1), 1.0))

    return tell


def _digest(path: Path) -> str:
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


def _clear_old(desk: Desk, who: Identity) -> None:
    """Forget tables that nobody committed within a month."""
    room, oldest = desk.home / "imports", time.time() - _DAYS * 86_400
    for path in (room / _WAITING).glob("*"):
        if path.stat().st_mtime < oldest:
            path.unlink(missing_ok=True)
    for folder in room.glob("[0-9a-f]*-*"):
        if folder.stat().st_mtime < oldest:
            try:
                discard_import(desk, who, UUID(folder.name))
            except (CatalogueError, ValueError):
                shutil.rmtree(folder, ignore_errors=True)
