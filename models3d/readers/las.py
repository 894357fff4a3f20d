"""LAS and LAZ (ASPRS 1.0-1.4, COPC included): chunked, in doubles, map coordinates shifted near the origin."""

from __future__ import annotations

import dataclasses
import math
import re
import struct
from dataclasses import dataclass
from pathlib import Path

import laspy
import numpy as np
from lazrs import LazrsError  # type: ignore[import-untyped]  # carries no types
from numpy.typing import NDArray

from models3d.errors import ReadError
from models3d.readers.parts import reading
from models3d.types import METRES, Notice, PointCloud, Scan, Unit

_CHUNK = 1_000_000
_NOISE = (7, 18)
_GEO_UNITS: dict[int, Unit] = {9001: "m", 9002: "ft", 9003: "us-ft"}


def read_las(path: Path) -> Scan:
    """Read the points with colour and intensity; points marked as noise or withheld are left out and counted.

    Raises:
        ReadError: ``las_truncated``, ``empty_cloud``, ``scan_malformed``.
    """
    _check_header(path)
    with reading(path.name, "LAS", laspy.errors.LaspyException, LazrsError), laspy.open(path) as opened:
        header = opened.header
        units = _find_unit(header)
        shift = np.floor((np.asarray(header.mins) + np.asarray(header.maxs)) / 2)
        shift = shift if np.isfinite(shift).all() else np.zeros(3)
        chunks = [_take(points, shift) for points in opened.chunk_iterator(_CHUNK)]
    is_degrees = units.is_degrees and _fits_degrees(header)
    scan = _level(_assemble(chunks, shift, units.across, path), units, path, is_degrees=is_degrees)
    return _to_metres(scan, path) if is_degrees else scan


@dataclass(frozen=True, slots=True)
class _Units:
    """What the coordinate system states: unit across and upward (None: nothing), and whether across is in degrees."""

    across: Unit | None = None
    upward: Unit | None = None
    is_degrees: bool = False


def _level(scan: Scan, units: _Units, path: Path, *, is_degrees: bool) -> Scan:
    """Bring heights to the unit of the plane where the file states another one for them, and say so."""
    across = "m" if is_degrees else scan.unit
    if units.upward is None or across is None or units.upward == across:
        return scan
    factor = METRES[units.upward] / METRES[across]
    positions = scan.geometry.positions * np.array([1.0, 1.0, factor])
    x, y, z = scan.shift
    values: dict[str, str | int | float] = {"file": path.name, "horizontal": across, "vertical": units.upward}
    return dataclasses.replace(
        scan,
        geometry=dataclasses.replace(scan.geometry, positions=positions),
        shift=(x, y, z * factor),
        warnings=(*scan.warnings, Notice("las_vertical_unit", values)),
    )


def _fits_degrees(header: laspy.LasHeader) -> bool:
    """Some writers say degrees and mean metres: longitude and latitude have bounds."""
    low, high = np.asarray(header.mins), np.asarray(header.maxs)
    return bool((np.abs([low[:2], high[:2]]) <= (180, 90)).all())


def _to_metres(scan: Scan, path: Path) -> Scan:
    """Lay degrees out in metres on a plane about the middle of the cloud (equirectangular, 1 degree = 111,320 m)."""
    middle = math.radians(scan.shift[1])
    positions = scan.geometry.positions * np.array([111_320.0 * math.cos(middle), 111_320.0, 1.0])
    notice = Notice("coordinates_degrees", {"file": path.name})
    return dataclasses.replace(
        scan, geometry=dataclasses.replace(scan.geometry, positions=positions), warnings=(*scan.warnings, notice)
    )


@dataclass(frozen=True, slots=True)
class _Chunk:
    positions: NDArray[np.float64]
    colors: NDArray[np.uint16] | None
    intensity: NDArray[np.float32]
    dropped: int


def _take(points: laspy.ScaleAwarePointRecord, shift: NDArray[np.float64]) -> _Chunk:
    names = set(points.point_format.dimension_names)
    kept = ~np.isin(np.asarray(points.classification), _NOISE)
    if "withheld" in names:
        kept &= np.asarray(points.withheld) == 0
    columns = [(points.X, 0), (points.Y, 1), (points.Z, 2)]
    placed = [np.asarray(v)[kept] * points.scales[k] + (points.offsets[k] - shift[k]) for v, k in columns]
    colors = None
    if "red" in names:
        colors = np.stack([np.asarray(points[c])[kept] for c in ("red", "green", "blue")], axis=1).astype(np.uint16)
    intensity = (np.asarray(points.intensity)[kept] / 65535).astype(np.float32)
    return _Chunk(np.stack(placed, axis=1), colors, intensity, int(len(kept) - kept.sum()))


def _assemble(chunks: list[_Chunk], shift: NDArray[np.float64], unit: Unit | None, path: Path) -> Scan:
    if not chunks or not any(len(c.positions) for c in chunks):
        raise ReadError("empty_cloud", file=path.name)
    colors = [c.colors for c in chunks if c.colors is not None]
    dropped = sum(c.dropped for c in chunks)
    cloud = PointCloud(
        positions=np.concatenate([c.positions for c in chunks]),
        colors=_eight_bits(np.concatenate(colors)) if len(colors) == len(chunks) else None,
        intensity=np.concatenate([c.intensity for c in chunks]),
    )
    return Scan(
        cloud,
        "las",
        unit=unit or "m",
        unit_evidence="file" if unit else "format",
        up="z",
        up_evidence="format",
        shift=(float(shift[0]), float(shift[1]), float(shift[2])),
        warnings=(Notice("points_noise", {"file": path.name, "count": dropped}),) if dropped else (),
    )


def _eight_bits(colors: NDArray[np.uint16]) -> NDArray[np.uint8] | None:
    """LAS means 16 bits, many writers mean 8; all black means that nothing was recorded."""
    top = int(colors.max()) if colors.size else 0
    if top == 0:
        return None
    return (colors >> 8 if top > 255 else colors).astype(np.uint8)


def _check_header(path: Path) -> None:
    """Compare counts and offsets with the file's size before laspy (which once hung) sees the file."""
    size = path.stat().st_size
    with path.open("rb") as opened:
        head = opened.read(375)
    if len(head) < 227:
        raise ReadError("las_truncated", file=path.name, expected=227, found=len(head))
    minor, header_size, start, records = head[25], *struct.unpack_from("<HII", head, 94)
    form, length, count = head[104], *struct.unpack_from("<HI", head, 105)
    if minor >= 4 and len(head) >= 255:
        count = struct.unpack_from("<Q", head, 247)[0] or count
    if header_size < 227 or start < header_size or start > size or records * 54 > size or length < 20:
        raise ReadError("scan_malformed", file=path.name, format="LAS", where="header")
    is_packed = bool(form & 0xC0)
    if count == 0:
        raise ReadError("empty_cloud", file=path.name)
    least = 0.01 if is_packed else length
    if count * least > size - start + (1000 if is_packed else 0):
        raise ReadError("las_truncated", file=path.name, expected=count, found=int((size - start) / least))


def _find_unit(header: laspy.LasHeader) -> _Units:
    """Give the units that the coordinate system states."""
    for record in header.vlrs:
        if record.record_id not in {2112, 34735}:
            continue
        raw = record.record_data_bytes()
        if record.record_id == 2112 and raw:
            return _from_wkt(raw)
        if record.record_id == 34735 and len(raw) >= 8:
            return _from_geo_keys(np.frombuffer(raw[: len(raw) // 8 * 8], "<u2").reshape(-1, 4))
    return _Units()


def _from_wkt(raw: bytes) -> _Units:
    """Read WKT 1 and 2: the vertical system stands behind the horizontal one and has its own unit."""
    text = raw.decode("utf-8", "replace")
    start = re.search(r"VERT_CS\[|VERTCRS\[|VERTICALCRS\[", text)
    across, upward = (text[: start.start()], text[start.start() :]) if start else (text, "")
    vertical = _length_unit(upward)
    if "PROJCS" not in across and "PROJCRS" not in across:
        return _Units(None, vertical, is_degrees="GEOGCS" in across and "LOCAL_CS" not in across)
    return _Units(_length_unit(across), vertical)


def _length_unit(text: str) -> Unit | None:
    lengths = re.findall(r'(?:LENGTHUNIT|UNIT)\["([^"]+)",\s*([0-9.eE+-]+)', text)
    named = [(n.lower(), float(f)) for n, f in lengths if "degree" not in n.lower() and float(f) > 0.1]
    if not named:
        return None
    name, factor = named[0]
    if not any(word in name for word in ("foot", "feet", "ft")):
        return "m"
    return "us-ft" if abs(factor - METRES["us-ft"]) < abs(factor - METRES["ft"]) else "ft"


def _from_geo_keys(keys: NDArray[np.uint16]) -> _Units:
    table = {int(k[0]): int(k[3]) for k in keys[1:] if k[1] == 0}
    return _Units(_GEO_UNITS.get(table.get(3076, 0)), _GEO_UNITS.get(table.get(4099, 0)), table.get(1024) == 2)
