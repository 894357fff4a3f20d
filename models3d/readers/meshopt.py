"""EXT_meshopt_compression, decoded: attributes (codec version 0), triangles, index sequences and the filters.

Source: the bit streams of appendices A and B of the glTF extension's text. Pure numpy and Python, about 1 s for
each million bytes; broken streams give None, never garbage.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_TAIL_LEAST = 32


def decode_view(data: bytes, shape: tuple[int, int], mode: str, rule: str) -> bytes | None:
    """Decode one compressed buffer view of ``shape`` = (count, stride); None when the stream is broken."""
    count, stride = shape
    if count > 1000 * (len(data) + 16) or not 0 < stride <= 256:
        return None
    try:
        if mode == "ATTRIBUTES":
            rows = _decode_attributes(data, count, stride)
            return None if rows is None else _apply_filter(rows, rule)
        if mode in {"TRIANGLES", "INDICES"} and stride in {2, 4}:
            indices = _decode_triangles(data, count) if mode == "TRIANGLES" else _decode_sequence(data, count)
            return None if indices is None else indices.astype(f"<u{stride}").tobytes()
    except (IndexError, ValueError):
        return None
    return None


def _decode_attributes(data: bytes, count: int, stride: int) -> NDArray[np.uint8] | None:
    if not data or data[0] != 0xA0 or stride % 4:
        return None
    tail = max(stride, _TAIL_LEAST)
    end = len(data) - tail
    before = np.frombuffer(data, np.uint8, stride, len(data) - stride).astype(np.int64)
    block = min((8192 // stride) & ~15, 256)
    out = np.empty((count, stride), np.uint8)
    at = 1
    for start in range(0, count, block):
        size = min(block, count - start)
        for byte in range(stride):
            deltas, at = _decode_bytes(data, at, end, size)
            signed = (deltas >> 1) ^ -(deltas & 1)
            column = (before[byte] + np.cumsum(signed[:size])) & 255
            out[start : start + size, byte] = column
            before[byte] = column[-1]
    return out


def _decode_bytes(data: bytes, at: int, end: int, size: int) -> tuple[NDArray[np.int64], int]:
    groups = (size + 15) // 16
    modes_at = at
    at += (groups + 3) // 4
    out = np.zeros(groups * 16, np.int64)
    for group in range(groups):
        mode = (data[modes_at + group // 4] >> (2 * (group % 4))) & 3
        width = (0, 4, 8, 16)[mode]
        if at + width > end:
            raise IndexError(at)
        if mode == 0:
            continue
        raw = np.frombuffer(data, np.uint8, width, at).astype(np.int64)
        at += width
        if mode == 3:
            out[group * 16 : group * 16 + 16] = raw
            continue
        bits = 2 * mode
        shifts = np.arange(8 - bits, -1, -bits)
        values = ((raw[:, None] >> shifts) & ((1 << bits) - 1)).reshape(-1)
        escaped = np.flatnonzero(values == (1 << bits) - 1)
        if at + len(escaped) > end:
            raise IndexError(at)
        values[escaped] = np.frombuffer(data, np.uint8, len(escaped), at)
        at += len(escaped)
        out[group * 16 : group * 16 + 16] = values
    return out, at


class _Bytes:
    """A cursor over variable-length numbers."""

    def __init__(self, data: bytes, at: int) -> None:
        self.data, self.at, self.last = data, at, 0

    def byte(self) -> int:
        value = self.data[self.at]
        self.at += 1
        return value

    def number(self) -> int:
        value = shift = 0
        while shift < 35:
            byte = self.byte()
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value
        raise ValueError(value)

    def index(self) -> int:
        """Read a zigzag difference to the last index."""
        value = self.number()
        self.last = (self.last + ((value >> 1) ^ -(value & 1))) & 0xFFFFFFFF
        return self.last


class _Fifo:
    """The sixteen latest entries, newest first; starts with all bits set, as the reference has it."""

    def __init__(self, empty: object) -> None:
        self.items: list[object] = [empty] * 16

    def push(self, item: object) -> None:
        self.items.insert(0, item)
        self.items.pop()


def _decode_triangles(data: bytes, count: int) -> NDArray[np.int64] | None:
    if not data or data[0] != 0xE1 or count % 3:
        return None
    codes, table = 1, data[-16:]
    decoder = _Triangles(_Bytes(data, 1 + count // 3), table)
    rows = [decoder.triangle(data[codes + k]) for k in range(count // 3)]
    if decoder.stream.at > len(data) - 16:
        return None
    return np.array(rows, np.int64).reshape(-1)


class _Triangles:
    """State of the triangle codec: edge and vertex FIFOs and the next unseen vertex."""

    def __init__(self, stream: _Bytes, table: bytes) -> None:
        self.stream, self.table, self.next = stream, table, 0
        self.edges: list[tuple[int, int]] = [(-1, -1)] * 16
        self.places: list[int] = [-1] * 16

    def triangle(self, code: int) -> tuple[int, int, int]:
        high, low = code >> 4, code & 15
        return self._on_edge(high, low) if high < 15 else self._free(low)

    def _on_edge(self, high: int, low: int) -> tuple[int, int, int]:
        a, b = self.edges[high]
        if low == 0:
            c = self._fresh()
        elif low < 13:
            c = self.places[low]
        elif low in {13, 14}:
            self.stream.last += -1 if low == 13 else 1
            c = self.stream.last
        else:
            c = self.stream.index()
        if low == 0 or low >= 13:
            self._push_place(c)
        self._push_edge(c, b)
        self._push_edge(a, c)
        return self._checked(a, b, c)

    def _free(self, low: int) -> tuple[int, int, int]:
        if low < 14:
            z, w = self.table[low] >> 4, self.table[low] & 15
            a, b, c = self._fresh(), self._short(z), self._short(w)
            self._push_place(a)
            self._push_if(b, z == 0)
            self._push_if(c, w == 0)
        else:
            z, w = self._long_code()
            a = self._fresh() if low == 14 else self.stream.index()
            b = self.stream.index() if z == 15 else self._short(z)
            c = self.stream.index() if w == 15 else self._short(w)
            self._push_place(a)
            self._push_if(b, z in {0, 15})
            self._push_if(c, w in {0, 15})
        for edge in ((b, a), (c, b), (a, c)):
            self._push_edge(*edge)
        return self._checked(a, b, c)

    def _long_code(self) -> tuple[int, int]:
        code = self.stream.byte()
        if code == 0:
            self.next = 0
        return code >> 4, code & 15

    def _short(self, code: int) -> int:
        return self._fresh() if code == 0 else self.places[code - 1]

    def _fresh(self) -> int:
        self.next += 1
        return self.next - 1

    def _push_if(self, place: int, *wanted: bool) -> None:
        if all(wanted):
            self._push_place(place)

    def _push_place(self, place: int) -> None:
        self.places.insert(0, place)
        self.places.pop()

    def _push_edge(self, a: int, b: int) -> None:
        self.edges.insert(0, (a, b))
        self.edges.pop()

    @staticmethod
    def _checked(a: int, b: int, c: int) -> tuple[int, int, int]:
        if min(a, b, c) < 0:
            raise ValueError((a, b, c))
        return a, b, c


def _decode_sequence(data: bytes, count: int) -> NDArray[np.int64] | None:
    if not data or data[0] != 0xD1:
        return None
    stream, lasts = _Bytes(data, 1), [0, 0]
    out = np.empty(count, np.int64)
    for k in range(count):
        value = stream.number()
        which, value = value & 1, value >> 1
        lasts[which] = (lasts[which] + ((value >> 1) ^ -(value & 1))) & 0xFFFFFFFF
        out[k] = lasts[which]
    return out


def _apply_filter(rows: NDArray[np.uint8], rule: str) -> bytes | None:
    if rule == "NONE":
        return rows.tobytes()
    if rule == "OCTAHEDRAL" and rows.shape[1] in {4, 8}:
        return _octahedral(rows.view(np.int8 if rows.shape[1] == 4 else "<i2"))
    if rule == "EXPONENTIAL":
        bits = rows.view("<i4")
        mantissa = (bits << 8) >> 8
        plain: NDArray[np.float32] = np.ldexp(mantissa.astype(np.float64), bits >> 24).astype("<f4")
        return plain.tobytes()
    if rule == "QUATERNION" and rows.shape[1] == 8:
        return _quaternion(rows.view("<i2"))
    return None


def _octahedral(rows: NDArray[np.signedinteger]) -> bytes:
    top = float(np.iinfo(rows.dtype).max)
    one = rows[:, 2].astype(np.float64)
    x, y = rows[:, 0] / one, rows[:, 1] / one
    z = 1.0 - np.abs(x) - np.abs(y)
    fold = np.maximum(-z, 0.0)
    x, y = x - np.copysign(fold, x), y - np.copysign(fold, y)
    scale = top / np.sqrt(x * x + y * y + z * z)
    out = rows.copy()
    for k, part in enumerate((x, y, z)):
        out[:, k] = np.round(part * scale).astype(rows.dtype)
    return out.tobytes()


def _quaternion(rows: NDArray[np.int16]) -> bytes:
    spare = rows[:, 3].astype(np.int64)
    scale = 1.0 / (np.sqrt(2.0) * (spare | 3))
    x, y, z = (rows[:, k] * scale for k in range(3))
    w = np.sqrt(np.maximum(0.0, 1.0 - x * x - y * y - z * z))
    out = np.empty_like(rows)
    first = (spare & 3).astype(np.int64)
    at = np.arange(len(rows))
    for step, part in enumerate((w, x, y, z)):
        out[at, (first + step) % 4] = np.round(part * 32767).astype(np.int16)
    return out.tobytes()
