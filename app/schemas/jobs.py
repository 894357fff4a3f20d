"""Jobs and uploads as JSON."""

from __future__ import annotations

import datetime as dt
from typing import Any, cast
from uuid import UUID

from app.jobs.progress import job_snapshot
from app.problems import job_problem
from app.schemas.common import Body, Page, PageQuery
from catalogue.records import JobRun
from catalogue.vocab.terms import JobState


class JobQuery(PageQuery):
    """What a list of jobs is narrowed to."""

    state: JobState | None = None
    kind: str | None = None
    artifact: str | None = None
    site: str | None = None
    file: UUID | None = None


class JobBody(Body):
    """A job: how far it is, and the problem it ended with (a problem document in the reader's language)."""

    id: UUID
    kind: str
    file_name: str
    state: JobState
    progress: float
    step: str
    attempt: int
    cancel_requested: bool
    problem: dict[str, Any] | None
    result: dict[str, Any] | None
    created_at: dt.datetime
    started_at: dt.datetime | None
    finished_at: dt.datetime | None
    links: dict[str, str]


class JobPage(Page):
    """A part of the list of jobs, newest first."""

    items: list[JobBody]


class UploadBody(Body):
    """An upload: how many of its bytes are here, its job, and its file once it is accepted."""

    id: str
    name: str
    bytes: int
    offset: int
    is_complete: bool
    job: JobBody | None
    file: UUID | None
    links: dict[str, str]


def job_body(job: JobRun, *, lang: str, links: dict[str, str]) -> dict[str, object]:
    """The job with its problem in words."""
    return {
        **told(job_snapshot(job), lang),
        "created_at": job.created_at,
        "started_at": job.started_at,
        "finished_at": job.finished_at,
        "links": links,
    }


def told(snapshot: dict[str, object], lang: str) -> dict[str, object]:
    """A snapshot whose problem is a problem document in the reader's language."""
    problem = cast("dict[str, object] | None", snapshot["problem"])
    return snapshot | {"problem": job_problem(problem, lang) if problem else None}
