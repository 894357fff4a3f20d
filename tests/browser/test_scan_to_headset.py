"""From the file on a conservator's disk to a visitor in a headset: real server, real browser, real scans."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import journey, support
from tests.browser.journey import Server
from tests.browser.test_headset import aim, told, trigger

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("heavy"), pytest.mark.timeout(600)]

DESK = {"width": 1280, "height": 900}
# All key strokes may end in one drawing on a slow machine: two animation frames later the last of them is drawn.
NEXT_DRAWING = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))"
FACTS = {"location": "Kho 1", "recorder": "Trần Thị B", "recorded_on": "2026-03-01"}


@dataclass(frozen=True)
class Case:
    """One scan and the record that it belongs to."""

    name: str
    source: str
    number: str
    title: str
    noun: str = "artifacts"
    more: dict[str, str] = field(default_factory=dict)

    @property
    def fields(self) -> dict[str, str]:
        """What is typed into the form."""
        if self.noun == "sites":
            return {"code": self.number, "title_vi": self.title, "title_en": f"Site {self.number}", **self.more}
        named = {"accession_number": self.number, "title_vi": self.title, "title_en": f"Object {self.number}"}
        return {**named, **FACTS, "description_vi": f"{self.title}, quét để thử.", "object_type": "tượng", **self.more}


CASES = [
    Case(
        "nefertiti",
        "mesh/meshes/nefertiti/nefertiti-lowres.obj",
        "TH.NF.01",
        "Tượng bán thân Nefertiti",
        more={"height_mm": "480"},
    ),
    Case("venus", "textured/aton/venus", "TH.VN.01", "Tượng thần Vệ Nữ"),
    Case("e57-station", "cloud/pye57/pumpAVisualReferenceImage.e57", "TH.TQ.01", "Máy bơm ở trạm quét"),
    Case(
        "laz-site",
        "cloud/vapc/tree_wind_condition.laz",
        "TH.DT.01",
        "Vườn cây trước lăng",
        noun="sites",
        more={"description_vi": "Vườn cây quét từ trên cao.", "address": "Huế", "kind": "scenic"},
    ),
]


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory, built_web: Path, translations: None) -> Iterator[Server]:
    with journey.served(tmp_path_factory.mktemp("installation") / "home") as running:
        yield running


@pytest.fixture
def scan(shared_data: Path, tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """The file as a person would choose it: a folder of parts is zipped first."""
    source = shared_data / request.param.source
    if source.is_file():
        return source
    packed = tmp_path / f"{source.name}.zip"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as out:
        for part in sorted(source.iterdir()):
            out.write(part, part.name)
    return packed


@pytest.mark.parametrize(("scan", "case"), [(c, c) for c in CASES], ids=[c.name for c in CASES], indirect=["scan"])
def test_a_scan_goes_from_the_disk_to_the_headset(browser: Browser, server: Server, scan: Path, case: Case) -> None:
    with browser.new_context(viewport=DESK) as desk:
        page, record = support.open_page(desk, server.base)
        prepare(page, server, scan, case)
        record.assert_clean()
    with browser.new_context(viewport=support.SMALL) as visitor:
        support.give_headset(visitor)
        page, record = support.open_page(visitor, server.base)
        look(page, server, case)
        visit(page, case)
        record.assert_clean()


def prepare(page: Page, server: Server, scan: Path, case: Case) -> None:
    """Log in, register, upload, watch, publish, log out."""
    journey.log_in(page, server)
    journey.register(page, server, case.noun, case.fields)
    journey.watch_progress(page)
    journey.choose_file(page, scan)
    journey.wait_for_model(page)
    shares = journey.seen_progress(page)
    assert any(0 < share < 1 for share in shares), shares
    support.keep_picture(page, f"journey-{case.name}-1-uploaded")
    journey.show_results(page)
    expect(page.locator("td", has_text=scan.name).first).to_be_visible()
    journey.publish(page)
    support.keep_picture(page, f"journey-{case.name}-2-published")
    journey.log_out(page)


def look(page: Page, server: Server, case: Case) -> None:
    """The public page: the poster first, then the model, turned by the keyboard."""
    page.goto(f"{server.base}/vi/{case.noun}/{case.number}")
    assert page.inner_text("h1") == case.title
    support.wait_state(page, "poster")
    assert page.eval_on_selector("cd-stage img", "async e => { await e.decode(); return e.naturalWidth }") >= 640
    assert page.locator("cd-stage canvas:visible").count() == 0
    support.assert_not_blank(picture_of(page, f"journey-{case.name}-3-poster"))
    page.click('[data-action="start-3d"]')
    support.wait_state(page, "ready")
    wait_until_drawn(page, 1)
    front = picture_of(page, f"journey-{case.name}-4-model")
    support.assert_not_blank(front, spread=8)
    drawn = int(page.get_attribute("cd-stage", "data-frames"))
    page.focus(".cd-view")
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    wait_until_drawn(page, drawn + 1)
    page.evaluate(NEXT_DRAWING)
    turned = picture_of(page, f"journey-{case.name}-5-turned")
    assert np.abs(np.asarray(front, dtype=float) - np.asarray(turned, dtype=float)).mean() > 0.5


def wait_until_drawn(page: Page, frames: int) -> None:
    """The stage draws only when something changed: wait for a count, not for time."""
    page.wait_for_function("n => Number(document.querySelector('cd-stage').dataset.frames ?? 0) >= n", arg=frames)


def picture_of(page: Page, name: str):
    """The stage alone, scrolled into view."""
    page.locator("cd-stage").scroll_into_view_if_needed()
    return support.screenshot(page, name)


def visit(page: Page, case: Case) -> None:
    """Enter, see with both eyes, walk, leave."""
    page.click('[data-action="enter-vr"]:not(:disabled)')
    page.wait_for_function("() => Number(document.querySelector('cd-stage').dataset.xrFrames) > 3")
    assert page.get_attribute("cd-stage", "data-xr-views") == "2"
    page.wait_for_selector('cd-stage[data-usage="vr"]')
    support.assert_not_blank(support.screenshot(page, f"journey-{case.name}-6-headset"), spread=4)
    before = told(page, "xr-rig")
    aim(page, [0.2, 1.4, 0], [-0.9, -0.9])
    trigger(page, 1)
    trigger(page, 0)
    assert page.get_attribute("cd-stage", "data-xr-last") == "teleport"
    after = told(page, "xr-rig")
    assert abs(after[0] - before[0]) + abs(after[2] - before[2]) > 0.3
    page.evaluate("headset.activeSession.end()")
    page.wait_for_selector('cd-stage[data-xr="vr"]')
    assert page.is_enabled('[data-action="enter-vr"]')
