"""Jobs over HTTP: what runs, how far it is, live; cancel and try again. Staff only."""

from __future__ import annotations

import json
from collections.abc import Iterator
from uuid import UUID

from apiflask import APIBlueprint
from flask import Response
from flask.typing import ResponseReturnValue

from app.api.common import find_owner, page_body
from app.api.streams import Streams
from app.context import address, base_url, caller, parts
from app.i18n import language
from app.jobs.progress import job_events
from app.schemas.jobs import JobBody, JobPage, JobQuery, job_body, told
from catalogue.records import JobRun
from catalogue.services.jobs import JobFilter, cancel_job, list_jobs, read_job, retry_job

bp = APIBlueprint("jobs", __name__, url_prefix="/api/v1/jobs")
WATCH_SECONDS = 300.0
STREAMS = Streams()


@bp.get("")
@bp.input(JobQuery, location="query", arg_name="wish")
@bp.output(JobPage)
def index(wish: JobQuery) -> ResponseReturnValue:
    """List jobs, newest first."""
    with parts().readers() as session:
        owner = find_owner(session, wish.artifact, wish.site)
        only = JobFilter(state=wish.state, kind=wish.kind, file_id=wish.file, **owner)
        return page_body(list_jobs(session, caller(), only=only, cursor=wish.cursor, limit=wish.limit), shape_job)


@bp.get("/<uuid:job_id>")
@bp.output(JobBody)
def read(job_id: UUID) -> ResponseReturnValue:
    """One job as it stands now."""
    with parts().readers() as session:
        return shape_job(read_job(session, caller(), job_id))


@bp.post("/<uuid:job_id>/cancel")
@bp.output(JobBody)
def cancel(job_id: UUID) -> ResponseReturnValue:
    """Cancel a waiting job, ask a running one to stop."""
    with parts().sessions.begin() as session:
        return shape_job(cancel_job(session, caller(), job_id))


@bp.post("/<uuid:job_id>/retry")
@bp.output(JobBody)
def retry(job_id: UUID) -> ResponseReturnValue:
    """Let a failed or cancelled job run again."""
    with parts().sessions.begin() as session:
        body = shape_job(retry_job(session, caller(), job_id))
    parts().queue.announce(UUID(str(body["id"])))
    return body


@bp.get("/<uuid:job_id>/events")
@bp.output({}, content_type="text/event-stream")
def events(job_id: UUID) -> ResponseReturnValue:
    """The job's changes as server-sent events, until it has ended; 503 where too many are watched already."""
    with parts().readers() as session:
        read_job(session, caller(), job_id)
    stream = _event_lines(job_events(parts().readers, job_id, seconds=WATCH_SECONDS), language())
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return Response(STREAMS.lend(stream), mimetype="text/event-stream", headers=headers)


def shape_job(job: JobRun) -> dict[str, object]:
    """The job as the API gives it."""
    links = {
        "self": address("jobs.read", job_id=job.id),
        "events": address("jobs.events", job_id=job.id),
        "cancel": address("jobs.cancel", job_id=job.id),
        "retry": address("jobs.retry", job_id=job.id),
    }
    if compared := job.payload.get("comparison_id"):
        links["page"] = f"{base_url()}/{language()}/compare/{compared}"
    return job_body(job, lang=language(), links=links)


def _event_lines(snapshots: Iterator[dict[str, object] | None], lang: str) -> Iterator[str]:
    """Snapshots as the text of an event stream; a comment in quiet times shows whether the reader is still there."""
    yield "retry: 3000\n\n"
    for snapshot in snapshots:
        if snapshot is None:
            yield ": still here\n\n"
        else:
            yield f"event: job\ndata: {json.dumps(told(snapshot, lang), ensure_ascii=False)}\n\n"
    yield "event: end\ndata: {}\n\n"
