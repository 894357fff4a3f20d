"""From quarantine to record: identify, inspect, refuse or keep the master and record it, then ask for derivatives.

Safe to run again after a kill at any point: the store is content-addressed, the record is one transaction, and a
record that names this upload means that the work was done.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy.orm import Session

from catalogue.errors import ConflictError, NotFoundError, ValidationError
from catalogue.policy import Identity
from catalogue.records import Capture, DigitalFile
from catalogue.services.artifacts import read_artifact_by_id
from catalogue.services.captures import add_capture, list_captures
from catalogue.services.events import add_event
from catalogue.services.files import NewFile, add_file, find_file_by_sha, refuse_duplicate
from catalogue.services.jobs import NewJob, enqueue_job
from catalogue.services.sites import read_site_by_id
from catalogue.vocab.terms import FileKind
from ingest import provenance
from ingest.errors import RefusedError, StepError, UploadError
from ingest.identify import Identification, identify_file
from ingest.intake import FinishedUpload, UploadBox
from ingest.recipes import RecipeParts, link_named, working_folder
from ingest.sandbox import run_step
from ingest.storage import StoredBlob, content_key

_KEPT_FAULTS = frozenset({"step_cancelled", "step_disk_full", "step_memory", "step_time", "step_crashed"})


@dataclass(frozen=True, slots=True)
class AcceptRequest:
    """What the sender of a quarantined upload wants; ``payload()`` is the job's payload.

    Attributes:
        upload: id of the upload in the quarantine.
        sha256: digest of its bytes.
        artifact_id, site_id: what it belongs to, as text; one of them is given.
        kind: ``photo``, ``scan``, ``panorama``, ``document``, or empty to go by the content.
        unit: length unit that the sender states for a scan (``mm``, ``cm``, ``m``), or empty.
        captured_at: ISO 8601 moment of capture when the sender knows it, or empty.
        name: the file's name, for whoever looks at the job.
        words: describing columns of the file (``services.files.EDITABLE``) such as title, alt text, licence.
    """

    upload: str
    sha256: str
    artifact_id: str = ""
    site_id: str = ""
    kind: str = ""
    unit: str = ""
    captured_at: str = ""
    name: str = ""
    words: Mapping[str, object] = field(default_factory=dict)

    def payload(self) -> dict[str, object]:
        """The job's payload."""
        return asdict(self)

    @classmethod
    def of(cls, payload: Mapping[str, object]) -> AcceptRequest:
        """The request that a payload holds."""
        words = payload.get("words")
        texts = {name: str(payload.get(name) or "") for name in cls.__slots__ if name != "words"}
        return cls(**texts, words=dict(words) if isinstance(words, Mapping) else {})


@dataclass(frozen=True, slots=True)
class _Inspected:
    """What a file was found to be, and what the inspection gave."""

    known: Identification
    kind: FileKind
    found: dict[str, object]


def run(parts: RecipeParts, payload: Mapping[str, object]) -> dict[str, object]:
    """Accept one upload; gives ``file_id``, ``sha256``, ``kind`` and ``jobs`` (ids).

    Raises:
        RefusedError, StepError: the file is refused; nothing of it is kept.
        ConflictError: ``duplicate_file``, naming the first record; nothing of it is kept.
        StorageError: it could not be kept now; the upload stays for a retry.
    """
    request = AcceptRequest.of(payload)
    box = UploadBox(parts.home / "uploads")
    done = _already_done(parts, request)
    if done is None:
        upload = box.finish(request.upload)
        try:
            done = _accept(parts, request, upload)
        except (RefusedError, ConflictError, NotFoundError, ValidationError):
            box.terminate(request.upload)
            raise
        except StepError as error:
            if error.code not in _KEPT_FAULTS:
                box.terminate(request.upload)
            raise
    for job in done.jobs:
        parts.queue.announce(job)
    _forget(box, request.upload)
    return {
        "file_id": str(done.file.id), "sha256": done.file.sha256, "kind": done.file.kind.value,
        "jobs": [str(job) for job in done.jobs],
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Done:
    """The record that was made and the jobs that follow."""

    file: DigitalFile
    jobs: tuple[UUID, ...]


def _forget(box: UploadBox, upload: str) -> None:
    """Remove the upload, unless an earlier run did."""
    try:
        box.terminate(upload)
    except UploadError:
        return


def _already_done(parts: RecipeParts, request: AcceptRequest) -> _Done | None:
    """What an earlier run of this same upload recorded before it was killed."""
    with parts.sessions.begin() as session:
        file = find_file_by_sha(session, request.sha256)
        if file is None or file.details.get("upload") != request.upload:
            return None
        return _Done(file, _follow(session, parts, file))


def _accept(parts: RecipeParts, request: AcceptRequest, upload: FinishedUpload) -> _Done:
    """Inspect, keep, record."""
    name = upload.info.name
    if upload.sha256 != request.sha256:
        raise RefusedError("upload_changed", file=name, expected=request.sha256, found=upload.sha256)
    with parts.sessions() as session:
        check_owner(session, parts.who, request.artifact_id, request.site_id)
        refuse_duplicate(session, upload.sha256, name)
    parts.progress("identify", 0.1)
    inspected = _inspect(parts, request, upload)
    key = content_key("masters", upload.sha256, inspected.known.suffix)
    intended = StoredBlob(key, upload.info.length, upload.sha256)
    with parts.sessions() as rehearsal:  # whatever the catalogue refuses, it refuses before bytes are kept
        _record(rehearsal, parts, request, upload, (inspected, intended))
        rehearsal.rollback()
    parts.progress("store", 0.7)
    stored = parts.store.put("masters", upload.path, sha256=upload.sha256, suffix=inspected.known.suffix)
    parts.progress("record", 0.9)
    with parts.sessions.begin() as session:
        return _record(session, parts, request, upload, (inspected, stored))


def check_owner(session: Session, who: Identity, artifact_id: str, site_id: str) -> None:
    """Do nothing when what a file shall belong to is there and may be seen.

    Raises:
        NotFoundError: ``artifact_not_found``, ``site_not_found``.
    """
    if artifact_id:
        read_artifact_by_id(session, who, UUID(artifact_id))
    if site_id:
        read_site_by_id(session, who, UUID(site_id))


def _inspect(parts: RecipeParts, request: AcceptRequest, upload: FinishedUpload) -> _Inspected:
    """Identify by content and look inside, heavy looks in a child process."""
    name = upload.info.name
    known = identify_file(upload.path, name)
    kind = _kind(name, known, request.kind)
    with working_folder(parts, f"accept-{request.upload}") as folder:
        if known.kind == "photo":
            found = _step(parts, "ingest.photo:run", upload.path, name, task="inspect")
        elif known.kind == "archive":
            found = _inspect_set(parts, upload, folder)
        elif known.kind == "scan":
            link = link_named(upload.path, folder, Path(name).stem + known.suffix)
            found = _step(parts, "ingest.scan:run", link, name)
        else:
            found = {}
    return _Inspected(known, kind, found)


def _inspect_set(parts: RecipeParts, upload: FinishedUpload, folder: Path) -> dict[str, object]:
    """Unpack a set and read its main scan."""
    out = folder / "set"
    unpacked = _step(parts, "ingest.archive:run", upload.path, upload.info.name, out=str(out))
    main = out / str(unpacked["main"])
    return {"set": unpacked, **_step(parts, "ingest.scan:run", main, main.name)}


def _step(parts: RecipeParts, target: str, source: Path, name: str, **more: str) -> dict[str, object]:
    """Run a child step on a file."""
    arguments: dict[str, object] = {"source": str(source), "name": name, **more}
    result = run_step(target, arguments, limits=parts.limits, is_cancelled=parts.is_cancelled)
    return {key: value for key, value in result.items() if not key.startswith("_")}


_FITTING: dict[FileKind, frozenset[str]] = {
    FileKind.PHOTO: frozenset({"photo"}),
    FileKind.PANORAMA: frozenset({"photo"}),
    FileKind.SCAN: frozenset({"scan", "archive"}),
    FileKind.DOCUMENT: frozenset({"document", "photo"}),
}


def _kind(name: str, known: Identification, wanted: str) -> FileKind:
    """What the file is for: as its sender says where the content allows, else by content."""
    if not wanted:
        return FileKind.SCAN if known.kind == "archive" else FileKind(known.kind)
    if wanted not in {kind.value for kind in FileKind} or known.kind not in _FITTING[FileKind(wanted)]:
        raise RefusedError("wrong_kind", file=name, kind=wanted[:40], found=known.media_type)
    return FileKind(wanted)


def _record(
    session: Session,
    parts: RecipeParts,
    request: AcceptRequest,
    upload: FinishedUpload,
    kept: tuple[_Inspected, StoredBlob],
) -> _Done:
    """Capture, file, events and following job in the caller's one transaction."""
    inspected, stored = kept
    known, name = inspected.known, upload.info.name
    found = {key: value for key, value in inspected.found.items() if key != "private"}
    details: dict[str, object] = {
        "upload": request.upload, "format": known.format, "inspection": found,
        "private": inspected.found.get("private", {}), "unit": request.unit,
    }  # fmt: skip
    new = NewFile(
        sha256=stored.sha256, name=name, size=stored.size, media_type=known.media_type, kind=inspected.kind,
        key=stored.key, artifact_id=_uuid(request.artifact_id), site_id=_uuid(request.site_id),
        capture_id=_capture(session, parts, request, inspected).id, details=details, words=request.words,
    )  # fmt: skip
    file = add_file(session, parts.who, new)
    given = str(upload.info.metadata.get("filename", name))
    taken_in = provenance.ingestion(file.id, name=given, size=stored.size, sha256=stored.sha256)
    add_event(session, parts.who, taken_in)
    identified = provenance.identification(file.id, found=known.format, media_type=known.media_type, details=found)
    add_event(session, parts.who, identified)
    return _Done(file, _follow(session, parts, file))


def _capture(session: Session, parts: RecipeParts, request: AcceptRequest, inspected: _Inspected) -> Capture:
    """The digitisation session: the one of the same day and device when there is one, else a new one."""
    metadata = inspected.found.get("metadata")
    said = metadata if isinstance(metadata, dict) else {}
    moment = _moment(request.captured_at or str(said.get("captured_at") or ""))
    device = str(said["camera"])[:300] if said.get("camera") else None
    owner = {"artifact_id": _uuid(request.artifact_id), "site_id": _uuid(request.site_id)}
    method = inspected.kind.value
    for capture in list_captures(session, parts.who, **owner):
        if (capture.method, capture.device, _day(capture.captured_at)) == (method, device, _day(moment)):
            return capture
    values = {**owner, "captured_at": moment, "device": device, "method": method}
    return add_capture(session, parts.who, values)


def _follow(session: Session, parts: RecipeParts, file: DigitalFile) -> tuple[UUID, ...]:
    """Ask for the derivatives of a new master; asking twice gives the same job while it is active."""
    kinds = {FileKind.PHOTO: "photo_set", FileKind.PANORAMA: "photo_set", FileKind.SCAN: "web_model"}
    if file.kind not in kinds:
        return ()
    new = NewJob(
        kinds[file.kind],
        {"file_id": str(file.id), "name": file.name},
        artifact_id=file.artifact_id,
        site_id=file.site_id,
        file_id=file.id,
    )
    return (enqueue_job(session, parts.who, new).id,)


def _moment(text: str) -> datetime | None:
    """An aware moment, or None; a text without a zone is none."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def _day(moment: datetime | None) -> str:
    """The day of a moment, for comparing."""
    return moment.astimezone(UTC).date().isoformat() if moment else ""


def _uuid(text: str) -> UUID | None:
    """An id from a payload's text."""
    return UUID(text) if text else None
