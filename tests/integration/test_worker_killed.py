"""kill -9 of a worker process in mid-step: its children die, the job runs again, one result, no stray file."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID

import psutil
import pytest
from sqlalchemy import func, select

from app.jobs.progress import wait_for_jobs
from app.jobs.worker import WHO
from app.wiring import Parts
from catalogue.records import JobRun
from catalogue.services.jobs import NewJob, enqueue_job
from tests.processes import is_alive, until

ROOT = Path(__file__).resolve().parents[2]
LEASE = 2.0
PROGRAM = f"""
from app.jobs.watch import Pace
from app.jobs.worker import Worker
from app.logs import configure_logs
from app.process import on_end
from app.settings import load_settings
from app.wiring import build_parts
from tests import recipes

configure_logs()
worker = Worker(build_parts(load_settings()), recipes=recipes.find, pace=Pace({LEASE}, 0.4, 0.2, 0.05))
on_end(worker.stop)
worker.run()
"""


@pytest.fixture
def start(parts: Parts) -> Iterator[Callable[[], subprocess.Popen]]:
    """Starts a worker process over the installation of the test; none outlives the test."""
    environment = os.environ | {"CUUDINH_HOME": str(parts.settings.home), "PYTHONPATH": str(ROOT)}
    started: list[subprocess.Popen] = []

    def start_worker() -> subprocess.Popen:
        started.append(subprocess.Popen([sys.executable, "-c", PROGRAM], cwd=ROOT, env=environment))
        return started[-1]

    yield start_worker
    for process in started:
        process.kill()
        process.wait()


def ask(parts: Parts, folder: Path, seconds: float) -> UUID:
    with parts.sessions.begin() as session:
        job = enqueue_job(session, WHO, NewJob("slow", {"folder": str(folder), "seconds": seconds}))
    parts.queue.announce(job.id)
    return job.id


def processes_of_step(folder: Path) -> list[int]:
    mark = folder / "attempt-1"
    until(lambda: mark.exists() and mark.read_text(), 15)
    return [int(word) for word in mark.read_text().split()]


def test_a_killed_workers_job_completes_once_and_leaves_nothing(
    parts: Parts, start: Callable[[], subprocess.Popen], tmp_path: Path
) -> None:
    job = ask(parts, tmp_path, seconds=60)
    first = start()
    pids = processes_of_step(tmp_path)
    group = [process.pid for process in psutil.Process(first.pid).children(recursive=True)]
    assert set(pids) <= set(group)
    os.kill(first.pid, signal.SIGKILL)
    first.wait()
    killed = time.monotonic()
    until(lambda: not any(is_alive(pid) for pid in group), 3)
    assert list(parts.work.iterdir()), "the killed worker left files, or this test shows nothing"

    start()
    ended = wait_for_jobs(parts.readers, [job], lambda _: None, look=0.05)[0]
    assert (ended["state"], ended["attempt"], ended["result"]) == ("done", 2, {"mark": "attempt-2"})
    assert time.monotonic() - killed < LEASE + 30, "taken up too late, even for a busy machine"
    with parts.readers() as session:
        assert session.scalar(select(func.count()).select_from(JobRun)) == 1
    assert parts.queue.waiting() == 0
    until(lambda: not list(parts.work.iterdir()), 5)


def test_a_worker_asked_to_end_goes_quickly_and_gives_its_job_back(
    parts: Parts, start: Callable[[], subprocess.Popen], tmp_path: Path
) -> None:
    job = ask(parts, tmp_path, seconds=60)
    first = start()
    pids = processes_of_step(tmp_path)
    first.terminate()
    assert first.wait(5) == 0
    assert not any(is_alive(pid) for pid in pids)
    with parts.readers() as session:
        row = session.get_one(JobRun, job)
        assert (row.state.value, row.attempt) == ("queued", 0)
    assert list(parts.work.iterdir()) == []


def test_two_workers_share_the_jobs_and_do_each_once(
    parts: Parts, start: Callable[[], subprocess.Popen], tmp_path: Path
) -> None:
    folders = [tmp_path / f"job{i}" for i in range(6)]
    for folder in folders:
        folder.mkdir()
    jobs = [ask(parts, folder, seconds=0.2) for folder in folders]
    start()
    start()
    ended = wait_for_jobs(parts.readers, jobs, lambda _: None, look=0.05)
    assert [(one["state"], one["attempt"]) for one in ended] == [("done", 1)] * 6
    assert [len(list(folder.glob("attempt-*"))) for folder in folders] == [1] * 6
