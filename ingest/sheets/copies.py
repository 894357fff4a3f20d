"""The clean copy of a stranger's table, made in a child process and read here line by line."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter

from ingest.sandbox import Progress, StepLimits, run_step
from ingest.sheets.encodings import HEADINGS, ColumnEncoding, convert_row
from ingest.sheets.types import Notice, Row

STEP = "ingest.sheets.step:run"
LIMITS = StepLimits(memory_bytes=3 << 30, seconds=900, cpu_seconds=900, file_bytes=8 << 30)


@dataclass(frozen=True, slots=True)
class SheetReport:
    """What is known of a table after it was read wholly.

    Attributes:
        format: ``csv``, ``xlsx`` or ``json``.
        encoding: how bytes became letters.
        delimiter: what parts cells in a text file.
        sheet: the sheet that was read.
        sheets: names of all sheets.
        header_row: the header's row in the file.
        raw_header: the columns' names as the file has them.
        header: the same in Unicode, as far as their encoding was recognised.
        preamble: rows above the header: number and cells.
        rows: how many rows the copy holds.
        encodings: proposals by column.
        notices: what was noticed.
        copy: the copy's name in its folder.
    """

    format: str
    encoding: str
    delimiter: str
    sheet: str
    sheets: tuple[str, ...]
    header_row: int
    raw_header: tuple[str, ...]
    header: tuple[str, ...]
    preamble: tuple[tuple[int, tuple[str, ...]], ...]
    rows: int
    encodings: tuple[ColumnEncoding, ...]
    notices: tuple[Notice, ...]
    copy: str

    @property
    def proposed(self) -> dict[int, str]:
        """The proposed encodings by column, for ``read_copy`` once a person has confirmed them."""
        return {e.column: e.encoding for e in self.encodings if e.column != HEADINGS}


_REPORT = TypeAdapter(SheetReport)


def copy_sheet(
    path: Path,
    out: Path,
    *,
    name: str | None = None,
    sheet: str | None = None,
    header_row: int | None = None,
    on_progress: Progress | None = None,
) -> SheetReport:
    """Read a stranger's table in a child process; its clean copy lies in ``out`` afterwards.

    Args:
        path: the file.
        out: a folder that exists.
        name: the file's name in messages.
        sheet: the sheet, when a person chose one.
        header_row: the header's row, when a person chose it.
        on_progress: told a step's name and a fraction.

    Raises:
        StepError: with the codes of ``open_sheet``, or those of ``ingest.sandbox``.
    """
    arguments = {
        "source": str(path.resolve()), "out": str(out.resolve()), "name": name or path.name,
        "sheet": sheet, "header_row": header_row,
    }  # fmt: skip
    result = run_step(STEP, arguments, limits=LIMITS, on_progress=on_progress)
    return load_report(result)


def load_report(values: Mapping[str, object]) -> SheetReport:
    """A report from the JSON values that the step gave or that were kept since.

    Raises:
        ValidationError: of pydantic, when the values are no report.
    """
    return _REPORT.validate_python({key: value for key, value in values.items() if not key.startswith("_")})


def read_copy(path: Path, encodings: Mapping[int, str] | None = None) -> Iterator[Row]:
    """The rows of a copy, streamed.

    Args:
        path: the file ``rows.jsonl``.
        encodings: columns to convert, as a person confirmed them; None leaves the text as the file had it.
    """
    with path.open(encoding="utf-8") as source:
        for line in source:
            number, cells = json.loads(line)
            row = Row(number, tuple(cells))
            yield convert_row(row, encodings) if encodings else row
