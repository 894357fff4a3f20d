"""The worker against recipes that end in every possible way."""

from __future__ import annotations

import itertools
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import update

from app.jobs.handlers import RECIPES, find_recipe
from app.jobs.presence import live_workers
from app.jobs.progress import job_events, job_snapshot, wait_for_jobs
from app.jobs.watch import Pace
from app.jobs.worker import WHO, Worker
from app.wiring import Parts
from catalogue.db import now_utc
from catalogue.records import JobRun
from catalogue.services.jobs import NewJob, cancel_job, enqueue_job, lease_job, read_job, retry_job
from ingest.errors import IngestError
from tests import recipes
from tests.processes import is_alive, until

PACE = Pace(lease=2.0, heartbeat=0.3, look=0.1, idle=0.05)


def ask(parts: Parts, kind: str, *, announce: bool = True, max_attempts: int = 3, **payload: object) -> UUID:
    with parts.sessions.begin() as session:
        job = enqueue_job(session, WHO, NewJob(kind, payload, max_attempts=max_attempts))
    if announce:
        parts.queue.announce(job.id)
    return job.id


def state_of(parts: Parts, job_id: UUID) -> dict:
    with parts.readers() as session:
        return job_snapshot(read_job(session, WHO, job_id))


def worker(parts: Parts) -> Worker:
    return Worker(parts, recipes=recipes.find, pace=PACE)


@contextmanager
def running(parts: Parts) -> Iterator[Worker]:
    one = worker(parts)
    thread = threading.Thread(target=one.run)
    thread.start()
    try:
        yield one
    finally:
        one.stop()
        thread.join(10)
        assert not thread.is_alive()


def test_a_job_is_done_once_and_its_scratch_is_gone(parts: Parts) -> None:
    job = ask(parts, "echo", word="Huế")
    one = worker(parts)
    assert one.run_next() is True
    assert one.run_next() is False
    snapshot = state_of(parts, job)
    assert (snapshot["state"], snapshot["progress"], snapshot["attempt"]) == ("done", 1.0, 1)
    assert snapshot["result"]["echo"] == {"word": "Huế"}
    assert Path(snapshot["result"]["scratch"]).parent == parts.work
    assert list(parts.work.iterdir()) == []


def test_a_lost_announcement_costs_nothing(parts: Parts) -> None:
    job = ask(parts, "echo", announce=False)
    assert worker(parts).run_next() is True
    assert state_of(parts, job)["state"] == "done"


def test_repeated_and_foreign_announcements_do_no_harm(parts: Parts) -> None:
    job = ask(parts, "echo")
    for _ in range(3):
        parts.queue.announce(job)
        parts.queue.announce(uuid4())
    one = worker(parts)
    assert [one.run_next(), one.run_next()] == [True, False]
    assert state_of(parts, job)["attempt"] == 1
    assert parts.queue.waiting() == 0


def test_a_refusal_keeps_its_code_and_is_not_tried_again(parts: Parts) -> None:
    job = ask(parts, "refuse")
    one = worker(parts)
    assert [one.run_next(), one.run_next()] == [True, False]
    snapshot = state_of(parts, job)
    assert (snapshot["state"], snapshot["attempt"]) == ("failed", 1)
    assert snapshot["problem"] == {
        "code": "unknown_format",
        "values": {"file": "bí ẩn.bin", "found": "application/octet-stream"},
    }


def test_a_rule_of_the_catalogue_fails_the_job_by_its_code(parts: Parts) -> None:
    job = ask(parts, "conflict")
    worker(parts).run_next()
    assert state_of(parts, job)["problem"]["code"] == "duplicate_file"


def test_a_passing_fault_is_tried_again(parts: Parts, tmp_path: Path) -> None:
    job = ask(parts, "stumble", mark=str(tmp_path / "mark"))
    one = worker(parts)
    assert [one.run_next(), one.run_next(), one.run_next()] == [True, True, False]
    snapshot = state_of(parts, job)
    assert (snapshot["state"], snapshot["attempt"], snapshot["problem"]) == ("done", 2, None)


def test_an_unforeseen_fault_is_logged_by_number_and_ends_after_all_attempts(
    parts: Parts, capsys: pytest.CaptureFixture[str]
) -> None:
    job = ask(parts, "surprise", max_attempts=2)
    one = worker(parts)
    assert [one.run_next(), one.run_next(), one.run_next()] == [True, True, False]
    snapshot = state_of(parts, job)
    assert (snapshot["state"], snapshot["attempt"], snapshot["problem"]["code"]) == ("failed", 2, "job_crashed")
    number = snapshot["problem"]["values"]["number"]
    log = capsys.readouterr()
    assert number in log.out + log.err
    assert "nobody foresaw this" not in str(snapshot)


def test_an_unknown_kind_fails_by_name(parts: Parts) -> None:
    job = ask(parts, "unheard_of")
    Worker(parts, pace=PACE).run_next()
    assert state_of(parts, job)["problem"] == {"code": "job_kind_unknown", "values": {"kind": "unheard_of"}}
    with pytest.raises(IngestError):
        find_recipe("os")


@pytest.mark.parametrize("kind", sorted(RECIPES))
def test_every_known_kind_has_its_recipe(kind: str) -> None:
    assert callable(find_recipe(kind))


def test_progress_reaches_the_row_and_the_watchers_end_with_the_job(parts: Parts, tmp_path: Path) -> None:
    job = ask(parts, "slow", folder=str(tmp_path), seconds=1)
    shown: list[dict] = []
    with running(parts):
        events = [event for event in job_events(parts.readers, job, look=0.05) if event is not None]
        last = wait_for_jobs(parts.readers, [job, uuid4()], shown.append, look=0.05)
    assert events[-1]["state"] == "done"
    assert any(event["state"] == "running" and event["progress"] == 0.5 for event in events)
    assert all(a != b for a, b in itertools.pairwise(events))
    assert last == [events[-1]] == shown


def test_cancelling_a_running_step_kills_it_long_before_its_end(parts: Parts, tmp_path: Path) -> None:
    job = ask(parts, "slow", folder=str(tmp_path), seconds=60)
    with running(parts):
        until(lambda: (tmp_path / "attempt-1").exists() and (tmp_path / "attempt-1").read_text())
        pids = [int(word) for word in (tmp_path / "attempt-1").read_text().split()]
        started = time.monotonic()
        with parts.sessions.begin() as session:
            cancel_job(session, WHO, job)
        until(lambda: state_of(parts, job)["state"] == "cancelled")
        assert time.monotonic() - started < 30
        assert not any(is_alive(pid) for pid in pids)
    assert list(parts.work.iterdir()) == []
    with parts.sessions.begin() as session:
        retry_job(session, WHO, job)
    worker(parts).run_next()
    assert state_of(parts, job)["state"] == "done"


def test_a_cancelled_waiting_job_is_not_run(parts: Parts) -> None:
    job = ask(parts, "echo")
    with parts.sessions.begin() as session:
        cancel_job(session, WHO, job)
    assert worker(parts).run_next() is False
    assert state_of(parts, job)["state"] == "cancelled"


def test_a_stopped_worker_gives_its_job_back_unharmed(parts: Parts, tmp_path: Path) -> None:
    job = ask(parts, "slow", folder=str(tmp_path), seconds=60, max_attempts=1)
    with running(parts):
        until((tmp_path / "attempt-1").exists)
    snapshot = state_of(parts, job)
    assert (snapshot["state"], snapshot["attempt"]) == ("queued", 0)
    assert worker(parts).run_next() is True
    assert state_of(parts, job)["state"] == "done"


def test_a_heartbeat_keeps_a_long_job_from_being_taken_twice(parts: Parts, tmp_path: Path) -> None:
    job = ask(parts, "slow", folder=str(tmp_path), seconds=3)
    with running(parts), running(parts):
        wait_for_jobs(parts.readers, [job], lambda _: None, look=0.05)
    assert state_of(parts, job)["attempt"] == 1
    assert [path.name for path in tmp_path.glob("attempt-*")] == ["attempt-1"]


def test_a_dead_workers_job_is_taken_up_and_its_leftovers_go(parts: Parts) -> None:
    job = ask(parts, "echo", announce=False)
    long_ago = now_utc() - timedelta(seconds=60)
    with parts.sessions.begin() as session:
        assert lease_job(session, WHO, owner="dead", job_id=job, seconds=1, now=long_ago)
    leftover = parts.work / f"job-{job}-1"
    leftover.mkdir()
    (leftover / "half.glb").write_bytes(b"x")
    worker(parts).run_next()
    snapshot = state_of(parts, job)
    assert (snapshot["state"], snapshot["attempt"]) == ("done", 2)
    assert not leftover.exists()


def test_a_run_that_lost_its_lease_records_nothing(parts: Parts, tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    job = ask(parts, "patient", mark=str(mark))
    with running(parts):
        until(mark.exists)
        with parts.sessions.begin() as session:
            session.execute(update(JobRun).where(JobRun.id == job).values(owner="another"))
        time.sleep(PACE.heartbeat + 5 * PACE.look)
        assert state_of(parts, job)["state"] == "running"
    assert state_of(parts, job)["result"] is None


def test_a_living_worker_is_seen_and_a_killed_one_fades(parts: Parts) -> None:
    home = parts.settings.home
    assert live_workers(home) == 0
    with running(parts):
        until(lambda: live_workers(home) == 1)
    assert live_workers(home) == 0
    dead = home / "workers" / "host-1"
    dead.touch()
    os.utime(dead, (time.time() - 3600, time.time() - 3600))
    assert live_workers(home) == 0
    assert not dead.exists()


def test_watching_a_job_that_is_not_there_ends_at_once(parts: Parts) -> None:
    assert list(job_events(parts.readers, uuid4())) == []
    assert wait_for_jobs(parts.readers, [uuid4()], lambda _: None) == []
