"""Parts of records as JSON: measurements, inscriptions, numbers, texts, decisions, zones."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from app.schemas.common import Body, Order, Query, Text, text
from catalogue.records import Inscription, ProtectionZone
from catalogue.records.mixins import Part
from catalogue.vocab.heritage import DesignationKind, Dimension, MeasureUnit, TextField, ZoneKind


class PartQuery(Query):
    """Rows in use, or those that were withdrawn (for staff)."""

    withdrawn: bool = False


class PartBody(Body):
    """What every part has; ``version`` is what a change names in If-Match."""

    id: UUID
    version: int


class MeasurementFacts(Order):
    """What a writer may set of a measurement."""

    part: str | None = None
    dimension: Dimension | None = None
    value: float | None = None
    unit: MeasureUnit | None = None
    note: str | None = None
    position: int | None = None


class NewMeasurement(MeasurementFacts):
    """A measurement as it was taken."""

    dimension: Dimension
    value: float
    unit: MeasureUnit


class MeasurementBody(PartBody):
    """One measured dimension."""

    part: str | None
    dimension: Dimension
    value: float
    unit: MeasureUnit
    note: str | None
    position: int


class IdentifierFacts(Order):
    """What a writer may set of a further number."""

    scheme: str | None = None
    value: str | None = None
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    note: str | None = None


class NewIdentifier(IdentifierFacts):
    """A further number."""

    scheme: str
    value: str


class IdentifierBody(PartBody):
    """A number of the record in a stated scheme."""

    scheme: str
    value: str
    valid_from: dt.date | None
    valid_to: dt.date | None
    note: str | None


class InscriptionFacts(Order):
    """What a writer may set of an inscription; at least one of its texts is needed."""

    place: str | None = None
    script: str | None = None
    language: str | None = None
    technique: str | None = None
    transcription: str | None = None
    phonetic: str | None = None
    translation: Text | None = None
    position: int | None = None


class InscriptionBody(PartBody):
    """An inscription as it stands, as it is read, and what it means."""

    place: str | None
    script: str | None
    language: str | None
    technique: str | None
    transcription: str | None
    phonetic: str | None
    translation: Text
    position: int


class TextFacts(Order):
    """What a writer may set of a text in one more language or script."""

    field: TextField | None = None
    lang: str | None = None
    script: str | None = None
    value: str | None = None


class NewText(TextFacts):
    """A text in one more language or script."""

    field: TextField
    lang: str
    value: str


class TextBody(PartBody):
    """A text of the record."""

    field: TextField
    lang: str
    script: str
    value: str


class DesignationFacts(Order):
    """What a writer may set of a decision; ``file_id`` names its paper among the record's files."""

    kind: DesignationKind | None = None
    decision_number: str | None = None
    decision_date: dt.date | None = None
    authority: str | None = None
    revoked_on: dt.date | None = None
    note: str | None = None
    file_id: UUID | None = None


class NewDesignation(DesignationFacts):
    """A decision about the record."""

    kind: DesignationKind


class DesignationBody(PartBody):
    """A rank, a national treasure, a place on a list."""

    kind: DesignationKind
    decision_number: str | None
    decision_date: dt.date | None
    authority: str | None
    revoked_on: dt.date | None
    note: str | None
    file_id: UUID | None


class ZoneFacts(Order):
    """What a writer may set of a protection zone; ``geometry`` is GeoJSON in WGS 84."""

    kind: ZoneKind | None = None
    geometry: dict[str, Any] | None = None
    area_m2: float | None = None
    decision_number: str | None = None
    decision_date: dt.date | None = None
    note: str | None = None


class NewZone(ZoneFacts):
    """A protection zone."""

    kind: ZoneKind
    geometry: dict[str, Any]


class ZoneBody(PartBody):
    """A protection zone; ``bbox`` is west, south, east, north."""

    kind: ZoneKind
    geometry: dict[str, Any]
    bbox: tuple[float, float, float, float]
    area_m2: float | None
    decision_number: str | None
    decision_date: dt.date | None
    note: str | None


def columns_of(order: Order) -> dict[str, object]:
    """What was given, by column; the translation of an inscription has a column for each language."""
    columns: dict[str, object] = order.model_dump(exclude_unset=True)
    translation = columns.pop("translation", None)
    if isinstance(translation, dict):
        columns |= {f"translation_{lang}": words for lang, words in translation.items()}
    return {name: value.value if isinstance(value, TextField) else value for name, value in columns.items()}


def plain_body(row: Part, body: type[Body]) -> dict[str, object]:
    """The columns that the body names."""
    return {name: getattr(row, name) for name in body.model_fields}


def inscription_body(row: Inscription) -> dict[str, object]:
    """An inscription with its translations as one object."""
    names = [name for name in InscriptionBody.model_fields if name != "translation"]
    return {**{name: getattr(row, name) for name in names}, "translation": text(row, "translation")}


def zone_body(row: ProtectionZone) -> dict[str, object]:
    """A zone with its bounds as one box."""
    names = [name for name in ZoneBody.model_fields if name != "bbox"]
    return {**{name: getattr(row, name) for name in names}, "bbox": (row.west, row.south, row.east, row.north)}
