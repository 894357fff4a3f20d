"""Condition checks: dated assessments of an artifact or a site, and when the next one is due."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from catalogue.db import now_utc
from catalogue.errors import ConflictError, NotFoundError, ValidationError
from catalogue.policy import Action, Identity, require, require_on
from catalogue.records import Artifact, ConditionCheck, Model, Site
from catalogue.services.audits import expect_version, record_change
from catalogue.services.numbering import next_number
from catalogue.services.ownership import belongs
from catalogue.services.publishing import set_status
from catalogue.services.validation import assign, need
from catalogue.services.visibility import owner_staffed, staffed_by
from catalogue.vocab.days import day_of
from catalogue.vocab.terms import Status

PREFIX = "KT"
"""Of the numbers: kiểm tra."""
EDITABLE = (
    "checked_on", "checker", "reason", "method", "equipment", "grade", "completeness", "surface", "structure", "parts",
    "summary_vi", "summary_en", "hazards", "priority", "recommendation", "advice_treat", "advice_store", "advice_pack",
    "advice_handle", "advice_display", "next_check_on", "model_id", "visibility",
)  # fmt: skip
Checked = Artifact | Site


@dataclass(frozen=True, slots=True)
class Due:
    """A record whose next check is due, and the day on which it was or will be."""

    record: Checked
    due_on: dt.date


def add_check(session: Session, who: Identity, record: Checked, values: Mapping[str, object]) -> ConditionCheck:
    """Save a new assessment as a draft under the year's next number; ``grade`` is needed.

    The day is today and the checker the one who asks where they are not given.

    Raises:
        ValidationError: each unfit field; ``checked_on``: ``in_future``; ``next_check_on``: ``not_after``.
    """
    require(who, Action.CHECK_CONDITION)
    need(values, "grade")
    check = ConditionCheck(
        checked_on=day_of(now_utc()), checker=who.name or who.role.value, account_id=who.account_id, status=Status.DRAFT
    )
    check.artifact_id, check.site_id = _owner(record)
    with session.no_autoflush:
        assign(check, values, EDITABLE)
        _refuse_unfit(session, check)
        check.number = next_number(session, ConditionCheck.number, PREFIX, check.checked_on.year)
    record_change(session, who, check, "add")
    keep_latest(session, who, record)
    return check


def update_check(
    session: Session, who: Identity, number: str, changes: Mapping[str, object], *, expected_version: int | None
) -> ConditionCheck:
    """Change an assessment that is not published yet; a published one is history and stays as it is.

    Raises:
        NotFoundError, ValidationError, StaleError; ConflictError: ``check_settled``.
    """
    require(who, Action.CHECK_CONDITION)
    check = read_check(session, who, number)
    expect_version(check, expected_version)
    refuse_settled(check)
    with session.no_autoflush:
        assign(check, changes, EDITABLE)
        _refuse_unfit(session, check)
    record_change(session, who, check, "update")
    keep_latest(session, who, read_record(session, check))
    return check


def change_check_status(
    session: Session, who: Identity, number: str, status: Status, *, expected_version: int | None = None
) -> ConditionCheck:
    """Hand an assessment over for review, publish or withdraw it.

    Raises:
        NotFoundError, StaleError; ConflictError: ``status_step``.
    """
    require(who, Action.CHECK_CONDITION if status is Status.REVIEW else Action.PUBLISH)
    check = read_check(session, who, number)
    expect_version(check, expected_version)
    if set_status(check, status, check.number):
        record_change(session, who, check, status.value)
        keep_latest(session, who, read_record(session, check))
    return check


def read_check(session: Session, who: Identity, number: str) -> ConditionCheck:
    """The assessment with this number; they are for the staff of the record.

    Raises:
        NotFoundError: ``check_not_found``.
    """
    require(who, Action.READ_DRAFTS)
    mine = owner_staffed(who, ConditionCheck.artifact_id, ConditionCheck.site_id)
    check = session.scalar(select(ConditionCheck).where(ConditionCheck.number == number.strip(), mine))
    if check is None:
        raise NotFoundError("check_not_found", number=number)
    return check


def read_record(session: Session, check: ConditionCheck) -> Checked:
    """What was assessed."""
    if check.artifact_id is not None:
        return session.get_one(Artifact, check.artifact_id)
    return session.get_one(Site, check.site_id)


def list_checks(session: Session, who: Identity, record: Checked) -> list[ConditionCheck]:
    """A record's assessments, latest first, without withdrawn ones."""
    require_on(who, Action.READ_DRAFTS, record)
    artifact_id, site_id = _owner(record)
    query = select(ConditionCheck).where(
        ConditionCheck.artifact_id == artifact_id,
        ConditionCheck.site_id == site_id,
        ConditionCheck.status != Status.WITHDRAWN,
    )
    return list(session.scalars(query.order_by(ConditionCheck.checked_on.desc(), ConditionCheck.number.desc())))


def list_due(session: Session, who: Identity, until: dt.date, limit: int = 200) -> list[Due]:
    """Records whose next check is due by a day, the longest overdue first."""
    require(who, Action.READ_DRAFTS)
    artifacts = select(Artifact).where(
        Artifact.next_check_on <= until, Artifact.status != Status.WITHDRAWN, staffed_by(who, Artifact.organisation_id)
    )
    sites = select(Site).where(
        Site.next_check_on <= until, Site.status != Status.WITHDRAWN, staffed_by(who, Site.organisation_id)
    )
    rows: list[Checked] = [
        *session.scalars(artifacts.order_by(Artifact.next_check_on).limit(limit)),
        *session.scalars(sites.order_by(Site.next_check_on).limit(limit)),
    ]
    found = [Due(row, row.next_check_on) for row in rows if row.next_check_on is not None]
    return sorted(found, key=lambda due: due.due_on)[:limit]


def refuse_settled(check: ConditionCheck) -> None:
    """Stop who would change a published or withdrawn assessment.

    Raises:
        ConflictError: ``check_settled``.
    """
    if check.status in {Status.PUBLISHED, Status.WITHDRAWN}:
        raise ConflictError("check_settled", number=check.number)


def rebuild_conditions(session: Session, who: Identity) -> int:
    """Write grade and next day of every assessed record anew from its assessments; gives how many had differed."""
    require(who, Action.CHECK_CONDITION)
    artifacts = select(Artifact).where(
        or_(
            Artifact.id.in_(select(ConditionCheck.artifact_id)),
            Artifact.condition_grade.is_not(None),
            Artifact.next_check_on.is_not(None),
        )
    )
    sites = select(Site).where(
        or_(
            Site.id.in_(select(ConditionCheck.site_id)),
            Site.condition_grade.is_not(None),
            Site.next_check_on.is_not(None),
        )
    )
    records: list[Checked] = [*session.scalars(artifacts), *session.scalars(sites)]
    return sum(keep_latest(session, who, record) for record in records)


def _owner(record: Checked) -> tuple[UUID | None, UUID | None]:
    return (record.id, None) if isinstance(record, Artifact) else (None, record.id)


def _refuse_unfit(session: Session, check: ConditionCheck) -> None:
    """Rules that need more than one column."""
    faults: dict[str, str] = {}
    if check.checked_on > day_of(now_utc()):
        faults["checked_on"] = "in_future"
    if check.next_check_on is not None and check.next_check_on <= check.checked_on:
        faults["next_check_on"] = "not_after"
    if not belongs(session, Model, check.model_id, (check.artifact_id, check.site_id)):
        faults["model_id"] = "not_found"
    if faults:
        if check in session:
            session.expire(check)
        raise ValidationError(faults)


def keep_latest(session: Session, who: Identity, record: Checked) -> bool:
    """Copy grade and next day of the latest assessment into the record; False when it had them.

    A draft that names no next day leaves the day of the assessment before standing, so that nothing drops out of sight.
    """
    checks = list_checks(session, who, record)
    latest = checks[0] if checks else None
    grade = latest.grade if latest else None
    due = next((row.next_check_on for row in checks if row.next_check_on or row.status is not Status.DRAFT), None)
    if (record.condition_grade, record.next_check_on) == (grade, due):
        return False
    record.condition_grade, record.next_check_on = grade, due
    record_change(session, who, record, "condition")
    return True
