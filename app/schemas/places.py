"""Administrative areas as JSON."""

from __future__ import annotations

import datetime as dt

from app.schemas.common import Body, Order, Page, PageQuery, Query, Text, text
from catalogue.records import Place
from catalogue.services.places import Address
from catalogue.vocab.heritage import PlaceKind, PlaceRole

_PLAIN = (
    "code", "kind", "valid_from", "valid_to", "change_reason", "decision_number", "latitude", "longitude", "version",
)  # fmt: skip


class PlaceFacts(Order):
    """The facts of an area that a writer may set; ``parent`` is a code."""

    title: Text | None = None
    kind: PlaceKind | None = None
    parent: str | None = None
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    change_reason: str | None = None
    decision_number: str | None = None
    latitude: float | None = None
    longitude: float | None = None


class NewPlace(PlaceFacts):
    """An area to be entered; ``title.vi`` and ``kind`` are enough."""

    title: Text
    kind: PlaceKind
    code: str | None = None


class PlaceChanges(PlaceFacts):
    """Only the facts that change; null empties one. ``successor`` is a code."""

    code: str | None = None
    successor: str | None = None


class Renaming(Order):
    """A new name from a day on: of the area of the address, and of those in ``merged`` (codes) that it takes up."""

    title: Text
    valid_from: dt.date
    change_reason: str
    decision_number: str | None = None
    kind: PlaceKind | None = None
    parent: str | None = None
    code: str | None = None
    merged: tuple[str, ...] = ()


class PlaceQuery(PageQuery):
    """What a list of areas is narrowed to: words of a name, a level, what lies below one, those there on a day."""

    q: str = ""
    kind: PlaceKind | None = None
    parent: str | None = None
    on: dt.date | None = None


class DayQuery(Query):
    """The day whose names are wanted; today's when missing."""

    on: dt.date | None = None


class PlaceName(Body):
    """An area in a list of names."""

    code: str
    title: Text
    kind: PlaceKind
    valid_from: dt.date | None
    valid_to: dt.date | None
    change_reason: str | None


class PlaceBody(PlaceName):
    """An area under one name."""

    decision_number: str | None
    latitude: float | None
    longitude: float | None
    version: int
    links: dict[str, str]


class AddressBody(Body):
    """An area with those around it, as they were called on a day; null means today."""

    on: dt.date | None
    text: Text
    places: list[PlaceName]


class PlacePartBody(Body):
    """A record for which the area plays a part."""

    number: str
    kind: str
    title: Text
    role: PlaceRole


class FullPlaceBody(PlaceBody):
    """An area with all names it had, its address on the day asked for and today, and its records."""

    parent: str | None
    successor: str | None
    chain: list[PlaceName]
    address: AddressBody
    address_today: AddressBody
    records: list[PlacePartBody]


class PlacePage(Page):
    """A part of the list of areas."""

    items: list[PlaceBody]


def place_body(place: Place, links: dict[str, str]) -> dict[str, object]:
    """The area as the API gives it."""
    return {**{name: getattr(place, name) for name in _PLAIN}, "title": text(place, "title"), "links": links}


def place_name(place: Place) -> dict[str, object]:
    """The area in a list of names."""
    names = ("code", "kind", "valid_from", "valid_to", "change_reason")
    return {**{name: getattr(place, name) for name in names}, "title": text(place, "title")}


def address_body(address: Address) -> dict[str, object]:
    """The address in words and as areas."""
    return {
        "on": address.day,
        "text": {lang: address.text(lang) for lang in ("vi", "en")},
        "places": [place_name(place) for place in address.places],
    }
