"""Logging in with a second factor, accounts and organisations, private fields over HTTP, the five audiences."""

from __future__ import annotations

import re
import time
from dataclasses import replace

import pytest
from sqlalchemy import select

from app import auth
from app.context import EXTENSION
from app.totp import PERIOD, code_at, unseal
from catalogue.records import Account, Audit
from catalogue.services.sites import change_site_status, register_site
from catalogue.vocab.terms import Status
from tests.people import PASSWORD, SYSTEM, PersonClient, add_person, logged_in_client, submit_login


def _post(client, path, **form):
    return client.post(path, data={"csrf_token": client.csrf_token, **form})


def _secret(parts, email):
    with parts.readers() as session:
        sealed = session.scalar(select(Account.totp_secret).where(Account.email == email))
    return unseal(sealed, parts.settings.secret_key)


def _code(secret, ahead=0):
    return code_at(secret, int(time.time() // PERIOD) + ahead)


def _enrol(client, parts, email):
    """Turn the second factor on; gives secret, recovery codes and the code that was spent."""
    assert _post(client, "/vi/account/two-factor/begin").status_code == 303
    assert "<svg" in client.get("/vi/account/two-factor").text
    secret = _secret(parts, email)
    spent = _code(secret, -1)
    shown = _post(client, "/vi/account/two-factor/confirm", code=spent)
    assert shown.headers["Cache-Control"] == "no-store"
    codes = re.findall(r"<code>([\w-]+)</code>", shown.text)
    assert len(codes) == 10
    client.csrf_token = client.get("/api/v1/session").get_json()["csrf_token"]
    return secret, codes, spent


def _second_step(client, code):
    page = client.get("/vi/login/code").text
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)[1]
    return client.post("/vi/login/code", data={"code": code, "csrf_token": token})


def test_a_login_with_two_factors_takes_each_code_once(app, parts):
    client = logged_in_client(app, parts, "conservator")
    secret, recovery, spent = _enrol(client, parts, "conservator@example.org")
    other = PersonClient(app)
    assert submit_login(other, "conservator@example.org", PASSWORD).headers["Location"].startswith("/vi/login/code")
    assert other.get("/api/v1/session").get_json()["role"] == "public"
    assert _second_step(other, "000000").status_code == 422
    assert _second_step(other, spent).status_code == 422
    code = _code(secret)
    assert _second_step(other, code).status_code == 303
    assert other.get("/api/v1/session").get_json()["role"] == "conservator"
    third = PersonClient(app)
    submit_login(third, "conservator@example.org", PASSWORD)
    assert _second_step(third, code).status_code == 422
    assert _second_step(third, recovery[0].upper()).status_code == 303
    fourth = PersonClient(app)
    submit_login(fourth, "conservator@example.org", PASSWORD)
    assert _second_step(fourth, recovery[0]).status_code == 422


def test_the_second_step_needs_the_first_and_does_not_wait_for_ever(app, parts, monkeypatch):
    client = logged_in_client(app, parts, "conservator")
    secret, *_ = _enrol(client, parts, "conservator@example.org")
    stranger = PersonClient(app)
    assert stranger.get("/vi/login/code").headers["Location"].startswith("/vi/login?")
    submit_login(stranger, "conservator@example.org", PASSWORD)
    page = stranger.get("/vi/login/code").text
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)[1]
    monkeypatch.setattr(auth, "_HALF_SECONDS", -1)
    late = stranger.post("/vi/login/code", data={"code": _code(secret), "csrf_token": token})
    assert late.status_code == 303
    assert stranger.get("/api/v1/session").get_json()["role"] == "public"


def test_guessing_codes_is_slowed_down(app, parts):
    client = logged_in_client(app, parts, "conservator")
    _enrol(client, parts, "conservator@example.org")
    other = PersonClient(app)
    submit_login(other, "conservator@example.org", PASSWORD)
    assert [_second_step(other, "000000").status_code for _ in range(7)] == [422] * 6 + [429]


def test_turning_off_asks_for_the_password_and_a_reset_is_audited(app, parts, administrator_client):
    client = logged_in_client(app, parts, "conservator")
    _enrol(client, parts, "conservator@example.org")
    assert _post(client, "/vi/account/two-factor/off", password="sai mật khẩu").status_code == 422
    with parts.readers() as session:
        ident = session.scalar(select(Account.id).where(Account.email == "conservator@example.org"))
    assert _post(administrator_client, f"/vi/workbench/accounts/{ident}/reset-two-factor").status_code == 303
    with parts.readers() as session:
        assert session.scalar(select(Audit.role).where(Audit.action == "totp_reset")) == "administrator"
        audits = session.scalars(select(Audit).where(Audit.action == "totp_on")).one()
    assert "***" in str(audits.changes.get("recovery_hashes"))
    fresh = PersonClient(app)
    assert submit_login(fresh, "conservator@example.org", PASSWORD).headers["Location"] == "/vi/"


def test_an_administrator_who_must_have_a_second_factor_gets_nowhere_before(app, parts, conservator_client):
    client = logged_in_client(app, parts, "administrator")
    assert client.get("/vi/workbench/").status_code == 200
    strict = replace(parts.settings, require_two_factor="administrators")
    app.extensions[EXTENSION] = replace(parts, settings=strict)
    for page in ("/vi/workbench/", "/en/workbench/accounts/", "/vi/search"):
        answer = client.get(page)
        assert (answer.status_code, answer.headers["Location"]) == (303, f"/{page[1:3]}/account/two-factor"), page
    assert _post(client, "/vi/workbench/artifacts/new").headers["Location"] == "/vi/account/two-factor"
    refused = client.get("/api/v1/jobs")
    assert (refused.status_code, refused.get_json()["code"]) == (403, "second_factor_needed")
    assert client.get("/vi/account/two-factor").status_code == 200
    assert client.get("/api/v1/session").get_json()["role"] == "administrator"
    assert conservator_client.get("/vi/workbench/").status_code == 200  # it is asked of administrators alone
    _enrol(client, parts, "administrator@example.org")
    assert client.get("/vi/workbench/").status_code == 200


def test_accounts_are_added_changed_and_locked_by_administrators_alone(parts, administrator_client, conservator_client):
    assert conservator_client.get("/vi/workbench/accounts/").status_code == 403
    form = {"email": "moi@example.org", "name": "Mới", "role": "reader", "password": "một mật khẩu dài"}
    assert _post(administrator_client, "/vi/workbench/accounts/new", **{**form, "password": "ngắn"}).status_code == 422
    made = _post(administrator_client, "/vi/workbench/accounts/new", **form)
    assert made.status_code == 303
    assert _post(administrator_client, "/vi/workbench/accounts/new", **form).status_code == 422
    page = made.headers["Location"]
    assert _post(administrator_client, f"{page}/role", role="curator", version="99").status_code == 409
    assert _post(administrator_client, f"{page}/role", role="curator", version="1").status_code == 303
    assert _post(administrator_client, f"{page}/disable").status_code == 303
    assert "đã khóa" in administrator_client.get("/vi/workbench/accounts/").text


def test_organisations_and_grants_on_the_workbench(parts, administrator_client, conservator_client):
    assert conservator_client.get("/vi/workbench/organisations/").status_code == 403
    assert (
        _post(administrator_client, "/vi/workbench/organisations/", code="BT", title_vi="Bảo tàng").status_code == 303
    )
    assert _post(administrator_client, "/vi/workbench/organisations/", code="BT", title_vi="Khác").status_code == 422
    ident = add_person(parts, "member")
    with parts.readers() as session:
        ident = session.scalar(select(Account.id).where(Account.email == ident))
    granted = _post(
        administrator_client, f"/vi/workbench/accounts/{ident}/grants", organisation="BT", role="conservator"
    )
    assert granted.status_code == 303
    page = administrator_client.get(f"/vi/workbench/accounts/{ident}").text
    assert "Bảo tàng" in page
    wrong = _post(
        administrator_client, f"/vi/workbench/accounts/{ident}/grants", organisation="BT", role="administrator"
    )
    assert wrong.status_code == 422
    revoke = re.search(r'action="([^"]+/revoke)"', page)[1]
    assert _post(administrator_client, revoke).status_code == 303


def test_private_fields_over_http(client, conservator_client, member_client, add_artifact):
    add_artifact("PF.1", maker="Nguyễn Thợ Kín")
    address = "/api/v1/artifacts/PF.1/private-fields"
    for reader in (client, member_client):
        assert reader.get(address).status_code == 403
        assert reader.put(address, json={"fields": []}, headers={"If-Match": '"1"'}).status_code == 403
    tag = conservator_client.get(address).headers["ETag"]
    assert conservator_client.put(address, json={"fields": ["maker"]}).status_code == 428
    unfit = conservator_client.put(address, json={"fields": ["title_vi"]}, headers={"If-Match": tag})
    assert unfit.status_code == 422
    done = conservator_client.put(address, json={"fields": ["maker"]}, headers={"If-Match": tag})
    assert (done.status_code, done.get_json()["fields"]) == (200, ["maker"])
    stale = conservator_client.put(address, json={"fields": []}, headers={"If-Match": tag})
    assert stale.status_code == 409
    assert client.get("/api/v1/artifacts/PF.1").get_json()["maker"] is None
    assert conservator_client.get("/api/v1/artifacts/PF.1").get_json()["maker"] == "Nguyễn Thợ Kín"
    for page in ("/vi/artifacts/PF.1", "/en/artifacts/PF.1"):
        assert "Thợ Kín" not in client.get(page).text
        assert "Kho 1" not in client.get(page).text
    assert client.get("/api/v1/search?q=tho+kin").get_json()["total"] == 0
    assert conservator_client.get("/api/v1/search?q=tho+kin").get_json()["total"] == 1


def test_who_sees_what_is_chosen_on_a_page(client, conservator_client, add_artifact):
    add_artifact("PF.2", maker="Thợ Kín")
    page = conservator_client.get("/vi/workbench/sight/artifact/PF.2").text
    version = re.search(r'name="version" value="(\d+)"', page)[1]
    saved = _post(conservator_client, "/vi/workbench/sight/artifact/PF.2", version=version, locked="maker")
    assert saved.status_code == 303
    assert "Thợ Kín" not in client.get("/vi/artifacts/PF.2").text
    _post(conservator_client, "/vi/workbench/sight/artifact/PF.2", version=version)
    assert "Thợ Kín" not in client.get("/vi/artifacts/PF.2").text


def test_a_sensitive_site_is_shown_approximately_by_page_and_api(client, conservator_client, parts):
    facts = {"code": "HK", "title_vi": "Hang kín", "latitude": 16.46871, "longitude": 107.57828, "address": "Xóm Kín",
             "is_location_sensitive": True}  # fmt: skip
    with parts.sessions.begin() as session:
        register_site(session, SYSTEM, facts)
        change_site_status(session, SYSTEM, "HK", Status.PUBLISHED)
    body = client.get("/api/v1/sites/HK").get_json()
    assert (body["uncertainty_m"], body["address"]) == (1500.0, None)
    assert body["latitude"] != 16.46871
    assert "16.46871" not in client.get("/vi/sites/HK").text
    assert "Vị trí gần đúng" in client.get("/vi/sites/HK").text
    assert "Approximate place shown" in client.get("/en/sites/HK").text
    assert conservator_client.get("/api/v1/sites/HK").get_json()["latitude"] == 16.46871


@pytest.mark.parametrize("slug", ["citizen", "tourist", "business", "agency", "press"])
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_each_audience_has_its_page(client, add_artifact, lang, slug):
    add_artifact("AU.1", licence="CC BY 4.0")
    page = client.get(f"/{lang}/for/{slug}")
    assert page.status_code == 200
    assert page.text.count('class="door"') == 3
    assert client.get(f"/{lang}/?audience={slug}").headers["Location"] == f"/{lang}/for/{slug}"


def test_an_unknown_audience_is_not_found_and_the_footer_leads_to_all(client):
    assert client.get("/vi/for/khong-co").status_code == 404
    assert client.get("/vi/?audience=khong-co").status_code == 200
    assert "/vi/for/" in client.get("/vi/").text
