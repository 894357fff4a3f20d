"""STL, binary and text (also several solids in one file); corners are welded so that neighbours meet."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np

from models3d.errors import ReadError
from models3d.readers.parts import parse_numbers
from models3d.topology import weld_rows
from models3d.types import Mesh, Scan

_FACET = np.dtype([("normal", "<f4", 3), ("corners", "<f4", (3, 3)), ("attribute", "<u2")])
_CORNER = re.compile(rb"vertex\s+(\S+\s+\S+\s+\S+)", re.IGNORECASE)


def read_stl(path: Path) -> Scan:
    """Read an STL; z is up by habit of printing and scanning software.

    Raises:
        ReadError: ``stl_truncated`` when facets are missing, ``scan_malformed``.
    """
    corners = _read_text(path) if _is_text(path) else _read_binary(path)
    if not len(corners):
        raise ReadError("no_faces", file=path.name, vertices=0)
    if not np.isfinite(corners).all():
        bad = int(np.count_nonzero(~np.isfinite(corners).all(axis=1)))
        raise ReadError("not_finite", file=path.name, count=bad, total=len(corners))
    first, group = weld_rows(corners)
    return Scan(Mesh(corners[first].astype(np.float64), group.reshape(-1, 3)), "stl", up="z")


def _is_text(path: Path) -> bool:
    size = path.stat().st_size
    with path.open("rb") as opened:
        head = opened.read(4096)
    if size >= 84 and 84 + 50 * int.from_bytes(head[80:84], "little") == size:
        return False
    return b"\0" not in head


def _read_binary(path: Path) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    with path.open("rb") as opened:
        expected = int.from_bytes(opened.read(84)[80:84], "little")
    found = max(0, path.stat().st_size - 84) // 50
    if found < expected:
        raise ReadError("stl_truncated", file=path.name, expected=expected, found=found)
    facets = np.fromfile(path, _FACET, expected, offset=84)
    corners: np.ndarray[tuple[int, int], np.dtype[np.float32]] = facets["corners"].reshape(-1, 3)
    return corners


def _read_text(path: Path) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    data = path.read_bytes()
    numbers = parse_numbers(b" ".join(_CORNER.findall(data)), path.name, "STL")
    facets = len(re.findall(rb"^\s*facet\b", data, re.MULTILINE | re.IGNORECASE))
    if len(numbers) != 9 * facets:
        raise ReadError("stl_truncated", file=path.name, expected=facets, found=len(numbers) // 9)
    return numbers.reshape(-1, 3)
