from __future__ import annotations

import io
import json

import pytest

from app.cli import run


@pytest.fixture
def home(settings, monkeypatch):
    monkeypatch.setenv("CUUDINH_HOME", str(settings.home))
    return settings.home


def _add(monkeypatch, email: str, password: str, role: str = "conservator") -> int:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{password}\n"))
    return run(["account", "add", email, "--role", role, "--password-stdin", "--json"])


def test_an_account_is_added_once(home, monkeypatch, capsys):
    assert _add(monkeypatch, "A@b.vn", "một câu dễ nhớ") == 0
    assert json.loads(capsys.readouterr().out)["email"] == "a@b.vn"
    assert _add(monkeypatch, "a@b.vn", "một câu dễ nhớ") == 1
    assert json.loads(capsys.readouterr().out)["problem"]["code"] == "account_taken"


def test_a_short_password_and_an_unknown_role_are_refused(home, monkeypatch, capsys):
    assert _add(monkeypatch, "a@b.vn", "ngắn") == 1
    assert json.loads(capsys.readouterr().out)["problem"]["code"] == "password_length"
    assert _add(monkeypatch, "a@b.vn", "một câu dễ nhớ", role="king") == 2


def test_stats_and_reindex_speak_json(home, capsys):
    assert run(["stats", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["file_bytes"] == 0
    assert run(["reindex", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"records": 0}
