"""Import, export and undo on the command line: one JSON document out, exit code 1 when a row is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.cli import run

TABLE = "Số hiệu,Tên hiện vật,Niên đại\nBT.1,Bình,Minh Mạng 15\nBT.2,Đĩa,30/2/1835\n"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CUUDINH_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("CUUDINH_SECRET_KEY", "for tests alone")
    (tmp_path / "a.csv").write_text(TABLE, encoding="utf-8")
    return tmp_path


def said(capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    document: dict[str, object] = json.loads(capsys.readouterr().out)
    return document


def test_the_dry_run_tells_each_row_and_writes_nothing(home: Path, capsys) -> None:
    assert run(["--lang", "en", "import", str(home / "a.csv"), "--json"]) == 1
    report = said(capsys)
    assert (report["state"], report["counts"]) == ("checked", {"rows": 2, "create": 1, "refuse": 1, "notices": 0})
    assert [row["action"] for row in report["rows"]] == ["create", "refuse"]
    assert "30/2" in report["rows"][1]["faults"][0]["detail"]
    assert run(["export", "csv", "--out", str(home / "out.csv"), "--json"]) == 0
    assert said(capsys)["records"] == 0


def test_commit_export_change_and_undo(home: Path, capsys) -> None:
    assert run(["import", str(home / "a.csv"), "--commit", "--json"]) == 1
    first = said(capsys)
    assert first["state"] == "committed"
    assert run(["--lang", "vi", "export", "xlsx", "--out", str(home / "out.xlsx")]) == 0
    assert run(["--lang", "vi", "export", "csv", "--out", str(home / "out.csv")]) == 0
    assert "Đã ghi 1 bản ghi" in capsys.readouterr().err
    edited = (home / "out.csv").read_text(encoding="utf-8-sig").replace("Bình", "Bình mới")
    (home / "out.csv").write_text(edited, encoding="utf-8")
    assert run(["import", str(home / "out.csv"), "--commit", "--json"]) == 0
    second = said(capsys)
    assert second["counts"]["update"] == 1
    assert run(["import", "--undo", str(first["batch"]), "--json"]) == 1, "an edited record is kept back"
    assert said(capsys)["counts"]["kept"] == 1
    assert run(["import", "--undo", str(second["batch"])]) == 0


def test_a_mapping_file_says_which_column_fills_what(home: Path, capsys) -> None:
    (home / "a.csv").write_text("A,B\nX.1,Đền\n", encoding="utf-8")
    (home / "m.toml").write_text('[columns]\nA = "code"\nB = "title_vi"\n', encoding="utf-8")
    order = ["import", str(home / "a.csv"), "--as", "sites", "--mapping", str(home / "m.toml"), "--json"]
    assert run(order) == 0
    assert said(capsys)["counts"]["create"] == 1
    (home / "m.toml").write_text("[columns", encoding="utf-8")
    assert run(order) == 1
    assert said(capsys)["problem"]["code"] == "import_mapping_broken"


@pytest.mark.parametrize("order", [["import"], ["import", "FILE", "--undo", "00000000-0000-4000-8000-000000000000"]])
def test_exactly_one_of_file_and_undo_is_asked_for(home: Path, order: list[str]) -> None:
    assert run([str(home / "a.csv") if word == "FILE" else word for word in order]) == 2


def test_an_unknown_batch_is_told(home: Path, capsys) -> None:
    assert run(["--lang", "en", "import", "--undo", "00000000-0000-4000-8000-000000000000"]) == 1
    assert "import_not_found" in capsys.readouterr().err
