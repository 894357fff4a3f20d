"""Pieces that several readers share: faults, numbers from text, side files, polygons, joined parts."""

from __future__ import annotations

import struct
import unicodedata
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models3d.checks import check_indices
from models3d.errors import ReadError
from models3d.types import Image, Material, Mesh

ENGINE_FAULTS: tuple[type[Exception], ...] = (
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    ArithmeticError,
    AssertionError,
    RuntimeError,
    OSError,
    EOFError,
    SyntaxError,
    struct.error,
    zlib.error,
    zipfile.BadZipFile,
)
"""What the outside readers are known to raise on broken files (NotImplementedError is a RuntimeError)."""

MIME = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".webp": "image/webp",
    ".ktx2": "image/ktx2",
    ".tif": "image/tiff",
    ".tiff": "image/tiff",
    ".bmp": "image/bmp",
    ".gif": "image/gif",
    ".tga": "image/x-tga",
}


@contextmanager
def reading(file: str, form: str, *extra: type[Exception]) -> Iterator[None]:
    """Turn whatever an engine raises on a broken file into ``scan_malformed``; our own errors pass."""
    try:
        yield
    except ReadError:
        raise
    except (*ENGINE_FAULTS, *extra) as fault:
        raise ReadError("scan_malformed", file=file, format=form, where=type(fault).__name__) from fault


def parse_numbers(text: bytes, file: str, form: str) -> NDArray[np.float64]:
    """Read blank-separated numbers.

    Raises:
        ReadError: ``scan_malformed`` when something else stands among them.
    """
    if not text.strip():
        return np.empty(0, np.float64)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            return np.fromstring(text.decode("ascii"), dtype=np.float64, sep=" ")
    except (DeprecationWarning, ValueError) as fault:
        raise ReadError("scan_malformed", file=file, format=form, where="number") from fault


def find_beside(main: Path, name: str) -> Path | None:
    """Find a side file by the name a scan gives it, never outside the scan's own folder.

    Backslashes, other letter case, decomposed accents and lost folders are forgiven.
    """
    folder = main.parent.resolve()
    wanted = name.strip().strip('"').replace("\\", "/")
    try:
        direct = (folder / wanted).resolve()
        if direct.is_file() and direct.is_relative_to(folder):
            return direct
    except (OSError, ValueError):
        return None
    key = _plain(wanted.rsplit("/", 1)[-1])
    for index, found in enumerate(sorted(folder.rglob("*"))):
        if index > 20_000:
            break
        if _plain(found.name) == key and found.is_file() and found.resolve().is_relative_to(folder):
            return found
    return None


def _plain(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


def load_image(path: Path) -> Image:
    """Take a picture as it stands; its bytes tell the type when they can."""
    data = path.read_bytes()
    return Image(data, sniff_mime(data) or MIME.get(path.suffix.lower(), "application/octet-stream"), path.name)


def sniff_mime(data: bytes) -> str | None:
    """Tell a picture's type from its first bytes, None when they are strange."""
    marks = {b"\x89PNG": "image/png", b"\xff\xd8\xff": "image/jpeg", b"GIF8": "image/gif", b"BM": "image/bmp"}
    marks |= {b"II*\x00": "image/tiff", b"MM\x00*": "image/tiff", b"\xabKTX 20": "image/ktx2"}
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    return next((mime for mark, mime in marks.items() if data.startswith(mark)), None)


def fan_corners(counts: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Cut polygons into fans.

    Args:
        counts: (f,) corners of each polygon; those with fewer than three give nothing.

    Returns:
        (t, 3) positions in the flat corner list, and (t,) the polygon of each triangle.
    """
    if bool((counts == 3).all()):
        return np.arange(3 * len(counts), dtype=np.int64).reshape(-1, 3), np.arange(len(counts))
    starts = np.cumsum(counts) - counts
    triangles = np.maximum(counts - 2, 0)
    polygon = np.repeat(np.arange(len(counts)), triangles)
    step = np.arange(len(polygon)) - np.repeat(np.cumsum(triangles) - triangles, triangles)
    first = starts[polygon]
    return np.stack([first, first + step + 1, first + step + 2], axis=1).astype(np.int64), polygon


def to_bytes(colors: NDArray[np.float64]) -> NDArray[np.uint8]:
    """Turn sRGB numbers of unknown range (0..1, 0..255 or 16 bit) into (n, 4) bytes."""
    top = float(colors.max()) if colors.size else 0.0
    scale = 255.0 if top <= 1.0 else (1.0 if top <= 255.0 else 255.0 / 65535.0)
    values = np.clip(np.nan_to_num(colors) * scale + 0.5, 0, 255).astype(np.uint8)
    if values.shape[1] == 3:
        values = np.concatenate([values, np.full((len(values), 1), 255, np.uint8)], axis=1)
    return values


@dataclass(frozen=True, slots=True)
class Piece:
    """One part of a scene, already in the scene's frame; ``material`` indexes the scene's list or is −1."""

    positions: NDArray[np.float64]
    faces: NDArray[np.int64]
    normals: NDArray[np.float32] | None = None
    colors: NDArray[np.uint8] | None = None
    uv: NDArray[np.float32] | None = None
    material: int = -1


def join_pieces(pieces: Sequence[Piece], materials: Sequence[Material], file: str) -> Mesh:
    """Join parts into one mesh; parts without colours get white, parts without UV the corner texel.

    Raises:
        ReadError: ``index_out_of_range`` when a part names a vertex beyond its own.
    """
    if not pieces:
        return Mesh(np.empty((0, 3)), np.empty((0, 3), np.int64))
    for piece in pieces:
        check_indices(piece.faces, len(piece.positions), file)
    used, number = np.unique([p.material for p in pieces], return_inverse=True)
    kept = tuple(_material(materials, int(m)) for m in used)
    ids = np.repeat(number.astype(np.int32), [len(p.faces) for p in pieces])
    return Mesh(
        positions=np.concatenate([p.positions for p in pieces]),
        faces=_joined_faces(pieces),
        normals=_all_or_none(pieces),
        colors=_filled_colors(pieces),
        uv=_filled_uv(pieces),
        material_ids=ids if len(kept) > 1 else None,
        materials=() if used.tolist() == [-1] else kept,
    )


def _joined_faces(pieces: Sequence[Piece]) -> NDArray[np.int64]:
    """Faces of all parts, numbered through."""
    offsets = np.cumsum([0, *(len(p.positions) for p in pieces[:-1])])
    return np.concatenate([p.faces + o for p, o in zip(pieces, offsets, strict=True)])


def _material(materials: Sequence[Material], number: int) -> Material:
    return materials[number] if 0 <= number < len(materials) else Material(name="default")


def _all_or_none(pieces: Sequence[Piece]) -> NDArray[np.float32] | None:
    normals = [p.normals for p in pieces if p.normals is not None]
    return np.concatenate(normals) if len(normals) == len(pieces) else None


def _filled_colors(pieces: Sequence[Piece]) -> NDArray[np.uint8] | None:
    if all(p.colors is None for p in pieces):
        return None
    white = [np.full((len(p.positions), 4), 255, np.uint8) if p.colors is None else p.colors for p in pieces]
    return np.concatenate(white)


def _filled_uv(pieces: Sequence[Piece]) -> NDArray[np.float32] | None:
    if all(p.uv is None for p in pieces):
        return None
    return np.concatenate([np.zeros((len(p.positions), 2), np.float32) if p.uv is None else p.uv for p in pieces])
