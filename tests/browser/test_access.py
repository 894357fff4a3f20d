"""Access in a real browser: two-factor login with a computed code, accounts, locks, audiences; both languages."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from app.totp import PERIOD, code_at, unseal
from app.wiring import Parts
from catalogue.records import Account
from catalogue.services.organisations import add_organisation
from tests.api.museum import PICTURED, furnish, hang_pictures
from tests.browser import support
from tests.people import PASSWORD, SYSTEM, add_person
from tests.serving import serving

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("access")]

WIDTHS = (1280, 390)
AUDIENCES = ("citizen", "tourist", "business", "agency", "press")


@pytest.fixture
def museum(app: Flask, parts: Parts, built_web) -> Iterator[str]:
    """A served museum with two organisations; its address."""
    furnish(parts)
    hang_pictures(parts)
    with parts.sessions.begin() as session:
        add_organisation(session, SYSTEM, {"code": "BT", "title_vi": "Bảo tàng Cổ vật", "title_en": "Museum"})
    with serving(app) as base:
        yield base


def _code(parts: Parts, email: str, ahead: int = 0) -> str:
    """The code that the person's phone would show."""
    with parts.readers() as session:
        sealed = session.query(Account).filter_by(email=email).one().totp_secret
    secret = unseal(sealed or "", parts.settings.secret_key)
    assert secret is not None
    return code_at(secret, int(time.time() // PERIOD) + ahead)


def _type_password(page: Page, base: str, email: str) -> None:
    page.goto(f"{base}/vi/login")
    page.fill("#email", email)
    page.fill("#password", PASSWORD)
    page.click("main button.primary")


def _look(page: Page, name: str) -> list[str]:
    """Faults of the page as it stands, at both widths; a picture of each for people to look at."""
    faults = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        faults += [f"{name} {width}: {over} px too wide"] if over > 0 else []
        faults += [f"{name} {width}: {fault}" for fault in support.accessibility_faults(page)]
        support.keep_picture(page, f"{name}-{width}", full_page=True)
    return faults


def _look_both(page: Page, base: str, path: str, name: str) -> list[str]:
    faults = []
    for lang in ("vi", "en"):
        page.goto(f"{base}/{lang}{path}")
        faults += _look(page, f"{name}-{lang}")
    return faults


def test_two_factor_login_accounts_and_locks(browser: Browser, museum: str, parts: Parts) -> None:
    email = add_person(parts, "administrator")
    with browser.new_context() as desk:
        page, record = support.open_page(desk, museum)
        page.set_default_timeout(60_000)
        _type_password(page, museum, email)
        page.wait_for_url(f"{museum}/vi/")
        faults = _look_both(page, museum, "/account/two-factor", "off")
        page.click("main button.primary")
        expect(page.locator(".qr svg")).to_be_visible()
        faults += _look(page, "enrol")
        page.fill("#f-code", _code(parts, email, -1))
        page.click("main button.primary")
        expect(page.locator(".recovery-codes code")).to_have_count(10)
        faults += _look(page, "recovery")
        for path, name in (
            ("/account/", "mine"),
            ("/account/two-factor", "on"),
            ("/workbench/accounts/", "accounts"),
            ("/workbench/accounts/new", "new"),
            ("/workbench/organisations/", "organisations"),
            ("/workbench/organisations/BT", "organisation"),
            (f"/workbench/sight/artifact/{PICTURED}", "sight"),
        ):
            faults += _look_both(page, museum, path, name)
        page.goto(f"{museum}/vi/workbench/accounts/")
        page.click("main tbody a")
        faults += _look(page, "account-vi")
        page.goto(page.url.replace("/vi/", "/en/"))
        faults += _look(page, "account-en")
        page.click(".site-tools form button:has-text('Log out')")
        _type_password(page, museum, email)
        page.wait_for_url("**/vi/login/code**")
        faults += _look(page, "code")
        page.fill("#code", _code(parts, email))
        page.click("main button.primary")
        page.wait_for_url(f"{museum}/vi/")
        expect(page.locator(".site-nav")).to_contain_text("Bàn làm việc")
        assert not faults, "\n".join(faults)
        record.assert_clean()


def test_the_five_audiences_fit_and_are_accessible(browser: Browser, museum: str) -> None:
    with browser.new_context() as visitor:
        page, record = support.open_page(visitor, museum)
        page.set_default_timeout(60_000)
        faults = _look_both(page, museum, "/for/", "all")
        for slug in AUDIENCES:
            faults += _look_both(page, museum, f"/for/{slug}", slug)
        assert not faults, "\n".join(faults)
        record.assert_clean()
