"""The map as the server draws it: clusters as links on an SVG, for readers without script or graphics."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from flask import current_app, url_for

from app.assets import STATIC
from app.i18n import format_number, ngettext
from app.i18n import gettext as _
from app.pages.cards import in_words
from app.searching import Pairs, as_query_string, changed
from catalogue.search.areas import Area, Box, Circle, Polygon
from catalogue.search.clusters import Cluster
from catalogue.vocab.mercator import SIDE, Spot, degrees_of, spot_of, units_of

WIDTH, HEIGHT = 960, 600
LAND = STATIC / "web" / "map" / "land.json"
_PLACE = Box(107.3, 16.2, 107.9, 16.7)  # Huế, where nothing else says where to look
_LEAST = SIDE / 2**15  # never nearer than a kilometre or so
_MARGIN = 0.12
_PAGES = {
    "artifact": ("page_artifacts.show", "number"),
    "site": ("page_sites.show", "code"),
    "tour": ("page_tours.show", "slug"),
    "tradition": ("page_traditions.show", "code"),
    "collection": ("page_collections.show", "code"),
}


@dataclass(frozen=True, slots=True)
class View:
    """A part of the map in its own units: the upper left corner and the units of one pixel."""

    left: float
    top: float
    scale: float

    @property
    def box(self) -> Box:
        """The same in degrees."""
        north, west = degrees_of(max(0.0, self.left), max(0.0, self.top))
        south, east = degrees_of(
            min(SIDE - 1.0, self.left + WIDTH * self.scale), min(SIDE - 1.0, self.top + HEIGHT * self.scale)
        )
        return Box(west, south, east, north)

    @property
    def zoom(self) -> int:
        """The zoom of 256 px tiles that is nearest."""
        return max(0, min(22, round(math.log2(SIDE / self.scale / 256))))

    def pixel(self, latitude: float, longitude: float) -> tuple[float, float]:
        """Where a place is drawn."""
        return self.pixel_of(spot_of(latitude, longitude))

    def pixel_of(self, spot: Spot) -> tuple[float, float]:
        """Where a place in the map's own units is drawn."""
        return round((spot.x - self.left) / self.scale, 1), round((spot.y - self.top) / self.scale, 1)


@dataclass(frozen=True, slots=True)
class Dot:
    """One cluster as it is drawn: a circle, its number (none for a single record), and where it leads."""

    x: float
    y: float
    radius: float
    count: str
    url: str
    title: str
    is_approximate: bool


def view_of(area: Area | None, clusters: Sequence[Cluster]) -> View:
    """The view that holds the area that is searched, else everything that was found, else Huế."""
    if area is not None:
        return _fit(_around(area))
    if not clusters:
        return _fit(_PLACE)
    west, east = min(c.west for c in clusters), max(c.east for c in clusters)
    return _fit(Box(west, min(c.south for c in clusters), east, max(c.north for c in clusters)))


def draw_dots(clusters: Sequence[Cluster], view: View, pairs: Pairs) -> list[Dot]:
    """Clusters as links: a single record leads to its page, others to the same search closer by."""
    return [_dot(cluster, view, pairs) for cluster in clusters if _is_inside(view, cluster)]


def draw_land(view: View) -> str:
    """The land of the view as an SVG path; empty where the web part was not built."""
    rings = _land(LAND, LAND.stat().st_mtime_ns) if LAND.is_file() else ()
    right, bottom = view.left + WIDTH * view.scale, view.top + HEIGHT * view.scale
    parts = []
    for ring in rings:
        if ring.right > view.left and ring.left < right and ring.bottom > view.top and ring.top < bottom:
            points = (view.pixel_of(spot) for spot in ring.spots)
            parts.append("M" + "L".join(f"{_near(x, WIDTH):g} {_near(y, HEIGHT):g}" for x, y in points) + "Z")
    return "".join(parts)


def draw_area(area: Area | None, view: View) -> str:
    """The outline of the area that is searched, as an SVG path; a box is the view itself and needs none."""
    if isinstance(area, Circle):
        reach = units_of(area.radius_m, area.latitude) / view.scale
        x, y = view.pixel(area.latitude, area.longitude)
        half = f"a{reach:g} {reach:g} 0 1 0"
        return f"M{x - reach:g} {y:g}{half} {2 * reach:g} 0{half} {-2 * reach:g} 0Z"
    if isinstance(area, Polygon):
        points = [view.pixel(corner.latitude, corner.longitude) for corner in area.corners]
        return "M" + "L".join(f"{x:g} {y:g}" for x, y in points) + "Z"
    return ""


def draw_labels(view: View) -> list[tuple[float, float, str]]:
    """Names of seas and islands that lie in the view, and where they stand."""
    names = (
        (16.5, 112.0, _("Hoàng Sa (Việt Nam)")),
        (9.6, 114.0, _("Trường Sa (Việt Nam)")),
        (13.6, 113.2, _("East Sea")),
    )
    placed = [(*view.pixel(latitude, longitude), name) for latitude, longitude, name in names]
    return [(x, y, name) for x, y, name in placed if 0 <= x <= WIDTH and 0 <= y <= HEIGHT]


def _dot(cluster: Cluster, view: View, pairs: Pairs) -> Dot:
    """One cluster."""
    x, y = view.pixel(cluster.latitude, cluster.longitude)
    single = cluster.single
    if single is not None:
        url, title = page_of(single.kind, single.number), in_words(single.title_vi, single.title_en)
    else:
        closer = changed(pairs, bbox=_closer(cluster), near=None, radius_m=None, polygon=None)
        url = url_for("page_search.index" if cluster.is_spot else "page_map.index") + as_query_string(closer)
        title = ngettext("%(num)s record", "%(num)s records", cluster.count)
    radius = 7.0 if single else min(30.0, 11 + 4 * math.log10(cluster.count) * 1.6)
    count = "" if single else format_number(cluster.count)
    return Dot(x, y, round(radius, 1), count, url, title, cluster.is_approximate)


def page_of(kind: str, number: str) -> str:
    """The page of a record; what has no page of its own is found by its number."""
    if kind not in _PAGES or _PAGES[kind][0] not in current_app.view_functions:
        return url_for("page_search.index", q=number)
    endpoint, name = _PAGES[kind]
    return url_for(endpoint, _anchor=None, _method=None, _scheme=None, _external=False, **{name: number})


def _closer(cluster: Cluster) -> str:
    """A cluster's box with a margin, as an address says it."""
    wide = max(cluster.east - cluster.west, 0.002) * _MARGIN
    high = max(cluster.north - cluster.south, 0.002) * _MARGIN
    corners = (cluster.west - wide, cluster.south - high, cluster.east + wide, cluster.north + high)
    return ",".join(f"{number:.5f}" for number in corners)


def _around(area: Area) -> Box:
    """The box around an area."""
    if isinstance(area, Box):
        return area
    if isinstance(area, Polygon):
        longitudes, latitudes = zip(*area.corners, strict=True)
        return Box(min(longitudes), min(latitudes), max(longitudes), max(latitudes))
    middle, reach = spot_of(area.latitude, area.longitude), units_of(area.radius_m, area.latitude)
    north, west = degrees_of(middle.x - reach, middle.y - reach)
    south, east = degrees_of(middle.x + reach, middle.y + reach)
    return Box(west, south, east, north)


def _fit(box: Box) -> View:
    """The view that holds a box with a margin."""
    upper, lower = spot_of(box.north, box.west), spot_of(box.south, box.east)
    wide, high = max(lower.x - upper.x, _LEAST), max(lower.y - upper.y, _LEAST * HEIGHT / WIDTH)
    scale = max(wide / WIDTH, high / HEIGHT) * (1 + 2 * _MARGIN)
    scale = min(scale, SIDE / WIDTH)
    left = (upper.x + lower.x) / 2 - WIDTH * scale / 2
    top = (upper.y + lower.y) / 2 - HEIGHT * scale / 2
    return View(left, top, scale)


def _is_inside(view: View, cluster: Cluster) -> bool:
    x, y = view.pixel(cluster.latitude, cluster.longitude)
    return 0 <= x <= WIDTH and 0 <= y <= HEIGHT


def _near(pixel: float, most: int) -> float:
    """A pixel far outside is drawn a little outside: numbers stay short."""
    return max(-50.0, min(most + 50.0, pixel))


@dataclass(frozen=True, slots=True)
class _Ring:
    """One outline in the map's units, and the box around it."""

    spots: tuple[Spot, ...]
    left: int
    top: int
    right: int
    bottom: int


@lru_cache(maxsize=2)
def _land(path: Path, changed_at: int) -> tuple[_Ring, ...]:  # noqa: ARG001  part of the key
    """The rings of the outline."""
    document = json.loads(path.read_text(encoding="utf-8"))
    return tuple(_ring([spot_of(float(y), float(x)) for x, y in ring]) for ring in document["rings"])


def _ring(spots: Sequence[Spot]) -> _Ring:
    xs, ys = [spot.x for spot in spots], [spot.y for spot in spots]
    return _Ring(tuple(spots), min(xs), min(ys), max(xs), max(ys))
