"""Treatments: what was done to an artifact or a site, against which damage, and how it looked before and after."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalogue.db import now_utc
from catalogue.errors import ConflictError, NotFoundError, ValidationError
from catalogue.policy import Action, Identity, require, require_on
from catalogue.records import (
    Artifact,
    Comparison,
    ConditionCheck,
    Damage,
    DigitalFile,
    Term,
    Treatment,
    TreatmentDamage,
    TreatmentFile,
)
from catalogue.services.audits import expect_version, record_change
from catalogue.services.conditions import Checked
from catalogue.services.numbering import next_number
from catalogue.services.ownership import belongs
from catalogue.services.publishing import set_status
from catalogue.services.validation import assign, need
from catalogue.services.visibility import owner_staffed
from catalogue.vocab.days import day_of
from catalogue.vocab.terms import Status

PREFIX = "BQ"
"""Of the numbers: bảo quản."""
EDITABLE = (
    "begun_on", "ended_on", "conservator", "action_id", "purpose", "methods", "materials", "result", "recommendation",
    "decision_number", "decision_date", "approver", "check_before_id", "check_after_id", "comparison_id", "visibility",
)  # fmt: skip
Stage = Literal["before", "during", "after"]
STAGES: tuple[Stage, ...] = ("before", "during", "after")


def add_treatment(session: Session, who: Identity, record: Checked, values: Mapping[str, object]) -> Treatment:
    """Save a new treatment as a draft under the year's next number; ``purpose`` and ``begun_on`` are needed.

    One that begins on a day to come is a proposal.

    Raises:
        ValidationError: each unfit field; ``ended_on``: ``in_future``, ``out_of_range`` before the begin.
    """
    require(who, Action.TREAT)
    need(values, "purpose", "begun_on")
    treatment = Treatment(conservator=who.name or who.role.value, account_id=who.account_id, status=Status.DRAFT)
    if isinstance(record, Artifact):
        treatment.artifact_id = record.id
    else:
        treatment.site_id = record.id
    with session.no_autoflush:
        assign(treatment, values, EDITABLE)
        _refuse_unfit(session, treatment)
        treatment.number = next_number(session, Treatment.number, PREFIX, treatment.begun_on.year)
    record_change(session, who, treatment, "add")
    return treatment


def update_treatment(
    session: Session, who: Identity, number: str, changes: Mapping[str, object], *, expected_version: int | None
) -> Treatment:
    """Change a treatment that is not published yet.

    Raises:
        NotFoundError, ValidationError, StaleError; ConflictError: ``treatment_settled``.
    """
    require(who, Action.TREAT)
    treatment = _open(session, who, number)
    expect_version(treatment, expected_version)
    with session.no_autoflush:
        assign(treatment, changes, EDITABLE)
        _refuse_unfit(session, treatment)
    record_change(session, who, treatment, "update")
    return treatment


def finish_treatment(
    session: Session, who: Identity, number: str, values: Mapping[str, object], *, expected_version: int | None
) -> Treatment:
    """Say that the work is done, with its ``result``; the day is today where none is given. It goes on to review.

    Raises:
        NotFoundError, StaleError; ValidationError: ``result``: ``required``; ConflictError: ``treatment_settled``.
    """
    require(who, Action.TREAT)
    treatment = _open(session, who, number)
    expect_version(treatment, expected_version)
    given = {"ended_on": day_of(now_utc()), "result": treatment.result, **{k: v for k, v in values.items() if v}}
    need(given, "result")
    with session.no_autoflush:
        assign(treatment, given, EDITABLE)
        _refuse_unfit(session, treatment)
    set_status(treatment, Status.REVIEW, treatment.number)
    record_change(session, who, treatment, "finish")
    return treatment


def change_treatment_status(
    session: Session, who: Identity, number: str, status: Status, *, expected_version: int | None = None
) -> Treatment:
    """Hand a treatment over for review, publish or withdraw it.

    Raises:
        NotFoundError, StaleError; ConflictError: ``status_step``.
    """
    require(who, Action.TREAT if status is Status.REVIEW else Action.PUBLISH)
    treatment = read_treatment(session, who, number)
    expect_version(treatment, expected_version)
    if set_status(treatment, status, treatment.number):
        record_change(session, who, treatment, status.value)
    return treatment


def read_treatment(session: Session, who: Identity, number: str) -> Treatment:
    """The treatment with this number; they are for the staff of the record.

    Raises:
        NotFoundError: ``treatment_not_found``.
    """
    require(who, Action.READ_DRAFTS)
    mine = owner_staffed(who, Treatment.artifact_id, Treatment.site_id)
    treatment = session.scalar(select(Treatment).where(Treatment.number == number.strip(), mine))
    if treatment is None:
        raise NotFoundError("treatment_not_found", number=number)
    return treatment


def list_treatments(session: Session, who: Identity, record: Checked) -> list[Treatment]:
    """A record's treatments, latest first, without withdrawn ones."""
    require_on(who, Action.READ_DRAFTS, record)
    key = Treatment.artifact_id if isinstance(record, Artifact) else Treatment.site_id
    query = select(Treatment).where(key == record.id, Treatment.status != Status.WITHDRAWN)
    return list(session.scalars(query.order_by(Treatment.begun_on.desc(), Treatment.number.desc())))


def show_file(session: Session, who: Identity, number: str, file_id: UUID, stage: str) -> TreatmentFile:
    """Put a photograph or document of the same record before, during or after the treatment.

    Raises:
        NotFoundError; ConflictError: ``treatment_settled``; ValidationError: ``stage``, or a foreign file.
    """
    require(who, Action.TREAT)
    treatment = _open(session, who, number)
    if stage not in STAGES:
        raise ValidationError({"stage": "not_in_list"})
    file = session.get(DigitalFile, file_id)
    if file is None or (file.artifact_id, file.site_id) != (treatment.artifact_id, treatment.site_id):
        raise ValidationError({"file_id": "not_found"})
    row = session.get(TreatmentFile, (treatment.id, file_id)) or TreatmentFile(
        treatment_id=treatment.id, file_id=file_id, stage=stage
    )
    row.stage = stage
    session.add(row)
    session.flush()
    return row


def hide_file(session: Session, who: Identity, number: str, file_id: UUID) -> None:
    """Take a file out of a treatment's pictures; the file itself stays with its record.

    Raises:
        NotFoundError; ConflictError: ``treatment_settled``.
    """
    require(who, Action.TREAT)
    row = session.get(TreatmentFile, (_open(session, who, number).id, file_id))
    if row is not None:
        session.delete(row)
        session.flush()


def list_stages(session: Session, who: Identity, treatment: Treatment) -> dict[str, list[DigitalFile]]:
    """The treatment's files by stage, each in the order in which they were stored."""
    require(who, Action.READ_DRAFTS)
    rows = session.execute(
        select(TreatmentFile.stage, DigitalFile)
        .join(DigitalFile, DigitalFile.id == TreatmentFile.file_id)
        .where(TreatmentFile.treatment_id == treatment.id)
        .order_by(DigitalFile.created_at, DigitalFile.name)
    ).all()
    return {stage: [file for name, file in rows if name == stage] for stage in STAGES}


def treat_damage(session: Session, who: Identity, number: str, damage_id: UUID) -> None:
    """Say that a treatment dealt with a damage of the same record; saying it twice changes nothing.

    Raises:
        NotFoundError; ConflictError: ``treatment_settled``; ValidationError: a damage of another record.
    """
    require(who, Action.TREAT)
    treatment = _open(session, who, number)
    damage = session.get(Damage, damage_id)
    check = session.get(ConditionCheck, damage.check_id) if damage else None
    if check is None or (check.artifact_id, check.site_id) != (treatment.artifact_id, treatment.site_id):
        raise ValidationError({"damage_id": "not_found"})
    if session.get(TreatmentDamage, (treatment.id, damage_id)) is None:
        session.add(TreatmentDamage(treatment_id=treatment.id, damage_id=damage_id))
        session.flush()


def list_treated(session: Session, who: Identity, treatment: Treatment) -> list[Damage]:
    """The damage that a treatment dealt with."""
    require(who, Action.READ_DRAFTS)
    query = select(Damage).join(TreatmentDamage, TreatmentDamage.damage_id == Damage.id)
    return list(session.scalars(query.where(TreatmentDamage.treatment_id == treatment.id).order_by(Damage.number)))


def _open(session: Session, who: Identity, number: str) -> Treatment:
    """The treatment, if it may still be changed."""
    treatment = read_treatment(session, who, number)
    if treatment.status in {Status.PUBLISHED, Status.WITHDRAWN}:
        raise ConflictError("treatment_settled", number=treatment.number)
    return treatment


def _refuse_unfit(session: Session, treatment: Treatment) -> None:
    """Rules that need more than one column."""
    faults: dict[str, str] = {}
    if treatment.ended_on is not None and treatment.ended_on < treatment.begun_on:
        faults["ended_on"] = "out_of_range"
    elif treatment.ended_on is not None and treatment.ended_on > day_of(now_utc()):
        faults["ended_on"] = "in_future"
    owner = (treatment.artifact_id, treatment.site_id)
    for name in ("check_before_id", "check_after_id"):
        if not belongs(session, ConditionCheck, getattr(treatment, name), owner):
            faults[name] = "not_found"
    if not belongs(session, Comparison, treatment.comparison_id, owner):
        faults["comparison_id"] = "not_found"
    if treatment.action_id is not None and session.get(Term, treatment.action_id) is None:
        faults["action_id"] = "not_found"
    if faults:
        if treatment in session:
            session.expire(treatment)
        raise ValidationError(faults)
