"""Import a table of artifacts or sites, or take an import back."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from pathlib import Path
from uuid import UUID

import click
from rich.table import Table

from app.console import as_json_option, open_parts, pick, print_json, progress_bar, reader, terminal
from app.import_texts import RowText, row_text, sheet_notices
from app.importing import Wishes, commit_import, start_import, undo_import
from app.parts import Parts
from catalogue.errors import CatalogueError
from catalogue.policy import Identity
from catalogue.records import ImportBatch
from catalogue.services.imports.batches import all_rows, read_batch
from catalogue.services.imports.mapping import Plan, read_plan

_SHOWN = 40
_WHO = Identity.system("import")
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("file", required=False, type=_FILE)
@click.option("--as", "kind", type=click.Choice(["artifacts", "sites"]), default="artifacts", help="What the rows are.")
@click.option("--mapping", "mapping_file", type=_FILE, help="TOML or JSON: which column fills which field.")
@click.option("--sheet", help="The sheet of an Excel file; by default the first with content.")
@click.option("--commit", is_flag=True, help="Write the good rows; without it nothing but a report is made.")
@click.option("--undo", "batch", type=click.UUID, help="Take this import back.")
@as_json_option
def command(file: Path | None, *, batch: UUID | None, as_json: bool, **wishes: object) -> int:
    """Check the rows of FILE (CSV, XLSX or JSON) and report on each; with --commit write the good ones.

    Exit code 1 when a row is refused, or when something is kept back from undoing.
    """
    if (file is None) == (batch is None):
        raise click.UsageError(pick(vi="Cần đúng một trong FILE và --undo.", en="Give one of FILE and --undo."))
    with open_parts() as parts:
        if batch is not None:
            undo_import(parts, _WHO, batch)
            done = batch
        else:
            done = _take_in(parts, Path(str(file)), wishes)
        return _tell(parts, done, as_json=as_json)


def _take_in(parts: Parts, file: Path, wishes: Mapping[str, object]) -> UUID:
    """Check the file, and commit it when that is wished."""
    kind, mapping, sheet = str(wishes["kind"]), wishes["mapping_file"], wishes["sheet"]
    plan = read_mapping(mapping, kind) if isinstance(mapping, Path) else None
    with progress_bar() as progress:
        wish = Wishes(kind, str(sheet) if sheet else None, plan=plan)
        batch_id = start_import(parts, _WHO, file, file.name, wish, progress)
        if wishes["commit"]:
            commit_import(parts, _WHO, batch_id, lambda rows: progress(pick(vi=f"{rows} dòng", en=f"{rows} rows"), 0.5))
    return batch_id


def read_mapping(path: Path, kind: str) -> Plan:
    """A mapping from a TOML or JSON file.

    Raises:
        CatalogueError: ``import_mapping_broken``. ValidationError: it is unfit.
    """
    text = path.read_text(encoding="utf-8")
    try:
        found = json.loads(text) if path.suffix == ".json" else tomllib.loads(text)
    except ValueError as error:
        raise CatalogueError("import_mapping_broken", file=path.name, reason=str(error)[:120]) from error
    return read_plan(kind, found if isinstance(found, dict) else {})


def _tell(parts: Parts, batch_id: UUID, *, as_json: bool) -> int:
    """Print what became of the rows; 1 when one was refused or kept back."""
    with parts.readers() as session:
        batch = read_batch(session, _WHO, batch_id)
        rows = (row_text(batch.kind, row, reader()) for row in all_rows(session, _WHO, batch))
        if as_json:
            print_json(_document(batch, list(rows)))
        else:
            _print(batch, rows)
        counts = batch.counts
    return 1 if counts.get("refuse") or counts.get("kept") else 0


def _document(batch: ImportBatch, rows: list[RowText]) -> dict[str, object]:
    """The report as one JSON document."""
    shown = [
        {
            "row": row.row, "action": row.action, "number": row.number, "title": row.title, "changes": row.changes,
            "faults": [vars_of(one) for one in row.faults], "notices": [vars_of(one) for one in row.notices],
        }
        for row in rows
    ]  # fmt: skip
    notices = [vars_of(one) for one in sheet_notices(batch, reader())]
    return {
        "batch": str(batch.id), "state": batch.state.value, "file": batch.file_name, "kind": batch.kind,
        "counts": batch.counts, "mapping": batch.mapping, "notices": notices, "rows": shown,
    }  # fmt: skip


def vars_of(told: object) -> dict[str, object]:
    """A fault or notice as JSON."""
    return {name: getattr(told, name) for name in ("code", "field", "column", "detail", "remedy")}


def _print(batch: ImportBatch, rows: object) -> None:
    """Counts, notices about the table, and the first rows that have a fault or notice."""
    console, words = terminal(), _words()
    told = [(row, one) for row in rows for one in (*row.faults, *row.notices)]  # type: ignore[attr-defined]  # a generator of rows
    console.print(f"{batch.file_name} · {batch.id} · {batch.state.value}", markup=False)
    numbers = "  ".join(f"{words.get(name, name)}: {count}" for name, count in batch.counts.items())
    console.print(numbers, markup=False)
    for notice in sheet_notices(batch, reader()):
        console.print(f"! {notice.detail} {notice.remedy}", markup=False)
    if not told:
        return
    table = Table(*(pick(vi=vi, en=en) for vi, en in (("Dòng", "Row"), ("Số hiệu", "Number"), ("Vấn đề", "Problem"))))
    for row, one in told[:_SHOWN]:
        table.add_row(str(row.row), row.number, f"{one.detail} {one.remedy}")
    console.print(table)
    if len(told) > _SHOWN:
        rest = len(told) - _SHOWN
        console.print(pick(vi=f"… và {rest} mục nữa (xem --json).", en=f"… and {rest} more (see --json)."))


def _words() -> dict[str, str]:
    """What the counts are called."""
    return {
        "rows": pick(vi="dòng", en="rows"),
        "create": pick(vi="mới", en="new"),
        "update": pick(vi="thay đổi", en="changed"),
        "same": pick(vi="không đổi", en="unchanged"),
        "skip": pick(vi="bỏ qua", en="skipped"),
        "refuse": pick(vi="bị từ chối", en="refused"),
        "notices": pick(vi="có lưu ý", en="with notices"),
        "undone": pick(vi="đã hoàn tác", en="undone"),
        "kept": pick(vi="giữ lại", en="kept back"),
    }
