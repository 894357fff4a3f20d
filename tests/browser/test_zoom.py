"""<cd-zoom> over the real application's IIIF answers."""

from __future__ import annotations

import re

import pytest
from PIL import Image
from playwright.sync_api import expect

from app.ingesting import ingest_file
from app.jobs.worker import Worker
from catalogue.services.artifacts import change_artifact_status, register_artifact
from catalogue.vocab.terms import Status
from ingest.recipes.submit import Target
from tests.api.conftest import FACTS
from tests.browser import support
from tests.people import SYSTEM
from tests.serving import serving

pytestmark = support.MARKS

LAST_PIXEL = re.compile(r"/iiif/3/[^/]+/\d+,\d+,(\d+),\d+/\1,\d+/0/default")
START = '[data-action="start-zoom"]'


@pytest.fixture
def photo(parts, tmp_path):
    """A published photograph of 1,500 by 1,000 pixels with its pyramid, made by a real worker."""
    with parts.sessions.begin() as session:
        artifact = register_artifact(session, SYSTEM, {"accession_number": "A1", "title_vi": "Bình A1", **FACTS})
        change_artifact_status(session, SYSTEM, "A1", Status.PUBLISHED)
    picture = Image.linear_gradient("L").resize((1500, 1000)).convert("RGB")
    picture.paste((30, 74, 121), (500, 300, 1000, 700))
    path = tmp_path / "ảnh.jpg"
    picture.save(path, quality=85)
    done = ingest_file(parts, path, Target(artifact_id=str(artifact.id)), lambda *_: None)
    worker = Worker(parts)
    while worker.run_next():
        pass
    return done


@pytest.fixture
def opened(built_web, context, app, photo):
    with serving(app) as base:
        page, record = support.open_page(context, base)
        asked = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(f"{base}/vi/photos/{photo.id}")
        page.wait_for_selector('cd-zoom[data-state="poster"]')
        yield page, record, asked
        page.close()


def test_the_picture_stands_first_and_zooms_to_its_last_pixel(opened):
    page, record, asked = opened
    assert page.locator("cd-zoom > img").is_visible()
    assert not [url for url in asked if url.endswith("info.json") or "tiles" in url]
    page.click(START)
    page.wait_for_selector('cd-zoom[data-state="ready"]')
    assert page.locator(START).is_hidden()
    page.wait_for_selector(".cd-zoom-view :focus")
    assert not [url for url in asked if LAST_PIXEL.search(url)]
    with page.expect_request(LAST_PIXEL):
        page.keyboard.down("+")
    page.keyboard.up("+")
    support.assert_not_blank(support.screenshot(page, "zoom"), spread=6)
    # OpenSeadragon sets one style as text, which the policy refuses without harm: the picture above is drawn.
    assert [error for error in record.errors if "inline style" not in error] == []
    assert record.foreign == []


def test_a_lost_picture_server_leaves_the_plain_picture(opened):
    page, _, _ = opened
    page.route("**/info.json", lambda route: route.fulfill(status=500, body=""))
    page.click(START)
    page.wait_for_selector('cd-zoom[data-state="error"]')
    expect(page.locator(".cd-zoom-error")).to_contain_text("Không mở được ảnh phóng to. Ảnh thường vẫn ở đây")
    assert page.locator("cd-zoom > img").is_visible()
    expect(page.locator(START)).to_have_text("Thử lại")
    page.unroute("**/info.json")
    page.click(START)
    page.wait_for_selector('cd-zoom[data-state="ready"]')
    assert page.locator(".cd-zoom-error").is_hidden()
