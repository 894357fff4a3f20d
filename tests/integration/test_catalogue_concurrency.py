"""Many writers at once on one SQLite file: nothing is lost, nothing is done twice."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from catalogue.db import make_engine, make_sessions
from catalogue.errors import ConflictError, StaleError
from catalogue.migrations import upgrade
from catalogue.records import Artifact, Audit, JobRun, SearchEntry
from catalogue.services.artifacts import read_artifact, register_artifact, update_artifact
from catalogue.services.jobs import NewJob, enqueue_job, finish_job, lease_job
from catalogue.vocab.terms import JobState
from tests.cataloguing import STAFF, SYSTEM, fresh_engine

WRITERS = 8


@pytest.fixture
def sessions(tmp_path: Path):
    engine = fresh_engine(tmp_path)
    yield make_sessions(engine)
    engine.dispose()


def together(work, count=WRITERS):
    """Run ``work(0..count-1)`` at once and give the results."""
    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(work, range(count)))


def test_eight_writers_lose_no_record(sessions: sessionmaker[Session]):
    def register(writer: int) -> None:
        for i in range(5):
            with sessions.begin() as session:
                register_artifact(session, STAFF, {"accession_number": f"BT.{writer}.{i}", "title_vi": f"Ấn {i}"})

    together(register)
    with sessions() as session:
        for record in (Artifact, Audit, SearchEntry):
            assert session.scalar(select(func.count()).select_from(record)) == WRITERS * 5


def test_of_eight_writers_of_one_version_one_wins_and_seven_are_told(sessions: sessionmaker[Session]):
    with sessions.begin() as session:
        register_artifact(session, STAFF, {"accession_number": "BT.1", "title_vi": "Ấn"})

    def change(writer: int) -> str:
        try:
            with sessions.begin() as session:
                update_artifact(session, STAFF, "BT.1", {"location": f"Kho {writer}"}, expected_version=1)
        except StaleError as refused:
            return f"stale {refused.values['current']}"
        return f"Kho {writer}"

    told = together(change)
    winners = [t for t in told if t.startswith("Kho")]
    assert Counter(told)["stale 2"] == WRITERS - 1
    with sessions() as session:
        artifact = read_artifact(session, STAFF, "BT.1")
        assert ([artifact.location], artifact.version) == (winners, 2)


def test_one_number_is_given_to_one_of_eight(sessions: sessionmaker[Session]):
    def register(writer: int) -> str:
        try:
            with sessions.begin() as session:
                register_artifact(session, STAFF, {"accession_number": "BT.1", "title_vi": f"Ấn {writer}"})
        except ConflictError as refused:
            return refused.code
        return "registered"

    assert Counter(together(register)) == {"registered": 1, "artifact_taken": WRITERS - 1}


def test_a_lease_is_taken_by_exactly_one_of_eight_workers(sessions: sessionmaker[Session]):
    with sessions.begin() as session:
        job = enqueue_job(session, STAFF, NewJob("web_model", {"file": "a"}))

    def take(worker: int) -> bool:
        with sessions.begin() as session:
            return lease_job(session, SYSTEM, owner=f"w{worker}", job_id=job.id) is not None

    assert Counter(together(take)) == {True: 1, False: WRITERS - 1}


def test_eight_workers_share_twenty_jobs_without_doing_any_twice(sessions: sessionmaker[Session]):
    with sessions.begin() as session:
        for i in range(20):
            enqueue_job(session, STAFF, NewJob("k", {"i": i}))

    def work(worker: int) -> list[int]:
        done: list[int] = []
        while True:
            with sessions.begin() as session:
                lease = lease_job(session, SYSTEM, owner=f"w{worker}")
            if lease is None:
                return done
            with sessions.begin() as session:
                finish_job(session, SYSTEM, lease, {"by": worker})
            done.append(int(str(lease.payload["i"])))

    assert sorted(i for done in together(work) for i in done) == list(range(20))
    with sessions() as session:
        assert session.scalars(select(JobRun.state).distinct()).all() == [JobState.DONE]


def test_the_same_work_asked_for_by_eight_is_one_job(sessions: sessionmaker[Session]):
    def ask(_: int) -> str:
        with sessions.begin() as session:
            return str(enqueue_job(session, STAFF, NewJob("k", {"same": True})).id)

    assert len(set(together(ask))) == 1


def test_processes_that_start_at_once_migrate_once(tmp_path: Path):
    url = f"sqlite:///{tmp_path / 'new.db'}"

    def start(_: int) -> None:
        engine = make_engine(url)
        upgrade(engine)
        engine.dispose()

    together(start, 4)
    engine = make_engine(url)
    with make_sessions(engine).begin() as session:
        register_artifact(session, STAFF, {"accession_number": "BT.1", "title_vi": "Ấn"})
    engine.dispose()
