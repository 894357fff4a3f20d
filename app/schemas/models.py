"""Scans, models, derivatives, scenes and tours as JSON."""

from __future__ import annotations

import datetime as dt
from enum import Enum
from typing import Any
from uuid import UUID

from app.schemas.common import Body, Page, PageQuery, Query, Text, text
from catalogue.records import Derivative, Model, Scan, Scene, Tour
from catalogue.vocab.terms import Status, Usage, Visibility

_SCAN = (
    "id", "file_id", "format", "unit", "unit_evidence", "points", "triangles", "is_watertight", "width_m", "height_m",
    "depth_m", "inspection", "created_at",
)  # fmt: skip
_DERIVATIVE = ("id", "usage", "quality", "media_type", "sha256", "details", "created_at")


class OwnerQuery(Query):
    """Whose: an artifact's by number, or a site's by code."""

    artifact: str | None = None
    site: str | None = None


class SceneQuery(PageQuery, OwnerQuery):
    """What a list of scenes is narrowed to."""


class SourceQuery(Query):
    """Made from what: a file or a model."""

    file: UUID | None = None
    model: UUID | None = None


class ScanBody(Body):
    """What the inspection found in a scan file; lengths in metres, +Y up."""

    id: UUID
    file_id: UUID
    format: str
    unit: str | None
    unit_evidence: str | None
    points: int | None
    triangles: int | None
    is_watertight: bool | None
    width_m: float | None
    height_m: float | None
    depth_m: float | None
    inspection: dict[str, Any]
    created_at: dt.datetime


class ScanPage(Page):
    """All scans of a record, oldest first."""

    items: list[ScanBody]


class DerivativeBody(Body):
    """A machine-made copy; its bytes are at ``links.content``."""

    id: UUID
    usage: Usage
    quality: str
    media_type: str
    sha256: str
    bytes: int
    details: dict[str, Any]
    created_at: dt.datetime
    links: dict[str, str]


class DerivativePage(Page):
    """All current copies of a file or a model, smallest first."""

    items: list[DerivativeBody]


class ModelBody(Body):
    """A master mesh made from a scan, with the report of its making."""

    id: UUID
    scan_id: UUID
    vr_ready: bool
    report: dict[str, Any]
    created_at: dt.datetime
    derivatives: list[DerivativeBody]
    links: dict[str, str]


class ModelPage(Page):
    """All current models of a record, newest first."""

    items: list[ModelBody]


class SceneBody(Body):
    """A scene in a list; its document is at ``links.self``."""

    id: UUID
    slug: str
    title: Text
    visibility: Visibility
    version: int
    links: dict[str, str]


class ScenePage(Page):
    """A part of the list of scenes, by slug."""

    items: list[SceneBody]


class TourBody(Body):
    """A tour in a list; its document with the stops is at ``links.self``."""

    slug: str
    title: Text
    text: Text
    status: Status
    visibility: Visibility
    version: int
    links: dict[str, str]


class TourPage(Page):
    """A part of the list of tours, by slug."""

    items: list[TourBody]


def scan_body(scan: Scan) -> dict[str, object]:
    """The scan as the API gives it."""
    return {name: getattr(scan, name) for name in _SCAN}


def derivative_body(derivative: Derivative, *, links: dict[str, str]) -> dict[str, object]:
    """The derivative as the API gives it."""
    columns = {name: getattr(derivative, name) for name in _DERIVATIVE}
    return {**columns, "bytes": derivative.size, "links": links}


def model_body(model: Model, *, derivatives: list[dict[str, object]], links: dict[str, str]) -> dict[str, object]:
    """The model with its copies."""
    columns = {name: getattr(model, name) for name in ("id", "scan_id", "vr_ready", "report", "created_at")}
    return {**columns, "derivatives": derivatives, "links": links}


def scene_body(scene: Scene, *, links: dict[str, str]) -> dict[str, object]:
    """The scene as a list shows it."""
    columns = {name: getattr(scene, name) for name in ("id", "slug", "visibility", "version")}
    return {**columns, "title": text(scene, "title"), "links": links}


def tour_body(tour: Tour, *, links: dict[str, str]) -> dict[str, object]:
    """The tour as a list shows it."""
    columns = {name: getattr(tour, name) for name in ("slug", "visibility", "status", "version")}
    plain = {name: value.value if isinstance(value, Enum) else value for name, value in columns.items()}
    return {**plain, "title": text(tour, "title"), "text": text(tour, "text"), "links": links}
