"""Fills the demo museum through services and jobs; run again it does only what is missing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.console import pick
from app.demo.crew import Lookout, describe_failure, ended_jobs, has_active_jobs, workers
from app.demo.entries import Entry, Museum, read_museum
from app.demo.storeroom import furnish_storeroom
from app.parts import Parts
from catalogue.policy import Identity
from catalogue.records import Artifact, DigitalFile, JobRun, Scene, Site, Tour
from catalogue.services.artifacts import change_artifact_status, register_artifact
from catalogue.services.comparison_batches import plan_batch, request_batch
from catalogue.services.files import find_file_by_sha
from catalogue.services.jobs import retry_job
from catalogue.services.sites import change_site_status, register_site
from catalogue.services.tours import change_tour_status, make_tour
from catalogue.vocab.terms import JobState, Status
from ingest.fixity import sha256_file
from ingest.recipes.submit import Target, quarantine_file, submit_upload
from ingest.sandbox import run_step

WHO = Identity.system("demo")
TARGET = "models3d.specimens.workshop:run"
Report = Callable[[str, float], None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run did: records made, files handed in, records published now, jobs that failed."""

    registered: int
    submitted: int
    published: int
    failed: tuple[str, ...]


def load_museum(parts: Parts, report: Report, *, only: frozenset[str] = frozenset()) -> Outcome:
    """Register, make, ingest and publish what is missing of the demo museum, and its tour.

    Safe to run again and to interrupt: specimens made before are kept, files are known by their digest, a waiting job
    of an earlier run is finished and a failed one tried again before anything is made.

    Args:
        parts: the system.
        report: told what is done and the share 0..1.
        only: numbers of the records wanted; empty for all.

    Raises:
        StepError: a specimen could not be made.
    """
    museum = read_museum()
    museum = replace(museum, entries=tuple(e for e in museum.entries if e.is_site or not only or e.number in only))
    registered = _register(parts, museum)
    wanted = [entry for entry in museum.entries if not only or entry.number in only]
    submitted, failed = 0, list[JobRun]()
    if has_active_jobs(parts) or not all(_is_complete(parts, entry) for entry in wanted):
        submitted, failed = _make_and_ingest(parts, wanted, report)
    failed += _compare(parts, wanted, report)
    furnish_storeroom(parts)
    published = _publish(parts, wanted)
    published += _open_tour(parts, museum)
    return Outcome(registered, submitted, published, tuple(describe_failure(parts, job) for job in failed))


def _make_and_ingest(parts: Parts, wanted: list[Entry], report: Report) -> tuple[int, list[JobRun]]:
    """Finish what an earlier run left, then make the missing specimens while workers take in those made before."""
    again = retry_failed(parts, [entry.number for entry in wanted])
    lookout = Lookout(parts, report, known=ended_jobs(parts) - again)
    with workers(parts, max(2, parts.settings.workers)):
        lookout.wait()
        missing = [entry for entry in wanted if not _is_complete(parts, entry)]
        lookout.expected = sum(entry.files for entry in missing) * 2
        submitted = _make(parts, missing, lookout) if missing else 0
        return submitted, lookout.wait()


def _compare(parts: Parts, wanted: list[Entry], report: Report) -> list[JobRun]:
    """Compare the surveys of those that have two, once; gives the jobs that failed."""
    numbers = [entry.number for entry in wanted if len(entry.surveys) > 1 and _is_complete(parts, entry)]
    if not numbers:
        return []
    known = ended_jobs(parts)
    with parts.sessions.begin() as session:
        ids = session.scalars(select(Artifact.id).where(Artifact.accession_number.in_(numbers)))
        asked = request_batch(session, WHO, plan_batch(session, WHO, artifact_ids=list(ids)))
        jobs = [comparison.job_id for comparison in asked if comparison.job_id]
    for job_id in jobs:
        parts.queue.announce(job_id)
    if not jobs:
        return []
    with workers(parts, parts.settings.workers):
        return Lookout(parts, report, known=known, expected=len(jobs)).wait()


def retry_failed(parts: Parts, numbers: list[str]) -> frozenset[UUID]:
    """Let the failed derivations of these records wait again; gives the jobs."""
    with parts.sessions.begin() as session:
        owned = select(Artifact.id).where(Artifact.accession_number.in_(numbers))
        sites = select(Site.id).where(Site.code.in_(numbers))
        query = select(JobRun.id).where(
            JobRun.state == JobState.FAILED,
            JobRun.kind.in_(("photo_set", "web_model")),
            JobRun.artifact_id.in_(owned) | JobRun.site_id.in_(sites),
        )
        again = frozenset(retry_job(session, WHO, job_id).id for job_id in list(session.scalars(query)))
    for job_id in again:
        parts.queue.announce(job_id)
    return again


def _register(parts: Parts, museum: Museum) -> int:
    """The records that are not there yet, the site first."""
    made = 0
    with parts.sessions.begin() as session:
        site_id = None
        for entry in museum.entries:
            row = find_record(session, entry.number, is_site=entry.is_site)
            if row is None and entry.is_site:
                values = {k: v for k, v in entry.values.items() if k != "form"}
                row = register_site(session, WHO, values)
                made += 1
            elif row is None:
                register_artifact(session, WHO, {**entry.values, "site_id": str(site_id)})
                made += 1
            if entry.is_site and row is not None:
                site_id = row.id
    return made


def find_record(session: Session, number: str, *, is_site: bool) -> Artifact | Site | None:
    """The record with this number or code."""
    if is_site:
        return session.scalar(select(Site).where(Site.code == number))
    return session.scalar(select(Artifact).where(Artifact.accession_number == number))


def _is_complete(parts: Parts, entry: Entry) -> bool:
    """Whether the record has all its files and a scene; a file that somebody withdrew counts."""
    with parts.readers() as session:
        row = find_record(session, entry.number, is_site=entry.is_site)
        if row is None:
            return False
        scenes, files = (
            (Scene.site_id, DigitalFile.site_id) if entry.is_site else (Scene.artifact_id, DigitalFile.artifact_id)
        )
        count = session.scalar(select(func.count()).select_from(DigitalFile).where(files == row.id)) or 0
        return count >= entry.files and session.scalar(select(Scene.id).where(scenes == row.id).limit(1)) is not None


def _make(parts: Parts, missing: list[Entry], lookout: Lookout) -> int:
    """Make all missing specimens in one child process and hand each in as soon as it is whole; gives the files."""
    out = parts.work / "demo"
    out.mkdir(parents=True, exist_ok=True)
    waiting = {entry.form: entry for entry in missing}
    making, submitted = pick(vi="Tạo mẫu vật", en="Making the specimens"), 0

    def note(form: str, _share: float) -> None:
        nonlocal making
        title = waiting[form].values[pick(vi="title_vi", en="title_en")] if form in waiting else ""
        making = f"{pick(vi='Tạo mẫu vật', en='Making the specimen')} · {title}"

    def look() -> bool:
        nonlocal submitted
        for form in [form for form in waiting if (out / form).is_dir()]:
            submitted += _hand_in_all(parts, waiting.pop(form), out / form)
        lookout.look(making)
        return False

    limits = replace(parts.limits, targets=frozenset({TARGET}))
    order = {"names": [entry.form for entry in missing], "out": str(out)}
    run_step(TARGET, order, limits=limits, on_progress=note, is_cancelled=look)
    look()
    return submitted


def _hand_in_all(parts: Parts, entry: Entry, folder: Path) -> int:
    """Give a specimen's files to the ingest, the scan first because it takes longest; gives how many were new."""
    common: dict[str, object] = {k: entry.values[k] for k in ("licence", "attribution", "title_vi", "title_en")}
    target = _target(parts, entry)
    photos = sorted(folder.glob("*.jpg"))
    scans = sorted(set(folder.iterdir()) - set(photos))
    scans.sort(key=lambda path: path.stem.endswith("-later"))
    dates = dict(zip(scans, entry.surveys, strict=bool(entry.surveys)))
    given = [hand_in(parts, path, common, replace(target, captured_at=dates.get(path, ""))) for path in scans]
    return sum(given) + sum(hand_in(parts, path, {**common, **entry.alt}, target) for path in photos)


def _target(parts: Parts, entry: Entry) -> Target:
    """The record that the files belong to."""
    with parts.readers() as session:
        row = find_record(session, entry.number, is_site=entry.is_site)
        number = str(row.id) if row else ""
    return Target(site_id=number) if entry.is_site else Target(artifact_id=number)


def hand_in(parts: Parts, path: Path, words: Mapping[str, object], target: Target) -> bool:
    """Give one file to the ingest unless its bytes are recorded already; True when it was handed in."""
    with parts.readers() as session:
        if find_file_by_sha(session, sha256_file(path)) is not None:
            return False
    upload = quarantine_file(parts.uploads, path, "demo")
    with parts.sessions.begin() as session:
        job_id = submit_upload(session, WHO, upload, target, words).id
    parts.queue.announce(job_id)
    return True


def _publish(parts: Parts, entries: list[Entry]) -> int:
    """Publish the drafts that are complete; what a person withdrew or sent back to review stays as it is."""
    done = 0
    for entry in [entry for entry in entries if _is_complete(parts, entry)]:
        with parts.sessions.begin() as session:
            row = find_record(session, entry.number, is_site=entry.is_site)
            if row is not None and row.status is Status.DRAFT:
                change = change_site_status if entry.is_site else change_artifact_status
                change(session, WHO, entry.number, Status.PUBLISHED)
                done += 1
    return done


def count_shown(parts: Parts) -> int:
    """How many sites and artifacts the public sees."""
    with parts.readers() as session:
        counts = (
            session.scalar(select(func.count()).select_from(kind).where(kind.status == Status.PUBLISHED)) or 0
            for kind in (Artifact, Site)
        )
        return sum(counts)


def _open_tour(parts: Parts, museum: Museum) -> int:
    """Make and publish the tour when every stop has its scene and there is no tour yet."""
    slug = str(museum.tour["slug"])
    numbers = {entry.form: entry for entry in museum.entries}
    with parts.sessions.begin() as session:
        if session.scalar(select(Tour.id).where(Tour.slug == slug)) is not None:
            return 0
        stops = []
        for stop in museum.stops:
            entry = numbers[str(stop["form"])]
            row = find_record(session, entry.number, is_site=entry.is_site)
            column = Scene.site_id if entry.is_site else Scene.artifact_id
            scene = session.scalar(select(Scene).where(column == row.id).limit(1)) if row else None
            if scene is None:
                return 0
            stops.append({**{k: v for k, v in stop.items() if k != "form"}, "scene_id": str(scene.id)})
        make_tour(session, WHO, museum.tour, stops)
        change_tour_status(session, WHO, slug, Status.PUBLISHED)
    return 1
