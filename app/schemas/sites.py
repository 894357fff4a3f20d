"""Sites as JSON."""

from __future__ import annotations

import datetime as dt
from typing import Any

from app.schemas.common import Body, Order, Page, PageQuery, Text, text
from catalogue.records import Site
from catalogue.vocab.terms import SiteKind, SiteRank, Status, Visibility

_PLAIN = (
    "code", "other_names", "kind", "rank", "decision_number", "decision_date", "address", "route", "values_text",
    "latitude", "longitude", "period", "attribution", "licence", "is_specimen", "status", "visibility", "version",
    "created_at", "updated_at", "published_at",
)  # fmt: skip
_STAFF = ("change_alert_mm", "protection_state", "proposals", "is_location_sensitive")


class SiteFacts(Order):
    """The facts of a site that a writer may set."""

    title: Text | None = None
    other_names: str | None = None
    kind: SiteKind = SiteKind.ARCHITECTURAL
    rank: SiteRank = SiteRank.NONE
    decision_number: str | None = None
    decision_date: dt.date | None = None
    description: Text | None = None
    address: str | None = None
    route: str | None = None
    values_text: str | None = None
    protection_state: str | None = None
    proposals: str | None = None
    is_location_sensitive: bool = False
    latitude: float | None = None
    longitude: float | None = None
    period: str | None = None
    attribution: str | None = None
    licence: str | None = None
    is_specimen: bool = False
    parent: str | None = None
    visibility: Visibility = Visibility.PUBLIC
    change_alert_mm: float | None = None
    ext: dict[str, Any] | None = None


class NewSite(SiteFacts):
    """A site to be registered; ``title.vi`` and ``code`` are enough."""

    code: str
    title: Text


class SiteChanges(SiteFacts):
    """Only the facts that change; null empties one."""

    code: str | None = None


class SiteQuery(PageQuery):
    """What a list of sites is narrowed to."""

    parent: str | None = None


class SiteBody(Body):
    """A monument, building or area."""

    code: str
    title: Text
    description: Text
    status: Status
    visibility: Visibility
    version: int
    links: dict[str, str]
    other_names: str | None
    kind: SiteKind
    rank: SiteRank
    decision_number: str | None
    decision_date: dt.date | None
    address: str | None
    route: str | None
    values_text: str | None
    latitude: float | None
    longitude: float | None
    uncertainty_m: float | None = None
    period: str | None
    attribution: str | None
    licence: str | None
    is_specimen: bool
    created_at: dt.datetime
    updated_at: dt.datetime
    published_at: dt.datetime | None
    change_alert_mm: float | None = None
    protection_state: str | None = None
    proposals: str | None = None
    is_location_sensitive: bool | None = None


class SitePage(Page):
    """A part of the list of sites, by code."""

    items: list[SiteBody]


def site_body(site: Site, *, is_staff: bool, links: dict[str, str]) -> dict[str, object]:
    """The site as the API gives it to staff or to everybody."""
    return {
        **{name: getattr(site, name) for name in _PLAIN},
        "title": text(site, "title"),
        "description": text(site, "description"),
        **{name: getattr(site, name) if is_staff else None for name in _STAFF},
        "links": links,
    }
