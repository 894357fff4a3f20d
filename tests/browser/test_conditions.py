"""Condition work in a browser: a check, pins on a photograph and on the 3D surface, carried over; treatments; lists."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from app.wiring import Parts
from catalogue.records import Artifact, Damage, Derivative
from catalogue.services.artifacts import read_artifact
from catalogue.services.conditions import add_check
from catalogue.services.damages import carry_over
from tests.api.museum import PICTURED, SITE, STAGED, furnish, hang_pictures
from tests.browser import support
from tests.browser.harness.live import log_in
from tests.cataloguing import stored_file
from tests.comparing import dated_scan, make_report, measured, region
from tests.furnishing import examine, hang_models
from tests.people import SYSTEM
from tests.serving import serving

pytestmark = support.MARKS
SIZES = {"desk": {"width": 1280, "height": 900}, "phone": {"width": 390, "height": 800}}


@pytest.fixture
def museum(app: Flask, parts: Parts, built_web) -> Iterator[dict[str, str]]:
    """A served museum with a real model behind its 3D copies; a check with findings that were carried over."""
    ids = furnish(parts)
    hang_pictures(parts)
    hang_models(parts)
    ids |= examine(parts, ids["photo"])
    with serving(app) as base:
        yield {**ids, "base": base}


def check_photo(ids: dict[str, str]):
    from uuid import UUID

    return UUID(ids["photo"])


def opened(browser: Browser, museum: dict[str, str], parts: Parts, size: str, role: str = "administrator") -> Page:
    context = browser.new_context(viewport=SIZES[size], has_touch=size == "phone")
    page, record = support.open_page(context, museum["base"])
    log_in(page, museum["base"], parts, role)
    page.record = record
    return page


def faults_of(page: Page, name: str) -> list[str]:
    over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    found = [f"{name}: {over} px too wide"] if over > 0 else []
    support.keep_picture(page, f"condition-{name}")
    return found + [f"{name}: {fault}" for fault in support.accessibility_faults(page)]


def findings(parts: Parts) -> list[Damage]:
    with parts.readers() as session:
        rows = list(session.scalars(select(Damage).order_by(Damage.created_at)))
        session.expunge_all()
        return rows


@pytest.mark.parametrize(("lang", "size"), [("vi", "desk"), ("en", "phone")])
def test_a_check_with_pins_on_photograph_and_surface(browser, museum, parts, lang, size):
    page = opened(browser, museum, parts, size)
    page.goto(f"{museum['base']}/{lang}/workbench/conditions/new?artifact={STAGED}")
    faults = faults_of(page, f"new-{lang}-{size}")
    page.select_option("#f-grade", "poor")
    page.fill("#f-next_check_on", "2099-01-01")
    page.click(".form-actions button.primary")
    page.wait_for_url(re.compile(r"/conditions/KT\.\d{4}\.0001$"))
    number = page.url.rpartition("/")[2]
    faults += faults_of(page, f"check-{lang}-{size}")
    page.locator('.judge button[value="worse"]').first.click()
    expect(page.locator(".judge.open")).to_have_count(0)
    assert [row.change.value for row in findings(parts)][-1] == "worse"

    page.goto(f"{museum['base']}/{lang}/workbench/conditions/{number}/pins?view=surface")
    page.wait_for_selector('cd-pins[data-state="ready"] cd-stage[data-state="ready"]')
    page.locator(".cd-view canvas").evaluate("canvas => canvas.scrollIntoView({ block: 'center' })")
    box = page.locator(".cd-view canvas").bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_selector("cd-pins[data-placed]")
    expect(page.locator(".cd-pin.draft")).to_be_visible()
    faults += faults_of(page, f"surface-{lang}-{size}")
    x, y, z = (float(page.input_value(f"#f-{axis}_mm").replace(",", ".")) for axis in "xyz")
    half_width, height = 117, 437  # of the vase, millimetres
    assert abs(x) <= half_width
    assert abs(z) <= half_width
    assert 0 <= y <= height
    page.fill("#f-type", "nứt" if lang == "vi" else "crack")
    page.fill("#f-length_mm", "12,5" if lang == "vi" else "12.5")
    page.click(".pin-form button.primary")
    page.wait_for_url(re.compile("view=surface#finding-2"))
    page.wait_for_selector('cd-pins[data-state="ready"]')
    pin = page.locator('button.cd-pin[data-number="2"]')
    expect(pin).to_be_visible()
    pin.click()
    expect(page.locator("#finding-2")).to_have_class(re.compile("selected"))
    saved = findings(parts)[-1]
    assert (saved.x_mm, saved.y_mm, saved.z_mm) == pytest.approx((x, y, z), abs=0.01)
    assert saved.normal_x**2 + saved.normal_y**2 + saved.normal_z**2 == pytest.approx(1, abs=0.01)
    assert saved.term_id is not None
    assert not faults, "\n".join(faults)
    page.context.close()


@pytest.mark.parametrize(("lang", "size"), [("en", "desk"), ("vi", "phone")])
def test_pins_on_a_photograph_by_tap_by_drag_and_by_keyboard(browser, museum, parts, lang, size):
    page = opened(browser, museum, parts, size)
    page.goto(f"{museum['base']}/{lang}/workbench/conditions/{museum['check']}/pins")
    page.wait_for_selector('cd-pins[data-state="ready"]')
    expect(page.locator('button.cd-pin[data-number="1"]')).to_be_visible()
    view = page.locator(".cd-pin-view")
    view.evaluate("view => view.scrollIntoView({ block: 'center' })")
    box = view.bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    assert page.input_value("#f-photo_x") in {"50", "50,0", "49,99", "50,01", "50.01", "49.99"}
    view.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowUp")
    page.keyboard.press("Enter")
    x, y = (float(page.input_value(f"#f-photo_{axis}").replace(",", ".")) for axis in "xy")
    assert x > 50.5
    assert y < 49.5
    page.keyboard.press("r")
    page.keyboard.press("Enter")
    for _ in range(3):
        page.keyboard.press("Shift+ArrowDown")
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    assert page.input_value("#f-photo_w") != ""
    expect(page.locator(".cd-pin-area.draft")).to_be_visible()
    page.keyboard.press("Escape")
    page.click('[data-action="area"]')
    page.mouse.move(box["x"] + box["width"] * 0.45, box["y"] + box["height"] * 0.45)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.55, box["y"] + box["height"] * 0.55, steps=4)
    page.mouse.up()
    assert float(page.input_value("#f-photo_x").replace(",", ".")) == pytest.approx(50, abs=0.3)
    faults = faults_of(page, f"photo-{lang}-{size}")
    page.fill("#f-type", "ố")
    page.click(".pin-form button.primary")
    page.wait_for_url(re.compile("#finding-2"))
    saved = findings(parts)[-1]
    assert (saved.photo_x, saved.photo_y) == pytest.approx((0.5, 0.5), abs=0.01)
    assert saved.photo_w > 0
    page.wait_for_selector('cd-pins[data-state="ready"]')
    page.locator("#finding-1 [data-action='show-pin']").click()
    expect(page.locator('button.cd-pin[data-number="1"]')).to_have_attribute("aria-pressed", "true")
    page.click('[data-action="deep-zoom"]')  # these pictures have no tiles: the plain one stays, and that is told
    expect(page.locator(".cd-pin-live")).to_contain_text(re.compile("phóng to|deep zoom"))
    expect(page.locator('button.cd-pin[data-number="1"]')).to_be_visible()
    assert not faults, "\n".join(faults)
    page.context.close()


def test_without_webgl_places_are_typed(browser, museum, parts):
    with support.started(browser.browser_type, "--no-sandbox", "--disable-gpu", "--disable-3d-apis") as plain:
        page = opened(plain, museum, parts, "desk")
        page.goto(f"{museum['base']}/vi/workbench/conditions/{museum['staged_check']}/pins?view=surface")
        support.wait_state(page, "error")
        page.fill("#f-type", "nứt")
        for axis, value in zip("xyz", ("1,5", "20", "-3"), strict=True):
            page.fill(f"#f-{axis}_mm", value)
        page.click(".pin-form button.primary")
        page.wait_for_url(re.compile("#finding-2"))
        saved = findings(parts)[-1]
        assert (saved.x_mm, saved.y_mm, saved.z_mm) == (1.5, 20.0, -3.0)


def test_a_changed_place_becomes_a_finding_with_one_press(browser, museum, parts):
    with parts.sessions.begin() as session:
        artifact = session.scalar(select(Artifact).where(Artifact.accession_number == STAGED))
        scans = [dated_scan(session, artifact, f"{year}.ply", f"{year}-05-04") for year in (2019, 2025)]
        ident = str(measured(session, SYSTEM, scans[0].id, scans[1].id, make_report(region(1, -1.24))).id)
    page = opened(browser, museum, parts, "phone")
    page.goto(f"{museum['base']}/vi/compare/{ident}")
    page.click('form[action$="/from-region"] button')
    page.wait_for_url(re.compile(r"/conditions/KT\.[\d.]+#finding-\d+"))
    expect(page.locator(".finding").last).to_contain_text("1,24")
    assert findings(parts)[-1].depth_mm == 1.24
    page.context.close()


def test_a_treatment_with_pictures_before_and_after(browser, museum, parts):
    with parts.sessions.begin() as session:
        artifact = read_artifact(session, SYSTEM, PICTURED)
        after = stored_file(session, artifact.id, "sau.jpg")
        thumbs = session.scalars(select(Derivative).where(Derivative.file_id == check_photo(museum))).all()
        from catalogue.services.derivatives import NewDerivative, add_derivative
        from tests.cataloguing import sha

        for thumb in thumbs:
            new = NewDerivative(
                thumb.usage, thumb.media_type, sha(f"after {thumb.quality}"), thumb.size, thumb.key,
                file_id=after.id, quality=thumb.quality, details=dict(thumb.details),
            )  # fmt: skip
            add_derivative(session, SYSTEM, new)
    page = opened(browser, museum, parts, "desk")
    page.goto(f"{museum['base']}/vi/workbench/treatments/{museum['treatment']}")
    page.select_option(f"#s-{after.id}", "after")
    page.locator('form[action$="/files"] button').click()
    swipe = page.locator("cd-swipe[data-mode]")
    expect(swipe).to_have_attribute("data-split", "50")
    page.locator("cd-swipe input").press("ArrowRight")
    expect(swipe).to_have_attribute("data-split", "51")
    faults = faults_of(page, "treatment-swipe")
    page.click('[data-action="side-by-side"]')
    expect(swipe).to_have_attribute("data-mode", "side")
    page.locator('input[name="damage"]').first.check()
    page.locator('form[action$="/damages"] button').click()
    page.fill("#f-result", "Đã gắn")
    page.locator('form[action$="/finish"] button').click()
    expect(page.locator(".chip.good").first).to_be_visible()
    page.goto(f"{museum['base']}/vi/artifacts/{PICTURED}")
    expect(page.locator("#condition")).to_contain_text(museum["treatment"])
    assert not faults, "\n".join(faults)
    page.context.close()


PAGES = {
    "list": "/workbench/conditions/",
    "check": "/workbench/conditions/{check}",
    "edit": "/workbench/conditions/{check}/edit",
    "timeline": f"/workbench/conditions/timeline?artifact={PICTURED}",
    "due": "/workbench/due/",
    "hazards": "/workbench/due/hazards",
    "treatments": "/workbench/treatments/",
    "treatment": "/workbench/treatments/{treatment}",
    "treatment-form": "/workbench/treatments/{treatment}/edit",
    "record": f"/artifacts/{PICTURED}",
    "site": f"/sites/{SITE}",
    "overview": "/workbench/",
}


@pytest.mark.parametrize(("lang", "size"), [("vi", "desk"), ("en", "phone")])  # tests/golden/test_every_page.py: all
def test_pages_are_accessible_and_fit(browser, museum, parts, size, lang):
    with parts.sessions.begin() as session:
        record = read_artifact(session, SYSTEM, PICTURED)
        later = add_check(session, SYSTEM, record, {"grade": "fair", "checked_on": "2025-03-01"})
        carry_over(session, SYSTEM, later.number)
    page = opened(browser, museum, parts, size)
    faults = []
    for name, path in {**PAGES, "carried": f"/workbench/conditions/{later.number}"}.items():
        page.goto(f"{museum['base']}/{lang}{path.format(**museum)}")
        faults += faults_of(page, f"{name}-{lang}-{size}")
    assert not faults, "\n".join(faults)
    page.record.assert_clean()
    page.context.close()
