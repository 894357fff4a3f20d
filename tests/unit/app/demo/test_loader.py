"""The loader registers once, hands in once, publishes drafts only, and opens its tour only on finished scenes."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from PIL import Image
from sqlalchemy import select, update

from app.demo import loader
from app.demo.crew import ended_jobs, wait_for_jobs, workers
from app.demo.entries import read_museum
from app.parts import Parts
from catalogue.policy import Identity
from catalogue.records import Artifact, JobRun, Site, Tour
from catalogue.services.artifacts import change_artifact_status, list_artifacts
from catalogue.services.files import NewFile, add_file
from catalogue.services.jobs import NewJob, enqueue_job
from catalogue.services.models import add_model
from catalogue.services.scans import NewScan, add_scan
from catalogue.services.scenes import ensure_scene
from catalogue.vocab.terms import FileKind, JobState, Status
from ingest.recipes.submit import Target

MUSEUM = read_museum()


def test_records_are_registered_once_and_belong_to_the_site(parts: Parts):
    assert loader._register(parts, MUSEUM) == 9
    assert loader._register(parts, MUSEUM) == 0
    with parts.readers() as session:
        site = session.scalar(select(Site))
        assert site is not None
        rows = list(session.scalars(select(Artifact)))
    assert len(rows) == 8
    assert {row.site_id for row in rows} == {site.id}
    assert all(row.is_specimen and row.height_mm and row.licence == "CC0-1.0" for row in rows)


def test_an_interrupted_registration_is_completed(parts: Parts):
    loader._register(parts, type(MUSEUM)(MUSEUM.entries[:4], MUSEUM.tour, MUSEUM.stops))
    assert loader._register(parts, MUSEUM) == 5


def complete(parts: Parts, number: str) -> None:
    """Give a record the files and the scene that a finished ingest leaves."""
    with parts.sessions.begin() as session:
        row = loader.find_record(session, number, is_site=False)
        assert row is not None
        for n in range(3):
            sha = sha256(f"{number}{n}".encode()).hexdigest()
            kind = FileKind.PHOTO if n else FileKind.SCAN
            new = NewFile(
                sha256=sha, name=f"{n}.jpg", size=9, media_type="image/jpeg", kind=kind, key=sha, artifact_id=row.id
            )
            file = add_file(session, loader.WHO, new)
            if kind is FileKind.SCAN:
                scan = add_scan(session, loader.WHO, NewScan(file_id=file.id, format="ply"))
                model = add_model(session, loader.WHO, scan_id=scan.id, report={}, vr_ready=False)
                ensure_scene(session, loader.WHO, model.id, spawn=None, floor=None)


def test_publishing_takes_complete_drafts_and_leaves_what_a_person_withdrew(parts: Parts):
    loader._register(parts, MUSEUM)
    assert loader._publish(parts, list(MUSEUM.entries)) == 0
    for number in ("MV.TĐ.01", "MV.TĐ.03"):
        complete(parts, number)
    with parts.sessions.begin() as session:
        change_artifact_status(session, loader.WHO, "MV.TĐ.03", Status.WITHDRAWN)
    assert loader._publish(parts, list(MUSEUM.entries)) == 1
    assert loader._publish(parts, list(MUSEUM.entries)) == 0
    with parts.readers() as session:
        shown = {row.accession_number for row in list_artifacts(session, Identity.public()).items}
    assert shown == {"MV.TĐ.01"}
    assert loader.count_shown(parts) == 1


def test_failed_derivations_of_the_museum_wait_again_and_no_others(parts: Parts):
    loader._register(parts, MUSEUM)
    with parts.readers() as session:
        row = loader.find_record(session, "MV.TĐ.02", is_site=False)
        assert row is not None
    with parts.sessions.begin() as session:
        ours = enqueue_job(session, loader.WHO, NewJob("web_model", {"file_id": "x"}, artifact_id=row.id)).id
        enqueue_job(session, loader.WHO, NewJob("web_model", {"file_id": "y"}))
        enqueue_job(session, loader.WHO, NewJob("accept", {"upload": "z"}, artifact_id=row.id))
        session.execute(update(JobRun).values(state=JobState.FAILED, active_key=None))
    assert loader.retry_failed(parts, ["MV.TĐ.01"]) == frozenset()
    assert loader.retry_failed(parts, ["MV.TĐ.01", "MV.TĐ.02"]) == {ours}
    with parts.readers() as session:
        assert list(session.scalars(select(JobRun.id).where(JobRun.state == JobState.QUEUED))) == [ours]


def test_no_tour_before_its_scenes(parts: Parts):
    loader._register(parts, MUSEUM)
    assert loader._open_tour(parts, MUSEUM) == 0
    with parts.readers() as session:
        assert session.scalar(select(Tour.id)) is None


def test_a_file_is_handed_in_once(parts: Parts, tmp_path: Path):
    loader._register(parts, MUSEUM)
    entry = MUSEUM.entries[1]
    picture = tmp_path / "một.jpg"
    Image.new("RGB", (300, 200), (120, 90, 60)).save(picture)
    target = loader._target(parts, entry)
    assert target == Target(artifact_id=target.artifact_id)
    assert loader.hand_in(parts, picture, {"alt_vi": "ảnh"}, target) is True
    with workers(parts, 2):
        assert wait_for_jobs(parts, lambda *_: None) == []
    assert loader.hand_in(parts, picture, {"alt_vi": "ảnh"}, target) is False
    assert not loader._is_complete(parts, entry)


def test_waiting_names_the_jobs_that_failed_and_not_the_earlier_ones(parts: Parts):
    told: list[float] = []
    for known in (0, 1):
        before = ended_jobs(parts)
        assert len(before) == known
        with parts.sessions.begin() as session:
            enqueue_job(session, loader.WHO, NewJob("no_such_kind", {"n": known}))
        with workers(parts):
            failed = wait_for_jobs(parts, lambda _, share: told.append(share), known=before)
        assert [job.problem["code"] for job in failed] == ["job_kind_unknown"]
    assert all(0 <= share <= 1 for share in told)
