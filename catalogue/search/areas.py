"""Areas to search in: boxes, circles and polygons on the map, as conditions over two whole-number columns.

Everything is compared in Web Mercator (see ``catalogue.vocab.mercator``), as the map shows it: what lies inside a
drawn line is found, in SQLite and PostgreSQL alike, without any extension.
"""

from __future__ import annotations

import itertools
import json
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from sqlalchemy import BigInteger, ColumnElement, Float, and_, case, cast, literal, or_

from catalogue.errors import ValidationError
from catalogue.search.blocks import Mask, Small
from catalogue.vocab.mercator import spot_of, units_of

MOST_CORNERS = 100
MOST_RADIUS_M = 200_000.0
_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?")
_BETWEEN = re.compile(r"[\s,;()]*")

Column = ColumnElement[Any]


class Corner(NamedTuple):
    """A corner in degrees, in the order of GeoJSON."""

    longitude: float
    latitude: float


@dataclass(frozen=True, slots=True)
class Box:
    """From west to east and south to north, in degrees; west may lie east of east, across the date line."""

    west: float
    south: float
    east: float
    north: float

    def conditions(self, x: Column, y: Column) -> list[ColumnElement[bool]]:
        """What the columns of a place inside fulfil."""
        west_north, east_south = spot_of(self.north, self.west), spot_of(self.south, self.east)
        left, right = x >= west_north.x, x <= east_south.x
        across = and_(left, right) if west_north.x <= east_south.x else or_(left, right)
        return [across, y.between(west_north.y, east_south.y)]

    def holds(self, x: Small, y: Small) -> Mask:
        """Which of many places lie inside."""
        west_north, east_south = spot_of(self.north, self.west), spot_of(self.south, self.east)
        left, right = x >= west_north.x, x <= east_south.x
        across = left & right if west_north.x <= east_south.x else left | right
        inside: Mask = across & (y >= west_north.y) & (y <= east_south.y)
        return inside


@dataclass(frozen=True, slots=True)
class Circle:
    """Everything within a distance of a place, in degrees and metres."""

    latitude: float
    longitude: float
    radius_m: float

    def conditions(self, x: Column, y: Column) -> list[ColumnElement[bool]]:
        """What the columns of a place inside fulfil."""
        middle, reach = spot_of(self.latitude, self.longitude), units_of(self.radius_m, self.latitude)
        across, down = cast(x, Float) - middle.x, cast(y, Float) - middle.y
        return [
            x.between(math.floor(middle.x - reach), math.ceil(middle.x + reach)),
            y.between(math.floor(middle.y - reach), math.ceil(middle.y + reach)),
            across * across + down * down <= reach * reach,
        ]

    def holds(self, x: Small, y: Small) -> Mask:
        """Which of many places lie inside."""
        middle, reach = spot_of(self.latitude, self.longitude), units_of(self.radius_m, self.latitude)
        across, down = x.astype(np.float64) - middle.x, y.astype(np.float64) - middle.y
        inside: Mask = across * across + down * down <= reach * reach
        return inside


@dataclass(frozen=True, slots=True)
class Polygon:
    """Everything inside a ring of corners; the ring closes by itself."""

    corners: tuple[Corner, ...]

    def conditions(self, x: Column, y: Column) -> list[ColumnElement[bool]]:
        """What the columns of a place inside fulfil: a ray from it meets the ring an odd number of times."""
        spots = [spot_of(corner.latitude, corner.longitude) for corner in self.corners]
        xs, ys = [spot.x for spot in spots], [spot.y for spot in spots]
        crossings: ColumnElement[int] = literal(0)
        for one, other in itertools.pairwise([*spots, spots[0]]):
            if one.y != other.y:
                upper, lower = sorted((one, other), key=lambda spot: spot.y)
                slope = (lower.x - upper.x) / (lower.y - upper.y)
                is_met = and_(y > upper.y, y <= lower.y, cast(x, Float) < upper.x + (cast(y, Float) - upper.y) * slope)
                crossings = crossings + case((is_met, 1), else_=0)
        return [x.between(min(xs), max(xs)), y.between(min(ys), max(ys)), crossings % 2 == 1]

    def holds(self, x: Small, y: Small) -> Mask:
        """Which of many places lie inside."""
        spots = [spot_of(corner.latitude, corner.longitude) for corner in self.corners]
        inside: Mask = np.zeros(len(x), np.bool_)
        for one, other in itertools.pairwise([*spots, spots[0]]):
            if one.y != other.y:
                upper, lower = sorted((one, other), key=lambda spot: spot.y)
                slope = (lower.x - upper.x) / (lower.y - upper.y)
                inside ^= (y > upper.y) & (y <= lower.y) & (x < upper.x + (y - upper.y) * slope)
        return inside


Area = Box | Circle | Polygon


def read_area(bbox: str = "", near: str = "", radius_m: str = "", polygon: str = "") -> Area | None:
    """The area that an address names; a polygon goes before a circle, a circle before a box.

    Raises:
        ValidationError: ``malformed``, ``out_of_range`` or ``required``, by field.
    """
    if polygon.strip():
        return read_polygon(polygon)
    if near.strip():
        return read_circle(near, radius_m)
    if radius_m.strip():
        raise ValidationError({"near": "required"})
    return _box(_numbers("bbox", bbox, 4)) if bbox.strip() else None


def read_circle(near: str, radius_m: str) -> Circle:
    """A circle from "latitude,longitude" and metres; a first number beyond 90 can only be a longitude.

    Raises:
        ValidationError: by field, ``near`` or ``radius_m``.
    """
    first, second = _numbers("near", near, 2)
    latitude, longitude = (second, first) if abs(first) > 90 >= abs(second) else (first, second)
    _check("near", latitude, longitude)
    (radius,) = _numbers("radius_m", radius_m or "1000", 1)
    if not 0 < radius <= MOST_RADIUS_M:
        raise ValidationError({"radius_m": "out_of_range"})
    return Circle(latitude, longitude, radius)


def read_polygon(text: str) -> Polygon:
    """A polygon from GeoJSON (a ring, a list of rings, or a Polygon), or from numbers "lon lat, lon lat, …".

    Raises:
        ValidationError: ``polygon``: ``malformed``, or ``out_of_range`` for too many or too few corners.
    """
    flat = _flat(_ring(text)) if text.lstrip()[:1] in {"[", "{"} else _numbers("polygon", text.removeprefix("POLYGON"))
    corners = [Corner(*pair) for pair in zip(flat[::2], flat[1::2], strict=False)]
    if len(flat) % 2:
        raise ValidationError({"polygon": "malformed"})
    if len(corners) > 1 and corners[0] == corners[-1]:
        corners.pop()
    if not 3 <= len(corners) <= MOST_CORNERS:
        raise ValidationError({"polygon": "out_of_range"})
    for corner in corners:
        _check("polygon", corner.latitude, corner.longitude)
    return Polygon(tuple(corners))


def _ring(text: str) -> list[object]:
    """The outer ring of what GeoJSON says."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        raise ValidationError({"polygon": "malformed"}) from None
    found = found.get("coordinates") if isinstance(found, dict) else found
    if isinstance(found, list) and found and isinstance(found[0], list) and found[0] and isinstance(found[0][0], list):
        found = found[0]
    if not isinstance(found, list):
        raise ValidationError({"polygon": "malformed"})
    return found


def _flat(ring: Sequence[object]) -> list[float]:
    """Longitudes and latitudes of a ring's corners, one after the other."""
    flat: list[float] = []
    for corner in ring:
        if not isinstance(corner, list) or len(corner) < 2 or not all(isinstance(n, int | float) for n in corner[:2]):
            raise ValidationError({"polygon": "malformed"})
        flat += [float(corner[0]), float(corner[1])]
    return flat


def _box(numbers: Sequence[float]) -> Box:
    """A box from west, south, east, north."""
    west, south, east, north = numbers
    for latitude, longitude in ((south, west), (north, east)):
        _check("bbox", latitude, longitude)
    if south > north:
        raise ValidationError({"bbox": "out_of_range"})
    return Box(west, south, east, north)


def _numbers(field: str, text: str, count: int | None = None) -> list[float]:
    """The numbers of a text that holds nothing else but signs between them."""
    if _BETWEEN.fullmatch(_NUMBER.sub("", text)) is None:
        raise ValidationError({field: "malformed"})
    found = [float(number) for number in _NUMBER.findall(text)]
    if count is not None and len(found) != count:
        raise ValidationError({field: "malformed"})
    return found


def _check(field: str, latitude: float, longitude: float) -> None:
    """Refuse what is no place on Earth."""
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise ValidationError({field: "out_of_range"})


def cell_of(column: Column, shift: int) -> ColumnElement[int]:
    """The number of the grid cell that a column's place lies in, cells being ``2 ** shift`` units wide."""
    return cast(column, BigInteger) // literal(1 << shift, BigInteger)  # both databases cut, and no place is negative
