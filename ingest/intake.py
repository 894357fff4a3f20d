"""Intake: resumable uploads (tus 1.0 state) held on disk in quarantine until they are whole.

Each upload is two files: ``ID.json`` (what was announced) and ``ID.part`` (the bytes so far; its size is the offset).
So any process can go on where another one stopped. Source: tus resumable upload protocol 1.0.0.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
import secrets
import shutil
import unicodedata
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, Protocol

from ingest.errors import UploadError
from ingest.storage.local import FULL_DISK

CHUNK = 1 << 20
CHECKSUMS = ("sha1", "sha256", "md5")
_ID = re.compile(r"^[0-9a-f]{32}$")
_KEPT_HASHES = 64


@dataclass(frozen=True, slots=True)
class UploadInfo:
    """An announced upload: ``offset`` of ``length`` bytes are here; ``name`` is already made safe."""

    id: str
    name: str
    length: int
    offset: int
    metadata: Mapping[str, str]
    owner: str
    created_at: datetime

    @property
    def is_complete(self) -> bool:
        """Whether all bytes are here."""
        return self.offset == self.length


@dataclass(frozen=True, slots=True)
class FinishedUpload:
    """A whole file in quarantine with the digest of the bytes that were written."""

    info: UploadInfo
    path: Path
    sha256: str


class _Hash(Protocol):
    def update(self, data: bytes, /) -> None:
        """Take more bytes."""

    def copy(self) -> _Hash:
        """The same state, going its own way from here."""
        ...

    def hexdigest(self) -> str:
        """The digest of all bytes so far, in hex."""
        ...


class ByteSource(Protocol):
    """Anything that bytes can be read from: a request body, a file."""

    def read(self, size: int, /) -> bytes:
        """Up to ``size`` bytes; empty at the end."""
        ...


class UploadBox:
    """Uploads in ``folder``; safe for several threads and processes at once, memory use independent of file size.

    Args:
        folder: the quarantine; made when absent.
        max_bytes: the largest length that may be announced.
        keep_free: bytes of disk that uploads never take.
    """

    def __init__(self, folder: Path, *, max_bytes: int = 40 << 30, keep_free: int = 256 << 20) -> None:
        self._folder = folder
        self._max_bytes = max_bytes
        self._keep_free = keep_free
        self._hashes: OrderedDict[str, tuple[int, _Hash]] = OrderedDict()
        folder.mkdir(parents=True, exist_ok=True)

    def begin(self, length: int, metadata: Mapping[str, str], owner: str) -> UploadInfo:
        """Announce an upload of ``length`` bytes; ``metadata`` holds at least ``filename``.

        Raises:
            UploadError: ``upload_name``, ``upload_empty``, ``upload_too_large``, ``upload_no_space``.
        """
        name = safe_name(metadata.get("filename", ""))
        if length <= 0:
            raise UploadError("upload_empty", file=name)
        if length > self._max_bytes:
            raise UploadError("upload_too_large", file=name, bytes=length, limit=self._max_bytes)
        self._check_room(name, length)
        upload_id = secrets.token_hex(16)
        announced = {
            "name": name,
            "length": length,
            "metadata": dict(metadata),
            "owner": owner,
            "created_at": datetime.now(UTC).isoformat(),
        }
        with _full_disk(name):
            self._part(upload_id).touch(exist_ok=False)
            _write_durably(self._json(upload_id), json.dumps(announced, ensure_ascii=False).encode())
        return self.info(upload_id)

    def info(self, upload_id: str) -> UploadInfo:
        """What is known of an upload.

        Raises:
            UploadError: ``upload_unknown``.
        """
        path = self._json(upload_id)
        try:
            announced = json.loads(path.read_bytes())
            offset = self._part(upload_id).stat().st_size
        except FileNotFoundError:
            raise UploadError("upload_unknown", upload=upload_id) from None
        return UploadInfo(
            id=upload_id,
            name=announced["name"],
            length=announced["length"],
            offset=offset,
            metadata=announced["metadata"],
            owner=announced["owner"],
            created_at=datetime.fromisoformat(announced["created_at"]),
        )

    def append(
        self, upload_id: str, offset: int, source: ByteSource, *, checksum: tuple[str, bytes] | None = None
    ) -> UploadInfo:
        """Add bytes at ``offset``; when the source breaks off, what arrived is kept (dropped if it has a checksum).

        Args:
            upload_id: the upload.
            offset: where the sender believes to be.
            source: the bytes; read to its end.
            checksum: algorithm (one of ``CHECKSUMS``) and raw digest of this chunk.

        Raises:
            UploadError: ``upload_unknown``, ``upload_offset``, ``upload_locked``, ``upload_too_long``,
                ``upload_checksum``, ``upload_algorithm``, ``upload_no_space``; none of these keeps bytes of the chunk.
        """
        info = self.info(upload_id)
        with self._locked(upload_id, info.name) as part:
            info = self.info(upload_id)
            if offset != info.offset:
                raise UploadError("upload_offset", file=info.name, expected=info.offset, found=offset)
            whole = self._hash_up_to(upload_id, offset)
            try:
                with _full_disk(info.name):
                    _copy_chunk(part, source, info, whole, checksum)
            except BaseException as error:
                if checksum is not None or isinstance(error, UploadError):
                    part.truncate(offset)
                raise
            finally:
                os.fsync(part.fileno())
            self._remember(upload_id, part.tell(), whole)
        return self.info(upload_id)

    def finish(self, upload_id: str) -> FinishedUpload:
        """The whole file and its SHA-256; after a restart the bytes on disk are read once more.

        Raises:
            UploadError: ``upload_unknown``, ``upload_incomplete``.
        """
        info = self.info(upload_id)
        if not info.is_complete:
            raise UploadError("upload_incomplete", file=info.name, offset=info.offset, length=info.length)
        sha256 = self._hash_up_to(upload_id, info.length).hexdigest()
        return FinishedUpload(info, self._part(upload_id), sha256)

    def terminate(self, upload_id: str) -> None:
        """Forget an upload and remove its bytes.

        Raises:
            UploadError: ``upload_unknown``.
        """
        self.info(upload_id)
        self._hashes.pop(upload_id, None)
        self._json(upload_id).unlink(missing_ok=True)
        self._part(upload_id).unlink(missing_ok=True)

    def expire(self, before: datetime) -> list[str]:
        """Remove uploads that nobody has touched since ``before``; gives their ids."""
        gone = []
        for part in self._folder.glob("*.part"):
            with suppress(FileNotFoundError, UploadError):
                if part.stat().st_mtime < before.timestamp() and _ID.match(part.stem):
                    with self._locked(part.stem, part.stem):
                        self._json(part.stem).unlink(missing_ok=True)
                        part.unlink(missing_ok=True)
                    gone.append(part.stem)
        return gone

    def _check_room(self, name: str, length: int) -> None:
        """Refuse what the disk can't hold together with the uploads already announced."""
        promised = 0
        for path in self._folder.glob("*.json"):
            with suppress(UploadError):
                other = self.info(path.stem)
                promised += other.length - other.offset
        free = shutil.disk_usage(self._folder).free - self._keep_free - promised
        if length > free:
            raise UploadError("upload_no_space", file=name, bytes=length, free=max(free, 0))

    def _hash_up_to(self, upload_id: str, offset: int) -> _Hash:
        """SHA-256 state over the first ``offset`` bytes; only bytes not hashed by this process are read again."""
        known, digest = self._hashes.pop(upload_id, (0, hashlib.sha256()))
        if known > offset:
            known, digest = 0, hashlib.sha256()
        with self._part(upload_id).open("rb") as source:
            source.seek(known)
            while known < offset and (chunk := source.read(min(CHUNK, offset - known))):
                digest.update(chunk)
                known += len(chunk)
        self._remember(upload_id, known, digest)
        return digest.copy()

    def _remember(self, upload_id: str, offset: int, digest: _Hash) -> None:
        """Keep a hash state for the next chunk; the oldest go first."""
        self._hashes[upload_id] = (offset, digest)
        while len(self._hashes) > _KEPT_HASHES:
            self._hashes.popitem(last=False)

    @contextmanager
    def _locked(self, upload_id: str, name: str) -> Iterator[BinaryIO]:
        """The part file, open at its end, while nobody else writes to it."""
        try:
            part = self._part(upload_id).open("r+b", buffering=0)
        except FileNotFoundError:
            raise UploadError("upload_unknown", upload=upload_id) from None
        with part:
            try:
                fcntl.flock(part.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise UploadError("upload_locked", file=name) from None
            part.seek(0, os.SEEK_END)
            yield part

    def _json(self, upload_id: str) -> Path:
        return self._folder / f"{_checked_id(upload_id)}.json"

    def _part(self, upload_id: str) -> Path:
        return self._folder / f"{_checked_id(upload_id)}.part"


def safe_name(name: str) -> str:
    """A stranger's file name made safe to show and to keep: NFC, no folders, no control or direction characters.

    Raises:
        UploadError: ``upload_name`` when nothing is left.
    """
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(c for c in last if unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Zl", "Zp"}).strip()
    if kept in {"", ".", ".."}:
        raise UploadError("upload_name", file=kept or "?")
    stem, dot, suffix = kept.rpartition(".")
    if not dot or len(suffix) > 16:
        stem, suffix = kept, ""
    while len(f"{stem}{dot if suffix else ''}{suffix}".encode()) > 200:
        stem = stem[:-1]
    return f"{stem}.{suffix}" if suffix else stem


def _copy_chunk(
    part: BinaryIO, source: ByteSource, info: UploadInfo, whole: _Hash, checksum: tuple[str, bytes] | None
) -> None:
    """Copy to the source's end, hashing; refuse more than announced, and a wrong checksum."""
    chunk_digest = _chunk_digest(checksum)
    left = info.length - info.offset
    try:
        while data := source.read(min(CHUNK, left + 1)):
            if len(data) > left:
                raise UploadError("upload_too_long", file=info.name, length=info.length)
            _write_all(part, data)
            left -= len(data)
            whole.update(data)
            if chunk_digest:
                chunk_digest.update(data)
    except ConnectionError:
        if checksum is not None:
            raise
        return
    if checksum is not None and chunk_digest and bytes.fromhex(chunk_digest.hexdigest()) != checksum[1]:
        raise UploadError("upload_checksum", file=info.name, algorithm=checksum[0])


def _write_all(part: BinaryIO, data: bytes) -> None:
    """Write to an unbuffered file until nothing is left."""
    rest = memoryview(data)
    while rest:
        rest = rest[part.write(rest) :]


def _chunk_digest(checksum: tuple[str, bytes] | None) -> _Hash | None:
    """A fresh digest of the sender's algorithm."""
    if checksum is None:
        return None
    if checksum[0] not in CHECKSUMS:
        raise UploadError("upload_algorithm", algorithm=checksum[0], known=", ".join(CHECKSUMS))
    return hashlib.new(checksum[0], usedforsecurity=False)


def _checked_id(upload_id: str) -> str:
    """An id of our own making, so that no id ever names another file."""
    if not _ID.match(upload_id):
        raise UploadError("upload_unknown", upload=upload_id[:40])
    return upload_id


def _write_durably(path: Path, data: bytes) -> None:
    """Write a small file whole or not at all."""
    temporary = path.with_suffix(".tmp")
    try:
        with temporary.open("wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        temporary.replace(path)
    except OSError:
        temporary.unlink(missing_ok=True)
        path.with_suffix(".part").unlink(missing_ok=True)
        raise


@contextmanager
def _full_disk(name: str) -> Iterator[None]:
    """Turn a full disk into our error."""
    try:
        yield
    except OSError as error:
        if error.errno not in FULL_DISK:
            raise
        raise UploadError("upload_no_space", file=name, bytes=0, free=0) from error
