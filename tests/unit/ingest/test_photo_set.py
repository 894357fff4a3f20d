from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import pytest
from PIL import Image
from sqlalchemy import select

from app.wiring import Parts
from catalogue.errors import NotFoundError
from catalogue.records import Derivative, DigitalFile, Event
from ingest.errors import StepError, StorageError
from ingest.recipes import accept, photo_set
from tests.unit.ingest.recipe_bench import Bench, make_bench


@pytest.fixture
def bench(parts: Parts) -> Bench:
    return make_bench(parts)


@pytest.fixture
def file_id(bench: Bench, tmp_path: Path) -> str:
    path = tmp_path / "mặt trước.jpg"
    Image.effect_noise((1500, 900), 60).convert("RGB").save(path)
    return str(accept.run(bench.recipe, bench.submit(path).payload)["file_id"])


def current(bench: Bench) -> dict[str, Derivative]:
    with bench.recipe.sessions() as session:
        rows = session.scalars(select(Derivative).where(Derivative.superseded_at.is_(None)))
        return {f"{row.usage.value}-{row.quality}": row for row in rows}


def test_a_photo_gets_its_copies_and_a_rerun_changes_nothing(bench: Bench, file_id: str) -> None:
    result = photo_set.run(bench.recipe, {"file_id": file_id})
    copies = current(bench)
    assert sorted(copies) == [
        "preview-1280", "thumbnail-1280", "thumbnail-2560", "thumbnail-320", "thumbnail-640", "tiles-pyramid",
    ]  # fmt: skip
    assert result["copies"] == {name: copy.sha256 for name, copy in copies.items()}
    assert (copies["thumbnail-640"].details["width"], copies["thumbnail-640"].details["height"]) == (640, 384)
    assert copies["thumbnail-2560"].details["width"] == 1500, "never enlarged"
    assert copies["tiles-pyramid"].details["levels"][:2] == [[1500, 900], [750, 450]]
    stored = bench.stored("derivatives")
    assert sorted(copy.key for copy in copies.values()) == stored
    assert bench.leftovers() == []
    assert photo_set.run(bench.recipe, {"file_id": file_id}) == result
    assert {name: copy.id for name, copy in current(bench).items()} == {name: copy.id for name, copy in copies.items()}
    assert bench.stored("derivatives") == stored


def test_the_file_knows_its_size_and_hash_and_the_event_its_outputs(bench: Bench, file_id: str) -> None:
    result = photo_set.run(bench.recipe, {"file_id": file_id})
    with bench.recipe.sessions() as session:
        file = session.scalars(select(DigitalFile)).one()
        event = session.scalars(select(Event).where(Event.kind == "derivation")).one()
    assert (file.details["width"], file.details["height"], len(file.details["phash"])) == (1500, 900, 16)
    assert set(event.details["outputs"]) == set(result["copies"].values())  # type: ignore[attr-defined]
    assert event.tool is not None
    assert event.tool.startswith("pyvips ")


@pytest.mark.parametrize("step", ["pyramid", "store", "record"])
def test_a_kill_at_any_step_leaves_one_result_after_the_rerun(bench: Bench, file_id: str, step: str) -> None:
    class Killed(BaseException):
        """What kill -9 looks like from inside."""

    def die(name: str, _: float) -> None:
        if name == step:
            raise Killed

    with pytest.raises(Killed):
        photo_set.run(bench.with_progress(die), {"file_id": file_id})
    assert bench.leftovers() == []
    photo_set.run(bench.recipe, {"file_id": file_id})
    assert len(current(bench)) == 6
    assert sorted(copy.key for copy in current(bench).values()) == bench.stored("derivatives")


def test_a_working_folder_that_a_killed_process_left_is_removed(bench: Bench, file_id: str) -> None:
    left = bench.recipe.home / "work" / f"photo-{file_id}.0badcafe"
    (left / "files").mkdir(parents=True)
    (left / "lock").touch()
    (left / "files" / "half.tif").write_bytes(b"half")
    photo_set.run(bench.recipe, {"file_id": file_id})
    assert bench.leftovers() == []


def test_a_cancelled_run_leaves_nothing(bench: Bench, file_id: str) -> None:
    with pytest.raises(StepError, match="step_cancelled"):
        photo_set.run(bench.cancelled(), {"file_id": file_id})
    assert (current(bench), bench.stored("derivatives"), bench.leftovers()) == ({}, [], [])


def test_an_unknown_file_is_named(bench: Bench) -> None:
    with pytest.raises(NotFoundError, match="file_not_found"):
        photo_set.run(bench.recipe, {"file_id": str(uuid4())})


def test_a_lost_master_is_named(bench: Bench, file_id: str) -> None:
    with bench.recipe.sessions() as session:
        key = session.scalars(select(DigitalFile.key)).one()
    (bench.recipe.home / "store" / key).unlink()
    with pytest.raises(StorageError, match="storage_missing"):
        photo_set.run(bench.recipe, {"file_id": file_id})
    assert bench.leftovers() == []


def test_a_copy_that_was_not_written_is_a_fault(bench: Bench, file_id: str, monkeypatch: pytest.MonkeyPatch) -> None:
    made = {"files": [{"file": "pyramid.tif", "usage": "tiles", "quality": "pyramid", "media_type": "image/tiff"}]}
    monkeypatch.setattr(photo_set, "run_step", lambda *_, **__: made)
    with pytest.raises(StorageError, match="derivative_missing"):
        photo_set.run(bench.recipe, {"file_id": file_id})
    assert current(bench) == {}
