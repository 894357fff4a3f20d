"""Progress, vocabularies, people, places and printing in a real browser: accessible, fitting, a card downloaded."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from app.wiring import Parts
from tests.api.museum import BARE, PICTURED, SITE, STAGED
from tests.browser import support
from tests.browser.test_pages import log_in, museum
from tests.furnishing import name_authorities
from tests.printed import strays_of, text_of

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("pages")]
WIDTHS = (1280, 390)
STAFF = {
    "progress": "/workbench/progress/?materials=1",
    "vocabularies": "/workbench/vocabularies/",
    "vocabulary": "/workbench/vocabularies/materials",
    "term": "/workbench/vocabularies/materials/terms/{term}",
    "new-term": "/workbench/vocabularies/materials/terms/new",
    "agents": "/workbench/agents/?q=minh",
    "agent": "/workbench/agents/minh-mang",
    "new-agent": "/workbench/agents/new",
    "places": "/workbench/places/",
    "place": "/workbench/places/tinh-thua-thien-hue",
    "prints": "/workbench/prints/",
}
PUBLIC = {
    "public-terms": "/terms/",
    "public-tree": "/terms/materials",
    "public-term": "/terms/materials/{term}",
    "data": "/data",
}
__all__ = ["museum"]


@pytest.fixture
def authorities(parts: Parts) -> dict[str, str]:
    """People, places that were renamed, and the starter vocabularies; the slug of one term."""
    return {"term": name_authorities(parts)}


def faults_of(page: Page, values: dict[str, str], paths: dict[str, str]) -> list[str]:
    """Each page in both languages at desk and phone width: axe, overflow, a picture for looking at."""
    faults = []
    for name, path in paths.items():
        for lang in ("vi", "en"):
            page.goto(f"{values['base']}/{lang}{path.format(**values)}")
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 900})
                over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
                faults += [f"{name} {lang} {width}: {over} px too wide"] if over > 0 else []
                faults += [f"{name} {lang} {width}: {fault}" for fault in support.accessibility_faults(page)]
                support.keep_picture(page, f"{name}-{lang}-{width}")
    return faults


def test_pages_are_accessible_and_fit(
    browser: Browser,
    museum: dict[str, str],
    parts: Parts,
    authorities: dict[str, str],
) -> None:
    values = {**museum, **authorities}
    with browser.new_context() as desk:
        page, record = support.open_page(desk, museum["base"])
        page.set_default_timeout(60_000)
        assert faults_of(page, values, PUBLIC) == []
        log_in(page, museum, parts)
        assert faults_of(page, values, STAFF) == []
        record.assert_clean()


def test_cards_are_downloaded_from_the_form(
    browser: Browser,
    museum: dict[str, str],
    parts: Parts,
    tmp_path: Path,
) -> None:
    with browser.new_context(accept_downloads=True) as desk:
        page, _ = support.open_page(desk, museum["base"])
        log_in(page, museum, parts)
        page.goto(f"{museum['base']}/vi/workbench/prints/")
        page.fill("#f-numbers", f"{STAGED}\n{PICTURED}")
        answer = desk.request.get(f"{museum['base']}/api/v1/artifacts/{STAGED}/card.pdf?lang=en")
        assert "Object record card" in text_of(answer.body())
        with page.expect_response(lambda response: response.url.endswith("/prints/cards")) as sent:
            page.click("main form button.primary")
        assert sent.value.headers["content-type"] == "application/pdf"
        inventory = desk.request.get(f"{museum['base']}/api/v1/sites/{SITE}/inventory.pdf?lang=vi").body()
        assert BARE in text_of(inventory)
        assert strays_of(inventory) == []
        (tmp_path / "list.pdf").write_bytes(inventory)


def test_somebody_new_is_entered_by_keyboard_and_warned_of_a_double(
    browser: Browser,
    museum: dict[str, str],
    parts: Parts,
    authorities: dict[str, str],
) -> None:
    assert authorities
    with browser.new_context(viewport=support.PHONE) as phone:
        page, _ = support.open_page(phone, museum["base"])
        log_in(page, museum, parts)
        page.goto(f"{museum['base']}/en/workbench/agents/new")
        page.focus("#f-title_vi")
        page.keyboard.type("minh mang")
        page.keyboard.press("Enter")
        expect(page.locator("main .note")).to_contain_text("Minh Mạng")
        page.click("main .form-actions button.primary")
        expect(page.locator("h1")).to_have_text("minh mang")
