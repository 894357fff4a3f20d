"""Locations and movements as JSON."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from app.schemas.common import Body, Order, Page, PageQuery, Query, Text, text
from catalogue.records import Location, Movement
from catalogue.vocab.heritage import LocationKind, MoveReason


class LocationFacts(Order):
    """What a writer may set of a location; ``parent`` is a code, ``site`` a site's code."""

    kind: LocationKind | None = None
    title: Text | None = None
    parent: str | None = None
    site: str | None = None
    is_public: bool = False


class NewLocation(LocationFacts):
    """A location to be added; ``code`` is what its label shows."""

    code: str
    kind: LocationKind
    title: Text


class LocationChanges(LocationFacts):
    """Only what changes."""

    code: str | None = None


class LocationQuery(PageQuery):
    """Below which location; the buildings when none is named."""

    parent: str | None = None


class LocationBody(Body):
    """A location; ``path`` lists the codes from the building down."""

    code: str
    kind: LocationKind
    title: Text
    path: str
    is_public: bool
    is_retired: bool
    version: int


class LocationPage(Page):
    """A part of a list of locations."""

    items: list[LocationBody]


class FullLocationBody(LocationBody):
    """A location with how many artifacts stand in it and below."""

    artifacts: int


class NewMovement(Order):
    """Artifacts moved together; ``to`` is a location's code, ``to_text`` a place that is none of ours."""

    artifacts: list[str]
    to: str | None = None
    to_text: str | None = None
    reason: MoveReason
    moved_at: dt.datetime | None = None
    mover: str | None = None
    decision_number: str | None = None
    decision_date: dt.date | None = None
    approver: str | None = None
    note: str | None = None


class Correction(Order):
    """Where the artifact really went, and why the entry was wrong."""

    to: str | None = None
    to_text: str | None = None
    moved_at: dt.datetime | None = None
    note: str


class MovementQuery(Query):
    """Whose movements."""

    artifact: str


class MovementBody(Body):
    """One movement; locations by their codes."""

    id: UUID
    artifact: str
    from_location: str | None
    to_location: str | None
    to_text: str | None
    moved_at: dt.datetime
    recorded_at: dt.datetime
    reason: MoveReason
    mover: str
    decision_number: str | None
    decision_date: dt.date | None
    approver: str | None
    note: str | None
    corrects: UUID | None


class MovementList(Body):
    """Movements, latest first."""

    items: list[MovementBody]
    next: None
    total: int


def location_body(location: Location) -> dict[str, object]:
    """A location for staff."""
    names = ("code", "kind", "path", "is_public", "version")
    return {
        **{name: getattr(location, name) for name in names},
        "title": text(location, "title"),
        "is_retired": location.retired_at is not None,
    }


def movement_body(movement: Movement, number: str, codes: dict[UUID, str]) -> dict[str, object]:
    """A movement of the artifact with this number; ``codes`` are those of the locations by id."""
    names = (
        "id", "to_text", "moved_at", "recorded_at", "reason", "mover", "decision_number", "decision_date", "approver",
        "note",
    )  # fmt: skip
    return {
        **{name: getattr(movement, name) for name in names},
        "artifact": number,
        "from_location": codes.get(movement.from_id) if movement.from_id else None,
        "to_location": codes.get(movement.to_id) if movement.to_id else None,
        "corrects": movement.corrects_id,
    }


def location_ids(movements: Sequence[Movement]) -> set[UUID]:
    """Ids of all locations that movements name."""
    return {ident for row in movements for ident in (row.from_id, row.to_id) if ident is not None}
