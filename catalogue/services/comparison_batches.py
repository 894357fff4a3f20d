"""A whole campaign compared: for each artifact its latest scan against the one before, or against its first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from catalogue.errors import ConflictError
from catalogue.policy import Action, Identity, require
from catalogue.records import Artifact, Capture, Comparison, DigitalFile, Scan
from catalogue.services.comparisons import NewComparison, Survey, request_comparison
from catalogue.services.visibility import owner_staffed, staffed_by
from catalogue.vocab.days import day_of
from catalogue.vocab.terms import Status

MOST_PAIRS = 200
Against = Literal["previous", "first"]


@dataclass(frozen=True, slots=True)
class PlannedPair:
    """Two scans of one artifact that would be compared; ``present`` is a comparison of them that is there already."""

    artifact: Artifact
    earlier: Survey
    later: Survey
    present: Comparison | None


def plan_batch(
    session: Session,
    who: Identity,
    *,
    artifact_ids: Sequence[UUID] | None = None,
    since: dt.date | None = None,
    against: Against = "previous",
) -> list[PlannedPair]:
    """What a batch would compare, by accession number; nothing is asked for yet.

    Args:
        session: open for reading.
        who: needs ``Action.COMPARE``.
        artifact_ids: these artifacts; None takes all.
        since: only artifacts whose latest scan was captured on this day or later.
        against: the scan before the latest one, or the artifact's first.

    Raises:
        ConflictError: ``comparison_batch_large``: more than 200 pairs.
    """
    require(who, Action.COMPARE)
    pairs = []
    for artifact, surveys in _surveyed(session, who, artifact_ids):
        latest = surveys[-1]
        if since is not None and day_of(moment_of(latest)) < since:
            continue
        earlier = surveys[0] if against == "first" else surveys[-2]
        pairs.append(PlannedPair(artifact, earlier, latest, _find_present(session, earlier, latest)))
    if len(pairs) > MOST_PAIRS:
        raise ConflictError("comparison_batch_large", found=len(pairs), most=MOST_PAIRS)
    return pairs


def request_batch(session: Session, who: Identity, pairs: Iterable[PlannedPair]) -> list[Comparison]:
    """Ask for every planned pair that has no comparison yet; the caller commits, then announces each ``job_id``."""
    require(who, Action.COMPARE)
    wanted = [NewComparison(p.earlier.scan.id, p.later.scan.id) for p in pairs if p.present is None]
    return [request_comparison(session, who, new) for new in wanted]


def watch_artifact(session: Session, who: Identity, artifact_id: UUID) -> list[Comparison]:
    """Ask for the latest scan against the one before where the artifact has an alert threshold and nobody asked yet.

    Called when a scan was taken in, so that an alert needs nobody to think of it; the caller announces the jobs.
    """
    require(who, Action.COMPARE)
    artifact = session.get(Artifact, artifact_id)
    if artifact is None or artifact.change_alert_mm is None:
        return []
    return request_batch(session, who, plan_batch(session, who, artifact_ids=[artifact_id]))


def list_surveys(
    session: Session, who: Identity, *, artifact_id: UUID | None = None, site_id: UUID | None = None
) -> list[Survey]:
    """The scans of an artifact or a site whose files stand, oldest first; for their staff."""
    require(who, Action.READ_DRAFTS)
    owner = Scan.artifact_id == artifact_id if artifact_id is not None else Scan.site_id == site_id
    rows = session.execute(
        select(Scan, DigitalFile, Capture)
        .join(DigitalFile, DigitalFile.id == Scan.file_id)
        .outerjoin(Capture, Capture.id == func.coalesce(DigitalFile.capture_id, Scan.capture_id))
        .where(owner, owner_staffed(who, Scan.artifact_id, Scan.site_id), DigitalFile.withdrawn_at.is_(None))
    )
    return sorted((Survey(*row) for row in rows), key=_order)


def moment_of(survey: Survey) -> dt.datetime:
    """When the object was scanned; where nobody said, when the file came in."""
    return survey.captured_at or survey.scan.created_at


def _surveyed(
    session: Session, who: Identity, artifact_ids: Sequence[UUID] | None
) -> list[tuple[Artifact, list[Survey]]]:
    """Artifacts of the asker's organisations with two scans or more, each with its scans, oldest first."""
    query = (
        select(Artifact, Scan, DigitalFile, Capture)
        .join(Scan, Scan.artifact_id == Artifact.id)
        .join(DigitalFile, DigitalFile.id == Scan.file_id)
        .outerjoin(Capture, Capture.id == func.coalesce(DigitalFile.capture_id, Scan.capture_id))
        .where(Artifact.status != Status.WITHDRAWN, staffed_by(who, Artifact.organisation_id))
        .where(DigitalFile.withdrawn_at.is_(None))
        .order_by(Artifact.accession_number)
    )
    if artifact_ids is not None:
        query = query.where(Artifact.id.in_(artifact_ids))
    found = []
    for artifact, rows in groupby(session.execute(query), key=lambda row: row[0]):
        surveys = sorted((Survey(*row[1:]) for row in rows), key=_order)
        if len(surveys) > 1:
            found.append((artifact, surveys))
    return found


def _order(survey: Survey) -> tuple[dt.datetime, dt.datetime, str]:
    """By capture, then by arrival."""
    return moment_of(survey), survey.scan.created_at, str(survey.scan.id)


def _find_present(session: Session, earlier: Survey, later: Survey) -> Comparison | None:
    """A comparison of these two scans that stands and was not refused."""
    query = select(Comparison).where(
        Comparison.earlier_scan_id == earlier.scan.id,
        Comparison.later_scan_id == later.scan.id,
        Comparison.superseded_at.is_(None),
        Comparison.withdrawn_at.is_(None),
    )
    newest = session.scalars(query.order_by(Comparison.created_at.desc()))
    return next((found for found in newest if not found.is_refused), None)
