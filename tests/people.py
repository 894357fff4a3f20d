"""People for tests: accounts made through the real service, clients logged in through the real page."""

from __future__ import annotations

import re
from functools import cache

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.auth import hash_password
from app.wiring import Parts
from catalogue.policy import Identity, Role
from catalogue.services.accounts import add_account

PASSWORD = "đúng là mật khẩu này"
SYSTEM = Identity.system("tests")


@cache
def _known_hash() -> str:
    """The test password's hash, made once: argon2 is slow on purpose."""
    return hash_password(PASSWORD)


class PersonClient(FlaskClient):
    """A browser whose scripts send the CSRF token with every write, as ours do; answers are read whole."""

    csrf_token: str = ""

    def open(self, *args: object, **kwargs: object) -> TestResponse:
        headers = dict(kwargs.pop("headers", None) or {})
        if self.csrf_token:
            headers.setdefault("X-CSRFToken", self.csrf_token)
        kwargs.setdefault("buffered", True)  # read to the end and closed, as a server does
        return super().open(*args, headers=headers, **kwargs)


def add_person(parts: Parts, role: str, email: str | None = None) -> str:
    """An account with the test password; gives its e-mail address."""
    email = email or f"{role}@example.org"
    with parts.sessions.begin() as session:
        add_account(session, SYSTEM, email=email, role=Role(role), password_hash=_known_hash())
    return email


def logged_in_client(app: Flask, parts: Parts, role: str, email: str | None = None) -> PersonClient:
    """A client after the login form was filled in and sent."""
    email = add_person(parts, role, email)
    client = PersonClient(app)
    answer = submit_login(client, email, PASSWORD)
    assert answer.status_code == 303, answer.text
    client.csrf_token = client.get("/api/v1/session").get_json()["csrf_token"]
    return client


def submit_login(client: FlaskClient, email: str, password: str, next_page: str = "") -> TestResponse:
    """Fill in the login form as a browser does, hidden token included."""
    page = client.get("/vi/login").text
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert found, page
    form = {"email": email, "password": password, "csrf_token": found[1], "next": next_page}
    return client.post("/vi/login", data=form)
