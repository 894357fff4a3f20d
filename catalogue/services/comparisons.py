"""Comparisons: asked for, found, described, withdrawn; never deleted.

The result is written by ``comparison_results``, people's judgement by ``comparison_states``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from catalogue.db import now_utc
from catalogue.errors import ConflictError, NotFoundError
from catalogue.policy import Action, Identity, require
from catalogue.records import (
    Artifact,
    Capture,
    Comparison,
    ComparisonFile,
    ComparisonRegion,
    DigitalFile,
    JobRun,
    Scan,
    Site,
)
from catalogue.services.audits import expect_version, record_change
from catalogue.services.comparison_wishes import check_wishes
from catalogue.services.jobs import NewJob, enqueue_job
from catalogue.services.paging import Page, page_newest
from catalogue.services.private_fields import for_reader
from catalogue.services.validation import assign
from catalogue.services.visibility import owner_seen, staffs
from catalogue.vocab.days import day_of
from catalogue.vocab.terms import ComparisonState, JobState

EDITABLE = ("title", "note")
JOB_KIND = "comparison"


@dataclass(frozen=True, slots=True)
class NewComparison:
    """Two scans to be compared; ``wishes`` as ``comparison_wishes.check_wishes`` takes them."""

    earlier_scan_id: UUID
    later_scan_id: UUID
    title: str | None = None
    note: str | None = None
    wishes: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ComparisonFilter:
    """What a list of comparisons is narrowed to; None leaves a field open.

    ``is_alert`` True: those whose alert nobody has acknowledged yet. ``is_current`` leaves out what a newer measurement
    superseded and what was withdrawn.
    """

    artifact_id: UUID | None = None
    site_id: UUID | None = None
    state: ComparisonState | None = None
    is_alert: bool | None = None
    is_current: bool = True


@dataclass(frozen=True, slots=True)
class Survey:
    """One of the two scans, its master and the session in which it was captured."""

    scan: Scan
    file: DigitalFile
    capture: Capture | None

    @property
    def captured_at(self) -> dt.datetime | None:
        """When it was captured, where that is known."""
        return self.capture.captured_at if self.capture else None


@dataclass(frozen=True, slots=True)
class ComparisonParts:
    """A comparison with everything that a page, a document or a recipe needs of it."""

    comparison: Comparison
    earlier: Survey
    later: Survey
    artifact: Artifact | None
    site: Site | None
    regions: tuple[ComparisonRegion, ...]
    files: tuple[ComparisonFile, ...]
    job: JobRun | None


def request_comparison(session: Session, who: Identity, new: NewComparison) -> Comparison:
    """Save a draft and enqueue its job; the caller commits, then announces ``job_id``.

    The same question whose job still waits or runs is given instead of asked again.

    Raises:
        NotFoundError: ``scan_not_found``.
        ConflictError: ``comparison_same_scan``, ``comparison_two_records``, ``comparison_order`` (the earlier scan was
            captured after the later one), ``comparison_alignments``.
        ValidationError: a wish that doesn't fit.
    """
    require(who, Action.COMPARE)
    wishes = check_wishes(new.wishes)
    earlier, later = read_survey(session, new.earlier_scan_id), read_survey(session, new.later_scan_id)
    _check_pair(earlier, later)
    running = _find_running(session, earlier, later, wishes)
    if running is not None:
        return running
    comparison = Comparison(
        id=uuid4(),
        artifact_id=earlier.scan.artifact_id,
        site_id=earlier.scan.site_id,
        earlier_scan_id=earlier.scan.id,
        later_scan_id=later.scan.id,
        earlier_captured_at=earlier.captured_at,
        later_captured_at=later.captured_at,
        parameters=wishes,
        report={},
        problem={},
        author_id=who.account_id,
        author=who.name or who.role.value,
    )
    assign(comparison, {"title": new.title, "note": new.note}, EDITABLE)
    comparison.job_id = enqueue_job(session, who, _job(comparison, earlier, later)).id
    record_change(session, who, comparison, "request")
    return comparison


def update_comparison(
    session: Session, who: Identity, comparison_id: UUID, changes: Mapping[str, object], *, expected_version: int | None
) -> Comparison:
    """Change title or note of a draft.

    Raises:
        NotFoundError, ValidationError, StaleError.
        ConflictError: ``comparison_settled``: it is checked or final.
    """
    require(who, Action.COMPARE)
    comparison = read_comparison(session, who, comparison_id)
    expect_version(comparison, expected_version)
    refuse_settled(comparison)
    assign(comparison, changes, EDITABLE)
    record_change(session, who, comparison, "update")
    return comparison


def withdraw_comparison(
    session: Session, who: Identity, comparison_id: UUID, *, expected_version: int | None = None
) -> Comparison:
    """Take a draft out of every list; a checked or final one goes back to draft first.

    Raises:
        NotFoundError, StaleError.
        ConflictError: ``comparison_settled``.
    """
    require(who, Action.COMPARE)
    comparison = read_comparison(session, who, comparison_id)
    expect_version(comparison, expected_version)
    refuse_settled(comparison)
    comparison.withdrawn_at = comparison.withdrawn_at or now_utc()
    record_change(session, who, comparison, "withdraw")
    return comparison


def refuse_settled(comparison: Comparison) -> None:
    """Do nothing with a draft.

    Raises:
        ConflictError: ``comparison_settled``: people have checked it or made it final.
    """
    if comparison.state is not ComparisonState.DRAFT:
        raise ConflictError("comparison_settled", state=comparison.state.value)


def read_comparison(session: Session, who: Identity, comparison_id: UUID) -> Comparison:
    """The comparison with this id, if the reader may see it.

    Raises:
        NotFoundError: ``comparison_not_found``.
    """
    comparison = session.scalar(select(Comparison).where(Comparison.id == comparison_id, seen_comparisons(who)))
    if comparison is None:
        raise NotFoundError("comparison_not_found", comparison=str(comparison_id))
    return comparison


def read_comparison_parts(session: Session, who: Identity, comparison_id: UUID) -> ComparisonParts:
    """The comparison with its scans, record, places and files; the job for staff alone.

    Raises:
        NotFoundError: ``comparison_not_found``.
    """
    comparison = read_comparison(session, who, comparison_id)
    files = select(ComparisonFile).where(ComparisonFile.comparison_id == comparison.id).order_by(ComparisonFile.name)
    artifact = session.get(Artifact, comparison.artifact_id) if comparison.artifact_id else None
    site = session.get(Site, comparison.site_id) if comparison.site_id else None
    for_reader(session, who, [record for record in (artifact, site) if record])
    job_id = comparison.job_id if staffs(who, artifact or site) else None
    return ComparisonParts(
        comparison=comparison,
        earlier=read_survey(session, comparison.earlier_scan_id),
        later=read_survey(session, comparison.later_scan_id),
        artifact=artifact,
        site=site,
        regions=tuple(list_regions(session, comparison.id)),
        files=tuple(session.scalars(files)),
        job=session.get(JobRun, job_id) if job_id else None,
    )


def list_comparisons(
    session: Session,
    who: Identity,
    *,
    only: ComparisonFilter | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[Comparison]:
    """Comparisons that the reader may see, newest first."""
    only = only or ComparisonFilter()
    query = select(Comparison).where(seen_comparisons(who))
    for name in ("artifact_id", "site_id", "state"):
        value = getattr(only, name)
        if value is not None:
            query = query.where(getattr(Comparison, name) == value)
    if only.is_alert is not None:
        is_open = and_(Comparison.is_alert.is_(True), Comparison.acknowledged_at.is_(None))
        query = query.where(is_open if only.is_alert else ~is_open)
    if only.is_current:
        query = query.where(Comparison.superseded_at.is_(None), Comparison.withdrawn_at.is_(None))
    return page_newest(session, query, Comparison, cursor, limit)


def list_regions(session: Session, comparison_id: UUID) -> list[ComparisonRegion]:
    """The changed places of a comparison by number; for services and pages that have read the comparison."""
    query = select(ComparisonRegion).where(ComparisonRegion.comparison_id == comparison_id)
    return list(session.scalars(query.order_by(ComparisonRegion.number)))


def read_comparison_file(session: Session, who: Identity, sha256: str) -> ComparisonFile:
    """A file with these bytes of a comparison that the reader may see.

    Raises:
        NotFoundError: ``derivative_not_found``.
    """
    query = select(ComparisonFile).join(Comparison, Comparison.id == ComparisonFile.comparison_id)
    row = session.scalar(query.where(ComparisonFile.sha256 == sha256, seen_comparisons(who)).limit(1))
    if row is None:
        raise NotFoundError("derivative_not_found", sha256=sha256)
    return row


def read_survey(session: Session, scan_id: UUID) -> Survey:
    """A scan with its master and session; for services and recipes, it asks for no permission.

    Raises:
        NotFoundError: ``scan_not_found``: there is none, or its file was withdrawn before it was ever compared.
    """
    scan = session.get(Scan, scan_id)
    file = session.get(DigitalFile, scan.file_id) if scan else None
    if scan is None or file is None:
        raise NotFoundError("scan_not_found", scan=str(scan_id))
    capture_id = file.capture_id or scan.capture_id
    return Survey(scan, file, session.get(Capture, capture_id) if capture_id else None)


def seen_comparisons(who: Identity) -> ColumnElement[bool]:
    """Comparisons that the reader may see: staff all, others the final ones of published records."""
    is_open = and_(
        Comparison.state == ComparisonState.FINAL,
        Comparison.superseded_at.is_(None),
        Comparison.withdrawn_at.is_(None),
    )
    return owner_seen(who, Comparison.artifact_id, Comparison.site_id, is_open)


def _check_pair(earlier: Survey, later: Survey) -> None:
    """Refuse a pair that can't be an earlier and a later survey of one thing."""
    if earlier.scan.id == later.scan.id:
        raise ConflictError("comparison_same_scan", file=earlier.file.name)
    if (earlier.scan.artifact_id, earlier.scan.site_id) != (later.scan.artifact_id, later.scan.site_id):
        raise ConflictError("comparison_two_records", earlier=earlier.file.name, later=later.file.name)
    first, second = earlier.captured_at, later.captured_at
    if first is not None and second is not None and first > second:
        raise ConflictError("comparison_order", earlier=day_of(first).isoformat(), later=day_of(second).isoformat())


def _find_running(session: Session, earlier: Survey, later: Survey, wishes: Mapping[str, object]) -> Comparison | None:
    """The same question, whose job still waits or runs."""
    query = (
        select(Comparison)
        .join(JobRun, JobRun.id == Comparison.job_id)
        .where(
            Comparison.earlier_scan_id == earlier.scan.id,
            Comparison.later_scan_id == later.scan.id,
            Comparison.withdrawn_at.is_(None),
            JobRun.state.in_((JobState.QUEUED, JobState.RUNNING)),
        )
    )
    return next((found for found in session.scalars(query) if found.parameters == wishes), None)


def _job(comparison: Comparison, earlier: Survey, later: Survey) -> NewJob:
    """The measurement as a job, named after both files."""
    payload = {"comparison_id": str(comparison.id), "name": f"{earlier.file.name} → {later.file.name}"}
    return NewJob(JOB_KIND, payload, artifact_id=comparison.artifact_id, site_id=comparison.site_id)
