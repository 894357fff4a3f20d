from __future__ import annotations

import json
import struct
import zipfile
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select

from app.wiring import Parts
from catalogue.errors import NotFoundError
from catalogue.records import Derivative, Model, Scan, Scene, SceneModel
from ingest.errors import StepError, StorageError
from ingest.recipes import accept, web_model
from tests.unit.ingest.recipe_bench import Bench, make_bench, write_cube


@pytest.fixture
def bench(parts: Parts) -> Bench:
    return make_bench(parts)


@pytest.fixture
def file_id(bench: Bench, tmp_path: Path) -> str:
    job = bench.submit(write_cube(tmp_path / "khối đá.ply"), unit="m")
    return str(accept.run(bench.recipe, job.payload)["file_id"])


def counts(bench: Bench) -> tuple[int, ...]:
    with bench.recipe.sessions() as session:
        current = (
            select(func.count()).select_from(Scan),
            select(func.count()).select_from(Model).where(Model.superseded_at.is_(None)),
            select(func.count()).select_from(Scene),
            select(func.count()).select_from(SceneModel),
        )
        return tuple(session.scalar(query) or 0 for query in current)


def usages(bench: Bench) -> set[str]:
    with bench.recipe.sessions() as session:
        rows = session.scalars(select(Derivative.usage).where(Derivative.superseded_at.is_(None)))
        return {usage.value for usage in rows}


def test_a_scan_becomes_a_model_in_a_scene_and_a_rerun_replaces_it(bench: Bench, file_id: str) -> None:
    result = web_model.run(bench.recipe, {"file_id": file_id})
    assert counts(bench) == (1, 1, 1, 1)
    assert {"thumb", "phone", "vr", "desktop", "poster"} <= usages(bench)
    assert bench.leftovers() == []
    with bench.recipe.sessions() as session:
        scan = session.get_one(Scan, UUID(str(result["scan_id"])))
        phone = session.scalars(
            select(Derivative).where(Derivative.usage == "phone", Derivative.superseded_at.is_(None))
        ).one()
    assert (scan.triangles, scan.unit, round(scan.height_m or 0, 3)) == (12, "m", 0.2)
    with bench.recipe.store.open(phone.key) as stored:
        data = stored.read()
    assert data[:4] == b"glTF"
    document = json.loads(data[20 : 20 + struct.unpack("<I", data[12:16])[0]])
    assert "Cao Đỉnh" in json.dumps(document, ensure_ascii=False), "the record's title travels in the file"
    again = web_model.run(bench.recipe, {"file_id": file_id})
    assert (again["scan_id"], again["scene"]) == (result["scan_id"], result["scene"])
    assert counts(bench) == (1, 1, 1, 1)


def test_a_kill_leaves_one_result_after_the_rerun(bench: Bench, file_id: str) -> None:
    class Killed(BaseException):
        """What kill -9 looks like from inside."""

    def die(name: str, _: float) -> None:
        if name == "record":
            raise Killed

    with pytest.raises(Killed):
        web_model.run(bench.with_progress(die), {"file_id": file_id})
    assert (counts(bench), bench.leftovers()) == ((0, 0, 0, 0), [])
    web_model.run(bench.recipe, {"file_id": file_id})
    assert (counts(bench), bench.leftovers()) == ((1, 1, 1, 1), [])


def test_a_zipped_set_is_made_from_its_main_scan(bench: Bench, tmp_path: Path) -> None:
    archive = tmp_path / "bộ.zip"
    with zipfile.ZipFile(archive, "w") as package:
        package.writestr("sub/tứ diện.obj", "v 0 0 0\nv 1 0 0\nv 0 1 0\nv 0 0 1\nf 1 3 2\nf 1 2 4\nf 2 3 4\nf 1 4 3\n")
    accepted = accept.run(bench.recipe, bench.submit(archive, unit="m").payload)
    web_model.run(bench.recipe, {"file_id": accepted["file_id"]})
    with bench.recipe.sessions() as session:
        scan = session.scalars(select(Scan)).one()
    assert (scan.format, scan.triangles, bench.leftovers()) == ("obj", 4, [])


def test_a_cancelled_run_leaves_nothing(bench: Bench, file_id: str) -> None:
    with pytest.raises(StepError, match="step_cancelled"):
        web_model.run(bench.cancelled(), {"file_id": file_id})
    assert (counts(bench), bench.stored("derivatives"), bench.leftovers()) == ((0, 0, 0, 0), [], [])


def test_a_copy_that_was_not_written_is_a_fault(bench: Bench, file_id: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web_model, "run_step", lambda *_, **__: {"derivatives": []})
    with pytest.raises(StorageError, match="derivative_missing"):
        web_model.run(bench.recipe, {"file_id": file_id})
    assert (counts(bench), bench.leftovers()) == ((0, 0, 0, 0), [])


def test_an_unknown_file_is_named(bench: Bench) -> None:
    with pytest.raises(NotFoundError, match="file_not_found"):
        web_model.run(bench.recipe, {"file_id": str(uuid4())})
