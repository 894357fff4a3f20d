"""What a measurement found, written into the comparison: report, headline numbers, places, files, alert; or why not.

The report is ``models3d``'s (CONTRACT ``compare``); what it lacks becomes None, never zero.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from catalogue.db import now_utc
from catalogue.policy import Action, Identity, require
from catalogue.records import Artifact, Comparison, ComparisonFile, ComparisonRegion, Site
from catalogue.services.audits import record_change
from catalogue.services.comparison_links import chain_regions
from catalogue.services.comparisons import read_comparison, refuse_settled
from catalogue.vocab.terms import ChangeKind, ComparisonState

Json = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file of the result; its bytes lie under ``key`` already."""

    name: str
    media_type: str
    sha256: str
    size: int
    key: str


def record_result(
    session: Session, who: Identity, comparison_id: UUID, report: Json, files: Sequence[StoredFile]
) -> Comparison:
    """Write the result down; repeating it leaves one. Unchecked older measurements of the two scans are superseded.

    Raises:
        NotFoundError: ``comparison_not_found``.
        ConflictError: ``comparison_settled``: people have judged it meanwhile.
    """
    require(who, Action.COMPARE)
    comparison = read_comparison(session, who, comparison_id)
    refuse_settled(comparison)
    _forget_result(session, comparison)
    found = [_region(comparison, number, row) for number, row in enumerate(rows_of(report, "regions"), 1)]
    session.add_all(found)
    session.add_all(
        ComparisonFile(
            comparison_id=comparison.id,
            name=file.name,
            media_type=file.media_type,
            sha256=file.sha256,
            size=file.size,
            key=file.key,
        )
        for file in files
    )
    session.flush()
    _describe(comparison, report, found)
    _raise_alert(session, comparison)
    _supersede_drafts(session, comparison)
    record_change(session, who, comparison, "measure")
    chain_regions(session, comparison, found)
    return comparison


def record_refusal(session: Session, who: Identity, comparison_id: UUID, problem: Json) -> Comparison:
    """Write down why there is no result: ``{"code": …, "values": {…}}``.

    Raises:
        NotFoundError: ``comparison_not_found``.
        ConflictError: ``comparison_settled``.
    """
    require(who, Action.COMPARE)
    comparison = read_comparison(session, who, comparison_id)
    refuse_settled(comparison)
    _forget_result(session, comparison)
    comparison.problem = dict(problem)
    record_change(session, who, comparison, "refuse")
    return comparison


def rows_of(report: Json, name: str) -> list[Json]:
    """A list of objects inside the report; empty where it is not there."""
    rows = report.get(name)
    return [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []


def part_of(report: Json, name: str) -> Json:
    """An object inside the report; empty where it is not there."""
    part = report.get(name)
    return part if isinstance(part, Mapping) else {}


def number_of(part: Json, name: str) -> float | None:
    """A finite number; None where it is not there."""
    value = part.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return float(value)


def _forget_result(session: Session, comparison: Comparison) -> None:
    """Take out what an earlier run of this comparison's job wrote."""
    for kind in (ComparisonRegion, ComparisonFile):
        session.execute(delete(kind).where(kind.comparison_id == comparison.id))
    comparison.report, comparison.problem = {}, {}
    comparison.measured_at = None


def _finite(value: object) -> object:
    """The value with None for numbers that are none: JSON knows no NaN, and PostgreSQL refuses it."""
    if isinstance(value, dict):
        return {name: _finite(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_finite(one) for one in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _describe(comparison: Comparison, report: Json, regions: Sequence[ComparisonRegion]) -> None:
    """Fill the headline columns."""
    registration, changed, volume = (part_of(report, name) for name in ("registration", "changed", "volume"))
    depths = [region.max_mm for region in regions]
    comparison.report = {name: _finite(value) for name, value in report.items()}
    comparison.sigma_mm = number_of(registration, "sigma_mm")
    comparison.overlap = number_of(registration, "overlap")
    comparison.lod_median_mm = number_of(part_of(report, "level_of_detection_mm"), "median")
    comparison.changed_area_mm2 = number_of(changed, "area_mm2")
    comparison.loss_mm3, comparison.gain_mm3 = number_of(volume, "loss_mm3"), number_of(volume, "gain_mm3")
    comparison.max_loss_mm = max((-depth for depth in depths if depth < 0), default=0.0)
    comparison.max_gain_mm = max((depth for depth in depths if depth > 0), default=0.0)
    comparison.region_count = len(regions)
    comparison.measured_at = now_utc()


def _region(comparison: Comparison, number: int, row: Json) -> ComparisonRegion:
    """One place of the report as a row; it keeps the number that the report and its pictures give it."""
    centre = row.get("centroid_mm")
    x, y, z = centre if isinstance(centre, list) and len(centre) == 3 else (0.0, 0.0, 0.0)
    own = row.get("id")
    return ComparisonRegion(
        comparison_id=comparison.id,
        number=own if isinstance(own, int) else number,
        kind=ChangeKind(str(row.get("kind"))),
        x_mm=float(x),
        y_mm=float(y),
        z_mm=float(z),
        area_mm2=number_of(row, "area_mm2") or 0.0,
        volume_mm3=number_of(row, "volume_mm3") or 0.0,
        volume_sigma_mm3=number_of(row, "volume_sigma_mm3"),
        max_mm=number_of(row, "max_mm") or 0.0,
        mean_mm=number_of(row, "mean_mm"),
        sigma_mm=number_of(row, "sigma_mm"),
        lod_mm=number_of(row, "lod_mm"),
        flags=_flags(row),
    )


def _flags(row: Json) -> list[str]:
    """Codes of what a person should know of the place."""
    noticed = rows_of(row, "warnings") or rows_of(row, "notices")
    plain = row.get("flags")
    named = [str(flag) for flag in plain] if isinstance(plain, list) else []
    return list(dict.fromkeys([*named, *(str(notice.get("code", "")) for notice in noticed)]))


def _raise_alert(session: Session, comparison: Comparison) -> None:
    """Set the alert where a significant place goes deeper than the record's threshold; an answered one stays so."""
    owner: Artifact | Site | None = None
    if comparison.artifact_id is not None:
        owner = session.get(Artifact, comparison.artifact_id)
    elif comparison.site_id is not None:
        owner = session.get(Site, comparison.site_id)
    limit = owner.change_alert_mm if owner is not None else None
    deepest = max(comparison.max_loss_mm or 0.0, comparison.max_gain_mm or 0.0)
    comparison.is_alert = limit is not None and deepest > limit
    comparison.alert_mm = limit if comparison.is_alert else None


def _supersede_drafts(session: Session, comparison: Comparison) -> None:
    """Retire older measurements of the same two scans that nobody has checked."""
    older = update(Comparison).where(
        Comparison.earlier_scan_id == comparison.earlier_scan_id,
        Comparison.later_scan_id == comparison.later_scan_id,
        Comparison.id != comparison.id,
        Comparison.created_at <= comparison.created_at,
        Comparison.state == ComparisonState.DRAFT,
        Comparison.superseded_at.is_(None),
    )
    values = {"superseded_at": now_utc(), "version": Comparison.version + 1}
    session.execute(older.values(values), execution_options={"synchronize_session": "fetch"})
