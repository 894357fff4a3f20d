"""Heavy or crash-prone work in a child process of its own, with limits, killed as a group.

The child (``ingest.child``) gets one JSON line on its standard input and answers JSON lines on a pipe of its own, so
that an engine may print what it likes. Its standard input stays open as a lifeline: when the parent dies, a watcher
in the child's group kills the whole group, whatever an engine is doing at that moment.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import structlog

from ingest.errors import StepError
from ingest.group import ChildGroup

ALLOWED_TARGETS = frozenset(
    {
        "models3d.workshop:run",
        "models3d.comparison:run",
        "models3d.comparison_drawings:run",
        "ingest.photo:run",
        "ingest.archive:run",
        "ingest.scan:run",
        "ingest.sheets.step:run",
    }
)
_POLL_SECONDS = 0.2
_ANSWER_BYTES = 64 * 2**20
_PROJECT = Path(__file__).resolve().parent.parent
_log = structlog.get_logger(__name__)

Progress = Callable[[str, float], None]


@dataclass(frozen=True, slots=True)
class StepLimits:
    """What one step may use and call.

    Attributes:
        memory_bytes: data memory of the child, and resident memory of its whole group.
        seconds: wall-clock time.
        cpu_seconds: processor time of the child over all its cores.
        file_bytes: largest single file that it may write.
        scratch: folder for the step's temporary files, which are removed afterwards; the system's when None.
        targets: functions allowed beside ``ALLOWED_TARGETS``.
    """

    memory_bytes: int = 12 * 2**30
    seconds: float = 3600.0
    cpu_seconds: float = 4 * 3600.0
    file_bytes: int = 64 * 2**30
    scratch: Path | None = None
    targets: frozenset[str] = frozenset()


DEFAULT_LIMITS = StepLimits()


def run_step(
    target: str,
    arguments: Mapping[str, object],
    *,
    limits: StepLimits = DEFAULT_LIMITS,
    on_progress: Progress | None = None,
    is_cancelled: Callable[[], bool] | None = None,
) -> dict[str, object]:
    """Run ``module:function`` in a child process and give what it returned.

    Args:
        target: an allowed function ``run(arguments, progress) -> dict``; only names in the allow-list are run.
        arguments: JSON values; ``file`` or ``source`` in it names the file in error messages.
        limits: what the step may use.
        on_progress: told a step's name and its fraction 0..1, in this process.
        is_cancelled: asked about five times a second; True kills the step.

    Returns:
        The function's result, with ``_usage``: ``seconds``, ``cpu_seconds`` and ``peak_mb`` of the whole group.

    Raises:
        StepError: with the code and values of the function's own error, or ``step_crashed``, ``step_memory``,
            ``step_time``, ``step_cancelled``, ``step_disk_full``, ``step_file_size``.
        ValueError: ``target`` is not allowed.
    """
    if target not in ALLOWED_TARGETS | limits.targets:
        message = f"not an allowed step: {target!r}"
        raise ValueError(message)
    step = _Step(target, _thing(arguments), limits, on_progress, is_cancelled)
    if limits.scratch is not None:
        limits.scratch.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="step-", dir=limits.scratch, ignore_cleanup_errors=True) as scratch:
        return step.run(arguments, scratch)


def _thing(arguments: Mapping[str, object]) -> str:
    """The file's name that error messages show; never its folder."""
    named = arguments.get("file") or arguments.get("name") or arguments.get("source") or ""
    return Path(str(named)).name or "–"


class _Step:
    """One run of a step: watches its group and reads its answers."""

    def __init__(
        self,
        target: str,
        thing: str,
        limits: StepLimits,
        on_progress: Progress | None,
        is_cancelled: Callable[[], bool] | None,
    ) -> None:
        self._target, self._thing, self._limits = target, thing, limits
        self._on_progress, self._is_cancelled = on_progress, is_cancelled
        self._buffer = bytearray()
        self._answer: dict[str, object] | None = None
        self._started = time.monotonic()

    def run(self, arguments: Mapping[str, object], scratch: str) -> dict[str, object]:
        """Start the child, watch it to its end, and turn its end into a result or an error."""
        command = [sys.executable, "-m", "ingest.child"]
        with ChildGroup(command, cwd=scratch, environment=_environment(scratch)) as group:
            group.send(self._order(arguments))
            while not group.has_ended():
                for piece in group.read(_POLL_SECONDS):
                    self._take(piece)
                self._check(group)
            for piece in group.read(0):
                self._take(piece)
            status = group.finish()
        return self._outcome(group, status)

    def _order(self, arguments: Mapping[str, object]) -> bytes:
        """The one line that the child reads."""
        order = {
            "target": self._target,
            "arguments": dict(arguments),
            "memory_bytes": self._limits.memory_bytes,
            "cpu_seconds": int(self._limits.cpu_seconds) + 1,
            "file_bytes": self._limits.file_bytes,
            "parent": os.getpid(),
        }
        return json.dumps(order, ensure_ascii=False, allow_nan=False).encode() + b"\n"

    def _check(self, group: ChildGroup) -> None:
        """Raise when the step is unwanted or over its limits; leaving the group's block kills it."""
        if self._is_cancelled is not None and self._is_cancelled():
            raise self._error("step_cancelled")
        if time.monotonic() - self._started > self._limits.seconds:
            raise self._error("step_time", limit_s=round(self._limits.seconds, 1))
        if group.measure() > self._limits.memory_bytes:
            raise self._memory_error()

    def _take(self, piece: bytes) -> None:
        """Read whole lines of the child's answers."""
        self._buffer += piece
        if len(self._buffer) > _ANSWER_BYTES:
            raise self._error("step_crashed", reason="answer too long")
        *lines, rest = self._buffer.split(b"\n")
        self._buffer = bytearray(rest)
        for line in lines:
            self._take_line(json.loads(line))

    def _take_line(self, line: dict[str, object]) -> None:
        """A progress line is passed on; the last other line is the answer."""
        progress = line.get("progress")
        if not isinstance(progress, list):
            self._answer = line
        elif self._on_progress is not None:
            self._on_progress(str(progress[0]), float(progress[1]))

    def _outcome(self, group: ChildGroup, status: int) -> dict[str, object]:
        """The result with its usage, or the error that ended the child."""
        answer = self._answer or {}
        result = answer.get("result")
        if status == 0 and isinstance(result, dict):
            result["_usage"] = self._usage(group, answer)
            return result
        _log.warning("step_failed", target=self._target, status=status, tail=group.tail())
        raise self._failure(group, answer, status)

    def _usage(self, group: ChildGroup, answer: Mapping[str, object]) -> dict[str, float]:
        """Seconds and memory of the finished group."""
        peak = max(group.peak_bytes, int(str(answer.get("peak_bytes", 0))))
        return {
            "seconds": round(time.monotonic() - self._started, 3),
            "cpu_seconds": float(str(answer.get("cpu_seconds", 0.0))),
            "peak_mb": round(peak / 1e6, 1),
        }

    def _failure(self, group: ChildGroup, answer: Mapping[str, object], status: int) -> StepError:
        """The error for a child that ended without a result."""
        code, values, tail = answer.get("code"), answer.get("values"), group.tail()
        if code == "step_memory" or "bad_alloc" in tail or "bad alloc" in tail:
            return self._memory_error()
        if -status == _signal("SIGXCPU"):
            return self._error("step_time", limit_s=round(self._limits.cpu_seconds, 1))
        if isinstance(code, str) and isinstance(values, dict):
            own_fault = code.startswith("step_")
            error = self._error(code, **values) if own_fault else StepError(code, **values)
        else:
            error = self._error("step_crashed", reason=_reason(status))
        error.add_note(tail)
        return error

    def _memory_error(self) -> StepError:
        return self._error("step_memory", limit_gb=round(self._limits.memory_bytes / 1e9, 2))

    def _error(self, code: str, **values: str | float) -> StepError:
        """A step's error that names the file and the step."""
        return StepError(code, **({"file": self._thing, "step": self._target} | values))


def _signal(name: str) -> int:
    """A signal's number, 0 where the system lacks it."""
    return int(getattr(signal, name, 0))


def _reason(status: int) -> str:
    """How a child ended, in one word or two."""
    if status < 0:
        return signal.Signals(-status).name
    return f"exit {status}"


def _environment(scratch: str) -> dict[str, str]:
    """A child's whole environment: nothing of ours, above all no secret, only what Python and its engines need."""
    binaries = Path(sys.executable).parent
    return {
        "PATH": f"{binaries}:/usr/local/bin:/usr/bin:/bin",
        "PYTHONPATH": str(_PROJECT),
        "PYTHONUNBUFFERED": "1",
        "LANG": "C.UTF-8",
        "HOME": scratch,
        "TMPDIR": scratch,
    }
