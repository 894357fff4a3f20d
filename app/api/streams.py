"""How many event streams one process keeps open: each holds a thread of the server for as long as it lasts."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from itertools import chain

from app.errors import RequestError

MOST = 16


class Streams:
    """Lends places for streams; a place is free again when its stream ends, is closed, or is forgotten."""

    def __init__(self, most: int = MOST) -> None:
        self._most, self._free = most, threading.BoundedSemaphore(most)

    def lend(self, lines: Iterator[str]) -> Iterator[str]:
        """The same lines, read as far as the first one, so that whoever drops them gives the place back.

        Raises:
            RequestError: ``too_many_streams``.
        """
        if not self._free.acquire(blocking=False):
            raise RequestError("too_many_streams", most=self._most)
        held = self._hold(lines)
        return chain([next(held)], held)

    def _hold(self, lines: Iterator[str]) -> Iterator[str]:
        try:
            yield next(lines)
            yield from lines
        finally:
            self._free.release()
