"""Resumable uploads: tus 1.0 for the bytes, JSON for their state; staff only."""

from __future__ import annotations

from datetime import UTC, datetime
from http import HTTPStatus
from typing import cast

from apiflask import APIBlueprint
from flask import Response, request
from flask.typing import ResponseReturnValue

from app.api import tus
from app.api.jobs import shape_job
from app.context import address, base_url, parts
from app.schemas.jobs import UploadBody
from app.uploads import complete_upload, find_upload_job, own_upload, owner_key, plan_upload
from catalogue.records import JobRun
from ingest.errors import UploadError
from ingest.intake import UploadInfo

bp = APIBlueprint("uploads", __name__, url_prefix="/api/v1/uploads")
JOB_HEADER = "Cuudinh-Job"
SHA_HEADER = "Cuudinh-Sha256"


@bp.after_request
def name_protocol(response: Response) -> Response:
    """Every answer names the protocol's version, refusals included."""
    response.headers.setdefault("Tus-Resumable", tus.VERSION)
    if response.status_code == HTTPStatus.PRECONDITION_FAILED:
        response.headers.setdefault("Tus-Version", tus.VERSION)
    return response


@bp.route("", methods=["OPTIONS"], provide_automatic_options=False)
@bp.doc(hide=True)
def describe() -> ResponseReturnValue:
    """What this server can do."""
    limit = int(parts().settings.max_upload_gb * 10**9)
    return "", HTTPStatus.NO_CONTENT, tus.capabilities(limit)


@bp.post("")
@bp.output({}, status_code=201)
def create() -> ResponseReturnValue:
    """Announce a file (Upload-Length, Upload-Metadata); its first bytes may come along."""
    tus.check_version(request)
    plan = plan_upload(tus.read_metadata(request))
    parts().uploads.expire(datetime.now(UTC) - tus.LIFETIME)
    info = parts().uploads.begin(tus.read_number(request, "Upload-Length"), plan, owner_key())
    place = {"Location": address("uploads.read", upload_id=info.id)}
    job = None
    if tus.has_bytes(request):
        info, job = _append(info, 0)
    return Response("", HTTPStatus.CREATED, {**_headers(info, job), **place})


@bp.route("/<upload_id>", methods=["HEAD"])
@bp.doc(hide=True)
def progress(upload_id: str) -> ResponseReturnValue:
    """How many bytes are here."""
    tus.check_version(request)
    info = own_upload(upload_id)
    sent = {"Upload-Length": str(info.length), "Upload-Metadata": tus.write_metadata(dict(info.metadata))}
    job = complete_upload(info) if info.is_complete else None
    return "", HTTPStatus.OK, {**_headers(info, job), **sent}


@bp.patch("/<upload_id>")
@bp.output({}, status_code=204)
def append(upload_id: str) -> ResponseReturnValue:
    """Send bytes from Upload-Offset on; the last ones start the accept job."""
    tus.check_version(request)
    tus.check_media_type(request)
    info, job = _append(own_upload(upload_id), tus.read_number(request, "Upload-Offset"))
    return Response("", HTTPStatus.NO_CONTENT, _headers(info, job))


@bp.delete("/<upload_id>")
@bp.output({}, status_code=204)
def terminate(upload_id: str) -> ResponseReturnValue:
    """Give an upload up; its bytes are removed."""
    tus.check_version(request)
    parts().uploads.terminate(own_upload(upload_id).id)
    return Response("", HTTPStatus.NO_CONTENT)


@bp.post("/<upload_id>")
@bp.doc(hide=True)
def override(upload_id: str) -> ResponseReturnValue:
    """PATCH or DELETE for clients that can only send POST (X-HTTP-Method-Override)."""
    wanted = request.headers.get("X-HTTP-Method-Override", "").upper()
    if wanted == "DELETE":
        return cast("ResponseReturnValue", terminate(upload_id))
    return cast("ResponseReturnValue", append(upload_id))


@bp.get("/<upload_id>")
@bp.output(UploadBody)
def read(upload_id: str) -> ResponseReturnValue:
    """An upload's state, its job and, once accepted, its file."""
    with parts().readers() as session:
        job = find_upload_job(session, upload_id)
    try:
        info = own_upload(upload_id)
    except UploadError:
        if job is None:
            raise
        info = None
    if job is None and info is not None and info.is_complete:
        job = complete_upload(info)
    return _body(upload_id, info, job)


def _append(info: UploadInfo, offset: int) -> tuple[UploadInfo, JobRun | None]:
    """Take the request's bytes; the job when that were the last ones."""
    body = tus.Body(request.stream)
    info = parts().uploads.append(info.id, offset, body, checksum=tus.read_checksum(request))
    return info, complete_upload(info) if info.is_complete else None


def _headers(info: UploadInfo, job: JobRun | None) -> dict[str, str]:
    """How far the upload is; once it is whole, its job and the digest of the bytes received."""
    if job is None:
        return tus.progress_headers(info)
    return tus.progress_headers(info) | {JOB_HEADER: str(job.id), SHA_HEADER: str(job.payload.get("sha256", ""))}


def _body(upload_id: str, info: UploadInfo | None, job: JobRun | None) -> dict[str, object]:
    """The upload as JSON; when it is accepted its own files are gone and the job knows."""
    file = (job.result or {}).get("file_id") if job else None
    links = {"self": address("uploads.read", upload_id=upload_id)}
    if file:
        links["file"] = f"{base_url()}/api/v1/files/{file}"
    return {
        "id": upload_id,
        "name": info.name if info else "",
        "bytes": info.length if info else 0,
        "offset": info.offset if info else 0,
        "is_complete": info is None or info.is_complete,
        "job": shape_job(job) if job else None,
        "file": file,
        "links": links,
    }
