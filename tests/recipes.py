"""Recipes that tests give to a worker: real steps in real child processes, each with one habit."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from catalogue.errors import ConflictError
from ingest.errors import RefusedError, StorageError
from ingest.recipes import RecipeParts, working_folder
from ingest.sandbox import run_step

Payload = dict[str, object]


def slow(parts: RecipeParts, payload: Payload) -> Payload:
    """Run the slow step; the attempt's mark says where its processes are."""
    limits = replace(parts.limits, targets=frozenset({"tests.steps:slow_step"}))
    folder = Path(str(payload["folder"]))
    mark = folder / f"attempt-{len(list(folder.glob('attempt-*'))) + 1}"
    seconds = payload["seconds"] if mark.name == "attempt-1" else 0
    with working_folder(parts, f"slow-{folder.name}") as work:
        (work / "derivative.tmp").write_bytes(b"x" * 1000)
        arguments = {"mark": str(mark), "seconds": seconds}
        run_step(
            "tests.steps:slow_step",
            arguments,
            limits=limits,
            on_progress=parts.progress,
            is_cancelled=parts.is_cancelled,
        )
    return {"mark": mark.name}


def echo(parts: RecipeParts, payload: Payload) -> Payload:
    parts.progress("echoing", 0.5)
    return {"echo": payload, "scratch": str(parts.limits.scratch)}


def refuse(parts: RecipeParts, payload: Payload) -> Payload:
    raise RefusedError("unknown_format", file="bí ẩn.bin", found="application/octet-stream")


def surprise(parts: RecipeParts, payload: Payload) -> Payload:
    message = "nobody foresaw this"
    raise ZeroDivisionError(message)


def stumble(parts: RecipeParts, payload: Payload) -> Payload:
    """Fail with a passing fault the first time."""
    mark = Path(str(payload["mark"]))
    if mark.exists():
        return {"attempts": 2}
    mark.touch()
    raise StorageError("storage_io", file="a.ply", reason="EIO")


def conflict(parts: RecipeParts, payload: Payload) -> Payload:
    raise ConflictError("duplicate_file", file="a.ply")


def patient(parts: RecipeParts, payload: Payload) -> Payload:
    """Wait in this process until told to stop; then say that the work was in vain."""
    Path(str(payload["mark"])).touch()
    while not parts.is_cancelled():
        time.sleep(0.02)
    return {"stopped": True}


BY_KIND = {
    "slow": slow, "echo": echo, "refuse": refuse, "surprise": surprise,
    "stumble": stumble, "conflict": conflict, "patient": patient,
}  # fmt: skip


def find(kind: str) -> Callable[[RecipeParts, Payload], Payload]:
    return BY_KIND[kind]
