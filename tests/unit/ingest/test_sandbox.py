"""The sandbox against children that really misbehave."""

from __future__ import annotations

import itertools
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from ingest.errors import StepError
from ingest.sandbox import ALLOWED_TARGETS, StepLimits, run_step
from tests.processes import is_alive, until

HERE = "tests.unit.ingest.misbehave"
ROOT = Path(__file__).resolve().parents[3]


def limits(name: str, scratch: Path | None = None, **more: float) -> StepLimits:
    values: dict = {"memory_bytes": 600_000_000, "seconds": 30.0, "cpu_seconds": 30.0} | more
    return StepLimits(scratch=scratch, targets=frozenset({f"{HERE}:{name}"}), **values)


def fail(name: str, arguments: dict | None = None, *, is_cancelled=None, **more: float) -> StepError:
    with pytest.raises(StepError) as caught:
        run_step(f"{HERE}:{name}", arguments or {}, limits=limits(name, **more), is_cancelled=is_cancelled)
    return caught.value


def dies(pid: int, seconds: float = 3.0) -> bool:
    until(lambda: not is_alive(pid), seconds)
    return True


def wait_for(path: Path, seconds: float = 8.0) -> str:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if path.exists() and path.read_text():
            return path.read_text()
        time.sleep(0.02)
    pytest.fail(f"{path} was never written")


def test_a_step_gives_its_result_progress_and_usage(tmp_path: Path) -> None:
    told: list[tuple[str, float]] = []
    result = run_step(
        f"{HERE}:echo",
        {"source": "Cửu Đỉnh.ply"},
        limits=limits("echo", tmp_path),
        on_progress=lambda text, fraction: told.append((text, fraction)),
    )
    assert result["got"] == {"source": "Cửu Đỉnh.ply"}
    assert told == [("reading", 0.25), ("writing", 1.0)]
    usage = result["_usage"]
    assert 0 < usage["seconds"] < 10
    assert 5 < usage["peak_mb"] < 200


def test_a_child_sees_no_setting_of_ours_and_leaves_no_scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUUDINH_SECRET_KEY", "do not tell")
    result = run_step(f"{HERE}:echo", {}, limits=limits("echo", tmp_path))
    assert not [key for key in result["environment"] if key.startswith("CUUDINH")]
    assert Path(str(result["cwd"])).parent == tmp_path
    assert result["environment"]["TMPDIR"] == result["cwd"]
    assert list(tmp_path.iterdir()) == []


def test_only_listed_functions_run() -> None:
    for target in ("os:system", f"{HERE}:echo", "models3d.workshop:other"):
        with pytest.raises(ValueError, match="not an allowed step"):
            run_step(target, {})
    assert "models3d.workshop:run" in ALLOWED_TARGETS


def test_an_endless_loop_is_stopped_by_the_clock() -> None:
    started = time.monotonic()
    error = fail("loop", {"source": "/srv/quet/tượng.ply"}, seconds=1.0)
    assert error.code == "step_time"
    assert error.values == {"file": "tượng.ply", "step": f"{HERE}:loop", "limit_s": 1.0}
    assert time.monotonic() - started < 30


def test_processor_time_is_limited() -> None:
    assert fail("loop", cpu_seconds=0.5).code == "step_time"


def test_data_memory_is_limited() -> None:
    error = fail("hog", {"name": "lư đồng.obj"}, memory_bytes=300_000_000)
    assert error.code == "step_memory"
    assert error.values["file"] == "lư đồng.obj"
    assert error.values["limit_gb"] == 0.3


def test_shared_memory_is_limited_by_the_watch() -> None:
    assert fail("hog_shared", memory_bytes=400_000_000).code == "step_memory"


def test_a_cpp_engine_without_memory_is_told_as_such() -> None:
    assert fail("bad_alloc").code == "step_memory"


def test_a_segmentation_fault_stays_in_the_child() -> None:
    error = fail("crash", {"source": "a.ply"})
    assert (error.code, error.values["reason"]) == ("step_crashed", "SIGSEGV")


def test_a_coded_error_comes_back_whole() -> None:
    error = fail("refuse")
    assert error.code == "ply_truncated"
    assert error.values == {"file": "tượng.ply", "expected": 10, "found": 3}


def test_an_unknown_error_names_its_kind_and_hides_its_text() -> None:
    error = fail("surprise")
    assert (error.code, error.values["reason"]) == ("step_crashed", "KeyError")
    assert "/srv/home" not in str(error)
    assert "/srv/home" in "".join(error.__notes__)


@pytest.mark.parametrize(("name", "code"), [("full_disk", "step_disk_full"), ("big_file", "step_file_size")])
def test_a_full_disk_and_a_file_over_the_limit_are_told_as_such(name: str, code: str) -> None:
    error = fail(name, {"source": "a.ply"}, file_bytes=1_000_000)
    assert (error.code, error.values["file"]) == (code, "a.ply")


@pytest.mark.parametrize("escape", [False, True])
def test_a_grandchild_does_not_outlive_its_step(tmp_path: Path, escape: bool) -> None:
    arguments = {"mark": str(tmp_path / "pid"), "escape": escape}
    result = run_step(f"{HERE}:orphan", arguments, limits=limits("orphan"))
    assert dies(int(str(result["pid"])))


def test_cancelling_kills_the_group(tmp_path: Path) -> None:
    mark = tmp_path / "pid"
    cancelled_at: list[float] = []

    def is_cancelled() -> bool:
        if mark.exists() and not cancelled_at:
            cancelled_at.append(time.monotonic())
        return bool(cancelled_at)

    error = fail("orphan", {"mark": str(mark), "escape": False, "stay": True}, is_cancelled=is_cancelled)
    assert error.code == "step_cancelled"
    assert time.monotonic() - cancelled_at[0] < 30
    assert dies(int(mark.read_text()))


def test_cancel_is_asked_at_least_twice_a_second() -> None:
    asked: list[float] = []

    def is_cancelled() -> bool:
        asked.append(time.monotonic())
        return len(asked) > 6

    assert fail("loop", is_cancelled=is_cancelled).code == "step_cancelled"
    assert max(b - a for a, b in itertools.pairwise(asked)) < 0.5


def test_an_error_of_the_listener_kills_the_child(tmp_path: Path) -> None:
    mark = tmp_path / "pid"

    def refuse(text: str, fraction: float) -> None:
        raise ConnectionError(text)

    with pytest.raises(ConnectionError, match="sleeping"):
        run_step(f"{HERE}:sleep", {"mark": str(mark)}, limits=limits("sleep"), on_progress=refuse)
    assert dies(int(mark.read_text()))


def test_prints_of_engines_are_no_answer_and_are_bounded() -> None:
    result = run_step(f"{HERE}:shout", {}, limits=limits("shout"))
    assert result["said"] == 20_000_000
    assert result["_usage"]["peak_mb"] < 200


def test_a_child_that_leaves_without_an_answer_has_crashed() -> None:
    error = fail("leave")
    assert (error.code, error.values["reason"]) == ("step_crashed", "exit 0")


def test_a_result_that_is_no_json_is_a_crash() -> None:
    error = fail("not_json")
    assert (error.code, error.values["reason"]) == ("step_crashed", "TypeError")


def test_chatter_is_thinned_and_a_long_result_arrives() -> None:
    told: list[float] = []
    result = run_step(
        f"{HERE}:chatter", {}, limits=limits("chatter"), on_progress=lambda _, fraction: told.append(fraction)
    )
    assert len(str(result["long"])) == 5_000_000
    assert 1 <= len(told) < 100


def test_usage_counts_processor_time() -> None:
    result = run_step(f"{HERE}:cpu", {}, limits=limits("cpu"))
    assert 0.3 <= result["_usage"]["cpu_seconds"] < 3.0


@pytest.mark.parametrize("name", ["sleep", "orphan"])
def test_children_die_with_a_killed_parent(tmp_path: Path, name: str) -> None:
    mark = tmp_path / "pid"
    program = (
        "from ingest.sandbox import StepLimits, run_step\n"
        f"arguments = {{'mark': {str(mark)!r}, 'escape': False, 'stay': True}}\n"
        f"run_step('{HERE}:{name}', arguments, limits=StepLimits(targets=frozenset({{'{HERE}:{name}'}})))\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", program], cwd=ROOT)
    try:
        pid = int(wait_for(mark))
        children = psutil.Process(parent.pid).children(recursive=True)
        assert pid in {child.pid for child in children}
    finally:
        os.kill(parent.pid, signal.SIGKILL)
        parent.wait()
    assert all(dies(child.pid) for child in children)
