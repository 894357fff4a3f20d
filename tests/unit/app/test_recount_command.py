"""``cuudinh recount``: kept locations that differ from the movements are named, then put right."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import text

from app.cli import run
from app.settings import load_settings
from app.wiring import build_parts
from catalogue.services.artifacts import read_artifact
from catalogue.services.movements import move_artifacts
from tests.api.procedures import stock
from tests.cataloguing import STAFF


@pytest.fixture
def home(parts, monkeypatch):
    """An installation with one bowl on shelf K1-P1-A, whose own row was spoiled by hand."""
    stock(parts)
    with parts.sessions.begin() as session:
        from catalogue.services.locations import read_location

        shelf = read_location(session, STAFF, "K1-P1-A")
        move_artifacts(session, STAFF, ["G.1", "G.2"], {"to_id": shelf.id, "reason": "storage"})
        session.execute(
            text("UPDATE artifact SET location_id = NULL, location = 'đâu đó' WHERE accession_number = 'G.1'")
        )
    monkeypatch.setenv("CUUDINH_HOME", str(parts.settings.home))
    monkeypatch.setenv("CUUDINH_SECRET_KEY", "for tests alone")
    return parts


def place(number: str) -> str | None:
    parts = build_parts(load_settings())
    try:
        with parts.readers() as session:
            return read_artifact(session, STAFF, number).location
    finally:
        parts.close()


def test_a_check_names_what_differs_and_changes_nothing(home, capsys):
    assert run(["--lang", "vi", "recount", "--check", "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert found["locations"] == [{"number": "G.1", "kept": "đâu đó", "moved_to": "Kệ A"}]
    assert (found["mended"], place("G.1")) == (False, "đâu đó")


def test_what_differed_is_put_right_once(home, capsys):
    assert run(["--lang", "en", "recount"]) == 0
    assert "1 locations differed" in capsys.readouterr().err.replace("\n", " ")
    assert place("G.1") == "Kệ A"
    assert run(["--lang", "vi", "recount", "--check", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["locations"] == []
