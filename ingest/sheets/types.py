"""What the readers of tables share: rows, notices, limits."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from ingest.errors import RefusedError


@dataclass(frozen=True, slots=True)
class SheetLimits:
    """How much a table may hold.

    Attributes:
        rows: rows below the header that hold anything.
        columns: columns up to the last cell that holds anything.
        cell_chars: characters of one cell, as in Excel.
        package_bytes: all parts of an XLSX file together when unpacked.
        strings_bytes: the part with the shared texts when unpacked.
        ratio: unpacked over packed size of one part (asked from 32 MiB on).
        parts: parts of an XLSX file.
    """

    rows: int = 500_000
    columns: int = 500
    cell_chars: int = 32_767
    package_bytes: int = 4 << 30
    strings_bytes: int = 1 << 30
    ratio: float = 200.0
    parts: int = 10_000


DEFAULT_LIMITS = SheetLimits()


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number as the file counts (1 is the first) and its cells, stripped text in NFC."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that a person should know about a table that was read all the same.

    Attributes:
        code: key of the text in the table of problems.
        count: how often it happened.
        row: row of the first time, 0 where it concerns the file.
        column: column of the first time as a spreadsheet names it (``C``), empty where it concerns a row.
        values: further values that the text names.
    """

    code: str
    count: int = 1
    row: int = 0
    column: str = ""
    values: Mapping[str, str | float] = field(default_factory=dict)

    def named(self, file: str) -> dict[str, str | float]:
        """The values that the notice's text names."""
        return {"file": file, "count": self.count, "row": self.row, "column": self.column, **self.values}


class Notices:
    """Gathers notices: one for each code, counted, with the place of the first."""

    def __init__(self) -> None:
        self._found: dict[str, Notice] = {}

    def add(self, code: str, row: int = 0, column: int = -1, count: int = 1, **values: str | float) -> None:
        """Count one more; the first keeps its place and values."""
        known = self._found.get(code)
        if known is None:
            name = column_name(column) if column >= 0 else ""
            self._found[code] = Notice(code, count, row, name, values)
        else:
            self._found[code] = Notice(code, known.count + count, known.row, known.column, known.values)

    def all(self) -> tuple[Notice, ...]:
        """The notices in the order of their first time."""
        return tuple(self._found.values())


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged block of cells: rows from 1, columns from 0, both ends included."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


@dataclass(frozen=True, slots=True)
class Source:
    """A file that can be read from its beginning as often as asked.

    Attributes:
        format: ``csv`` or ``xlsx``.
        encoding: how bytes became letters, such as ``utf-8``, ``utf-16-le``, ``windows-1252``; ``xml`` for XLSX.
        delimiter: what parts cells in a text file; empty for XLSX.
        sheet: the chosen sheet's name; empty for text files.
        sheets: names of all sheets.
        hidden_sheets: names of those that are hidden.
        merges: merged blocks.
        read: gives the rows, adding to the notices it gets. Rows without content are left out.
        candidates: old encodings that the text may be in.
    """

    format: str
    encoding: str
    read: Callable[[Notices], Iterator[Row]]
    candidates: tuple[str, ...]
    delimiter: str = ""
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    hidden_sheets: tuple[str, ...] = ()
    merges: tuple[Merge, ...] = ()


def column_name(index: int) -> str:
    """A column's letters as spreadsheets write them: 0 is ``A``, 26 is ``AA``."""
    letters = ""
    number = index + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def limited(rows: Iterator[Row], name: str, limits: SheetLimits) -> Iterator[Row]:
    """The same rows, as long as they are within the limits.

    Raises:
        RefusedError: ``sheet_too_long``, ``sheet_too_wide``, ``sheet_cell_long``.
    """
    for count, row in enumerate(rows, 1):
        if count > limits.rows + 1:
            raise RefusedError("sheet_too_long", file=name, row=row.number, limit=limits.rows)
        if len(row.cells) > limits.columns:
            raise RefusedError("sheet_too_wide", file=name, row=row.number, count=len(row.cells), limit=limits.columns)
        if len(max(row.cells, key=len)) > limits.cell_chars:
            column = next(i for i, cell in enumerate(row.cells) if len(cell) > limits.cell_chars)
            raise RefusedError(
                "sheet_cell_long", file=name, row=row.number, column=column_name(column), limit=limits.cell_chars
            )
        yield row
