"""Identification: what a file is, told by its content and never by its name."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from ingest.errors import RefusedError

Kind = Literal["photo", "scan", "document", "archive"]
_HEAD = 1 << 16
_SEARCH_LIMIT = 256 << 20


@dataclass(frozen=True, slots=True)
class Identification:
    """A file's format, what it is to us, its media type, and the suffix (with dot) that readers expect."""

    format: str
    kind: Kind
    media_type: str
    suffix: str


_KNOWN: dict[str, Identification] = {
    i.format: i
    for i in (
        Identification("jpeg", "photo", "image/jpeg", ".jpg"),
        Identification("png", "photo", "image/png", ".png"),
        Identification("webp", "photo", "image/webp", ".webp"),
        Identification("tiff", "photo", "image/tiff", ".tif"),
        Identification("heic", "photo", "image/heic", ".heic"),
        Identification("avif", "photo", "image/avif", ".avif"),
        Identification("gif", "photo", "image/gif", ".gif"),
        Identification("ply", "scan", "model/ply", ".ply"),
        Identification("obj", "scan", "model/obj", ".obj"),
        Identification("stl", "scan", "model/stl", ".stl"),
        Identification("off", "scan", "model/off", ".off"),
        Identification("glb", "scan", "model/gltf-binary", ".glb"),
        Identification("gltf", "scan", "model/gltf+json", ".gltf"),
        Identification("3mf", "scan", "model/3mf", ".3mf"),
        Identification("dae", "scan", "model/vnd.collada+xml", ".dae"),
        Identification("xaml", "scan", "application/xaml+xml", ".xaml"),
        Identification("3dxml", "scan", "application/x-3dxml", ".3dxml"),
        Identification("pcd", "scan", "application/x-pcd", ".pcd"),
        Identification("pts", "scan", "text/x-pts", ".pts"),
        Identification("ptx", "scan", "text/x-ptx", ".ptx"),
        Identification("xyz", "scan", "text/x-xyz", ".xyz"),
        Identification("las", "scan", "application/vnd.las", ".las"),
        Identification("laz", "scan", "application/vnd.laszip", ".laz"),
        Identification("e57", "scan", "model/e57", ".e57"),
        Identification("usdz", "scan", "model/vnd.usdz+zip", ".usdz"),
        Identification("zip", "archive", "application/zip", ".zip"),
        Identification("tar", "archive", "application/x-tar", ".tar"),
        Identification("pdf", "document", "application/pdf", ".pdf"),
    )
}
_SUFFIXES = {i.suffix: i.format for i in _KNOWN.values()} | {
    ".jpeg": "jpeg", ".tiff": "tiff", ".heif": "heic", ".txt": "xyz", ".asc": "xyz", ".csv": "xyz",
}  # fmt: skip
_TEXT_CARRIERS = frozenset({".txt", ".asc", ".csv"})
_FOREIGN = (
    (b"\x1f\x8b", "gzip"), (b"BZh", "bzip2"), (b"\xfd7zXZ\x00", "xz"), (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"Rar!\x1a\x07", "rar"), (b"\x28\xb5\x2f\xfd", "zstd"),
)  # fmt: skip


def identify_file(path: Path, name: str | None = None) -> Identification:
    """Tell what a file is by its first bytes, its size and, where that is not enough, its structure.

    Args:
        path: the file.
        name: the name its sender gave; only used to say in a refusal what it claims to be.

    Raises:
        RefusedError: ``empty_file``; ``archive_unsupported``; ``content_mismatch`` when the name claims a known
            format that the content is not; ``unknown_format``.
    """
    name = name or path.name
    with path.open("rb") as source:
        head = source.read(_HEAD)
    if not head:
        raise RefusedError("empty_file", file=name)
    for magic, foreign in _FOREIGN:
        if head.startswith(magic):
            raise RefusedError("archive_unsupported", file=name, format=foreign)
    found = _binary(head, path) or _text(head, path)
    claimed = _SUFFIXES.get(Path(name).suffix.lower())
    if found is None:
        raise _unknown(name, head, claimed)
    identified = _KNOWN[found]
    if claimed and Path(name).suffix.lower() not in _TEXT_CARRIERS and _KNOWN[claimed].kind != identified.kind:
        raise RefusedError("content_mismatch", file=name, claimed=claimed.upper(), found=identified.media_type)
    return identified


def _unknown(name: str, head: bytes, claimed: str | None) -> RefusedError:
    """The refusal of a file that fits nothing."""
    found = "text/plain" if _is_text(head) else "application/octet-stream"
    if claimed and Path(name).suffix.lower() not in _TEXT_CARRIERS:
        return RefusedError("content_mismatch", file=name, claimed=claimed.upper(), found=found)
    return RefusedError("unknown_format", file=name, found=found)


def _binary(head: bytes, path: Path) -> str | None:
    """The format by magic bytes, or None."""
    for magic, found in _MAGIC:
        if head.startswith(magic):
            return found
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    if head[4:8] == b"ftyp":
        return _iso_brand(head)
    if head[:4] == b"LASF":
        return "laz" if len(head) > 104 and head[104] & 0x80 else "las"
    if head[:4] in {b"PK\x03\x04", b"PK\x05\x06"}:
        return _inside_zip(path)
    if head[257:262] == b"ustar":
        return "tar"
    return _binary_stl(head, path)


_MAGIC = (
    (b"\xff\xd8\xff", "jpeg"), (b"\x89PNG\r\n\x1a\n", "png"), (b"GIF87a", "gif"), (b"GIF89a", "gif"),
    (b"II*\x00", "tiff"), (b"MM\x00*", "tiff"), (b"II+\x00", "tiff"), (b"MM\x00+", "tiff"),
    (b"%PDF-", "pdf"), (b"glTF", "glb"), (b"ASTM-E57", "e57"), (b"ply\n", "ply"), (b"ply\r", "ply"),
)  # fmt: skip


def _iso_brand(head: bytes) -> str | None:
    """HEIC or AVIF by the brands of an ISO base media file."""
    size = int.from_bytes(head[:4], "big")
    brands = {head[8:12], *(head[i : i + 4] for i in range(16, min(size, len(head)), 4))}
    if brands & {b"avif", b"avis"}:
        return "avif"
    return "heic" if brands & {b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1"} else None


def _inside_zip(path: Path) -> str:
    """A package format that is a ZIP file, or just an archive."""
    try:
        with zipfile.ZipFile(path) as package:
            names = [entry.lower() for entry in package.namelist()[:10_000]]
    except (zipfile.BadZipFile, OSError, ValueError):
        return "zip"
    if "[content_types].xml" in names and any(n.endswith(".model") for n in names):
        return "3mf"
    if "manifest.xml" in names and any(n.endswith((".3dxml", ".3drep")) for n in names):
        return "3dxml"
    if names and names[0].endswith((".usd", ".usda", ".usdc")):
        return "usdz"
    return "zip"


def _binary_stl(head: bytes, path: Path) -> str | None:
    """Binary STL has no magic: its triangle count must agree with its size, or nearly so when it was cut off."""
    if len(head) < 84 or (head.startswith(b"solid") and _is_text(head)):
        return None
    count = int.from_bytes(head[80:84], "little")
    size = path.stat().st_size
    exact = size == 84 + 50 * count
    claims = path.suffix.lower() == ".stl" and not _is_text(head) and count > 0
    return "stl" if exact or claims else None


def _is_text(head: bytes) -> bool:
    """No byte that text never has."""
    return not any(byte < 9 or (13 < byte < 32 and byte != 27) for byte in head[:8192])


def _utf8(head: bytes) -> bytes:
    """Text in UTF-8 without a byte order mark; UTF-16 with its mark is written anew."""
    if head[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return head[: len(head) // 2 * 2].decode("utf-16", "replace").encode()
    return head.removeprefix(b"\xef\xbb\xbf")


_NUMBER = rb"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"
_SEPARATOR = rb"[ \t]*[ \t,;][ \t]*"
_ROW = re.compile(rb"^[ \t]*" + _NUMBER + rb"(?:" + _SEPARATOR + _NUMBER + rb"){2,}[ \t,;]*$")
_OBJ_ROW = re.compile(rb"^[ \t]*(?:v|vn|vt|f)[ \t]+[-+.\d]|^[ \t]*(?:mtllib|usemtl)[ \t]+\S", re.MULTILINE)
_OFF_START = re.compile(rb"^\s*(?:#[^\n]*\n\s*)*(?:ST)?C?N?4?n?OFF\b")
_PCD_START = re.compile(rb"^(?:#[^\n]*\n|\s)*VERSION[ \t]+\.?\d[^\n]*\n(?:#[^\n]*\n|\s)*(?:FIELDS|COLUMNS)\b")


def _text(head: bytes, path: Path) -> str | None:
    """The format of a text file (or of a text header) by its grammar, or None."""
    head = _utf8(head)
    stripped = head.lstrip()
    if _PCD_START.match(head):
        return "pcd"
    if not _is_text(head):
        return "off" if _OFF_START.match(head[:64]) else None
    for start, format_name, belongs in _TEXT_STARTS:
        if stripped.startswith(start) and belongs(stripped, path):
            return format_name
    if stripped[:5].lower() == b"solid" and re.search(rb"\bfacet\b|\bendsolid\b", head, re.IGNORECASE):
        return "stl"
    return "off" if _OFF_START.match(head) else _rows(head, path)


def _rows(head: bytes, path: Path) -> str | None:
    """OBJ statements or rows of numbers."""
    whole = len(head) < _HEAD - 3
    lines = [line.strip() for line in head.split(b"\n")]
    lines = [line for line in (lines if whole else lines[:-1]) if line and not line.startswith((b"#", b"//"))]
    if _OBJ_ROW.search(head) or (not lines and not whole and path.suffix.lower() == ".obj"):
        return "obj"
    if not lines:
        return None
    if lines[0].isdigit():
        return _counted_rows(lines)
    rows = lines if _ROW.match(lines[0]) else lines[1:]
    return "xyz" if rows and all(_ROW.match(line) for line in rows[:200]) else None


def _is_ply(head: bytes, _: Path) -> bool:
    return re.match(rb"ply\s+(?:comment[^\n]*\n\s*)*format\s", head) is not None


def _is_collada(head: bytes, _: Path) -> bool:
    return b"<COLLADA" in head


def _is_xaml(head: bytes, _: Path) -> bool:
    return b"Viewport3D" in head or b"ModelVisual3D" in head


def _is_gltf(_: bytes, path: Path) -> bool:
    return _contains(path, re.compile(rb'"(?:meshes|accessors|buffers)"\s*:\s*\['))


_TEXT_STARTS: tuple[tuple[bytes, str, Callable[[bytes, Path], bool]], ...] = (
    (b"ply", "ply", _is_ply),
    (b"<", "dae", _is_collada),
    (b"<", "xaml", _is_xaml),
    (b"{", "gltf", _is_gltf),
)


def _counted_rows(lines: list[bytes]) -> str | None:
    """PTX (columns, rows, then the scanner's frame) or PTS (a count, then points)."""
    if len(lines) > 10 and lines[1].isdigit() and all(len(line.split()) == 3 for line in lines[2:6]):
        return "ptx"
    rows = [line for line in lines[1:200] if not line.isdigit()]
    return "pts" if rows and all(_ROW.match(line) for line in rows) else None


def _contains(path: Path, pattern: re.Pattern[bytes]) -> bool:
    """Whether a pattern of less than 1 kB stands somewhere in the file's first 256 MB."""
    carried, seen = b"", 0
    with path.open("rb") as source:
        while seen < _SEARCH_LIMIT and (chunk := source.read(1 << 20)):
            if pattern.search(carried + chunk):
                return True
            carried, seen = chunk[-1024:], seen + len(chunk)
    return False


_RICHEST_FIRST = (
    "glb", "gltf", "obj", "dae", "3mf", "3dxml", "xaml", "ply", "e57", "laz", "las", "ptx", "pts", "pcd", "stl", "off",
    "xyz",
)  # fmt: skip


def main_scan_file(folder: Path, name: str | None = None) -> Path:
    """The one file of an unpacked set that readers start from; its textures and buffers lie beside it.

    Several files of the same stem are one object in several formats: the one that keeps most (material, colour) wins.

    Raises:
        RefusedError: ``archive_no_scan``; ``archive_many_scans`` naming two of them.
    """
    name = name or folder.name
    found: list[tuple[int, Path]] = []
    for path in sorted(p for p in folder.rglob("*") if p.is_file() and not _is_clutter(p)):
        known = _scan_format(path)
        if known:
            found.append((_RICHEST_FIRST.index(known), path))
    if not found:
        raise RefusedError("archive_no_scan", file=name)
    stems = {path.stem.casefold() for _, path in found}
    if len(stems) > 1:
        first, second = sorted(path.name for _, path in found)[:2]
        raise RefusedError("archive_many_scans", file=name, count=len(stems), first=first, second=second)
    return min(found)[1]


def _is_clutter(path: Path) -> bool:
    """Files that operating systems leave in archives."""
    return "__MACOSX" in path.parts or path.name.startswith("._") or path.name in {".DS_Store", "Thumbs.db"}


def _scan_format(path: Path) -> str | None:
    """The scan format of one file of a set, or None; text notes beside the scan are not scans."""
    try:
        found = identify_file(path)
    except RefusedError:
        return None
    if path.suffix.lower() in {".mtl", ".txt", ".csv", ".md", ".bin"}:
        return None
    return found.format if found.format in _RICHEST_FIRST else None
