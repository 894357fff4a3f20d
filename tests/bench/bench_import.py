"""Importing 100,000 artifacts with audit and search rows, against sqlite-utils' plain insert with its full-text index.

Arches users report 5 to 8 resources a second (archesproject/arches #1544, #11404). Figures are CPU seconds of this
process for all rows, and rows a second; a smaller number of rows: ``python -m tests.bench.bench_import 5000``.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from catalogue.db import make_readers, make_sessions
from catalogue.policy import Identity
from catalogue.services.imports.batches import Source, check_rows, keep_batch
from catalogue.services.imports.committing import commit_batch
from catalogue.services.imports.mapping import Plan, Rule
from catalogue.services.imports.undoing import undo_batch
from tests.bench.museum import artifacts
from tests.bench.side_by_side import Figure, show
from tests.cataloguing import fresh_engine

ROWS = 100_000
_WHO = Identity.system("bench")
_PEER = """
import json, sys, time, resource, sqlite_utils
rows = [json.loads(line) for line in open(sys.argv[1], encoding="utf-8")]
used = lambda: sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
wall, cpu = time.perf_counter(), used()
table = sqlite_utils.Database(sys.argv[2])["artifact"]
table.insert_all(rows, pk="accession_number", batch_size=1000)
table.enable_fts(["title_vi", "title_en", "description_vi", "materials", "maker", "origin"], tokenize="unicode61")
print(json.dumps([time.perf_counter() - wall, used() - cpu]))
"""


def run(count: int = ROWS) -> None:
    """Print rows a second and CPU seconds of dry run, commit and undo, and of the peer."""
    rows = list(_rows(count))
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as folder:
        checked, committed, undone = _ours(Path(folder), rows)
        peer = _peer(Path(folder), rows)
    title = f"import {count:,} artifacts with audit, facets and full text"
    theirs = [Figure("sqlite-utils insert + FTS, nothing checked", peer[1], "CPU s")] if peer else []
    show(title, Figure("ours, rows written: CPU", committed[1], "CPU s"), *theirs)
    for name, (wall, cpu) in (("dry run", checked), ("commit", committed), ("undo", undone)):
        show(f"{name}: rows a second", Figure("ours, by the clock", count / wall, "1/s"),
             Figure("ours, by CPU", count / cpu, "1/s"), Figure("Arches, as its users report", 8.0, "1/s"))  # fmt: skip


def _ours(folder: Path, rows: Sequence[Sequence[str]]) -> list[tuple[float, float]]:
    """Clock and CPU seconds of dry run, commit and undo."""
    engine = fresh_engine(folder)
    sessions, readers = make_sessions(engine), make_readers(engine)
    header, body = rows[0], rows[1:]
    source = Source("bench.csv", "0" * 64, header, lambda _: enumerate(body, 2))
    plan = Plan("artifacts", {name: Rule(name) for name in header})
    times, start = list[tuple[float, float]](), _now()
    with readers() as session:
        checked = check_rows(session, _WHO, source, plan)
    with sessions.begin() as session:
        batch_id = keep_batch(session, _WHO, source, plan, checked).id
    times.append(_since(start))
    for step in (lambda s: commit_batch(s, _WHO, batch_id, source), lambda s: undo_batch(s, _WHO, batch_id)):
        start = _now()
        with sessions.begin() as session:
            step(session)
        times.append(_since(start))
    engine.dispose()
    return times


def _peer(folder: Path, rows: Sequence[Sequence[str]]) -> tuple[float, float] | None:
    """Clock and CPU seconds of sqlite-utils in an environment of its own; None where it can't be installed."""
    room = folder / "peer"
    python = room / "bin" / "python"
    maker = (
        [shutil.which("uv"), "venv", "-q", str(room)]
        if shutil.which("uv")
        else [sys.executable, "-m", "venv", str(room)]
    )
    pip = [shutil.which("uv"), "pip", "install", "-q", "--python", str(python)] if shutil.which("uv") else [
        str(python), "-m", "pip", "install", "-q"]  # fmt: skip
    try:
        subprocess.run(maker, check=True, capture_output=True)
        subprocess.run([*pip, "sqlite-utils==3.38"], check=True, capture_output=True, timeout=300)
    except (subprocess.SubprocessError, OSError) as error:
        sys.stdout.write(f"sqlite-utils: skipped, it can't be installed here ({type(error).__name__})\n")
        return None
    table = folder / "rows.jsonl"
    with table.open("w", encoding="utf-8") as out:
        out.writelines(json.dumps(dict(zip(rows[0], row, strict=True)), ensure_ascii=False) + "\n" for row in rows[1:])
    done = subprocess.run(
        [str(python), "-c", _PEER, str(table), str(folder / "peer.db")], check=True, capture_output=True
    )
    wall, cpu = json.loads(done.stdout)
    return wall, cpu


def _rows(count: int) -> Iterator[list[str]]:
    """The header and the museum's artifacts as a table of text."""
    for number, values in enumerate(artifacts(count)):
        if not number:
            yield list(values)
        yield [_cell(value) for value in values.values()]


def _cell(value: object) -> str:
    if isinstance(value, list):
        return "; ".join(value)
    return "" if value is None else str(getattr(value, "value", value))


def _now() -> tuple[float, float]:
    return time.perf_counter(), time.process_time()


def _since(start: tuple[float, float]) -> tuple[float, float]:
    return time.perf_counter() - start[0], time.process_time() - start[1]


if __name__ == "__main__":
    run(int(sys.argv[1]) if len(sys.argv) > 1 else ROWS)
