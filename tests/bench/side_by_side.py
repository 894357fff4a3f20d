"""Measuring two ways of doing one thing in the same run."""

from __future__ import annotations

import resource
import statistics
import sys
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """A measured value with its unit; smaller is better."""

    name: str
    value: float
    unit: str


def cpu_seconds(work: Callable[[], object], runs: int = 3) -> float:
    """Median CPU seconds (user + system, all threads) of several runs, after one to warm up."""
    work()
    return statistics.median(_once(work) for _ in range(runs))


def _once(work: Callable[[], object]) -> float:
    before = _used()
    work()
    return _used() - before


def _used() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def show(title: str, ours: Figure, *peers: Figure) -> None:
    """One line for us, one for each peer with the ratio ours : peer."""
    lines = [title, f"  {ours.name:44} {ours.value:12.4g} {ours.unit}"]
    lines += [
        f"  {peer.name:44} {peer.value:12.4g} {peer.unit}   ours/peer {ours.value / peer.value:.3f}"
        for peer in peers
        if peer.value
    ]
    sys.stdout.write("\n".join(lines) + "\n\n")
    sys.stdout.flush()
