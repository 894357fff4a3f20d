"""Tables for spreadsheet programs: CSV that Excel opens as UTF-8, XLSX whose cells are all text."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from uuid import uuid4

from ingest.errors import RefusedError
from ingest.sheets.cells import clean_cell, escape_cell
from ingest.sheets.parts import SHEET_PART, SHEET_TAIL, fixed_parts, sheet_head, sheet_row
from ingest.sheets.types import DEFAULT_LIMITS, Notices, column_name

_ROW_LIMIT = 1_048_576


def write_csv(rows: Iterable[Sequence[str]], path: Path) -> int:
    """Write rows as UTF-8 with the mark that Excel needs; no cell is obeyed as a formula. All or nothing.

    Returns:
        How many rows were written.

    Raises:
        RefusedError: ``sheet_cell_long``.
    """
    count = 0
    with _whole(path) as building, building.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.writer(out)
        for count, row in enumerate(rows, 1):
            writer.writerow([escape_cell(cell) for cell in _writable(row, count, path.name)])
    return count


def write_xlsx(
    rows: Iterable[Sequence[str]], path: Path, *, title: str = "Sheet1", hidden: Collection[str] = ()
) -> int:
    """Write rows, the header first, with a frozen header and text cells alone; the same rows give the same bytes.

    All or nothing. A text that import would take for an escaped one gets an apostrophe, which import takes away.

    Args:
        rows: the header, then the data.
        path: the file to make or replace.
        title: the sheet's name; signs that Excel forbids there become spaces.
        hidden: names of columns that are there and not shown, such as ``uid`` and ``version``.

    Returns:
        How many rows were written, the header included.

    Raises:
        RefusedError: ``sheet_cell_long``, ``sheet_too_long``.
    """
    source = iter(rows)
    header = [*next(source, ())]
    hidden_columns = [index for index, name in enumerate(header) if name in hidden]
    count = 0
    with _whole(path) as building, zipfile.ZipFile(building, "w", zipfile.ZIP_DEFLATED) as package:
        for part, xml in fixed_parts(title).items():
            package.writestr(_entry(part), xml)
        with package.open(_entry(SHEET_PART), "w", force_zip64=True) as out:
            out.write(sheet_head(len(header), hidden_columns).encode())
            for count, row in enumerate(chain([header] if header else [], source), 1):
                if count > _ROW_LIMIT:
                    raise RefusedError("sheet_too_long", file=path.name, row=count, limit=_ROW_LIMIT)
                out.write(sheet_row(count, _writable(row, count, path.name)).encode())
            out.write(SHEET_TAIL.encode())
    return count


def _entry(part: str) -> zipfile.ZipInfo:
    """A part of the package without the time of writing."""
    entry = zipfile.ZipInfo(part)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _writable(row: Sequence[str], number: int, name: str) -> list[str]:
    """Cells without control characters, none longer than Excel takes."""
    cells = []
    for column, text in enumerate(row):
        clean = clean_cell(text, Notices(), number, column) if not text.isprintable() else text
        if len(clean) >= DEFAULT_LIMITS.cell_chars:
            limit = DEFAULT_LIMITS.cell_chars
            raise RefusedError("sheet_cell_long", file=name, row=number, column=column_name(column), limit=limit)
        cells.append(clean)
    return cells


@contextmanager
def _whole(path: Path) -> Iterator[Path]:
    """A file beside the target that takes its place when all went well."""
    building = path.with_name(f".{uuid4().hex}{path.suffix}")
    try:
        yield building
        building.replace(path)
    finally:
        building.unlink(missing_ok=True)
