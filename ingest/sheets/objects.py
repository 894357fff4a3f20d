"""A list of JSON objects as a table: one row an object, one column for each name, nested names joined by dots."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from ingest.errors import RefusedError
from ingest.sheets.cells import clean_cell
from ingest.sheets.types import Notice, Notices, Row, SheetLimits, column_name

_DEEPEST = 6
_BETWEEN = "; "


@dataclass(frozen=True, slots=True)
class ObjectTable:
    """The header and the rows of a list of objects, with what was noticed; row 1 is the first object."""

    header: tuple[str, ...]
    rows: tuple[Row, ...]
    notices: tuple[Notice, ...]


def is_json(path: Path) -> bool:
    """Whether a file begins as JSON does."""
    with path.open("rb") as source:
        head = source.read(4096)
    return head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in {b"[", b"{"}


def read_objects(path: Path, name: str, limits: SheetLimits) -> ObjectTable:
    """Read a list of objects, an object that holds exactly one such list, or a single object.

    Raises:
        RefusedError: ``sheet_json_broken``, ``sheet_json_no_list``, ``sheet_empty``, ``sheet_too_long``,
            ``sheet_too_wide``, ``sheet_cell_long``.
    """
    try:
        found = json.loads(path.read_bytes().decode("utf-8-sig"))
        flat = [dict(_flat(entry)) for entry in _entries(found, name)]
    except (ValueError, RecursionError) as error:
        raise RefusedError("sheet_json_broken", file=name, reason=str(error)[:120]) from error
    if not flat:
        raise RefusedError("sheet_empty", file=name)
    if len(flat) > limits.rows:
        raise RefusedError("sheet_too_long", file=name, row=limits.rows + 1, limit=limits.rows)
    header = tuple(dict.fromkeys(key for entry in flat for key in entry))
    if len(header) > limits.columns:
        raise RefusedError("sheet_too_wide", file=name, row=1, count=len(header), limit=limits.columns)
    notices = Notices()
    rows = tuple(_row(number, entry, header, notices) for number, entry in enumerate(flat, 1))
    for row in rows:
        _refuse_long(row, name, limits.cell_chars)
    return ObjectTable(header, rows, notices.all())


def _refuse_long(row: Row, name: str, limit: int) -> None:
    """Stop at the first cell that is longer than allowed."""
    for column, cell in enumerate(row.cells):
        if len(cell) > limit:
            raise RefusedError("sheet_cell_long", file=name, row=row.number, column=column_name(column), limit=limit)


def _entries(found: object, name: str) -> list[Mapping[str, object]]:
    """The objects of the list that is meant."""
    lists = [found] if isinstance(found, list) else []
    if isinstance(found, dict):
        lists = [value for value in found.values() if _is_list_of_objects(value)] if len(found) < 4 else []
        lists = lists or [[found]]
    if len(lists) != 1 or not all(isinstance(entry, dict) for entry in lists[0]):
        raise RefusedError("sheet_json_no_list", file=name)
    return lists[0]


def _is_list_of_objects(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(entry, dict) for entry in value)


def _flat(value: Mapping[str, object], before: str = "", depth: int = 0) -> Iterator[tuple[str, str]]:
    """Every value of an object with its joined name; values of a list stand in one cell."""
    for key, entry in value.items():
        name = f"{before}{' '.join(str(key).split())}"
        if isinstance(entry, dict) and depth < _DEEPEST:
            yield from _flat(entry, f"{name}.", depth + 1)
        elif _is_list_of_objects(entry) and depth < _DEEPEST:
            gathered: dict[str, list[str]] = {}
            for one in entry if isinstance(entry, list) else ():
                for inner, text in _flat(one, f"{name}.", depth + 1):
                    gathered.setdefault(inner, []).extend([text] if text else [])
            yield from ((inner, _BETWEEN.join(texts)) for inner, texts in gathered.items())
        elif isinstance(entry, list):
            yield name, _BETWEEN.join(filter(None, map(_text, entry)))
        else:
            yield name, _text(entry)


def _text(value: object) -> str:
    """A single value as a cell shows it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return format(value, ".15g")
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _row(number: int, entry: Mapping[str, str], header: tuple[str, ...], notices: Notices) -> Row:
    cells = (clean_cell(entry.get(key, ""), notices, number, column) for column, key in enumerate(header))
    return Row(number, tuple(cells))
