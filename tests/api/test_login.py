from __future__ import annotations

import re
import time

import pytest

from app.auth import check_password, hash_password
from app.factory import create_app
from app.security import content_policy
from catalogue.services.accounts import disable_account, find_account, set_password_hash
from tests.people import PASSWORD, SYSTEM, add_person, submit_login


def test_a_right_password_opens_a_fresh_session(client, parts):
    email = add_person(parts, "curator")
    client.get("/vi/login")
    before = client.get_cookie("cuudinh").value
    answer = submit_login(client, email.upper(), PASSWORD, next_page="/vi/search")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/vi/search")
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert client.get_cookie("cuudinh").value != before
    assert client.get("/api/v1/session").get_json()["role"] == "curator"


@pytest.mark.parametrize(
    "wanted", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_login_never_leads_to_another_host(client, parts, wanted):
    answer = submit_login(client, add_person(parts, "curator"), PASSWORD, next_page=wanted)
    assert answer.headers["Location"] == "/vi/"


def test_wrong_password_and_unknown_account_look_the_same(client, parts):
    email = add_person(parts, "curator")
    wrong = submit_login(client, email, "không phải mật khẩu")
    unknown = submit_login(client, "nobody@example.org", PASSWORD)
    assert wrong.status_code == unknown.status_code == 422
    assert _without_tokens(wrong.text, email) == _without_tokens(unknown.text, "nobody@example.org")
    assert client.get("/api/v1/session").get_json()["role"] == "public"


def test_an_unknown_account_costs_as_much_as_a_wrong_password():
    known = hash_password(PASSWORD)
    check_password("warm up", None)
    assert 0.3 < _cpu(known) / _cpu(None) < 3


def test_guessing_is_slowed_down(client, parts):
    email = add_person(parts, "curator")
    codes = [submit_login(client, email, f"đoán lần {i}").status_code for i in range(11)]
    assert codes == [422] * 10 + [429]
    assert submit_login(client, email, PASSWORD).status_code == 429


def test_logout_needs_the_token_and_ends_the_session(curator_client):
    token, curator_client.csrf_token = curator_client.csrf_token, ""
    assert curator_client.post("/vi/logout").status_code == 403
    assert curator_client.get("/api/v1/session").get_json()["role"] == "curator"
    curator_client.csrf_token = token
    assert curator_client.post("/vi/logout").status_code == 303
    assert curator_client.get("/api/v1/session").get_json()["role"] == "public"


def test_a_disabled_account_and_a_changed_password_end_sessions(log_in, parts):
    curator, restorer = log_in("curator"), log_in("restorer")
    with parts.sessions.begin() as session:
        disable_account(session, SYSTEM, find_account(session, SYSTEM, "curator@example.org").id)
        set_password_hash(session, SYSTEM, find_account(session, SYSTEM, "restorer@example.org").id, "other")
    for client in (curator, restorer):
        assert client.get("/api/v1/session").get_json()["role"] == "public"


def test_an_api_write_without_the_token_is_refused_in_both_languages(curator_client):
    curator_client.csrf_token = ""
    texts = []
    for lang in ("vi", "en"):
        answer = curator_client.post(f"/api/v1/sites?lang={lang}", json={"code": "X", "title": {"vi": "X"}})
        assert (answer.status_code, answer.get_json()["code"]) == (403, "csrf")
        texts.append(answer.get_json()["title"])
    assert texts == ["Trang đã quá hạn", "This page has expired"]
    assert curator_client.get("/api/v1/sites").get_json()["total"] == 0


def test_a_token_of_another_session_is_refused(log_in):
    curator, restorer = log_in("curator"), log_in("restorer")
    curator.csrf_token = restorer.csrf_token
    assert curator.post("/api/v1/sites", json={"code": "X", "title": {"vi": "X"}}).status_code == 403


def test_https_makes_the_cookie_secure(parts, translations):
    from dataclasses import replace

    secure = replace(parts, settings=replace(parts.settings, public_url="https://ditich.example.vn"))
    answer = create_app(parts=secure).test_client().get("/vi/login", base_url="https://ditich.example.vn")
    assert "Secure" in answer.headers["Set-Cookie"]


@pytest.mark.parametrize("address", ["/vi/login", "/api/v1/artifacts", "/vi/nothing", "/healthz"])
def test_every_answer_carries_the_security_headers(client, address):
    headers = client.get(address).headers
    policy = headers["Content-Security-Policy"]
    assert policy == content_policy()
    assert "unsafe-inline" not in policy
    assert "'unsafe-eval'" not in policy.replace("'wasm-unsafe-eval'", "")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert "xr-spatial-tracking=(self)" in headers["Permissions-Policy"]
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "no-" in headers["Cache-Control"]


def _without_tokens(page: str, email: str) -> str:
    return re.sub(r'(value|content)="[^"]{30,}"', "", page).replace(email, "")


def _cpu(password_hash: str | None) -> float:
    start = time.process_time()
    for _ in range(2):
        check_password("một mật khẩu sai", password_hash)
    return time.process_time() - start
