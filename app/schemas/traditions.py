"""Intangible and documentary heritage, and collections, as JSON."""

from __future__ import annotations

import datetime as dt
from typing import Any

from app.schemas.common import Body, Order, Page, PageQuery, Text, text
from catalogue.records import Collection, Tradition
from catalogue.vocab.heritage import TraditionKind
from catalogue.vocab.terms import Status, Visibility

_PLAIN = (
    "code", "kind", "other_names", "community", "season", "state", "safeguarding", "attribution", "licence", "status",
    "visibility", "version", "created_at", "updated_at", "published_at",
)  # fmt: skip
_GROUP = ("code", "status", "visibility", "version", "created_at", "updated_at", "published_at")


class TraditionFacts(Order):
    """The facts of a tradition that a writer may set."""

    kind: TraditionKind | None = None
    title: Text | None = None
    other_names: str | None = None
    community: str | None = None
    description: Text | None = None
    season: str | None = None
    state: str | None = None
    safeguarding: str | None = None
    attribution: str | None = None
    licence: str | None = None
    visibility: Visibility = Visibility.PUBLIC
    ext: dict[str, Any] | None = None


class NewTradition(TraditionFacts):
    """A practice or a body of documents to be registered."""

    code: str
    kind: TraditionKind
    title: Text


class TraditionChanges(TraditionFacts):
    """Only the facts that change; null empties one."""

    code: str | None = None


class TraditionQuery(PageQuery):
    """What a list of traditions is narrowed to."""

    kind: TraditionKind | None = None


class TraditionBody(Body):
    """Intangible or documentary heritage."""

    code: str
    kind: TraditionKind
    title: Text
    description: Text
    other_names: str | None
    community: str | None
    season: str | None
    state: str | None
    safeguarding: str | None
    attribution: str | None
    licence: str | None
    status: Status
    visibility: Visibility
    version: int
    created_at: dt.datetime
    updated_at: dt.datetime
    published_at: dt.datetime | None
    links: dict[str, str]


class TraditionPage(Page):
    """A part of the list of traditions, by code."""

    items: list[TraditionBody]


class CollectionFacts(Order):
    """The facts of a collection that a writer may set."""

    title: Text | None = None
    description: Text | None = None
    visibility: Visibility = Visibility.PUBLIC


class NewCollection(CollectionFacts):
    """A collection to be registered."""

    code: str
    title: Text


class CollectionChanges(CollectionFacts):
    """Only the facts that change; null empties one."""

    code: str | None = None


class CollectionBody(Body):
    """A named group of records."""

    code: str
    title: Text
    description: Text
    status: Status
    visibility: Visibility
    version: int
    created_at: dt.datetime
    updated_at: dt.datetime
    published_at: dt.datetime | None
    links: dict[str, str]


class CollectionPage(Page):
    """A part of the list of collections, by code."""

    items: list[CollectionBody]


def tradition_body(tradition: Tradition, links: dict[str, str]) -> dict[str, object]:
    """A tradition as the API gives it."""
    return {
        **{name: getattr(tradition, name) for name in _PLAIN},
        "title": text(tradition, "title"),
        "description": text(tradition, "description"),
        "links": links,
    }


def collection_body(collection: Collection, links: dict[str, str]) -> dict[str, object]:
    """A collection as the API gives it."""
    return {
        **{name: getattr(collection, name) for name in _GROUP},
        "title": text(collection, "title"),
        "description": text(collection, "description"),
        "links": links,
    }
