"""Fixity: proving that bytes are still the bytes that were received."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal

from ingest.errors import StorageError
from ingest.storage import BlobStore

CHUNK = 1 << 20


def sha256_file(path: Path) -> str:
    """SHA-256 of a file in hex, in constant memory."""
    with path.open("rb") as source:
        return sha256_stream(source)


def sha256_stream(source: BinaryIO) -> str:
    """SHA-256 in hex of everything that ``source`` still gives, in constant memory."""
    digest = hashlib.sha256()
    while chunk := source.read(CHUNK):
        digest.update(chunk)
    return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class FixityResult:
    """What one audit of one stored object found."""

    key: str
    outcome: Literal["whole", "changed", "missing"]
    expected: str
    found: str | None


def audit(
    store: BlobStore, expected: Iterable[tuple[str, str]], *, is_cancelled: Callable[[], bool] = lambda: False
) -> Iterator[FixityResult]:
    """Re-hash stored objects in the order given, so the caller puts the longest unchecked first.

    Args:
        store: where the bytes are.
        expected: pairs of key and recorded SHA-256 in hex.
        is_cancelled: asked between two objects.
    """
    for key, sha256 in expected:
        if is_cancelled():
            return
        yield _audit_one(store, key, sha256)


def _audit_one(store: BlobStore, key: str, sha256: str) -> FixityResult:
    """Re-hash one object."""
    try:
        with store.open(key) as source:
            found = sha256_stream(source)
    except StorageError as error:
        if error.code != "storage_missing":
            raise
        return FixityResult(key, "missing", sha256, None)
    return FixityResult(key, "whole" if found == sha256 else "changed", sha256, found)
