"""``cuudinh serve`` as one starts it: web and worker come up, a dead one comes back, none outlives the server."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from app.jobs.presence import live_workers
from tests.processes import is_alive, until

ROOT = Path(__file__).resolve().parents[2]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def ready(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=2) as answer:
            return json.load(answer)["status"] == "ok"
    except OSError:
        return False


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[subprocess.Popen, int, Path]]:
    home, port = tmp_path / "home", free_port()
    environment = os.environ | {"CUUDINH_HOME": str(home), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "app.cli", "serve", "--port", str(port), "--workers", "1"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment)
    try:
        until(lambda: ready(port) and live_workers(home) == 1, 90)
        yield process, port, home
    finally:
        process.kill()
        process.wait()


def family(process: subprocess.Popen) -> list[psutil.Process]:
    return psutil.Process(process.pid).children(recursive=True)


def workers_of(process: subprocess.Popen) -> list[int]:
    return [child.pid for child in family(process) if is_alive(child.pid) and "worker" in child.cmdline()]


def test_a_dead_worker_comes_back_and_all_end_with_the_server(
    server: tuple[subprocess.Popen, int, Path],
) -> None:
    process, port, _ = server
    (worker,) = workers_of(process)
    os.kill(worker, signal.SIGKILL)
    until(lambda: [pid for pid in workers_of(process) if pid != worker], 30)
    assert ready(port)
    others = [child.pid for child in family(process)]
    assert len(others) >= 3
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    until(lambda: not any(is_alive(pid) for pid in others), 10)


def test_asked_to_end_everything_ends_well(server: tuple[subprocess.Popen, int, Path]) -> None:
    process, port, home = server
    others = [child.pid for child in family(process)]
    process.terminate()
    assert process.wait(30) == 0
    assert not any(is_alive(pid) for pid in others)
    assert live_workers(home) == 0
    assert not ready(port)
