"""The storeroom on a phone and at a desk: scanning, labels, hand-overs, loans; every page in both languages."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
from flask import Flask
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from app.wiring import Parts
from tests.api.procedures import stock, trail
from tests.browser import support
from tests.people import PASSWORD, add_person
from tests.serving import serving
from viewer.qr import QUIET, qr_runs

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("storeroom")]
WIDTHS = (1280, 390)
BENCH = "/workbench"
ENTRY = {"depositor": "Bà Nguyễn Thị Lan", "items.0.description": "Bát men lam vẽ phượng", "items.0.count": "2"}
LOAN = {
    "partner": "Bảo tàng Lịch sử Quốc gia", "purpose": "Trưng bày “Gốm Huế”", "begins_on": "2026-02-01",
    "ends_on": "2026-03-01", "numbers": "G.1", "decision_number": "12/QĐ-TTBT", "approver": "Nguyễn Văn A",
}  # fmt: skip


@pytest.fixture
def room(app: Flask, parts: Parts, built_web) -> Iterator[dict[str, str]]:
    """A served storeroom: its address as ``base``, and the label codes of what it holds."""
    codes = stock(parts)
    with serving(app) as base:
        yield {**codes, "base": base}


def log_in(page: Page, base: str, parts: Parts, lang: str = "vi") -> None:
    email = add_person(parts, "curator")
    page.goto(f"{base}/{lang}/login")
    page.fill("#email", email)
    page.fill("#password", PASSWORD)
    page.click("main button.primary")
    page.wait_for_url(f"{base}/{lang}/")


def look(page: Page, name: str) -> list[str]:
    """Faults of the page as it stands, at the desk's and the phone's width; pictures of it are kept."""
    faults = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        faults += [f"{name} {width}: {over} px too wide"] if over > 0 else []
        faults += [f"{name} {width}: {fault}" for fault in support.accessibility_faults(page)]
        support.SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        support.keep_picture(page, f"storeroom-{name}-{width}", full_page=True)
    return faults


def rows(page: Page, kind: str) -> list[str]:
    return page.locator(f'.scan-rows li[data-kind="{kind}"]').all_inner_texts()


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_shelf_is_filled_by_typed_scans_on_a_phone(browser: Browser, room, parts: Parts, lang: str) -> None:
    with browser.new_context(viewport=support.PHONE) as phone:
        page, record = support.open_page(phone, room["base"])
        log_in(page, room["base"], parts, lang)
        page.goto(f"{room['base']}/{lang}{BENCH}/scan/")
        page.wait_for_selector('cd-scan[data-state="ready"]')
        faults = look(page, f"scan-empty-{lang}")
        for text in (f"HTTP://X/Q/{room['K1-P1-A']}", room["G.1"], "G.2", "G.2", "X.9"):
            page.fill("#scan-entry", text)
            page.press("#scan-entry", "Enter")
        expect(page.locator('.scan-rows li[data-kind="fault"]')).to_have_count(1, timeout=support.WAIT_MS)
        assert [len(rows(page, kind)) for kind in ("place", "thing")] == [1, 2]
        assert page.input_value("#f-codes").splitlines()[1:] == [room["G.1"], "G.2", "X.9"]
        faults += look(page, f"scan-list-{lang}")
        page.reload()
        expect(page.locator('.scan-rows li[data-kind="thing"]')).to_have_count(2, timeout=support.WAIT_MS)
        page.locator('.scan-rows li[data-kind="fault"] button').click()
        expect(page.locator('.scan-rows li[data-kind="fault"]')).to_have_count(0, timeout=support.WAIT_MS)
        page.locator("body").click(position={"x": 5, "y": 5})
        page.keyboard.type(room["PTH.TĐ.01"])
        page.keyboard.press("Enter")
        expect(page.locator('.scan-rows li[data-kind="thing"]')).to_have_count(3, timeout=support.WAIT_MS)
        page.click(".form-actions button.primary")
        expect(page.locator(".scan-group")).to_have_count(1, timeout=support.WAIT_MS)
        page.fill("#f-decision_number", "12/QĐ-TTBT")
        faults += look(page, f"scan-plan-{lang}")
        page.click(".form-actions button.primary")
        expect(page.locator("#e-approver")).to_be_visible(timeout=support.WAIT_MS)
        page.fill("#f-approver", "Nguyễn Văn A")
        page.click(".form-actions button.primary")
        expect(page.locator(".flash.success")).to_be_visible(timeout=support.WAIT_MS)
        page.wait_for_selector('cd-scan[data-state="ready"]')
        assert rows(page, "thing") == []
        assert [trail(parts, name) for name in ("G.1", "G.2", "PTH.TĐ.01")] == [["K1-P1-A"]] * 3
        assert not faults, "\n".join(faults)
        assert [error for error in record.errors if not any(code in error for code in ("404", "422"))] == []


def film(path: Path, texts: list[str]) -> Path:
    """A film for the emulated camera: each code held still for a while, then white."""
    width, height, still = 640, 480, 8
    chroma = bytes([128]) * (width * height // 2)
    with path.open("wb") as out:
        out.write(f"YUV4MPEG2 W{width} H{height} F8:1 Ip A1:1 C420jpeg\n".encode())
        for text in texts:
            size, runs = qr_runs(text)
            side = size + 2 * QUIET
            code = Image.new("L", (side, side), 235)
            for row, column, length in runs:
                code.paste(16, (column + QUIET, row + QUIET, column + QUIET + length, row + QUIET + 1))
            scale = 400 // side
            frame = Image.new("L", (width, height), 235)
            frame.paste(code.resize((side * scale, side * scale), Image.Resampling.NEAREST), (120, 40))
            for _ in range(still):
                out.write(b"FRAME\n" + frame.tobytes() + chroma)
    return path


def test_the_camera_reads_labels(browser: Browser, room, parts: Parts, tmp_path: Path) -> None:
    links = [f"HTTP://127.0.0.1:8000/Q/{room[name]}" for name in ("K1-P1-A", "G.1", "PTH.TĐ.01")]
    flags = (
        *support.FLAGS, "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={film(tmp_path / 'labels.y4m', links)}",
    )  # fmt: skip
    with support.started(browser.browser_type, *flags) as filming, filming.new_context(viewport=support.PHONE) as phone:
        page, record = support.open_page(phone, room["base"])
        log_in(page, room["base"], parts)
        page.goto(f"{room['base']}/vi{BENCH}/scan/")
        page.click('[data-action="camera"]')
        expect(page.locator('.scan-rows li[data-kind="thing"], .scan-rows li[data-kind="fault"]')).to_have_count(
            2, timeout=support.WAIT_MS
        )
        expect(page.locator('.scan-rows li[data-kind="place"]').first).to_be_visible(timeout=support.WAIT_MS)
        assert set(page.input_value("#f-codes").splitlines()) == set(links)
        support.keep_picture(page, "storeroom-camera")
        assert support.accessibility_faults(page) == []
        page.click('[data-action="camera"]')
        expect(page.locator(".scan-view")).to_be_hidden()
        record.assert_clean()


def test_without_a_camera_the_page_says_what_to_do(browser: Browser, room, parts: Parts) -> None:
    with browser.new_context(viewport=support.PHONE) as phone:
        page, _ = support.open_page(phone, room["base"])
        log_in(page, room["base"], parts)
        page.goto(f"{room['base']}/vi{BENCH}/scan/")
        page.click('[data-action="camera"]')
        expect(page.locator('.scan-said[data-good="false"]')).to_contain_text("gõ mã", timeout=support.WAIT_MS)


def test_scanning_works_without_scripts(browser: Browser, room, parts: Parts) -> None:
    with browser.new_context(viewport=support.PHONE, java_script_enabled=False) as phone:
        page, _ = support.open_page(phone, room["base"])
        log_in(page, room["base"], parts)
        page.goto(f"{room['base']}/vi{BENCH}/scan/")
        page.fill("#f-codes", f"{room['K1-P2']}\nG.1")
        page.click(".form-actions button.primary")
        page.click(".form-actions button.primary")
        expect(page.locator(".flash.success")).to_be_visible(timeout=support.WAIT_MS)
        assert trail(parts, "G.1") == ["K1-P2"]


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_labels_are_downloaded(browser: Browser, room, parts: Parts, lang: str) -> None:
    with browser.new_context(viewport=support.PHONE) as desk:
        page, record = support.open_page(desk, room["base"])
        log_in(page, room["base"], parts, lang)
        page.goto(f"{room['base']}/{lang}{BENCH}/labels/?numbers=G.1,G.2&codes=K1-P1-A")
        faults = look(page, f"labels-{lang}")
        page.select_option("#f-sheet", "a4-4x10")
        with page.expect_download() as waiting:
            page.click(".form-actions button.primary")
        sheet = pypdfium2.PdfDocument(io.BytesIO(Path(waiting.value.path()).read_bytes()))
        words = sheet[0].get_textpage().get_text_bounded()
        assert all(name in words for name in ("G.1", "G.2", "K1-P1-A"))
        assert not faults, "\n".join(faults)
        record.assert_clean()


def fill(page: Page, values: dict[str, str]) -> None:
    for name, value in values.items():
        page.fill(f'[name="{name}"]', value)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_gift_is_taken_in_and_registered(browser: Browser, room, parts: Parts, lang: str) -> None:
    with browser.new_context(viewport=support.SMALL) as desk:
        page, record = support.open_page(desk, room["base"])
        log_in(page, room["base"], parts, lang)
        page.goto(f"{room['base']}/{lang}{BENCH}/entries/new")
        faults = look(page, f"entry-new-{lang}")
        fill(page, ENTRY)
        page.click(".form-actions button.primary")
        page.wait_for_url("**/entries/GN.*")
        faults += look(page, f"entry-{lang}")
        page.fill("#f-to", "K1-P1-A")
        page.locator('form[action$="/accession"] button.primary').click()
        expect(page.locator('input[name="item"]')).to_have_count(0, timeout=support.WAIT_MS)
        page.locator(".bench-head a.button").click()
        expect(page.locator(".minutes")).to_contain_text("hai" if lang == "vi" else "two")
        faults += look(page, f"receipt-{lang}")
        page.goto(f"{room['base']}/{lang}{BENCH}/entries/")
        faults += look(page, f"entries-{lang}")
        assert not faults, "\n".join(faults)
        record.assert_clean()


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_loan_goes_out_and_back(browser: Browser, room, parts: Parts, lang: str) -> None:
    with browser.new_context(viewport=support.SMALL) as desk:
        page, record = support.open_page(desk, room["base"])
        log_in(page, room["base"], parts, lang)
        page.goto(f"{room['base']}/{lang}{BENCH}/loans/new")
        fill(page, LOAN)
        faults = look(page, f"loan-new-{lang}")
        page.click(".form-actions button.primary")
        page.wait_for_url("**/loans/CM.*")
        page.locator('form[action$="/approve"] button').click()
        page.locator('form[action$="/send"] input[type="date"]').fill("2026-02-01")
        page.locator('form[action$="/send"] button').click()
        expect(page.locator("[role=alert]")).to_be_visible(timeout=support.WAIT_MS)
        faults += look(page, f"loan-out-{lang}")
        page.goto(f"{room['base']}/{lang}{BENCH}/loans/")
        faults += look(page, f"loans-{lang}")
        page.locator("td a").first.click()
        page.locator('form[action$="/return"] input[type="date"]').fill("2026-02-20")
        page.fill("#f-to", "K1-P1-A")
        page.locator('form[action$="/return"] button').click()
        expect(page.locator('form[action$="/return"]')).to_have_count(0, timeout=support.WAIT_MS)
        assert trail(parts, "G.1") == ["K1-P1-A", "Bảo tàng Lịch sử Quốc gia"]
        page.goto(f"{page.url}/minutes")
        faults += look(page, f"minutes-{lang}")
        assert not faults, "\n".join(faults)
        record.assert_clean()


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_places_and_movements_fit_and_are_accessible(browser: Browser, room, parts: Parts, lang: str) -> None:
    with browser.new_context(viewport=support.SMALL) as desk:
        page, record = support.open_page(desk, room["base"])
        log_in(page, room["base"], parts, lang)
        page.goto(f"{room['base']}/{lang}{BENCH}/movements/new?numbers=G.1,G.2")
        faults = look(page, f"move-{lang}")
        page.fill("#f-to", "K1-P1-A")
        page.click(".form-actions button.primary")
        page.wait_for_url("**/movements/")
        faults += look(page, f"movements-{lang}")
        page.locator('a[href$="/correct"]').first.click()
        faults += look(page, f"correct-{lang}")
        page.fill("#f-to", "K1-P2")
        page.fill("#f-note", "quét nhầm")
        page.click(".form-actions button.primary")
        page.wait_for_url("**/movements/of/**")
        faults += look(page, f"trail-{lang}")
        for name, path in (("places", "locations/"), ("place", "locations/K1"), ("place-new", "locations/new")):
            page.goto(f"{room['base']}/{lang}{BENCH}/{path}")
            faults += look(page, f"{name}-{lang}")
        assert not faults, "\n".join(faults)
        record.assert_clean()
