"""Locations: buildings, rooms, cabinets and shelves as a tree; retired, never deleted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import ColumnElement, func, inspect, or_, select
from sqlalchemy.orm import Session, joinedload

from catalogue.db import now_utc
from catalogue.errors import ConflictError, NotFoundError, ValidationError
from catalogue.policy import Action, Identity, require
from catalogue.records import Artifact, Location, Site
from catalogue.services.audits import expect_version, record_change
from catalogue.services.index import index_artifact
from catalogue.services.paging import Page, page_by
from catalogue.services.private_fields import for_reader
from catalogue.services.validation import assign, need
from catalogue.services.visibility import keep_unseen_site, staffed_by
from catalogue.vocab.folding import clean

EDITABLE = ("code", "kind", "title_vi", "title_en", "parent_id", "site_id", "is_public")
DEEPEST = 8


def add_location(session: Session, who: Identity, values: Mapping[str, object]) -> Location:
    """Save a new location; ``code`` (what its label shows), ``kind`` and ``title_vi`` are needed.

    Raises:
        ValidationError: a field breaks a rule; ``parent_id`` with ``too_deep`` below the eighth level.
        ConflictError: ``location_taken``: the code is in use.
    """
    require(who, Action.MANAGE_LOCATIONS)
    need(values, "code", "kind", "title_vi")
    location = Location(path="")
    assign(location, values, EDITABLE)
    _check(session, location)
    location.path = _path(session, location)
    record_change(session, who, location, "add")
    return location


def update_location(
    session: Session, who: Identity, code: str, changes: Mapping[str, object], *, expected_version: int | None
) -> Location:
    """Change a location; with another parent or code everything below it moves along.

    Raises:
        NotFoundError, ValidationError (``parent_id``: ``circular``), ConflictError, StaleError.
    """
    require(who, Action.MANAGE_LOCATIONS)
    location = read_location(session, who, code)
    expect_version(location, expected_version)
    before = location.path
    with session.no_autoflush:
        assign(location, keep_unseen_site(session, who, location.site_id, changes), EDITABLE)
        _check(session, location)
        location.path = _path(session, location)
    is_renamed = bool(inspect(location).attrs.title_vi.history.has_changes())
    record_change(session, who, location, "update")
    if is_renamed:
        _rename_in_artifacts(session, who, location)
    if location.path != before:
        for child in session.scalars(select(Location).where(Location.path.startswith(before + "/", autoescape=True))):
            child.path = location.path + child.path[len(before) :]
            record_change(session, who, child, "move")
    return location


def retire_location(session: Session, who: Identity, code: str) -> Location:
    """Take an empty location out of use; its past movements keep it.

    Raises:
        NotFoundError; ConflictError: ``location_in_use`` while artifacts or locations in use stand in it.
    """
    require(who, Action.MANAGE_LOCATIONS)
    location = read_location(session, who, code)
    held = count_artifacts(session, who, location)
    below = session.scalar(select(func.count()).where(Location.parent_id == location.id, Location.retired_at.is_(None)))
    if held or below:
        raise ConflictError("location_in_use", location=location.code, artifacts=held, locations=below or 0)
    location.retired_at = now_utc()
    record_change(session, who, location, "retire")
    return location


def read_location(session: Session, who: Identity, code: str) -> Location:
    """The location with this code; storage is for staff.

    Raises:
        NotFoundError: ``location_not_found``.
    """
    require(who, Action.READ_DRAFTS)
    location = session.scalar(select(Location).where(Location.code == clean(code)))
    if location is None:
        raise NotFoundError("location_not_found", location=code)
    return location


def read_trail(session: Session, location: Location) -> list[Location]:
    """The locations from the building down to this one."""
    codes = location.path.split("/")
    found = {row.code: row for row in session.scalars(select(Location).where(Location.code.in_(codes)))}
    return [found[code] for code in codes if code in found]


def list_locations(
    session: Session, who: Identity, *, parent_id: UUID | None = None, cursor: str | None = None, limit: int = 100
) -> Page[Location]:
    """Locations in use directly below ``parent_id`` (the buildings when None), by code."""
    require(who, Action.READ_DRAFTS)
    query = select(Location).where(Location.parent_id == parent_id, Location.retired_at.is_(None))
    return page_by(session, query, Location.code, cursor, limit)


@dataclass(frozen=True, slots=True)
class Branch:
    """A location with how many artifacts stand in it alone, and in it and everything below."""

    location: Location
    own: int
    all: int


def list_tree(session: Session, who: Identity, *, with_retired: bool = False) -> list[Branch]:
    """All locations in the order of the tree, each with the counts of what the reader is staff of."""
    require(who, Action.READ_DRAFTS)
    query = select(Location) if with_retired else select(Location).where(Location.retired_at.is_(None))
    locations = sorted(session.scalars(query), key=lambda location: location.path.split("/"))
    mine = staffed_by(who, Artifact.organisation_id)
    amounts = select(Artifact.location_id, func.count()).where(Artifact.location_id.is_not(None), mine)
    own = dict(session.execute(amounts.group_by(Artifact.location_id)).all())
    total: dict[str, int] = {}
    for location in locations:
        codes = location.path.split("/")
        for depth in range(1, len(codes) + 1):
            path = "/".join(codes[:depth])
            total[path] = total.get(path, 0) + own.get(location.id, 0)
    return [Branch(location, own.get(location.id, 0), total[location.path]) for location in locations]


def list_contents(
    session: Session, who: Identity, location: Location, *, cursor: str | None = None, limit: int = 100
) -> Page[Artifact]:
    """What stands in a location and in everything below it, by accession number."""
    require(who, Action.READ_DRAFTS)
    query = select(Artifact).join(Location, Artifact.location_id == Location.id).options(joinedload(Artifact.site))
    query = query.where(within(location), staffed_by(who, Artifact.organisation_id))
    page = page_by(session, query, Artifact.accession_number, cursor, limit)
    return replace(page, items=for_reader(session, who, page.items))


def count_artifacts(session: Session, who: Identity, location: Location) -> int:
    """How many artifacts stand in a location and below it."""
    require(who, Action.READ_DRAFTS)
    query = select(func.count()).select_from(Artifact).join(Location, Artifact.location_id == Location.id)
    return session.scalar(query.where(within(location), staffed_by(who, Artifact.organisation_id))) or 0


def within(location: Location) -> ColumnElement[bool]:
    """The rows of ``Location`` that are this one or stand below it."""
    return or_(Location.id == location.id, Location.path.startswith(location.path + "/", autoescape=True))


def _rename_in_artifacts(session: Session, who: Identity, location: Location) -> None:
    """Give the new name to what stands here: artifacts keep the name beside the link."""
    for artifact in session.scalars(select(Artifact).where(Artifact.location_id == location.id)).all():
        artifact.location = location.title_vi
        record_change(session, who, artifact, "rename_location")
        index_artifact(session, artifact)


def _path(session: Session, location: Location) -> str:
    parent = session.get(Location, location.parent_id) if location.parent_id else None
    return f"{parent.path}/{location.code}" if parent else location.code


def _check(session: Session, location: Location) -> None:
    """Rules that need more than one column."""
    faults: dict[str, str] = {}
    if "/" in location.code or not any(c.isalnum() for c in location.code):
        faults["code"] = "malformed"
    if location.site_id is not None and session.get(Site, location.site_id) is None:
        faults["site_id"] = "not_found"
    if location.parent_id is not None and (fault := _parent_fault(session, location)):
        faults["parent_id"] = fault
    if faults:
        _forget(session, location)
        raise ValidationError(faults)
    code = location.code
    other = session.scalar(select(Location.id).where(Location.code == code))
    if other is not None and other != location.id:
        _forget(session, location)
        raise ConflictError("location_taken", location=code)


def _parent_fault(session: Session, location: Location) -> str:
    """Why the parent does not fit; empty when it does."""
    parent = session.get(Location, location.parent_id)
    if parent is None or parent.retired_at is not None:
        return "not_found"
    if location.path and (parent.id == location.id or parent.path.startswith(location.path + "/")):
        return "circular"
    return "too_deep" if parent.path.count("/") + 2 > DEEPEST else ""


def _forget(session: Session, location: Location) -> None:
    """Drop refused changes, so that a later flush can't save them."""
    if location in session:
        session.expire(location)
