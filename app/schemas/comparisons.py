"""Comparisons as JSON."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from app.problems import job_problem
from app.schemas.common import Body, Order, Page, PageQuery
from app.schemas.jobs import JobBody
from app.schemas.models import OwnerQuery
from catalogue.records import Comparison, ComparisonFile, ComparisonRegion
from catalogue.services.comparison_batches import PlannedPair
from catalogue.services.comparisons import ComparisonParts, Survey
from catalogue.vocab.days import day_of
from catalogue.vocab.terms import ChangeKind, ComparisonState

_HEADLINE = (
    "sigma_mm", "lod_median_mm", "overlap", "changed_area_mm2", "loss_mm3", "gain_mm3", "max_loss_mm", "max_gain_mm",
    "region_count",
)  # fmt: skip
_PLAIN = ("id", "title", "state", "version", "created_at", "measured_at", "superseded_at", "withdrawn_at")
_STAFF = (
    "note", "author", "checked_by", "checked_at", "finalised_by", "finalised_at", "state_reason", "is_alert",
    "alert_mm", "acknowledged_by", "acknowledged_at", "acknowledgement", "parameters",
)  # fmt: skip
_REGION = (
    "id", "number", "kind", "area_mm2", "volume_mm3", "volume_sigma_mm3", "max_mm", "mean_mm", "sigma_mm", "lod_mm",
    "flags", "earlier_region_id", "finding_ref",
)  # fmt: skip


class NewComparisonOrder(Order):
    """Two scans of one record to be compared; everything else may be left to the machine.

    ``noise_mm``: one-sigma noise of a single point of the earlier and the later scan. ``pairs``: points that belong
    together, ``[[x, y, z], [x, y, z]]`` in metres. ``matrix``: 16 numbers, row-major, later to earlier, metres.
    """

    earlier_scan: UUID
    later_scan: UUID
    title: str | None = None
    note: str | None = None
    registered: bool = False
    free_scale: bool = False
    noise_mm: list[float] | None = None
    pairs: list[list[list[float]]] | None = None
    matrix: list[float] | None = None
    unit_earlier: str | None = None
    unit_later: str | None = None


class ComparisonChanges(Order):
    """What may be changed of a draft."""

    title: str | None = None
    note: str | None = None


class PlaneOrder(Order):
    """A section: through ``point_mm`` or a region's middle, at right angles to ``normal`` or in a ready-made direction.

    Millimetres in the earlier scan's own frame; ``around_mm`` draws only what is so near to the point.
    """

    point_mm: list[float] | None = None
    region: int | None = None
    normal: list[float] | None = None
    direction: Literal["level", "front_back", "left_right"] | None = None
    around_mm: float | None = None
    name: str | None = None


class ProfileOrder(Order):
    """A profile along a path of two or more points (mm, earlier scan's own frame), or across a region."""

    path_mm: list[list[float]] | None = None
    region: int | None = None
    name: str | None = None


class DrawingsOrder(Order):
    """Drawings to be added to a measured comparison."""

    planes: list[PlaneOrder] = Field(default_factory=list)
    profiles: list[ProfileOrder] = Field(default_factory=list)


class ReturnOrder(Order):
    """Why a comparison goes back to draft."""

    reason: str


class AcknowledgeOrder(Order):
    """What follows from an alert."""

    note: str


class BatchOrder(Order):
    """A campaign: artifacts by number (all when absent), scanned since a day, against which scan; or only a preview."""

    artifacts: list[str] | None = None
    since: dt.date | None = None
    against: Literal["previous", "first"] = "previous"
    preview: bool = False


class ComparisonQuery(PageQuery, OwnerQuery):
    """What a list of comparisons is narrowed to; ``alert`` true gives those whose alert nobody has acknowledged."""

    state: ComparisonState | None = None
    alert: bool | None = None
    superseded: bool = False


class SurveyBody(Body):
    """One of the two scans."""

    scan: UUID
    file: UUID
    name: str
    sha256: str
    captured_on: dt.date | None


class RegionBody(Body):
    """One place that changed; millimetres in the earlier scan's own frame, loss negative."""

    id: UUID
    number: int
    kind: ChangeKind
    centroid_mm: list[float]
    area_mm2: float
    volume_mm3: float
    volume_sigma_mm3: float | None
    max_mm: float
    mean_mm: float | None
    sigma_mm: float | None
    lod_mm: float | None
    flags: list[str]
    earlier_region_id: UUID | None
    finding_ref: str | None


class RegionPage(Page):
    """All places of a comparison by number."""

    items: list[RegionBody]


class ComparisonFileBody(Body):
    """A file of a comparison; its bytes are at ``url``."""

    name: str
    media_type: str
    sha256: str
    bytes: int
    url: str


class ComparisonBody(Body):
    """A comparison: headline numbers (null until measured), problem where it was refused; the rest is for staff."""

    id: UUID
    artifact: str | None
    site: str | None
    title: str | None
    state: ComparisonState
    earlier: SurveyBody
    later: SurveyBody
    headline: dict[str, float | None]
    problem: dict[str, Any] | None
    version: int
    created_at: dt.datetime
    measured_at: dt.datetime | None
    superseded_at: dt.datetime | None
    withdrawn_at: dt.datetime | None
    note: str | None = None
    author: str | None = None
    checked_by: str | None = None
    checked_at: dt.datetime | None = None
    finalised_by: str | None = None
    finalised_at: dt.datetime | None = None
    state_reason: str | None = None
    is_alert: bool | None = None
    alert_mm: float | None = None
    acknowledged_by: str | None = None
    acknowledged_at: dt.datetime | None = None
    acknowledgement: str | None = None
    parameters: dict[str, Any] | None = None
    links: dict[str, str]


class FullComparisonBody(ComparisonBody):
    """A comparison with its whole report, its files and, for staff, its job."""

    report: dict[str, Any]
    files: list[ComparisonFileBody]
    job: JobBody | None


class ComparisonPage(Page):
    """A part of the list of comparisons, newest first."""

    items: list[ComparisonBody]


class PlannedBody(Body):
    """One pair of a batch; ``comparison`` is there where it was asked for, now or before."""

    artifact: str
    earlier: SurveyBody
    later: SurveyBody
    is_new: bool
    comparison: UUID | None
    job: UUID | None


class BatchBody(Page):
    """All pairs of a batch by accession number."""

    items: list[PlannedBody]


def comparison_body(found: ComparisonParts, *, is_staff: bool, lang: str, links: dict[str, str]) -> dict[str, object]:
    """The comparison as the API gives it to staff or to everybody."""
    row = found.comparison
    return {
        **{name: getattr(row, name) for name in (*_PLAIN, *(_STAFF if is_staff else ()))},
        "artifact": found.artifact.accession_number if found.artifact else None,
        "site": found.site.code if found.site else None,
        "earlier": survey_body(found.earlier),
        "later": survey_body(found.later),
        "headline": headline_of(row),
        "problem": job_problem(row.problem, lang),
        "links": links,
    }


def survey_body(survey: Survey) -> dict[str, object]:
    """One of the two scans."""
    return {
        "scan": survey.scan.id,
        "file": survey.file.id,
        "name": survey.file.name,
        "sha256": survey.file.sha256,
        "captured_on": day_of(survey.captured_at) if survey.captured_at else None,
    }


def headline_of(comparison: Comparison) -> dict[str, float | None]:
    """The typed numbers by name."""
    return {name: getattr(comparison, name) for name in _HEADLINE}


def region_body(region: ComparisonRegion) -> dict[str, object]:
    """One place."""
    return {
        **{name: getattr(region, name) for name in _REGION},
        "centroid_mm": [region.x_mm, region.y_mm, region.z_mm],
    }


def comparison_file_body(file: ComparisonFile, url: str) -> dict[str, object]:
    """One file with the address of its bytes."""
    plain = {name: getattr(file, name) for name in ("name", "media_type", "sha256")}
    return {**plain, "bytes": file.size, "url": url}


def planned_body(pair: PlannedPair, asked: Comparison | None) -> dict[str, object]:
    """One pair and what became of it."""
    row = pair.present or asked
    return {
        "artifact": pair.artifact.accession_number,
        "earlier": survey_body(pair.earlier),
        "later": survey_body(pair.later),
        "is_new": pair.present is None,
        "comparison": row.id if row else None,
        "job": row.job_id if row else None,
    }
