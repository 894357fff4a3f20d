"""Artifacts: registered, changed, published, withdrawn; never deleted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, exists, func, inspect, select
from sqlalchemy.orm import Session, joinedload

from catalogue.errors import ConflictError, NotFoundError, ValidationError
from catalogue.policy import Action, Identity, require, require_on
from catalogue.records import Artifact, DigitalFile, Location, Movement, Site
from catalogue.services.audits import expect_version, record_change
from catalogue.services.dating import DATE_COLUMNS, settle_dates
from catalogue.services.index import index_artifact
from catalogue.services.paging import Page, page_by
from catalogue.services.private_fields import for_reader, one_for_reader
from catalogue.services.publishing import set_status
from catalogue.services.scopes import organisation_for_new
from catalogue.services.validation import assign, need
from catalogue.services.visibility import keep_unseen_site, seen
from catalogue.services.wording import link_terms, wording_of
from catalogue.vocab.dates.points import FIRST_YEAR, LAST_YEAR
from catalogue.vocab.folding import clean
from catalogue.vocab.terms import FileKind, Status

EDITABLE = (
    "accession_number", "title_vi", "title_en", "other_names", "object_type", "materials", "technique", "period",
    *DATE_COLUMNS, "maker", "origin", "height_mm", "width_mm", "depth_mm", "measurement_note", "count",
    "description_vi", "description_en", "inscription", "subject", "features", "profile", "protection",
    "condition_text", "site_id", "location", "location_id", "recorder", "recorded_on", "rights", "licence",
    "attribution", "source_url", "is_specimen", "visibility", "change_alert_mm", "ext",
)  # fmt: skip
USEFUL = (
    "title_en", "materials", "period", "date_text", "height_mm", "width_mm", "description_en", "protection",
    "condition_text", "site_id", "origin", "licence",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Completeness:
    """How much of the form is filled: ``share`` 0..1, what publishing still needs, what would be good to have."""

    share: float
    missing: tuple[str, ...]
    useful: tuple[str, ...]


def register_artifact(
    session: Session,
    who: Identity,
    values: Mapping[str, object],
    *,
    ident: UUID | None = None,
    organisation_id: UUID | None = None,
) -> Artifact:
    """Save a new artifact as a draft; ``accession_number`` and ``title_vi`` are enough; ``ident`` comes from a phone.

    It becomes the record of ``organisation_id`` where that is known already, else the writer's.

    Raises:
        ValidationError: a field breaks a rule.
        ConflictError: ``artifact_taken``: the number is in use.
    """
    require(who, Action.WRITE_RECORDS)
    need(values, "accession_number", "title_vi")
    artifact = Artifact(id=ident or uuid4(), ext={}, materials=[], count=1, status=Status.DRAFT)
    artifact.organisation_id = organisation_id or organisation_for_new(who)
    assign(artifact, settle_dates(values), EDITABLE)
    _check(session, artifact)
    return _save(session, who, artifact, "register", {})


def update_artifact(
    session: Session, who: Identity, number: str, changes: Mapping[str, object], *, expected_version: int | None
) -> Artifact:
    """Change fields of an artifact.

    Raises:
        NotFoundError, ValidationError, ConflictError (``artifact_taken``), StaleError (someone else saved first).
    """
    require(who, Action.WRITE_RECORDS)
    artifact = read_artifact(session, who, number)
    require_on(who, Action.WRITE_RECORDS, artifact)
    expect_version(artifact, expected_version)
    words = wording_of(artifact)
    with session.no_autoflush:
        assign(artifact, settle_dates(keep_unseen_site(session, who, artifact.site_id, changes), artifact), EDITABLE)
        _check(session, artifact)
    return _save(session, who, artifact, "update", words)


def change_artifact_status(
    session: Session, who: Identity, number: str, status: Status, *, expected_version: int | None = None
) -> Artifact:
    """Publish an artifact, take it back to draft or review, or withdraw it.

    Raises:
        ValidationError: publishing lacks one of the six facts; each is named with ``required_to_publish``.
        ConflictError: ``status_step``.
    """
    require(who, Action.PUBLISH)
    artifact = read_artifact(session, who, number)
    require_on(who, Action.PUBLISH, artifact)
    expect_version(artifact, expected_version)
    if status is Status.PUBLISHED:
        missing = read_completeness(session, artifact).missing
        if missing:
            raise ValidationError(dict.fromkeys(missing, "required_to_publish"), number=number)
    return _save(session, who, artifact, status.value) if set_status(artifact, status, number) else artifact


def read_artifact(session: Session, who: Identity, number: str) -> Artifact:
    """The artifact with this accession number and its site, if the reader may see it.

    Raises:
        NotFoundError: ``artifact_not_found``.
    """
    return _one(session, who, Artifact.accession_number == clean(number), number)


def read_artifact_by_id(session: Session, who: Identity, artifact_id: UUID) -> Artifact:
    """The artifact with this id and its site, if the reader may see it.

    Raises:
        NotFoundError: ``artifact_not_found``.
    """
    return _one(session, who, Artifact.id == artifact_id, str(artifact_id))


def read_artifacts(session: Session, who: Identity, ids: Iterable[UUID | None]) -> dict[UUID, Artifact]:
    """Those of the artifacts with these ids that the reader may see, with their sites."""
    wanted = {ident for ident in ids if ident is not None}
    query = select(Artifact).where(Artifact.id.in_(wanted), seen(who, Artifact)).options(joinedload(Artifact.site))
    return {row.id: row for row in for_reader(session, who, session.scalars(query))} if wanted else {}


@dataclass(frozen=True, slots=True)
class ArtifactFilter:
    """What a list of artifacts is narrowed to; None leaves a field open."""

    site_id: UUID | None = None
    status: Status | None = None
    object_type: str | None = None
    has_3d: bool | None = None


def list_artifacts(
    session: Session,
    who: Identity,
    *,
    only: ArtifactFilter | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[Artifact]:
    """Artifacts that the reader may see, by accession number; withdrawn ones only when asked for."""
    only = only or ArtifactFilter()
    query = select(Artifact).where(seen(who, Artifact)).options(joinedload(Artifact.site))
    if only.status is None:
        query = query.where(Artifact.status != Status.WITHDRAWN)
    for name in ("site_id", "status", "object_type", "has_3d"):
        value = getattr(only, name)
        if value is not None:
            query = query.where(getattr(Artifact, name) == value)
    page = page_by(session, query, Artifact.accession_number, cursor, limit)
    return replace(page, items=for_reader(session, who, page.items))


def count_licences(session: Session, who: Identity) -> list[tuple[str, int]]:
    """Licences of the artifacts that the reader may see with the number of each, the commonest first."""
    amount = func.count().label("amount")
    query = select(Artifact.licence, amount).where(seen(who, Artifact), Artifact.licence.is_not(None))
    rows = session.execute(query.group_by(Artifact.licence).order_by(amount.desc(), Artifact.licence))
    return [(licence, number) for licence, number in rows if licence]


def read_completeness(session: Session, artifact: Artifact) -> Completeness:
    """How complete the artifact's form is, its photographs included."""
    photo = exists().where(
        DigitalFile.artifact_id == artifact.id, DigitalFile.kind == FileKind.PHOTO, DigitalFile.withdrawn_at.is_(None)
    )
    return completeness(artifact, has_photo=bool(session.scalar(select(photo))))


def completeness(artifact: Artifact, *, has_photo: bool) -> Completeness:
    """How complete the form is; the six required facts are those of the Spectrum inventory minimum."""
    has = {
        "accession_number": bool(artifact.accession_number),
        "object_type": bool(artifact.object_type),
        "count": bool(artifact.count),
        "description_vi": bool(artifact.description_vi) or has_photo,
        "location": bool(artifact.location),
        "recorder": bool(artifact.recorder),
        "recorded_on": artifact.recorded_on is not None,
    }
    missing = tuple(name for name, is_there in has.items() if not is_there)
    useful = tuple(name for name in USEFUL if getattr(artifact, name) in (None, "", []))
    filled = len(has) + len(USEFUL) - len(missing) - len(useful)
    return Completeness(filled / (len(has) + len(USEFUL)), missing, useful)


def _one(session: Session, who: Identity, which: ColumnElement[bool], number: str) -> Artifact:
    """The row with its site as the reader may see it, or the refusal that names what was asked for."""
    query = select(Artifact).where(which, seen(who, Artifact)).options(joinedload(Artifact.site))
    artifact = session.scalar(query)
    if artifact is None:
        raise NotFoundError("artifact_not_found", number=number)
    return one_for_reader(session, who, artifact)


def _save(
    session: Session, who: Identity, artifact: Artifact, action: str, words: Mapping[str, object] | None = None
) -> Artifact:
    """Flush with audit, term links where ``words`` holds the old ones, and search row; the site is at hand then."""
    record_change(session, who, artifact, action)
    if words is not None:
        link_terms(session, artifact, words)
    index_artifact(session, artifact)
    session.refresh(artifact, ["site"])
    return artifact


def _check(session: Session, artifact: Artifact) -> None:
    """Rules that need more than one column."""
    faults: dict[str, str] = {}
    for name in ("height_mm", "width_mm", "depth_mm", "change_alert_mm"):
        length = getattr(artifact, name)
        if length is not None and length <= 0:
            faults[name] = "out_of_range"
    if artifact.count < 1:
        faults["count"] = "out_of_range"
    if not any(c.isalnum() for c in artifact.accession_number):
        faults["accession_number"] = "malformed"
    if artifact.site_id is not None and session.get(Site, artifact.site_id) is None:
        faults["site_id"] = "not_found"
    faults |= _year_faults(artifact) | _location_faults(session, artifact)
    if faults:
        _forget(session, artifact)
        raise ValidationError(faults)
    number = artifact.accession_number
    other = session.scalar(select(Artifact.id).where(Artifact.accession_number == number))
    if other is not None and other != artifact.id:
        _forget(session, artifact)
        raise ConflictError("artifact_taken", number=number)


def _year_faults(artifact: Artifact) -> dict[str, str]:
    """Years that no date can have, or that end before they begin."""
    first, last = artifact.year_from, artifact.year_to
    faults = {
        name: "out_of_range"
        for name, year in (("year_from", first), ("year_to", last))
        if year is not None and not FIRST_YEAR <= year <= LAST_YEAR
    }
    if not faults and first is not None and last is not None and first > last:
        return {"year_to": "out_of_range"}
    return faults


def _location_faults(session: Session, artifact: Artifact) -> dict[str, str]:
    """A place that is not there, or one that only a movement may change; a known place gives its own name."""
    changed = [name for name in ("location", "location_id") if inspect(artifact).attrs[name].history.has_changes()]
    if not changed:
        return {}
    if artifact in session and session.scalar(select(exists().where(Movement.artifact_id == artifact.id))):
        return dict.fromkeys(changed, "has_movements")
    location = session.get(Location, artifact.location_id) if artifact.location_id else None
    if artifact.location_id is not None and (location is None or location.retired_at is not None):
        return {"location_id": "not_found"}
    if location is not None:
        artifact.location = location.title_vi
    return {}


def _forget(session: Session, artifact: Artifact) -> None:
    """Drop refused changes, so that a later flush can't save them."""
    if artifact in session:
        session.expire(artifact)
