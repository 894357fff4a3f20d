"""Movements: every change of an artifact's location, append only; where it stands now follows from them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, Subquery, func, select
from sqlalchemy.orm import Session

from catalogue.db import now_utc
from catalogue.errors import NotFoundError, ValidationError
from catalogue.policy import Action, Identity, require, require_on
from catalogue.records import Artifact, Location, Movement
from catalogue.services.artifacts import read_artifact
from catalogue.services.audits import record_change
from catalogue.services.index import index_artifact
from catalogue.services.validation import assign, need
from catalogue.services.visibility import staffed_by
from catalogue.vocab.heritage import MoveReason

FIELDS = (
    "to_id", "to_text", "moved_at", "reason", "decision_number", "decision_date", "approver", "mover", "note",
)  # fmt: skip
FREE = frozenset({MoveReason.INVENTORY, MoveReason.CORRECTION, MoveReason.RETURN})
"""Reasons for which an artifact of a monument needs no decision: nothing is taken from where it belongs."""
MOST = 2_000


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where an artifact stands by its movements: the latest of them and its location, both None when it never moved."""

    movement: Movement | None
    location: Location | None


def move_artifacts(
    session: Session, who: Identity, numbers: Sequence[str], values: Mapping[str, object]
) -> list[Movement]:
    """Record that artifacts were moved together, and keep where they now stand in their own rows; all or none.

    ``numbers`` are accession numbers, each once. ``values`` hold ``to_id`` (a location in use) or ``to_text`` (outside
    of our own places) and ``reason``; ``moved_at`` is now when it is missing, ``mover`` the one who asks. Taking an
    artifact of a monument from its place needs ``decision_number`` and ``approver`` (Circular 04/2025/TT-BVHTTDL,
    article 31).

    Raises:
        NotFoundError: ``artifact_not_found``.
        ValidationError: each unfit field; ``moved_at``: ``in_future``, ``before_latest`` when a later movement stands.
    """
    require(who, Action.MOVE_ARTIFACTS)
    need(values, "reason")
    if not numbers or len(set(numbers)) != len(numbers) or len(numbers) > MOST:
        raise ValidationError({"artifacts": "malformed" if numbers else "required"})
    artifacts = [read_artifact(session, who, number) for number in numbers]
    drafts = [_draft(session, who, artifact, values) for artifact in artifacts]
    return [_save(session, who, *pair) for pair in zip(artifacts, drafts, strict=True)]


def correct_movement(session: Session, who: Identity, movement_id: UUID, values: Mapping[str, object]) -> Movement:
    """Set a wrong movement right by a new one that names it; the wrong one stays in the history.

    Raises:
        NotFoundError: ``movement_not_found``. ValidationError: as in ``move_artifacts``; ``note`` is required.
    """
    require(who, Action.MOVE_ARTIFACTS)
    need(values, "note")
    wrong = read_movement(session, who, movement_id)
    artifact = session.get_one(Artifact, wrong.artifact_id)
    given = {"moved_at": wrong.moved_at, **values, "reason": MoveReason.CORRECTION}
    draft = _draft(session, who, artifact, given)
    draft.corrects_id = wrong.id
    return _save(session, who, artifact, draft)


def read_movement(session: Session, who: Identity, movement_id: UUID) -> Movement:
    """The movement with this id; for the staff of what was moved.

    Raises:
        NotFoundError: ``movement_not_found``.
    """
    require(who, Action.READ_DRAFTS)
    query = select(Movement).join(Artifact, Artifact.id == Movement.artifact_id)
    found = session.scalar(query.where(Movement.id == movement_id, staffed_by(who, Artifact.organisation_id)))
    if found is None:
        raise NotFoundError("movement_not_found", movement=str(movement_id))
    return found


def list_movements(session: Session, who: Identity, artifact: Artifact) -> list[Movement]:
    """An artifact's movements, latest first; corrected ones stand among them."""
    require_on(who, Action.READ_DRAFTS, artifact)
    return list(session.scalars(_latest_first().where(Movement.artifact_id == artifact.id)))


def find_whereabouts(session: Session, who: Identity, artifact: Artifact) -> Whereabouts:
    """Where the movements say that an artifact stands; the artifact's own row is only a copy of this."""
    require_on(who, Action.READ_DRAFTS, artifact)
    latest = _latest(session, artifact.id)
    location = session.get(Location, latest.to_id) if latest and latest.to_id else None
    return Whereabouts(latest, location)


@dataclass(frozen=True, slots=True)
class Stray:
    """An artifact whose own row names another place than its latest movement."""

    artifact: Artifact
    latest: Movement
    kept: str
    moved_to: str


def find_strays(session: Session, who: Identity) -> list[Stray]:
    """Artifacts whose kept location differs from what their movements say, by accession number."""
    require(who, Action.READ_DRAFTS)
    latest = latest_movements()
    query = (
        select(Artifact, Movement, Location)
        .join(Movement, Movement.artifact_id == Artifact.id)
        .join(latest, latest.c.id == Movement.id)
        .outerjoin(Location, Location.id == Movement.to_id)
        .where(latest.c.place == 1, staffed_by(who, Artifact.organisation_id))
        .order_by(Artifact.accession_number)
    )
    return [
        Stray(artifact, movement, artifact.location or "", text or "")
        for artifact, movement, location in session.execute(query)
        for text in [movement.to_text if location is None else location.title_vi]
        if (artifact.location_id, artifact.location) != (movement.to_id, text)
    ]


def rebuild_locations(session: Session, who: Identity) -> int:
    """Write every artifact's location anew from its movements; gives how many had differed."""
    require(who, Action.MANAGE_LOCATIONS)
    strays = find_strays(session, who)
    for stray in strays:
        _stand(session, stray.artifact, stray.latest)
        record_change(session, who, stray.artifact, "rebuild_location")
        index_artifact(session, stray.artifact)
    return len(strays)


def latest_movements(until: dt.datetime | None = None) -> Subquery:
    """Movements by ``id`` with their ``place`` among the artifact's own, 1 for the latest (until a moment)."""
    order = (Movement.moved_at.desc(), Movement.recorded_at.desc(), Movement.id.desc())
    place = func.row_number().over(partition_by=Movement.artifact_id, order_by=order).label("place")
    query = select(Movement.id, place)
    return (query if until is None else query.where(Movement.moved_at <= until)).subquery()


def _draft(session: Session, who: Identity, artifact: Artifact, values: Mapping[str, object]) -> Movement:
    """A movement that keeps all rules, not yet saved."""
    draft = Movement(
        artifact_id=artifact.id, from_id=artifact.location_id, moved_at=now_utc(), recorded_at=now_utc(),
        mover=who.name or who.role.value, account_id=who.account_id,
    )  # fmt: skip
    with session.no_autoflush:
        assign(draft, {name: value for name, value in values.items() if value not in (None, "")}, FIELDS)
        faults = _place_faults(session, draft) | _time_faults(session, draft) | _decision_faults(artifact, draft)
    if faults:
        raise ValidationError(faults, number=artifact.accession_number)
    return draft


def _place_faults(session: Session, draft: Movement) -> dict[str, str]:
    if (draft.to_id is None) == (draft.to_text is None):
        return {"to_id": "required" if draft.to_id is None else "one_of_two"}
    if draft.to_id is None:
        return {}
    location = session.get(Location, draft.to_id)
    return {} if location is not None and location.retired_at is None else {"to_id": "not_found"}


def _time_faults(session: Session, draft: Movement) -> dict[str, str]:
    if draft.moved_at > now_utc() + dt.timedelta(minutes=5):
        return {"moved_at": "in_future"}
    latest = _latest(session, draft.artifact_id)
    is_behind = latest is not None and draft.moved_at < latest.moved_at
    return {"moved_at": "before_latest"} if is_behind else {}


def _decision_faults(artifact: Artifact, draft: Movement) -> dict[str, str]:
    if artifact.site_id is None or draft.reason in FREE:
        return {}
    return {name: "required" for name in ("decision_number", "approver") if not getattr(draft, name)}


def _save(session: Session, who: Identity, artifact: Artifact, draft: Movement) -> Movement:
    """Flush the movement, then the artifact's copy of it with audit and search row."""
    session.add(draft)
    session.flush()
    if _stand(session, artifact, draft):
        record_change(session, who, artifact, "move")
        index_artifact(session, artifact)
    return draft


def _stand(session: Session, artifact: Artifact, latest: Movement) -> bool:
    """Copy a movement's end into the artifact; False when it stood there already."""
    location = session.get(Location, latest.to_id) if latest.to_id else None
    text = latest.to_text if location is None else location.title_vi
    if (artifact.location_id, artifact.location) == (latest.to_id, text):
        return False
    artifact.location_id, artifact.location = latest.to_id, text
    return True


def _latest(session: Session, artifact_id: UUID) -> Movement | None:
    return session.scalar(_latest_first().where(Movement.artifact_id == artifact_id).limit(1))


def _latest_first() -> Select[Movement]:
    return select(Movement).order_by(Movement.moved_at.desc(), Movement.recorded_at.desc(), Movement.id.desc())
