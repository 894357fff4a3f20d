"""Vietnamese search: share of records found without accents and time of a query, against FTS5's own folding."""

from __future__ import annotations

import sqlite3
import tempfile
from pathlib import Path

from catalogue.policy import Identity
from catalogue.search.query import SearchQuery, search
from catalogue.services.artifacts import register_artifact
from tests.bench.side_by_side import Figure, cpu_seconds, show
from tests.cataloguing import fresh_engine

NAMES = ("Điện Thái Hòa", "Đỉnh đồng", "Đại Nội", "Huế", "Ấn ngọc", "Bình đựng rượu", "Đàn Nam Giao", "Lăng Tự Đức")
PLAIN = ("dien thai hoa", "dinh dong", "dai noi", "hue", "an ngoc", "binh dung ruou", "dan nam giao", "lang tu duc")
COPIES = 250


def run() -> None:
    """Print recall and CPU time of a query over 2,000 records."""
    titles = [f"{name} số {i}" for i in range(COPIES) for name in NAMES]
    with tempfile.TemporaryDirectory() as folder:
        ours, ours_cpu = _ours(Path(folder), titles)
        theirs, theirs_cpu = _fts5(titles)
    title = f"search without accents: {len(titles):,} records, {len(PLAIN)} queries"
    show(title, Figure("ours, records missed", 1 - ours, "share"), Figure("FTS5 unicode61", 1 - theirs, "share"))
    show(
        title,
        Figure("ours, with facets and counts", ours_cpu, "CPU s"),
        Figure("FTS5 match alone", theirs_cpu, "CPU s"),
    )


def _ours(folder: Path, titles: list[str]) -> tuple[float, float]:
    from catalogue.db import make_sessions

    sessions = make_sessions(fresh_engine(folder))
    staff = Identity.system("bench")
    with sessions.begin() as session:
        for i, text in enumerate(titles):
            register_artifact(session, staff, {"accession_number": f"B.{i:05}", "title_vi": text})
    with sessions() as session:
        found = sum(search(session, staff, SearchQuery(q)).total for q in PLAIN)
        cpu = cpu_seconds(lambda: [search(session, staff, SearchQuery(q)) for q in PLAIN])
    return found / len(titles), cpu


def _fts5(titles: list[str]) -> tuple[float, float]:
    base = sqlite3.connect(":memory:")
    base.execute("create virtual table t using fts5(title, tokenize='unicode61 remove_diacritics 2')")
    base.executemany("insert into t values (?)", [(text,) for text in titles])
    ask = "select count(*) from t where t match ?"
    found = sum(base.execute(ask, (q,)).fetchone()[0] for q in PLAIN)
    cpu = cpu_seconds(lambda: [base.execute(ask, (q,)).fetchone() for q in PLAIN])
    return found / len(titles), cpu
