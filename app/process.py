"""Processes of ours that must not outlive the one that started them."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from collections.abc import Callable

_PR_SET_PDEATHSIG = 1


def die_with_parent(parent: int | None = None) -> None:
    """Ask the kernel to kill this process when its parent dies; end at once when ``parent`` is gone already.

    On systems other than Linux this does nothing: there a killed server leaves its workers to be stopped by hand.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if parent is not None and os.getppid() != parent:
            sys.exit(1)


def on_end(stop: Callable[[], None]) -> None:
    """Call ``stop`` once this process is asked to end (SIGTERM, or Ctrl-C at a terminal)."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stop())
