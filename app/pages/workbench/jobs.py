"""Jobs as the workbench lists them."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from app.context import caller
from app.i18n import language
from app.pages.labels import make_labels
from app.texts import ProblemText, describe
from catalogue.records import Artifact, DigitalFile, JobRun, Site
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
    return [job_row(session, job) for job in page.items]


def job_row(session: Session, job: JobRun) -> JobRow:
    """A job with the names of its kind, state and subject."""
    labels = make_labels()
    code = job.problem.get("code")
    values = job.problem.get("values")
    problem = describe(code, values if isinstance(values, dict) else {}, language()) if isinstance(code, str) else None
    return JobRow(
        id=job.id,
        title=labels.job_kind.get(job.kind, job.kind),
        subject=" · ".join(filter(None, (_owner(session, job), _file_name(session, job)))),
        state=job.state.value,
        state_text=labels.job_state[job.state.value],
        percent=round(job.progress * 100),
        problem=problem,
    )


def _file_name(session: Session, job: JobRun) -> str:
    """The file that the job works on."""
    if name := job.payload.get("name"):
        return str(name)
    file = session.get(DigitalFile, job.file_id) if job.file_id else None
    return file.name if file else ""


def _owner(session: Session, job: JobRun) -> str:
    """Number or code of the record that the job works for."""
    if job.artifact_id is not None:
        artifact = session.get(Artifact, job.artifact_id)
        return artifact.accession_number if artifact else ""
    site = session.get(Site, job.site_id) if job.site_id else None
    return site.code if site else ""
