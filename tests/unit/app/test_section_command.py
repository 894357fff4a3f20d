"""``cuudinh section``: drawings from two files with the real workshop; wrong usage starts nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.cli import run
from tests.unit.ingest.recipe_bench import write_cube

EYE = [[1.0, 0, 0, 0], [0, 1.0, 0, 0], [0, 0, 1.0, 0], [0, 0, 0, 1.0]]
MIDDLE = "100,100,100 0,0,1"


@pytest.fixture
def scans(tmp_path: Path) -> list[str]:
    return [str(write_cube(tmp_path / f"{name}.ply")) for name in ("trước", "sau")]


def call(scans: list[str], out: Path, *more: str) -> int:
    return run(["--lang", "vi", "section", *scans, "--out", str(out), *more])


def test_planes_and_profiles_are_drawn_with_the_reports_own_alignment(
    scans: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = {"registration": {"matrix": EYE}, "level_of_detection_mm": {"median": 0.1}}
    report |= {which: {"unit": "m"} for which in ("earlier", "later")}
    (tmp_path / "report.json").write_text(json.dumps(report))
    (tmp_path / "viền.csv").write_text("x,y,z\n# mm\n20,100,200\n180,100,200\n", encoding="utf-8")
    wish = ("--report", str(tmp_path / "report.json"), "--plane", MIDDLE, "--profile", str(tmp_path / "viền.csv"))
    assert call(scans, tmp_path / "out", *wish, "--json") == 0
    made = json.loads(capsys.readouterr().out)
    assert [(row["name"], row["scale"]) for row in made["drawings"]] == [("plane-1", "1:2"), ("profile-1", "1:1")]
    assert made["lod_mm"] == 0.1
    names = {path.name for path in (tmp_path / "out").iterdir()}
    kinds = {"plane-1": ("svg", "pdf", "dxf", "csv"), "profile-1": ("svg", "pdf", "csv")}
    assert names == {f"{stem}.{end}" for stem, ends in kinds.items() for end in ends}


def test_people_read_a_line_for_each_and_a_refusal_leaves_nothing(
    scans: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(scans, tmp_path / "out", "--registered", "--unit", "m", "--plane", MIDDLE) == 0
    assert "tỷ lệ 1:2, mất nhiều nhất –" in capsys.readouterr().err.replace("\n", " ")
    assert call(scans, tmp_path / "no", "--registered", "--unit", "m", "--plane", "0,0,9999 0,0,1", "--json") == 1
    assert json.loads(capsys.readouterr().out)["problem"]["code"] == "section_missed"
    assert not (tmp_path / "no").exists()


@pytest.mark.parametrize(
    "more",
    [
        ("--plane", MIDDLE),
        ("--registered",),
        ("--registered", "--matrix", "{eye}", "--plane", MIDDLE),
        ("--registered", "--plane", "1,2,3"),
        ("--registered", "--profile", "{words}"),
        ("--matrix", "{words}", "--plane", MIDDLE),
        ("--report", "{eye}", "--plane", MIDDLE),
        ("--report", "{words}", "--plane", MIDDLE),
    ],
)
def test_wrong_usage_starts_nothing(scans: list[str], tmp_path: Path, more: tuple[str, ...]) -> None:
    (tmp_path / "eye").write_text(json.dumps(EYE))
    (tmp_path / "words").write_text("1,2,3\nmột,hai,ba\n", encoding="utf-8")
    names = {name: str(tmp_path / name) for name in ("eye", "words")}
    assert call(scans, tmp_path / "out", *(word.format(**names) for word in more)) == 2
    assert not (tmp_path / "out").exists()
