"""Where log lines go: standard error, as JSON for machines and coloured for a terminal."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

import structlog


@contextmanager
def logs_in_file(path: Path) -> Iterator[None]:
    """Append log lines to a file until the block ends, where a person watches the terminal."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8", buffering=1) as lines:
        configure_logs(target=lines)
        try:
            yield
        finally:
            configure_logs()


def configure_logs(*, level: int = logging.INFO, target: TextIO | None = None) -> None:
    """Send every log line to ``target``, else to standard error, so that standard output holds results alone."""
    is_terminal = target is None and sys.stderr.isatty()
    ending: list[structlog.typing.Processor] = (
        [structlog.dev.ConsoleRenderer()]
        if is_terminal
        else [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False)]
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            *ending,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=lambda *_: structlog.WriteLogger(
            target or sys.stderr
        ),  # looked up at each line: it may be redirected
        cache_logger_on_first_use=False,
    )
