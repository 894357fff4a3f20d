"""Condition checks of all records in one list: narrowed by grade, place, person and what is overdue."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from catalogue.db import now_utc
from catalogue.errors import ValidationError
from catalogue.policy import Action, Identity, require
from catalogue.records import Artifact, ConditionCheck, Site
from catalogue.services.conditions import Checked
from catalogue.services.paging import Page, clamp, count_rows, read_cursor, write_cursor
from catalogue.services.visibility import owner_staffed, staffed_by
from catalogue.vocab.days import day_of
from catalogue.vocab.folding import clean
from catalogue.vocab.heritage import Grade
from catalogue.vocab.terms import Status


@dataclass(frozen=True, slots=True)
class CheckFilter:
    """Which checks are wanted; what is None or False doesn't matter.

    ``place_id`` takes the checks of a site and of the artifacts that belong to it; ``is_overdue`` those that are the
    latest of their record and whose next day has passed.
    """

    artifact_id: UUID | None = None
    site_id: UUID | None = None
    place_id: UUID | None = None
    grade: Grade | None = None
    status: Status | None = None
    checker: str | None = None
    is_overdue: bool = False


def find_checks(
    session: Session, who: Identity, only: CheckFilter, *, cursor: str | None = None, limit: int = 50
) -> Page[ConditionCheck]:
    """One page of checks, the latest day first; withdrawn ones only where they are asked for.

    Raises:
        ValidationError: field ``cursor`` is ``malformed``.
    """
    require(who, Action.READ_DRAFTS)
    mine = owner_staffed(who, ConditionCheck.artifact_id, ConditionCheck.site_id)
    query = _narrowed(only).where(mine)
    total, limit = count_rows(session, query), clamp(limit)
    if cursor:
        query = query.where(_after(cursor))
    order = (ConditionCheck.checked_on.desc(), ConditionCheck.number.desc())
    rows = list(session.scalars(query.order_by(*order).limit(limit + 1)))
    end = rows[limit - 1] if len(rows) > limit else None
    return Page(rows[:limit], write_cursor(end.checked_on.isoformat(), end.number) if end else None, total)


def list_checkers(session: Session, who: Identity) -> list[str]:
    """Everybody who ever checked something, by name."""
    require(who, Action.READ_DRAFTS)
    return list(session.scalars(select(ConditionCheck.checker).distinct().order_by(ConditionCheck.checker)))


def count_overdue(session: Session, who: Identity) -> int:
    """How many records should have been checked before today."""
    require(who, Action.READ_DRAFTS)
    today, found = day_of(now_utc()), 0
    for kind in (Artifact, Site):
        mine = staffed_by(who, kind.organisation_id)
        overdue = (kind.next_check_on < today, kind.status != Status.WITHDRAWN, mine)
        found += session.scalar(select(func.count()).select_from(kind).where(*overdue)) or 0
    return found


def records_of(session: Session, checks: list[ConditionCheck]) -> dict[UUID, Checked]:
    """What each of the checks is about, by the check's id, found in two questions."""
    artifact_ids = {check.artifact_id for check in checks if check.artifact_id}
    site_ids = {check.site_id for check in checks if check.site_id}
    records: dict[UUID, Checked] = {
        one.id: one for one in session.scalars(select(Artifact).where(Artifact.id.in_(artifact_ids)))
    }
    records |= {one.id: one for one in session.scalars(select(Site).where(Site.id.in_(site_ids)))}
    return {check.id: records[owner] for check in checks if (owner := check.artifact_id or check.site_id)}


def _narrowed(only: CheckFilter) -> Select[ConditionCheck]:
    query = select(ConditionCheck)
    query = query.where(
        ConditionCheck.status == only.status if only.status else ConditionCheck.status != Status.WITHDRAWN
    )
    for column, wanted in (
        (ConditionCheck.artifact_id, only.artifact_id),
        (ConditionCheck.site_id, only.site_id),
        (ConditionCheck.grade, only.grade),
    ):
        query = query.where(column == wanted) if wanted is not None else query
    if only.checker:
        query = query.where(func.lower(ConditionCheck.checker).contains(clean(only.checker).lower(), autoescape=True))
    if only.place_id is not None:
        inside = select(Artifact.id).where(Artifact.site_id == only.place_id)
        query = query.where(or_(ConditionCheck.site_id == only.place_id, ConditionCheck.artifact_id.in_(inside)))
    return _overdue(query) if only.is_overdue else query


def _overdue(query: Select[ConditionCheck]) -> Select[ConditionCheck]:
    """Checks that set the day which their record has missed."""
    today = day_of(now_utc())
    artifacts = select(Artifact.id).where(Artifact.next_check_on < today, Artifact.status != Status.WITHDRAWN)
    sites = select(Site.id).where(Site.next_check_on < today, Site.status != Status.WITHDRAWN)
    artifact_day = select(Artifact.next_check_on).where(Artifact.id == ConditionCheck.artifact_id).scalar_subquery()
    site_day = select(Site.next_check_on).where(Site.id == ConditionCheck.site_id).scalar_subquery()
    return query.where(
        or_(
            and_(ConditionCheck.artifact_id.in_(artifacts), ConditionCheck.next_check_on == artifact_day),
            and_(ConditionCheck.site_id.in_(sites), ConditionCheck.next_check_on == site_day),
        )
    )


def _after(cursor: str) -> ColumnElement[bool]:
    day, number = read_cursor(cursor, 2)
    try:
        at = dt.date.fromisoformat(day)
    except ValueError:
        raise ValidationError({"cursor": "malformed"}) from None
    same_day = and_(ConditionCheck.checked_on == at, ConditionCheck.number < number)
    return or_(ConditionCheck.checked_on < at, same_day)
