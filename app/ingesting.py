"""Local files in: each through quarantine and the accept recipe, in this process; the heavy rest as jobs."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from uuid import UUID

from app.jobs.presence import live_workers
from app.jobs.progress import wait_for_jobs
from app.jobs.worker import Worker
from app.parts import Parts
from catalogue.errors import ConflictError
from catalogue.policy import Identity
from catalogue.services.artifacts import change_artifact_status, read_artifact
from catalogue.services.files import read_file
from catalogue.services.sites import change_site_status, read_site
from catalogue.vocab.terms import Status
from ingest.errors import UploadError
from ingest.recipes import RecipeParts
from ingest.recipes.accept import AcceptRequest
from ingest.recipes.accept import run as accept
from ingest.recipes.submit import Target, quarantine_file

WHO = Identity.system("ingest")
Progress = Callable[[str, float], None]


@dataclass(frozen=True, slots=True)
class Ingested:
    """One file: ``duplicate_of`` is the id of the file that had these bytes first, ``first`` its record."""

    id: UUID
    name: str
    sha256: str
    bytes: int
    kind: str
    duplicate_of: UUID | None = None
    first: str = ""
    jobs: tuple[UUID, ...] = field(default=())

    def as_json(self) -> dict[str, object]:
        """The file as the command line prints it."""
        duplicate = str(self.duplicate_of) if self.duplicate_of else None
        names = {"id": str(self.id), "name": self.name, "sha256": self.sha256, "bytes": self.bytes, "kind": self.kind}
        return {**names, "duplicate_of": duplicate}


def find_target(
    parts: Parts, *, artifact: str | None, site: str | None, more: Mapping[str, str] | None = None
) -> Target:
    """What files belong to, from an accession number or a site's code.

    Raises:
        NotFoundError: there is no such record.
    """
    with parts.readers() as session:
        ids = {
            "artifact_id": str(read_artifact(session, WHO, artifact).id) if artifact else "",
            "site_id": str(read_site(session, WHO, site).id) if site else "",
        }
    return Target.of({**ids, **(more or {})})


def ingest_file(
    parts: Parts, path: Path, target: Target, progress: Progress, words: Mapping[str, object] | None = None
) -> Ingested:
    """Take one file in and ask for its derivatives; bytes that are there already name their first file.

    Raises:
        RefusedError, StepError, UploadError, StorageError: nothing of the file is kept.
    """
    upload = quarantine_file(parts.uploads, path, WHO.name, lambda share: progress(path.name, 0.5 * share))
    request = AcceptRequest(upload=upload.info.id, sha256=upload.sha256, words=words or {}, **asdict(target))
    try:
        result = accept(_recipe_parts(parts, progress), request.payload())
    except ConflictError as error:
        if error.code != "duplicate_file":
            raise
        return _read(parts, str(error.values["first_id"]), path.name, first=str(error.values["first"]))
    finally:
        with suppress(UploadError):
            parts.uploads.terminate(upload.info.id)
    jobs = result["jobs"]
    known = tuple(UUID(str(job)) for job in jobs) if isinstance(jobs, list) else ()
    return _read(parts, str(result["file_id"]), path.name, jobs=known)


def publish(parts: Parts, *, artifact: str | None, site: str | None) -> None:
    """Show the record that the files belong to.

    Raises:
        ValidationError: facts that publishing needs are missing.
    """
    with parts.sessions.begin() as session:
        if artifact:
            change_artifact_status(session, WHO, artifact, Status.PUBLISHED)
        if site:
            change_site_status(session, WHO, site, Status.PUBLISHED)


def carry_out(parts: Parts, jobs: Sequence[UUID], show: Callable[[dict[str, object]], None]) -> list[dict[str, object]]:
    """Wait until the jobs have ended; where no worker is alive, this process works meanwhile."""
    worker = None if live_workers(parts.settings.home) else Worker(parts)
    thread = threading.Thread(target=worker.run, name="worker", daemon=True) if worker else None
    if thread:
        thread.start()
    try:
        return wait_for_jobs(parts.readers, jobs, show)
    finally:
        if worker and thread:
            worker.stop()
            thread.join(timeout=30)


def _recipe_parts(parts: Parts, progress: Progress) -> RecipeParts:
    """What the recipe works with in this process."""
    return RecipeParts(
        sessions=parts.sessions,
        store=parts.store,
        queue=parts.queue,
        home=parts.settings.home,
        limits=parts.limits,
        who=WHO,
        progress=lambda step, share: progress(step, 0.5 + 0.5 * share),
        is_cancelled=lambda: False,
    )


def _read(parts: Parts, file_id: str, name: str, *, jobs: tuple[UUID, ...] = (), first: str = "") -> Ingested:
    """What is recorded of a file; with ``first`` it is the one that was there before."""
    with parts.readers() as session:
        file = read_file(session, WHO, UUID(file_id))
    earlier = file.id if first else None
    return Ingested(file.id, name, file.sha256, file.size, file.kind.value, earlier, first, jobs)
