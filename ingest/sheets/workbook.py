"""Tables in XLSX files: streamed rows of text, merged cells spread downwards."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ingest.errors import RefusedError
from ingest.sheets.cells import clean_cell, trim, unescape_cell
from ingest.sheets.fonts import TCVN3, VNI
from ingest.sheets.package import Package, SheetPart, clear_errors, open_package
from ingest.sheets.sheetxml import StoredRow, column_index, read_rows
from ingest.sheets.types import Merge, Notices, Row, SheetLimits, Source
from ingest.sheets.values import Values

_TAIL = 32 << 20
_PIECE = 1 << 20
_END = re.compile(rb"</(?:\w+:)?sheetData\s*>|<(?:\w+:)?sheetData\s*/>")
_MERGE = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?ref=[\"']([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})[\"']")


@dataclass(frozen=True, slots=True)
class _Table:
    """One sheet of a package; reads its rows anew each time."""

    path: Path
    name: str
    package: Package
    part: SheetPart
    merges: tuple[Merge, ...]
    limits: SheetLimits

    def rows(self, notices: Notices) -> Iterator[Row]:
        """Rows with content.

        Raises:
            RefusedError: ``sheet_broken``, ``sheet_entities``, ``sheet_bomb``, ``sheet_too_wide``.
        """
        if self.package.has_macros:
            notices.add("sheet_macros")
        values, spread = Values(self.package, notices), _Spread(self.merges, notices)
        with zipfile.ZipFile(self.path) as archive, clear_errors(self.name), archive.open(self.part.part) as source:
            for stored in read_rows(source, self.name):
                if isinstance(stored, int):
                    notices.add("sheet_hidden_columns", 0, stored)
                    continue
                cells = self._cells(stored, values, notices)
                if cells:
                    yield Row(stored.number, spread.fill(stored.number, cells))

    def _cells(self, row: StoredRow, values: Values, notices: Notices) -> tuple[str, ...]:
        """The row's cells as stored text; empty when it holds nothing."""
        filled: dict[int, str] = {}
        for cell in row.cells:
            column = cell[0]
            text = clean_cell(values.text(cell, row.number), notices, row.number, column)
            if text:
                filled[column] = unescape_cell(text) if text.startswith("'") else text
        if not filled:
            return ()
        if row.is_hidden:
            notices.add("sheet_hidden_rows", row.number)
        width = max(filled) + 1
        if width > self.limits.columns:
            raise RefusedError("sheet_too_wide", file=self.name, row=row.number, count=width, limit=self.limits.columns)
        return trim([filled.get(column, "") for column in range(width)])


class _Spread:
    """Repeats the value of a merged cell in the rows that it covers, in its first column."""

    def __init__(self, merges: tuple[Merge, ...], notices: Notices) -> None:
        tall = [merge for merge in merges if merge.last_row > merge.first_row]
        self._waiting = sorted(tall, key=lambda merge: -merge.first_row)
        self._active: dict[int, tuple[Merge, str]] = {}
        self._notices = notices

    def fill(self, number: int, cells: tuple[str, ...]) -> tuple[str, ...]:
        """The row with the values of cells merged from above."""
        if not self._waiting and not self._active:
            return cells
        filled = list(cells)
        self._active = {c: (merge, value) for c, (merge, value) in self._active.items() if merge.last_row >= number}
        for column, (_, value) in self._active.items():
            filled += [""] * (column + 1 - len(filled))
            if not filled[column]:
                filled[column] = value
                self._notices.add("sheet_merged", number, column)
        while self._waiting and self._waiting[-1].first_row <= number:
            merge = self._waiting.pop()
            value = cells[merge.first_column] if merge.first_column < len(cells) else ""
            if merge.first_row == number and value:
                self._active[merge.first_column] = (merge, value)
        return tuple(filled)


def open_workbook(path: Path, name: str, sheet: str | None, limits: SheetLimits) -> Source:
    """One sheet of an XLSX file as a source of rows.

    Raises:
        RefusedError: ``sheet_bomb``, ``sheet_broken``, ``sheet_entities``, ``sheet_password``, ``sheet_not_found``,
            ``sheet_empty``.
    """
    package = open_package(path, name, limits)
    part = _choose(path, name, package, sheet, limits)
    with clear_errors(name):
        merges = _merges(path, part.part, limits)
    return Source(
        "xlsx", "xml", _Table(path, name, package, part, merges, limits).rows, (TCVN3, VNI),
        sheet=part.name, sheets=tuple(s.name for s in package.sheets),
        hidden_sheets=tuple(s.name for s in package.sheets if s.is_hidden), merges=merges,
    )  # fmt: skip


def _choose(path: Path, name: str, package: Package, sheet: str | None, limits: SheetLimits) -> SheetPart:
    """The sheet that was asked for, or the first with content, visible ones first."""
    if sheet is not None:
        for part in package.sheets:
            if part.name == sheet:
                return part
        names = ", ".join(part.name for part in package.sheets)[:200]
        raise RefusedError("sheet_not_found", file=name, sheet=sheet[:80], sheets=names)
    for part in sorted(package.sheets, key=lambda part: part.is_hidden):
        if next(_Table(path, name, package, part, (), limits).rows(Notices()), None) is not None:
            return part
    raise RefusedError("sheet_empty", file=name)


def _merges(path: Path, part: str, limits: SheetLimits) -> tuple[Merge, ...]:
    """Merged blocks, which stand behind the rows: found without parsing these."""
    with zipfile.ZipFile(path) as archive, archive.open(part) as source:
        before = tail = b""
        end = None
        while end is None and (piece := source.read(_PIECE)):
            window = before + piece
            end = _END.search(window) if b"sheetData" in window else None  # the plain search is ten times as fast
            tail = window[end.end() :] if end else b""
            before = window[-64:]
        tail += source.read(_TAIL)
    found = (
        Merge(int(r1), column_index(c1.decode()), int(r2), column_index(c2.decode()))
        for c1, r1, c2, r2 in _MERGE.findall(tail)
    )
    return tuple(merge for merge in found if merge.first_column < limits.columns)
