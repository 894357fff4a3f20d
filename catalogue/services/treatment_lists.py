"""Treatments of all records in one list, and how far each has come."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, or_, select
from sqlalchemy.orm import Session

from catalogue.db import now_utc
from catalogue.errors import ValidationError
from catalogue.policy import Action, Identity, require, require_on
from catalogue.records import Artifact, ConditionCheck, Damage, Site, Treatment, TreatmentDamage
from catalogue.services.audits import record_change
from catalogue.services.conditions import Checked
from catalogue.services.paging import Page, clamp, count_rows, read_cursor, write_cursor
from catalogue.services.treatments import read_treatment, treat_damage
from catalogue.services.visibility import owner_staffed
from catalogue.vocab.days import day_of
from catalogue.vocab.terms import Status


class Stand(enum.Enum):
    """How far a treatment has come: proposed for a day to come, begun, done."""

    PROPOSED = "proposed"
    BEGUN = "begun"
    FINISHED = "finished"


@dataclass(frozen=True, slots=True)
class TreatmentFilter:
    """Which treatments are wanted; what is None doesn't matter."""

    artifact_id: UUID | None = None
    site_id: UUID | None = None
    stand: Stand | None = None


def stand_of(treatment: Treatment) -> Stand:
    """How far the treatment has come today."""
    if treatment.ended_on is not None:
        return Stand.FINISHED
    return Stand.PROPOSED if treatment.begun_on > day_of(now_utc()) else Stand.BEGUN


def find_treatments(
    session: Session, who: Identity, only: TreatmentFilter, *, cursor: str | None = None, limit: int = 50
) -> Page[Treatment]:
    """One page of treatments without withdrawn ones, the latest begin first.

    Raises:
        ValidationError: field ``cursor`` is ``malformed``.
    """
    require(who, Action.READ_DRAFTS)
    mine = owner_staffed(who, Treatment.artifact_id, Treatment.site_id)
    query = select(Treatment).where(Treatment.status != Status.WITHDRAWN, mine)
    for column, wanted in ((Treatment.artifact_id, only.artifact_id), (Treatment.site_id, only.site_id)):
        query = query.where(column == wanted) if wanted is not None else query
    if only.stand is not None:
        query = query.where(_stands(only.stand))
    total, limit = count_rows(session, query), clamp(limit)
    if cursor:
        day, number = _position(cursor)
        same_day = and_(Treatment.begun_on == day, Treatment.number < number)
        query = query.where(or_(Treatment.begun_on < day, same_day))
    order = (Treatment.begun_on.desc(), Treatment.number.desc())
    rows = list(session.scalars(query.order_by(*order).limit(limit + 1)))
    end = rows[limit - 1] if len(rows) > limit else None
    return Page(rows[:limit], write_cursor(end.begun_on.isoformat(), end.number) if end else None, total)


def list_open_damages(session: Session, who: Identity, record: Checked) -> list[Damage]:
    """Every finding of the record's checks that no later check goes on from: what a treatment may answer."""
    require_on(who, Action.READ_DRAFTS, record)
    key = ConditionCheck.artifact_id if isinstance(record, Artifact) else ConditionCheck.site_id
    goes_on = select(Damage.previous_id).where(Damage.previous_id.is_not(None))
    query = (
        select(Damage)
        .join(ConditionCheck, ConditionCheck.id == Damage.check_id)
        .where(key == record.id, ConditionCheck.status != Status.WITHDRAWN, Damage.id.not_in(goes_on))
        .order_by(ConditionCheck.checked_on.desc(), Damage.number)
    )
    return list(session.scalars(query))


def set_treated(session: Session, who: Identity, number: str, damage_ids: Sequence[UUID]) -> None:
    """Let the treatment answer exactly these findings.

    Raises:
        NotFoundError; ConflictError: ``treatment_settled``; ValidationError: a damage of another record.
    """
    require(who, Action.TREAT)
    treatment = read_treatment(session, who, number)
    wanted = set(damage_ids)
    gone = (TreatmentDamage.treatment_id == treatment.id, TreatmentDamage.damage_id.not_in(wanted))
    for ident in dict.fromkeys(damage_ids):
        treat_damage(session, who, number, ident)
    session.execute(delete(TreatmentDamage).where(*gone))
    treatment.updated_at = now_utc()
    record_change(session, who, treatment, "damages")


def treated_record(session: Session, treatment: Treatment) -> Checked:
    """What was treated."""
    if treatment.artifact_id is not None:
        return session.get_one(Artifact, treatment.artifact_id)
    return session.get_one(Site, treatment.site_id)


def _stands(stand: Stand) -> ColumnElement[bool]:
    today = day_of(now_utc())
    if stand is Stand.FINISHED:
        return Treatment.ended_on.is_not(None)
    begun = Treatment.begun_on > today if stand is Stand.PROPOSED else Treatment.begun_on <= today
    return and_(Treatment.ended_on.is_(None), begun)


def _position(cursor: str) -> tuple[dt.date, str]:
    day, number = read_cursor(cursor, 2)
    try:
        return dt.date.fromisoformat(day), number
    except ValueError:
        raise ValidationError({"cursor": "malformed"}) from None
