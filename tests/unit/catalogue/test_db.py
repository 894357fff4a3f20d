from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import inspect, select, text
from sqlalchemy.exc import OperationalError, StatementError

from catalogue.db import make_engine, make_readers, make_sessions
from catalogue.errors import StaleError
from catalogue.migrations import current_revision, newest_revision, upgrade
from catalogue.records import Agent, Artifact, Audit, Record, Site
from catalogue.services.artifacts import register_artifact
from catalogue.services.sites import register_site
from catalogue.vocab.heritage import RecordKind
from catalogue.vocab.terms import SiteRank
from tests.cataloguing import STAFF
from tests.databases import ON_SQLITE

sqlite_alone = pytest.mark.skipif(not ON_SQLITE, reason="looks at SQLite itself")


def test_moments_come_back_in_utc(session):
    hanoi = timezone(timedelta(hours=7))
    site = Site(code="DTH", title_vi="Điện Thái Hòa", published_at=datetime(2026, 1, 2, 7, 0, tzinfo=hanoi))
    session.add(site)
    session.flush()
    session.expire(site)
    assert site.published_at == datetime(2026, 1, 2, 0, 0, tzinfo=UTC)
    assert site.published_at.tzinfo is UTC


def test_a_naive_moment_is_refused(session):
    session.add(Site(code="DTH", title_vi="Điện", published_at=datetime(2026, 1, 2)))  # noqa: DTZ001  the fault under test
    with pytest.raises(StatementError, match="time zone"):
        session.flush()


def test_enums_are_stored_by_value(session):
    session.add(Site(code="DTH", title_vi="Điện", rank=SiteRank.SPECIAL_NATIONAL))
    session.flush()
    assert session.scalar(text("SELECT rank FROM site")) == "special_national"


@sqlite_alone
def test_sqlite_keeps_foreign_keys_and_the_journal(session):
    assert session.scalar(text("PRAGMA foreign_keys")) == 1
    assert session.scalar(text("PRAGMA journal_mode")) == "wal"


def test_a_reader_works_while_a_writer_holds_the_lock(engine, sessions):
    readers = make_readers(engine)
    with sessions.begin() as writer:
        register_site(writer, STAFF, {"code": "DTH", "title_vi": "Điện Thái Hòa"})
        with readers() as reader:
            assert list(reader.scalars(select(Site))) == []
    with readers() as reader:
        assert [s.code for s in reader.scalars(select(Site))] == ["DTH"]


@sqlite_alone
def test_two_writers_wait_instead_of_failing_half_way(engine, tmp_path):
    impatient = make_engine(str(engine.url))
    with make_sessions(engine).begin() as first:
        first.execute(text("SELECT 1"))
        with impatient.connect().execution_options(read_only=True) as second:
            second.exec_driver_sql("PRAGMA busy_timeout=1")
            with pytest.raises(OperationalError, match="locked"):
                second.exec_driver_sql("DELETE FROM site")
    impatient.dispose()


@sqlite_alone
def test_the_migrated_schema_is_that_of_the_records(engine):
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    from catalogue.records import metadata

    with engine.connect() as connection:
        options = {"include_object": lambda _, name, *__: not str(name).startswith("search_text")}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, metadata) == []
        checks = {c["name"] for c in inspect(connection).get_check_constraints("artifact")}
    expected = {c.name for c in metadata.tables["artifact"].constraints if str(c.name).startswith("ck_")}
    assert checks == expected
    assert len(expected) == 4


def test_upgrading_twice_changes_nothing(tmp_path: Path):
    engine = make_engine(f"sqlite:///{tmp_path / 'new.db'}")
    assert current_revision(engine) is None
    upgrade(engine)
    assert current_revision(engine) == newest_revision()
    with make_sessions(engine).begin() as session:
        register_site(session, STAFF, {"code": "DTH", "title_vi": "Điện Thái Hòa"})
    upgrade(engine)
    with make_sessions(engine)() as session:
        assert session.scalar(select(Site.code)) == "DTH"
    engine.dispose()


def test_a_database_of_before_keeps_its_rows_when_it_is_brought_up_to_date(tmp_path: Path):
    from alembic import command

    from catalogue.migrations import migration_config

    engine = make_engine(f"sqlite:///{tmp_path / 'old.db'}")
    upgrade(engine)
    with make_sessions(engine).begin() as session:
        site = register_site(session, STAFF, {"code": "DTH", "title_vi": "Điện Thái Hòa"})
        register_artifact(session, STAFF, {"accession_number": "BT.1", "title_vi": "Ngai", "site_id": site.id})
    for target in ("0003", "head"):
        with engine.begin() as connection:
            (command.downgrade if target == "0003" else command.upgrade)(migration_config(connection), target)
    with make_sessions(engine)() as session:
        assert session.execute(select(Artifact.accession_number, Artifact.site_id)).all() == [("BT.1", site.id)]
    engine.dispose()


def test_going_down_and_up_again_gives_the_same_schema(tmp_path: Path):
    from alembic import command

    from catalogue.migrations import migration_config

    engine = make_engine(f"sqlite:///{tmp_path / 'new.db'}")
    upgrade(engine)
    with engine.begin() as connection:
        command.downgrade(migration_config(connection), "base")
    with engine.connect() as connection:
        assert set(inspect(connection).get_table_names()) == {"alembic_version"}
    upgrade(engine)
    assert current_revision(engine) == newest_revision()
    engine.dispose()


def test_a_second_writer_of_the_same_version_is_refused_by_the_row_itself(sessions):
    from catalogue.services.audits import record_change

    with sessions.begin() as session:
        register_site(session, STAFF, {"code": "DTH", "title_vi": "Điện"})
    with pytest.raises(StaleError) as caught, sessions.begin() as session:  # noqa: PT012  the commit may not be reached
        site = session.scalars(select(Site)).one()
        session.execute(text("UPDATE site SET version = 2, title_vi = 'Điện khác'"))
        site.title_vi = "Điện Thái Hòa"
        record_change(session, STAFF, site, "update")
    assert caught.value.values == {"yours": 1, "current": 2}
    with sessions() as session:
        assert [a.action for a in session.scalars(select(Audit))] == ["register"]


def test_every_described_thing_has_a_handle_of_its_own_kind(session):
    site = register_site(session, STAFF, {"code": "DTH", "title_vi": "Điện Thái Hòa"})
    artifact = register_artifact(session, STAFF, {"accession_number": "DTH.1", "title_vi": "Ngai vàng"})
    agent = Agent(code="A1", title_vi="Vua Minh Mạng", ext={})
    session.add(agent)
    session.flush()
    kinds = {row.id: row.kind for row in session.scalars(select(Record))}
    assert kinds == {site.id: RecordKind.SITE, artifact.id: RecordKind.ARTIFACT, agent.id: RecordKind.AGENT}


def test_rows_from_before_get_their_handles_and_keep_everything(tmp_path):
    from alembic import command

    from catalogue.migrations import migration_config

    engine = make_engine(f"sqlite:///{tmp_path / 'old.db'}")
    with engine.begin() as connection:
        command.upgrade(migration_config(connection), "0004")
        now = "2026-01-01 00:00:00"
        connection.execute(
            text(
                "INSERT INTO site (id, code, title_vi, kind, rank, is_specimen, ext, status, visibility, version,"
                " created_at, updated_at) VALUES (:id, 'DTH', 'Điện', 'historical', 'national', 0, '{}', 'draft',"
                " 'public', 1, :now, :now)"
            ),
            {"id": "0" * 31 + "1", "now": now},
        )
    upgrade(engine)
    with make_sessions(engine)() as session:
        site = session.scalars(select(Site)).one()
        assert [(r.id, r.kind) for r in session.scalars(select(Record))] == [(site.id, RecordKind.SITE)]
        assert site.is_location_sensitive is False
        assert (site.rank, site.organisation_id) == (SiteRank.NATIONAL, None)
    with engine.begin() as connection:
        command.downgrade(migration_config(connection), "0004")
        assert connection.scalar(text("SELECT code FROM site")) == "DTH"
    engine.dispose()
