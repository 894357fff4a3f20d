from __future__ import annotations

import zipfile
from dataclasses import replace
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select

from app.wiring import Parts
from catalogue.db import now_utc
from catalogue.errors import ConflictError, NotFoundError
from catalogue.policy import Role
from catalogue.records import Artifact, Comparison, ComparisonFile, ComparisonRegion, Event
from catalogue.services.comparison_states import check_comparison
from catalogue.services.comparisons import NewComparison, request_comparison
from catalogue.services.scans import NewScan, add_scan
from ingest.errors import StepError, StorageError
from ingest.recipes import accept, comparison
from tests.comparing import NAMES, person
from tests.unit.ingest.recipe_bench import WHO, Bench, make_bench, write_cube


@pytest.fixture
def bench(parts: Parts, monkeypatch: pytest.MonkeyPatch) -> Bench:
    made = make_bench(parts)
    use(monkeypatch, "workshop")
    targets = frozenset(f"tests.comparing:{name}" for name in ("workshop", "lazy_workshop", "refusing_workshop"))
    recipe = replace(
        made.recipe, limits=replace(made.recipe.limits, targets=targets), texts={"a": {"vi": "", "en": ""}}
    )
    return replace(made, recipe=recipe)


def use(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(comparison, "TARGET", f"tests.comparing:{name}")


def taken_in(bench: Bench, path: Path, **said: str) -> UUID:
    """The scan of a file that was accepted."""
    file_id = UUID(str(accept.run(bench.recipe, bench.submit(path, **said).payload)["file_id"]))
    with bench.recipe.sessions.begin() as session:
        return add_scan(session, WHO, NewScan(file_id, "ply")).id


@pytest.fixture
def asked(bench: Bench, tmp_path: Path) -> dict[str, object]:
    """The payload of a comparison of two files, one of them inside an archive."""
    cube = write_cube(tmp_path / "trước.ply")
    archive = tmp_path / "sau.zip"
    with zipfile.ZipFile(archive, "w") as package:
        package.writestr("sau.ply", cube.read_bytes() + b"\n")
    earlier = taken_in(bench, cube, unit="m", captured_at="2019-05-04T00:00:00+07:00")
    later = taken_in(bench, archive, captured_at="2025-06-01T09:30:00+07:00")
    wishes = {"noise_mm": [0.05, 0.1], "unit_later": "cm"}
    with bench.recipe.sessions.begin() as session:
        row = request_comparison(session, WHO, NewComparison(earlier, later, wishes=wishes))
        return {"comparison_id": str(row.id)}


def counts(bench: Bench) -> tuple[int, ...]:
    with bench.recipe.sessions() as session:
        kinds = (ComparisonRegion, ComparisonFile, select(Event).where(Event.kind == "derivation").subquery())
        return tuple(session.scalar(select(func.count()).select_from(kind)) or 0 for kind in kinds)


def row_of(bench: Bench, payload: dict[str, object]) -> Comparison:
    with bench.recipe.sessions() as session:
        return session.get_one(Comparison, UUID(str(payload["comparison_id"])))


def test_two_masters_become_a_result_with_places_files_and_an_event(bench: Bench, asked: dict[str, object]) -> None:
    result = comparison.run(bench.recipe, asked)
    assert (result["regions"], result["is_alert"], bench.leftovers()) == (2, False, [])
    assert counts(bench) == (2, len(NAMES), 1)
    row = row_of(bench, asked)
    assert (row.is_measured, row.is_refused, row.max_loss_mm, row.sigma_mm) == (True, False, 1.24, 0.004)
    assert "_usage" not in row.report
    given = row.report["given"]
    assert row.report["read"] == {"earlier": "ply", "later": "ply"}, "the archive was unpacked"
    assert row.report["texts"] == 1
    assert (given["unit_earlier"], given["unit_later"], given["noise_mm"]) == ("m", "cm", [0.05, 0.1])
    assert (given["registered"], given["pairs"], given["matrix"]) == (False, None, None)
    assert (given["earlier_name"], given["later_name"]) == ("trước.ply", "sau.zip")
    facts = given["facts"]
    assert (facts["title_vi"], facts["number"], facts["earlier_date"]) == ("Cao Đỉnh", "BT.001", "2019-05-04")
    assert (facts["report_id"], facts["later_date"]) == (asked["comparison_id"], "2025-06-01")
    with bench.recipe.sessions() as session:
        pdf = session.scalars(select(ComparisonFile).where(ComparisonFile.name == "report.pdf")).one()
    assert pdf.media_type == "application/pdf"
    with bench.recipe.store.open(pdf.key) as stored:
        assert stored.read() == b"report.pdf"


def test_a_kill_leaves_one_result_after_the_rerun(bench: Bench, asked: dict[str, object]) -> None:
    class Killed(BaseException):
        """What kill -9 looks like from inside."""

    def die(name: str, _: float) -> None:
        if name == "record":
            raise Killed

    with pytest.raises(Killed):
        comparison.run(bench.with_progress(die), asked)
    assert (counts(bench), bench.leftovers()) == ((0, 0, 0), [])
    comparison.run(bench.recipe, asked)
    comparison.run(bench.recipe, asked)
    assert (counts(bench)[:2], bench.leftovers()) == ((2, len(NAMES)), [])


def test_a_refusal_is_written_down_and_the_job_fails_with_its_code(
    bench: Bench, asked: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    use(monkeypatch, "refusing_workshop")
    with pytest.raises(StepError, match="zero_extent"):
        comparison.run(bench.recipe, asked)
    row = row_of(bench, asked)
    assert row.problem == {"code": "zero_extent", "values": {"file": "sau.ply"}}
    assert (row.is_refused, row.is_measured, counts(bench)) == (True, False, (0, 0, 0))
    use(monkeypatch, "workshop")
    comparison.run(bench.recipe, asked)
    assert row_of(bench, asked).problem == {}


def test_a_cancelled_run_is_no_refusal(bench: Bench, asked: dict[str, object]) -> None:
    with pytest.raises(StepError, match="step_cancelled"):
        comparison.run(bench.cancelled(), asked)
    assert (row_of(bench, asked).problem, counts(bench), bench.leftovers()) == ({}, (0, 0, 0), [])


def test_a_file_that_was_not_written_is_a_fault(
    bench: Bench, asked: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    use(monkeypatch, "lazy_workshop")
    with pytest.raises(StorageError, match=r"report\.pdf"):
        comparison.run(bench.recipe, asked)
    assert (counts(bench), bench.leftovers()) == ((0, 0, 0), [])


def test_a_checked_result_is_not_measured_again(bench: Bench, asked: dict[str, object]) -> None:
    comparison.run(bench.recipe, asked)
    with bench.recipe.sessions.begin() as session:
        second = person(session, Role.RESTORER, "hai")
        check_comparison(session, second, UUID(str(asked["comparison_id"])), expected_version=None)
    with pytest.raises(ConflictError, match="comparison_settled"):
        comparison.run(bench.recipe, asked)


def test_a_scan_of_a_watched_artifact_is_compared_by_itself(bench: Bench, asked: dict[str, object]) -> None:
    artifact_id = UUID(bench.artifact_id)
    with bench.recipe.sessions.begin() as session:
        session.get_one(Comparison, UUID(str(asked["comparison_id"]))).withdrawn_at = now_utc()
    rung = len(bench.bell.rung)
    for threshold, expected in ((None, 0), (0.5, 1), (0.5, 1)):
        with bench.recipe.sessions.begin() as session:
            session.get_one(Artifact, artifact_id).change_alert_mm = threshold
        comparison.ask_where_watched(bench.recipe, artifact_id)
        comparison.ask_where_watched(bench.recipe, None)
        assert len(bench.bell.rung) - rung == expected


def test_an_unknown_comparison_is_named(bench: Bench) -> None:
    with pytest.raises(NotFoundError, match="comparison_not_found"):
        comparison.run(bench.recipe, {"comparison_id": str(uuid4())})
