"""Object File Format: text, with the C, N and ST prefixes, polygons and face colours ignored."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models3d.checks import check_possible
from models3d.errors import ReadError
from models3d.readers.parts import fan_corners, parse_numbers, to_bytes
from models3d.types import Mesh, Scan

_WORD = re.compile(rb"^\s*(ST)?(C)?(N)?(4)?(n)?OFF(\s+BINARY)?(?=[\s\d])")


def read_off(path: Path) -> Scan:
    """Read a text OFF.

    Raises:
        ReadError: ``off_truncated``, ``off_kind_unsupported`` (binary, 4-D), ``scan_malformed``.
    """
    data = path.read_bytes()
    word = _WORD.match(data)
    if word is None or word.group(4) or word.group(5) or word.group(6):
        raise ReadError("off_kind_unsupported", file=path.name)
    lines = [line.split(b"#")[0].strip() for line in data[word.end() :].splitlines()]
    rows = [line for line in lines if line]
    counts = parse_numbers(rows[0], path.name, "OFF") if rows else np.empty(0)
    if len(counts) < 2:
        raise ReadError("scan_malformed", file=path.name, format="OFF", where="counts")
    vertices, faces = int(counts[0]), int(counts[1])
    check_possible(max(vertices, faces), 2, len(data), path.name)
    if vertices < 0 or faces < 0 or len(rows) < 1 + vertices + faces:
        found = len(rows) - 1
        raise ReadError("off_truncated", file=path.name, expected=vertices + faces, found=found)
    table = _vertices(rows[1 : 1 + vertices], path.name)
    lengths, flat = _polygons(rows[1 + vertices : 1 + vertices + faces], path.name)
    triangles, _ = fan_corners(lengths)
    at = 6 if word.group(3) else 3
    colors = to_bytes(table[:, at : at + 3]) if word.group(2) and table.shape[1] >= at + 3 else None
    return Scan(Mesh(table[:, :3], flat[triangles].reshape(-1, 3), colors=colors), "off")


def _vertices(rows: list[bytes], file: str) -> NDArray[np.float64]:
    numbers = parse_numbers(b" ".join(rows), file, "OFF")
    if not rows:
        return np.empty((0, 3))
    width = len(numbers) // len(rows)
    if width < 3 or len(numbers) % len(rows):
        raise ReadError("scan_malformed", file=file, format="OFF", where="vertices")
    return numbers.reshape(len(rows), width)


def _polygons(rows: list[bytes], file: str) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    corners: list[bytes] = []
    lengths = np.zeros(len(rows), np.int64)
    for number, row in enumerate(rows):
        words = row.split()
        count = int(words[0]) if words[0].isdigit() else -1
        if count < 0 or count > len(words) - 1:
            raise ReadError("scan_malformed", file=file, format="OFF", where=f"face {number}")
        lengths[number] = count
        corners += words[1 : 1 + count]
    return lengths, parse_numbers(b" ".join(corners), file, "OFF").astype(np.int64)
