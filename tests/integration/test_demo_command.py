"""``cuudinh demo``: interrupted, run again, complete; a further run repeats nothing. Made small by one record alone."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.cli import run
from app.factory import create_app
from app.wiring import build_parts
from catalogue.records import Artifact, Comparison, Derivative, DigitalFile, JobRun, Scene, Site
from catalogue.vocab.terms import JobState, Status

NUMBER = "MV.TĐ.06"
COMMAND = [sys.executable, "-m", "app.cli", "--lang", "en", "demo", "--only", NUMBER]


@pytest.fixture
def home(settings, monkeypatch) -> Path:
    monkeypatch.setenv("CUUDINH_HOME", str(settings.home))
    return settings.home


def interrupt_while_working(home: Path, log: Path) -> int:
    """Start the command and press Ctrl-C as soon as a job of it has ended; gives the exit code."""
    environment = {**os.environ, "CUUDINH_HOME": str(home)}
    with log.open("w") as lines:
        # A runner in the background may have had Ctrl-C switched off, and children inherit that.
        command = ["env", "--default-signal=INT", *COMMAND]
        process = subprocess.Popen(command, env=environment, stdout=lines, stderr=lines)
        end = time.monotonic() + 200
        has_ended_one = re.compile(r"^[1-9]\d*/", re.MULTILINE)
        while process.poll() is None and time.monotonic() < end and not has_ended_one.search(log.read_text()):
            time.sleep(0.1)
        process.send_signal(signal.SIGINT)
        return process.wait(60)


def children_of(home: Path) -> list[str]:
    """Step processes whose scratch folder stands in this installation."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if (process / "cwd").resolve().is_relative_to(home):
                found.append(process.name)
        except OSError:
            continue
    return found


def counts(session) -> dict[str, int]:
    """How many rows of each kind there are."""
    kinds = (Artifact, Site, DigitalFile, Derivative, Scene, JobRun, Comparison)
    return {kind.__tablename__: session.scalar(select(func.count()).select_from(kind)) or 0 for kind in kinds}


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_an_interrupted_demo_is_completed_by_the_next_run_and_not_repeated(home, settings, tmp_path, capsys):
    log = tmp_path / "log.txt"
    assert interrupt_while_working(home, log) == 130, log.read_text()
    assert "run `cuudinh demo` again to go on" in log.read_text()
    assert "Traceback" not in log.read_text()
    assert children_of(home) == []
    parts = build_parts(settings)
    try:
        with parts.readers() as session:
            states = set(session.scalars(select(JobRun.state)))
            assert states <= {JobState.QUEUED, JobState.DONE}
            assert session.scalar(select(Artifact.status)) is Status.DRAFT

        assert run(["demo", "--only", NUMBER, "--json"]) == 0
        first = json.loads(capsys.readouterr().out)
        assert first["museum"]["failed"] == []
        assert (first["museum"]["published"], first["shown"]) == (1, 1)
        with parts.readers() as session:
            once = counts(session)
            assert (once["artifact"], once["digital_file"], once["comparison"]) == (1, 4, 1)
            compared = session.scalar(select(Comparison))
            assert compared is not None
            assert not compared.problem
            assert compared.region_count == 3
            assert set(session.scalars(select(JobRun.state))) == {JobState.DONE}
        assert not (parts.work / "demo").exists()

        began = time.process_time()
        assert run(["--lang", "vi", "demo", "--only", NUMBER]) == 0
        assert time.process_time() - began < 2
        assert "1 hồ sơ công khai, 0 tệp vừa nạp" in capsys.readouterr().err
        with parts.readers() as session:
            assert counts(session) == once
    finally:
        parts.close()
    client = create_app(settings).test_client()
    for language in ("vi", "en"):
        page = client.get(f"/{language}/artifacts/{NUMBER}")
        assert page.status_code == 200
        assert "CC0-1.0" in page.text
        assert "<cd-stage" in page.text


def test_a_number_that_the_museum_lacks_is_wrong_usage(home, capsys):
    assert run(["demo", "--only", "MV.TĐ.99"]) == 2
    assert "MV.TĐ.06" in capsys.readouterr().err
    assert not (home / "cuudinh.db").exists()
