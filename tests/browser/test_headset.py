"""A visit in an emulated Quest 3: both eyes, teleport, snap turn, holding the object, pinching, leaving."""

from __future__ import annotations

import pytest

from tests.browser import support

pytestmark = support.MARKS


@pytest.fixture
def visit(context, site):
    """A page in VR, its visitor 1.1 m in front of a vase on a plinth."""
    support.give_headset(context)
    page, record = support.open_page(context, site.base)
    page.set_viewport_size(support.EYES)
    page.goto(f"{site.base}/view/headset")
    page.click('[data-action="enter-vr"]:not(:disabled)')
    page.wait_for_function("() => Number(document.querySelector('cd-stage').dataset.xrFrames) > 3")
    page.wait_for_selector('cd-stage[data-usage="vr"]')
    yield page
    record.assert_clean()


def told(page, name: str) -> list[float]:
    return [float(part) for part in page.get_attribute("cd-stage", f"data-{name}").split(",")]


def frames(page, more=3):
    support.wait_frames(page, more, "xrFrames")


def aim(page, position, direction):
    """Hold the right controller at a place of the play area, pointing along pitch and yaw (radians)."""
    page.evaluate(
        """([p, [pitch, yaw]]) => {
          const hand = headset.controllers.right;
          hand.position.set(...p);
          const [cx, sx, cy, sy] = [Math.cos(pitch / 2), Math.sin(pitch / 2), Math.cos(yaw / 2), Math.sin(yaw / 2)];
          hand.quaternion.set(sx * cy, cx * sy, -sx * sy, cx * cy);
        }""",
        [position, direction],
    )
    frames(page)


def trigger(page, value):
    page.evaluate("v => headset.controllers.right.updateButtonValue('trigger', v)", value)
    frames(page)


def stick(page, across):
    page.evaluate("x => headset.controllers.right.updateAxes('thumbstick', x, 0)", across)
    frames(page)


def test_both_eyes_see_the_headsets_copy(visit):
    assert visit.get_attribute("cd-stage", "data-xr-views") == "2"
    support.assert_not_blank(support.screenshot(visit, "headset-stereo"), spread=4)


def test_pointing_at_the_floor_moves_the_visitor(visit):
    before = told(visit, "xr-rig")
    aim(visit, [0.2, 1.4, 0], [-0.9, -0.9])
    trigger(visit, 1)
    trigger(visit, 0)
    after = told(visit, "xr-rig")
    assert visit.get_attribute("cd-stage", "data-xr-last") == "teleport"
    assert abs(after[0] - before[0]) + abs(after[2] - before[2]) > 0.3
    assert after[1] == before[1] == 0


def test_the_stick_turns_by_thirty_degrees_once(visit):
    stick(visit, 1)
    stick(visit, 1)
    assert told(visit, "xr-rig")[3] == pytest.approx(-30, abs=0.1)
    stick(visit, 0)
    stick(visit, -1)
    assert told(visit, "xr-rig")[3] == pytest.approx(0, abs=0.1)


def test_a_held_object_turns_with_the_hand_and_goes_back(visit):
    place = told(visit, "xr-object")
    aim(visit, [0, place[1] + 0.2, 0], [0, 0])
    trigger(visit, 1)
    assert visit.get_attribute("cd-stage", "data-xr-last") == "grab"
    aim(visit, [0, place[1] + 0.2, 0], [0, 0.6])
    held = told(visit, "xr-object")
    assert abs(held[4]) == pytest.approx(0.2955, abs=0.02)
    trigger(visit, 0)
    visit.evaluate("headset.controllers.right.updateButtonValue('a-button', 1)")
    frames(visit)
    assert told(visit, "xr-object") == pytest.approx(place, abs=0.002)


def test_a_pinch_selects_like_a_trigger(visit):
    visit.evaluate("headset.primaryInputMode = 'hand'")
    frames(visit, 6)
    before = told(visit, "xr-rig")
    visit.evaluate(
        "() => { const h = headset.hands.right; h.position.set(0.2, 1.4, 0); h.quaternion.set(-0.38, -0.38, 0, 0.84); }"
    )
    frames(visit)
    for value in (1, 0):
        visit.evaluate("v => headset.hands.right.updatePinchValue(v)", value)
        frames(visit, 4)
    assert visit.get_attribute("cd-stage", "data-xr-last") in {"teleport", "release"}
    assert told(visit, "xr-rig") != before


def test_entering_swaps_to_the_headsets_copy(context, site):
    support.give_headset(context)
    page, record = support.open_page(context, site.base)
    page.goto(f"{site.base}/view/both?more=device=desktop")
    page.click('[data-action="start-3d"]')
    page.wait_for_selector('cd-stage[data-state="ready"][data-usage="desktop"]')
    page.click('[data-action="enter-vr"]:not(:disabled)')
    page.wait_for_selector('cd-stage[data-usage="vr"]')
    frames(page)
    assert [path for path in site.asked if path.endswith(".glb")] == ["/files/draco.glb", "/files/meshopt.glb"]
    support.assert_not_blank(support.screenshot(page, "headset-swapped"), spread=4)
    record.assert_clean()


def test_leaving_gives_the_page_back(visit):
    visit.evaluate("headset.activeSession.end()")
    visit.wait_for_selector('cd-stage[data-xr="vr"]')
    drawn = int(visit.eval_on_selector("cd-stage", "e => Number(e.dataset.frames ?? 0)"))
    visit.focus(".cd-view")
    visit.keyboard.press("ArrowRight")  # drawing is on demand: count from before the key
    visit.wait_for_function("n => Number(document.querySelector('cd-stage').dataset.frames) > n", arg=drawn)
    support.assert_not_blank(support.screenshot(visit, "headset-left"))
