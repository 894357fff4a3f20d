"""The stage in a real browser: poster first, every decoder, keyboard, words, failures."""

from __future__ import annotations

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.browser import support
from tests.browser.harness import models

pytestmark = support.MARKS

REFUSING_HEADSET = """
Object.defineProperty(navigator, "xr", { value: {
  isSessionSupported: async (mode) => mode === "immersive-vr",
  requestSession: async () => { throw new DOMException("no room", "NotAllowedError"); },
}});
"""
START = '[data-action="start-3d"]'


def opened(context, site, name, query=""):
    page, record = support.open_page(context, site.base)
    page.goto(f"{site.base}/view/{name}{query}")
    support.wait_state(page, "poster")
    return page, record


def started(context, site, name, query=""):
    page, record = opened(context, site, name, query)
    page.click(START)
    support.wait_state(page, "ready")
    page.wait_for_function("() => Number(document.querySelector('cd-stage').dataset.frames) > 0")
    return page, record


def view_of(page) -> list[float]:
    return [float(part) for part in page.get_attribute("cd-stage", "data-view").split(",")]


def press(page, key):
    before = page.get_attribute("cd-stage", "data-view")
    page.keyboard.press(key)
    page.wait_for_function("b => document.querySelector('cd-stage').dataset.view !== b", arg=before)
    return view_of(page)


def lose_context(page):
    page.evaluate(
        "() => document.querySelector('canvas').getContext('webgl2').getExtension('WEBGL_lose_context').loseContext()"
    )


@pytest.mark.parametrize("name", ["plain", "draco", "meshopt"])
def test_each_kind_of_glb_is_drawn_with_our_own_decoders(context, site, name):
    page, record = started(context, site, name)
    support.assert_not_blank(support.screenshot(page, f"stage-{name}"))
    record.assert_clean()
    decoders = [path for path in site.asked if path.endswith(".wasm")]
    assert len(decoders) == {"plain": 0, "draco": 1, "meshopt": 1}[name]


def test_nothing_of_3d_is_asked_before_the_button(context, site):
    page, record = opened(context, site, "plain")
    expect(page.locator(START)).to_contain_text("Xem 3D · ")
    assert not [path for path in site.asked if path.endswith((".glb", ".wasm"))]
    assert page.locator("canvas").count() == 0
    assert page.locator("img.cd-poster").is_visible()
    record.assert_clean()


def test_arrows_turn_plus_zooms_home_returns(context, site):
    page, record = started(context, site, "plain")
    page.focus(".cd-view")
    first = press(page, "ArrowRight")
    assert press(page, "ArrowRight")[0] == pytest.approx(first[0] + 7.5, abs=0.2)
    assert press(page, "ArrowUp")[1] == pytest.approx(first[1] + 7.5, abs=0.2)
    assert press(page, "+")[2] > first[2]
    assert press(page, "Home") == pytest.approx([28.0, 14.0, 1.0], abs=0.1)
    page.keyboard.press("Escape")
    assert page.evaluate("() => document.activeElement === document.body")
    record.assert_clean()


def test_the_view_is_told_in_words(context, site):
    page, _ = started(context, site, "plain")
    page.focus(".cd-view")
    for _ in range(8):
        press(page, "ArrowRight")
    expect(page.locator(".cd-unseen[aria-live]")).to_contain_text(
        re.compile(r"Nhìn từ bên phải, .*cách [\d,.]+ (mm|m)")
    )


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("vi", "437 × 232 × 232 mm Cao × rộng × sâu · theo hồ sơ"),
        ("en", "437 × 232 × 232 mm Height × width × depth · from the record"),
    ],
)
def test_the_stated_size_is_shown_with_unit_and_source(context, site, lang, words):
    page, _ = opened(context, site, "plain", f"?lang={lang}")
    expect(page.locator(".cd-size")).to_be_visible()
    assert " ".join(page.locator(".cd-size").inner_text().split()) == words


def test_a_size_that_nobody_stated_is_measured_on_the_model(context, site):
    page, _ = started(context, site, "unmeasured")
    width, height, depth = (round(1000 * side) for side in np.ptp(models.vase().mesh.positions, axis=0))
    expect(page.locator(".cd-size")).to_contain_text(f"{height} × {width} × {depth} mm")
    expect(page.locator(".cd-size")).to_contain_text("đo trên mô hình")


def test_rulers_and_lights_change_the_picture(context, site):
    page, record = started(context, site, "plain")
    for action, name in (("rulers", "stage-rulers"), ("light", "stage-raking")):
        before = int(page.get_attribute("cd-stage", "data-frames"))
        page.click(f'[data-action="{action}"]')
        page.wait_for_function("n => Number(document.querySelector('cd-stage').dataset.frames) > n", arg=before)
        support.assert_not_blank(support.screenshot(page, name), spread=6)
    assert page.get_attribute("cd-stage", "data-light") == "raking"
    assert page.get_attribute('[data-action="rulers"]', "aria-pressed") == "true"
    record.assert_clean()


def test_a_link_opens_the_view_that_it_names(context, site):
    page, _ = started(context, site, "plain", "#v=90,30,1.5,contour")
    assert view_of(page) == pytest.approx([90, 30, 1.5], abs=0.1)


def test_a_phone_gets_the_phone_copy_and_nothing_overflows(browser, site):
    context = browser.new_context(viewport=support.PHONE, has_touch=True, is_mobile=True, screen=support.PHONE)
    page, record = started(context, site, "set")
    assert page.get_attribute("cd-stage", "data-usage") == "phone"
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    view, tools, size = (page.locator(name).bounding_box() for name in (".cd-view canvas", ".cd-tools", ".cd-size"))
    assert view["y"] >= size["y"] + size["height"]
    assert tools["y"] >= view["y"] + view["height"]
    support.assert_not_blank(support.screenshot(page, "stage-phone"), spread=8)
    record.assert_clean()
    context.close()


def test_a_lost_file_is_told_and_can_be_tried_again(context, site):
    site.broken.add("plain.glb")
    page, record = opened(context, site, "plain", "?lang=en")
    page.click(START)
    support.wait_state(page, "error")
    expect(page.locator(".cd-error")).to_contain_text("no longer has the model file plain.glb (error 404)")
    assert page.locator("img.cd-poster").is_visible()
    support.keep_picture(page, "stage-failed")
    site.broken.clear()
    page.click('[data-action="retry"]')
    support.wait_state(page, "ready")
    assert record.foreign == []


def test_a_cut_file_is_told_as_damaged(context, site):
    page, _ = opened(context, site, "cut")
    page.click(START)
    support.wait_state(page, "error")
    expect(page.locator(".cd-error")).to_contain_text("Tệp mô hình cut.glb bị hỏng")


def test_a_lost_network_is_told(context, site):
    page, _ = opened(context, site, "plain")
    page.route("**/plain.glb", lambda route: route.abort())
    page.click(START)
    support.wait_state(page, "error")
    expect(page.locator(".cd-error")).to_contain_text("mất mạng")


def test_lost_graphics_memory_is_rebuilt_with_a_lighter_copy(context, site):
    page, _ = started(context, site, "set")
    before = page.get_attribute("cd-stage", "data-usage")
    lose_context(page)
    page.wait_for_selector('cd-stage[data-recoveries="1"][data-state="ready"]')
    assert page.get_attribute("cd-stage", "data-usage") != before
    support.assert_not_blank(support.screenshot(page, "stage-recovered"))


def test_memory_lost_again_and_again_is_told_and_can_be_tried_again(context, site):
    page, _ = started(context, site, "plain")
    for number in (1, 2):
        lose_context(page)
        page.wait_for_selector(f'cd-stage[data-recoveries="{number}"][data-state="ready"]')
    lose_context(page)
    support.wait_state(page, "error")
    expect(page.locator(".cd-error")).to_contain_text("liên tục thu lại bộ nhớ đồ hoạ")
    assert page.locator("img.cd-poster").is_visible()
    page.click('[data-action="retry"]')
    support.wait_state(page, "ready")


def test_a_refused_headset_leaves_the_stage_working(context, site):
    context.add_init_script(REFUSING_HEADSET)
    page, _ = started(context, site, "plain")
    page.click('[data-action="enter-vr"]:not(:disabled)')
    expect(page.locator(".cd-notice")).to_contain_text("Kính không cho vào: no room. Kiểm tra quyền")
    assert page.get_attribute("cd-stage", "data-state") == "ready"
    page.click('[data-action="dismiss-notice"]')
    assert page.locator(".cd-notice").is_hidden()
    page.focus(".cd-view")
    assert press(page, "ArrowRight")[0] != 28


def test_a_refused_headset_leaves_the_poster_and_its_button(context, site):
    context.add_init_script(REFUSING_HEADSET)
    page, _ = opened(context, site, "plain")
    page.click('[data-action="enter-vr"]:not(:disabled)')
    expect(page.locator(".cd-notice")).to_be_visible()
    page.click(START)
    support.wait_state(page, "ready")


def test_an_arranged_scene_stands_as_it_was_arranged(context, site):
    page, record = started(context, site, "pair")
    assert page.get_attribute("cd-stage", "data-models") == "2"
    assert page.get_attribute("cd-stage", "data-triangles") == "10000"
    width, height, depth = (1000 * side for side in np.ptp(models.vase().mesh.positions, axis=0))
    expect(page.locator(".cd-size")).to_contain_text(f"{height:.0f} × {width + 500:.0f} × {depth:.0f} mm")
    support.assert_not_blank(support.screenshot(page, "stage-pair"))
    record.assert_clean()


def test_without_webgl_picture_and_words_stay(browser, site):
    with support.started(browser.browser_type, "--no-sandbox", "--disable-gpu", "--disable-3d-apis") as plain:
        page, record = opened(plain.new_context(), site, "plain")
        page.click(START)
        support.wait_state(page, "error")
        expect(page.locator(".cd-error")).to_contain_text("WebGL")
        assert page.locator("img.cd-poster").is_visible()
        page.click("summary")
        expect(page.locator(".cd-words")).to_contain_text("Bình men lam.")
        assert record.foreign == []


def test_without_a_headset_the_vr_button_says_why(context, site):
    page, _ = opened(context, site, "plain")
    page.wait_for_selector('cd-stage[data-xr="none"]')
    button = page.locator('[data-action="enter-vr"]')
    assert button.is_disabled()
    assert "kính VR" in button.get_attribute("title")


@pytest.mark.parametrize("state", ["poster", "ready"])
def test_axe_finds_nothing(context, site, state):
    page, _ = opened(context, site, "plain") if state == "poster" else started(context, site, "plain")
    assert support.accessibility_faults(page) == []


def test_every_tool_is_reached_by_tab(context, site):
    page, _ = started(context, site, "plain")
    reached = set()
    for _ in range(20):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("() => document.activeElement?.dataset?.action ?? document.activeElement?.className"))
    assert {"zoom-in", "zoom-out", "light", "rulers", "reset-view", "full-screen"} <= reached
