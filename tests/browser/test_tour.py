"""<cd-tour> with three stops: by keyboard, in words, on a phone, and when something is missing."""

from __future__ import annotations

from uuid import UUID

import pytest
from playwright.sync_api import expect

from catalogue.records import Tour, TourStop
from tests.browser import support
from viewer.tour import TourStage, tour_document

pytestmark = support.MARKS

STOPS = (
    ("Bình men lam", "plain", {}),
    ("Chi tiết vai bình", "draco", {"azimuth_degrees": 90, "elevation_degrees": 30, "zoom": 2, "light": "raking"}),
    ("Lòng bình và chân bình, nơi nét vẽ khép lại", "cut", {}),
)


def document() -> dict[str, object]:
    """Three stops, written by the real writer."""
    tour = Tour(id=UUID(int=5), slug="thu", title_vi="Chuyến thử", title_en="Trial tour", text_vi="Mở đầu")
    stops = [
        (
            TourStop(title_vi=title, text_vi=f"Lời kể về {title}.\n\nĐoạn hai.", camera=camera),
            TourStage(scene, "/files/poster.png", {"vi": title, "en": title}),
        )
        for title, scene, camera in STOPS
    ]
    return tour_document(tour, stops, lambda slug: f"/scenes/{slug}")


@pytest.fixture
def tour(context, site):
    site.scenes["tour"] = document()
    page, record = support.open_page(context, site.base)
    page.goto(
        f"{site.base}/page/tour?body=<cd-tour tour-url='/scenes/tour' lang='vi'><p>Không có kịch bản</p></cd-tour>"
    )
    page.wait_for_selector('cd-tour[data-state="ready"]')
    return page, record


def at(page, number: int) -> None:
    """Wait until the tour stands at this stop, counted from 1."""
    page.wait_for_selector(f'cd-tour[data-stop="{number - 1}"]')
    expect(page.locator(".cd-tour-count")).to_have_text(f"{number} / 3")
    expect(page.locator(".cd-tour-text h2")).to_have_text(STOPS[number - 1][0])
    page.wait_for_selector('cd-stage[data-state="poster"]')


def test_the_keyboard_walks_to_the_end_and_back(tour):
    page, record = tour
    at(page, 1)
    assert page.locator('[data-action="tour-previous"]').is_disabled()
    page.focus('[data-action="tour-next"]')
    page.keyboard.press("Enter")
    at(page, 2)
    page.keyboard.press("Enter")
    at(page, 3)
    assert page.locator('[data-action="tour-next"]').is_disabled()
    page.keyboard.press("ArrowRight")
    at(page, 3)
    page.keyboard.press("ArrowLeft")
    at(page, 2)
    page.keyboard.press("PageUp")
    at(page, 1)
    page.keyboard.press("PageUp")
    at(page, 1)
    record.assert_clean()


def test_the_dots_name_every_stop_and_mark_the_present_one(tour):
    page, _ = tour
    dots = page.locator('[data-action="tour-stop"]')
    names = [dots.nth(n).get_attribute("aria-label") for n in range(3)]
    assert names == [f"Điểm {n + 1} trên 3: {title}" for n, (title, _, _) in enumerate(STOPS)]
    dots.nth(2).click()
    at(page, 3)
    assert page.locator('[aria-current="step"]').get_attribute("aria-label") == names[2]
    assert page.locator('[aria-current="step"]').count() == 1
    expect(page.locator(".cd-tour-text p").nth(2)).to_have_text("Đoạn hai.")


def test_a_stop_opens_its_own_view_and_there_the_arrows_turn_the_object(tour):
    page, record = tour
    page.keyboard.press("Tab")
    page.locator('[data-action="tour-stop"]').nth(1).click()
    at(page, 2)
    page.click('[data-action="start-3d"]')
    support.wait_state(page, "ready")
    page.wait_for_function("() => document.querySelector('cd-stage').dataset.view?.startsWith('90.00,30.00,2.00')")
    page.focus(".cd-view")
    page.keyboard.press("ArrowRight")
    page.wait_for_function("() => !document.querySelector('cd-stage').dataset.view.startsWith('90.00')")
    assert page.get_attribute("cd-tour", "data-stop") == "1"
    support.assert_not_blank(support.screenshot(page, "tour"), spread=6)
    page.focus('[data-action="tour-next"]')
    page.keyboard.press("Enter")
    at(page, 3)
    assert page.locator("canvas").count() == 0
    record.assert_clean()


def test_a_stop_whose_model_is_damaged_says_so_and_the_tour_goes_on(tour):
    page, _ = tour
    page.locator('[data-action="tour-stop"]').nth(2).click()
    at(page, 3)
    page.click('[data-action="start-3d"]')
    support.wait_state(page, "error")
    expect(page.locator(".cd-error")).to_contain_text("cut.glb bị hỏng")
    page.click('[data-action="tour-previous"]')
    at(page, 2)


def test_axe_finds_nothing(tour):
    page, _ = tour
    at(page, 1)
    assert support.accessibility_faults(page) == []


def test_a_phone_shows_stage_above_words_without_overflow(browser, site):
    site.scenes["tour"] = document()
    context = browser.new_context(viewport=support.PHONE, has_touch=True, is_mobile=True, screen=support.PHONE)
    page, _ = support.open_page(context, site.base)
    page.goto(f"{site.base}/page/tour?body=<cd-tour tour-url='/scenes/tour' lang='vi'></cd-tour>")
    at(page, 1)
    stage, panel = (page.locator(name).bounding_box() for name in ("cd-stage", ".cd-tour-panel"))
    assert panel["y"] >= stage["y"] + stage["height"] - 1
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    support.keep_picture(page, "tour-phone")
    context.close()


def test_a_lost_document_is_told_and_can_be_tried_again(context, site):
    site.scenes["tour"] = document() | {"stops": [{}]}
    page, _ = support.open_page(context, site.base)
    page.goto(f"{site.base}/page/tour?body=<cd-tour tour-url='/scenes/tour' lang='vi'><p>Chữ sẵn có</p></cd-tour>")
    page.wait_for_selector('cd-tour[data-state="error"]')
    expect(page.locator(".cd-tour-error")).to_contain_text("mục stops/0/links")
    assert page.get_by_text("Chữ sẵn có").is_visible()
    page.route("**/scenes/tour", lambda route: route.abort())
    page.click('[data-action="retry"]')
    expect(page.locator(".cd-tour-error")).to_contain_text("Kiểm tra mạng")
    page.unroute("**/scenes/tour")
    site.scenes["tour"] = document()
    page.click('[data-action="retry"]')
    at(page, 1)
