"""Which workers are there: each keeps one small file fresh in ``home/workers``."""

from __future__ import annotations

import os
import socket
import time
from pathlib import Path

FRESH_SECONDS = 30.0


class Presence:
    """The file of this process; gone when the worker ends well, stale when it was killed."""

    def __init__(self, home: Path) -> None:
        self._path = home / "workers" / f"{socket.gethostname()}-{os.getpid()}"
        self._path.parent.mkdir(parents=True, exist_ok=True)

    def renew(self) -> None:
        """Say that this worker lives."""
        self._path.touch()

    def end(self) -> None:
        """Say that this worker goes."""
        self._path.unlink(missing_ok=True)


def live_workers(home: Path, *, seconds: float = FRESH_SECONDS) -> int:
    """How many workers were alive within the last ``seconds``; files of those long dead are removed."""
    now, alive = time.time(), 0
    for path in (home / "workers").glob("*-*"):
        try:
            age = now - path.stat().st_mtime
        except FileNotFoundError:
            continue
        if age <= seconds:
            alive += 1
        elif age > 20 * seconds:
            path.unlink(missing_ok=True)
    return alive
