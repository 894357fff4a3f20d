"""The parts of a record in a real browser: the staff's page and the public one, at desk and phone, by keyboard."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from app.wiring import Parts
from catalogue.records import Agent, Place
from catalogue.services.artifacts import read_artifact
from catalogue.services.collections import items, register_collection
from catalogue.services.designations import designations
from catalogue.services.history import history
from catalogue.services.identifiers import identifiers
from catalogue.services.inscriptions import inscriptions
from catalogue.services.links import links
from catalogue.services.measurements import measurements
from catalogue.services.record_agents import record_agents
from catalogue.services.sites import read_site
from catalogue.services.texts import texts
from catalogue.services.traditions import register_tradition
from catalogue.services.zones import zones
from catalogue.vocab.terms import Status
from tests.api.museum import PICTURED
from tests.browser import support
from tests.browser.test_pages import log_in, museum  # noqa: F401  a fixture
from tests.people import SYSTEM

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("pages")]

OUTLINE = [[107.57, 16.46], [107.58, 16.458], [107.583, 16.468], [107.572, 16.471], [107.57, 16.46]]
AROUND = [[107.566, 16.456], [107.587, 16.455], [107.588, 16.474], [107.567, 16.474], [107.566, 16.456]]
PUBLIC = (f"/artifacts/{PICTURED}", "/sites/MV.DT", "/traditions/PVT.01", "/collections/ST.01")
STAFF = (
    f"/workbench/artifacts/{PICTURED}/parts", "/workbench/sites/MV.DT/parts", "/workbench/sites/MV.DT",
    "/workbench/traditions/", "/workbench/traditions/PVT.01", "/workbench/collections/", "/workbench/collections/ST.01",
)  # fmt: skip


@pytest.fixture
def described(museum: dict[str, str], parts: Parts) -> dict[str, str]:  # noqa: F811  the fixture
    """The museum, one artifact and the site of which have parts of every kind."""
    with parts.sessions.begin() as session:
        session.add(
            Agent(
                code="NN.01",
                title_vi="Vũ khố triều Nguyễn",
                title_en="Imperial arsenal",
                ext={},
                status=Status.PUBLISHED,
            )
        )
        session.add(Place(code="TT", kind="province", title_vi="Phủ Thừa Thiên", folded="phu thua thien"))
        session.flush()
        urn, site = read_artifact(session, SYSTEM, PICTURED), read_site(session, SYSTEM, "MV.DT")
        tradition = register_tradition(
            session,
            SYSTEM,
            {
                "code": "PVT.01",
                "kind": "performing_arts",
                "title_vi": "Nhã nhạc cung đình Huế",
                "title_en": "Court music of Huế",
                "community": "Nhà hát Nghệ thuật truyền thống cung đình Huế",
                "description_vi": "Âm nhạc của triều đình nhà Nguyễn.",
            },
        )
        tradition.status = Status.PUBLISHED
        group = register_collection(session, SYSTEM, {"code": "ST.01", "title_vi": "Đồ đồng", "title_en": "Bronzes"})
        group.status = Status.PUBLISHED
        for noun, values in (
            (measurements, {"dimension": "diameter_mouth", "value": 1.608, "unit": "m"}),
            (measurements, {"dimension": "weight", "value": 2601, "unit": "kg", "note": "theo sử liệu"}),
            (
                inscriptions,
                {
                    "script": "Hani",
                    "language": "lzh",
                    "place": "thân",
                    "transcription": "高鼎\n明命十六年乙未",
                    "phonetic": "Cao đỉnh. Minh Mệnh thập lục niên Ất Mùi",
                    "translation_vi": "Cao đỉnh, năm Ất Mùi, Minh Mạng thứ 16",
                    "translation_en": "The High urn, year Ất Mùi, the 16th of Minh Mạng",
                },
            ),
            (identifiers, {"scheme": "Sổ kiểm kê 1962", "value": "BTH 114"}),
            (texts, {"field": "title", "lang": "vi", "script": "Hani", "value": "高鼎"}),
            (
                designations,
                {
                    "kind": "national_treasure",
                    "decision_number": "1426/QĐ-TTg",
                    "decision_date": "2012-10-01",
                    "authority": "Thủ tướng Chính phủ",
                },
            ),
            (history, {"kind": "production", "date_text": "Minh Mạng 16", "agent": "NN.01", "place": "TT"}),
            (record_agents, {"agent": "NN.01", "role": "workshop", "certainty": "probable"}),
            (links, {"kind": "used_in", "other": "PVT.01"}),
        ):
            noun.add(session, SYSTEM, urn, values)
        for kind, ring in (("zone_1", OUTLINE), ("zone_2", AROUND)):
            zones.add(session, SYSTEM, site, {"kind": kind, "geometry": {"type": "Polygon", "coordinates": [ring]}})
        items.add(session, SYSTEM, group, {"record": PICTURED})
    return museum


def faults_of(page: Page, base: str, paths: tuple[str, ...]) -> list[str]:
    """Each page in both languages at desk and phone: axe, and what is too wide."""
    faults = []
    for path in paths:
        for lang in ("vi", "en"):
            answer = page.goto(f"{base}/{lang}{path}")
            assert answer is not None
            assert answer.status == 200, path
            for width in (1280, 390):
                page.set_viewport_size({"width": width, "height": 900})
                over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
                faults += [f"{lang}{path} {width}: {over} px too wide"] if over > 0 else []
                faults += [f"{lang}{path} {width}: {fault}" for fault in support.accessibility_faults(page)]
    return faults


def test_the_public_pages_show_parts_to_everybody(browser: Browser, described: dict[str, str]):
    page = browser.new_page()
    assert faults_of(page, described["base"], PUBLIC) == []
    page.goto(f"{described['base']}/en/artifacts/{PICTURED}")
    expect(page.locator(".inscription blockquote").first).to_have_attribute("lang", "lzh-Hani")
    page.goto(f"{described['base']}/en/traditions/PVT.01")
    expect(page.locator("#links")).to_contain_text("Uses")
    page.close()


def test_staff_enter_measurements_by_keyboard_and_mend_faults(
    browser: Browser, described: dict[str, str], parts: Parts
):
    page = browser.new_page(viewport={"width": 390, "height": 780})
    log_in(page, described, parts)
    assert faults_of(page, described["base"], STAFF) == []
    page.goto(f"{described['base']}/en/workbench/artifacts/{PICTURED}/parts#measurements")
    summary = page.locator("#measurements .part-form > summary").first
    summary.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator("#f-measurements-dimension")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.type("wide")
    page.keyboard.press("Enter")
    expect(page.locator("#e-measurements-value")).to_be_visible()
    assert support.accessibility_faults(page) == []
    page.fill("#f-measurements-value", "2.3")
    page.select_option("#f-measurements-unit", "m")
    page.locator("#f-measurements-value").press("Enter")
    page.wait_for_url("**/parts#measurements")
    expect(page.locator("#measurements table")).to_contain_text("2.3 m")
    page.close()
