"""Uploads between the front door and the ingest room: what they are for, and what happens when they are whole."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.orm import Session

from app.context import caller, parts
from app.errors import RequestError
from catalogue.errors import ConflictError
from catalogue.policy import Action, Role, require
from catalogue.records import JobRun
from catalogue.services.artifacts import read_artifact
from catalogue.services.jobs import find_latest
from catalogue.services.sites import read_site
from catalogue.vocab.terms import FileKind
from ingest.errors import UploadError
from ingest.intake import UploadInfo
from ingest.recipes.submit import Target, submit_upload

WORDS = ("title_vi", "title_en", "alt_vi", "alt_en", "licence", "attribution", "source_url")
_PASSED_ON = ("filename", "filetype", "unit", "captured_at", *WORDS)


def plan_upload(metadata: Mapping[str, str]) -> dict[str, str]:
    """The sender's metadata with the artifact's number or the site's code turned into the record's id.

    Raises:
        ForbiddenError: no right to upload.
        NotFoundError: no such record for this sender.
        RequestError: ``upload_target`` (not exactly one of artifact and site), ``upload_kind``.
    """
    require(caller(), Action.UPLOAD_FILES)
    name, kind = metadata.get("filename", "-"), metadata.get("kind", "")
    artifact, site = metadata.get("artifact", ""), metadata.get("site", "")
    if bool(artifact) == bool(site):
        raise RequestError("upload_target", file=name)
    kinds = [known.value for known in FileKind]
    if kind and kind not in kinds:
        raise RequestError("upload_kind", file=name, kind=kind[:40], known=", ".join(kinds))
    plan = {key: metadata[key] for key in _PASSED_ON if key in metadata} | {"kind": kind}
    with parts().readers() as session:
        if artifact:
            return plan | {"artifact_id": str(read_artifact(session, caller(), artifact).id)}
        return plan | {"site_id": str(read_site(session, caller(), site).id)}


def owner_key() -> str:
    """Whom an upload belongs to."""
    return str(caller().account_id or caller().name)


def own_upload(upload_id: str) -> UploadInfo:
    """An upload of the caller; administrators may see to everybody's.

    Raises:
        ForbiddenError: no right to upload.
        UploadError: ``upload_unknown``: none, or someone else's.
    """
    require(caller(), Action.UPLOAD_FILES)
    info = parts().uploads.info(upload_id)
    if info.owner != owner_key() and caller().role is not Role.ADMINISTRATOR:
        raise UploadError("upload_unknown", upload=upload_id)
    return info


def complete_upload(info: UploadInfo, target: Target | None = None) -> JobRun:
    """Hand a whole upload to the accept job; done twice it is the same job. A duplicate leaves nothing behind.

    It belongs to what its sender announced, or to ``target`` where that became known later.

    Raises:
        ConflictError: ``duplicate_file``, naming the first.
    """
    finished = parts().uploads.finish(info.id)
    words = {name: info.metadata[name] for name in WORDS if name in info.metadata}
    try:
        with parts().sessions.begin() as session:
            job = submit_upload(session, caller(), finished, target or Target.of(info.metadata), words)
    except ConflictError:
        parts().uploads.terminate(info.id)
        raise
    parts().queue.announce(job.id)
    return job


def find_upload_job(session: Session, upload_id: str) -> JobRun | None:
    """The latest accept job of an upload, also when the upload itself is gone."""
    require(caller(), Action.UPLOAD_FILES)
    return find_latest(session, caller(), "accept", "upload", upload_id)
