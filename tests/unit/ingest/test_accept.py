from __future__ import annotations

import unicodedata
import zipfile
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from PIL import Image
from sqlalchemy import func, select

from app.wiring import Parts
from catalogue.errors import ConflictError, ForbiddenError, NotFoundError, ValidationError
from catalogue.policy import Identity
from catalogue.records import Capture, DigitalFile, Event, JobRun
from ingest.errors import RefusedError, StepError, StorageError, UploadError
from ingest.fixity import sha256_file
from ingest.recipes import accept
from ingest.recipes.submit import Target, quarantine_file, submit_upload
from tests.unit.ingest.recipe_bench import Bench, make_bench, write_cube


@pytest.fixture
def bench(parts: Parts) -> Bench:
    return make_bench(parts)


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "mặt trước.jpg"
    exif = Image.Exif()
    exif[271], exif[272] = "SONY", "ILCE-7"
    exif.get_ifd(0x8769)[0x9003] = "2026:03:04 05:06:07"
    exif.get_ifd(0x8825).update({1: "N", 2: (16.0, 28.0, 3.0), 3: "E", 4: (107.0, 34.0, 48.0)})
    Image.effect_noise((300, 200), 60).convert("RGB").save(path, exif=exif)
    return path


def count(bench: Bench, kind: type) -> int:
    with bench.recipe.sessions() as session:
        return session.scalar(select(func.count()).select_from(kind)) or 0


def test_a_photo_becomes_a_master_a_record_and_a_job(bench: Bench, photo: Path) -> None:
    job = bench.submit(photo)
    result = accept.run(bench.recipe, job.payload)
    with bench.recipe.sessions() as session:
        file = session.get_one(DigitalFile, UUID(str(result["file_id"])))
        capture = session.get_one(Capture, file.capture_id)
        following = session.get_one(JobRun, UUID(result["jobs"][0]))  # type: ignore[index]
        kinds = sorted(session.scalars(select(Event.kind)))
    assert (file.name, file.media_type, file.kind.value) == ("mặt trước.jpg", "image/jpeg", "photo")
    assert file.sha256 == sha256_file(photo)
    assert (capture.device, capture.captured_at.isoformat()) == ("SONY ILCE-7", "2026-03-03T22:06:07+00:00")
    assert (following.kind, following.payload) == ("photo_set", {"file_id": str(file.id), "name": "mặt trước.jpg"})
    assert kinds == ["format identification", "ingestion"]
    assert bench.bell.rung == [following.id]
    assert bench.leftovers() == []
    with bench.recipe.store.open(file.key) as stored:
        assert stored.read() == photo.read_bytes()


def test_places_are_kept_apart_from_what_may_be_shown(bench: Bench, photo: Path) -> None:
    accept.run(bench.recipe, bench.submit(photo).payload)
    with bench.recipe.sessions() as session:
        file = session.scalars(select(DigitalFile)).one()
        events = [event.details for event in session.scalars(select(Event))]
    private = file.details.pop("private")
    assert private["latitude"] == pytest.approx(16.4675)
    assert "latitude" not in str(file.details)
    assert "latitude" not in str(events)


def test_a_scan_is_read_before_it_is_kept(bench: Bench, tmp_path: Path) -> None:
    result = accept.run(bench.recipe, bench.submit(write_cube(tmp_path / "khối.ply"), unit="m").payload)
    with bench.recipe.sessions() as session:
        file = session.get_one(DigitalFile, UUID(str(result["file_id"])))
        assert session.scalars(select(JobRun.kind).where(JobRun.id.in_(bench.bell.rung))).one() == "web_model"
    assert (file.kind.value, file.details["inspection"]["triangles"], file.details["unit"]) == ("scan", 12, "m")


def test_a_zipped_set_is_one_master_as_received(bench: Bench, tmp_path: Path) -> None:
    archive = tmp_path / "bộ.zip"
    with zipfile.ZipFile(archive, "w") as package:
        package.writestr("a.obj", "mtllib a.mtl\nv 0 0 0\nv 1 0 0\nv 0 1 0\nv 0 0 1\nf 1 2 3\nf 1 2 4\n")
        package.writestr("a.mtl", "newmtl x\n")
    result = accept.run(bench.recipe, bench.submit(archive).payload)
    assert result["kind"] == "scan"
    assert bench.stored("masters")[0].endswith(f"{sha256_file(archive)}.zip")
    assert len(bench.stored("masters")) == 1
    assert bench.leftovers() == []


def refused(bench: Bench, path: Path, **target: str) -> RefusedError | StepError:
    """The refusal of a file, which leaves nothing anywhere."""
    job = bench.submit(path, **target)
    with pytest.raises((RefusedError, StepError)) as caught:
        accept.run(bench.recipe, job.payload)
    assert bench.leftovers() == []
    assert bench.stored("masters") == []
    assert (count(bench, DigitalFile), count(bench, Capture), count(bench, Event)) == (0, 0, 0)
    assert count(bench, JobRun) == 1
    assert caught.value.values["file"] == path.name
    return caught.value


def test_a_text_named_glb_is_refused(bench: Bench, tmp_path: Path) -> None:
    (tmp_path / "đỉnh.glb").write_text("ghi chú")
    assert refused(bench, tmp_path / "đỉnh.glb").code == "content_mismatch"


def test_a_truncated_ply_is_refused_by_its_reader(bench: Bench, tmp_path: Path) -> None:
    assert refused(bench, write_cube(tmp_path / "cụt.ply", truncated=True)).code.startswith("ply_")


def test_a_truncated_zip_is_refused(bench: Bench, tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(b"PK\x03\x04" + bytes(200))
    assert refused(bench, tmp_path / "a.zip").code == "archive_broken"


def test_a_path_outside_in_a_zip_is_refused(bench: Bench, shared_data: Path) -> None:
    error = refused(bench, shared_data / "hostile/zip-slip-vulnerability/zip-slip.zip")
    assert error.code == "archive_path"


def test_a_picture_of_absurd_size_is_refused(bench: Bench, tmp_path: Path) -> None:
    path = tmp_path / "bom.jpg"
    Image.new("RGB", (64, 64)).save(path)
    data = bytearray(path.read_bytes())
    at = data.find(b"\xff\xc0") + 5
    data[at : at + 4] = (65_500).to_bytes(2, "big") * 2
    path.write_bytes(data)
    assert refused(bench, path).code == "photo_too_large"


def test_a_kind_that_does_not_fit_is_refused(bench: Bench, photo: Path) -> None:
    assert refused(bench, photo, kind="scan").code == "wrong_kind"
    assert refused_again(bench, photo)


def refused_again(bench: Bench, photo: Path) -> bool:
    """A refused file may come again, rightly labelled."""
    return accept.run(bench.recipe, bench.submit(photo, kind="panorama").payload)["kind"] == "panorama"


def test_a_second_upload_of_the_same_bytes_names_the_first(bench: Bench, photo: Path, tmp_path: Path) -> None:
    first = accept.run(bench.recipe, bench.submit(photo).payload)
    again = tmp_path / "bản sao.jpg"
    again.write_bytes(photo.read_bytes())
    upload = quarantine_file(bench.box, again, "test")
    with pytest.raises(ConflictError) as caught, bench.recipe.sessions.begin() as session:
        submit_upload(session, bench.recipe.who, upload, Target(artifact_id=bench.artifact_id))
    assert caught.value.code == "duplicate_file"
    assert (caught.value.values["first"], caught.value.values["first_id"]) == ("BT.001", first["file_id"])


def test_two_uploads_of_the_same_bytes_at_once_make_one_record(bench: Bench, photo: Path) -> None:
    one, two = bench.submit(photo), bench.submit(photo)
    accept.run(bench.recipe, one.payload)
    with pytest.raises(ConflictError, match="duplicate_file"):
        accept.run(bench.recipe, two.payload)
    assert (count(bench, DigitalFile), len(bench.stored("masters")), bench.leftovers()) == (1, 1, [])


@pytest.mark.parametrize("step", ["identify", "store", "record"])
def test_a_kill_at_any_step_leaves_one_record_after_the_rerun(bench: Bench, photo: Path, step: str) -> None:
    class Killed(BaseException):
        """What kill -9 looks like from inside: nothing below it gets a say."""

    def die(name: str, _: float) -> None:
        if name == step:
            raise Killed

    job = bench.submit(photo)
    with pytest.raises(Killed):
        accept.run(bench.with_progress(die), job.payload)
    accept.run(bench.recipe, job.payload)
    assert (count(bench, DigitalFile), len(bench.stored("masters")), bench.leftovers()) == (1, 1, [])


def test_a_rerun_after_the_end_gives_the_same_result(bench: Bench, photo: Path) -> None:
    job = bench.submit(photo)
    first = accept.run(bench.recipe, job.payload)
    assert accept.run(bench.recipe, job.payload) == first
    assert (count(bench, DigitalFile), count(bench, Event), count(bench, JobRun)) == (1, 2, 2)


def test_bytes_that_changed_in_quarantine_are_refused(bench: Bench, photo: Path) -> None:
    job = bench.submit(photo)
    part = bench.recipe.home / "uploads" / f"{job.payload['upload']}.part"
    data = bytearray(part.read_bytes())
    data[500] ^= 1
    part.write_bytes(data)
    with pytest.raises(RefusedError, match="upload_changed"):
        accept.run(bench.recipe, job.payload)
    assert bench.leftovers() == []


def test_a_full_store_keeps_the_upload_for_a_retry(bench: Bench, photo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    job = bench.submit(photo)

    def full(*_: object, **__: object) -> None:
        raise StorageError("storage_full", file=photo.name)

    with monkeypatch.context() as patch:
        patch.setattr(type(bench.recipe.store), "put", full)
        with pytest.raises(StorageError, match="storage_full"):
            accept.run(bench.recipe, job.payload)
    assert (count(bench, DigitalFile), len(bench.leftovers())) == (0, 2)
    accept.run(bench.recipe, job.payload)
    assert (count(bench, DigitalFile), bench.leftovers()) == (1, [])


def test_a_cancelled_run_keeps_the_upload(bench: Bench, photo: Path) -> None:
    job = bench.submit(photo)
    with pytest.raises(StepError, match="step_cancelled"):
        accept.run(bench.cancelled(), job.payload)
    assert accept.run(bench.recipe, job.payload)["kind"] == "photo"


def test_what_the_catalogue_refuses_is_refused_before_bytes_are_kept(bench: Bench, photo: Path) -> None:
    payload = dict(bench.submit(photo).payload) | {"words": {"visibility": "nobody"}}
    with pytest.raises(ValidationError):
        accept.run(bench.recipe, payload)
    assert (bench.stored("masters"), bench.leftovers()) == ([], [])


def test_an_unknown_owner_is_refused_before_bytes_are_kept(bench: Bench, photo: Path) -> None:
    payload = dict(bench.submit(photo).payload) | {"artifact_id": str(uuid4())}
    with pytest.raises(NotFoundError, match="artifact_not_found"):
        accept.run(bench.recipe, payload)
    assert (bench.stored("masters"), bench.leftovers()) == ([], [])


def test_submitting_needs_the_right_and_a_target(bench: Bench, photo: Path) -> None:
    upload = quarantine_file(bench.box, photo, "test")
    with pytest.raises(ForbiddenError), bench.recipe.sessions.begin() as session:
        submit_upload(session, Identity.public(), upload, Target(artifact_id=bench.artifact_id))
    with pytest.raises(ValidationError), bench.recipe.sessions.begin() as session:
        submit_upload(session, bench.recipe.who, upload, Target())


def test_photos_of_one_day_and_camera_share_a_capture(bench: Bench, photo: Path, tmp_path: Path) -> None:
    accept.run(bench.recipe, bench.submit(photo).payload)
    with Image.open(photo) as image:
        image.transpose(Image.Transpose.FLIP_LEFT_RIGHT).save(tmp_path / "b.jpg", exif=image.getexif())
    accept.run(bench.recipe, bench.submit(tmp_path / "b.jpg").payload)
    assert (count(bench, DigitalFile), count(bench, Capture)) == (2, 1)


def test_decomposed_vietnamese_names_are_kept_composed(bench: Bench, photo: Path, tmp_path: Path) -> None:
    path = tmp_path / unicodedata.normalize("NFD", "Đỉnh đồng.jpg")
    path.write_bytes(photo.read_bytes())
    accept.run(bench.recipe, bench.submit(path).payload)
    with bench.recipe.sessions() as session:
        assert session.scalars(select(DigitalFile.name)).one() == "Đỉnh đồng.jpg"


def test_a_local_file_that_can_not_be_quarantined_leaves_nothing(bench: Bench, tmp_path: Path) -> None:
    (tmp_path / "trống.ply").touch()
    with pytest.raises(UploadError, match="upload_empty"):
        quarantine_file(bench.box, tmp_path / "trống.ply", "test")
    assert bench.leftovers() == []


def test_a_local_copy_tells_its_progress(bench: Bench, tmp_path: Path) -> None:
    path = tmp_path / "lớn.bin"
    path.write_bytes(bytes(20 << 20))
    seen: list[float] = []
    upload = quarantine_file(bench.box, path, "test", seen.append)
    assert seen == [0.4, 0.8, 1.0]
    assert upload.sha256 == sha256_file(path)
