"""Jobs as the workbench lists them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from app.context import caller
from app.i18n import language
from app.pages.labels import make_labels
from app.texts import ProblemText, describe
from catalogue.errors import NotFoundError
from catalogue.records import JobRun
from catalogue.services.described import Described, number_of, read_described
from catalogue.services.files import read_file
from catalogue.services.jobs import JobFilter, list_jobs

_SHOWN = 30


@dataclass(frozen=True, slots=True)
class JobRow:
    """One job in words."""

    id: UUID
    title: str
    subject: str
    state: str
    state_text: str
    percent: int
    problem: ProblemText | None


def job_rows(session: Session, artifact_id: UUID | None = None, site_id: UUID | None = None) -> list[JobRow]:
    """The newest jobs, of one record or of all."""
    only = JobFilter(artifact_id=artifact_id, site_id=site_id)
    page = list_jobs(session, caller(), only=only, limit=_SHOWN)
    known = _records(session, page.items)
    return [_row(session, job, known) for job in page.items]


def job_row(session: Session, job: JobRun) -> JobRow:
    """A job with the names of its kind, state and subject."""
    return _row(session, job, _records(session, [job]))


def _records(session: Session, jobs: Sequence[JobRun]) -> Mapping[UUID, Described]:
    """What the jobs work for, found in one go."""
    ids = [ident for job in jobs for ident in (job.artifact_id, job.site_id) if ident]
    return read_described(session, caller(), ids)


def _row(session: Session, job: JobRun, known: Mapping[UUID, Described]) -> JobRow:
    labels = make_labels()
    code = job.problem.get("code")
    values = job.problem.get("values")
    problem = describe(code, values if isinstance(values, dict) else {}, language()) if isinstance(code, str) else None
    return JobRow(
        id=job.id,
        title=labels.job_kind.get(job.kind, job.kind),
        subject=" · ".join(filter(None, (_owner(job, known), _file_name(session, job)))),
        state=job.state.value,
        state_text=labels.job_state[job.state.value],
        percent=round(job.progress * 100),
        problem=problem,
    )


def _file_name(session: Session, job: JobRun) -> str:
    """The file that the job works on."""
    if name := job.payload.get("name"):
        return str(name)
    try:
        return read_file(session, caller(), job.file_id).name if job.file_id else ""
    except NotFoundError:
        return ""


def _owner(job: JobRun, known: Mapping[UUID, Described]) -> str:
    """Number or code of the record that the job works for."""
    ident = job.artifact_id or job.site_id
    record = known.get(ident) if ident else None
    return number_of(record) if record else ""
