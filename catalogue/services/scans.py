"""Scans: what the inspection found in a scan file."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalogue.errors import ConflictError, NotFoundError
from catalogue.policy import Action, Identity, require
from catalogue.records import DigitalFile, Scan
from catalogue.services.audits import record_change
from catalogue.services.visibility import owner_staffed


@dataclass(frozen=True, slots=True)
class NewScan:
    """The inspection of one scan file; ``size_m`` is width (x), height (y), depth (z) in metres, +Y up."""

    file_id: UUID
    format: str
    unit: str | None = None
    unit_evidence: str | None = None
    points: int | None = None
    triangles: int | None = None
    is_watertight: bool | None = None
    size_m: tuple[float, float, float] | None = None
    inspection: dict[str, object] = field(default_factory=dict)


def add_scan(session: Session, who: Identity, new: NewScan) -> Scan:
    """Record an inspected scan; it belongs to what its file belongs to.

    Raises:
        NotFoundError: ``file_not_found``.
        ConflictError: ``scan_exists``: the file was inspected already.
    """
    require(who, Action.UPLOAD_FILES)
    file = session.get(DigitalFile, new.file_id)
    if file is None:
        raise NotFoundError("file_not_found", file=str(new.file_id))
    if find_scan_of_file(session, new.file_id) is not None:
        raise ConflictError("scan_exists", file=file.name)
    width, height, depth = new.size_m or (None, None, None)
    scan = Scan(
        file_id=file.id,
        artifact_id=file.artifact_id,
        site_id=file.site_id,
        capture_id=file.capture_id,
        format=new.format,
        unit=new.unit,
        unit_evidence=new.unit_evidence,
        points=new.points,
        triangles=new.triangles,
        is_watertight=new.is_watertight,
        width_m=width,
        height_m=height,
        depth_m=depth,
        inspection=new.inspection,
    )
    record_change(session, who, scan, "add")
    return scan


def find_scan_of_file(session: Session, file_id: UUID) -> Scan | None:
    """The scan recorded for a file, or None; for services and recipes, it asks for no permission."""
    return session.scalar(select(Scan).where(Scan.file_id == file_id))


def read_scan(session: Session, who: Identity, scan_id: UUID) -> Scan:
    """The scan with this id; for the staff of what was scanned.

    Raises:
        NotFoundError: ``scan_not_found``.
    """
    require(who, Action.READ_DRAFTS)
    scan = session.scalar(select(Scan).where(Scan.id == scan_id, owner_staffed(who, Scan.artifact_id, Scan.site_id)))
    if scan is None:
        raise NotFoundError("scan_not_found", scan=str(scan_id))
    return scan


def list_scans(
    session: Session, who: Identity, *, artifact_id: UUID | None = None, site_id: UUID | None = None
) -> list[Scan]:
    """Scans of an artifact or a site, oldest first; for their staff."""
    require(who, Action.READ_DRAFTS)
    query = select(Scan).where(owner_staffed(who, Scan.artifact_id, Scan.site_id))
    if artifact_id is not None:
        query = query.where(Scan.artifact_id == artifact_id)
    if site_id is not None:
        query = query.where(Scan.site_id == site_id)
    return list(session.scalars(query.order_by(Scan.created_at, Scan.id)))
