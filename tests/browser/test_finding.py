"""Finding in a real browser: filters, dates, saved searches, the map with clusters, areas and "near me"."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from app.wiring import Parts
from catalogue.services.sites import change_site_status, register_site
from catalogue.vocab.terms import Status
from tests.browser import support
from tests.cataloguing import STAFF, published_artifact
from tests.people import PASSWORD, add_person
from tests.serving import serving

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("finding")]

# Thế Miếu and Lăng Tự Đức lie 4 km apart, Mỹ Sơn far south; the second is kept from the public
PLACES = {"TM": (16.4676, 107.5770), "TD": (16.4328, 107.5656), "MS": (15.7640, 108.1240)}
HERE = {"latitude": 16.4676, "longitude": 107.5770}
SIZES = ({"width": 1280, "height": 900}, {"width": 390, "height": 844})


@pytest.fixture
def base(app: Flask, parts: Parts, built_web) -> Iterator[str]:
    """The address of a served museum with three sites and an artifact at each."""
    with parts.sessions.begin() as session:
        for code, (latitude, longitude) in PLACES.items():
            values = {"code": code, "title_vi": f"Di tích {code}", "title_en": f"Monument {code}"}
            site = register_site(session, STAFF, {**values, "latitude": latitude, "longitude": longitude})
            site.is_location_sensitive = code == "TD"
            change_site_status(session, STAFF, code, Status.PUBLISHED)
            date = "Minh Mạng 15" if code == "TM" else "thế kỷ X"
            published_artifact(session, f"{code}.01", site_id=site.id, title_vi=f"Bình {code}", date_text=date)
    with serving(app) as base:
        yield base


def ready_map(page: Page) -> None:
    """Wait until the map has drawn its clusters; without WebGL there is nothing to wait for."""
    page.wait_for_selector("cd-map[data-state]")
    if page.get_attribute("cd-map", "data-state") != "ready":
        support.unavailable("this browser draws no WebGL 2")


PAGES = {
    "search": "/search?q=binh&date=Minh+M%E1%BA%A1ng",
    "fault": "/search?date=hm",
    "map": "/map",
    "near": "/map?near=16.4676,107.577",
}


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("size", SIZES, ids=["desk", "phone"])
@pytest.mark.parametrize("name", PAGES)
def test_pages_are_accessible_fit_and_stay_on_our_host(
    browser: Browser, base: str, name: str, size: dict[str, int], lang: str
) -> None:
    with browser.new_context(viewport=size) as visitor:
        page, record = support.open_page(visitor, base)
        page.goto(f"{base}/{lang}{PAGES[name]}")
        if PAGES[name].startswith("/map"):
            ready_map(page)
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
        assert support.accessibility_faults(page) == []
        record.assert_clean()


def test_a_written_date_narrows_and_is_dropped_again(browser: Browser, base: str) -> None:
    with browser.new_context(viewport=SIZES[0]) as visitor:
        page, record = support.open_page(visitor, base)
        page.goto(f"{base}/vi/search?q=binh")
        expect(page.locator(".grid .card")).to_have_count(3)
        page.locator(".facets summary").first.click()
        page.fill("#f-date", "Minh Mạng")
        page.keyboard.press("Enter")
        expect(page.locator(".grid .card")).to_have_count(1)
        page.locator(".active-filters a").first.click()
        expect(page.locator(".grid .card")).to_have_count(3)
        record.assert_clean()


def test_on_a_phone_the_filters_are_a_sheet(browser: Browser, base: str) -> None:
    with browser.new_context(viewport=SIZES[1]) as visitor:
        page, _ = support.open_page(visitor, base)
        page.goto(f"{base}/en/search")
        expect(page.locator("#filters")).to_be_hidden()
        page.locator(".filters-open").click()
        expect(page.locator("#filters")).to_be_visible()
        assert support.accessibility_faults(page) == []
        page.locator(".facets a", has_text="Sites").first.click()
        page.wait_for_url("**/en/search?kind=site")
        expect(page.locator("#filters")).to_be_hidden()
        expect(page.locator(".grid .card")).to_have_count(3)


def test_a_cluster_comes_apart_and_the_list_follows_the_view(browser: Browser, base: str) -> None:
    with browser.new_context(viewport=SIZES[0], reduced_motion="reduce") as visitor:
        page, record = support.open_page(visitor, base)
        page.goto(f"{base}/en/map")
        ready_map(page)
        expect(page.locator("[data-list] li")).to_have_count(6)
        biggest = page.locator('[data-action="open-cluster"]', has_text="4")
        biggest.focus()
        page.keyboard.press("Enter")
        expect(page.locator("[data-list] li")).to_have_count(4)
        expect(page.locator('[data-action="open-cluster"]')).to_have_count(2)
        spot = page.locator('[data-action="open-cluster"]:not(.approximate)')
        spot.click()
        expect(page.locator("[data-list] li")).to_have_count(2)
        expect(page.locator("[data-list] a", has_text="Monument TM")).to_be_visible()
        record.assert_clean()


def test_an_area_is_drawn_by_clicks_and_by_keyboard(browser: Browser, base: str) -> None:
    with browser.new_context(viewport=SIZES[0], reduced_motion="reduce") as visitor:
        page, record = support.open_page(visitor, base)
        page.goto(f"{base}/vi/map?bbox=107.4,16.3,107.7,16.6")
        ready_map(page)
        page.locator('[data-action="draw-area"]').click()
        box = page.locator(".map-stage canvas").bounding_box()
        for across, down in ((0.2, 0.2), (0.8, 0.2), (0.8, 0.85), (0.2, 0.85)):
            page.mouse.click(box["x"] + across * box["width"], box["y"] + down * box["height"])
        page.locator('[data-action="finish-area"]').click()
        page.wait_for_url("**/map?polygon=*")
        expect(page.locator("[data-list] li")).to_have_count(4)
        ready_map(page)
        page.locator('[data-action="clear-area"]').click()
        page.wait_for_url("**/vi/map")
        ready_map(page)
        page.locator('[data-action="draw-area"]').click()
        for key in ("Space", "ArrowRight", "ArrowRight", "Space", "ArrowDown", "ArrowDown", "Space"):
            page.keyboard.press(key)
            page.wait_for_timeout(400)
        page.keyboard.press("Enter")
        page.wait_for_url("**/map?polygon=*")
        record.assert_clean()


def test_near_me_asks_for_the_place_and_lists_the_nearest_first(browser: Browser, base: str) -> None:
    with browser.new_context(viewport=SIZES[1], geolocation=HERE, permissions=["geolocation"]) as visitor:
        page, record = support.open_page(visitor, base)
        page.goto(f"{base}/vi/map")
        ready_map(page)
        page.locator('[data-action="near-me"]').click()
        page.wait_for_url("**/map?near=16.46760*")
        expect(page.locator("[data-list] li")).to_have_count(2)
        expect(page.locator("[data-list] li").first).to_contain_text("0 m")
        record.assert_clean()


def test_a_refused_place_is_told_and_nothing_is_lost(browser: Browser, base: str) -> None:
    with browser.new_context(viewport=SIZES[1]) as visitor:
        page, _ = support.open_page(visitor, base)
        page.goto(f"{base}/en/map")
        ready_map(page)
        page.locator('[data-action="near-me"]').click()
        expect(page.locator(".map-status")).to_contain_text("coordinates below")


def test_without_script_the_map_is_links(browser: Browser, base: str) -> None:
    with browser.new_context(viewport=SIZES[0], java_script_enabled=False) as visitor:
        page = visitor.new_page()
        page.goto(f"{base}/vi/map")
        expect(page.locator("svg.map-drawn circle")).to_have_count(2)
        expect(page.locator("[data-list] li")).to_have_count(6)


def test_a_search_is_saved_and_tells_of_what_is_new(browser: Browser, base: str, parts: Parts) -> None:
    email = add_person(parts, "curator")
    with browser.new_context(viewport=SIZES[0]) as desk:
        page, record = support.open_page(desk, base)
        page.goto(f"{base}/vi/login")
        page.fill("#email", email)
        page.fill("#password", PASSWORD)
        page.click("main button.primary")
        page.goto(f"{base}/vi/search?q=binh")
        page.locator(".save-search summary").click()
        page.fill("#save-name", "Các bình")
        page.check(".save-search [name=is_alert]")
        page.click(".save-search button")
        expect(page.locator(".flash.success")).to_be_visible()
        with parts.sessions.begin() as session:
            published_artifact(session, "MOI.1", title_vi="Bình mới tìm thấy")
        page.goto(f"{base}/vi/workbench/")
        expect(page.locator(".news li")).to_contain_text("1 mới")
        page.locator(".news a").click()
        expect(page.locator(".grid .card").first).to_contain_text("Bình mới tìm thấy")
        page.goto(f"{base}/vi/searches/")
        assert support.accessibility_faults(page) == []
        page.locator("button[name=delete]").click()
        expect(page.locator(".empty")).to_be_visible()
        record.assert_clean()
