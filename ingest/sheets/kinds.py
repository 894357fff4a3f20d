"""What a stranger's table file is, by its first bytes and never by its name."""

from __future__ import annotations

import zipfile
from pathlib import Path

from ingest.errors import RefusedError

_HEAD = 4096
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_OTHERS = (
    (b"%PDF", "PDF"), (b"\x89PNG", "PNG"), (b"\xff\xd8\xff", "JPEG"), (b"GIF8", "GIF"), (b"Rar!", "RAR"),
    (b"7z\xbc\xaf", "7z"), (b"\x1f\x8b", "gzip"), (b"SQLite format 3", "SQLite"), (b"{\\rtf", "RTF"), (b"MZ", "EXE"),
    (b"II*\x00", "TIFF"), (b"MM\x00*", "TIFF"), (b"\x7fELF", "ELF"), (b"glTF", "GLB"),
)  # fmt: skip
_MARKUP = ((b"<", "HTML / XML"), (b"{", "JSON"), (b"[", "JSON"))


def find_kind(path: Path, name: str) -> str:
    """``xlsx`` or ``text``; all else is refused with what to do instead.

    Raises:
        RefusedError: ``sheet_empty``, ``sheet_unknown_format``, ``sheet_not_table``, ``sheet_password``,
            ``sheet_old_excel``, ``sheet_opendocument``, ``sheet_binary_excel``, ``sheet_broken``.
    """
    with path.open("rb") as source:
        head = source.read(_HEAD)
    if not head.strip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"):
        raise RefusedError("sheet_empty", file=name)
    if head.startswith(_OLE):
        raise RefusedError("sheet_password" if _holds(path, _ENCRYPTED) else "sheet_old_excel", file=name)
    if head.startswith(b"PK\x03\x04"):
        return _find_package(path, name)
    for magic, found in _OTHERS:
        if head.startswith(magic):
            raise RefusedError("sheet_unknown_format", file=name, found=found)
    plain = head.removeprefix(b"\xef\xbb\xbf").replace(b"\x00", b"").removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff")
    for mark, found in _MARKUP:
        if plain.lstrip().startswith(mark):
            raise RefusedError("sheet_not_table", file=name, found=found)
    return "text"


def _find_package(path: Path, name: str) -> str:
    """What a ZIP package holds."""
    try:
        with zipfile.ZipFile(path) as package:
            parts = set(package.namelist())
            if "mimetype" in parts and package.getinfo("mimetype").file_size < 200:
                kind = package.read("mimetype").decode("ascii", "replace")
                code = "sheet_opendocument" if "spreadsheet" in kind else "sheet_unknown_format"
                raise RefusedError(code, file=name, found=kind[:80])
    except (zipfile.BadZipFile, EOFError, ValueError, NotImplementedError, RuntimeError, OSError) as error:
        raise RefusedError("sheet_broken", file=name, reason="ZIP") from error
    if "xl/workbook.bin" in parts:
        raise RefusedError("sheet_binary_excel", file=name)
    if not any(part.startswith("xl/") for part in parts):
        found = "Word" if any(part.startswith("word/") for part in parts) else "ZIP"
        raise RefusedError("sheet_unknown_format", file=name, found=found)
    return "xlsx"


def _holds(path: Path, mark: bytes) -> bool:
    """Whether a file holds some bytes, read piece by piece."""
    before = b""
    with path.open("rb") as source:
        while piece := source.read(1 << 20):
            if mark in before + piece:
                return True
            before = piece[-len(mark) :]
    return False
