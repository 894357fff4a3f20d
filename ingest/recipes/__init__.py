"""Recipes: read masters, run a step, store, record. Each may be run again after a crash and gives one result."""

from __future__ import annotations

import fcntl
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

from sqlalchemy.orm import Session, sessionmaker

from catalogue.policy import Identity
from ingest.jobs import JobQueue
from ingest.sandbox import StepLimits
from ingest.storage import BlobStore

_LOCK = "lock"


@dataclass(frozen=True, slots=True)
class RecipeParts:
    """What a recipe works with.

    Attributes:
        sessions: opens database sessions.
        store: where bytes live.
        queue: told of jobs that a recipe enqueued, after the commit.
        home: data folder; working folders stand in ``home/work``.
        limits: of a heavy step.
        who: on whose behalf; the services ask it for permission.
        progress: told a step's name and a fraction 0..1.
        is_cancelled: whether somebody wants this run to stop.
        texts: what the workshop writes into reports that people read: code -> language -> sentence with its values'
            places.
    """

    sessions: sessionmaker[Session]
    store: BlobStore
    queue: JobQueue
    home: Path
    limits: StepLimits
    who: Identity
    progress: Callable[[str, float], None]
    is_cancelled: Callable[[], bool]
    texts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@contextmanager
def working_folder(parts: RecipeParts, name: str) -> Iterator[Path]:
    """An empty folder of this run alone below ``home/work``; it goes in the end, whatever happens.

    What a killed run of the same ``name`` left is removed first: a run holds a lock that dies with its process.
    """
    base = parts.home / "work"
    base.mkdir(parents=True, exist_ok=True)
    for left in base.glob(f"{name}.*"):
        _remove_if_abandoned(left)
    folder = base / f"{name}.{uuid4().hex[:8]}"
    folder.mkdir()
    try:
        with (folder / _LOCK).open("w") as lock:
            fcntl.flock(lock.fileno(), fcntl.LOCK_EX)
            inside = folder / "files"
            inside.mkdir()
            yield inside
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _remove_if_abandoned(folder: Path) -> None:
    """Remove a working folder whose process is gone."""
    try:
        with (folder / _LOCK).open("r+") as lock:
            fcntl.flock(lock.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return
    except OSError:
        pass  # killed before its lock was made
    shutil.rmtree(folder, ignore_errors=True)


def link_named(source: Path, folder: Path, name: str) -> Path:
    """A second name for a stored file, for readers that look at names; costs no copy."""
    target = folder / name
    target.symlink_to(source.resolve())
    return target
