from __future__ import annotations

import io
import json

import pytest
from sqlalchemy import select

from app.auth import check_password
from app.cli import run
from app.console import open_parts
from catalogue.db import now_utc
from catalogue.records import Audit
from catalogue.services.accounts import find_account
from tests.people import SYSTEM


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


def test_a_new_password_takes_the_old_ones_place(home, monkeypatch, capsys):
    assert _add(monkeypatch, "a@b.vn", "một câu dễ nhớ") == 0
    monkeypatch.setattr("sys.stdin", io.StringIO("một câu khác hẳn\n"))
    capsys.readouterr()
    assert run(["account", "set-password", "A@b.vn", "--password-stdin", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"email": "a@b.vn"}
    with open_parts() as parts, parts.readers() as session:
        account = find_account(session, SYSTEM, "a@b.vn")
        assert check_password("một câu khác hẳn", account.password_hash)
        assert not check_password("một câu dễ nhớ", account.password_hash)
        assert session.scalar(select(Audit.actor).where(Audit.action == "password")) == "cli"


@pytest.mark.parametrize(("email", "password", "code"), [
    ("a@b.vn", "ngắn", "password_length"),
    ("ai@b.vn", "một câu khác hẳn", "account_unknown"),
])  # fmt: skip
def test_a_short_password_or_an_unknown_address_changes_nothing(home, monkeypatch, capsys, email, password, code):
    assert _add(monkeypatch, "a@b.vn", "một câu dễ nhớ") == 0
    monkeypatch.setattr("sys.stdin", io.StringIO(password))
    capsys.readouterr()
    assert run(["account", "set-password", email, "--password-stdin", "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["problem"]["code"] == code
    with open_parts() as parts, parts.readers() as session:
        assert check_password("một câu dễ nhớ", find_account(session, SYSTEM, "a@b.vn").password_hash)


def test_a_lost_phone_is_helped_by_resetting_the_second_factor(home, monkeypatch, capsys):
    assert _add(monkeypatch, "a@b.vn", "một câu dễ nhớ") == 0
    with open_parts() as parts, parts.sessions.begin() as session:
        account = find_account(session, SYSTEM, "a@b.vn")
        account.totp_secret, account.totp_confirmed_at, account.recovery_hashes = "khóa", now_utc(), ["x"]
    capsys.readouterr()
    for was_on in (True, False):
        assert run(["account", "reset-two-factor", "a@b.vn", "--json"]) == 0
        assert json.loads(capsys.readouterr().out) == {"email": "a@b.vn", "was_on": was_on}
    with open_parts() as parts, parts.readers() as session:
        account = find_account(session, SYSTEM, "a@b.vn")
        assert (account.totp_secret, account.totp_confirmed_at, account.recovery_hashes) == (None, None, [])
        assert session.scalars(select(Audit.actor).where(Audit.action == "totp_reset")).first() == "cli"
    assert run(["account", "reset-two-factor", "ai@b.vn", "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["problem"]["code"] == "account_unknown"
