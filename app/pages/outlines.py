"""Outlines of zones as a small drawing: made by the server, so that it needs no map, no network and no script."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.i18n import gettext as _
from app.pages.part_labels import zone_words
from catalogue.records import ProtectionZone
from catalogue.vocab.shapes import Polygon, ShapeError, read_area

_WIDTH, _MARGIN = 480.0, 12.0
_TALLEST = 420.0
_ROUND_STEPS = (1, 2, 5)


@dataclass(frozen=True, slots=True)
class Outline:
    """One zone: its kind, what it is called, and its path."""

    kind: str
    name: str
    path: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """All zones in one frame, north up; ``bar`` is the length of the scale bar, told by ``bar_text``."""

    width: float
    height: float
    outlines: Sequence[Outline]
    bar: float
    bar_text: str
    alt: str


def draw_outlines(zones: Sequence[ProtectionZone]) -> Drawing | None:
    """The zones drawn to scale, the widest below; None where there are none that can be drawn."""
    drawn = [(zone, polygons) for zone in zones if (polygons := _polygons(zone))]
    if not drawn:
        return None
    west, east = min(zone.west for zone, _p in drawn), max(zone.east for zone, _p in drawn)
    south, north = min(zone.south for zone, _p in drawn), max(zone.north for zone, _p in drawn)
    narrowing = math.cos(math.radians((south + north) / 2))
    across, up = max((east - west) * narrowing, 1e-9), max(north - south, 1e-9)
    scale = min((_WIDTH - 2 * _MARGIN) / across, (_TALLEST - 2 * _MARGIN) / up)
    frame = _Frame(west, north, scale * narrowing, scale)
    largest_first = sorted(drawn, key=lambda pair: -(pair[0].area_m2 or 0))
    metres = _round_length(across * 111_320 / 4)
    names = zone_words()
    return Drawing(
        width=round(across * scale + 2 * _MARGIN, 1),
        height=round(up * scale + 2 * _MARGIN, 1),
        outlines=[Outline(z.kind.value, names[z.kind.value], frame.path(polygons)) for z, polygons in largest_first],
        bar=round(metres / 111_320 * scale, 1),
        bar_text=f"{metres / 1000:g} km" if metres >= 1000 else f"{metres:g} m",
        alt=_(
            "Outline of the protection zones, north up: %(zones)s",
            zones=", ".join(names[z.kind.value] for z, _p in drawn),
        ),
    )


@dataclass(frozen=True, slots=True)
class _Frame:
    west: float
    north: float
    across: float
    down: float

    def path(self, polygons: Sequence[Polygon]) -> str:
        """An SVG path of all rings; holes stay empty by the even-odd rule."""
        return " ".join(self._rings(polygons))

    def _rings(self, polygons: Sequence[Polygon]) -> Iterator[str]:
        for polygon in polygons:
            for ring in polygon:
                points = [
                    f"{(lon - self.west) * self.across + _MARGIN:.1f},{(self.north - lat) * self.down + _MARGIN:.1f}"
                    for lon, lat in ring[:-1]
                ]
                yield f"M{' L'.join(points)}Z"


def _polygons(zone: ProtectionZone) -> Sequence[Polygon]:
    """The zone's polygons; none where an earlier import left something else."""
    try:
        return read_area(zone.geometry).polygons
    except ShapeError:
        return ()


def _round_length(metres: float) -> float:
    """The largest of 1, 2, 5, 10, 20, 50, ... metres that is not longer."""
    if metres < 1:
        return 1.0
    power = 10 ** math.floor(math.log10(metres))
    return float(max(step * power for step in _ROUND_STEPS if step * power <= metres))
