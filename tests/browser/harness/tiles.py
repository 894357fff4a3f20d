"""The smallest PMTiles file that is one: a single vector tile of the whole world, land everywhere.

Source:
    PMTiles version 3 specification; Mapbox Vector Tile specification 2.1.
"""

from __future__ import annotations

import struct
from pathlib import Path

_EXTENT = 4096


def write_world(path: Path, layer: str = "earth") -> None:
    """Write the file."""
    tile, directory, metadata = _tile(layer), _varints(1, 0, 1), b"{}"
    directory += _varints(len(tile), 1)
    root = 127
    offsets = (root, len(directory), root + len(directory), len(metadata), 0, 0)
    data = root + len(directory) + len(metadata)
    header = b"PMTiles\x03" + struct.pack("<11Q", *offsets, data, len(tile), 1, 1, 1)
    header += bytes([1, 1, 1, 1, 0, 0])  # clustered, nothing compressed, vector tiles, zoom 0 to 0
    header += struct.pack("<4i", -1_800_000_000, -850_000_000, 1_800_000_000, 850_000_000)
    header += struct.pack("<B2i", 0, 0, 0)
    path.write_bytes(header + directory + metadata + tile)


def _tile(layer: str) -> bytes:
    """One layer with one polygon that fills the tile."""
    side = _EXTENT << 1  # zigzag of a positive number
    square = _varints(1 | 1 << 3, 0, 0, 2 | 3 << 3, side, 0, 0, side, side - 1, 0, 7 | 1 << 3)
    feature = _field(3, 3) + _field(4, square)
    body = _field(1, layer.encode()) + _field(2, feature) + _field(5, _EXTENT) + _field(15, 2)
    return _field(3, body)


def _field(number: int, value: bytes | int) -> bytes:
    """One field of a protocol buffer."""
    if isinstance(value, int):
        return _varints(number << 3, value)
    return _varints(number << 3 | 2, len(value)) + value


def _varints(*values: int) -> bytes:
    """Numbers of seven bits a byte, the lowest first."""
    out = bytearray()
    for value in values:
        left = value
        while left > 0x7F:
            out.append(left & 0x7F | 0x80)
            left >>= 7
        out.append(left)
    return bytes(out)
