from __future__ import annotations

import json

import pytest
from PIL import Image

from app.cli import run
from app.wiring import build_parts
from catalogue.services.artifacts import register_artifact
from tests.people import SYSTEM


@pytest.fixture
def home(settings, monkeypatch):
    monkeypatch.setenv("CUUDINH_HOME", str(settings.home))
    parts = build_parts(settings)
    with parts.sessions.begin() as session:
        register_artifact(session, SYSTEM, {"accession_number": "A1", "title_vi": "Bình"})
    parts.close()
    return settings.home


@pytest.fixture
def photo(tmp_path):
    path = tmp_path / "ảnh.jpg"
    Image.linear_gradient("L").resize((300, 200)).convert("RGB").save(path)
    return path


def test_a_photo_goes_in_once_and_its_copy_names_the_first(home, photo, tmp_path, capsys):
    assert run(["ingest", str(photo), "--artifact", "A1", "--wait", "--json"]) == 0
    first = json.loads(capsys.readouterr().out)
    assert [job["state"] for job in first["jobs"]] == ["done"]
    assert (first["files"][0]["kind"], first["files"][0]["duplicate_of"]) == ("photo", None)
    copy = tmp_path / "copy.jpg"
    copy.write_bytes(photo.read_bytes())
    assert run(["ingest", str(copy), "--artifact", "A1", "--json"]) == 0
    second = json.loads(capsys.readouterr().out)
    assert second["files"][0]["duplicate_of"] == first["files"][0]["id"]
    assert second["jobs"] == []
    assert list((home / "uploads").iterdir()) == []


def test_a_refused_file_is_told_and_leaves_nothing(home, photo, tmp_path, capsys):
    broken = tmp_path / "broken.glb"
    broken.write_text("this is no model", encoding="utf-8")
    assert run(["ingest", str(broken), str(photo), "--artifact", "A1", "--json"]) == 1
    captured = capsys.readouterr()
    document = json.loads(captured.out)
    assert [one["name"] for one in document["files"]] == ["ảnh.jpg"]
    assert document["problems"][0]["name"] == "broken.glb"
    assert "broken.glb" in captured.err
    assert list((home / "uploads").iterdir()) == []


def test_wrong_usage_and_unknown_records(home, photo):
    assert run(["ingest", str(photo)]) == 2
    assert run(["ingest", str(photo), "--artifact", "A1", "--site", "S"]) == 2
    assert run(["ingest", str(photo), "--artifact", "NONE"]) == 1
