"""The map: everything that has a place, clustered by the server; a list beside it; areas to search in."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flask import Blueprint, Response, abort, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.context import caller, parts
from app.i18n import format_number
from app.i18n import gettext as _
from app.pages.cards import in_words
from app.pages.map_view import HEIGHT, WIDTH, Dot, draw_area, draw_dots, draw_labels, draw_land, page_of, view_of
from app.pages.search_view import SearchView, view_search
from app.searching import as_query_string, changed
from catalogue.search.areas import Circle
from catalogue.search.clusters import cluster_hits
from catalogue.search.query import Hit

bp = Blueprint("page_map", __name__, url_prefix="/<any(vi,en):lang>")
_LISTED = 30
_FAR = 5  # the zoom at which everything is counted once, to see where it lies
RADII = (500, 1_000, 2_000, 5_000, 20_000, 100_000)


@dataclass(frozen=True, slots=True)
class Place:
    """One record of the list beside the map."""

    title: str
    number: str
    url: str
    distance: str
    latitude: float | None
    longitude: float | None
    is_approximate: bool


@dataclass(frozen=True, slots=True)
class MapPage:
    """A search, its hits with their places, and the map that the server draws."""

    search: SearchView
    places: list[Place]
    dots: list[Dot]
    land: str
    area: str
    labels: list[tuple[float, float, str]]
    bounds: str
    query_string: str
    style_url: str
    tiles_url: str
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def circle(self) -> Circle | None:
        """The circle that is searched, for its form."""
        area = self.search.query.area
        return area if isinstance(area, Circle) else None


@bp.get("/map")
def index() -> ResponseReturnValue:
    """Clusters on a map, and the same hits as a list."""
    with parts().readers() as session:
        return render_template("public/map.html", page=map_page(session), m_radii=_radii())


@bp.get("/map/style.json")
def style() -> Response:
    """The style that this installation brings for its map."""
    return _own_file(parts().settings.map_style, "application/json")


@bp.get("/map/tiles.pmtiles")
def tiles() -> Response:
    """The tiles that this installation brings for its map, by ranges of bytes."""
    return _own_file(parts().settings.map_tiles, "application/octet-stream")


def map_page(session: Session) -> MapPage:
    """Everything that the map's page shows."""
    found = view_search(session, request.args, "page_map.index", limit=_LISTED, with_cards=False)
    who, query, words = caller(), found.query, found.found.corrected
    query = replace(query, text=words) if words else query  # the map shows what the list shows
    far = cluster_hits(session, who, replace(query, counts_facets=False), _FAR).items
    view = view_of(query.area, far)
    clusters = cluster_hits(session, who, replace(query, area=query.area or view.box), view.zoom).items
    box, settings = view.box, parts().settings
    return MapPage(
        search=found,
        places=[_place(hit) for hit in found.found.hits],
        dots=draw_dots(clusters, view, found.pairs),
        land=draw_land(view),
        area=draw_area(query.area, view),
        labels=draw_labels(view),
        bounds=f"{box.west:.6f},{box.south:.6f},{box.east:.6f},{box.north:.6f}",
        query_string=as_query_string(changed(found.pairs, q=words) if words else found.pairs),
        style_url=_url("style") if settings.map_style else "",
        tiles_url=_url("tiles") if settings.map_tiles else "",
    )


def _place(hit: Hit) -> Place:
    """A hit of the list."""
    return Place(
        title=in_words(hit.title_vi, hit.title_en),
        number=hit.number,
        url=page_of(hit.kind, hit.number),
        distance=distance_text(hit.distance_m),
        latitude=hit.point.latitude if hit.point else None,
        longitude=hit.point.longitude if hit.point else None,
        is_approximate=hit.point is not None and hit.point.is_approximate,
    )


def distance_text(metres: float | None) -> str:
    """A distance as people say it: metres to the next ten, kilometres from one on."""
    if metres is None:
        return ""
    return f"{format_number(round(metres, -1))} m" if metres < 995 else f"{format_number(metres / 1000, 1)} km"


def _radii() -> list[tuple[int, str]]:
    """The radii to choose from."""
    return [(radius, _("%(distance)s around", distance=distance_text(radius))) for radius in RADII]


def _url(name: str) -> str:
    """The address of a file of the map."""
    return url_for(f"page_map.{name}")


def _own_file(path: str, mimetype: str) -> Response:
    """A file that the settings name; ranges of it on demand."""
    if not path:
        abort(404)
    return send_file(path, mimetype=mimetype, conditional=True, max_age=3600)
