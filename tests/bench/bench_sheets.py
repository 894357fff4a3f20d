"""Reading and writing a table of 300,000 rows x 20 columns, against openpyxl's read-only mode over a tenth of it."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import openpyxl

from ingest.sandbox import run_step
from ingest.sheets.copies import STEP
from ingest.sheets.sheet import open_sheet
from ingest.sheets.writing import write_csv, write_xlsx
from tests.bench.side_by_side import Figure, show

ROWS, COLUMNS, PEER_ROWS = 300_000, 20, 30_000


def run() -> None:
    """Print seconds and the child's peak memory."""
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as name:
        for suffix, write in ((".csv", write_csv), (".xlsx", write_xlsx)):
            path = Path(name) / f"a{suffix}"
            show(f"write {ROWS} rows, {suffix}", Figure("ours", _seconds(partial(write, rows(ROWS), path)), "s"))
            usage = run_step(STEP, {"source": str(path), "out": name})["_usage"]
            show(f"read {ROWS} rows, {suffix}, into a clean copy", Figure("ours", usage["seconds"], "s"))
            show(f"read {ROWS} rows, {suffix}, memory", Figure("ours: peak of the child", usage["peak_mb"], "MB"))
        few = Path(name) / "few.xlsx"
        write_xlsx(rows(PEER_ROWS), few)
        ours = Figure("ours: text, dates, merges, encodings", _seconds(lambda: list(open_sheet(few).rows())), "s")
        show(
            f"read {PEER_ROWS} rows, .xlsx", ours, Figure("openpyxl: values alone", _seconds(partial(_peer, few)), "s")
        )


def rows(count: int) -> Iterator[list[str]]:
    """A header and rows of a museum's list."""
    yield [f"Cột {column}" for column in range(COLUMNS)]
    for number in range(count):
        fixed = [f"BTH.{number:06d}", "Chân đèn men lam", "Gốm", str(number % 97), "Thời Minh Mạng", "12.10"]
        yield fixed + [f"giá trị {number} {column}" for column in range(COLUMNS - len(fixed))]


def _peer(path: Path) -> None:
    for _ in openpyxl.load_workbook(path, read_only=True).active.iter_rows(values_only=True):
        pass


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
