"""Saved searches as JSON."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from app.saved import Kept
from app.schemas.common import Body, Order, Page


class NewSearch(Order):
    """A search to keep: its name, and its parameters as an address has them (``q=binh&material=đồng``)."""

    name: str
    query: str
    is_alert: bool = False


class SearchChanges(Order):
    """Another name, or the alert turned on or off; ``is_seen`` says that the hits were looked at now."""

    name: str | None = None
    is_alert: bool | None = None
    is_seen: bool = False


class SavedSearchBody(Body):
    """A saved search; ``fresh`` counts hits that are new or changed since ``seen_at``, for those with an alert."""

    id: UUID
    name: str
    query: str
    is_alert: bool
    fresh: int
    seen_at: dt.datetime | None
    created_at: dt.datetime
    links: dict[str, str]


class SavedSearchList(Page):
    """All searches of one person."""

    items: list[SavedSearchBody]


def search_body(kept: Kept, query: str, links: dict[str, str]) -> dict[str, object]:
    """A saved search with its address."""
    saved = kept.saved
    return {
        "id": saved.id,
        "name": saved.name,
        "query": query,
        "is_alert": saved.is_alert,
        "fresh": kept.fresh,
        "seen_at": saved.seen_at,
        "created_at": saved.created_at,
        "links": links,
    }
