"""The parts of a record in a real browser: the staff's page and the public one, at desk and phone, by keyboard."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from app.wiring import Parts
from tests.api.museum import PICTURED
from tests.browser import support
from tests.browser.test_pages import log_in, museum  # noqa: F401  a fixture
from tests.furnishing import describe

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("pages")]

PUBLIC = (f"/artifacts/{PICTURED}", "/sites/MV.DT", "/traditions/PVT.01", "/collections/ST.01")
STAFF = (
    f"/workbench/artifacts/{PICTURED}/parts", "/workbench/sites/MV.DT/parts", "/workbench/sites/MV.DT",
    "/workbench/traditions/", "/workbench/traditions/PVT.01", "/workbench/collections/", "/workbench/collections/ST.01",
)  # fmt: skip


@pytest.fixture
def described(museum: dict[str, str], parts: Parts) -> dict[str, str]:  # noqa: F811  the fixture
    """The museum, one artifact and the site of which have parts of every kind."""
    describe(parts)
    return museum


def faults_of(page: Page, base: str, paths: tuple[str, ...]) -> list[str]:
    """Each page in both languages at desk and phone: axe, and what is too wide."""
    faults = []
    for path in paths:
        for lang in ("vi", "en"):
            answer = page.goto(f"{base}/{lang}{path}")
            assert answer is not None
            assert answer.status == 200, path
            for width in (1280, 390):
                page.set_viewport_size({"width": width, "height": 900})
                over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
                faults += [f"{lang}{path} {width}: {over} px too wide"] if over > 0 else []
                faults += [f"{lang}{path} {width}: {fault}" for fault in support.accessibility_faults(page)]
    return faults


def test_the_public_pages_show_parts_to_everybody(browser: Browser, described: dict[str, str]):
    page = browser.new_page()
    assert faults_of(page, described["base"], PUBLIC) == []
    page.goto(f"{described['base']}/en/artifacts/{PICTURED}")
    expect(page.locator(".inscription blockquote").first).to_have_attribute("lang", "lzh-Hani")
    page.goto(f"{described['base']}/en/traditions/PVT.01")
    expect(page.locator("#links")).to_contain_text("Uses")
    page.close()


def test_staff_enter_measurements_by_keyboard_and_mend_faults(
    browser: Browser, described: dict[str, str], parts: Parts
):
    page = browser.new_page(viewport={"width": 390, "height": 780})
    log_in(page, described, parts)
    assert faults_of(page, described["base"], STAFF) == []
    page.goto(f"{described['base']}/en/workbench/artifacts/{PICTURED}/parts#measurements")
    summary = page.locator("#measurements .part-form > summary").first
    summary.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator("#f-measurements-dimension")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.type("wide")
    page.keyboard.press("Enter")
    expect(page.locator("#e-measurements-value")).to_be_visible()
    assert support.accessibility_faults(page) == []
    page.fill("#f-measurements-value", "2.3")
    page.select_option("#f-measurements-unit", "m")
    page.locator("#f-measurements-value").press("Enter")
    page.wait_for_url("**/parts#measurements")
    expect(page.locator("#measurements table")).to_contain_text("2.3 m")
    page.close()
