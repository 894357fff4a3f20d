"""Looking back over movements: the journal with its filters, what a location held on a past day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from catalogue.policy import Action, Identity, require
from catalogue.records import Artifact, Location, Movement
from catalogue.services.locations import within
from catalogue.services.movements import latest_movements
from catalogue.services.paging import Page, page_newest
from catalogue.services.visibility import staffed_by
from catalogue.vocab.days import start_of
from catalogue.vocab.folding import clean
from catalogue.vocab.heritage import MoveReason

MOST = 2_000


@dataclass(frozen=True, slots=True)
class MovementFilter:
    """What the journal is narrowed to; None leaves a side open. Days are Vietnam's, both included."""

    artifact: str | None = None
    location: Location | None = None
    reason: MoveReason | None = None
    since: dt.date | None = None
    until: dt.date | None = None
    decision: str | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """A movement with what was moved and the locations at both ends, where they are ours."""

    movement: Movement
    artifact: Artifact
    origin: Location | None
    goal: Location | None


def find_movements(
    session: Session, who: Identity, only: MovementFilter, *, cursor: str | None = None, limit: int = 50
) -> Page[Movement]:
    """The movements that fit, the latest first."""
    require(who, Action.READ_DRAFTS)
    mine = select(Artifact.id).where(staffed_by(who, Artifact.organisation_id))
    query = _narrowed(only) if who.is_everywhere else _narrowed(only).where(Movement.artifact_id.in_(mine))
    return page_newest(session, query, Movement, cursor, limit, by="moved_at")


def list_steps(session: Session, who: Identity, movements: Sequence[Movement]) -> list[Step]:
    """The same movements with their artifacts and locations, found in two questions however many there are.

    Those of artifacts that the reader is not staff of are left out.
    """
    require(who, Action.READ_DRAFTS)
    mine = staffed_by(who, Artifact.organisation_id)
    artifacts = _by_id(session, select(Artifact).where(Artifact.id.in_({row.artifact_id for row in movements}), mine))
    named = {ident for row in movements for ident in (row.from_id, row.to_id) if ident}
    places = {row.id: row for row in session.scalars(select(Location).where(Location.id.in_(named)))}
    return [
        Step(
            row,
            artifacts[row.artifact_id],
            places.get(row.from_id) if row.from_id else None,
            places.get(row.to_id) if row.to_id else None,
        )
        for row in movements
        if row.artifact_id in artifacts
    ]


def list_contents_at(
    session: Session, who: Identity, location: Location, day: dt.date, limit: int = MOST
) -> list[Artifact]:
    """What stood in a location and below it when a day ended, by accession number; the tree is today's."""
    require(who, Action.READ_DRAFTS)
    end = start_of(day + dt.timedelta(days=1)) - dt.timedelta(microseconds=1)
    latest = latest_movements(end)
    query = (
        select(Artifact)
        .join(Movement, Movement.artifact_id == Artifact.id)
        .join(latest, latest.c.id == Movement.id)
        .join(Location, Location.id == Movement.to_id)
        .where(latest.c.place == 1, within(location), staffed_by(who, Artifact.organisation_id))
        .order_by(Artifact.accession_number)
    )
    return list(session.scalars(query.limit(limit)))


def _narrowed(only: MovementFilter) -> Select[Movement]:
    query = select(Movement)
    if only.artifact:
        number = select(Artifact.id).where(Artifact.accession_number == clean(only.artifact))
        query = query.where(Movement.artifact_id.in_(number))
    if only.location is not None:
        places = select(Location.id).where(within(only.location))
        query = query.where(or_(Movement.to_id.in_(places), Movement.from_id.in_(places)))
    if only.reason is not None:
        query = query.where(Movement.reason == only.reason)
    if only.since is not None:
        query = query.where(Movement.moved_at >= start_of(only.since))
    if only.until is not None:
        query = query.where(Movement.moved_at < start_of(only.until + dt.timedelta(days=1)))
    if only.decision:
        query = query.where(Movement.decision_number == clean(only.decision))
    return query


def _by_id(session: Session, query: Select[Artifact]) -> dict[UUID, Artifact]:
    return {row.id: row for row in session.scalars(query)}
