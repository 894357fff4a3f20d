"""Search hits as JSON."""

from __future__ import annotations

from app.schemas.common import Body, Page, PageQuery, Query, Text


class _Wish(Query):
    """What is looked for; a facet may be given several times, then any of its values fits.

    ``date`` is a written date such as "Minh Mạng" or "thế kỷ XIX"; ``year_from`` and ``year_to`` are years, negative
    before our era. ``bbox`` is west,south,east,north; ``near`` is latitude,longitude with ``radius_m``; ``polygon`` is
    a GeoJSON ring or Polygon, or "lon lat, lon lat, …". ``sort`` is relevance, newest, number or date.
    """

    q: str = ""
    facets: str | None = None
    kind: str | None = None
    site_kind: str | None = None
    tradition_kind: str | None = None
    rank: str | None = None
    object_type: str | None = None
    material: str | None = None
    protection: str | None = None
    site: str | None = None
    has_3d: str | None = None
    reign: str | None = None
    century: str | None = None
    organisation: str | None = None
    status: str | None = None
    grade: str | None = None
    date: str | None = None
    year_from: str | None = None
    year_to: str | None = None
    bbox: str | None = None
    near: str | None = None
    radius_m: str | None = None
    polygon: str | None = None
    sort: str | None = None


class SearchWish(_Wish, PageQuery):
    """A search and which part of its hits."""

    limit: int = 20


class ClusterWish(_Wish):
    """A search and the zoom of the map that shows it."""

    zoom: int = 5


class PointBody(Body):
    """Where something is shown, WGS 84 in degrees; ``is_approximate`` where only the cell of a sensitive place is."""

    latitude: float
    longitude: float
    is_approximate: bool


class YearsBody(Body):
    """From which year to which; an open or unknown side is null."""

    first: int | None
    last: int | None


class HitBody(Body):
    """One record found; ``number`` is an accession number, a site's code or a tour's slug."""

    kind: str
    number: str
    title: Text
    summary: Text
    years: YearsBody
    point: PointBody | None
    distance_m: float | None
    links: dict[str, str]


class SearchBody(Page):
    """A part of the hits; ``facets`` counts values among all, ``corrected`` is the mended query if one was used.

    Where ``are_counts_exact`` is false, so many records fit that only a part was counted: a count is the least.
    """

    items: list[HitBody]
    facets: dict[str, dict[str, int]]
    corrected: str | None
    are_counts_exact: bool


class SingleBody(Body):
    """The one record of a cluster."""

    kind: str
    number: str
    title: Text
    links: dict[str, str]


class ClusterBody(Body):
    """Records close together: the mean of their places, their number, the box around them (west, south, east, north).

    ``is_spot``: all lie at the very same place, so that no zoom parts them.
    """

    latitude: float
    longitude: float
    count: int
    bbox: list[float]
    is_spot: bool
    is_approximate: bool
    single: SingleBody | None


class ClustersBody(Body):
    """The clusters of a view; ``total`` counts the records in them, ``is_whole`` is false where some were left out."""

    items: list[ClusterBody]
    total: int
    is_whole: bool
