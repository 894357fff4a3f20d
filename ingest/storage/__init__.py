"""Where bytes live: one Protocol, and the rules of its keys.

A key is ``area/aa/bb/sha256[.ext]`` with area one of ``masters`` (as received, never changed) or ``derivatives``
(can be made again). Keys are made by ``content_key`` alone and hold no name that a stranger chose.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal, Protocol

Area = Literal["masters", "derivatives"]
_KEY = re.compile(r"^(masters|derivatives)/[0-9a-f]{2}/[0-9a-f]{2}/[0-9a-f]{64}(\.[a-z0-9]{1,8})?$")


@dataclass(frozen=True, slots=True)
class StoredBlob:
    """What the store holds: key, size in bytes and SHA-256 in hex."""

    key: str
    size: int
    sha256: str


class BlobStore(Protocol):
    """Keeps immutable bytes under content keys.

    All methods raise ``StorageError`` (``storage_full``, ``storage_missing``, ``storage_digest``, ``storage_io``).
    """

    def put(self, area: Area, source: Path, *, sha256: str, suffix: str = "") -> StoredBlob:
        """Store a finished local file; atomic, idempotent, verified against ``sha256`` while copying."""
        ...

    def open(self, key: str, *, offset: int = 0, length: int | None = None) -> BinaryIO:
        """Open bytes for reading, from ``offset`` on."""
        ...

    def local_path(self, key: str) -> AbstractContextManager[Path]:
        """Give a local file for readers that need one; removed afterwards if it was a copy."""
        ...

    def stat(self, key: str) -> StoredBlob | None:
        """Size and digest by key, or None."""
        ...

    def delete(self, key: str) -> None:
        """Remove a derivative; masters are refused with ``storage_immutable``."""
        ...

    def keys(self, area: Area) -> Iterator[str]:
        """All keys of an area, in no order."""
        ...


def content_key(area: Area, sha256: str, suffix: str = "") -> str:
    """The key for content: area, two fan-out folders, digest, optional lower-case suffix with its dot."""
    return check_key(f"{area}/{sha256[:2]}/{sha256[2:4]}/{sha256}{suffix}")


def check_key(key: str) -> str:
    """Give ``key`` back when it has the one allowed form; so no key ever leads outside the store.

    Raises:
        ValueError: the key has another form.
    """
    if not _KEY.match(key):
        message = f"not a content key: {key!r}"
        raise ValueError(message)
    return key


def open_store(url: str) -> BlobStore:
    """The store behind ``CUUDINH_STORAGE_URL``: ``file:FOLDER``.

    Raises:
        ValueError: the address names another kind of store, or no folder.
    """
    kind, _, folder = url.partition(":")
    folder = folder.removeprefix("//")
    if kind != "file" or not folder:
        message = f"CUUDINH_STORAGE_URL: no store of this kind: {kind!r} (known: file:FOLDER)"
        raise ValueError(message)
    from ingest.storage.local import LocalStore

    return LocalStore(Path(folder))
