"""Web Mercator in whole numbers: a place on the map as x and y of 30 bits, so that a cell of any zoom is a shift."""

from __future__ import annotations

import math
from typing import NamedTuple

BITS = 30
SIDE = 1 << BITS
"""Units of the whole map; one unit is 3.7 cm at the equator."""
MOST_LATITUDE = 85.0511
_EARTH_M = 6_378_137.0
_MEAN_M = 6_371_008.8


class Spot(NamedTuple):
    """A place: x from west to east, y from north to south, both 0 to ``SIDE - 1``."""

    x: int
    y: int


def spot_of(latitude: float, longitude: float) -> Spot:
    """The place of WGS 84 degrees; beyond 85.05° north or south it lies on the map's edge."""
    clipped = math.radians(max(-MOST_LATITUDE, min(MOST_LATITUDE, latitude)))
    across = (longitude + 180.0) / 360.0
    down = 0.5 - math.asinh(math.tan(clipped)) / (2 * math.pi)
    return Spot(_whole(across), _whole(down))


def degrees_of(x: float, y: float) -> tuple[float, float]:
    """Latitude and longitude of a place, rounded to 6 decimals (11 cm)."""
    latitude = math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * y / SIDE))))
    return round(latitude, 6), round(x / SIDE * 360.0 - 180.0, 6)


def units_of(metres: float, latitude: float) -> float:
    """A distance on the ground near a latitude, in units of the map."""
    clipped = math.radians(max(-MOST_LATITUDE, min(MOST_LATITUDE, latitude)))
    return metres * SIDE / (2 * math.pi * _EARTH_M * math.cos(clipped))


def distance_m(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Metres between two places given as latitude and longitude, along the great circle."""
    lat_a, lon_a, lat_b, lon_b = map(math.radians, (*one, *other))
    half = math.sin((lat_b - lat_a) / 2) ** 2 + math.cos(lat_a) * math.cos(lat_b) * math.sin((lon_b - lon_a) / 2) ** 2
    return 2 * _MEAN_M * math.asin(min(1.0, math.sqrt(half)))


def _whole(share: float) -> int:
    return max(0, min(SIDE - 1, int(share * SIDE)))
