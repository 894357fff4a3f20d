"""Entries of a field kit as JSON."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from app.schemas.common import Body, Order, Query
from catalogue.records import Artifact, Site
from catalogue.services.fieldwork import ARTIFACT_FIELDS, SITE_FIELDS, FieldEntry, Synced


class FieldEntryOrder(Order):
    """What a phone wrote down; ``values`` by field name, a site by its code in ``site``."""

    base_version: int | None = None
    values: dict[str, Any]
    noted_at: dt.datetime
    latitude: float | None = None
    longitude: float | None = None
    accuracy_m: float | None = None


class KitQuery(Query):
    """Whose artifacts to take along."""

    site: str | None = None


class FieldRecordBody(Body):
    """A record as a field kit keeps it: every value as text."""

    uid: UUID
    kind: str
    number: str
    version: int
    values: dict[str, str]


class SyncedBody(FieldRecordBody):
    """What became of an entry."""

    outcome: str


class KitBody(Body):
    """What a phone takes into the field: records, and the names that its lists offer."""

    made_at: dt.datetime
    recorder: str
    sites: list[FieldRecordBody]
    artifacts: list[FieldRecordBody]
    is_cut: bool
    lists: dict[str, list[str]]


def entry_of(uid: UUID, order: FieldEntryOrder, values: Mapping[str, object]) -> FieldEntry:
    """The entry as the service wants it; a moment without a zone is taken as UTC."""
    moment = order.noted_at if order.noted_at.tzinfo else order.noted_at.replace(tzinfo=dt.UTC)
    return FieldEntry(uid, order.base_version, values, moment, order.latitude, order.longitude, order.accuracy_m)


def field_record(record: Artifact | Site, site_code: str | None) -> dict[str, object]:
    """A record for a phone."""
    is_artifact = isinstance(record, Artifact)
    names = [name for name in (ARTIFACT_FIELDS if is_artifact else SITE_FIELDS) if name != "site_id"]
    values = {name: _as_text(getattr(record, name)) for name in names}
    if is_artifact:
        values["site"] = site_code or ""
    number = record.accession_number if isinstance(record, Artifact) else record.code
    kind = "artifact" if is_artifact else "site"
    return {"uid": record.id, "kind": kind, "number": number, "version": record.version, "values": values}


def synced_body(synced: Synced, site_code: str | None) -> dict[str, object]:
    """An entry's outcome with the record as it is now."""
    return {"outcome": synced.outcome, **field_record(synced.record, site_code)}


def records_for_phone(records: Sequence[Artifact | Site], codes: Mapping[UUID, str]) -> list[dict[str, object]]:
    """Many records with the codes of their sites."""
    return [field_record(record, codes.get(getattr(record, "site_id", None) or record.id)) for record in records]


def _as_text(value: object) -> str:
    """A value as a phone's form shows it; a decimal point in every language."""
    if value is None:
        return ""
    if isinstance(value, enum.Enum):
        return str(value.value)
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return f"{value:.12g}" if isinstance(value, float) else str(value)
