"""A scan's format by its content; the suffix only breaks ties between kinds of numeric text."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from models3d.errors import ReadError

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"glTF", "glb"),
    (b"ASTM-E57", "e57"),
    (b"LASF", "las"),
    (b"OCTM", "ctm"),
    (b"Kaydara FBX", "fbx"),
    (b"; FBX", "fbx"),
    (b"PXR-USDC", "usd"),
    (b"#usda", "usd"),
    (b"# .PCD", "pcd"),
)
_SUFFIX = {"glb": "glb", "gltf": "gltf", "ply": "ply", "stl": "stl", "obj": "obj", "off": "off", "pcd": "pcd"}
_SUFFIX |= {"las": "las", "laz": "las", "e57": "e57", "3mf": "3mf", "dae": "dae", "usdz": "usd", "fbx": "fbx"}
_TEXT_CLOUDS = {".xyz": "xyz", ".txt": "xyz", ".asc": "xyz", ".csv": "xyz", ".pts": "pts", ".ptx": "ptx"}
_OBJ_LINE = re.compile(rb"^\s*(v|vn|vt|f|o|g|mtllib|usemtl|s|l|p)\s+\S", re.MULTILINE)
_PCD_HEAD = re.compile(rb"^(?:FIELDS|COLUMNS)[ \t].*?^DATA[ \t]", re.MULTILINE | re.DOTALL)
_NUMBERS = re.compile(rb"^[\s0-9eE+\-.,;]+$|nan", re.IGNORECASE)


def detect_format(path: Path) -> str:
    """Name the format of a file.

    Raises:
        ReadError: ``file_empty``, ``scan_unknown``, ``scan_mismatch`` (the suffix promises another content),
            ``archive_not_unpacked``.
    """
    size = path.stat().st_size
    if size == 0:
        raise ReadError("file_empty", file=path.name)
    with path.open("rb") as opened:
        head = opened.read(65536)
    head = _plain_text(head)
    found = _by_magic(head) or _by_shape(head, path, size)
    if found is not None:
        return found
    raise _stranger(head, path)


def _plain_text(head: bytes) -> bytes:
    """Take off byte-order marks, and UTF-16 with them."""
    if head[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return head.decode("utf-16", "replace").encode()
    return head.removeprefix(b"\xef\xbb\xbf")


def _by_magic(head: bytes) -> str | None:
    if re.match(rb"ply[ \t]*\r?[\n\r]", head):
        return "ply"
    return next((name for mark, name in _MAGIC if head.startswith(mark)), None)


def _by_shape(head: bytes, path: Path, size: int) -> str | None:
    if head.startswith(b"PK\x03\x04"):
        return _container(path)
    if _is_binary_stl(head, path, size):
        return "stl"
    if _PCD_HEAD.search(head[:4096]):
        return "pcd"
    if b"\0" in head[:4096]:
        return None
    return _by_text(head, path)


def _container(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = [name.lower() for name in archive.namelist()]
    except (zipfile.BadZipFile, OSError, ValueError) as fault:
        raise ReadError("scan_malformed", file=path.name, format="ZIP", where="directory") from fault
    if any(name.endswith("3dmodel.model") for name in names):
        return "3mf"
    if any(name.endswith((".3dxml", ".3drep")) for name in names):
        return "3dxml"
    if names and names[0].endswith((".usdc", ".usda", ".usd")):
        return "usd"
    if any(name.endswith(".dae") for name in names):
        return "zae"
    raise ReadError("archive_not_unpacked", file=path.name)


def _is_binary_stl(head: bytes, path: Path, size: int) -> bool:
    if size < 84:
        return False
    expected = 84 + 50 * int.from_bytes(head[80:84], "little")
    binary_name = path.suffix.lower() == ".stl" and b"\0" in head[:4096]
    return expected == size or (binary_name and _by_magic(head) is None)


def _by_text(head: bytes, path: Path) -> str | None:
    text = head.lstrip()
    low = text[:2048].lower()
    if low.startswith(b"solid") or (path.suffix.lower() == ".stl" and b"facet normal" in text):
        return "stl"
    if text.startswith(b"{"):
        return "gltf" if b'"asset"' in head or path.suffix.lower() == ".gltf" else None
    if low.startswith(b"<"):
        return _by_xml(text)
    if re.match(rb"(?:ST)?C?N?4?n?OFF(?=[\s\d])", text):
        return "off"
    return _by_lines(text, path)


def _by_xml(text: bytes) -> str | None:
    for mark, name in ((b"<COLLADA", "dae"), (b"Viewport3D", "xaml"), (b"ModelVisual3D", "xaml"), (b"<X3D", "x3d")):
        if mark in text[:8192]:
            return name
    return None


def _by_lines(text: bytes, path: Path) -> str | None:
    suffix = path.suffix.lower()
    if suffix == ".obj" or (suffix not in _TEXT_CLOUDS and len(_OBJ_LINE.findall(text)) >= 3):
        return "obj" if suffix == ".obj" or _OBJ_LINE.search(text) else None
    lines = [line.strip() for line in text.splitlines()[:200] if line.strip()]
    numeric = sum(1 for line in lines if _NUMBERS.match(line) and not line.startswith(b"#"))
    if not lines or numeric < max(1, len(lines) // 2):
        return None
    if len(lines[0].split()) == 1 and lines[0].isdigit():
        second = lines[1].split() if len(lines) > 1 else []
        return "ptx" if len(second) == 1 else "pts"
    return _TEXT_CLOUDS.get(suffix, "xyz")


def _stranger(head: bytes, path: Path) -> ReadError:
    claimed = _SUFFIX.get(path.suffix.lower().lstrip("."))
    if claimed is None:
        return ReadError("scan_unknown", file=path.name)
    found = "text" if b"\0" not in head[:4096] else "binary data"
    return ReadError("scan_mismatch", file=path.name, claimed=claimed.upper(), found=found)
