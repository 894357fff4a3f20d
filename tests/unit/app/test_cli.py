"""The command line: its help, its exit codes, and where it says what."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import pytest

from app.cli import cli, run
from app.settings import load_settings, load_step_bounds, reader_language
from app.wiring import Parts, build_parts
from catalogue.policy import Identity
from catalogue.services.jobs import NewJob, enqueue_job

ROOT = Path(__file__).resolve().parents[3]
WHO = Identity.system("test")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "home"
    monkeypatch.setenv("CUUDINH_HOME", str(folder))
    monkeypatch.setenv("LANG", "vi_VN.UTF-8")
    monkeypatch.delenv("LC_ALL", raising=False)
    return folder


@pytest.fixture
def parts(home: Path):
    built = build_parts(load_settings())
    yield built
    built.close()


def enqueue(parts: Parts, **payload: object) -> str:
    with parts.sessions.begin() as session:
        return str(enqueue_job(session, WHO, NewJob("accept", payload)).id)


def test_help_lists_every_command_without_importing_one() -> None:
    program = "import sys; from app.cli import run; run(['--help']); print([m for m in sys.modules if 'commands' in m])"
    said = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in ("serve", "worker", "jobs", "model", "doctor"):
        assert f"\n  {name}" in said
    assert said.strip().endswith("[]")


def test_every_command_explains_itself(capsys: pytest.CaptureFixture[str]) -> None:
    for name in cli.list_commands(None):
        assert run([name, "--help"]) == 0
        assert len(capsys.readouterr().out) > 100


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--version"]) == 0
    assert "0.1.0" in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [["nonsense"], ["jobs", "retry"], ["jobs", "retry", "not-an-id"], ["model", "x"]])
def test_wrong_usage_is_2_and_goes_to_standard_error(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(arguments) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "Usage" in said.err or "No such" in said.err or "Error" in said.err


def test_jobs_are_listed_as_one_json_document(parts: Parts, capsys: pytest.CaptureFixture[str]) -> None:
    job = enqueue(parts, upload="a")
    enqueue(parts, upload="b")
    assert run(["jobs", "list", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["total"] == 2
    assert job in {item["id"] for item in document["items"]}
    assert run(["jobs", "list", "--state", "failed", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["items"] == []


def test_jobs_without_a_word_shows_the_list_to_a_person(parts: Parts, capsys: pytest.CaptureFixture[str]) -> None:
    job = enqueue(parts)
    assert run(["jobs"]) == 0
    said = capsys.readouterr()
    assert said.out == ""
    assert job[:8] in said.err


def test_a_job_is_cancelled_retried_and_announced(parts: Parts, capsys: pytest.CaptureFixture[str]) -> None:
    job = enqueue(parts)
    assert run(["jobs", "cancel", job, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["state"] == "cancelled"
    assert run(["jobs", "cancel", job]) == 1
    assert run(["jobs", "retry", job, "--json"]) == 0
    capsys.readouterr()
    assert str(parts.queue.take()) == job


@pytest.mark.parametrize(("options", "words"), [([], "Không có công việc"), (["--lang", "en"], "There is no job")])
def test_a_problem_is_told_in_the_readers_language(
    parts: Parts, options: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    job = str(uuid4())
    assert run([*options, "jobs", "cancel", job, "--json"]) == 1
    said = capsys.readouterr()
    assert words in said.err
    problem = json.loads(said.out)["problem"]
    assert (problem["code"], problem["values"]) == ("job_not_found", {"job": job})


def test_a_wrong_setting_is_told_by_its_key(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for key, value in (("QUEUE_URL", "carrier-pigeon"), ("STORAGE_URL", "ftp:x"), ("STEP_MINUTES", "soon")):
        with monkeypatch.context() as patch:
            patch.setenv(f"CUUDINH_{key}", value)
            assert run(["jobs", "list"]) == 1
        assert f"CUUDINH_{key}" in capsys.readouterr().err


def test_a_taken_port_is_told_before_anything_starts(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    # 192.0.2.0/24 is set apart for documents: no machine has this address, so it can't be listened on
    assert run(["--lang=en", "serve", "--host", "192.0.2.1", "--port", "8000"]) == 1
    said = capsys.readouterr().err
    assert "192.0.2.1" in said
    assert "--port" in said
    assert not home.exists()


def test_the_locale_chooses_the_language() -> None:
    assert reader_language({"LANG": "vi_VN.UTF-8"}) == "vi"
    assert reader_language({"LC_ALL": "en_GB.UTF-8", "LANG": "vi_VN.UTF-8"}) == "en"
    assert reader_language({}) == "en"


def test_step_bounds_need_no_data_folder(tmp_path: Path) -> None:
    assert load_step_bounds({"CUUDINH_HOME": str(tmp_path / "no"), "CUUDINH_STEP_MINUTES": "2"}) == (12.0, 2.0)
    assert not (tmp_path / "no").exists()


def model(file: Path, out: Path, *more: str) -> int:
    return run(["--lang", "vi", "model", str(file), "--out", str(out), "--json", *more])


def test_a_text_named_glb_is_refused_and_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "tượng.glb").write_text("chỉ là chữ\n" * 20, encoding="utf-8")
    assert model(tmp_path / "tượng.glb", tmp_path / "out") == 1
    said = capsys.readouterr()
    assert json.loads(said.out)["problem"]["code"] == "content_mismatch"
    assert "tượng.glb" in said.err
    assert [path.name for path in tmp_path.iterdir()] == ["tượng.glb"]


def test_a_photograph_is_no_scan(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    assert model(tmp_path / "a.png", tmp_path / "out") == 1
    assert json.loads(capsys.readouterr().out)["problem"]["code"] == "not_a_scan"


def test_a_refused_scan_leaves_earlier_results_as_they_were(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "report.json").write_text("kept")
    lines = ["ply", "format ascii 1.0", "element vertex 9", "property float x", "property float y", "property float z"]
    (tmp_path / "cut.ply").write_text("\n".join([*lines, "end_header", "0 0 0", ""]))
    assert model(tmp_path / "cut.ply", out) == 1
    problem = json.loads(capsys.readouterr().out)["problem"]
    assert "cut.ply" in problem["detail"]
    assert (out / "report.json").read_text() == "kept"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["cut.ply", "out"]
