"""The store on this machine's disk: atomic, idempotent, verified while copying."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import hashlib
import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO
from uuid import uuid4

from ingest.errors import StorageError
from ingest.storage import Area, StoredBlob, check_key, content_key

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

CHUNK = 1 << 20
FULL_DISK = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class LocalStore:
    """Content-addressed files below ``root``; every stored file is read-only (mode 0444).

    A copy in progress lies in ``root/incoming`` under a lock that dies with its process; opening the store removes
    copies whose process is gone, so a kill at any moment leaves nothing behind for long.
    """

    def __init__(self, root: Path) -> None:
        self._root = root.resolve()
        self._incoming = self._root / "incoming"
        with _storage_errors(str(root.name)):
            self._incoming.mkdir(parents=True, exist_ok=True)
        self.sweep()

    def put(self, area: Area, source: Path, *, sha256: str, suffix: str = "") -> StoredBlob:
        """Copy ``source`` in; afterwards it is wholly there, on disk, with the digest ``sha256``, or not at all.

        Raises:
            StorageError: ``storage_full``, ``storage_io``; ``storage_digest`` when the bytes read are other bytes.
        """
        key = content_key(area, sha256, suffix)
        target = self._root / key
        with _storage_errors(source.name):
            size = source.stat().st_size
            if target.is_file() and target.stat().st_size == size:
                return StoredBlob(key, size, sha256)
            with source.open("rb") as stream:
                size = self._copy_in(stream, target, sha256)
        return StoredBlob(key, size, sha256)

    def open(self, key: str, *, offset: int = 0, length: int | None = None) -> BinaryIO:
        """Open stored bytes for reading: ``length`` bytes from ``offset`` on, or all that follow.

        Raises:
            StorageError: ``storage_missing``.
        """
        stream = self._existing(key).open("rb")
        stream.seek(offset)
        return stream if length is None else io.BufferedReader(_Window(stream, length))

    @contextmanager
    def local_path(self, key: str) -> Iterator[Path]:
        """Give the stored file itself; it is read-only.

        Raises:
            StorageError: ``storage_missing``.
        """
        yield self._existing(key)

    def stat(self, key: str) -> StoredBlob | None:
        """Size and digest by key, or None when nothing is stored there."""
        path = self._root / check_key(key)
        if not path.is_file():
            return None
        return StoredBlob(key, path.stat().st_size, path.name.split(".", 1)[0])

    def delete(self, key: str) -> None:
        """Remove a derivative; removing one that is gone already is no error.

        Raises:
            StorageError: ``storage_immutable`` for a master.
        """
        if check_key(key).startswith("masters/"):
            raise StorageError("storage_immutable", file=key)
        with _storage_errors(key):
            (self._root / key).unlink(missing_ok=True)

    def keys(self, area: Area) -> Iterator[str]:
        """All keys of an area, in no order."""
        for path in (self._root / area).glob("*/*/*"):
            yield path.relative_to(self._root).as_posix()

    def sweep(self) -> int:
        """Remove copies whose process died in the middle; says how many."""
        removed = 0
        for path in self._incoming.iterdir():
            with contextlib.suppress(FileNotFoundError), path.open("rb") as left:
                if _try_lock(left.fileno()):
                    path.unlink(missing_ok=True)
                    removed += 1
        return removed

    def _existing(self, key: str) -> Path:
        """The file of a stored key."""
        path = self._root / check_key(key)
        if not path.is_file():
            raise StorageError("storage_missing", file=key)
        return path

    def _copy_in(self, stream: BinaryIO, target: Path, sha256: str) -> int:
        """Write to a locked file on the same file system, verify, make durable, then name it."""
        temporary = self._incoming / uuid4().hex
        try:
            with temporary.open("xb") as out:
                _try_lock(out.fileno())
                size, found = _copy_hashing(stream, out)
                _check_digest(target.name, sha256, found)
                out.flush()
                os.fchmod(out.fileno(), 0o444)
                os.fsync(out.fileno())
                target.parent.mkdir(parents=True, exist_ok=True)
                temporary.replace(target)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
        _sync_folders(target.parent, self._root)
        return size


class _Window(io.RawIOBase):
    """The next ``length`` bytes of an open file."""

    def __init__(self, stream: BinaryIO, length: int) -> None:
        self._stream = stream
        self._left = length

    def readable(self) -> bool:
        """Always: a window is for reading alone."""
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        """Fill the buffer, never past the window's end."""
        view = memoryview(buffer).cast("B")[: self._left]
        data = self._stream.read(len(view))
        view[: len(data)] = data
        self._left -= len(data)
        return len(data)

    def close(self) -> None:
        """Close the file behind it too."""
        self._stream.close()
        super().close()


def _copy_hashing(stream: BinaryIO, out: BinaryIO) -> tuple[int, str]:
    """Copy to the end; bytes copied and their SHA-256."""
    digest, size = hashlib.sha256(), 0
    while chunk := stream.read(CHUNK):
        digest.update(chunk)
        out.write(chunk)
        size += len(chunk)
    return size, digest.hexdigest()


def _check_digest(name: str, expected: str, found: str) -> None:
    """Refuse bytes that are not the ones announced."""
    if found != expected:
        raise StorageError("storage_digest", file=name, expected=expected, found=found)


def _try_lock(descriptor: int) -> bool:
    """Take the file's lock if nobody holds it."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _sync_folders(folder: Path, root: Path) -> None:
    """Make new names durable, from ``folder`` up to ``root``."""
    while True:
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        if folder == root:
            return
        folder = folder.parent


@contextmanager
def _storage_errors(name: str) -> Iterator[None]:
    """Turn the system's errors into ours, with the file's name and never a server path."""
    try:
        yield
    except FileNotFoundError as error:
        raise StorageError("storage_missing", file=name) from error
    except OSError as error:
        code = "storage_full" if error.errno in FULL_DISK else "storage_io"
        raise StorageError(code, file=name, reason=os.strerror(error.errno or 0)) from error
