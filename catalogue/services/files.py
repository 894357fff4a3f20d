"""Digital files: masters are added once, described, and withdrawn; their bytes never change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from catalogue.db import now_utc
from catalogue.errors import ConflictError, NotFoundError, ValidationError
from catalogue.policy import Action, Identity, require
from catalogue.records import Artifact, DigitalFile, Site
from catalogue.services.audits import expect_version, record_change
from catalogue.services.photo_hashes import keep_hash
from catalogue.services.validation import assign
from catalogue.services.visibility import owner_seen, staffs
from catalogue.vocab.folding import clean
from catalogue.vocab.terms import FileKind, Visibility

EDITABLE = (
    "position", "visibility", "title_vi", "title_en", "alt_vi", "alt_en", "licence", "attribution", "source_url",
    "capture_id",
)  # fmt: skip
_LONGEST_NAME = 255


@dataclass(frozen=True, slots=True)
class NewFile:
    """A stored master: its bytes lie under ``key`` already.

    ``words`` takes the describing columns by name: licence, attribution, source_url, title_vi/en, alt_vi/en, position.
    """

    sha256: str
    name: str
    size: int
    media_type: str
    kind: FileKind
    key: str
    artifact_id: UUID | None = None
    site_id: UUID | None = None
    capture_id: UUID | None = None
    details: dict[str, object] = field(default_factory=dict)
    words: Mapping[str, object] = field(default_factory=dict)


def add_file(session: Session, who: Identity, new: NewFile) -> DigitalFile:
    """Record a stored master for an artifact or a site.

    Raises:
        ConflictError: ``duplicate_file`` with ``file``, ``first`` (number or code), ``first_file``, ``first_id``.
        ValidationError: it belongs to nothing, or a field breaks a rule.
    """
    require(who, Action.UPLOAD_FILES)
    if new.artifact_id is None and new.site_id is None:
        raise ValidationError({"artifact_id": "required"}, file=new.name)
    refuse_duplicate(session, new.sha256, new.name)
    file = DigitalFile(
        sha256=new.sha256,
        name=file_name(new.name),
        size=new.size,
        media_type=new.media_type,
        kind=new.kind,
        key=new.key,
        artifact_id=new.artifact_id,
        site_id=new.site_id,
        capture_id=new.capture_id,
        details=new.details,
    )
    assign(file, new.words, EDITABLE)
    if "position" not in new.words:
        file.position = len(_siblings(session, new))
    record_change(session, who, file, "add")
    return file


def refuse_duplicate(session: Session, sha256: str, name: str) -> None:
    """Do nothing unless a master with these bytes is there already.

    Raises:
        ConflictError: ``duplicate_file`` with ``file``, ``first`` (number or code), ``first_file``, ``first_id``.
    """
    first = find_file_by_sha(session, sha256)
    if first is not None:
        owner = owner_name(session, first)
        raise ConflictError(
            "duplicate_file", file=file_name(name), first=owner, first_file=first.name, first_id=str(first.id)
        )


def find_file_by_sha(session: Session, sha256: str) -> DigitalFile | None:
    """The master with these bytes, or None; for services and recipes, it asks for no permission."""
    return session.scalar(select(DigitalFile).where(DigitalFile.sha256 == sha256))


def read_file(session: Session, who: Identity, file_id: UUID) -> DigitalFile:
    """The file with this id, if the reader may see it.

    Raises:
        NotFoundError: ``file_not_found``.
    """
    query = select(DigitalFile).where(DigitalFile.id == file_id, _seen(who))
    file = session.scalar(query)
    if file is None:
        raise NotFoundError("file_not_found", file=str(file_id))
    return file


def list_files(
    session: Session,
    who: Identity,
    *,
    artifact_id: UUID | None = None,
    site_id: UUID | None = None,
    kind: FileKind | None = None,
) -> list[DigitalFile]:
    """Files of an artifact or a site that the reader may see, in their order; withdrawn ones are left out."""
    query = select(DigitalFile).where(_seen(who), DigitalFile.withdrawn_at.is_(None))
    for column, value in (
        (DigitalFile.artifact_id, artifact_id),
        (DigitalFile.site_id, site_id),
        (DigitalFile.kind, kind),
    ):
        if value is not None:
            query = query.where(column == value)
    return list(session.scalars(query.order_by(DigitalFile.position, DigitalFile.created_at, DigitalFile.id)))


def update_file(
    session: Session, who: Identity, file_id: UUID, changes: Mapping[str, object], *, expected_version: int | None
) -> DigitalFile:
    """Change what is said of a file, never its bytes.

    Raises:
        NotFoundError, ValidationError, StaleError.
    """
    require(who, Action.UPLOAD_FILES)
    file = read_file(session, who, file_id)
    expect_version(file, expected_version)
    assign(file, changes, EDITABLE)
    record_change(session, who, file, "update")
    return file


def set_file_details(session: Session, who: Identity, file_id: UUID, details: Mapping[str, object]) -> DigitalFile:
    """Merge what a machine found in the file (EXIF, picture size, text) into its details."""
    require(who, Action.UPLOAD_FILES)
    file = read_file(session, who, file_id)
    file.details = {**file.details, **details}
    record_change(session, who, file, "describe")
    keep_hash(session, file.id, file.details)
    return file


def withdraw_file(
    session: Session, who: Identity, file_id: UUID, *, expected_version: int | None = None
) -> DigitalFile:
    """Take a file out of every list; its bytes stay."""
    require(who, Action.UPLOAD_FILES)
    file = read_file(session, who, file_id)
    expect_version(file, expected_version)
    file.withdrawn_at = file.withdrawn_at or now_utc()
    record_change(session, who, file, "withdraw")
    return file


def owner_name(session: Session, file: DigitalFile) -> str:
    """The accession number or site code that a file belongs to."""
    query = (
        select(Artifact.accession_number).where(Artifact.id == file.artifact_id)
        if file.artifact_id
        else select(Site.code).where(Site.id == file.site_id)
    )
    return session.scalar(query) or ""


def file_name(name: str) -> str:
    """The bare name in NFC, without folders, short enough to keep, its suffix preserved."""
    bare = clean(name.replace("\\", "/").rsplit("/", 1)[-1]).replace("\n", " ").replace("\t", " ") or "file"
    if len(bare) <= _LONGEST_NAME:
        return bare
    stem, dot, suffix = bare.rpartition(".")
    tail = dot + suffix[:16] if stem else ""
    return bare[: _LONGEST_NAME - len(tail)] + tail


def gives_master(session: Session, who: Identity, file: DigitalFile) -> bool:
    """Whether the reader may have the bytes as they were taken in: staff all, others what is licensed.

    What was photographed at a sensitive place is for staff alone: cameras write the exact place into their files.
    """
    artifact = session.get(Artifact, file.artifact_id) if file.artifact_id else None
    site_id = file.site_id or (artifact.site_id if artifact else None)
    site = session.get(Site, site_id) if site_id else None
    if staffs(who, artifact or site):
        return True
    return bool(file.licence) and not (site is not None and site.is_location_sensitive)


def seen_files(who: Identity) -> ColumnElement[bool]:
    """The files that the reader may see."""
    return _seen(who)


def _seen(who: Identity) -> ColumnElement[bool]:
    """Files that the reader may see: staff all, others the open ones of what is public."""
    is_open = and_(DigitalFile.visibility == Visibility.PUBLIC, DigitalFile.withdrawn_at.is_(None))
    return owner_seen(who, DigitalFile.artifact_id, DigitalFile.site_id, is_open)


def _siblings(session: Session, new: NewFile) -> list[UUID]:
    """Files of the same owner and kind."""
    query = select(DigitalFile.id).where(
        DigitalFile.artifact_id == new.artifact_id if new.artifact_id else DigitalFile.site_id == new.site_id,
        DigitalFile.kind == new.kind,
    )
    return list(session.scalars(query))
