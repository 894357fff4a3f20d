"""``cuudinh compare``: what it asks of the workshop, what it writes, how it fails."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from app.cli import run
from app.commands import compare
from ingest import sandbox
from tests.comparing import NAMES
from tests.unit.ingest.recipe_bench import write_cube

MATRIX = [1.0, 0, 0, 0.5, 0, 1.0, 0, 0, 0, 0, 1.0, 0, 0, 0, 0, 1.0]


@pytest.fixture
def workshop(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, "workshop")


def use(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    target = f"tests.comparing:{name}"
    monkeypatch.setattr(compare, "TARGET", target)
    monkeypatch.setattr(sandbox, "ALLOWED_TARGETS", frozenset({target}))


@pytest.fixture
def scans(tmp_path: Path) -> list[str]:
    cube = write_cube(tmp_path / "trước.ply")
    with zipfile.ZipFile(tmp_path / "sau.zip", "w") as package:
        package.write(cube, "sau.ply")
    return [str(cube), str(tmp_path / "sau.zip")]


def call(scans: list[str], out: Path, *more: str) -> int:
    return run(["--lang", "vi", "compare", *scans, "--out", str(out), *more])


@pytest.mark.usefixtures("workshop")
def test_all_files_appear_together_and_the_report_is_printed(
    scans: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pairs, matrix = tmp_path / "cặp.csv", tmp_path / "ma trận.txt"
    pairs.write_text("\ufeffx,y,z,x2,y2,z2\n0,0,0,1,1,1\n# bỏ\n1,0,0,2,1,1\n0,1,0,1,2,1\n", encoding="utf-8")
    matrix.write_text(json.dumps([MATRIX[k : k + 4] for k in range(0, 16, 4)]))
    out = tmp_path / "kết quả"
    assert (
        call(scans, out, "--json", "--unit", "mm", "--noise-mm", "0.05, 0.1", "--pairs", str(pairs), "--free-scale")
        == 0
    )
    given = json.loads(capsys.readouterr().out)["given"]
    assert sorted(path.name for path in out.iterdir()) == sorted(NAMES)
    assert given["free_scale"] is True
    assert (given["unit_earlier"], given["unit_later"], given["noise_mm"]) == ("mm", "mm", [0.05, 0.1])
    assert given["pairs"] == [[[0, 0, 0], [1, 1, 1]], [[1, 0, 0], [2, 1, 1]], [[0, 1, 0], [1, 2, 1]]]
    assert (given["earlier_name"], given["later_name"]) == ("trước.ply", "sau.zip")
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]
    assert call(scans, out, "--json", "--matrix", str(matrix)) == 0
    given = json.loads(capsys.readouterr().out)["given"]
    assert (given["matrix"], given["registered"], given["pairs"], given["free_scale"]) == (MATRIX, False, None, False)


@pytest.mark.usefixtures("workshop")
def test_people_read_a_table(scans: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(scans, tmp_path / "out", "--registered") == 0
    said = capsys.readouterr()
    for shown in ("-1.24", "loss", "Sai số chồng khớp 0.004 mm", "mức phát hiện 0.09 mm", "! guessed"):
        assert shown in said.err
    assert said.out == ""


def test_a_refusal_is_told_by_its_code_and_leaves_the_folder(
    scans: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    use(monkeypatch, "refusing_workshop")
    out = tmp_path / "out"
    out.mkdir()
    (out / "report.json").write_text("kept")
    assert call(scans, out, "--json") == 1
    assert json.loads(capsys.readouterr().out)["problem"]["code"] == "zero_extent"
    assert [path.name for path in out.iterdir()] == ["report.json"]
    assert (out / "report.json").read_text() == "kept"


def test_a_file_that_is_no_scan_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], scans: list[str]
) -> None:
    (tmp_path / "a.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    assert call([scans[0], str(tmp_path / "a.png")], tmp_path / "out", "--json") == 1
    assert json.loads(capsys.readouterr().out)["problem"]["code"] == "not_a_scan"
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "more",
    [
        ("--noise-mm", "0.05"),
        ("--noise-mm", "a,b"),
        ("--unit", "yd"),
        ("--registered", "--matrix", "{numbers}"),
        ("--registered", "--free-scale"),
        ("--matrix", "{words}"),
        ("--matrix", "{bytes}"),
        ("--pairs", "{words}"),
        ("--pairs", "/no/such/file"),
    ],
)
def test_wrong_usage_starts_nothing(scans: list[str], tmp_path: Path, more: tuple[str, ...]) -> None:
    (tmp_path / "numbers").write_text(" ".join(map(str, MATRIX)))
    (tmp_path / "words").write_text("1,2,3\nmột,hai,ba\n", encoding="utf-8")
    (tmp_path / "bytes").write_bytes(b"\xff\xfe\xfd")
    names = {name: str(tmp_path / name) for name in ("numbers", "words", "bytes")}
    assert call(scans, tmp_path / "out", *(word.format(**names) for word in more)) == 2
    assert not (tmp_path / "out").exists()
