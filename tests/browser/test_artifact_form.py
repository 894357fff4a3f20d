"""The artifact's form in a real browser: by keyboard alone, on a phone, with drafts, conflicts and history."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import select

from app.wiring import Parts
from catalogue.records import Artifact, JobRun
from catalogue.services.artifacts import register_artifact, update_artifact
from catalogue.services.locations import add_location
from catalogue.services.reviews import submit_for_review
from catalogue.services.sites import register_site
from catalogue.services.starter import load_starter
from tests.browser import support
from tests.people import PASSWORD, SYSTEM, add_person
from tests.serving import serving

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("pages")]

DESK = {"width": 1280, "height": 900}
SIZES = [DESK, support.PHONE]
BOTH = [("vi", DESK), ("en", support.PHONE)]  # tests/golden/test_every_page.py opens all pages in all ways
OLD, TWIN = "TF.01", "TF.02"


@pytest.fixture
def base(app: Flask, parts: Parts, built_web) -> Iterator[str]:
    """A served catalogue with vocabularies, a site, a cabinet and two records of one bowl; its address."""
    with parts.sessions.begin() as session:
        load_starter(session, SYSTEM)
        site = register_site(session, SYSTEM, {"code": "TM", "title_vi": "Thế Miếu"})
        add_location(session, SYSTEM, {"code": "K1", "kind": "cabinet", "title_vi": "Tủ đồ sứ"})
        facts = {"title_vi": "Bát sứ men lam vẽ mai hạc", "maker": "Lò cũ", "site_id": site.id}
        for number in (OLD, TWIN):
            artifact = register_artifact(session, SYSTEM, {**facts, "accession_number": number})
        submit_for_review(session, SYSTEM, artifact, note="Xin xem giúp")
    add_person(parts, "curator")
    with serving(app) as base:
        yield base


def log_in(page: Page, base: str) -> None:
    page.goto(f"{base}/vi/login")
    page.fill("#email", "curator@example.org")
    page.fill("#password", PASSWORD)
    page.click("main button.primary")
    page.wait_for_url(f"{base}/vi/")


def at_work(context: BrowserContext, base: str) -> tuple[Page, support.Record]:
    page, record = support.open_page(context, base)
    log_in(page, base)
    return page, record


def read(parts: Parts, number: str) -> Artifact:
    with parts.readers() as session:
        return session.scalars(select(Artifact).where(Artifact.accession_number == number)).one()


def sound(page: Page) -> None:
    """Nothing overflows and axe finds no fault."""
    over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert over <= 0, f"{page.url}: {over} px too wide"
    assert support.accessibility_faults(page) == []


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_an_artifact_is_entered_by_keyboard_alone(browser: Browser, base: str, parts: Parts, lang: str) -> None:
    with browser.new_context(viewport=DESK) as desk:
        page, record = at_work(desk, base)
        page.goto(f"{base}/{lang}/workbench/artifacts/new")
        page.focus("#f-accession_number")
        press = page.keyboard
        press.type("TF.09")
        press.press("Enter")
        assert page.evaluate("document.activeElement.name") == "profile"
        press.press("Enter")
        press.type("Bình")
        press.press("Enter")
        press.type("binh")
        page.wait_for_selector("#f-object_type-list li")
        press.press("ArrowDown")
        assert page.get_attribute("#f-object_type", "aria-activedescendant") == "f-object_type-list-0"
        assert support.accessibility_faults(page) == []
        press.press("Enter")
        assert page.input_value("#f-object_type").startswith("bình")
        press.press("Enter")
        press.press("Enter")
        assert page.evaluate("document.activeElement.name") == "description_vi"
        press.type("Bình gốm.")
        press.press("Tab")
        press.type("the mieu")
        page.wait_for_selector("#f-site_code-list li")
        press.press("Enter")
        press.press("Enter")
        press.type("tu do su")
        page.wait_for_selector("#f-location-list li")
        press.press("Enter")
        assert page.input_value("#f-location") == "Tủ đồ sứ [K1]"
        expect(page.locator("[data-part=missing]")).to_be_hidden()
        press.press("Control+s")
        page.wait_for_url("**/artifacts/TF.09/files")
        kept = read(parts, "TF.09")
        assert (kept.location, kept.recorder) == ("Tủ đồ sứ", "curator@example.org")
        assert kept.site_id
        record.assert_clean()


@pytest.mark.parametrize(("lang", "size"), BOTH, ids=["vi-desk", "en-phone"])
def test_the_form_and_its_pages_fit_and_are_accessible(browser: Browser, base: str, lang: str, size) -> None:
    with browser.new_context(viewport=size) as desk:
        page, record = at_work(desk, base)
        name = f"{lang}-{size['width']}"
        for path in ("artifacts/new?profile=ceramic", f"artifacts/{OLD}", "review/", f"review/artifact/{TWIN}",
                     f"merge/?keep={OLD}", f"merge/?keep={OLD}&drop={TWIN}"):  # fmt: skip
            page.goto(f"{base}/{lang}/workbench/{path}")
            sound(page)
            support.keep_picture(page, f"form-{path.partition('?')[0].replace('/', '-')}-{name}")
        page.goto(f"{base}/{lang}/workbench/artifacts/new?profile=ceramic")
        page.locator("#f-materials").press_sequentially("đồng, su men ngoc")
        page.wait_for_selector("#f-materials-list li")
        page.locator("#f-materials-list li").first.click()
        assert page.input_value("#f-materials") == "đồng, sứ men ngọc, "
        page.locator("#f-date_text").press_sequentially("Minh Mang 15")
        expect(page.locator("[data-part=date-read]")).to_contain_text("1834")
        expect(page.locator("[data-part=date-read]")).to_contain_text("Giáp Ngọ")
        page.fill("#f-date_text", "30/2/1836")
        page.locator("[data-action=take-date]").first.click()
        expect(page.locator("#f-date_text")).to_have_value("29/2/1836")
        page.locator("#f-title_vi").press_sequentially("bat su men lam ve mai hac")
        page.locator("#f-site_code").press_sequentially("TM")
        page.wait_for_selector("#f-site_code-list li")
        page.keyboard.press("Enter")
        expect(page.locator("[data-part=twins] li")).to_have_count(2)
        sound(page)
        support.keep_picture(page, f"form-typing-{name}")
        record.assert_clean()


def test_reign_and_year_are_picked(browser: Browser, base: str) -> None:
    with browser.new_context(viewport=DESK) as desk:
        page, _ = at_work(desk, base)
        page.goto(f"{base}/vi/workbench/artifacts/new?profile=ceramic")
        page.locator(".picker summary").first.click()
        page.select_option("#f-reign", "minh-mang")
        page.fill("#f-reign_year", "15")
        page.locator("#f-reign_year").blur()
        expect(page.locator("#f-date_text")).to_have_value("Minh Mạng năm thứ 15 (1834)")
        expect(page.locator("#f-year_from")).to_have_value("1834")


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_draft_comes_back_after_a_reload(browser: Browser, base: str, lang: str) -> None:
    with browser.new_context(viewport=support.PHONE) as desk:
        page, record = at_work(desk, base)
        page.goto(f"{base}/{lang}/workbench/artifacts/{OLD}")
        page.fill("#f-maker", "Đang gõ dở")
        expect(page.locator("[data-part=draft-state]")).not_to_be_empty()
        page.reload()
        expect(page.locator("#f-maker")).to_have_value("Lò cũ")
        sound(page)
        page.click("[data-action=continue-draft]")
        expect(page.locator("#f-maker")).to_have_value("Đang gõ dở")
        page.click("[data-action=discard-draft]")
        expect(page.locator("#f-maker")).to_have_value("Lò cũ")
        expect(page.locator("[data-part=draft-note]")).to_have_count(0)
        record.assert_clean()


def test_nothing_is_lost_without_network_or_session(browser: Browser, base: str) -> None:
    with browser.new_context(viewport=DESK) as desk:
        page, _ = at_work(desk, base)
        page.goto(f"{base}/vi/workbench/artifacts/{OLD}")
        desk.set_offline(True)
        page.fill("#f-maker", "Ghi khi mất mạng")
        expect(page.locator("[data-part=draft-state]")).to_contain_text("máy này")
        desk.set_offline(False)
        expect(page.locator("[data-part=draft-state]")).to_contain_text("Đã giữ bản nháp")
        page.route("**/api/v1/drafts/**", lambda route: route.abort())
        page.fill("#f-maker", "Chỉ máy này biết")
        expect(page.locator("[data-part=draft-state]")).to_contain_text("máy này")
        page.reload()
        page.click("[data-action=take-local]")
        expect(page.locator("#f-maker")).to_have_value("Chỉ máy này biết")
        desk.clear_cookies()
        page.fill("#f-maker", "Ghi khi hết phiên")
        page.keyboard.press("Control+s")
        page.wait_for_url(re.compile(r"/vi/login\?next="))
        page.fill("#email", "curator@example.org")
        page.fill("#password", PASSWORD)
        page.click("main button.primary")
        page.wait_for_url(re.compile(r"draft=continue$"))
        expect(page.locator("#f-maker")).to_have_value("Ghi khi hết phiên")


@pytest.mark.parametrize(("lang", "size"), BOTH, ids=["vi-desk", "en-phone"])
def test_two_edits_are_brought_together_and_one_is_taken_back(
    browser: Browser, base: str, parts: Parts, lang: str, size
) -> None:
    with browser.new_context(viewport=size) as desk:
        page, record = at_work(desk, base)
        page.goto(f"{base}/{lang}/workbench/artifacts/{OLD}")
        page.fill("#f-title_vi", "Bát của tôi")
        page.fill("#f-maker", "Lò của tôi")
        with parts.sessions.begin() as session:
            theirs = {"title_vi": "Bát của người kia", "condition_text": "Sứt miệng"}
            update_artifact(session, SYSTEM, OLD, theirs, expected_version=None)
        page.keyboard.press("Control+s")
        page.wait_for_selector(".choice")
        sound(page)
        support.keep_picture(page, f"form-edits-{lang}-{size['width']}")
        page.check("#c-title_vi-theirs")
        page.locator(".form-actions .primary").click()
        page.wait_for_selector(".flash.success")
        kept = read(parts, OLD)
        assert (kept.title_vi, kept.maker, kept.condition_text) == ("Bát của người kia", "Lò của tôi", "Sứt miệng")
        page.locator("[data-action=revert]").first.click()
        sound(page)
        page.locator(".form-actions .primary").click()
        page.wait_for_selector(".flash.success")
        assert read(parts, OLD).maker == "Lò cũ"
        support.keep_picture(page, f"form-history-{lang}-{size['width']}")
        assert [error for error in record.errors if "409" not in error] == []


@pytest.mark.parametrize(("lang", "size"), BOTH, ids=["vi-desk", "en-phone"])
def test_the_next_free_number_is_one_click_away(browser: Browser, base: str, parts: Parts, lang: str, size) -> None:
    with parts.sessions.begin() as session:
        register_artifact(session, SYSTEM, {"accession_number": "TM.TĐ.11", "title_vi": "Án thư"})
    with browser.new_context(viewport=size) as desk:
        page, record = at_work(desk, base)
        page.goto(f"{base}/{lang}/workbench/artifacts/new")
        told, button = page.locator("[data-part=number-told]"), page.locator("[data-action=next-number]")
        button.click()
        expect(told).not_to_be_empty()
        assert page.evaluate("document.activeElement.name") == "site_code"
        page.keyboard.type("the mieu")
        page.wait_for_selector("#f-site_code-list li")
        page.keyboard.press("Enter")
        button.click()
        expect(told).to_contain_text("TĐ")
        assert page.evaluate("document.activeElement.name") == "number_place"
        page.keyboard.type("Tiền Điện")
        button.click()
        expect(page.locator("#f-accession_number")).to_have_value("TM.TĐ.12")
        expect(told).to_contain_text("TM.TĐ.12")
        sound(page)
        support.screenshot(page, f"form-number-{lang}-{size['width']}")
        assert [error for error in record.errors if "422" not in error] == []


@pytest.mark.parametrize("size", SIZES, ids=["desk", "phone"])
def test_a_photograph_is_chosen_once_whatever_is_mended(
    browser: Browser, base: str, parts: Parts, tmp_path, size
) -> None:
    Image.new("RGB", (60, 40), "red").save(tmp_path / "ảnh.jpg")
    with browser.new_context(viewport=size) as desk:
        page, _ = at_work(desk, base)
        page.goto(f"{base}/vi/workbench/artifacts/new")
        page.set_input_files("#f-photo", tmp_path / "ảnh.jpg")
        page.fill("#f-accession_number", OLD)  # taken
        page.fill("#f-title_vi", "Bát mới")
        page.keyboard.press("Control+s")
        expect(page.locator(".held-name")).to_have_text("ảnh.jpg")
        sound(page)
        support.screenshot(page, f"form-held-vi-{size['width']}")
        page.fill("#f-accession_number", "TF.20")
        page.keyboard.press("Control+s")
        page.wait_for_url("**/artifacts/TF.20/files")
        with parts.readers() as session:
            (job,) = session.scalars(select(JobRun).where(JobRun.kind == "accept"))
        assert (job.payload["name"], job.artifact_id) == ("ảnh.jpg", read(parts, "TF.20").id)


def test_enter_saves_without_scripts_and_the_number_is_asked_for(browser: Browser, base: str, parts: Parts) -> None:
    with browser.new_context(viewport=DESK, java_script_enabled=False) as desk:
        page, _ = at_work(desk, base)
        page.goto(f"{base}/vi/workbench/artifacts/new")
        page.fill("#f-title_vi", "Không kịch bản")
        page.fill("#f-site_code", "Thế Miếu [TM]")
        page.fill("#f-number_place", "TĐ")
        page.click("[data-action=next-number]")
        expect(page.locator("#f-accession_number")).to_have_value("TM.TĐ.01")
        page.press("#f-title_vi", "Enter")
        page.wait_for_url("**/artifacts/TM.T*/files")
        assert read(parts, "TM.TĐ.01").title_vi == "Không kịch bản"


def test_the_form_works_without_scripts(browser: Browser, base: str, parts: Parts) -> None:
    with browser.new_context(viewport=support.PHONE, java_script_enabled=False) as desk:
        page, _ = at_work(desk, base)
        page.goto(f"{base}/vi/workbench/artifacts/new?profile=ceramic")
        page.fill("#f-accession_number", "TF.10")
        page.fill("#f-title_vi", "Không kịch bản")
        page.fill("#f-location", "Tủ đồ sứ [K1]")
        page.fill("#f-date_text", "Tự Đức 3")
        page.click(".form-actions .primary")
        assert (read(parts, "TF.10").location_id is not None, read(parts, "TF.10").year_from) == (True, 1850)
