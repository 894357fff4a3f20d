"""Artifacts as JSON."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from app.schemas.common import Body, Order, Page, PageQuery, Text, text
from catalogue.records import Artifact
from catalogue.vocab.heritage import Profile
from catalogue.vocab.terms import Protection, Status, Visibility

_PLAIN = (
    "accession_number", "other_names", "object_type", "materials", "technique", "period", "date_text", "year_from",
    "year_to", "date_edtf", "date_earliest", "date_latest", "date_calendar", "date_reign", "date_certainty", "profile",
    "subject", "features", "maker", "origin", "height_mm", "width_mm", "depth_mm", "measurement_note", "count",
    "inscription", "protection", "licence", "rights", "attribution", "source_url", "is_specimen", "has_3d", "status",
    "visibility", "version", "created_at", "updated_at", "published_at",
)  # fmt: skip
_STAFF = ("condition_text", "location", "recorder", "recorded_on", "change_alert_mm", "ext")


class SiteRef(Body):
    """The site that something belongs to."""

    code: str
    title: Text


class ArtifactFacts(Order):
    """The facts of an artifact that a writer may set.

    ``date_text`` is a date as conservators write it: years, calendar, reign, certainty and EDTF are read from it; years
    are given by hand where no text can tell them. ``location_code`` is the label of a location of the storeroom, which
    then gives ``location`` its name.
    """

    title: Text | None = None
    other_names: str | None = None
    object_type: str | None = None
    materials: list[str] | None = None
    technique: str | None = None
    period: str | None = None
    date_text: str | None = None
    year_from: int | None = None
    year_to: int | None = None
    maker: str | None = None
    origin: str | None = None
    height_mm: float | None = None
    width_mm: float | None = None
    depth_mm: float | None = None
    measurement_note: str | None = None
    count: int = 1
    description: Text | None = None
    inscription: str | None = None
    profile: Profile | None = None
    subject: str | None = None
    features: str | None = None
    protection: Protection = Protection.NONE
    condition_text: str | None = None
    site: str | None = None
    location: str | None = None
    location_code: str | None = None
    recorder: str | None = None
    recorded_on: dt.date | None = None
    rights: str | None = None
    licence: str | None = None
    attribution: str | None = None
    source_url: str | None = None
    is_specimen: bool = False
    visibility: Visibility = Visibility.PUBLIC
    change_alert_mm: float | None = None
    ext: dict[str, Any] | None = None


class NewArtifact(ArtifactFacts):
    """An artifact to be registered; ``title.vi`` and ``accession_number`` are enough."""

    accession_number: str
    title: Text


class ArtifactChanges(ArtifactFacts):
    """Only the facts that change; null empties one."""

    accession_number: str | None = None


class ArtifactQuery(PageQuery):
    """What a list of artifacts is narrowed to."""

    site: str | None = None
    status: Status | None = None
    object_type: str | None = None
    has_3d: bool | None = None


class ArtifactBody(Body):
    """An artifact; staff also see where it is kept, its condition and who recorded it.

    ``date_earliest`` and ``date_latest`` are the days on which its date begins and ends at most; null before our era.
    ``location_code`` is the location of the storeroom, null where the place is known by words alone.
    """

    accession_number: str
    title: Text
    description: Text
    site: SiteRef | None
    status: Status
    visibility: Visibility
    version: int
    links: dict[str, str]
    other_names: str | None
    object_type: str | None
    materials: list[str]
    technique: str | None
    period: str | None
    date_text: str | None
    year_from: int | None
    year_to: int | None
    date_edtf: str | None
    date_earliest: dt.date | None
    date_latest: dt.date | None
    date_calendar: str | None
    date_reign: str | None
    date_certainty: str | None
    profile: Profile | None
    subject: str | None
    features: str | None
    maker: str | None
    origin: str | None
    height_mm: float | None
    width_mm: float | None
    depth_mm: float | None
    measurement_note: str | None
    count: int
    inscription: str | None
    protection: Protection
    rights: str | None
    licence: str | None
    attribution: str | None
    source_url: str | None
    is_specimen: bool
    has_3d: bool
    created_at: dt.datetime
    updated_at: dt.datetime
    published_at: dt.datetime | None
    condition_text: str | None = None
    location: str | None = None
    location_code: str | None = None
    recorder: str | None = None
    recorded_on: dt.date | None = None
    change_alert_mm: float | None = None
    ext: dict[str, Any] | None = None


class ArtifactPage(Page):
    """A part of the list of artifacts, by accession number."""

    items: list[ArtifactBody]


def artifact_body(
    artifact: Artifact, *, is_staff: bool, links: dict[str, str], codes: Mapping[UUID, str]
) -> dict[str, object]:
    """The artifact as the API gives it to staff or to everybody; ``codes`` are those of locations by id."""
    names = _PLAIN + _STAFF if is_staff else _PLAIN
    site = artifact.site
    return {
        **{name: getattr(artifact, name) for name in names},
        "title": text(artifact, "title"),
        "description": text(artifact, "description"),
        "site": {"code": site.code, "title": text(site, "title")} if site else None,
        "links": links,
        **({"location_code": codes.get(artifact.location_id) if artifact.location_id else None} if is_staff else {}),
    }
