"""The inside of a heavy step: limits first, then the one function that was ordered."""

from __future__ import annotations

import ctypes
import errno
import importlib
import json
import os
import resource
import signal
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

_PR_SET_PDEATHSIG = 1
_PROGRESS_SECONDS = 0.1

StepFunction = Callable[[dict[str, object], Callable[[str, float], None]], dict[str, object]]


@dataclass(frozen=True, slots=True)
class Order:
    """What the parent asks for; fields as ``ingest.sandbox`` sends them."""

    target: str
    arguments: dict[str, object]
    memory_bytes: int
    cpu_seconds: int
    file_bytes: int
    parent: int


class Answers:
    """The pipe back to the parent: one JSON document a line."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._last: tuple[str, float] = ("", 0.0)

    def send(self, **line: object) -> None:
        """Write one line whole."""
        data = memoryview(json.dumps(line, ensure_ascii=False).encode() + b"\n")
        while data:
            data = data[os.write(self._descriptor, data) :]

    def progress(self, text: str, fraction: float) -> None:
        """Tell how far the step is; same words within a tenth of a second are left out."""
        now = time.monotonic()
        if (text == self._last[0] and now - self._last[1] < _PROGRESS_SECONDS) and fraction < 1.0:
            return
        self._last = (text, now)
        self.send(progress=[text, min(1.0, max(0.0, float(fraction)))])


def main(descriptor: int) -> int:
    """Read the order, live within its limits, answer; 0 when the function returned."""
    line = _read_line()
    answers = Answers(descriptor)
    os.set_inheritable(descriptor, False)  # noqa: FBT003  positional only
    order = Order(**json.loads(line))
    _watch_parent(descriptor)
    _limit(order)
    return _obey(order, answers)


def _read_line() -> bytes:
    """The order's line, unbuffered, so that the watcher finds the lifeline at its end."""
    pieces: list[bytes] = []
    while not pieces or not pieces[-1].endswith(b"\n"):
        piece = os.read(0, 65536)
        if not piece:
            sys.exit(3)
        pieces.append(piece)
    return b"".join(pieces)


def _watch_parent(descriptor: int) -> None:
    """Fork a watcher that kills this whole group once the parent's end of the lifeline is gone."""
    if os.fork() == 0:
        os.close(descriptor)
        os.closerange(1, 3)
        while os.read(0, 1):
            pass
        os.killpg(0, signal.SIGKILL)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)


def _limit(order: Order) -> None:
    """Bind this process to its parent's life and to its limits (a hard limit set from outside stays)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        Path("/proc/self/oom_score_adj").write_text("800", encoding="ascii")
    if os.getppid() != order.parent:
        sys.exit(3)
    wanted = {
        resource.RLIMIT_DATA: order.memory_bytes,
        resource.RLIMIT_CPU: order.cpu_seconds,
        resource.RLIMIT_FSIZE: order.file_bytes,
        resource.RLIMIT_CORE: 0,
    }
    for kind, value in wanted.items():
        hard = resource.getrlimit(kind)[1]
        capped = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(kind, (capped, hard))


def _obey(order: Order, answers: Answers) -> int:
    """Run the function and answer with its result, its coded error, or its crash."""
    try:
        result = _function(order.target)(order.arguments, answers.progress)
        answers.send(result=result, **_usage())
    except MemoryError:
        answers.send(code="step_memory", values={})
    except Exception as error:  # noqa: BLE001  the boundary of the process: every fault becomes an answer
        traceback.print_exc()
        code, values = _describe(error)
        answers.send(code=code, values=values)
    else:
        return 0
    return 1


def _function(target: str) -> StepFunction:
    """The ordered function; the parent has checked that it is allowed."""
    module, _, name = target.partition(":")
    function: StepFunction = getattr(importlib.import_module(module), name)
    return function


def _describe(error: Exception) -> tuple[str, dict[str, str | float]]:
    """An error's own code and values, or those of a crash."""
    code = getattr(error, "code", None)
    if isinstance(code, str):
        return code, getattr(error, "values", {})
    if isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return "step_disk_full", {}
    if isinstance(error, OSError) and error.errno == errno.EFBIG:
        return "step_file_size", {}
    return "step_crashed", {"reason": type(error).__name__}


def _usage() -> dict[str, float]:
    """Processor seconds, and the peak of resident bytes (``ru_maxrss`` alone would inherit the parent's)."""
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime
    peak = own.ru_maxrss * 1024
    status = Path("/proc/self/status")
    if status.exists():
        lines = (line.split() for line in status.read_text(encoding="ascii").splitlines())
        peak = next((int(words[1]) * 1024 for words in lines if words[0] == "VmHWM:"), peak)
    return {"cpu_seconds": round(cpu, 3), "peak_bytes": peak}


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[-1])))
