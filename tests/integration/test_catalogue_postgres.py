"""The same catalogue on PostgreSQL; ``CUUDINH_TEST_POSTGRES`` names a server where databases may be made."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.orm import Session, sessionmaker

from catalogue.db import make_engine, make_sessions
from catalogue.errors import ConflictError, StaleError
from catalogue.migrations import upgrade
from catalogue.records import metadata
from catalogue.search.query import SearchQuery, search
from catalogue.search.reindex import reindex
from catalogue.services.artifacts import read_artifact, register_artifact, update_artifact
from catalogue.services.jobs import NewJob, enqueue_job, finish_job, lease_job
from tests.cataloguing import PUBLIC, STAFF, SYSTEM, published_artifact

pytestmark = [pytest.mark.postgres, pytest.mark.xdist_group("postgres")]


@pytest.fixture
def sessions():
    """Sessions on a freshly migrated database of this worker's own."""
    url = os.environ.get("CUUDINH_TEST_POSTGRES")
    if not url:
        if os.environ.get("STRICT") == "1" or os.environ.get("CI") == "true":
            pytest.fail("CUUDINH_TEST_POSTGRES names no PostgreSQL server")
        pytest.skip("CUUDINH_TEST_POSTGRES names no PostgreSQL server")
    name = f"cuudinh_test_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
    server = create_engine(url, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        connection.execute(text(f"CREATE DATABASE {name}"))
    server.dispose()
    engine = make_engine(make_url(url).set(database=name).render_as_string(hide_password=False))
    upgrade(engine)
    yield make_sessions(engine)
    engine.dispose()


def test_the_migrated_schema_is_that_of_the_records(sessions: sessionmaker[Session]):
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    with sessions() as session:
        options = {"include_object": lambda _, name, *__: not str(name).startswith("search_text")}
        context = MigrationContext.configure(session.connection(), opts=options)
        assert compare_metadata(context, metadata) == []


def test_search_finds_every_spelling_exact_first(sessions: sessionmaker[Session]):
    with sessions.begin() as session:
        for i, title in enumerate(["Ngai vàng điện Thái Hoà", "Bình gốm Huế", "Khanh sứ", "Khánh đá"]):
            published_artifact(session, f"BT.{i}", title_vi=title, materials=["gỗ"] if i == 0 else ["đá"])
        register_artifact(session, STAFF, {"accession_number": "MẬT.1", "title_vi": "Huế mật"})
    with sessions.begin() as session:
        found = lambda words: [h.number for h in search(session, PUBLIC, SearchQuery(words)).hits]  # noqa: E731
        assert found("dien thai hoa") == found("điện Thái Hò") == ["BT.0"]
        assert found("hue") == found("huế") == ["BT.1"]
        assert found("khánh") == ["BT.3", "BT.2"]
        assert found("khanh")[0] == "BT.2"
        assert found("bt.3")[0] == "BT.3"
        assert found("'\" & | ! :* \\ ngai") == ["BT.0"]
        assert search(session, PUBLIC, SearchQuery("ngaii vang")).corrected == "ngai vang"
        assert search(session, PUBLIC, SearchQuery("")).facets["material"] == {"đá": 3, "gỗ": 1}
        assert reindex(session, STAFF) == 5
        assert found("hue") == ["BT.1"]


def test_the_second_writer_of_a_version_is_refused(sessions: sessionmaker[Session]):
    with sessions.begin() as session:
        register_artifact(session, STAFF, {"accession_number": "BT.1", "title_vi": "Ấn"})
    slow = sessions()
    read_artifact(slow, STAFF, "BT.1")
    with sessions.begin() as session:
        update_artifact(session, STAFF, "BT.1", {"location": "Kho A"}, expected_version=1)
    with pytest.raises(StaleError):
        update_artifact(slow, STAFF, "BT.1", {"location": "Kho B"}, expected_version=1)
    slow.close()


def test_eight_workers_share_jobs_without_doing_any_twice(sessions: sessionmaker[Session]):
    with sessions.begin() as session:
        for i in range(12):
            enqueue_job(session, STAFF, NewJob("k", {"i": i}))

    def work(worker: int) -> list[int]:
        done: list[int] = []
        while True:
            with sessions.begin() as session:
                lease = lease_job(session, SYSTEM, owner=f"w{worker}")
            if lease is None:
                return done
            with sessions.begin() as session:
                finish_job(session, SYSTEM, lease, {})
            done.append(int(str(lease.payload["i"])))

    with ThreadPoolExecutor(8) as pool:
        assert sorted(i for done in pool.map(work, range(8)) for i in done) == list(range(12))


def test_the_same_work_or_number_asked_for_at_once_is_given_once(sessions: sessionmaker[Session]):
    def ask(_: int) -> str:
        with sessions.begin() as session:
            return str(enqueue_job(session, STAFF, NewJob("k", {"same": True})).id)

    def register(writer: int) -> str:
        try:
            with sessions.begin() as session:
                register_artifact(session, STAFF, {"accession_number": "BT.1", "title_vi": f"Ấn {writer}"})
        except ConflictError as refused:
            return refused.code
        return "registered"

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(ask, range(8)))) == 1
        assert sorted(set(pool.map(register, range(8))) - {"taken"}) in (
            ["artifact_taken", "registered"],
            ["registered"],
        )
