"""Zones of hazard: taken from a GeoJSON file, asked whether a place lies inside one of them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalogue.db import now_utc
from catalogue.errors import NotFoundError, ValidationError
from catalogue.policy import Action, Identity, require
from catalogue.records import HazardZone
from catalogue.services.audits import record_change
from catalogue.services.validation import assign, need

EDITABLE = ("kind", "title", "source")
MOST_ZONES = 500
MOST_POINTS = 200_000
Ring = Sequence[Sequence[float]]
_NAMES = ("title", "name", "ten", "Name", "NAME")


def add_hazards(session: Session, who: Identity, values: Mapping[str, object], document: object) -> list[HazardZone]:
    """Save every polygon of a GeoJSON document as a zone of one kind; ``kind`` and ``title`` are needed.

    A feature with a name of its own adds it to the title. Coordinates are WGS 84 degrees, longitude first.

    Raises:
        ValidationError: ``geojson`` is ``malformed``, ``too_long``, ``out_of_range`` (no degrees) or ``required``.
    """
    require(who, Action.WRITE_RECORDS)
    need(values, "kind", "title")
    found = list(_polygons(document))
    if not found:
        raise ValidationError({"geojson": "required"})
    if len(found) > MOST_ZONES or sum(_points(geometry) for _name, geometry in found) > MOST_POINTS:
        raise ValidationError({"geojson": "too_long"})
    return [_add(session, who, values, name, geometry) for name, geometry in found]


def list_hazards(session: Session, who: Identity) -> list[HazardZone]:
    """The zones in use by kind and title."""
    require(who, Action.READ_DRAFTS)
    query = select(HazardZone).where(HazardZone.retired_at.is_(None))
    return list(session.scalars(query.order_by(HazardZone.kind, HazardZone.title)))


def retire_hazard(session: Session, who: Identity, zone_id: UUID) -> HazardZone:
    """Take a zone out of use; it stays kept.

    Raises:
        NotFoundError: ``hazard_not_found``.
    """
    require(who, Action.WRITE_RECORDS)
    zone = session.get(HazardZone, zone_id)
    if zone is None:
        raise NotFoundError("hazard_not_found", zone=str(zone_id))
    zone.retired_at = zone.retired_at or now_utc()
    record_change(session, who, zone, "retire")
    return zone


def zones_at(zones: Sequence[HazardZone], latitude: float | None, longitude: float | None) -> tuple[HazardZone, ...]:
    """Those of the zones in which a place lies; none for a place that nobody knows."""
    if latitude is None or longitude is None:
        return ()
    return tuple(zone for zone in zones if _in_box(zone, latitude, longitude) and _in_zone(zone, latitude, longitude))


def _add(
    session: Session, who: Identity, values: Mapping[str, object], name: str, geometry: dict[str, object]
) -> HazardZone:
    zone = HazardZone(geometry=geometry)
    title = str(values["title"]).strip()
    assign(zone, {**values, "title": f"{title}: {name}" if name else title}, EDITABLE)
    points = [point for rings in _parts(geometry) for ring in rings for point in ring]
    zone.west, zone.east = min(p[0] for p in points), max(p[0] for p in points)
    zone.south, zone.north = min(p[1] for p in points), max(p[1] for p in points)
    record_change(session, who, zone, "add")
    return zone


def _in_box(zone: HazardZone, latitude: float, longitude: float) -> bool:
    return zone.south <= latitude <= zone.north and zone.west <= longitude <= zone.east


def _in_zone(zone: HazardZone, latitude: float, longitude: float) -> bool:
    """Inside an odd number of rings of one polygon: its border counts, its holes don't."""
    return any(sum(_crosses(ring, longitude, latitude) for ring in rings) % 2 == 1 for rings in _parts(zone.geometry))


def _crosses(ring: Ring, x: float, y: float) -> bool:
    """Whether a ray to the east from the point meets the ring an odd number of times."""
    inside = False
    for (x1, y1, *_a), (x2, y2, *_b) in zip(ring, [*ring[1:], ring[0]], strict=True):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            inside = not inside
    return inside


def _polygons(document: object) -> Iterator[tuple[str, dict[str, object]]]:
    """Name and checked geometry of everything with an area."""
    if not isinstance(document, dict):
        raise ValidationError({"geojson": "malformed"})
    kind = document.get("type")
    if kind == "FeatureCollection":
        for feature in _listed(document.get("features")):
            yield from _polygons(feature)
    elif kind == "Feature":
        properties = document.get("properties")
        known = properties if isinstance(properties, dict) else {}
        name = next((str(known[key]).strip() for key in _NAMES if known.get(key)), "")
        if document.get("geometry") is not None:
            yield from ((name, geometry) for _none, geometry in _polygons(document["geometry"]))
    elif kind in {"Polygon", "MultiPolygon"}:
        geometry = {"type": str(kind), "coordinates": document.get("coordinates")}
        _refuse_unfit(geometry)
        yield "", geometry


def _refuse_unfit(geometry: Mapping[str, object]) -> None:
    """Every ring has four points or more, every point two numbers that are degrees."""
    for rings in _parts(geometry):
        for ring in _listed(rings):
            if len(_listed(ring)) < 4:
                raise ValidationError({"geojson": "malformed"})
            for point in ring:
                _refuse_point(point)


def _refuse_point(point: object) -> None:
    if not isinstance(point, list) or len(point) < 2:
        raise ValidationError({"geojson": "malformed"})
    if not all(isinstance(v, int | float) and not isinstance(v, bool) and math.isfinite(v) for v in point[:2]):
        raise ValidationError({"geojson": "malformed"})
    if abs(point[0]) > 180 or abs(point[1]) > 90:
        raise ValidationError({"geojson": "out_of_range"})


def _parts(geometry: Mapping[str, object]) -> list[list[Ring]]:
    """The polygons of a geometry, each as its rings."""
    coordinates = _listed(geometry.get("coordinates"))
    return [coordinates] if geometry.get("type") == "Polygon" else [_listed(part) for part in coordinates]


def _points(geometry: Mapping[str, object]) -> int:
    return sum(len(ring) for rings in _parts(geometry) for ring in rings)


def _listed(value: object) -> list[Ring]:
    if not isinstance(value, list) or not value:
        raise ValidationError({"geojson": "malformed"})
    return value
