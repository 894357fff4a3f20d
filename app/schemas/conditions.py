"""Condition checks, their damage, and treatments as JSON."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from app.schemas.common import Body, Order, PageQuery, Query, Text, text
from catalogue.records import Artifact, ConditionCheck, Damage, HazardZone, Site
from catalogue.services.conditions import Checked
from catalogue.services.due_list import DueRow
from catalogue.services.due_list import Order as DueOrder
from catalogue.vocab.heritage import DamageCause, DamageChange, Grade, HazardKind, Severity
from catalogue.vocab.terms import Status

_CHECK = (
    "number", "checked_on", "checker", "reason", "method", "equipment", "grade", "completeness", "surface", "structure",
    "parts", "hazards", "priority", "recommendation", "advice_treat", "advice_store", "advice_pack", "advice_handle",
    "advice_display", "next_check_on", "model_id", "comparison_id", "status", "version",
)  # fmt: skip
_DAMAGE = (
    "id", "number", "previous_id", "term_id", "type_text", "cause", "severity", "change", "place", "length_mm",
    "width_mm", "depth_mm", "area_mm2", "volume_mm3", "file_id", "photo_x", "photo_y", "photo_w", "photo_h", "scene_id",
    "x_mm", "y_mm", "z_mm", "normal_x", "normal_y", "normal_z", "region_id", "version",
)  # fmt: skip


class CheckFacts(Order):
    """What a writer may set of a condition check."""

    checked_on: dt.date | None = None
    checker: str | None = None
    reason: str | None = None
    method: str | None = None
    equipment: str | None = None
    grade: Grade | None = None
    completeness: str | None = None
    surface: str | None = None
    structure: str | None = None
    parts: str | None = None
    summary: Text | None = None
    hazards: str | None = None
    priority: Severity = Severity.NEGLIGIBLE
    recommendation: str | None = None
    advice_treat: str | None = None
    advice_store: str | None = None
    advice_pack: str | None = None
    advice_handle: str | None = None
    advice_display: str | None = None
    next_check_on: dt.date | None = None
    model_id: UUID | None = None


class NewCheck(CheckFacts):
    """A check of an artifact or a site."""

    artifact: str | None = None
    site: str | None = None
    grade: Grade


class CheckQuery(PageQuery):
    """Whose checks, with which grade, by whom, or only those whose next day has passed."""

    artifact: str | None = None
    site: str | None = None
    grade: Grade | None = None
    checker: str | None = None
    status: Status | None = None
    overdue: bool = False


class DueQuery(Query):
    """Until when, at which site, in which order."""

    until: dt.date | None = None
    site: str | None = None
    in_hazard: bool = False
    order: DueOrder = "due"


class RegionWish(Order):
    """The changed place of a comparison that becomes a finding."""

    comparison: UUID
    region: UUID


class HazardBody(Body):
    """A zone of hazard in use."""

    id: UUID
    kind: HazardKind
    title: str
    source: str | None


class HazardList(Body):
    """The zones in use."""

    items: list[HazardBody]
    next: None
    total: int


class NewHazards(Order):
    """Polygons of one hazard as a GeoJSON document, degrees WGS 84."""

    kind: HazardKind
    title: str
    source: str | None = None
    geojson: dict[str, object]


class DamageFacts(Order):
    """What a writer may set of a finding; a pin on a photograph in shares 0..1 from its top left, on 3D in mm."""

    previous_id: UUID | None = None
    term_id: UUID | None = None
    type_text: str | None = None
    cause: DamageCause = DamageCause.UNKNOWN
    severity: Severity | None = None
    change: DamageChange = DamageChange.FIRST_SEEN
    place: str | None = None
    length_mm: float | None = None
    width_mm: float | None = None
    depth_mm: float | None = None
    area_mm2: float | None = None
    volume_mm3: float | None = None
    note: Text | None = None
    file_id: UUID | None = None
    photo_x: float | None = None
    photo_y: float | None = None
    photo_w: float | None = None
    photo_h: float | None = None
    scene_id: UUID | None = None
    x_mm: float | None = None
    y_mm: float | None = None
    z_mm: float | None = None
    normal_x: float | None = None
    normal_y: float | None = None
    normal_z: float | None = None


class ComparisonWish(Order):
    """The comparison whose changed places become findings; all losses unless some are chosen."""

    comparison: UUID
    regions: list[UUID] | None = None


class DamageBody(Body):
    """One finding."""

    id: UUID
    number: int
    previous_id: UUID | None
    term_id: UUID | None
    type_text: str | None
    cause: DamageCause
    severity: Severity
    change: DamageChange
    place: str | None
    length_mm: float | None
    width_mm: float | None
    depth_mm: float | None
    area_mm2: float | None
    volume_mm3: float | None
    note: Text
    file_id: UUID | None
    photo_x: float | None
    photo_y: float | None
    photo_w: float | None
    photo_h: float | None
    scene_id: UUID | None
    x_mm: float | None
    y_mm: float | None
    z_mm: float | None
    normal_x: float | None
    normal_y: float | None
    normal_z: float | None
    region_id: UUID | None
    version: int


class DamageList(Body):
    """Findings of a check, or one damage from check to check."""

    items: list[DamageBody]
    next: None
    total: int


class CheckBody(Body):
    """A condition check."""

    number: str
    artifact: str | None
    site: str | None
    checked_on: dt.date
    checker: str
    reason: str | None
    method: str | None
    equipment: str | None
    grade: Grade
    completeness: str | None
    surface: str | None
    structure: str | None
    parts: str | None
    summary: Text
    hazards: str | None
    priority: Severity
    recommendation: str | None
    advice_treat: str | None
    advice_store: str | None
    advice_pack: str | None
    advice_handle: str | None
    advice_display: str | None
    next_check_on: dt.date | None
    model_id: UUID | None
    comparison_id: UUID | None
    status: Status
    version: int


class FullCheckBody(CheckBody):
    """A condition check with its findings."""

    damages: list[DamageBody]


class CheckList(Body):
    """Checks, latest first."""

    items: list[CheckBody]
    next: str | None
    total: int


class DueBody(Body):
    """A record whose next check is due."""

    artifact: str | None
    site: str | None
    title: Text
    due_on: dt.date
    grade: Grade | None
    place: str | None
    location: str | None
    hazards: list[HazardBody]


class DueList(Body):
    """What is due, the longest overdue first."""

    items: list[DueBody]
    next: None
    total: int


def names_of(record: Checked) -> dict[str, object]:
    """The number or code by which people know a record."""
    return {
        "artifact": record.accession_number if isinstance(record, Artifact) else None,
        "site": record.code if isinstance(record, Site) else None,
    }


def check_body(check: ConditionCheck, record: Checked) -> dict[str, object]:
    """A check of this record."""
    return {
        **{name: getattr(check, name) for name in _CHECK},
        **names_of(record),
        "summary": text(check, "summary"),
    }


def damage_body(damage: Damage) -> dict[str, object]:
    """A finding."""
    return {**{name: getattr(damage, name) for name in _DAMAGE}, "note": text(damage, "note")}


def check_columns(facts: CheckFacts | DamageFacts) -> dict[str, object]:
    """What was given, by column; words in two languages become two columns, the record is dealt with apart."""
    given = facts.model_dump(exclude_unset=True, exclude={"artifact", "site"})
    for name in ("summary", "note"):
        words = given.pop(name, None)
        if isinstance(words, dict):
            given |= {f"{name}_{lang}": value for lang, value in words.items()}
    return given


def due_body(row: DueRow) -> dict[str, object]:
    """A record that is due; ``place`` is the code of the site where it is now."""
    return {
        **names_of(row.record),
        "title": text(row.record, "title"),
        "due_on": row.due_on,
        "grade": row.record.condition_grade,
        "place": row.site.code if row.site else None,
        "location": row.location.code if row.location else None,
        "hazards": [hazard_body(zone) for zone in row.hazards],
    }


def hazard_body(zone: HazardZone) -> dict[str, object]:
    """A zone of hazard."""
    return {name: getattr(zone, name) for name in ("id", "kind", "title", "source")}
