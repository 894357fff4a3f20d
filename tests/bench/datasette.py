"""Datasette over the same rows: installed into a folder that is thrown away, asked through its own client."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import Engine

VERSION = "0.65.5"
_ROWS = """
    SELECT a.accession_number, e.title, e.body, a.object_type, json_extract(a.materials, '$[0]'), a.protection, s.code
    FROM artifact a JOIN site s ON s.id = a.site_id
    JOIN search_entry e ON e.record_kind = 'artifact' AND e.record_id = a.id
    WHERE e.is_public
"""
_SCRIPT = """
import asyncio, json, sys, time
from datasette.app import Datasette

async def main(path, addresses, rounds):
    limits = {"facet_time_limit_ms": 60000, "sql_time_limit_ms": 60000, "suggest_facets": False}
    served = Datasette([path], settings=limits)
    await served.invoke_startup()
    times = []
    for at in range(rounds + 1):
        for address in addresses:
            began = time.perf_counter()
            answer = await served.client.get(address)
            body = answer.json()
            assert answer.status_code == 200 and body["facet_results"], body
            if at:
                times.append((time.perf_counter() - began) * 1000)
    print(json.dumps(times))

asyncio.run(main(sys.argv[1], json.loads(sys.argv[2]), int(sys.argv[3])))
"""


def measure(home: Path, engine: Engine, words: Sequence[str], facets: Sequence[str], rounds: int) -> list[float] | str:
    """Milliseconds of each question, or why there are none."""
    with tempfile.TemporaryDirectory() as folder:
        python = Path(folder) / "venv" / "bin" / "python"
        for command in (
            [sys.executable, "-m", "venv", str(python.parents[1])],
            [str(python), "-m", "pip", "install", "--quiet", f"datasette=={VERSION}", "setuptools<81"],
        ):
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode:
                return f"it can't be installed here: {done.stderr.strip().splitlines()[-1:]}"
        path = Path(folder) / "same.db"
        _copy(home, engine, path)
        counted = "&".join(f"_facet={name}" for name in facets)
        addresses = [f"/same/artifact.json?_search={text.replace(' ', '+')}&_size=24&{counted}" for text in words]
        command = [str(python), "-c", _SCRIPT, str(path), json.dumps(addresses), str(rounds)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            return f"it failed: {done.stderr.strip().splitlines()[-1:]}"
        times: list[float] = json.loads(done.stdout)
        return times


def _copy(home: Path, engine: Engine, path: Path) -> None:
    """The public artifacts as Datasette wants them: one flat table with FTS5 and an index for each facet."""
    source = sqlite3.connect(home / Path(str(engine.url.database)).name)
    made = sqlite3.connect(path)
    made.execute(
        "CREATE TABLE artifact (id INTEGER PRIMARY KEY, number TEXT, title TEXT, body TEXT, object_type TEXT,"
        " material TEXT, protection TEXT, site TEXT)"
    )
    made.executemany(
        "INSERT INTO artifact (number, title, body, object_type, material, protection, site) VALUES (?,?,?,?,?,?,?)",
        source.execute(_ROWS),
    )
    made.execute("CREATE VIRTUAL TABLE artifact_fts USING fts5(title, body, content='artifact', content_rowid='id')")
    made.execute("INSERT INTO artifact_fts(artifact_fts) VALUES ('rebuild')")
    for name in ("object_type", "material", "protection", "site"):
        made.execute(f"CREATE INDEX by_{name} ON artifact({name})")
    made.execute("ANALYZE")
    made.commit()
    made.close()
    source.close()
