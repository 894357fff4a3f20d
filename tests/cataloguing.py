"""A small catalogue for tests: a fresh database, people, and records ready to be looked at."""

from __future__ import annotations

import hashlib
from pathlib import Path
from uuid import UUID

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from catalogue.db import make_engine
from catalogue.policy import Identity, Role
from catalogue.records import Artifact, DigitalFile, Model, Scan
from catalogue.services.artifacts import change_artifact_status, register_artifact
from catalogue.services.files import NewFile, add_file
from catalogue.services.models import add_model
from catalogue.services.scans import NewScan, add_scan
from catalogue.vocab.terms import FileKind, Status
from tests.databases import fresh_url

STAFF = Identity(Role.CURATOR, name="Lê Thị Hoa")
SYSTEM = Identity.system("test")
ADMIN = Identity(Role.ADMINISTRATOR, name="Quản trị")
PUBLIC = Identity.public()
COMPLETE = {
    "title_vi": "Đỉnh đồng Cao",
    "object_type": "đỉnh",
    "description_vi": "Đỉnh lớn nhất trong bộ Cửu Đỉnh.",
    "location": "Sân Thế Miếu",
    "recorder": "Lê Thị Hoa",
    "recorded_on": "2026-01-15",
}


def fresh_engine(folder: Path) -> Engine:
    """An engine on a migrated, empty database of its own."""
    return make_engine(fresh_url(folder / "catalogue.db"))


def sha(text: str) -> str:
    """A digest for a file that needs no bytes."""
    return hashlib.sha256(text.encode()).hexdigest()


def published_artifact(session: Session, number: str, **values: object) -> Artifact:
    """A complete artifact that everybody sees."""
    register_artifact(session, STAFF, {**COMPLETE, "accession_number": number, **values})
    return change_artifact_status(session, STAFF, number, Status.PUBLISHED)


def stored_file(session: Session, artifact_id: UUID, name: str, kind: FileKind = FileKind.PHOTO) -> DigitalFile:
    """A recorded master whose digest follows from its name."""
    new = NewFile(
        sha256=sha(name),
        name=name,
        size=1234,
        media_type="image/jpeg",
        kind=kind,
        key=f"masters/{name}",
        artifact_id=artifact_id,
    )
    return add_file(session, STAFF, new)


def scanned(session: Session, artifact: Artifact, name: str = "quét.ply") -> tuple[Scan, Model]:
    """A scan of the artifact and the model made from it."""
    file = stored_file(session, artifact.id, name, FileKind.SCAN)
    scan = add_scan(session, STAFF, NewScan(file.id, "ply", unit="mm", points=8, triangles=12, size_m=(1.0, 2.0, 3.0)))
    return scan, add_model(session, STAFF, scan_id=scan.id, report={"profile": "vr-ready/1"}, vr_ready=True)
