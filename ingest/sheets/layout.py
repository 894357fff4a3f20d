"""Where the header of a table is, what stands above it, and what its columns are called."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.errors import RefusedError
from ingest.sheets.types import Merge, Row, column_name

PEEK = 60
_SHARE = 0.7
_VALUE = re.compile(r"[-+]?[\d.,\s]+%?|\d{1,4}[-/.]\d{1,2}([-/.]\d{1,4})?([T ][\d:.]+)?")


@dataclass(frozen=True, slots=True)
class Layout:
    """The header row's number, the columns' names, and the rows above."""

    header_row: int
    header: tuple[str, ...]
    preamble: tuple[Row, ...]


def find_layout(rows: Sequence[Row], merges: Sequence[Merge], name: str, header_row: int | None) -> Layout:
    """The first row with (nearly) most text cells is the header.

    Args:
        rows: the first rows that hold anything.
        merges: merged blocks; a header of two rows ends where its merged cells end.
        name: the file's name in error messages.
        header_row: the header's row where a person has chosen it.

    Raises:
        RefusedError: ``sheet_empty``, ``sheet_no_header``.
    """
    if not rows:
        raise RefusedError("sheet_empty", file=name)
    index = _chosen(rows, header_row) if header_row is not None else _guessed(rows)
    if index is None:
        raise RefusedError("sheet_no_header", file=name, row=header_row or rows[0].number)
    first = rows[index].number
    if header_row is None:
        index = _last_of_header(rows, index, merges)
    header = rows[index]
    return Layout(header.number, _joined(rows, index, min(first, header.number), merges), tuple(rows[:index]))


def check_header(header: Sequence[str], row: int, name: str) -> None:
    """Refuse a header in which two columns have one name.

    Raises:
        RefusedError: ``sheet_header_duplicate``.
    """
    seen: dict[str, int] = {}
    for column, title in enumerate(header):
        key = " ".join(title.casefold().split())
        if key and key in seen:
            raise RefusedError(
                "sheet_header_duplicate",
                file=name, row=row, title=title, first=column_name(seen[key]), column=column_name(column),
            )  # fmt: skip
        seen[key] = column


def is_text(cell: str) -> bool:
    """Whether a cell is words and neither empty nor a number nor a date."""
    return bool(cell) and _VALUE.fullmatch(cell) is None


def _chosen(rows: Sequence[Row], number: int) -> int | None:
    """The row that a person has chosen."""
    return next((i for i, row in enumerate(rows) if row.number == number), None)


def _guessed(rows: Sequence[Row]) -> int | None:
    """The first row with most texts; a header with a nameless column still stands before its data."""
    counts = [sum(map(is_text, row.cells)) for row in rows]
    most = max(counts)
    if not most:
        return None
    index = next(i for i, count in enumerate(counts) if count >= max(1, math.ceil(_SHARE * most)))
    filled = sum(map(bool, rows[index].cells))
    return index if counts[index] * 2 > filled else None


def _last_of_header(rows: Sequence[Row], index: int, merges: Sequence[Merge]) -> int:
    """The header's last row: cells merged downwards from its first row reach there."""
    first = rows[index].number
    ends = [m.last_row for m in merges if m.first_row == first and m.last_row > first]
    if not ends or max(ends) > first + 3:
        return index
    return max(i for i, row in enumerate(rows) if row.number <= max(ends))


def _joined(rows: Sequence[Row], index: int, first: int, merges: Sequence[Merge]) -> tuple[str, ...]:
    """Names of the columns; a title merged over several columns stands before theirs."""
    header = list(rows[index].cells)
    above = {row.number: row for row in rows[:index] if row.number >= min(first, rows[index].number - 1)}
    for merge in merges:
        row = above.get(merge.first_row)
        if row is None or merge.last_column == merge.first_column or merge.first_column >= len(row.cells):
            continue
        under = header[merge.first_column : merge.last_column + 1]
        title = row.cells[merge.first_column]
        if title and len(header) > merge.last_column - merge.first_column + 1 and any(under):
            header[merge.first_column : merge.last_column + 1] = [f"{title} / {t}" if t else title for t in under]
    return tuple(header)
