"""Reading the tiled pyramid: a tile is given as the JPEG bytes that are stored, without decoding.

The index (sizes, offsets, JPEG tables of each level) is read once with a few ranged reads and then kept by the
caller; after that a tile costs one ranged read, from a disk or from any object store.
Source: TIFF 6.0 with Adobe's Technical Note 2 (JPEG-in-TIFF); BigTIFF.
"""

from __future__ import annotations

import io
import struct
from dataclasses import dataclass
from functools import lru_cache
from typing import BinaryIO

from PIL import Image

from ingest.errors import StorageError
from ingest.storage import BlobStore

_WIDTH, _HEIGHT, _TILE, _OFFSETS, _COUNTS, _TABLES = 256, 257, 322, 324, 325, 347
_TYPES = {1: "B", 3: "H", 4: "I", 7: "B", 16: "Q"}
_MAX_LEVELS, _MAX_TILES = 32, 4_000_000


@dataclass(frozen=True, slots=True)
class PyramidLevel:
    """One level: size in pixels, place of each tile (row by row), JPEG tables that all its tiles share."""

    width: int
    height: int
    offsets: tuple[int, ...]
    counts: tuple[int, ...]
    tables: bytes

    def columns(self, tile: int) -> int:
        """Tiles in a row."""
        return -(-self.width // tile)

    def rows(self, tile: int) -> int:
        """Tiles in a column."""
        return -(-self.height // tile)


@dataclass(frozen=True, slots=True)
class Pyramid:
    """The index of a stored pyramid; level 0 is the whole size. ``tile`` is the edge of a square tile in pixels."""

    key: str
    tile: int
    levels: tuple[PyramidLevel, ...]

    @property
    def width(self) -> int:
        """Full width in pixels."""
        return self.levels[0].width

    @property
    def height(self) -> int:
        """Full height in pixels."""
        return self.levels[0].height


@lru_cache(maxsize=256)
def open_pyramid(store: BlobStore, key: str) -> Pyramid:
    """The index of a stored pyramid; the last 256 are kept, which is safe because stored bytes never change.

    Raises:
        StorageError: ``storage_missing``, or ``pyramid_broken`` when the stored file is no pyramid of ours.
    """
    try:
        with store.open(key) as source:
            levels, tile = _read_levels(source)
    except (struct.error, KeyError, ValueError, IndexError) as error:
        raise StorageError("pyramid_broken", file=key) from error
    return Pyramid(key, tile, levels)


def _read_levels(source: BinaryIO) -> tuple[tuple[PyramidLevel, ...], int]:
    """Follow the chain of directories."""
    mark = source.read(16)
    order = {b"II": "<", b"MM": ">"}[mark[:2]]
    big = struct.unpack(order + "H", mark[2:4])[0] == 43
    place = struct.unpack(order + ("Q" if big else "I"), mark[8:16] if big else mark[4:8])[0]
    levels: list[PyramidLevel] = []
    tile = 0
    while place and len(levels) < _MAX_LEVELS:
        tags, place = _read_directory(source, place, order, big=big)
        tile = tags[_TILE][0]
        level = PyramidLevel(
            tags[_WIDTH][0], tags[_HEIGHT][0], tags[_OFFSETS], tags[_COUNTS], bytes(tags.get(_TABLES, ()))
        )
        if len(level.offsets) != level.columns(tile) * level.rows(tile):
            message = "tiles do not cover the level"
            raise ValueError(message)
        levels.append(level)
    if not levels:
        message = "no level"
        raise ValueError(message)
    return tuple(levels), tile


def _read_directory(source: BinaryIO, place: int, order: str, *, big: bool) -> tuple[dict[int, tuple[int, ...]], int]:
    """The tags of one directory that we use, and the place of the next."""
    source.seek(place)
    size, word, head = (20, "Q", 8) if big else (12, "I", 2)
    (count,) = struct.unpack(order + ("Q" if big else "H"), source.read(head))
    block = source.read(count * size)
    (following,) = struct.unpack(order + word, source.read(struct.calcsize(word)))
    tags = {}
    for start in range(0, count * size, size):
        entry = block[start : start + size]
        tag, kind = struct.unpack(order + "HH", entry[:4])
        if tag in {_WIDTH, _HEIGHT, _TILE, _OFFSETS, _COUNTS, _TABLES}:
            tags[tag] = _read_values(source, entry, order + _TYPES[kind], order + word)
    return tags, following


def _read_values(source: BinaryIO, entry: bytes, kind: str, word: str) -> tuple[int, ...]:
    """A tag's values, which stand in the entry or elsewhere."""
    width = struct.calcsize(word)
    (count,) = struct.unpack(word, entry[4 : 4 + width])
    if count > _MAX_TILES:
        message = "too many values"
        raise ValueError(message)
    size = struct.calcsize(kind) * count
    data = entry[4 + width : 4 + width + size]
    if size > width:
        source.seek(struct.unpack(word, entry[4 + width :])[0])
        data = source.read(size)
    return struct.unpack(f"{kind[0]}{count}{kind[1]}", data)


def tile_bytes(store: BlobStore, pyramid: Pyramid, level: int, x: int, y: int) -> bytes:
    """The stored JPEG of tile column ``x``, row ``y``; edge tiles are padded to the full tile size.

    Raises:
        IndexError: there is no such tile.
        StorageError: the stored bytes are gone.
    """
    part = pyramid.levels[level]
    if not (0 <= x < part.columns(pyramid.tile) and 0 <= y < part.rows(pyramid.tile)):
        message = f"no tile {x},{y} on level {level}"
        raise IndexError(message)
    index = y * part.columns(pyramid.tile) + x
    with store.open(pyramid.key, offset=part.offsets[index], length=part.counts[index]) as source:
        stream = source.read()
    # the tables' end mark and the tile's start mark go; what remains is one complete JPEG stream
    return part.tables[:-2] + stream[2:] if part.tables else stream


def read_region(store: BlobStore, pyramid: Pyramid, level: int, box: tuple[int, int, int, int]) -> Image.Image:
    """Decode the pixels ``box`` (left, top, right, bottom in the level's pixels) as sRGB."""
    left, top, right, bottom = box
    tile = pyramid.tile
    canvas = Image.new("RGB", (right - left, bottom - top))
    for y in range(top // tile, -(-bottom // tile)):
        for x in range(left // tile, -(-right // tile)):
            with Image.open(io.BytesIO(tile_bytes(store, pyramid, level, x, y)), formats=("JPEG",)) as picture:
                canvas.paste(picture, (x * tile - left, y * tile - top))
    return canvas
