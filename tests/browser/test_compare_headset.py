"""The comparison in an emulated headset: reading by pointing, layers, regions, leaving."""

from __future__ import annotations

import numpy as np
import pytest

from tests.browser import support
from tests.browser.harness import comparison
from tests.browser.harness.compared import TAG, museum_of, opened, press_mode, told, write_pairs
from tests.browser.harness.site import served

pytestmark = support.MARKS


@pytest.fixture(scope="module")
def folder(tmp_path_factory, built_web):
    made = tmp_path_factory.mktemp("compare")
    write_pairs(made)
    return made


@pytest.fixture
def museum(folder):
    with served(museum_of(folder)) as running:
        yield running


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
    press_panel(visit, 0.13, -0.415)
    assert (told(visit, "xr-last"), told(visit, "xr-region")) == ("next", "1")
    rig = [float(part) for part in told(visit, "xr-rig").split(",")]
    assert rig[0] < -0.6
    support.assert_not_blank(support.screenshot(visit, "compare-headset-region"), spread=4)
    press_panel(visit, 0.13, -0.29)
    assert told(visit, "xr-layer") == "heat"
    press_panel(visit, -0.35, -0.415)
    assert (told(visit, "xr-last"), told(visit, "xr-proven")) == ("proven", "true")
    support.keep_picture(visit, "compare-headset-proven")


def test_leaving_gives_the_page_back(visit):
    visit.evaluate("headset.activeSession.end()")
    visit.wait_for_selector(f'{TAG}[data-xr="vr"]')
    press_mode(visit, "swipe")
    support.assert_not_blank(support.screenshot(visit, "compare-headset-left"), spread=4)
