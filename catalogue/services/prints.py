"""What printed sheets say: everything that hangs on records, read for many of them in a handful of queries."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session, joinedload

from catalogue.errors import NotFoundError, ValidationError
from catalogue.policy import Action, Identity, require
from catalogue.records import (
    Agent,
    Artifact,
    Collection,
    CollectionItem,
    ConditionCheck,
    Designation,
    Identifier,
    Inscription,
    Location,
    Measurement,
    Organisation,
    Place,
    RecordAgent,
    RecordPlace,
    RecordText,
    Site,
)
from catalogue.services.locations import read_location
from catalogue.services.private_fields import for_reader
from catalogue.services.sites import read_site
from catalogue.services.visibility import staffed_by
from catalogue.vocab.folding import clean
from catalogue.vocab.terms import Status

MOST = 2_000
"""Sheets of one document."""
_AT_ONCE = 400
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class PlaceNamed:
    """A place of a record with the name that it bears today, where it has another one by now."""

    link: RecordPlace
    place: Place
    today: Place | None = None


@dataclass(frozen=True, slots=True)
class CardParts:
    """An artifact with everything that its card says."""

    artifact: Artifact
    site: Site | None
    organisation: Organisation | None
    measurements: list[Measurement] = field(default_factory=list)
    inscriptions: list[Inscription] = field(default_factory=list)
    identifiers: list[Identifier] = field(default_factory=list)
    designations: list[Designation] = field(default_factory=list)
    texts: list[RecordText] = field(default_factory=list)
    collections: list[Collection] = field(default_factory=list)
    agents: list[tuple[RecordAgent, Agent]] = field(default_factory=list)
    places: list[PlaceNamed] = field(default_factory=list)
    check: ConditionCheck | None = None


def read_cards(session: Session, who: Identity, ids: Sequence[UUID]) -> list[CardParts]:
    """The artifacts with these ids and what their cards say, in this order; for their staff."""
    require(who, Action.READ_DRAFTS)
    return [card for start in range(0, len(ids), _AT_ONCE) for card in _cards(session, who, ids[start:][:_AT_ONCE])]


def find_numbers(session: Session, who: Identity, numbers: Iterable[str]) -> list[UUID]:
    """The ids of artifacts by accession number, in this order, each once.

    Raises:
        ValidationError: ``numbers``: ``required``, ``too_long``.
        NotFoundError: ``artifact_not_found``: the first number that nobody has.
    """
    require(who, Action.READ_DRAFTS)
    wanted = list(dict.fromkeys(filter(None, map(clean, numbers))))
    if not wanted or len(wanted) > MOST:
        raise ValidationError({"numbers": "too_long" if wanted else "required"})
    found: dict[str, UUID] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        part = wanted[start : start + _AT_ONCE]
        query = select(Artifact.accession_number, Artifact.id)
        rows = session.execute(
            query.where(Artifact.accession_number.in_(part), staffed_by(who, Artifact.organisation_id))
        )
        found |= {row[0]: row[1] for row in rows}
    missing = next((number for number in wanted if number not in found), None)
    if missing is not None:
        raise NotFoundError("artifact_not_found", number=missing)
    return [found[number] for number in wanted]


def find_in_site(session: Session, who: Identity, code: str) -> tuple[Site, list[UUID]]:
    """A site and the ids of its artifacts and those of its parts, by accession number; withdrawn ones are left out.

    Raises:
        NotFoundError: ``site_not_found``. ValidationError: ``site``: ``too_long``.
    """
    require(who, Action.READ_DRAFTS)
    site = read_site(session, who, code)
    tree = select(Site.id).where(Site.id == site.id).cte("tree", recursive=True)
    tree = tree.union(select(Site.id).join(tree, Site.parent_id == tree.c.id))
    query = select(Artifact.id).where(Artifact.site_id.in_(select(tree.c.id)), Artifact.status != Status.WITHDRAWN)
    return site, _ordered(session, query.where(staffed_by(who, Artifact.organisation_id)), "site")


def find_in_location(session: Session, who: Identity, code: str) -> tuple[Location, list[UUID]]:
    """A location and the ids of what stands in it and below it, by accession number.

    Raises:
        NotFoundError: ``location_not_found``. ValidationError: ``location``: ``too_long``.
    """
    require(who, Action.READ_DRAFTS)
    location = read_location(session, who, code)
    inside = (Location.id == location.id) | Location.path.startswith(location.path + "/", autoescape=True)
    query = select(Artifact.id).join(Location, Location.id == Artifact.location_id)
    mine = staffed_by(who, Artifact.organisation_id)
    query = query.where(inside, Artifact.status != Status.WITHDRAWN, mine)
    return location, _ordered(session, query, "location")


def _ordered(session: Session, query: Any, field_name: str) -> list[UUID]:  # noqa: ANN401  a select of ids
    found = list(session.scalars(query.order_by(Artifact.accession_number).limit(MOST + 1)))
    if len(found) > MOST:
        raise ValidationError({field_name: "too_long"})
    return found


def _cards(session: Session, who: Identity, ids: Sequence[UUID]) -> list[CardParts]:
    """Some cards, each table asked once."""
    query = (
        select(Artifact)
        .where(Artifact.id.in_(ids), staffed_by(who, Artifact.organisation_id))
        .options(joinedload(Artifact.site))
    )
    artifacts = {artifact.id: artifact for artifact in for_reader(session, who, session.scalars(query))}
    children = {
        kind: _children(session, kind.record_id, ids, kind)
        for kind in (Measurement, Inscription, Identifier, Designation, RecordText)
    }
    bodies = {row.id: row for row in session.scalars(select(Organisation))}
    agents, places = _agents(session, ids), _places(session, ids)
    collections, checks = _collections(session, ids), _latest_checks(session, ids)
    return [
        CardParts(
            artifact=artifacts[ident],
            site=artifacts[ident].site,
            organisation=_body_of(bodies, artifacts[ident]),
            measurements=children[Measurement].get(ident, []),
            inscriptions=children[Inscription].get(ident, []),
            identifiers=children[Identifier].get(ident, []),
            designations=children[Designation].get(ident, []),
            texts=children[RecordText].get(ident, []),
            collections=collections.get(ident, []),
            agents=agents.get(ident, []),
            places=places.get(ident, []),
            check=checks.get(ident),
        )
        for ident in ids
        if ident in artifacts
    ]


def _body_of(bodies: dict[UUID, Organisation], artifact: Artifact) -> Organisation | None:
    return bodies.get(artifact.organisation_id) if artifact.organisation_id else None


def _children(
    session: Session, owner: InstrumentedAttribute[UUID], ids: Sequence[UUID], kind: type[Any]
) -> dict[UUID, list[Any]]:
    """Rows of a table by the record that they hang on, in their own order."""
    order = [getattr(kind, name) for name in ("position", "created_at", "id") if hasattr(kind, name)]
    return _by(session.scalars(select(kind).where(owner.in_(ids)).order_by(*order)), lambda row: row.record_id)


def _agents(session: Session, ids: Sequence[UUID]) -> dict[UUID, list[tuple[RecordAgent, Agent]]]:
    query = select(RecordAgent, Agent).join(Agent, Agent.id == RecordAgent.agent_id)
    rows = session.execute(query.where(RecordAgent.record_id.in_(ids)).order_by(RecordAgent.created_at, RecordAgent.id))
    return _by(((link, agent) for link, agent in rows), lambda row: row[0].record_id)


def _places(session: Session, ids: Sequence[UUID]) -> dict[UUID, list[PlaceNamed]]:
    query = select(RecordPlace, Place).join(Place, Place.id == RecordPlace.place_id)
    rows = session.execute(query.where(RecordPlace.record_id.in_(ids)).order_by(RecordPlace.created_at, RecordPlace.id))
    named = [PlaceNamed(link, place, _today(session, place)) for link, place in rows]
    return _by(named, lambda row: row.link.record_id)


def _today(session: Session, place: Place) -> Place | None:
    """The end of a place's chain of successors; None where it has none."""
    latest, passed = place, {place.id}
    while latest.successor_id is not None and latest.successor_id not in passed:
        passed.add(latest.successor_id)
        latest = session.get_one(Place, latest.successor_id)
    return latest if latest.id != place.id else None


def _collections(session: Session, ids: Sequence[UUID]) -> dict[UUID, list[Collection]]:
    query = select(CollectionItem.record_id, Collection).join(Collection, Collection.id == CollectionItem.collection_id)
    rows = session.execute(query.where(CollectionItem.record_id.in_(ids)).order_by(Collection.code))
    pairs = _by(((ident, collection) for ident, collection in rows), lambda row: row[0])
    return {ident: [collection for _, collection in found] for ident, found in pairs.items()}


def _latest_checks(session: Session, ids: Sequence[UUID]) -> dict[UUID, ConditionCheck]:
    query = select(ConditionCheck).where(ConditionCheck.artifact_id.in_(ids), ConditionCheck.status != Status.WITHDRAWN)
    rows = session.scalars(query.order_by(ConditionCheck.checked_on, ConditionCheck.number))
    return {row.artifact_id: row for row in rows if row.artifact_id is not None}


def _by(rows: Iterable[T], key: Callable[[T], UUID]) -> dict[UUID, list[T]]:
    found: dict[UUID, list[T]] = {}
    for row in rows:
        found.setdefault(key(row), []).append(row)
    return found
