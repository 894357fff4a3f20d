"""The open check of a record, and findings that go into it from elsewhere with one step."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from catalogue.db import now_utc
from catalogue.errors import NotFoundError, ValidationError
from catalogue.policy import Action, Identity, require
from catalogue.records import (
    Artifact,
    CheckFile,
    Comparison,
    ComparisonRegion,
    ConditionCheck,
    Damage,
    DigitalFile,
    Site,
)
from catalogue.services.audits import expect_version, record_change
from catalogue.services.conditions import Checked, add_check, list_checks, read_check, refuse_settled
from catalogue.services.damages import link_comparison, read_damage, take_regions, update_damage
from catalogue.vocab.heritage import DamageChange, Grade
from catalogue.vocab.terms import Status

_OPEN = frozenset({Status.DRAFT, Status.REVIEW})


def open_check(session: Session, who: Identity, record: Checked) -> ConditionCheck:
    """The record's latest check where it is still open, else a new draft with the grade that the record had."""
    require(who, Action.CHECK_CONDITION)
    latest = next(iter(list_checks(session, who, record)), None)
    if latest is not None and latest.status in _OPEN:
        return latest
    return add_check(session, who, record, {"grade": record.condition_grade or Grade.FAIR})


def region_to_damage(session: Session, who: Identity, comparison: Comparison, region_id: UUID) -> Damage:
    """Make a finding of one changed place of a comparison, in the record's open check; once, however often asked.

    Raises:
        NotFoundError: ``region_not_found``: the comparison has no such place.
    """
    require(who, Action.CHECK_CONDITION)
    region = session.get(ComparisonRegion, region_id)
    if region is None or region.comparison_id != comparison.id:
        raise NotFoundError("region_not_found", region=str(region_id))
    known = session.scalar(select(Damage).where(Damage.region_id == region_id).order_by(Damage.created_at.desc()))
    if known is not None:
        return known
    record: Checked = (
        session.get_one(Artifact, comparison.artifact_id)
        if comparison.artifact_id
        else session.get_one(Site, comparison.site_id)
    )
    check = open_check(session, who, record)
    if check.comparison_id != comparison.id:
        link_comparison(session, who, check.number, comparison)
    return take_regions(session, who, check.number, [region_id])[0]


def findings_of(session: Session, who: Identity, comparison: Comparison) -> dict[UUID, str]:
    """Region to the number of the check that holds the finding made of it."""
    require(who, Action.READ_DRAFTS)
    query = (
        select(Damage.region_id, ConditionCheck.number)
        .join(ConditionCheck, ConditionCheck.id == Damage.check_id)
        .join(ComparisonRegion, ComparisonRegion.id == Damage.region_id)
        .where(ComparisonRegion.comparison_id == comparison.id)
        .order_by(Damage.created_at)
    )
    return {region: number for region, number in session.execute(query) if region is not None}


def is_unanswered(damage: Damage) -> bool:
    """Whether a finding was carried over and nobody has said yet what became of it."""
    return damage.previous_id is not None and damage.version == 1 and damage.change is DamageChange.STABLE


def judge_damage(
    session: Session, who: Identity, damage_id: UUID, change: str, *, expected_version: int | None
) -> Damage:
    """Say what became of a damage since the check before; that it is still there counts as an answer too.

    Raises:
        NotFoundError, ConflictError, StaleError; ValidationError: ``change``: ``not_in_list``.
    """
    require(who, Action.CHECK_CONDITION)
    damage = read_damage(session, who, damage_id)
    expect_version(damage, expected_version)
    damage.updated_at = now_utc()  # where nothing else differs, somebody has looked: the version counts that too
    return update_damage(session, who, damage_id, {"change": change}, expected_version=None)


def set_photos(session: Session, who: Identity, number: str, file_ids: Sequence[UUID]) -> list[DigitalFile]:
    """Let exactly these photographs and documents of the record belong to a check.

    Raises:
        NotFoundError; ConflictError: ``check_settled``; ValidationError: ``photos``: a file of another record.
    """
    require(who, Action.CHECK_CONDITION)
    check = read_check(session, who, number)
    refuse_settled(check)
    files = [session.get(DigitalFile, ident) for ident in dict.fromkeys(file_ids)]
    owner = (check.artifact_id, check.site_id)
    kept = [file for file in files if file is not None and (file.artifact_id, file.site_id) == owner]
    if len(kept) != len(files):
        raise ValidationError({"photos": "not_found"})
    session.execute(delete(CheckFile).where(CheckFile.check_id == check.id))
    session.add_all(CheckFile(check_id=check.id, file_id=file.id) for file in kept)
    check.updated_at = now_utc()
    record_change(session, who, check, "photos")
    return kept


def list_photos(session: Session, who: Identity, check: ConditionCheck) -> list[DigitalFile]:
    """The files of a check in the order in which they were stored."""
    require(who, Action.READ_DRAFTS)
    query = select(DigitalFile).join(CheckFile, CheckFile.file_id == DigitalFile.id)
    return list(session.scalars(query.where(CheckFile.check_id == check.id).order_by(DigitalFile.created_at)))
