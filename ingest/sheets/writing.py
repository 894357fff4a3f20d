"""Tables for spreadsheet programs: CSV that Excel opens as UTF-8, XLSX whose cells are all text."""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from ingest.errors import RefusedError
from ingest.sheets.cells import clean_cell, escape_cell
from ingest.sheets.types import DEFAULT_LIMITS, Notices, column_name

_TEXT_FORMAT = "@"
_ROW_LIMIT = 1_048_576
_WIDTH = 22


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
    """Write rows, the header first, with a frozen header and text cells alone. All or nothing.

    Args:
        rows: the header, then the data.
        path: the file to make or replace.
        title: the sheet's name.
        hidden: names of columns that are there and not shown, such as ``uid`` and ``version``.

    Returns:
        How many rows were written, the header included.

    Raises:
        RefusedError: ``sheet_cell_long``, ``sheet_too_long``.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    source = iter(rows)
    header = [*next(source, ())]
    for index, name in enumerate(header):
        dimension = sheet.column_dimensions[get_column_letter(index + 1)]
        dimension.width, dimension.hidden = _WIDTH, name in hidden
    count = 0
    with _whole(path) as building:
        for count, row in enumerate(_chain(header, source), 1):
            if count > _ROW_LIMIT:
                raise RefusedError("sheet_too_long", file=path.name, row=count, limit=_ROW_LIMIT)
            sheet.append([_text_cell(sheet, cell, is_head=count == 1) for cell in _writable(row, count, path.name)])
        book.save(building)
    return count


def _chain(header: Sequence[str], source: Iterator[Sequence[str]]) -> Iterator[Sequence[str]]:
    """The header where there is one, then the rest."""
    if header:
        yield header
    yield from source


def _text_cell(sheet: object, text: str, *, is_head: bool) -> object:
    """A cell that stays text when a person edits it; a beginning ``=`` is a letter like any other.

    A text that import would take for an escaped one gets one more apostrophe, which import takes away.
    """
    if not text:
        return None
    cell = WriteOnlyCell(sheet, value=None)
    cell._value = escape_cell(text) if text.startswith("'") else text  # noqa: SLF001  ``value`` would make = a formula
    cell.data_type = "s"
    cell.number_format = _TEXT_FORMAT
    if is_head:
        cell.font = Font(bold=True)
    return cell


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
