"""Safe unpacking of ZIP and TAR sets: nothing outside the folder, nothing but plain files, never more than allowed.

What an archive's headers promise is used to refuse early and never to trust: every byte is counted while it is
written. Compression other than deflate is refused because its decoders give no bound per step. Archives inside
archives stay closed. On a refusal nothing is left behind.
"""

from __future__ import annotations

import shutil
import stat
import tarfile
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Protocol
from uuid import uuid4

from ingest.errors import RefusedError, StorageError
from ingest.storage.local import FULL_DISK

CHUNK = 1 << 20
_HEADER_READ = 16 << 20
_RATIO_FROM = 32 << 20


@dataclass(frozen=True, slots=True)
class ArchiveLimits:
    """How much an archive may become.

    Attributes:
        files: entries, folders included.
        total_bytes: all files together when unpacked.
        ratio: unpacked size over packed size of one entry (asked from 32 MiB on; a text scan reaches about 10).
        depth: folders below one another.
        keep_free: bytes of disk that unpacking never takes.
    """

    files: int = 10_000
    total_bytes: int = 20 << 30
    ratio: float = 200.0
    depth: int = 16
    keep_free: int = 256 << 20


DEFAULT_LIMITS = ArchiveLimits()


def unpack(path: Path, folder: Path, *, name: str | None = None, limits: ArchiveLimits = DEFAULT_LIMITS) -> list[Path]:
    """Unpack into the new ``folder``; gives the files written. All or nothing.

    Args:
        path: a ZIP or an uncompressed TAR file.
        folder: must not exist; its parent does.
        name: the archive's name in error messages.
        limits: what is allowed.

    Raises:
        RefusedError: ``archive_broken``, ``archive_encrypted``, ``archive_method``, ``archive_path``,
            ``archive_link``, ``archive_device``, ``archive_duplicate``, ``archive_count``, ``archive_too_large``,
            ``archive_ratio``, ``archive_empty``.
        StorageError: ``storage_full``.
    """
    name = name or path.name
    building = folder.with_name(f".unpacking-{uuid4().hex}")
    try:
        building.mkdir()
        with _clear_errors(name), path.open("rb") as source:
            writer = _Writer(name, building, limits, packed=path.stat().st_size)
            if zipfile.is_zipfile(path):
                _unpack_zip(source, writer)
            else:
                _unpack_tar(source, writer)
        if not writer.written:
            raise RefusedError("archive_empty", file=name)
        building.replace(folder)
    finally:
        shutil.rmtree(building, ignore_errors=True)
    return [folder / relative for relative in writer.written]


class _Reader(Protocol):
    def read(self, size: int, /) -> bytes:
        """Up to ``size`` bytes; empty at the end."""
        ...


class _Writer:
    """Writes entries below ``root`` and keeps the account of what was written."""

    def __init__(self, name: str, root: Path, limits: ArchiveLimits, packed: int) -> None:
        self.name, self.root, self.limits, self.packed = name, root, limits, packed
        self.written: list[PurePosixPath] = []
        self._seen: set[str] = set()
        self._total = 0

    def refuse(self, code: str, entry: str, **values: str | float) -> RefusedError:
        """The refusal of one entry, its name shortened and free of control characters."""
        return RefusedError(code, file=self.name, entry=_printable(entry), **values)

    def expect(self, entries: int, total: int) -> None:
        """Refuse by what the headers promise, before anything is written."""
        if entries > self.limits.files:
            raise RefusedError("archive_count", file=self.name, count=entries, limit=self.limits.files)
        if total > self.limits.total_bytes:
            raise RefusedError("archive_too_large", file=self.name, bytes=total, limit=self.limits.total_bytes)
        if total > shutil.disk_usage(self.root).free - self.limits.keep_free:
            raise StorageError("storage_full", file=self.name)

    def make_folder(self, entry: str) -> None:
        """Create a folder that the archive lists."""
        self.root.joinpath(self._checked(entry)).mkdir(parents=True, exist_ok=True)

    def write(self, entry: str, source: _Reader, packed: int) -> None:
        """Write one file from its stream, counting."""
        relative = self._checked(entry)
        if self._is_taken(relative):
            raise self.refuse("archive_duplicate", entry)
        target = self.root / relative
        target.parent.mkdir(parents=True, exist_ok=True)
        size = 0
        with target.open("xb") as out:
            while chunk := source.read(CHUNK):
                size += len(chunk)
                self._count(entry, len(chunk), size, packed)
                out.write(chunk)
        self.written.append(relative)

    def _count(self, entry: str, new: int, size: int, packed: int) -> None:
        """Stop as soon as the limits are passed, whatever the headers said."""
        self._total += new
        if self._total > self.limits.total_bytes:
            raise RefusedError("archive_too_large", file=self.name, bytes=self._total, limit=self.limits.total_bytes)
        if size > _RATIO_FROM and size > self.limits.ratio * max(packed, 1):
            raise self.refuse("archive_ratio", entry, ratio=round(size / max(packed, 1)), limit=self.limits.ratio)

    def _is_taken(self, relative: PurePosixPath) -> bool:
        """Whether this name, or a folder on its way, was written before as a file in any letter case."""
        folded = unicodedata.normalize("NFC", str(relative)).casefold()
        if folded in self._seen:
            return True
        self._seen.add(folded)
        return any(str(parent).casefold() in self._seen for parent in relative.parents if str(parent) != ".")

    def _checked(self, entry: str) -> PurePosixPath:
        """An entry's place below the root, or a refusal."""
        plain = unicodedata.normalize("NFC", entry.replace("\\", "/"))
        parts = [part for part in plain.split("/") if part not in {"", "."}]
        absolute = plain.startswith("/") or (len(plain) > 1 and plain[1] == ":")
        bad = absolute or not parts or ".." in parts or any(unicodedata.category(c) == "Cc" for c in plain)
        if bad or len(parts) > self.limits.depth or any(len(part.encode()) > 255 for part in parts):
            raise self.refuse("archive_path", entry)
        return PurePosixPath(*parts)


def _unpack_zip(source: BinaryIO, writer: _Writer) -> None:
    """Unpack a ZIP file."""
    with zipfile.ZipFile(source) as package:
        entries = package.infolist()
        writer.expect(len(entries), sum(entry.file_size for entry in entries))
        for entry in entries:
            name = _zip_name(entry)
            _check_zip_entry(entry, name, writer)
            if entry.is_dir():
                writer.make_folder(name)
            else:
                with package.open(entry) as stream:
                    writer.write(name, stream, entry.compress_size)


def _check_zip_entry(entry: zipfile.ZipInfo, name: str, writer: _Writer) -> None:
    """Refuse an entry by its header."""
    if "\0" in entry.orig_filename:
        raise writer.refuse("archive_path", entry.orig_filename)
    if entry.flag_bits & 0x1:
        raise writer.refuse("archive_encrypted", name)
    if entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise writer.refuse("archive_method", name, method=_METHODS.get(entry.compress_type, str(entry.compress_type)))
    mode = entry.external_attr >> 16
    kind = stat.S_IFMT(mode) if entry.create_system == 3 else 0
    if kind == stat.S_IFLNK:
        raise writer.refuse("archive_link", name)
    if kind not in {0, stat.S_IFREG, stat.S_IFDIR}:
        raise writer.refuse("archive_device", name)
    packed = max(entry.compress_size, 1)
    if entry.file_size > _RATIO_FROM and entry.file_size > writer.limits.ratio * packed:
        raise writer.refuse("archive_ratio", name, ratio=round(entry.file_size / packed), limit=writer.limits.ratio)


_METHODS = {1: "Shrink", 6: "Implode", 9: "Deflate64", 12: "bzip2", 14: "LZMA", 93: "Zstandard", 95: "xz", 98: "PPMd"}


def _zip_name(entry: zipfile.ZipInfo) -> str:
    """The entry's name; UTF-8 bytes without the UTF-8 flag (many tools write that) are read as UTF-8."""
    if entry.flag_bits & 0x800:
        return entry.filename
    try:
        return entry.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return entry.filename


class _BoundedReads:
    """A file whose single reads are bounded: a TAR header can't ask for a gigabyte of memory."""

    def __init__(self, source: BinaryIO) -> None:
        self._source = source
        self.seek: Callable[[int], int] = source.seek
        self.tell: Callable[[], int] = source.tell

    def read(self, size: int, /) -> bytes:
        """Up to ``size`` bytes."""
        if not 0 <= size <= _HEADER_READ:
            raise tarfile.ReadError("a header asks for too much")
        return self._source.read(size)


def _unpack_tar(source: BinaryIO, writer: _Writer) -> None:
    """Unpack an uncompressed TAR file."""
    with tarfile.open(fileobj=_BoundedReads(source), mode="r:") as package:  # type: ignore[call-overload]  # a subset of a file is enough
        for count, entry in enumerate(package, 1):
            writer.expect(count, 0 if entry.isdir() else entry.size)
            package.members = []  # the account of seen entries is ours; tarfile's would grow without bound
            if entry.issym() or entry.islnk():
                raise writer.refuse("archive_link", entry.name)
            if entry.isdir():
                writer.make_folder(entry.name)
                continue
            stream = package.extractfile(entry) if entry.isreg() and not entry.issparse() else None
            if stream is None:
                raise writer.refuse("archive_device", entry.name)
            writer.write(entry.name, stream, entry.size)


@contextmanager
def _clear_errors(name: str) -> Iterator[None]:
    """Turn what the decoders raise on broken archives, and a full disk, into our errors."""
    try:
        yield
    except (zipfile.BadZipFile, tarfile.TarError, zlib.error, EOFError, NotImplementedError, ValueError) as error:
        raise RefusedError("archive_broken", file=name, reason=_printable(str(error))) from error
    except RuntimeError as error:
        raise RefusedError("archive_encrypted", file=name, entry="") from error
    except OSError as error:
        if error.errno in FULL_DISK:
            raise StorageError("storage_full", file=name) from error
        raise RefusedError("archive_broken", file=name, reason=error.strerror or "") from error


def _printable(text: str) -> str:
    """Text that a stranger wrote without control characters; of long ones the beginning and the end."""
    clean = "".join(c if unicodedata.category(c)[0] != "C" else "�" for c in text)
    return clean if len(clean) <= 120 else f"{clean[:40]}…{clean[-70:]}"


def run(arguments: dict[str, object], progress: Callable[[str, float], None]) -> dict[str, object]:
    """The child step: unpack ``source`` into ``out``; gives the main scan file, relative to ``out``."""
    from ingest.identify import main_scan_file

    source, out, name = Path(str(arguments["source"])), Path(str(arguments["out"])), str(arguments["name"])
    progress("unpack", 0.0)
    files = unpack(source, out, name=name)
    main = main_scan_file(out, name)
    progress("unpack", 1.0)
    return {"files": len(files), "main": main.relative_to(out).as_posix()}
