"""Point Cloud Library files: text, binary and LZF-compressed, with the counts checked."""

from __future__ import annotations

import math
import re
import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models3d.checks import check_possible
from models3d.errors import ReadError
from models3d.readers.parts import parse_numbers, to_bytes
from models3d.types import Notice, PointCloud, Scan

_END = re.compile(rb"^DATA[ \t]+(\w+)[ \t]*\r?\n?", re.MULTILINE)
Fields = dict[str, NDArray[np.generic]]


@dataclass(frozen=True, slots=True)
class _Header:
    names: tuple[str, ...]
    kinds: tuple[str, ...]
    repeats: tuple[int, ...]
    points: int
    layout: str
    start: int

    @property
    def row(self) -> np.dtype[np.void]:
        return np.dtype([(f"{n}.{k}", f"<{t}", (r,)) for k, (n, t, r) in enumerate(self._columns())])

    def _columns(self) -> list[tuple[str, str, int]]:
        return list(zip(self.names, self.kinds, self.repeats, strict=True))


def read_pcd(path: Path) -> Scan:
    """Read a PCD; NaN marks a beam without return there, so such points are left out and counted.

    Raises:
        ReadError: ``pcd_truncated``, ``count_impossible``, ``scan_malformed``.
    """
    data = path.read_bytes()
    header = _parse(data, path.name)
    fields = _READERS[header.layout](data, header, path.name)
    if not {"x", "y", "z"} <= set(fields):
        raise ReadError("scan_malformed", file=path.name, format="PCD", where="FIELDS")
    positions = np.stack([fields[k].astype(np.float64) for k in "xyz"], axis=1)
    kept = np.asarray(np.isfinite(positions).all(axis=1))
    lost = int(len(kept) - kept.sum())
    notices = (Notice("points_without_return", {"file": path.name, "count": lost}),) if lost else ()
    normals = _stack(fields, ("normal_x", "normal_y", "normal_z"))
    cloud = PointCloud(
        positions=positions[kept],
        colors=_colors(fields, kept),
        normals=None if normals is None or not np.isfinite(normals[kept]).all() else normals[kept].astype(np.float32),
    )
    return Scan(cloud, "pcd", up="z", warnings=notices)


def _stack(fields: Fields, names: tuple[str, ...]) -> NDArray[np.float64] | None:
    if not all(name in fields for name in names):
        return None
    return np.stack([fields[name].astype(np.float64) for name in names], axis=1)


def _parse(data: bytes, file: str) -> _Header:
    end = _END.search(data[:65536])
    if end is None or end.group(1).decode() not in _READERS:
        raise ReadError("scan_malformed", file=file, format="PCD", where="DATA")
    words = _words(data[: end.start()].decode("utf-8", "replace"))
    try:
        names = tuple(name.lower() for name in words.get("FIELDS") or words["COLUMNS"])
        sizes, types = words["SIZE"], words["TYPE"]
        kinds = tuple({"F": "f", "I": "i", "U": "u"}[t] + s for t, s in zip(types, sizes, strict=True))
        repeats = tuple(int(c) for c in words.get("COUNT", ["1"] * len(names)))
        points = math.prod(int(words[w][0]) for w in (("POINTS",) if "POINTS" in words else ("WIDTH", "HEIGHT")))
        header = _Header(names, kinds, repeats, points, end.group(1).decode(), end.end())
        least = header.row.itemsize if header.layout == "binary" else 0.01
    except (LookupError, ValueError, TypeError) as fault:
        raise ReadError("scan_malformed", file=file, format="PCD", where="header") from fault
    if header.layout != "binary":
        check_possible(points, least, len(data), file)
    return header


def _words(text: str) -> dict[str, list[str]]:
    """The header's lines by their first word in capitals, comments left out."""
    rows = [line.split() for line in text.splitlines()]
    return {row[0].upper(): row[1:] for row in rows if row and not row[0].startswith("#")}


def _read_ascii(data: bytes, header: _Header, file: str) -> Fields:
    width = sum(header.repeats)
    numbers = parse_numbers(data[header.start :], file, "PCD")
    if len(numbers) < header.points * width:
        raise _truncated(file, header, len(numbers) // max(width, 1))
    table = numbers[: header.points * width].reshape(header.points, width)
    starts = np.cumsum(header.repeats) - header.repeats
    fields: Fields = {n: table[:, int(s)] for n, s in zip(header.names, starts, strict=True)}
    for name, kind in zip(header.names, header.kinds, strict=True):
        if name in {"rgb", "rgba"} and kind == "f4":
            fields[name] = fields[name].astype(np.float32)
    return fields


def _read_binary(data: bytes, header: _Header, file: str) -> Fields:
    found = (len(data) - header.start) // max(header.row.itemsize, 1)
    if found < header.points:
        raise _truncated(file, header, found)
    rows = np.frombuffer(data, header.row, header.points, header.start)
    return {name: rows[f"{name}.{k}"][:, 0] for k, name in enumerate(header.names)}


def _read_compressed(data: bytes, header: _Header, file: str) -> Fields:
    if len(data) < header.start + 8:
        raise _truncated(file, header, 0)
    packed, full = struct.unpack_from("<II", data, header.start)
    body = data[header.start + 8 : header.start + 8 + packed]
    if len(body) < packed or full != header.points * header.row.itemsize or full > 300 * (packed + 1):
        raise _truncated(file, header, 0)
    plain = expand_lzf(body, full)
    if plain is None:
        raise ReadError("scan_malformed", file=file, format="PCD", where="LZF")
    fields, at = {}, 0
    for name, kind, repeat in zip(header.names, header.kinds, header.repeats, strict=True):
        values = np.frombuffer(plain, f"<{kind}", header.points * repeat, at)
        fields[name] = values.reshape(header.points, repeat)[:, 0]
        at += values.nbytes
    return fields


def expand_lzf(packed: bytes, size: int) -> bytes | None:
    """Undo LZF compression (Lehmann, liblzf); None when the stream is broken or not ``size`` bytes long."""
    out, at, end = bytearray(), 0, len(packed)
    while at < end and len(out) <= size:
        control = packed[at]
        at += 1
        if control < 32:
            out += packed[at : at + control + 1]
            at += control + 1
            continue
        length = control >> 5
        if length == 7 and at < end:
            length += packed[at]
            at += 1
        if at >= end:
            return None
        source = len(out) - ((control & 31) << 8) - packed[at] - 1
        at += 1
        if source < 0:
            return None
        chunk = bytes(out[source : source + length + 2])
        repeats = -(-(length + 2) // len(chunk))
        out += (chunk * repeats)[: length + 2]
    return bytes(out) if len(out) == size else None


def _truncated(file: str, header: _Header, found: int) -> ReadError:
    return ReadError("pcd_truncated", file=file, expected=header.points, found=found)


def _colors(fields: Fields, kept: NDArray[np.bool_]) -> NDArray[np.uint8] | None:
    """Unpack PCL's colour: one 32-bit number 0xAARRGGBB, often stored as a float of the same bits."""
    packed = fields.get("rgb", fields.get("rgba"))
    if packed is None:
        apart = _stack(fields, ("red", "green", "blue"))
        return None if apart is None or not apart.any() else to_bytes(apart[kept])[:, :3]
    whole = packed.astype(np.float32).view(np.uint32) if packed.dtype.kind == "f" else packed.astype(np.uint32)
    bits = whole[kept]
    return np.stack([(bits >> shift) & 255 for shift in (16, 8, 0)], axis=1).astype(np.uint8)


_READERS = {"ascii": _read_ascii, "binary": _read_binary, "binary_compressed": _read_compressed}
