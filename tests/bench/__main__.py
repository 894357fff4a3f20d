"""Run all benchmarks, or those named: ``python -m tests.bench simplify search``."""

from __future__ import annotations

import importlib
import sys

NAMES = ("import", "search", "upload", "simplify", "distance", "sheets", "facets", "alike", "million")


def main() -> None:
    """Run them one after the other."""
    for name in sys.argv[1:] or NAMES:
        importlib.import_module(f"tests.bench.bench_{name}").run()


if __name__ == "__main__":
    main()
