"""Search hits as JSON."""

from __future__ import annotations

from app.schemas.common import Body, Page, PageQuery, Text


class SearchWish(PageQuery):
    """What is looked for; a facet may be given several times, then any of its values fits."""

    q: str = ""
    limit: int = 20
    facets: str | None = None
    kind: str | None = None
    site_kind: str | None = None
    rank: str | None = None
    object_type: str | None = None
    material: str | None = None
    protection: str | None = None
    site: str | None = None
    has_3d: str | None = None
    status: str | None = None


class HitBody(Body):
    """One record found; ``number`` is an accession number, a site's code or a tour's slug."""

    kind: str
    number: str
    title: Text
    summary: Text
    links: dict[str, str]


class SearchBody(Page):
    """A part of the hits; ``facets`` counts values among all, ``corrected`` is the mended query if one was used."""

    items: list[HitBody]
    facets: dict[str, dict[str, int]]
    corrected: str | None
