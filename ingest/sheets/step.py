"""The child step of ``ingest.sandbox``: a stranger's table becomes a clean copy (JSON lines, UTF-8) and a report."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from itertools import islice
from pathlib import Path

from ingest.sheets.objects import ObjectTable, is_json, read_objects
from ingest.sheets.sheet import Sheet, open_sheet
from ingest.sheets.tei import is_tei, read_tei
from ingest.sheets.types import DEFAULT_LIMITS, Row

COPY = "rows.jsonl"
_TOLD = 5_000
_PREAMBLE = 20


def run(arguments: dict[str, object], progress: Callable[[str, float], None]) -> dict[str, object]:
    """Read ``source`` wholly and write ``rows.jsonl`` into ``out``: one line ``[row, [cells]]`` for each row.

    The text is as the file has it; old encodings stay proposals in the report until a person confirms them.

    Args:
        arguments: ``source``, ``out`` (a folder that exists), ``name`` for messages; ``sheet`` and ``header_row`` when
            a person chose them.
        progress: told a step's name and a fraction.

    Returns:
        What ``ingest.sheets.copies.SheetReport`` holds.
    """
    name, chosen, header_row = arguments.get("name"), arguments.get("sheet"), arguments.get("header_row")
    source, out = Path(str(arguments["source"])), Path(str(arguments["out"]))
    progress("read", 0.0)
    for is_such, read in ((is_json, read_objects), (is_tei, read_tei)):
        if is_such(source):
            return _copy_objects(read(source, str(name) if name else source.name, DEFAULT_LIMITS), out)
    sheet = open_sheet(
        source,
        sheet=str(chosen) if chosen else None,
        name=str(name) if name else None,
        header_row=int(str(header_row)) if header_row else None,
    )
    building, count = out / f".{COPY}", 0
    try:
        with building.open("w", encoding="utf-8", newline="\n") as target:
            for count, row in enumerate(sheet.rows(), 1):
                target.write(_line(row))
                if count % _TOLD == 0:
                    progress("read", count / (count + 10 * _TOLD))  # how many there are is known at the end alone
        building.replace(out / COPY)
    finally:
        building.unlink(missing_ok=True)
    progress("read", 1.0)
    return _report(sheet, count)


def _copy_objects(table: ObjectTable, out: Path) -> dict[str, object]:
    """The same for a list of JSON objects, and for inscriptions in TEI."""
    with (out / COPY).open("w", encoding="utf-8", newline="\n") as target:
        target.writelines(_line(row) for row in table.rows)
    return {
        "format": "json",
        "encoding": "utf-8",
        "delimiter": "",
        "sheet": "",
        "sheets": [],
        "header_row": 0,
        "raw_header": list(table.header),
        "header": list(table.header),
        "preamble": [],
        "rows": len(table.rows),
        "encodings": [],
        "notices": [{**asdict(notice), "values": dict(notice.values)} for notice in table.notices],
        "copy": COPY,
    }


def _line(row: Row) -> str:
    """One row of the copy."""
    return json.dumps([row.number, row.cells], ensure_ascii=False, separators=(",", ":")) + "\n"


def _report(sheet: Sheet, rows: int) -> dict[str, object]:
    """JSON values of the report."""
    return {
        "format": sheet.source.format,
        "encoding": sheet.source.encoding,
        "delimiter": sheet.source.delimiter,
        "sheet": sheet.source.sheet,
        "sheets": list(sheet.source.sheets),
        "header_row": sheet.header_row,
        "raw_header": list(sheet.raw_header),
        "header": list(sheet.header),
        "preamble": [[row.number, list(row.cells)] for row in islice(sheet.preamble, _PREAMBLE)],
        "rows": rows,
        "encodings": [asdict(proposal) for proposal in sheet.encodings],
        "notices": [{**asdict(notice), "values": dict(notice.values)} for notice in sheet.notices],
        "copy": COPY,
    }
