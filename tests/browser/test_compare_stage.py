"""The comparison in a real browser: true values, every way of seeing, keys, regions, years, failures."""

from __future__ import annotations

import json

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

from app.assets import MANIFEST
from tests.browser import support
from tests.browser.harness import comparison
from tests.browser.harness.compared import START, TAG, museum_of, opened, press_mode, started, told, write_pairs
from tests.browser.harness.site import served
from tests.browser.test_budgets import BEFORE_THE_BUTTON, TO_FIRST_3D, carried, closure

pytestmark = support.MARKS


@pytest.fixture(scope="module")
def pair(tmp_path_factory, built_web):
    """A folder with the surveys of both years, and what is true of the last one."""
    folder = tmp_path_factory.mktemp("compare")
    return folder, write_pairs(folder)


@pytest.fixture
def museum(pair):
    folder, _ = pair
    with served(museum_of(folder)) as running:
        yield running


def picked(page) -> list[float]:
    return [float(part) for part in told(page, "picked").split(",")]


def picture(page, name) -> Image.Image:
    """The stage alone, without the panel."""
    support.SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    path = support.SCREENSHOTS / f"{name}.png"
    page.locator(".cc-stage").screenshot(path=str(path))
    return Image.open(path).convert("RGB")


def warmth(shown: Image.Image, left: float, right: float) -> float:
    """How much redder than blue the middle band of a part of the picture is, on average."""
    width, height = shown.size
    part = shown.crop((int(width * left), int(height * 0.4), int(width * right), int(height * 0.6)))
    red, _, blue = np.asarray(part, dtype=np.float64).reshape(-1, 3).mean(axis=0)
    return float(red - blue)


def test_values_survive_to_the_browser_within_a_hundredth_of_a_millimetre(context, museum, pair):
    page, record = started(context, museum)
    _, truth = pair
    chosen = np.linspace(0, len(truth.deviation_mm) - 1, 200).astype(int)
    read = page.evaluate(
        "places => places.map(place => document.querySelector('cd-compare').valueAt(place))",
        truth.places_mm[chosen].tolist(),
    )
    assert [item["valid"] for item in read] == truth.valid[chosen].tolist()
    measured = [(item, place) for item, place in zip(read, chosen, strict=True) if item["valid"]]
    assert len(measured) > 100
    worst = max(abs(item["mm"] - truth.deviation_mm[place]) for item, place in measured)
    assert worst <= 1e-5
    assert max(abs(item["lod"] - truth.lod_mm[place]) for item, place in measured) <= 1e-5
    record.assert_clean()


def test_a_tap_reads_the_value_between_the_vertices(context, museum):
    page, record = started(context, museum)
    box = page.locator(".cd-view").bounding_box()
    page.mouse.click(box["x"] + box["width"] * 0.54, box["y"] + box["height"] * 0.5)
    mm, lod, valid, *place = picked(page)
    assert valid == 1
    assert mm == pytest.approx(float(comparison.deviation_at(np.array(place) / 1e3)), abs=0.01)
    assert lod == pytest.approx(float(comparison.lod_at(np.array(place) / 1e3)), abs=0.01)
    expect(page.locator(".cc-picked")).to_contain_text("mức phát hiện")
    expect(page.locator(".cc-picked")).to_contain_text("(2019 → 2025)")
    record.assert_clean()


def test_a_place_without_data_says_so_and_the_sky_too(context, museum):
    page, _ = started(context, museum, lang="en")
    box = page.locator(".cd-view").bounding_box()
    for share in np.linspace(0.7, 0.95, 14):
        page.mouse.click(box["x"] + box["width"] * 0.5, box["y"] + box["height"] * float(share))
        if "No data" in page.locator(".cc-picked").inner_text():
            break
    expect(page.locator(".cc-picked")).to_contain_text("No data")
    page.mouse.click(box["x"] + 8, box["y"] + box["height"] * 0.5)
    expect(page.locator(".cc-picked")).to_contain_text("No surface there")


def test_nothing_of_3d_is_asked_before_the_button(context, museum):
    page, record = opened(context, museum)
    support.wait_state(page, "poster", TAG)
    expect(page.locator(START)).to_contain_text("So sánh trong 3D · ")
    expect(page.locator(".cc-legend")).to_contain_text("Sai lệch = 2025 − 2019, mm")
    expect(page.locator("tr[data-region]")).to_have_count(2)
    assert not [path for path in museum.asked if path.endswith(".glb")]
    record.assert_clean()


@pytest.mark.parametrize("mode", ["heat", "swipe", "side", "blend", "blink"])
def test_each_way_of_comparing_is_drawn(context, museum, mode):
    page, record = started(context, museum)
    press_mode(page, mode)
    support.assert_not_blank(picture(page, f"compare-{mode}"), spread=6)
    assert page.get_attribute(f'[data-action="mode-{mode}"]', "aria-pressed") == "true"
    record.assert_clean()


def test_swipe_shows_each_survey_on_its_side_and_heat_both_signs(context, museum):
    page, _ = started(context, museum)
    shown = picture(page, "compare-heat")
    assert warmth(shown, 0.41, 0.43) < -40  # loss is blue
    assert warmth(shown, 0.53, 0.58) > 40  # gain is orange
    press_mode(page, "swipe")
    shown = picture(page, "compare-swipe")
    assert warmth(shown, 0.42, 0.48) > 15  # the earlier survey is painted tan
    assert warmth(shown, 0.52, 0.58) < 5  # the later one grey


def test_only_proven_places_are_coloured_when_asked_for(context, museum):
    page, record = started(context, museum)
    page.focus(".cd-view")
    shown = picture(page, "compare-all")
    places = {"loss": (0.405, 0.411), "calm loss": (0.42, 0.432), "calm gain": (0.47, 0.49), "gain": (0.55, 0.58)}
    everywhere = {name: warmth(shown, *at) for name, at in places.items()}
    page.keyboard.press("r")
    page.wait_for_timeout(200)
    assert page.locator('[data-action="proven"]').is_checked()
    expect(page.locator(".cc-legend")).to_contain_text("Xám: ngoài các vùng thay đổi")
    proven = {name: warmth(picture(page, "compare-proven"), *at) for name, at in places.items()}
    assert (everywhere["calm loss"] < -20, everywhere["calm gain"] > 20) == (True, True), everywhere
    assert (abs(proven["calm loss"]) < 12, abs(proven["calm gain"]) < 12) == (True, True), proven
    for name in ("loss", "gain"):
        assert proven[name] == pytest.approx(everywhere[name], abs=2)
    page.wait_for_function("() => location.hash.includes('only=1')")
    page.click('[data-action="proven"]')
    page.wait_for_function("() => !location.hash.includes('only=1')")
    record.assert_clean()


def test_the_blend_fades_both_surveys_everywhere(context, museum):
    page, record = started(context, museum)
    seen = {}
    for share in (0, 50, 100):
        page.goto(page.url.split("#")[0] + f"#m=blend&o={share / 100}&v=0,10,1,even")
        page.reload()
        page.click(START)
        support.wait_state(page, "ready", TAG)
        page.wait_for_timeout(300)
        seen[share] = np.asarray(picture(page, f"compare-blend-{share}"), dtype=np.float64)
    middle = (seen[0] + seen[100]) / 2
    away = np.abs(seen[50] - middle)[60:-60, 20:-20]
    assert np.percentile(away, 99.5) <= 3
    record.assert_clean()


def test_a_lost_graphics_memory_is_said_and_the_view_comes_back(context, museum, pair):
    page, _ = started(context, museum, fragment="#m=swipe&x=0.3&t=0.2&only=1&r=2")
    page.focus(".cd-view")
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(1500)
    before = [told(page, name) for name in ("mode", "region")]
    view = [float(part) for part in told(page, "view").split(",")]
    page.evaluate(
        "() => { const gl = document.querySelector('.cd-view canvas').getContext('webgl2');"
        " window.lose = gl.getExtension('WEBGL_lose_context'); window.lose.loseContext(); }"
    )
    support.wait_state(page, "lost", TAG)
    expect(page.locator(".cd-error")).to_contain_text("Máy vừa thu lại bộ nhớ đồ hoạ")
    support.keep_picture(page, "compare-lost")
    page.evaluate("() => window.lose.restoreContext()")
    page.wait_for_selector(f'{TAG}[data-state="ready"][data-recoveries="1"]')
    assert [told(page, name) for name in ("mode", "region")] == before
    assert [float(part) for part in told(page, "view").split(",")] == pytest.approx(view, abs=0.1)
    assert page.get_attribute(".cc-divider", "aria-valuenow") == "30"
    assert page.locator('[data-action="proven"]').is_checked()
    _, truth = pair
    place = int(np.argmax(truth.deviation_mm))
    read = page.evaluate("p => document.querySelector('cd-compare').valueAt(p)", truth.places_mm[place].tolist())
    assert read["mm"] == pytest.approx(truth.deviation_mm[place], abs=1e-5)
    page.wait_for_timeout(300)
    support.assert_not_blank(picture(page, "compare-restored"), spread=6)


def test_picture_and_legend_stay_in_sight_beside_every_control(browser, museum):
    context = browser.new_context(viewport=support.PHONE, has_touch=True, is_mobile=True)
    page, _ = started(context, museum)
    for place in ('[data-action="limit"]', 'tr[data-region="2"] button'):
        page.locator(place).scroll_into_view_if_needed()
        stage, legend = (page.locator(name).bounding_box() for name in (".cc-stage", ".cc-legend"))
        assert stage["y"] == pytest.approx(0, abs=1)
        assert legend["y"] == pytest.approx(stage["height"], abs=2)
    support.keep_picture(page, "compare-phone-scrolled")
    context.close()


def test_the_divider_moves_by_keys_and_by_hand(context, museum):
    page, record = started(context, museum)
    press_mode(page, "swipe")
    divider = page.locator('[role="slider"].cc-divider')
    divider.focus()
    page.keyboard.press("ArrowRight")
    assert divider.get_attribute("aria-valuenow") == "52"
    box, frame = divider.bounding_box(), page.locator(".cc-stage").bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(frame["x"] + frame["width"] * 0.25, box["y"] + 40)
    page.mouse.up()
    assert divider.get_attribute("aria-valuenow") == "25"
    record.assert_clean()


def test_crosshair_and_shortcuts_work_without_a_mouse(context, museum):
    page, record = started(context, museum, lang="en")
    page.focus(".cd-view")
    page.keyboard.press("c")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    assert len(picked(page)) == 6
    expect(page.locator("[aria-live]")).to_contain_text("mm")
    page.keyboard.press("Escape")
    page.keyboard.press("2")
    assert told(page, "mode") == "swipe"
    page.keyboard.press("z")
    assert page.locator('[data-action="lod"]').is_checked() is False
    page.keyboard.press("n")
    assert told(page, "region") == "1"
    record.assert_clean()


def test_a_region_is_faced_and_named_in_the_address(context, museum):
    page, record = started(context, museum)
    page.click('tr[data-region="1"] button')
    page.wait_for_function("() => document.querySelector('cd-compare').dataset.view.startsWith('-9')")
    assert page.get_attribute('tr[data-region="1"]', "aria-current") == "true"
    page.wait_for_function("() => location.hash.includes('r=1') && location.hash.includes('v=-9')")
    mm = page.evaluate(
        "() => { const v = document.querySelector('.cd-view');"
        " return document.querySelector('cd-compare').pickAt(v.clientWidth / 2, v.clientHeight / 2).mm }"
    )
    assert mm < -0.9
    support.keep_picture(page, "compare-region")
    record.assert_clean()


def test_a_link_opens_the_view_that_it_names(context, museum):
    page, _ = started(context, museum, fragment="#m=swipe&x=0.3&t=0.4&g=2&lod=0&r=2&v=40,10,1.2,even")
    assert (told(page, "mode"), told(page, "region")) == ("swipe", "2")
    assert page.get_attribute(".cc-divider", "aria-valuenow") == "30"
    assert [float(part) for part in told(page, "view").split(",")] == pytest.approx([40, 10, 1.2], abs=0.1)


def test_another_year_keeps_the_camera(context, museum, pair):
    page, record = started(context, museum)
    page.focus(".cd-view")
    page.keyboard.press("ArrowRight")
    before = told(page, "view")
    page.focus('[data-action="series"]')
    page.keyboard.press("ArrowLeft")
    page.wait_for_selector(f'{TAG}[data-comparison="so-sanh-2022"]')
    assert told(page, "view") == before
    _, truth = pair
    place = int(np.argmax(truth.deviation_mm))
    read = page.evaluate("p => document.querySelector('cd-compare').valueAt(p)", truth.places_mm[place].tolist())
    assert read["mm"] == pytest.approx(truth.deviation_mm[place] / 2, abs=0.05)
    record.assert_clean()


def test_a_phone_overflows_nowhere_and_axe_finds_nothing(browser, museum):
    context = browser.new_context(viewport=support.PHONE, has_touch=True, is_mobile=True, reduced_motion="reduce")
    page, record = started(context, museum)
    press_mode(page, "side")
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    support.keep_picture(page, "compare-phone")
    assert support.accessibility_faults(page) == []
    page.click('[data-action="mode-blink"]')
    before = told(page, "epoch")
    page.wait_for_timeout(1200)
    assert told(page, "epoch") == before  # no motion was asked for: one steps by hand
    page.click('[data-action="swap"]')
    assert told(page, "epoch") != before
    record.assert_clean()
    context.close()


def test_a_wrong_document_and_a_lost_file_are_told(context, museum):
    page, _ = opened(context, museum, name="broken")
    support.wait_state(page, "error", TAG)
    expect(page.locator(".cd-error")).to_contain_text("limit_mm")
    museum.broken.add("deviation-2025.glb")
    page, _ = opened(context, museum)
    page.click(START)
    support.wait_state(page, "error", TAG)
    expect(page.locator(".cd-error")).to_contain_text("deviation-2025.glb")
    museum.broken.clear()
    page.click('[data-action="retry"]')
    support.wait_state(page, "ready", TAG)


def test_the_page_is_light_and_other_pages_carry_nothing_of_it(built_web):
    manifest = json.loads(MANIFEST.read_text(encoding="utf-8"))
    mine = closure(manifest, "src/pages/base.ts", "src/pages/compare.ts")
    assert carried(mine) <= BEFORE_THE_BUTTON
    assert carried(mine | closure(manifest, "src/three/stage.ts", "src/three/compare-stage.ts")) <= TO_FIRST_3D
    theirs = closure(manifest, *(f"src/pages/{page}.ts" for page in ("view", "artifact", "tour")), "src/three/stage.ts")
    for late in ("src/pages/compare.ts", "src/three/compare-stage.ts", "src/xr/compare-visit.ts"):
        assert manifest[late]["file"] not in theirs
