"""What each step cost: tool, version, seconds, memory; and how far the whole work is."""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from importlib.metadata import PackageNotFoundError, version

Progress = Callable[[str, float], None]


class StepLog:
    """Collects the steps of one run and reports progress as a share of the planned steps' weights."""

    def __init__(self, progress: Progress, weights: Mapping[str, float]) -> None:
        self.steps: list[dict[str, str | float]] = []
        self._progress = progress
        self._weights = weights
        self._done = 0.0

    @contextmanager
    def step(self, name: str, tool: str) -> Iterator[None]:
        """Time one step done by ``tool`` (a package's name; its version is looked up)."""
        self._progress(name, min(self._done / sum(self._weights.values()), 0.99))
        start = time.perf_counter()
        yield
        seconds = round(time.perf_counter() - start, 3)
        self._done += self._weights.get(name, 0.0)
        self.steps.append(
            {"name": name, "tool": tool, "version": tool_version(tool), "seconds": seconds, "peak_mb": peak_mb()}
        )


def tool_version(package: str) -> str:
    """Give the installed version of a package; our own for ``cuudinh``; empty when it isn't a package."""
    names = (package, "open3d-cpu") if package == "open3d" else (package,)
    for name in names:
        try:
            return version(name)
        except PackageNotFoundError:
            continue
    return ""


def peak_mb() -> float:
    """Give the most memory that this process has held so far, in MB."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / (1e6 if sys.platform == "darwin" else 1e3), 1)
