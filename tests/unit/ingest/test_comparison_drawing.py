"""The recipe of drawings with the real workshop: both masters are cut, files and event written, repeating adds none."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import func, select

from app.wiring import Parts
from catalogue.errors import ConflictError, NotFoundError
from catalogue.records import Comparison, ComparisonFile, Event, JobRun
from catalogue.services.comparison_drawings import NewDrawings, request_drawings
from catalogue.services.scans import NewScan, add_scan
from ingest.errors import StepError
from ingest.recipes import accept, comparison_drawing
from tests.comparing import DEFAULT_REPORT, measured
from tests.unit.ingest.recipe_bench import WHO, Bench, make_bench, write_cube

EYE = [[1.0, 0, 0, 0], [0, 1.0, 0, 0], [0, 0, 1.0, 0], [0, 0, 0, 1.0]]
MIDDLE = {"point_mm": [100.0, 100.0, 100.0], "direction": "level"}


@pytest.fixture
def bench(parts: Parts) -> Bench:
    return make_bench(parts)


@pytest.fixture
def comparison(bench: Bench, tmp_path: Path) -> UUID:
    """Two scans of a cube that did not change."""
    scans = []
    for name, tail in (("trước", b""), ("sau", b"\n")):
        path = write_cube(tmp_path / f"{name}.ply")
        path.write_bytes(path.read_bytes() + tail)
        file_id = UUID(str(accept.run(bench.recipe, bench.submit(path, unit="m").payload)["file_id"]))
        with bench.recipe.sessions.begin() as session:
            scans.append(add_scan(session, WHO, NewScan(file_id, "ply")).id)
    report = {**DEFAULT_REPORT, "digest": "d1", "registration": {"matrix": EYE, "method": "identity"}}
    with bench.recipe.sessions.begin() as session:
        return measured(session, WHO, *scans, report).id


def ask(bench: Bench, ident: UUID, *planes: dict[str, object]) -> dict[str, object]:
    with bench.recipe.sessions.begin() as session:
        return dict(request_drawings(session, WHO, ident, NewDrawings(planes=planes)).payload)


def drawings(bench: Bench) -> list[str]:
    with bench.recipe.sessions() as session:
        return sorted(session.scalars(select(ComparisonFile.name).where(ComparisonFile.name.like("plane-%"))))


def test_a_section_joins_the_files_once_with_its_event(bench: Bench, comparison: UUID) -> None:
    payload = ask(bench, comparison, MIDDLE)
    for _ in range(2):
        made = comparison_drawing.run(bench.recipe, payload)
        assert made == {"comparison_id": str(comparison), "drawings": ["plane-1"]}
    assert drawings(bench) == ["plane-1.csv", "plane-1.dxf", "plane-1.pdf", "plane-1.svg"]
    assert bench.leftovers() == []
    with bench.recipe.sessions() as session:
        row = session.scalars(select(ComparisonFile).where(ComparisonFile.name == "plane-1.svg")).one()
        event = session.scalars(select(Event).where(Event.kind == "derivation")).all()[-1]
        assert row.sha256 in event.details["outputs"]
        assert event.details["parameters"]["planes"][0]["point_mm"] == [100, 100, 100]
        assert session.get_one(Comparison, comparison).report["digest"] == "d1"
    with bench.recipe.store.local_path(row.key) as path:
        assert "Mặt cắt 1" in path.read_text(encoding="utf-8")


def test_a_refused_section_adds_nothing(bench: Bench, comparison: UUID) -> None:
    payload = ask(bench, comparison, MIDDLE, {"point_mm": [0, 9e5, 0], "direction": "level"})
    with pytest.raises(StepError) as refusal:
        comparison_drawing.run(bench.recipe, payload)
    assert refusal.value.code == "section_missed"
    assert drawings(bench) == []
    assert bench.leftovers() == []


def test_a_comparison_that_was_measured_again_keeps_no_drawing_of_the_old_result(
    bench: Bench, comparison: UUID
) -> None:
    payload = ask(bench, comparison, MIDDLE)
    with pytest.raises(ConflictError) as refusal:
        comparison_drawing.run(bench.recipe, {**payload, "digest": "other"})
    assert refusal.value.code == "comparison_remeasured"
    with pytest.raises(NotFoundError):
        comparison_drawing.run(bench.recipe, {**payload, "comparison_id": str(UUID(int=1))})
    assert drawings(bench) == []
    with bench.recipe.sessions() as session:
        assert session.scalar(select(func.count()).select_from(JobRun).where(JobRun.kind == "comparison_drawing")) == 1
