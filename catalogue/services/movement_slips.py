"""What the slip of a movement says: all artifacts that were moved together, from where to where, on whose decision."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalogue.policy import Action, Identity, require
from catalogue.records import Artifact, Location, Movement, Organisation
from catalogue.services.movements import read_movement
from catalogue.services.organisations import house_of
from catalogue.services.visibility import staffed_by
from catalogue.vocab.heritage import MoveReason


@dataclass(frozen=True, slots=True)
class Moved:
    """One artifact on a movement slip: number, names, count, and where it came from."""

    number: str
    title_vi: str
    title_en: str | None
    count: int
    origin: str


@dataclass(frozen=True, slots=True)
class MovementSlip:
    """Artifacts that were moved together, to where, when, why and on whose decision."""

    items: tuple[Moved, ...]
    to: str
    moved_at: dt.datetime
    reason: MoveReason
    mover: str
    decision_number: str | None = None
    decision_date: dt.date | None = None
    approver: str | None = None
    note: str | None = None
    house: Organisation | None = None


def read_slip(session: Session, who: Identity, movement_id: UUID) -> MovementSlip:
    """The slip of a movement and of those that were recorded together with it; for staff.

    Raises:
        NotFoundError: ``movement_not_found``.
    """
    require(who, Action.READ_DRAFTS)
    one = read_movement(session, who, movement_id)
    near = dt.timedelta(seconds=5)  # one call records its movements one after the other
    query = (
        select(Movement, Artifact, Location)
        .join(Artifact, Artifact.id == Movement.artifact_id)
        .outerjoin(Location, Location.id == Movement.from_id)
        .where(
            staffed_by(who, Artifact.organisation_id),
            Movement.to_id == one.to_id,
            Movement.to_text == one.to_text,
            Movement.moved_at.between(one.moved_at - near, one.moved_at + near),
            Movement.mover == one.mover,
            Movement.reason == one.reason,
        )
        .order_by(Artifact.accession_number)
    )
    rows = session.execute(query).all()
    items = tuple(
        Moved(artifact.accession_number, artifact.title_vi, artifact.title_en, artifact.count, _named(place))
        for _, artifact, place in rows
    )
    place = session.get(Location, one.to_id) if one.to_id else None
    return MovementSlip(
        items, one.to_text or _named(place), one.moved_at, one.reason, one.mover, one.decision_number,
        one.decision_date, one.approver, one.note,
        house_of(session, [artifact.organisation_id for _, artifact, _ in rows]),
    )  # fmt: skip


def _named(place: Location | None) -> str:
    return f"{place.title_vi} ({place.code})" if place else ""
