"""More drawings of a measured comparison: asked for, numbered, recorded; its report stays as it is."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalogue.errors import ConflictError, ValidationError
from catalogue.policy import Action, Identity, require
from catalogue.records import Comparison, ComparisonFile, ComparisonRegion, JobRun
from catalogue.services.audits import record_change
from catalogue.services.comparison_results import Json, StoredFile, rows_of
from catalogue.services.comparisons import list_regions, read_comparison
from catalogue.services.jobs import NewJob, enqueue_job
from catalogue.vocab.terms import JobState

JOB_KIND = "comparison_drawing"
DIRECTIONS = ("level", "front_back", "left_right")
_NUMBERED = re.compile(r"(plane|profile)-(\d+)\.\w+")
_MOST, _MOST_POINTS, _MOST_NAME = 20, 1000, 80
_BEYOND = 0.25  # a path across a region begins and ends so much of its length outside


@dataclass(frozen=True, slots=True)
class NewDrawings:
    """Drawings that a person asks for; millimetres in the earlier scan's own frame.

    ``planes``: ``point_mm`` or ``region`` (its middle), ``normal`` or ``direction``, maybe ``name``, ``around_mm``.
    ``profiles``: ``path_mm`` or ``region`` (from one end to the other), maybe ``name``.
    """

    planes: Sequence[Json] = ()
    profiles: Sequence[Json] = ()


def request_drawings(session: Session, who: Identity, comparison_id: UUID, new: NewDrawings) -> JobRun:
    """Enqueue the job that draws; the caller commits, then announces it. A final comparison may get more as well.

    The same wishes whose job still waits or runs are given instead of asked again.

    Raises:
        NotFoundError: ``comparison_not_found``.
        ConflictError: ``comparison_undrawable``: there is no result to draw.
        ValidationError: a wish that doesn't fit.
    """
    require(who, Action.COMPARE)
    comparison = read_comparison(session, who, comparison_id)
    session.refresh(comparison, with_for_update=True)  # numbers are given out one request after the other
    if not comparison.is_measured or comparison.withdrawn_at is not None:
        raise ConflictError("comparison_undrawable")
    planes, profiles = _check(comparison, list_regions(session, comparison.id), new)
    jobs = _jobs_of(session, comparison)
    for job in jobs:
        is_active = job.state in (JobState.QUEUED, JobState.RUNNING)
        if is_active and (job.payload.get("planes"), job.payload.get("profiles")) == (planes, profiles):
            return job
    payload = {
        "comparison_id": str(comparison.id),
        "digest": str(comparison.report.get("digest", "")),
        "planes": planes,
        "profiles": profiles,
        **_first_numbers(session, comparison, jobs),
    }
    new_job = NewJob(JOB_KIND, payload, artifact_id=comparison.artifact_id, site_id=comparison.site_id)
    return enqueue_job(session, who, new_job)


def record_drawings(
    session: Session, who: Identity, comparison_id: UUID, digest: str, files: Sequence[StoredFile]
) -> None:
    """Add the drawings to the comparison's files; repeating it leaves each once.

    Raises:
        NotFoundError: ``comparison_not_found``.
        ConflictError: ``comparison_remeasured``: the result that was drawn is no longer the comparison's.
    """
    require(who, Action.COMPARE)
    comparison = read_comparison(session, who, comparison_id)
    if not comparison.is_measured or str(comparison.report.get("digest", "")) != digest:
        raise ConflictError("comparison_remeasured")
    own = select(ComparisonFile).where(ComparisonFile.comparison_id == comparison.id)
    present = {row.name: row for row in session.scalars(own)}
    for file in files:
        row = present.get(file.name) or ComparisonFile(comparison_id=comparison.id, name=file.name)
        row.media_type, row.sha256, row.size, row.key = file.media_type, file.sha256, file.size, file.key
        session.add(row)
    record_change(session, who, comparison, "draw")


def latest_drawing_job(session: Session, comparison: Comparison) -> JobRun | None:
    """The newest job that draws for this comparison; for pages that have read it on behalf of staff."""
    return next(iter(_jobs_of(session, comparison)), None)


def _jobs_of(session: Session, comparison: Comparison) -> list[JobRun]:
    """All its drawing jobs, the newest first."""
    query = select(JobRun).where(JobRun.kind == JOB_KIND)
    for name in ("artifact_id", "site_id"):
        query = query.where(getattr(JobRun, name) == getattr(comparison, name))
    rows = session.scalars(query.order_by(JobRun.created_at.desc(), JobRun.id))
    return [row for row in rows if row.payload.get("comparison_id") == str(comparison.id)]


def _first_numbers(session: Session, comparison: Comparison, jobs: Sequence[JobRun]) -> dict[str, object]:
    """Where the new drawings' numbers begin: after every file, and after what other jobs may still draw."""
    after = {"plane": 0, "profile": 0}
    for name in session.scalars(select(ComparisonFile.name).where(ComparisonFile.comparison_id == comparison.id)):
        if found := _NUMBERED.fullmatch(name):
            after[found[1]] = max(after[found[1]], int(found[2]))
    for job in jobs:
        for kind, number in after.items():
            rows = job.payload.get(f"{kind}s")
            last = int(str(job.payload.get(f"first_{kind}", 1))) + (len(rows) if isinstance(rows, list) else 0) - 1
            after[kind] = max(number, last)
    return {f"first_{kind}": number + 1 for kind, number in after.items()}


def _check(
    comparison: Comparison, regions: Sequence[ComparisonRegion], new: NewDrawings
) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    """The wishes as the workshop takes them."""
    if not 1 <= len(new.planes) + len(new.profiles) <= _MOST:
        raise ValidationError({"planes": "required" if not new.planes and not new.profiles else "too_long"})
    by_number: dict[object, ComparisonRegion] = {region.number: region for region in regions}
    planes = [_plane(wish, by_number) for wish in new.planes]
    return planes, [_profile(wish, comparison.report) for wish in new.profiles]


def _plane(wish: Json, regions: Mapping[object, ComparisonRegion]) -> dict[str, object]:
    found: dict[str, object] = {"name": _name(wish)}
    if wish.get("region") is not None:
        region = regions.get(wish["region"])
        if region is None:
            raise ValidationError({"region": "not_in_list"})
        found["point_mm"] = [region.x_mm, region.y_mm, region.z_mm]
    else:
        found["point_mm"] = _numbers(wish.get("point_mm"), "point_mm")
    if wish.get("direction") is not None:
        if wish["direction"] not in DIRECTIONS:
            raise ValidationError({"direction": "not_in_list"})
        found["direction"] = wish["direction"]
    else:
        found["normal"] = _numbers(wish.get("normal"), "normal")
        if not any(_numbers(wish.get("normal"), "normal")):
            raise ValidationError({"normal": "malformed"})
    around = wish.get("around_mm")
    if around is not None:
        if not _is_number(around) or not isinstance(around, int | float) or around <= 0:
            raise ValidationError({"around_mm": "malformed"})
        found["around_mm"] = float(around)
    return found


def _profile(wish: Json, report: Json) -> dict[str, object]:
    if wish.get("region") is not None:
        return {"name": _name(wish), "path_mm": _across(report, wish["region"])}
    rows = wish.get("path_mm")
    if not isinstance(rows, list) or not 2 <= len(rows) <= _MOST_POINTS:
        raise ValidationError({"path_mm": "malformed"})
    path = [_numbers(row, "path_mm") for row in rows]
    if all(point == path[0] for point in path):
        raise ValidationError({"path_mm": "malformed"})
    return {"name": _name(wish), "path_mm": path}


def _across(report: Json, number: object) -> list[list[float]]:
    """A straight path through a region's middle along the longest side of its box, and a little beyond."""
    region = next((row for row in rows_of(report, "regions") if row.get("id") == number), None)
    box = region.get("bbox_mm") if region else None
    if region is None or not isinstance(box, list) or len(box) != 2:
        raise ValidationError({"region": "not_in_list"})
    low, high = (_numbers(corner, "region") for corner in box)
    middle = _numbers(region.get("centroid_mm"), "region")
    axis = max(range(3), key=lambda k: high[k] - low[k])
    half = (0.5 + _BEYOND) * (high[axis] - low[axis])
    return [[value + sign * half * (k == axis) for k, value in enumerate(middle)] for sign in (-1, 0, 1)]


def _name(wish: Json) -> str:
    name = wish.get("name") or ""
    if not isinstance(name, str) or len(name) > _MOST_NAME:
        raise ValidationError({"name": "too_long"})
    return name.strip()


def _numbers(value: object, field: str) -> list[float]:
    """Three finite numbers."""
    if not isinstance(value, list | tuple) or len(value) != 3 or not all(map(_is_number, value)):
        raise ValidationError({field: "malformed"})
    return [float(number) for number in value]


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value) and abs(value) < 1e12
