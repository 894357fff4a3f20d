"""The field kit in a real browser: written down without network, sent later, two people who changed the same record."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import select

from app.wiring import Parts
from catalogue.records import Artifact, FieldNote
from catalogue.services.artifacts import register_artifact, update_artifact
from catalogue.services.sites import register_site
from tests.browser import support
from tests.cataloguing import SYSTEM
from tests.people import PASSWORD, add_person
from tests.serving import serving

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("field")]
LANGS = ("vi", "en")
SIZES = ({"width": 1280, "height": 900}, {"width": 390, "height": 780})
PLACE = {"latitude": 16.4698, "longitude": 107.5772, "accuracy": 7}


@pytest.fixture
def base(app: Flask, built_web: Path, translations: None) -> Iterator[str]:
    with serving(app) as base:
        yield base


@pytest.fixture
def phone(browser: Browser) -> Iterator[BrowserContext]:
    """A phone whose owner lets the museum read its place."""
    context = browser.new_context(viewport=SIZES[1], has_touch=True, geolocation=PLACE, permissions=["geolocation"])
    yield context
    context.close()


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "chụp tại chỗ.jpg"
    Image.linear_gradient("L").resize((320, 240)).convert("RGB").save(path)
    return path


def open_kit(context: BrowserContext, base: str, parts: Parts, lang: str = "vi") -> tuple[Page, support.Record]:
    page, record = support.open_page(context, base)
    email = add_person(parts, "conservator")
    page.goto(f"{base}/{lang}/login?next=/{lang}/workbench/field/")
    page.fill("#email", email)
    page.fill("#password", PASSWORD)
    page.click("main button.primary")
    page.wait_for_selector('cd-field[data-state="open"][data-kept="ready"]')
    return page, record


def fill(page: Page, values: dict[str, str]) -> None:
    for name, value in values.items():
        page.fill(f"#field-{name}", value)


def states(page: Page) -> list[str]:
    return page.locator(".cd-field-list li[data-uid]").evaluate_all("rows => rows.map((row) => row.dataset.state)")


def test_what_is_written_down_without_network_arrives_when_it_is_back(phone, base, parts, photo):
    page, record = open_kit(phone, base, parts)
    phone.set_offline(True)
    page.reload()
    page.wait_for_selector('cd-field[data-state="open"]')
    expect(page.locator(".cd-field-net")).to_contain_text("Không có mạng")
    page.click('[data-action="new-artifact"]')
    page.click('[data-action="keep-entry"]')
    expect(page.locator(".cd-field-form .fault-text").first).to_contain_text("Số hiện vật")
    fill(page, {"accession_number": "TD.HV.09", "title_vi": "Lư đồng chạm rồng", "location": "Hiên sau"})
    page.set_input_files("#field-photos", str(photo))
    page.click('[data-action="note-place"]')
    expect(page.locator(".cd-field-place")).to_contain_text("16,46980")
    support.keep_picture(page, "field-1-form")
    page.click('[data-action="keep-entry"]')
    expect(page.locator(".flash.success")).to_contain_text("TD.HV.09")
    assert states(page) == ["waiting"]
    page.reload()  # the phone's page was closed and opened again, still without network
    page.wait_for_selector('cd-field[data-state="open"]')
    assert states(page) == ["waiting"]
    support.keep_picture(page, "field-2-waiting")
    phone.set_offline(False)
    page.wait_for_selector('.cd-field-list li[data-state="sent"]')
    expect(page.locator(".flash.success")).to_contain_text("1")
    with parts.sessions() as session:
        artifact = session.scalars(select(Artifact)).one()
        assert (artifact.accession_number, artifact.location) == ("TD.HV.09", "Hiên sau")
        note = session.scalars(select(FieldNote)).one()
        assert (note.latitude, note.accuracy_m) == (16.4698, 7)
    page.wait_for_function("() => !document.querySelector('.cd-field-list .muted')")
    assert [error for error in record.errors if "ERR_INTERNET_DISCONNECTED" not in error] == []
    assert record.foreign == []


def test_two_people_who_changed_one_record_choose_field_by_field(phone, base, parts):
    add_artifact(parts, "G7", location="Kho 1", recorder="Lê C")
    page, _ = open_kit(phone, base, parts, "en")
    take_site(page, parts)
    page.fill("#field-find", "binh g7")
    page.click('[data-action="edit-taken"]')
    fill(page, {"location": "Kho 2", "condition_text": "Nứt miệng"})
    phone.set_offline(True)
    page.click('[data-action="keep-entry"]')
    with parts.sessions.begin() as session:
        changes = {"location": "Kho 9", "description_vi": "Bình men lam, đã rửa."}
        update_artifact(session, SYSTEM, "G7", changes, expected_version=None)
    phone.set_offline(False)
    page.wait_for_selector('.cd-field-list li[data-state="conflict"]')
    page.click('[data-action="open-entry"]')
    assert page.locator(".cd-field-conflict fieldset").count() == 1, "only the location was changed by both"
    support.keep_picture(page, "field-3-conflict")
    page.check("#keep-location-theirs")
    page.click('[data-action="settle"]')
    page.wait_for_selector('.cd-field-list li[data-state="sent"]')
    with parts.sessions() as session:
        artifact = session.scalars(select(Artifact)).one()
        assert artifact.location == "Kho 9"
        assert artifact.condition_text == "Nứt miệng"
        assert artifact.description_vi == "Bình men lam, đã rửa."


def add_artifact(parts: Parts, number: str, **facts: object) -> None:
    with parts.sessions.begin() as session:
        values = {"accession_number": number, "title_vi": f"Bình {number}", **facts}
        register_artifact(session, SYSTEM, values)


def take_site(page: Page, parts: Parts) -> None:
    """Put the artifact into a site and take the site along."""
    with parts.sessions.begin() as session:
        site = register_site(session, SYSTEM, {"code": "TM", "title_vi": "Thế Miếu"})
        update_artifact(session, SYSTEM, "G7", {"site_id": site.id}, expected_version=None)
    page.fill("#take-site", "TM")
    page.click('[data-action="take-kit"]')
    expect(page.locator(".flash.success")).to_contain_text("TM")


def test_a_refused_entry_says_which_field_and_is_sent_once_mended(phone, base, parts):
    add_artifact(parts, "G7")
    page, _ = open_kit(phone, base, parts)
    page.click('[data-action="new-artifact"]')
    fill(page, {"accession_number": "G7", "title_vi": "Bát"})
    page.click('[data-action="keep-entry"]')
    page.wait_for_selector('.cd-field-list li[data-state="refused"]')
    page.click('[data-action="open-entry"]')
    expect(page.locator("#field-accession_number-fault")).to_contain_text("G7")
    page.fill("#field-accession_number", "G8")
    page.click('[data-action="keep-entry"]')
    page.wait_for_selector('.cd-field-list li[data-state="sent"]')


def test_an_ended_login_keeps_the_entries(phone, base, parts):
    page, _ = open_kit(phone, base, parts)
    phone.clear_cookies()
    page.click('[data-action="new-site"]')
    page.click('[data-action="note-place"]')
    page.wait_for_function("() => document.querySelector('#field-latitude').value !== ''")
    fill(page, {"code": "MX", "title_vi": "Miếu Xa"})
    page.click('[data-action="keep-entry"]')
    expect(page.locator(".flash.error a")).to_have_attribute("href", "/vi/login?next=%2Fvi%2Fworkbench%2Ffield%2F")
    assert states(page) == ["waiting"]


def test_the_kit_fits_and_can_be_used_by_all(phone, base, parts):
    page, record = open_kit(phone, base, parts)
    faults: list[str] = []
    for lang in LANGS:
        page.goto(f"{base}/{lang}/workbench/field/")
        page.wait_for_selector('cd-field[data-state="open"]')
        page.click('[data-action="new-artifact"]')
        for size in SIZES:
            page.set_viewport_size(size)
            over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            faults += [f"{lang} {size['width']}: {over} px too wide"] if over > 0 else []
            faults += [f"{lang} {size['width']}: {fault}" for fault in support.accessibility_faults(page)]
            support.keep_picture(page, f"field-4-{lang}-{size['width']}")
    assert faults == []
    manifest = page.evaluate("fetch(document.querySelector('link[rel=manifest]').href).then((answer) => answer.json())")
    assert (manifest["display"], manifest["start_url"]) == ("standalone", "/en/workbench/field/")
    record.assert_clean()
