"""Search with facets over 1,000,000 artifacts; loading them takes some minutes and 7 GB."""

from __future__ import annotations

from tests.bench import bench_facets

COUNT = 1_000_000


def run() -> None:
    """Print the times of all queries, and the p95 of those with fewer than 20,000 hits."""
    bench_facets.run(COUNT)
