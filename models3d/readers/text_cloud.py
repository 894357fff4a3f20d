"""Points as lines of numbers: XYZ and its kin, Leica PTS and PTX."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models3d.checks import check_possible
from models3d.errors import ReadError
from models3d.readers.parts import parse_numbers, to_bytes
from models3d.readers.ply import rgb_bytes
from models3d.types import Notice, PointCloud, Scan

Numbers = NDArray[np.float64]


def read_xyz(path: Path) -> Scan:
    """Read x y z, then by the number and range of the other columns: colour, intensity, normals.

    Heading lines are skipped; commas and semicolons count as blanks.

    Raises:
        ReadError: ``scan_malformed`` when the lines don't have one number of columns.
    """
    rows = [line for line in _lines(path.read_bytes()) if _is_numeric(line)]
    table = _table(rows, path.name, "XYZ")
    return Scan(_cloud(table), "xyz", up="z")


def read_pts(path: Path) -> Scan:
    """Read Leica PTS: a count line before each block, then x y z, intensity, colour.

    Raises:
        ReadError: ``pts_truncated`` when fewer points follow than a count line promises.
    """
    lines = _lines(path.read_bytes())
    blocks: list[bytes] = []
    at = 0
    while at < len(lines):
        expected = _count(lines[at], path.name, "PTS")
        block = lines[at + 1 : at + 1 + expected]
        if len(block) < expected or any(len(row.split()) < 3 for row in block):
            raise ReadError("pts_truncated", file=path.name, expected=expected, found=len(block))
        blocks += block
        at += 1 + expected
        if at < len(lines) and len(lines[at].split()) > 1:
            break
    beyond = len(lines) - at
    notices = (Notice("points_beyond_count", {"file": path.name, "count": beyond}),) if beyond else ()
    return Scan(_cloud(_table(blocks, path.name, "PTS"), is_pts=True), "pts", up="z", warnings=notices)


def read_ptx(path: Path) -> Scan:
    """Read Leica PTX: stations with their grids; points at the scanner itself are beams without return.

    Raises:
        ReadError: ``pts_truncated``, ``scan_malformed``.
    """
    lines = _lines(path.read_bytes())
    places: list[Numbers] = []
    colors: list[NDArray[np.uint8] | None] = []
    ids: list[NDArray[np.int32]] = []
    stations: list[Numbers] = []
    at, lost = 0, 0
    while at < len(lines):
        pose, table, at = _station(lines, at, path.name)
        hit = np.any(table[:, :3] != 0, axis=1)
        lost += int(len(hit) - hit.sum())
        world = table[hit][:, :3] @ pose[:3, :3] + pose[3, :3]
        places.append(world)
        colors.append(rgb_bytes(table[hit][:, 4:7])[:, :3] if table.shape[1] >= 7 else None)
        ids.append(np.full(len(world), len(stations), np.int32))
        stations.append(pose[3, :3])
    known = [c for c in colors if c is not None]
    cloud = PointCloud(
        positions=np.concatenate(places) if places else np.empty((0, 3)),
        colors=np.concatenate(known) if known and len(known) == len(colors) else None,
        station_ids=np.concatenate(ids) if ids else None,
        stations=np.array(stations) if stations else None,
    )
    notices = (Notice("points_without_return", {"file": path.name, "count": lost}),) if lost else ()
    return Scan(cloud, "ptx", unit="m", unit_evidence="format", up="z", up_evidence="format", warnings=notices)


def _station(lines: list[bytes], at: int, file: str) -> tuple[Numbers, Numbers, int]:
    """Give the pose (4, 4; row vectors), the rows of one station, and the line after it."""
    columns, rows = _count(lines[at], file, "PTX"), _count(b"".join(lines[at + 1 : at + 2]), file, "PTX")
    check_possible(columns * rows, 1, sum(map(len, lines)), file)
    pose = parse_numbers(b" ".join(lines[at + 6 : at + 10]), file, "PTX")
    if len(pose) != 16:
        raise ReadError("scan_malformed", file=file, format="PTX", where="pose")
    block = lines[at + 10 : at + 10 + columns * rows]
    if len(block) < columns * rows:
        raise ReadError("pts_truncated", file=file, expected=columns * rows, found=len(block))
    return pose.reshape(4, 4), _table(block, file, "PTX"), at + 10 + columns * rows


def _lines(data: bytes) -> list[bytes]:
    plain = data.removeprefix(b"\xef\xbb\xbf").translate(bytes.maketrans(b",;\t", b"   "))
    return [line for line in plain.splitlines() if line.strip() and not line.lstrip().startswith((b"#", b"//"))]


def _is_numeric(line: bytes) -> bool:
    words = line.split()
    if len(words) < 3:
        return False
    try:
        [float(word) for word in words[:3]]
    except ValueError:
        return False
    return True


def _count(line: bytes, file: str, form: str) -> int:
    words = line.split()
    if len(words) != 1 or not words[0].isdigit():
        raise ReadError("scan_malformed", file=file, format=form, where="count")
    return int(words[0])


def _table(rows: list[bytes], file: str, form: str) -> Numbers:
    if not rows:
        return np.empty((0, 3))
    width = Counter(len(row.split()) for row in rows[:1000]).most_common(1)[0][0]
    numbers = parse_numbers(b"\n".join(rows), file, form)
    if width < 3 or len(numbers) != width * len(rows):
        raise ReadError("scan_malformed", file=file, format=form, where="columns")
    return numbers.reshape(len(rows), width)


def _cloud(table: Numbers, *, is_pts: bool = False) -> PointCloud:
    extra = table[:, 3:]
    colors = normals = intensity = None
    if is_pts and extra.shape[1] in {1, 4}:
        intensity, extra = _unit_range(extra[:, 0]), extra[:, 1:]
    if extra.shape[1] >= 3:
        if _are_colors(extra[:, :3]):
            colors, extra = _rgb(extra[:, :3]), extra[:, 3:]
        elif extra.shape[1] >= 4 and _are_colors(extra[:, 1:4]):
            intensity, colors, extra = _unit_range(extra[:, 0]), _rgb(extra[:, 1:4]), extra[:, 4:]
    if extra.shape[1] >= 3 and _are_normals(extra[:, :3]):
        normals = extra[:, :3].astype(np.float32)
    return PointCloud(table[:, :3], colors, normals, intensity)


def _are_colors(values: Numbers) -> bool:
    return bool(len(values) and values.min() >= 0 and values.max() <= 255 and np.equal(values, np.round(values)).all())


def _are_normals(values: Numbers) -> bool:
    return bool(len(values) and np.allclose(np.linalg.norm(values, axis=1), 1.0, atol=0.02))


def _rgb(values: Numbers) -> NDArray[np.uint8]:
    bytes_: NDArray[np.uint8] = (rgb_bytes(values) if values.max() > 1 else to_bytes(values))[:, :3]
    return bytes_


def _unit_range(values: Numbers) -> NDArray[np.float32]:
    low, high = float(values.min()), float(values.max())
    return ((values - low) / (high - low or 1.0)).astype(np.float32)
