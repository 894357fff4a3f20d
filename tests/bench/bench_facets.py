"""Search with facets over 100,000 artifacts, lists, and saving a record of 1,000 photographs; beside Datasette.

python -m tests.bench facets       # 100,000 artifacts
python -m tests.bench million      # 1,000,000 artifacts: search alone
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from app.factory import create_app
from app.settings import load_settings
from catalogue.db import make_readers, make_sessions
from catalogue.policy import Identity
from catalogue.records import Artifact
from catalogue.search.query import SearchQuery, search
from catalogue.search.wish import YearSpan
from catalogue.services.artifacts import update_artifact
from catalogue.services.files import NewFile, add_file
from catalogue.vocab.terms import FileKind
from tests.bench import datasette
from tests.bench.museum import make_museum
from tests.bench.side_by_side import Figure, show

COUNT = 100_000
ROUNDS = 8
PHOTOS = 1_000
STAFF = Identity.system("bench")
# words that are rare and common, with and without accents; facets alone, with words and with years; a slip
QUERIES: dict[str, SearchQuery] = {
    "nothing chosen": SearchQuery(),
    "one kind": SearchQuery(facets={"kind": ["artifact"]}),
    "two facets": SearchQuery(facets={"object_type": ["Bình"], "material": ["gốm"]}),
    "three facets": SearchQuery(facets={"object_type": ["Bia"], "protection": ["co_vat"], "site": ["DT.01"]}),
    "rong may": SearchQuery("rong may"),
    "Bình rồng mây": SearchQuery("Bình rồng mây"),
    "minh mang": SearchQuery("minh mang"),
    "words and facets": SearchQuery("hoa sen", {"protection": ["co_vat"], "site": ["DT.01"]}),
    "years": SearchQuery(years=YearSpan(1820, 1841)),
    "years and a facet": SearchQuery(facets={"object_type": ["Bia"]}, years=YearSpan(1820, 1841)),
    "a number": SearchQuery("BTH.0000123"),
    "five words": SearchQuery("ngu ong dac loi nghenh luong"),
}
# the same question put to both: words, and counts of four columns
SHARED = ("rong may", "hoa sen", "binh gom", "tu linh", "mai dieu")
FACETED = ("object_type", "material", "protection", "site")


@dataclass(frozen=True)
class Times:
    """Milliseconds of each call: on the clock, and of this process's CPU."""

    wall: Sequence[float]
    cpu: Sequence[float]

    def p95(self) -> tuple[float, float]:
        """The 95th of a hundred, on the clock and of CPU."""
        return tuple(statistics.quantiles(values, n=20)[18] for values in (self.wall, self.cpu))


def run(count: int = COUNT) -> None:
    """Print the times of search, list page and saving, and those of Datasette over the same rows."""
    home = Path(tempfile.gettempdir()) / f"cuudinh-bench-{count}"
    engine = make_museum(home, count)
    _print_search(engine, count, QUERIES)
    if count == COUNT:
        _print_pages(home, count)
        _print_saving(engine)
        _print_beside_datasette(home, engine, count)
    engine.dispose()


def timed(calls: Sequence[Callable[[], object]], rounds: int = ROUNDS) -> Times:
    """Times of all calls, round after round, after one round to warm up."""
    for call in calls:
        call()
    wall, cpu = [], []
    for _ in range(rounds):
        for call in calls:
            began, used = time.perf_counter(), time.process_time()
            call()
            wall.append((time.perf_counter() - began) * 1000)
            cpu.append((time.process_time() - used) * 1000)
    return Times(wall, cpu)


def _print_search(engine: Engine, count: int, queries: Mapping[str, SearchQuery]) -> None:
    """Each query's hits and times, and all together."""
    readers = make_readers(engine)
    for who, name in ((Identity.public(), "public"), (STAFF, "staff")):
        calls = []
        for title, query in queries.items():
            with readers() as session:
                total = search(session, who, query).total
            call = _search_call(readers, who, query)
            one = timed([call])
            sys.stdout.write(f"  {name:7}{title:20}{total:9,} hits  median {statistics.median(one.wall):7.1f} ms")
            sys.stdout.write(f"  CPU {statistics.median(one.cpu):7.1f} ms\n")
            if total < 20_000 or count == COUNT:
                calls.append(call)
        wall, cpu = timed(calls).p95()
        limit = "search with facets" if count == COUNT else "search with facets, under 20,000 hits"
        show(f"{limit}: {count:,} artifacts, {name}, {len(calls)} queries", Figure("p95, on the clock", wall, "ms"))
        show(f"{limit}: {count:,} artifacts, {name}", Figure("p95, CPU", cpu, "ms"))


def _search_call(readers: Callable[[], Session], who: Identity, query: SearchQuery) -> Callable[[], object]:
    def call() -> object:
        with readers() as session:
            return search(session, who, query)

    return call


def _print_pages(home: Path, count: int) -> None:
    """Whole pages through the application: the list, a filtered one, the map's clusters."""
    app = create_app(load_settings({"CUUDINH_HOME": str(home)}))
    client = app.test_client()
    for path in ("/vi/search", "/vi/search?q=rong+may&material=đồng", "/api/v1/search?q=rong+may", "/vi/map"):
        wall, cpu = timed([lambda path=path: _page(client, path)], rounds=20).p95()
        show(f"page {path}: {count:,} artifacts", Figure("p95, on the clock", wall, "ms"))
        show(f"page {path}: {count:,} artifacts", Figure("p95, CPU", cpu, "ms"))


def _page(client: object, path: str) -> None:
    answer = client.get(path)  # type: ignore[attr-defined]
    assert answer.status_code == 200, answer.status_code


def _print_saving(engine: Engine) -> None:
    """A change of a record that has 1,000 photographs, committed."""
    sessions = make_sessions(engine)
    with sessions.begin() as session:
        artifact = session.scalars(select(Artifact).order_by(Artifact.accession_number).limit(1)).one()
        number, ident = artifact.accession_number, artifact.id
        if not _has_photos(session, ident):
            for at in range(PHOTOS):
                digest = f"{at:064x}"
                add_file(
                    session,
                    STAFF,
                    NewFile(
                        digest, f"{at}.jpg", 1, "image/jpeg", FileKind.PHOTO, f"masters/{digest}", artifact_id=ident
                    ),
                )

    def save() -> None:
        with sessions.begin() as session:
            text = f"Sửa lúc {time.time()}"
            update_artifact(session, STAFF, number, {"condition_text": text}, expected_version=None)

    wall, cpu = timed([save], rounds=40).p95()
    show(f"saving a record with {PHOTOS:,} photographs", Figure("p95, on the clock", wall, "ms"))
    show(f"saving a record with {PHOTOS:,} photographs", Figure("p95, CPU", cpu, "ms"))


def _has_photos(session: Session, artifact_id: object) -> bool:
    from catalogue.records import DigitalFile

    return session.scalar(select(DigitalFile.id).where(DigitalFile.artifact_id == artifact_id).limit(1)) is not None


def _print_beside_datasette(home: Path, engine: Engine, count: int) -> None:
    """The same words and the same facets, asked through each application's own in-process client."""
    theirs = datasette.measure(home, engine, SHARED, FACETED, ROUNDS)
    if isinstance(theirs, str):
        sys.stdout.write(f"Datasette: skipped, {theirs}\n")
        return
    client = create_app(load_settings({"CUUDINH_HOME": str(home)})).test_client()
    paths = ["/api/v1/search?" + urlencode({"q": words, "limit": 24}) for words in SHARED]
    ours = timed([lambda path=path: _page(client, path) for path in paths])
    title = f"JSON search with facets: {count:,} artifacts (ours mends slips and counts 10 facets, Datasette counts 4)"
    show(
        title,
        Figure("ours, median on the clock", statistics.median(ours.wall), "ms"),
        Figure("Datasette, median on the clock", statistics.median(theirs), "ms"),
    )
    show(
        title,
        Figure("ours, p95 on the clock", ours.p95()[0], "ms"),
        Figure("Datasette, p95 on the clock", statistics.quantiles(theirs, n=20)[18], "ms"),
    )
