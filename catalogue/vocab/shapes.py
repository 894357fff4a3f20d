"""Areas on the earth as GeoJSON (RFC 7946): read strictly, measured, and bounded; longitude before latitude, WGS 84."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

Position = tuple[float, float]
Ring = tuple[Position, ...]
Polygon = tuple[Ring, ...]

_RADIUS_M = 6_371_008.8  # mean radius of the earth (IUGG)
_MOST_POSITIONS = 20_000
_DIGITS = 8
_CLOSEST = 1e-12


class ShapeError(ValueError):
    """Text that draws no area; ``code`` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Area:
    """One or several polygons; the first ring of each is its outline, the others are holes."""

    polygons: tuple[Polygon, ...]

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east, north in degrees."""
        points = [point for polygon in self.polygons for point in polygon[0]]
        lons, lats = [p[0] for p in points], [p[1] for p in points]
        return min(lons), min(lats), max(lons), max(lats)

    @property
    def area_m2(self) -> float:
        """Square metres on the sphere, holes taken out."""
        return sum(_ring_m2(p[0]) - sum(map(_ring_m2, p[1:])) for p in self.polygons)

    def document(self) -> dict[str, object]:
        """GeoJSON geometry: a Polygon, or a MultiPolygon where there are several."""
        drawn = [[[list(point) for point in ring] for ring in polygon] for polygon in self.polygons]
        if len(drawn) == 1:
            return {"type": "Polygon", "coordinates": drawn[0]}
        return {"type": "MultiPolygon", "coordinates": drawn}


def read_area(given: object) -> Area:
    """The area that GeoJSON draws, as text or parsed: a geometry, a Feature, or a collection of these.

    Raises:
        ShapeError: ``geojson_unreadable``, ``geojson_no_area``, ``ring_short``, ``ring_open``, ``ring_crosses``,
            ``position_swapped`` (latitude first), ``position_outside``, ``geojson_too_long``.
    """
    polygons = tuple(_polygon(rings) for rings in _polygons(_parsed(given)))
    if not polygons:
        raise ShapeError("geojson_no_area")
    if sum(len(ring) for polygon in polygons for ring in polygon) > _MOST_POSITIONS:
        raise ShapeError("geojson_too_long")
    for polygon in polygons:
        for ring in polygon:
            if _crosses_itself(ring):
                raise ShapeError("ring_crosses")
    return Area(polygons)


def _parsed(given: object) -> Any:  # noqa: ANN401  any JSON
    if not isinstance(given, str):
        return given
    try:
        return json.loads(given)
    except (ValueError, RecursionError):
        raise ShapeError("geojson_unreadable") from None


def _polygons(document: Any) -> Iterator[Any]:  # noqa: ANN401  any JSON
    """The coordinates of every polygon in a document."""
    if not isinstance(document, dict):
        raise ShapeError("geojson_unreadable")
    inside = {"FeatureCollection": "features", "GeometryCollection": "geometries", "Feature": "geometry"}
    kind = document.get("type")
    if kind == "Polygon":
        yield document.get("coordinates")
    elif kind == "MultiPolygon":
        yield from _listed(document.get("coordinates"))
    elif kind == "Feature":
        yield from _polygons(document.get("geometry"))
    elif kind in inside:
        for part in _listed(document.get(inside[kind])):
            yield from _polygons(part)
    else:
        raise ShapeError("geojson_no_area")


def _listed(value: object) -> list[Any]:
    if not isinstance(value, list):
        raise ShapeError("geojson_unreadable")
    return value


def _polygon(rings: object) -> Polygon:
    found = tuple(_ring(ring) for ring in _listed(rings))
    if not found:
        raise ShapeError("geojson_no_area")
    return found


def _ring(positions: object) -> Ring:
    ring = tuple(_position(p) for p in _listed(positions))
    if len(ring) < 4:
        raise ShapeError("ring_short")
    if ring[0] != ring[-1]:
        raise ShapeError("ring_open")
    if len(set(ring)) < 3:
        raise ShapeError("ring_short")
    return ring


def _position(given: object) -> Position:
    """Longitude and latitude; a height is left out."""
    numbers = _listed(given)[:2]
    if len(numbers) != 2 or any(isinstance(n, bool) or not isinstance(n, int | float) for n in numbers):
        raise ShapeError("geojson_unreadable")
    lon, lat = float(numbers[0]), float(numbers[1])
    if not (math.isfinite(lon) and math.isfinite(lat)):
        raise ShapeError("position_outside")
    if abs(lat) > 90:
        raise ShapeError("position_swapped" if abs(lat) <= 180 and abs(lon) <= 90 else "position_outside")
    if abs(lon) > 180:
        raise ShapeError("position_outside")
    return round(lon, _DIGITS), round(lat, _DIGITS)


def _ring_m2(ring: Ring) -> float:
    """The area inside a ring on the sphere.

    Source:
        Chamberlain & Duquette 2007, Some Algorithms for Polygons on a Sphere, JPL 07-03.
    """
    total = 0.0
    for (lon1, lat1), (lon2, lat2) in pairwise(ring):
        total += math.radians(lon2 - lon1) * (2 + math.sin(math.radians(lat1)) + math.sin(math.radians(lat2)))
    return abs(total) * _RADIUS_M**2 / 2


def _crosses_itself(ring: Ring) -> bool:
    """Whether two sides meet other than at the corner they share; sides are swept from west to east."""
    sides = sorted(
        ((min(a[0], b[0]), max(a[0], b[0]), i, a, b) for i, (a, b) in enumerate(pairwise(ring)) if a != b),
        key=lambda side: side[0],
    )
    last = len(ring) - 2
    open_sides: list[tuple[float, float, int, Position, Position]] = []
    for side in sides:
        open_sides = [other for other in open_sides if other[1] >= side[0]]
        for other in open_sides:
            steps = abs(side[2] - other[2])
            if steps not in {0, 1, last} and _meet(side[3], side[4], other[3], other[4]):
                return True
        open_sides.append(side)
    return False


def _meet(a: Position, b: Position, c: Position, d: Position) -> bool:
    """Whether two sides have a point in common."""
    if max(a[1], b[1]) < min(c[1], d[1]) or max(c[1], d[1]) < min(a[1], b[1]):
        return False
    return _turn(a, b, c) * _turn(a, b, d) <= 0 and _turn(c, d, a) * _turn(c, d, b) <= 0


def _turn(a: Position, b: Position, c: Position) -> int:
    cross = (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
    return 0 if abs(cross) < _CLOSEST * _CLOSEST else (1 if cross > 0 else -1)
