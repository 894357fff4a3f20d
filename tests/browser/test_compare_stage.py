"""The comparison in a real browser: true values, every way of seeing, keys, regions, years, failures, a headset."""

from __future__ import annotations

import json
from urllib.parse import quote

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

from app.assets import MANIFEST
from tests.browser import support
from tests.browser.harness import comparison
from tests.browser.harness.site import Site, served
from tests.browser.test_budgets import BEFORE_THE_BUTTON, TO_FIRST_3D, carried, closure

pytestmark = support.MARKS

BODY = '<cd-compare document-url="/scenes/{name}" poster="/files/poster.png" lang="{lang}" {more}></cd-compare>'
TAG = "cd-compare"
START = '[data-action="start-compare"]'
YEARS = ("2022", "2025")


@pytest.fixture(scope="module")
def pair(tmp_path_factory, built_web):
    """A folder with the surveys of both years, and what is true of the last one."""
    folder = tmp_path_factory.mktemp("compare")
    Image.new("RGB", (640, 480), (90, 70, 50)).save(folder / "poster.png")
    comparison.write_pair(folder, "2022", 0.5)
    truth = comparison.write_pair(folder, "2025")
    return folder, truth


@pytest.fixture
def museum(pair):
    folder, _ = pair
    made = Site(folder)
    for year in YEARS:
        made.scenes[f"compare-{year}"] = comparison.document(folder, year, YEARS)
    made.scenes["broken"] = {**comparison.document(folder, "2025"), "limit_mm": "wide"}
    with served(made) as running:
        yield running


def opened(context, museum, name="compare-2025", lang="vi", fragment="", more=""):
    page, record = support.open_page(context, museum.base)
    body = quote(BODY.format(name=name, lang=lang, more=more))
    page.goto(f"{museum.base}/page/compare?body={body}{fragment}")
    return page, record


def started(context, museum, **wishes):
    page, record = opened(context, museum, **wishes)
    support.wait_state(page, "poster", TAG)
    page.click(START)
    support.wait_state(page, "ready", TAG)
    page.wait_for_function("() => Number(document.querySelector('cd-compare').dataset.frames) > 0")
    return page, record


def told(page, name: str) -> str:
    return page.get_attribute(TAG, f"data-{name}")


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


def press_mode(page, mode):
    page.click(f'[data-action="mode-{mode}"]')
    page.wait_for_selector(f'{TAG}[data-mode="{mode}"]')
    support.wait_frames(page, 1, selector=TAG) if mode == "blink" else page.wait_for_timeout(150)


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


def test_picture_and_legend_stay_in_sight_beside_every_control(browser, museum):
    context = browser.new_context(viewport=support.PHONE, has_touch=True, is_mobile=True)
    page, _ = started(context, museum)
    for place in ('[data-action="limit"]', 'tr[data-region="2"] button'):
        page.locator(place).scroll_into_view_if_needed()
        stage, legend = (page.locator(name).bounding_box() for name in (".cc-stage", ".cc-legend"))
        assert stage["y"] == pytest.approx(0, abs=1)
        assert legend["y"] == pytest.approx(stage["height"], abs=2)
    support.screenshot(page, "compare-phone-scrolled")
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
    support.screenshot(page, "compare-region")
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
    support.screenshot(page, "compare-phone")
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


@pytest.fixture
def visit(context, museum):
    """A page in VR: the visitor stands in front of the vase, the sign to the left."""
    support.give_headset(context)
    context.set_default_timeout(support.WAIT_MS)
    page, record = opened(context, museum)
    page.set_viewport_size(support.EYES)
    page.click('[data-action="enter-vr"]:not(:disabled)')
    page.wait_for_function("() => Number(document.querySelector('cd-compare').dataset.xrFrames) > 3")
    yield page
    record.assert_clean()


def aim_at(page, target, height=1.4):
    """Hold the right controller in front of the visitor, pointing at a place of the world."""
    rig = [float(part) for part in told(page, "xr-rig").split(",")]
    page.evaluate(
        """([rig, target, height]) => {
          const yaw = rig[3] * Math.PI / 180, hand = headset.controllers.right;
          const [c, s] = [Math.cos(-yaw), Math.sin(-yaw)];
          const x = target[0] - rig[0], z = target[2] - rig[2];
          const local = [x * c + z * s, target[1], -x * s + z * c];
          hand.position.set(0.15, height, -0.1);
          const d = [local[0] - 0.15, local[1] - height, local[2] + 0.1];
          const turn = Math.atan2(-d[0], -d[2]), tilt = Math.atan2(d[1], Math.hypot(d[0], d[2]));
          const [cx, sx, cy, sy] = [Math.cos(tilt/2), Math.sin(tilt/2), Math.cos(turn/2), Math.sin(turn/2)];
          hand.quaternion.set(sx * cy, cx * sy, -sx * sy, cx * cy);
        }""",
        [rig, target, height],
    )
    support.wait_frames(page, 3, "xrFrames", TAG)


def trigger(page):
    for value in (1, 0):
        page.evaluate("v => headset.controllers.right.updateButtonValue('trigger', v)", value)
        support.wait_frames(page, 3, "xrFrames", TAG)


def press_panel(page, across, up):
    """Press the sign at a place of it: shares -0.5..0.5 of its width and height."""
    x, y, z, turn = (float(part) for part in told(page, "xr-panel").split(","))
    side, yaw = across * 0.78, np.radians(turn)
    aim_at(page, [x + side * np.cos(yaw), y + up * 0.655, z - side * np.sin(yaw)])
    trigger(page)


def test_a_pointer_reads_the_value_in_the_headset(visit):
    assert told(visit, "xr-views") == "2"
    assert told(visit, "xr-layer") == "heat"
    aim_at(visit, [0.05, 1.3, 0])
    trigger(visit)
    assert told(visit, "xr-last") == "pick"
    mm, lod, valid, *place = (float(part) for part in told(visit, "xr-picked").split(","))
    assert valid == 1
    assert lod > 0.1
    assert mm == pytest.approx(float(comparison.deviation_at(np.array(place) / 1e3)), abs=0.01)
    assert "mức phát hiện" in told(visit, "xr-text")
    support.assert_not_blank(support.screenshot(visit, "compare-headset"), spread=4)


def test_the_button_turns_through_the_layers_and_the_sign_goes_to_regions(visit):
    visit.evaluate("headset.controllers.right.updateButtonValue('a-button', 1)")
    support.wait_frames(visit, 3, "xrFrames", TAG)
    assert told(visit, "xr-layer") == "earlier"
    press_panel(visit, 0.0, -0.415)
    assert (told(visit, "xr-last"), told(visit, "xr-region")) == ("next", "1")
    rig = [float(part) for part in told(visit, "xr-rig").split(",")]
    assert rig[0] < -0.6
    support.assert_not_blank(support.screenshot(visit, "compare-headset-region"), spread=4)
    press_panel(visit, 0.13, -0.29)
    assert told(visit, "xr-layer") == "heat"


def test_leaving_gives_the_page_back(visit):
    visit.evaluate("headset.activeSession.end()")
    visit.wait_for_selector(f'{TAG}[data-xr="vr"]')
    press_mode(visit, "swipe")
    support.assert_not_blank(support.screenshot(visit, "compare-headset-left"), spread=4)
