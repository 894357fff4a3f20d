"""<cd-job> and <cd-upload> in the workbench of the real application: every state, and files that can't be taken."""

from __future__ import annotations

import hashlib
import io

import pytest
from PIL import Image
from playwright.sync_api import expect

from app.jobs.worker import Worker
from catalogue.services.artifacts import register_artifact
from catalogue.services.jobs import NewJob, enqueue_job, fail_job, finish_job, lease_job, set_progress
from tests.api.conftest import FACTS
from tests.browser import support
from tests.browser.harness.live import log_in
from tests.people import SYSTEM
from tests.serving import serving

pytestmark = support.MARKS


@pytest.fixture
def artifact(parts) -> str:
    with parts.sessions.begin() as session:
        return str(register_artifact(session, SYSTEM, {"accession_number": "A1", "title_vi": "Bình A1", **FACTS}).id)


@pytest.fixture
def job(parts, artifact) -> str:
    """A waiting job that no worker of this test takes."""
    with parts.sessions.begin() as session:
        return str(enqueue_job(session, SYSTEM, NewJob("web_model", {"file_id": "none"}, max_attempts=1)).id)


@pytest.fixture
def bench(built_web, context, app, parts):
    """A conservator's page, logged in, and the address of the site."""
    with serving(app) as base:
        page, record = support.open_page(context, base)
        log_in(page, base, parts, "conservator")
        yield page, base, record
        page.goto("about:blank")


def take(parts):
    with parts.sessions.begin() as session:
        return lease_job(session, SYSTEM, owner="test")


def told(page, state: str, words: str) -> None:
    page.wait_for_selector(f'cd-job[data-state="{state}"]')
    expect(page.locator(".cd-job-live .cd-job-state")).to_have_text(words)


def test_a_job_is_followed_from_waiting_through_failure_to_done(bench, parts, job):
    page, base, record = bench
    page.goto(f"{base}/vi/workbench/jobs")
    told(page, "queued", "Đang chờ")
    page.click('[data-action="cancel-job"]')
    told(page, "cancelled", "Đã huỷ")
    page.click('[data-action="retry-job"]')
    told(page, "queued", "Đang chờ")
    lease = take(parts)
    with parts.sessions.begin() as session:
        set_progress(session, SYSTEM, lease, 0.42, "simplify")
    told(page, "running", "Đang chạy · giảm tam giác · 42 %")
    assert page.locator("cd-job progress").evaluate("bar => bar.value") == pytest.approx(0.42)
    with parts.sessions.begin() as session:
        problem = {"code": "ply_truncated", "values": {"file": "a.ply", "expected": 9, "found": 3}}
        fail_job(session, SYSTEM, lease, problem)
    told(page, "failed", "Không làm được")
    expect(page.locator(".cd-job-problem")).to_contain_text("a.ply")
    assert page.locator('[data-action="cancel-job"]').is_hidden()
    page.click('[data-action="retry-job"]')
    told(page, "queued", "Đang chờ")
    assert page.locator(".cd-job-problem").is_hidden()
    with parts.sessions.begin() as session:
        finish_job(session, SYSTEM, lease_job(session, SYSTEM, owner="test"), {})
    told(page, "done", "Xong")
    assert page.locator("cd-job progress").is_hidden()
    record.assert_clean()


def test_a_server_that_is_gone_is_told(bench, job):
    page, base, _ = bench
    page.route("**/api/v1/jobs/**", lambda route: route.fulfill(status=503, body=""))
    page.goto(f"{base}/vi/workbench/jobs")
    expect(page.locator(".cd-job-live .cd-job-state")).to_contain_text("máy chủ không trả lời")
    page.unroute("**/api/v1/jobs/**")
    told(page, "queued", "Đang chờ")


def photograph(colour: int = 90) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (300, 200), (colour, 60, 30)).save(out, "JPEG")
    return out.getvalue()


def choose(page, name: str, data: bytes) -> None:
    page.set_input_files("cd-upload input[type=file]", [{"name": name, "mimeType": "image/jpeg", "buffer": data}])


def test_a_file_arrives_whole_and_its_job_is_shown(bench, parts, artifact):
    page, base, record = bench
    page.goto(f"{base}/vi/workbench/artifacts/A1/files")
    data = photograph()
    choose(page, "Ảnh mặt trước.jpg", data)
    page.wait_for_selector('.cd-row[data-state="done"][data-sums="true"]')
    sums = page.locator(".cd-sums dd code").all_inner_texts()
    assert sums == [hashlib.sha256(data).hexdigest()] * 2
    expect(page.locator(".cd-sums-verdict")).to_contain_text("tệp nguyên vẹn")
    page.wait_for_selector('.cd-row cd-job[data-state="queued"]')
    assert Worker(parts).run_next()
    page.wait_for_selector('.cd-row cd-job[data-state="done"]')
    record.assert_clean()


def test_files_that_cannot_be_taken_are_refused_in_words(bench, artifact):
    page, base, _ = bench
    page.goto(f"{base}/vi/workbench/artifacts/A1/files")
    choose(page, "rỗng.jpg", b"")
    page.wait_for_selector('.cd-row[data-state="failed"]')
    expect(page.locator(".cd-row .cd-job-problem")).to_contain_text("Tệp rỗng.jpg rỗng (0 byte)")
    page.click('[data-action="cancel-upload"]')
    expect(page.locator(".cd-row")).to_have_count(0)


def test_an_upload_that_loses_its_network_goes_on_where_it_stopped(bench, artifact):
    page, base, _ = bench
    page.goto(f"{base}/vi/workbench/artifacts/A1/files")
    page.route("**/api/v1/uploads/*", lambda route: route.abort())
    page.route("**/api/v1/uploads", lambda route: route.abort())
    page.clock.install()
    choose(page, "a.jpg", photograph(50))
    for _ in range(6):
        page.clock.run_for(6_000)
    page.wait_for_selector('.cd-row[data-state="failed"]')
    expect(page.locator(".cd-row .cd-job-problem")).to_contain_text("Mất mạng khi gửi a.jpg")
    page.unroute("**/api/v1/uploads/*")
    page.unroute("**/api/v1/uploads")
    page.click('[data-action="pause-upload"]')
    page.clock.resume()
    page.wait_for_selector('.cd-row[data-state="done"]')
