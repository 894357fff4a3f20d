"""Keeps child processes alive: starts each again when it dies, slower each time, and ends all together."""

from __future__ import annotations

import signal
import subprocess
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass

import structlog

_FIRST_PAUSE = 0.5
_LONGEST_PAUSE = 30.0
_HEALTHY_SECONDS = 60.0
_GRACE_SECONDS = 20.0
_LOOK_SECONDS = 0.2
_STDERR = 2  # what servers print is log, never a result
_log = structlog.get_logger(__name__)


@dataclass(slots=True)
class _Child:
    """One kept process and when it may start again."""

    name: str
    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    pause: float = _FIRST_PAUSE
    not_before: float = 0.0


class Supervisor:
    """Keeps the given commands running until ``stop``.

    Args:
        commands: name and command line of each process.
    """

    def __init__(self, commands: Sequence[tuple[str, Sequence[str]]]) -> None:
        self._children = [_Child(name, command) for name, command in commands]
        self._stopping = threading.Event()

    def stop(self) -> None:
        """End everything; may be called from a signal handler."""
        self._stopping.set()

    def run(self) -> None:
        """Start all, keep all, and leave none behind; blocks until ``stop``."""
        try:
            while not self._stopping.is_set():
                for child in self._children:
                    self._look_after(child)
                self._stopping.wait(_LOOK_SECONDS)
        finally:
            self._end_all()

    def processes(self) -> dict[str, int]:
        """Process number of every child that runs."""
        return {c.name: c.process.pid for c in self._children if c.process is not None and c.process.poll() is None}

    def _look_after(self, child: _Child) -> None:
        """Start a child that does not run, unless it died too recently."""
        now = time.monotonic()
        if child.process is None:
            if now >= child.not_before:
                child.process = subprocess.Popen(child.command, stdin=subprocess.DEVNULL, stdout=_STDERR)
                child.started = now
            return
        status = child.process.poll()
        if status is None:
            return
        is_healthy = now - child.started > _HEALTHY_SECONDS
        child.pause = _FIRST_PAUSE if is_healthy else min(child.pause * 2, _LONGEST_PAUSE)
        child.not_before, child.process = now + child.pause, None
        _log.warning("process_died", process=child.name, status=status, again_in=child.pause)

    def _end_all(self) -> None:
        """Ask every child to end, wait, then kill what still lives."""
        living = [child.process for child in self._children if child.process is not None]
        for process in living:
            process.send_signal(signal.SIGTERM)
        end = time.monotonic() + _GRACE_SECONDS
        for process in living:
            try:
                process.wait(max(0.1, end - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
