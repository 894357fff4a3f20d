"""Entries of a field kit: records written down without network, saved later under the id that the phone gave them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalogue.errors import NotFoundError, StaleError, ValidationError
from catalogue.policy import Action, Identity, require
from catalogue.records import Artifact, FieldNote, Site
from catalogue.services.artifacts import read_artifact_by_id, register_artifact, update_artifact
from catalogue.services.dating import settle_dates
from catalogue.services.private_fields import for_reader
from catalogue.services.sites import read_site_by_id, register_site, update_site
from catalogue.services.validation import assign
from catalogue.services.visibility import seen
from catalogue.vocab.terms import Status

ARTIFACT_FIELDS = (
    "accession_number", "title_vi", "title_en", "object_type", "count", "description_vi", "site_id", "location",
    "recorder", "recorded_on", "condition_text", "materials", "date_text", "height_mm", "width_mm", "depth_mm",
    "inscription",
)  # fmt: skip
SITE_FIELDS = ("code", "title_vi", "title_en", "kind", "address", "latitude", "longitude", "description_vi")
MOST_TAKEN = 2000
_EARLIEST = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
_FUTURE = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class FieldEntry:
    """What a field kit kept of one record.

    ``uid`` was made on the phone for a new record; ``base_version`` is the version that was taken along, None for a new
    one. Place in degrees WGS 84 with its accuracy in metres, where the phone knew it.
    """

    uid: UUID
    base_version: int | None
    values: Mapping[str, object]
    noted_at: dt.datetime
    latitude: float | None = None
    longitude: float | None = None
    accuracy_m: float | None = None


@dataclass(frozen=True, slots=True)
class Synced:
    """What became of an entry: ``created``, ``updated`` or ``unchanged``, and the record as it is now."""

    outcome: str
    record: Artifact | Site


def sync_artifact(session: Session, who: Identity, entry: FieldEntry, now: dt.datetime) -> Synced:
    """Save a field entry of an artifact; sent twice it changes nothing the second time.

    Raises:
        ValidationError: a field breaks a rule. ConflictError: ``artifact_taken``.
        StaleError: someone else changed the record since it was taken along; nothing is saved.
    """
    require(who, Action.WRITE_RECORDS)
    _check(entry, now)
    found = session.get(Artifact, entry.uid)
    if found is None:
        return _noted(session, who, entry, _new_artifact(session, who, entry), "created")
    artifact = read_artifact_by_id(session, who, entry.uid)
    if _holds(session, artifact, settle_dates(entry.values, artifact), ARTIFACT_FIELDS):
        return Synced("unchanged", artifact)
    number, version = artifact.accession_number, _base(entry, artifact.version)
    saved = update_artifact(session, who, number, entry.values, expected_version=version)
    return _noted(session, who, entry, saved, "updated")


def sync_site(session: Session, who: Identity, entry: FieldEntry, now: dt.datetime) -> Synced:
    """Save a field entry of a site; sent twice it changes nothing the second time.

    Raises:
        ValidationError, ConflictError (``site_taken``), StaleError, as for artifacts.
    """
    require(who, Action.WRITE_RECORDS)
    _check(entry, now)
    if session.get(Site, entry.uid) is None:
        return _noted(session, who, entry, register_site(session, who, entry.values, ident=entry.uid), "created")
    site = read_site_by_id(session, who, entry.uid)
    if _holds(session, site, entry.values, SITE_FIELDS):
        return Synced("unchanged", site)
    version = _base(entry, site.version)
    return _noted(
        session, who, entry, update_site(session, who, site.code, entry.values, expected_version=version), "updated"
    )


def take_along(session: Session, who: Identity, site_id: UUID | None) -> tuple[list[Artifact], list[Site]]:
    """The records that a phone takes into the field: a site's artifacts (by number), and all sites (by code).

    Without a site no artifact is taken; at most ``MOST_TAKEN`` of each.
    """
    require(who, Action.WRITE_RECORDS)
    living = Site.status != Status.WITHDRAWN
    known = session.scalars(select(Site).where(seen(who, Site), living).order_by(Site.code).limit(MOST_TAKEN))
    sites = for_reader(session, who, known)
    if site_id is None:
        return [], sites
    wanted = select(Artifact).where(
        seen(who, Artifact), Artifact.site_id == site_id, Artifact.status != Status.WITHDRAWN
    )
    things = session.scalars(wanted.order_by(Artifact.accession_number).limit(MOST_TAKEN))
    return for_reader(session, who, things), sites


def read_taken(session: Session, who: Identity, uid: UUID) -> Artifact | Site:
    """The record behind an entry as it is now, for the choice between two versions.

    Raises:
        NotFoundError: ``field_record_not_found``.
    """
    require(who, Action.WRITE_RECORDS)
    readers: tuple[Callable[[], Artifact | Site], ...] = (
        lambda: read_artifact_by_id(session, who, uid),
        lambda: read_site_by_id(session, who, uid),
    )
    for read in readers:
        try:
            return read()
        except NotFoundError:
            continue
    raise NotFoundError("field_record_not_found", uid=str(uid))


def _new_artifact(session: Session, who: Identity, entry: FieldEntry) -> Artifact:
    """A new draft under the phone's id."""
    return register_artifact(session, who, entry.values, ident=entry.uid)


def _holds(session: Session, record: Artifact | Site, values: Mapping[str, object], names: tuple[str, ...]) -> bool:
    """Whether the record holds these values already; fields that a kit does not have are refused."""
    unknown = [name for name in values if name not in names and name not in type(record).__table__.columns]
    if unknown:
        raise ValidationError(dict.fromkeys(unknown, "unknown_field"))
    with session.no_autoflush:
        assign(record, values, tuple(values))
        is_same = not session.is_modified(record)
    session.refresh(record)
    return is_same


def _base(entry: FieldEntry, current: int) -> int:
    """The version that the entry was made from.

    Raises:
        StaleError: the entry says "new", but the record is there with other values.
    """
    if entry.base_version is None:
        raise StaleError(yours=0, current=current)
    return entry.base_version


def _check(entry: FieldEntry, now: dt.datetime) -> None:
    """Time and place are possible ones."""
    faults: dict[str, str] = {}
    if not _EARLIEST <= entry.noted_at <= now + _FUTURE:
        faults["noted_at"] = "out_of_range"
    if (entry.latitude is None) != (entry.longitude is None):
        faults["longitude"] = "required"
    if not -90 <= (entry.latitude or 0) <= 90:
        faults["latitude"] = "out_of_range"
    if not -180 <= (entry.longitude or 0) <= 180:
        faults["longitude"] = "out_of_range"
    if (entry.accuracy_m or 0) < 0:
        faults["accuracy_m"] = "out_of_range"
    if faults:
        raise ValidationError(faults)


def _noted(session: Session, who: Identity, entry: FieldEntry, record: Artifact | Site, outcome: str) -> Synced:
    """Keep where and when it was written down."""
    note = FieldNote(
        record_id=record.id,
        account_id=who.account_id,
        noted_at=entry.noted_at,
        latitude=entry.latitude,
        longitude=entry.longitude,
        accuracy_m=entry.accuracy_m,
    )
    session.add(note)
    session.flush()
    return Synced(outcome, record)
