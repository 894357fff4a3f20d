"""Handing a finished upload or a local file to the accept job; web, API and command line share it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from sqlalchemy.orm import Session

from catalogue.errors import ValidationError
from catalogue.policy import Action, Identity, require
from catalogue.records import JobRun
from catalogue.services.files import refuse_duplicate
from catalogue.services.jobs import NewJob, enqueue_job
from ingest.intake import ByteSource, FinishedUpload, UploadBox
from ingest.recipes.accept import AcceptRequest, check_owner

_CHUNK = 8 << 20


@dataclass(frozen=True, slots=True)
class Target:
    """What a file belongs to and what its sender says of it; ids as text, ``""`` for none."""

    artifact_id: str = ""
    site_id: str = ""
    kind: str = ""
    unit: str = ""
    captured_at: str = ""

    @classmethod
    def of(cls, values: Mapping[str, object]) -> Target:
        """The target that form fields or upload metadata name; other keys are left alone."""
        return cls(**{name: str(values.get(name) or "") for name in cls.__slots__})


def submit_upload(
    session: Session,
    who: Identity,
    upload: FinishedUpload,
    target: Target,
    words: Mapping[str, object] | None = None,
) -> JobRun:
    """Enqueue the accept job of a whole upload; the caller commits, then announces the job's id.

    Raises:
        ForbiddenError: no right to upload.
        NotFoundError: there is no such artifact or site.
        ConflictError: ``duplicate_file``: these bytes are recorded; known before any work is done.
        ValidationError: the target names neither an artifact nor a site.
    """
    require(who, Action.UPLOAD_FILES)
    if not target.artifact_id and not target.site_id:
        raise ValidationError({"artifact_id": "required"}, file=upload.info.name)
    check_owner(session, who, target.artifact_id, target.site_id)
    refuse_duplicate(session, upload.sha256, upload.info.name)
    request = AcceptRequest(
        upload=upload.info.id,
        sha256=upload.sha256,
        artifact_id=target.artifact_id,
        site_id=target.site_id,
        kind=target.kind,
        unit=target.unit,
        captured_at=target.captured_at,
        name=upload.info.name,
        words=words or {},
    )
    new = NewJob("accept", request.payload(), artifact_id=_uuid(target.artifact_id), site_id=_uuid(target.site_id))
    return enqueue_job(session, who, new)


def quarantine_file(
    box: UploadBox, path: Path, owner: str, progress: Callable[[float], None] = lambda _: None
) -> FinishedUpload:
    """Copy a local file into the quarantine the way an upload comes in; on any fault nothing is left there.

    Raises:
        UploadError: empty, too large, or the disk is full.
    """
    length = path.stat().st_size
    info = box.begin(length, {"filename": path.name}, owner)
    try:
        with path.open("rb") as source:
            while not info.is_complete:
                before = info.offset
                info = box.append(info.id, before, _Part(source, _CHUNK))
                progress(info.offset / length)
                if info.offset == before:
                    break  # the file became shorter while it was read: finish() says so
        return box.finish(info.id)
    except BaseException:
        box.terminate(info.id)
        raise


@dataclass(slots=True)
class _Part:
    """The next bytes of a file, as one chunk of an upload."""

    source: ByteSource
    left: int

    def read(self, size: int, /) -> bytes:
        """Up to ``size`` bytes of this part."""
        data = self.source.read(min(size, self.left))
        self.left -= len(data)
        return data


def _uuid(text: str) -> UUID | None:
    """An id from text."""
    return UUID(text) if text else None
