"""The site's form in a real browser: drafts, two writers and history as on the artifact's form."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import select

from app.wiring import Parts
from catalogue.records import Site
from catalogue.services.sites import register_site, update_site
from tests.browser import support
from tests.people import PASSWORD, SYSTEM, add_person
from tests.serving import serving

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("pages")]

SIZES = [{"width": 1280, "height": 900}, support.PHONE]


@pytest.fixture
def base(app: Flask, parts: Parts, built_web) -> Iterator[str]:
    """A served catalogue with a citadel and a temple; its address."""
    with parts.sessions.begin() as session:
        register_site(session, SYSTEM, {"code": "HT", "title_vi": "Hoàng thành"})
        register_site(session, SYSTEM, {"code": "TM", "title_vi": "Thế Miếu", "address": "Đường 23/8"})
    add_person(parts, "curator")
    with serving(app) as base:
        yield base


def at_work(context: BrowserContext, base: str) -> tuple[Page, support.Record]:
    page, record = support.open_page(context, base)
    page.goto(f"{base}/vi/login")
    page.fill("#email", "curator@example.org")
    page.fill("#password", PASSWORD)
    page.click("main button.primary")
    page.wait_for_url(f"{base}/vi/")
    return page, record


def read(parts: Parts) -> Site:
    with parts.readers() as session:
        return session.scalars(select(Site).where(Site.code == "TM")).one()


def sound(page: Page) -> None:
    """Nothing overflows and axe finds no fault."""
    over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert over <= 0, f"{page.url}: {over} px too wide"
    assert support.accessibility_faults(page) == []


@pytest.mark.parametrize("size", SIZES, ids=["desk", "phone"])
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_draft_of_a_site_comes_back_with_its_choice(browser: Browser, base: str, lang: str, size) -> None:
    with browser.new_context(viewport=size) as desk:
        page, record = at_work(desk, base)
        page.goto(f"{base}/{lang}/workbench/sites/TM")
        sound(page)
        support.screenshot(page, f"site-form-{lang}-{size['width']}")
        page.locator("#f-parent_code").press_sequentially("hoang")
        page.wait_for_selector("#f-parent_code-list li")
        page.keyboard.press("Enter")
        expect(page.locator("#f-parent_code")).to_have_value("Hoàng thành [HT]")
        page.select_option("#f-is_location_sensitive", "yes")
        page.fill("#f-address", "Đang gõ dở")
        expect(page.locator("[data-part=draft-state]")).not_to_be_empty()
        page.reload()
        expect(page.locator("#f-address")).to_have_value("Đường 23/8")
        page.click("[data-action=continue-draft]")
        expect(page.locator("#f-address")).to_have_value("Đang gõ dở")
        expect(page.locator("#f-is_location_sensitive")).to_have_value("yes")
        expect(page.locator("#f-parent_code")).to_have_value("Hoàng thành [HT]")
        page.click("[data-action=discard-draft]")
        expect(page.locator("#f-address")).to_have_value("Đường 23/8")
        record.assert_clean()


@pytest.mark.parametrize("size", SIZES, ids=["desk", "phone"])
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_two_edits_of_a_site_are_brought_together_and_one_is_taken_back(
    browser: Browser, base: str, parts: Parts, lang: str, size
) -> None:
    with browser.new_context(viewport=size) as desk:
        page, record = at_work(desk, base)
        page.goto(f"{base}/{lang}/workbench/sites/TM")
        page.fill("#f-title_vi", "Miếu của tôi")
        page.fill("#f-route", "Qua Ngọ Môn")
        with parts.sessions.begin() as session:
            theirs = {"title_vi": "Thế Tổ Miếu", "rank": "national"}
            update_site(session, SYSTEM, "TM", theirs, expected_version=None)
        page.keyboard.press("Control+s")
        page.wait_for_selector(".choice")
        sound(page)
        support.screenshot(page, f"site-edits-{lang}-{size['width']}")
        page.check("#c-title_vi-theirs")
        page.locator(".form-actions .primary").click()
        page.wait_for_selector(".flash.success")
        kept = read(parts)
        assert (kept.title_vi, kept.route, kept.rank.value) == ("Thế Tổ Miếu", "Qua Ngọ Môn", "national")
        page.locator("[data-action=revert]").first.click()
        sound(page)
        page.locator(".form-actions .primary").click()
        page.wait_for_selector(".flash.success")
        assert read(parts).route is None
        support.screenshot(page, f"site-history-{lang}-{size['width']}")
        assert [error for error in record.errors if "409" not in error] == []
