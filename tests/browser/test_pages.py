"""The pages in a real browser: accessibility, widths from phone to desk, keyboard alone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from app.wiring import Parts
from tests.api.museum import DRAFT, PICTURED, STAGED, TOUR, furnish, hang_pictures
from tests.browser import support
from tests.people import PASSWORD, add_person
from tests.serving import serving

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("pages")]

PUBLIC = {
    "home": "/",
    "search": "/search?q=dinh",
    "search-empty": "/search?q=zzzzqq",
    "artifact": f"/artifacts/{STAGED}",
    "pictured": f"/artifacts/{PICTURED}",
    "view": "/view/{scene}",
    "tours": "/tours/",
    "tour": f"/tours/{TOUR}",
    "data": "/data",
    "login": "/login",
    "not-found": "/artifacts/none",
}
STAFF = {
    "workbench": "/workbench/",
    "records": "/workbench/artifacts/",
    "form": f"/workbench/artifacts/{DRAFT}",
    "long-form": f"/workbench/artifacts/{PICTURED}",
    "files": f"/workbench/artifacts/{STAGED}/files",
    "jobs": "/workbench/jobs",
}
WIDTHS = (1280, 768, 390)


@pytest.fixture
def museum(app: Flask, parts: Parts, built_web) -> Iterator[dict[str, str]]:
    """A served museum: its address as ``base``, and the ids of what it holds."""
    ids = furnish(parts)
    hang_pictures(parts)
    with serving(app) as base:
        yield {**ids, "base": base}


def log_in(page: Page, museum: dict[str, str], parts: Parts) -> None:
    email = add_person(parts, "curator")
    page.goto(f"{museum['base']}/vi/login")
    page.fill("#email", email)
    page.fill("#password", PASSWORD)
    page.click("main button.primary")
    page.wait_for_url(f"{museum['base']}/vi/")


def faults_at_all_widths(page: Page, museum: dict[str, str], paths: dict[str, str]) -> list[str]:
    """Each page looked at in both languages: axe at the desk's and the phone's width, overflow at every width."""
    faults = []
    for name, path in paths.items():
        for lang in ("vi", "en"):
            page.goto(f"{museum['base']}/{lang}{path.format(**museum)}")
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 900})
                over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
                faults += [f"{name} {lang} {width}: {over} px too wide"] if over > 0 else []
                if width != 768:
                    faults += [f"{name} {lang} {width}: {fault}" for fault in support.accessibility_faults(page)]
    return faults


def test_public_pages_are_accessible_and_fit_every_width(browser: Browser, museum: dict[str, str]) -> None:
    with browser.new_context() as visitor:
        page, record = support.open_page(visitor, museum["base"])
        page.set_default_timeout(60_000)
        faults = faults_at_all_widths(page, museum, PUBLIC)
        assert not faults, "\n".join(faults)
        assert record.foreign == []
        assert [error for error in record.errors if "404" not in error] == []


def test_staff_pages_are_accessible_and_fit_every_width(browser: Browser, museum: dict[str, str], parts: Parts) -> None:
    with browser.new_context() as desk:
        page, record = support.open_page(desk, museum["base"])
        page.set_default_timeout(60_000)
        log_in(page, museum, parts)
        faults = faults_at_all_widths(page, museum, STAFF)
        assert not faults, "\n".join(faults)
        record.assert_clean()


def test_the_keyboard_reaches_content_and_the_3d_button(browser: Browser, museum: dict[str, str]) -> None:
    with browser.new_context(viewport=support.SMALL) as visitor:
        page, _ = support.open_page(visitor, museum["base"])
        page.goto(f"{museum['base']}/vi/artifacts/{STAGED}")
        support.wait_state(page, "poster")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        skip = page.locator("a.skip").bounding_box()
        assert skip["x"] >= 0
        assert skip["y"] >= 0
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "main"
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.dataset.action") == "start-3d"
        width = page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
        assert float(width.removesuffix("px")) >= 2


def test_filters_work_on_a_phone_by_keyboard(browser: Browser, museum: dict[str, str]) -> None:
    with browser.new_context(viewport=support.PHONE) as visitor:
        page, record = support.open_page(visitor, museum["base"])
        page.goto(f"{museum['base']}/en/search")
        link = page.locator(".facets a", has_text="Sites")
        page.locator('a[href="#filters"]').focus()
        page.keyboard.press("Enter")
        if not link.is_visible():
            page.locator(".facets details", has=link).locator("summary").focus()
            page.keyboard.press("Enter")
        expect(link).to_be_visible()
        box = link.bounding_box()
        assert box["height"] >= 24
        link.focus()
        page.keyboard.press("Enter")
        page.wait_for_url("**/en/search?kind=site")
        expect(page.locator(".grid .card")).to_have_count(1)
        expect(page.locator(".facets a[aria-current]")).to_contain_text("Sites")
        record.assert_clean()


def test_a_wrong_form_takes_the_reader_to_the_fault(browser: Browser, museum: dict[str, str], parts: Parts) -> None:
    with browser.new_context(viewport=support.PHONE) as desk:
        page, _ = support.open_page(desk, museum["base"])
        log_in(page, museum, parts)
        page.goto(f"{museum['base']}/vi/workbench/artifacts/new")
        page.fill("#f-accession_number", "TH.01")
        page.click(".form-actions button.primary")
        summary = page.locator(".summary-faults a").first
        summary.focus()
        page.keyboard.press("Enter")
        expect(page.locator("#f-title_vi:target")).to_be_visible()
        assert page.get_attribute("#f-title_vi", "aria-describedby") == "e-title_vi"
        assert page.input_value("#f-accession_number") == "TH.01"
        assert support.accessibility_faults(page) == []
