"""From two scans on a conservator's disk to a finding: uploaded, compared, swiped, read, printed, seen in a headset."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from models3d.specimens.damage import Wound, damage_mesh
from models3d.specimens.files import write_ply
from models3d.specimens.scanner import ScanPlan, scan_mesh
from models3d.specimens.seal import make_seal
from tests.browser import journey, support
from tests.browser.journey import Server

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("heavy"), pytest.mark.timeout(600)]

NUMBER = "TH.SS.01"
FIELDS = {
    "accession_number": NUMBER, "title_vi": "Ấn thử hai lần quét", "title_en": "Seal surveyed twice",
    "location": "Kho 1",
    "recorder": "Trần Thị B", "recorded_on": "2026-03-01", "description_vi": "Ấn dựng bằng máy tính, quét để thử.",
    "object_type": "ấn", "height_mm": "117",
}  # fmt: skip
CHIP = Wound("chip", (0.0515, 0.0231, 0.0515), 0.0075, 0.0018)
TAG = "cd-compare"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, built_web: Path, translations: None) -> Iterator[Server]:
    with journey.served(tmp_path_factory.mktemp("installation") / "home") as running:
        yield running


@pytest.fixture(scope="module")
def scans(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder, seal = tmp_path_factory.mktemp("scans"), make_seal(1, 0.6)
    after, _ = damage_mesh(seal, (CHIP,))
    return (
        write_ply(scan_mesh(seal, ScanPlan(16, 0.02)), folder / "ấn-2019.ply"),
        write_ply(scan_mesh(after, ScanPlan(26, 0.03, stations=7, turn_deg=64.0)), folder / "ấn-2025.ply"),
    )


def test_two_scans_become_a_finding(browser: Browser, server: Server, scans: tuple[Path, Path]) -> None:
    with browser.new_context(viewport={"width": 1280, "height": 900}) as desk:
        page, record = support.open_page(desk, server.base)
        journey.log_in(page, server)
        journey.register(page, server, "artifacts", FIELDS)
        for scan in scans:
            upload(page, scan)
        address = compare(page)
        read_page(page)
        read_stage(page)
        draw(page, address)
        record.assert_clean()
        state = desk.storage_state()
    with browser.new_context(viewport=support.SMALL, storage_state=state) as visitor:
        support.give_headset(visitor)
        page, record = support.open_page(visitor, server.base)
        page.goto(address)
        enter(page)
        record.assert_clean()


def upload(page: Page, scan: Path) -> None:
    """Hand one scan in on the page of files and wait for its model."""
    journey.choose_file(page, scan)
    journey.wait_for_model(page)
    journey.show_results(page)
    expect(page.locator("td", has_text=scan.name).first).to_be_visible()


def compare(page: Page) -> str:
    """Ask for the comparison with the days of both surveys, and follow it to its page."""
    page.click('a[href*="/workbench/comparisons/new"]')
    page.fill("#f-earlier_day", "2019-05-04")
    page.fill("#f-later_day", "2025-06-10")
    page.click(".form-actions button.primary")
    page.wait_for_url(re.compile("/vi/compare/[0-9a-f-]{36}"))
    address = page.url
    page.locator(f'{TAG}, [data-action="show-results"]').first.wait_for(timeout=journey.JOB_MS)
    if page.locator(TAG).count() == 0:
        with page.expect_navigation():
            page.click('[data-action="show-results"]')
    page.locator(TAG).wait_for()
    return address


def read_page(page: Page) -> None:
    """The sentence, the table, and the report are there; the report is a PDF."""
    expect(page.locator("main")).to_contain_text("Mất vật liệu tại 1 chỗ")
    assert page.locator("table tbody tr").count() >= 1
    link = page.locator('a[href$="report.pdf"]').first.get_attribute("href")
    answer = page.request.get(page.url.split("/vi/")[0] + str(link))
    assert answer.body()[:5] == b"%PDF-"
    support.keep_picture(page, "two-surveys-1-page")


def read_stage(page: Page) -> None:
    """Swipe, touch, and be led to the region."""
    page.click('[data-action="start-compare"]')
    support.wait_state(page, "ready", TAG)
    page.wait_for_function("() => Number(document.querySelector('cd-compare').dataset.frames) > 0")
    support.assert_not_blank(support.screenshot(page, "two-surveys-2-heat"), spread=6)
    page.click('[data-action="mode-swipe"]')
    page.wait_for_selector(f'{TAG}[data-mode="swipe"]')
    box = page.locator(".cd-view").bounding_box()
    assert box is not None
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.move(*middle)
    page.mouse.down()
    page.mouse.move(middle[0] + 120, middle[1], steps=4)
    page.mouse.up()
    support.assert_not_blank(support.screenshot(page, "two-surveys-3-swipe"), spread=6)
    page.click('[data-action="mode-heat"]')
    page.mouse.click(*middle)
    mm, lod, *_ = (float(part) for part in str(page.get_attribute(TAG, "data-picked")).split(","))
    assert abs(mm) < 3
    assert 0 < lod < 1
    page.locator("tr[data-region] button, tr[data-region]").first.click()
    page.wait_for_function("() => /[#&]r=1(&|$)/.test(location.hash)")
    support.keep_picture(page, "two-surveys-4-region")


def draw(page: Page, address: str) -> None:
    """Ask for one more section; the page shows its picture and gives it as a drawing and on paper."""
    page.goto(address)
    drawings = page.locator("#drawings")
    before = drawings.locator("li.drawing").count()
    drawings.locator("summary").click()
    drawings.locator("#d-name").fill("Lát cắt của tôi")
    drawings.locator("form button.primary").click()
    expect(page.locator(".flash.success")).to_be_visible()
    drawings.locator('[data-action="show-results"]').wait_for(timeout=journey.JOB_MS)
    with page.expect_navigation():
        drawings.locator('[data-action="show-results"]').click()
    expect(drawings.locator("li.drawing")).to_have_count(before + 1)
    own = drawings.locator("li.drawing", has_text="Mặt cắt 1")
    page.wait_for_function("() => [...document.querySelectorAll('#drawings img')].some((i) => i.naturalWidth > 0)")
    names = own.locator("a[download]").evaluate_all("links => links.map((link) => link.download)")
    assert {name.rpartition(".")[2] for name in names} >= {"svg", "pdf", "dxf"}
    drawings.scroll_into_view_if_needed()
    support.keep_picture(page, "two-surveys-6-drawings")


def enter(page: Page) -> None:
    """The comparison at true scale, in both eyes."""
    page.click('[data-action="enter-vr"]:not(:disabled)')
    page.wait_for_function("() => Number(document.querySelector('cd-compare').dataset.xrFrames) > 3")
    assert page.get_attribute(TAG, "data-xr-views") == "2"
    assert page.get_attribute(TAG, "data-xr-layer") == "heat"
    support.assert_not_blank(support.screenshot(page, "two-surveys-5-headset"), spread=4)
    page.evaluate("headset.activeSession.end()")
    page.wait_for_selector(f'{TAG}[data-xr="vr"]')
