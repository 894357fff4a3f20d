"""Pages of comparisons: result, refusal, progress, people's steps, the form, the campaign, alerts and series."""

from __future__ import annotations

import io
import re
from uuid import UUID

import pytest
from sqlalchemy import select

from catalogue.policy import Identity, Role
from catalogue.records import Account, Capture, Comparison, JobRun
from catalogue.services.artifacts import read_artifact, register_artifact
from catalogue.services.comparison_results import record_refusal, record_result
from catalogue.services.comparisons import NewComparison, request_comparison
from catalogue.services.sites import change_site_status, register_site
from catalogue.vocab.terms import JobState, Status
from tests.api.museum import Outline
from tests.cataloguing import STAFF, SYSTEM, published_artifact
from tests.comparing import DEFAULT_REPORT, dated_scan, make_report, measured, region, stored_files
from tests.people import logged_in_client

HTML = {"Accept": "text/html"}
DAYS = ("2019-05-04", "2022-05-04", "2025-05-04")


@pytest.fixture
def scans(parts) -> list[UUID]:
    with parts.sessions.begin() as session:
        urn = published_artifact(session, "BT.1", title_en="Cao urn", change_alert_mm=1.0)
        register_artifact(session, STAFF, {"accession_number": "BT.2", "title_vi": "Chưa quét"})
        register_site(session, STAFF, {"code": "DT.1", "title_vi": "Thế Miếu"})
        return [dated_scan(session, urn, f"{day}.ply", day).id for day in DAYS]


@pytest.fixture
def ask(parts, restorer_client, scans):
    """A comparison that the logged-in restorer asked for; measured unless told otherwise."""

    def make(later: int = 2, report: dict[str, object] | None = DEFAULT_REPORT, **words: object) -> str:
        with parts.sessions.begin() as session:
            account = session.scalars(select(Account).where(Account.role == Role.RESTORER)).first()
            who = Identity(Role.RESTORER, account.id, "Phạm Đức")
            row = request_comparison(session, who, NewComparison(scans[0], scans[later], **words))
            if report is not None:
                record_result(session, SYSTEM, row.id, report, stored_files(str(row.id)))
                job = session.get_one(JobRun, row.job_id)
                job.state, job.active_key = JobState.DONE, None
            return str(row.id)

    return make


@pytest.fixture
def second(app, parts):
    return logged_in_client(app, parts, "conservator", "hai@example.org")


def send(client, path: str, **fields: str):
    return client.post(path, data={"csrf_token": client.csrf_token, **fields}, headers=HTML)


def whole(client, path: str) -> str:
    """The page's text, after a look at its outline."""
    answer = client.get(path, headers=HTML)
    page = Outline(answer.text)
    assert (answer.status_code, page.inline, page.headings.count("h1")) == (200, [], 1), path
    assert len(page.ids) == len(set(page.ids)), path
    assert page.lang == path[1:3]
    return answer.text


def step(client, ident: str, verb: str, **fields: str) -> str:
    """Send one step with the version that the page shows; the page afterwards."""
    page = client.get(f"/vi/compare/{ident}", headers=HTML).text
    version = re.search(r'name="version" value="(\d+)"', page)
    fields = {"version": version[1] if version else "", **fields}
    answer = send(client, f"/vi/workbench/comparisons/{ident}/{verb}", **fields)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/vi/compare/{ident}"), answer.text
    return client.get(answer.headers["Location"], headers=HTML).text


def test_a_result_is_told_in_plain_words_in_both_languages(second, ask):
    ident = ask(note="Sau bão")
    vi, en = (whole(second, f"/{lang}/compare/{ident}") for lang in ("vi", "en"))
    assert "Đỉnh đồng Cao, 2019 → 2025" in vi
    assert "Mất vật liệu tại 1 chỗ; sâu nhất 1,24 ± 0,05 mm; tổng cộng 74,4 mm³." in vi
    assert "Material added at 1 place; highest 0.40 ± 0.05 mm; 24.0 mm³ in all." in en
    assert f'<cd-compare document-url="/api/v1/comparisons/{ident}/document" lang="vi">' in vi
    assert re.search(r'<img slot="poster" src="/d/[0-9a-f]{64}/views.png"', vi)
    for shown in (
        "−1,24 ± 0,05 mm",
        "74,4 ± 4,9 mm³",
        "0,090 mm",
        "10,0; 20,0; 30,0",
        "report.pdf",
        "04/05/2019",
        "Artec Leo",
    ):
        assert shown in vi, shown
    assert "Tệp không ghi đơn vị" in vi
    assert re.search(r"Mặt cắt qua chỗ 1</h3>\s*<p><a href=\"/d/[0-9a-f]{64}/section-1.dxf\"", vi)
    assert "Sau bão" in vi
    assert 'data-region="1"' in vi


def test_nothing_found_is_said_with_its_limit(second, ask):
    page = whole(second, f"/vi/compare/{ask(report=make_report())}")
    assert "Không thấy thay đổi nào vượt mức phát hiện 0,090 mm." in page
    assert "Không chỗ nào thay đổi" in page


def test_large_changes_take_larger_units(second, ask):
    big = region(1, -12.0) | {
        "area_mm2": 140_000.0,
        "volume_mm3": 2_500_000.0,
        "volume_sigma_mm3": None,
        "sigma_mm": None,
    }
    page = whole(second, f"/en/compare/{ask(report=make_report(big))}")
    for shown in ("1,400.0 cm²", "2,500 cm³", "−12.00 ± 0.09 mm"):
        assert shown in page


def test_a_refusal_shows_its_reason_and_the_way_on(parts, restorer_client, ask, scans):
    ident = ask(report=None, wishes={"unit_later": "cm"})
    problem = {"code": "zero_extent", "values": {"file": "sau.ply", "points": 8}}
    with parts.sessions.begin() as session:
        record_refusal(session, SYSTEM, UUID(ident), problem)
    page = whole(restorer_client, f"/vi/compare/{ident}")
    assert "Vật thể không có kích thước" in page
    assert "Kiểm tra tỷ lệ và đơn vị" in page
    assert "<cd-compare" not in page
    again = re.search(r'href="([^"]*again=[^"]*)"', page)[1]
    form = whole(restorer_client, again)
    assert re.search(rf'value="{scans[0]}" selected', form)
    assert re.search(r'id="f-unit_later"[^>]*>.*?value="cm" selected', form)
    listed = whole(restorer_client, "/vi/workbench/comparisons/")
    assert "Vật thể không có kích thước" in listed


def test_while_it_is_measured_the_job_is_shown_live(second, ask):
    page = whole(second, f"/en/compare/{ask(report=None)}")
    assert "Being measured" in page
    assert re.search(r'<cd-job job-id="[0-9a-f-]{36}" lang="en" data-state="queued">', page)
    assert '<cd-jobs class="jobs" artifact="BT.1"' in page


def test_people_check_make_final_and_take_back(client, restorer_client, second, curator_client, ask):
    ident = ask()
    own = restorer_client.get(f"/vi/compare/{ident}", headers=HTML).text
    assert "cần một đồng nghiệp kiểm tra" in own
    assert "Tôi đã kiểm tra" not in own
    assert client.get(f"/vi/compare/{ident}", headers=HTML).status_code == 404
    assert "đã yêu cầu lần so sánh này" in step(restorer_client, ident, "check")
    checked = step(second, ident, "check")
    assert "Đã được người thứ hai kiểm tra" in checked
    assert "Chốt kết quả" not in checked
    assert "Kết quả đã được chốt." in step(curator_client, ident, "finalise")
    public = whole(client, f"/vi/compare/{ident}")
    assert "Đã chốt" in public
    for hidden in ("Ai chịu trách nhiệm", "Phạm Đức", "Thay đổi vượt ngưỡng", 'name="version"'):
        assert hidden not in public
    back = step(curator_client, ident, "return", reason="Nhầm bản quét")
    assert "Trả về vì" in back
    assert "Nhầm bản quét" in back
    assert client.get(f"/vi/compare/{ident}", headers=HTML).status_code == 404
    assert "Đã rút" in step(second, ident, "withdraw")


def test_a_step_of_an_old_version_is_told_and_not_taken(second, ask):
    ident = ask()
    page = step(second, ident, "check", version="1")
    assert "flash error" in page
    assert "phiên bản 1" in page
    assert "Bản nháp, chưa kiểm tra" in page


def test_members_and_the_public_reach_no_step(client, member_client, ask):
    ident = ask()
    assert send(member_client, f"/vi/workbench/comparisons/{ident}/check").status_code == 403
    for path in ("", "new?artifact=BT.1", "batch"):
        assert client.get(f"/vi/workbench/comparisons/{path}", headers=HTML).status_code == 303
        assert member_client.get(f"/vi/workbench/comparisons/{path}", headers=HTML).status_code == 403


def test_alerts_are_shown_where_staff_look_until_they_are_answered(client, second, ask):
    ident = ask()
    places = (
        "/vi/workbench/",
        "/vi/workbench/comparisons/",
        "/vi/workbench/artifacts/BT.1/files",
        "/vi/artifacts/BT.1",
    )
    for path in places:
        assert f"/vi/compare/{ident}" in whole(second, path), path
    assert f"/vi/compare/{ident}" not in client.get("/vi/artifacts/BT.1", headers=HTML).text
    assert "flash error" in step(second, ident, "acknowledge", note=" ")
    page = step(second, ident, "acknowledge", note="Đã mời phục chế")
    assert "Đã mời phục chế" in page
    assert f"/vi/compare/{ident}" not in whole(second, "/vi/artifacts/BT.1")
    assert "vượt ngưỡng đặt cho hiện vật" not in whole(second, "/vi/workbench/")


def test_an_alert_of_a_site_is_shown_on_its_page_to_staff(parts, client, second):
    with parts.sessions.begin() as session:
        gate = register_site(session, STAFF, {"code": "DT.9", "title_vi": "Ngọ Môn", "change_alert_mm": 1.0})
        change_site_status(session, STAFF, "DT.9", Status.PUBLISHED, expected_version=None)
        earlier, later = (dated_scan(session, gate, f"cổng {day}.ply", day).id for day in DAYS[:2])
        ident = str(measured(session, STAFF, earlier, later).id)
    for path in ("/vi/sites/DT.9", "/vi/workbench/sites/DT.9/files"):
        assert f"/vi/compare/{ident}" in whole(second, path), path
    assert f"/vi/compare/{ident}" not in whole(client, "/vi/sites/DT.9")
    step(second, ident, "acknowledge", note="Đã xem")
    assert f"/vi/compare/{ident}" not in whole(second, "/vi/sites/DT.9")


def test_two_scans_are_compared_from_the_page_of_files(parts, restorer_client, scans):
    files = whole(restorer_client, "/vi/workbench/artifacts/BT.1/files")
    path = re.search(r'href="([^"]*/comparisons/new\?artifact=BT.1)"', files)[1]
    form = whole(restorer_client, path)
    assert re.search(rf'id="f-earlier_scan".*?value="{scans[1]}" selected', form)
    assert re.search(rf'id="f-later_scan".*?value="{scans[2]}" selected', form)
    fields = {"earlier_scan": str(scans[0]), "later_scan": str(scans[2]), "noise_earlier": "0,05", "noise_later": "0.1"}
    answer = send(restorer_client, path, title="Vết sứt", alignment="registered", unit_later="mm", **fields)
    assert answer.status_code == 303
    with parts.readers() as session:
        row = session.scalars(select(Comparison)).one()
    assert answer.headers["Location"] == f"/vi/compare/{row.id}"
    assert row.parameters == {"registered": True, "noise_mm": [0.05, 0.1], "unit_later": "mm"}
    assert parts.queue.take() == row.job_id
    for path in ("/vi/workbench/artifacts/BT.2/files", "/vi/workbench/sites/DT.1/files"):
        assert "comparisons/new" not in whole(restorer_client, path)
    assert "Cần hai bản quét" in whole(restorer_client, "/vi/workbench/comparisons/new?artifact=BT.2")
    assert "Cần hai bản quét" in whole(restorer_client, "/vi/workbench/comparisons/new?site=DT.1")
    assert restorer_client.get("/vi/workbench/comparisons/new", headers=HTML).status_code == 404


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"earlier_scan": ""}, "earlier_scan"),
        ({"noise_earlier": "nhiều"}, "noise_earlier"),
        ({"noise_earlier": "0.1"}, "noise_later"),
        ({"noise_later": "0.1"}, "noise_earlier"),
        ({"noise_earlier": "500", "noise_later": "1"}, "noise_earlier"),
        ({"earlier_day": "hôm qua"}, "earlier_day"),
        ({"swap": "yes"}, "later_scan"),
        ({"alignment": "pairs", "pairs": "1,2,3,4,5,6\n1,2,3"}, "pairs"),
        ({"alignment": "matrix", "matrix": "1 0 0"}, "matrix"),
    ],
)
def test_a_fault_stands_beside_its_field(parts, restorer_client, scans, typed, field):
    first, last = (str(scans[2]), str(scans[0])) if "swap" in typed else (str(scans[0]), str(scans[2]))
    fields = {"earlier_scan": first, "later_scan": last, "title": "Giữ lời tôi", **typed}
    answer = send(restorer_client, "/vi/workbench/comparisons/new?artifact=BT.1", **fields)
    assert answer.status_code == 422
    assert f'id="e-{field}"' in answer.text
    assert "Giữ lời tôi" in answer.text
    with parts.readers() as session:
        assert session.scalars(select(Comparison)).all() == []


def test_pairs_come_typed_and_as_a_file_and_are_asked_for_again(parts, restorer_client, scans):
    path = "/vi/workbench/comparisons/new?artifact=BT.1"
    typed = {
        "csrf_token": restorer_client.csrf_token, "earlier_scan": str(scans[0]), "later_scan": str(scans[2]),
        "alignment": "pairs", "pairs": "1,2,3,4,5,6", "free_scale": "yes",
    }  # fmt: skip

    def upload(data: bytes):
        fields = {**typed, "pairs_file": (io.BytesIO(data), "cặp.csv")}
        return restorer_client.post(path, data=fields, headers=HTML, content_type="multipart/form-data")

    assert 'id="e-pairs_file"' in upload(b"\xff\xfe").text
    short = upload(b"x,y,z,a,b,c\n7,8,9,10,11,12\n")
    assert (short.status_code, 'id="e-pairs"' in short.text) == (422, True)
    assert "Mới có 2 cặp điểm" in short.text
    assert "1,2,3,4,5,6\n7,8,9,10,11,12</textarea>" in short.text
    answer = upload("\ufeff1000,0,0,0,1000,0\r\n0,0,1000,0.5,0,0\r\n".encode())
    assert answer.status_code == 303
    with parts.readers() as session:
        row = session.scalars(select(Comparison)).one()
    assert row.parameters["pairs"][0] == [[0.001, 0.002, 0.003], [0.004, 0.005, 0.006]]
    assert (len(row.parameters["pairs"]), row.parameters["free_scale"]) == (3, True)
    form = whole(restorer_client, f"/en/workbench/comparisons/new?again={row.id}")
    assert "1, 2, 3, 4, 5, 6\n1000, 0, 0, 0, 1000, 0\n0, 0, 1000, 0.5, 0, 0</textarea>" in form
    assert re.search(r'name="alignment" value="pairs" checked', form)
    assert re.search(r'name="free_scale" value="yes" checked', form)


def test_a_matrix_and_noise_are_asked_for_again(restorer_client, ask):
    matrix = [1.0, 0, 0, 0.5, 0, 1.0, 0, 0, 0, 0, 1.0, 0, 0, 0, 0, 1.0]
    ident = ask(report=None, title="Lần hai", wishes={"matrix": matrix, "noise_mm": [0.05, 0.1]})
    form = whole(restorer_client, f"/vi/workbench/comparisons/new?again={ident}")
    assert "1.0, 0.0, 0.0, 0.5\n0.0, 1.0, 0.0, 0.0\n" in form
    assert re.search(r'name="alignment" value="matrix" checked', form)
    assert re.search(r'id="f-noise_earlier"[^>]*value="0,05"', form)
    assert 'value="Lần hai"' in form


def test_a_missing_day_of_capture_is_written_down_on_the_way(parts, restorer_client, scans):
    with parts.sessions.begin() as session:
        urn = read_artifact(session, SYSTEM, "BT.1")
        undated = dated_scan(session, urn, "không ngày.ply", None).id
    fields = {"earlier_scan": str(undated), "later_scan": str(scans[2]), "earlier_day": "2015-03-02"}
    assert send(restorer_client, "/vi/workbench/comparisons/new?artifact=BT.1", **fields).status_code == 303
    with parts.readers() as session:
        days = {capture.captured_at.isoformat() for capture in session.scalars(select(Capture))}
    assert "2015-03-01T17:00:00+00:00" in days


def test_a_campaign_is_looked_at_then_begun(parts, restorer_client, scans):
    page = whole(restorer_client, "/vi/workbench/comparisons/batch?since=2025-01-01&against=first")
    assert "1 cặp bản quét" in page
    assert "04/05/2019 · 2019-05-04.ply" in page
    answer = send(restorer_client, "/vi/workbench/comparisons/batch", since="2025-01-01", against="first")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/vi/workbench/comparisons/")
    assert "Đã bắt đầu 1 lần so sánh." in restorer_client.get(answer.headers["Location"], headers=HTML).text
    assert parts.queue.take()
    again = whole(restorer_client, "/vi/workbench/comparisons/batch?against=first")
    assert "đã so sánh" in again
    assert '<form method="post" class="form-actions">' not in again
    assert "Không có gì để so sánh" in whole(restorer_client, "/vi/workbench/comparisons/batch?since=2030-01-01")
    wrong = send(restorer_client, "/vi/workbench/comparisons/batch", since="mai")
    assert (wrong.status_code, 'id="e-since"' in wrong.text) == (422, True)


def test_data_officers_look_but_do_not_compare(log_in, ask):
    officer = log_in("data_officer")
    page = whole(officer, f"/en/compare/{ask()}")
    assert "I have checked it" not in page
    assert "Compare a whole campaign" not in whole(officer, "/en/workbench/comparisons/")
    assert "comparisons/new" not in whole(officer, "/en/workbench/artifacts/BT.1/files")


def test_lists_are_narrowed_and_a_series_tells_the_rate(restorer_client, ask):
    for later, depth in ((1, -0.3), (2, -0.6)):
        ident = ask(later, make_report(region(1, depth)))
    page = whole(restorer_client, "/en/workbench/comparisons/?artifact=BT.1&state=draft")
    assert "2 comparisons" in page
    assert "Over the years" in page
    assert "−0.30 → −0.60" in page
    assert "−0.100 ± 0.000 mm a year" in page
    assert "Over the years" in whole(restorer_client, f"/en/compare/{ident}")
    assert "0 comparisons" in whole(restorer_client, "/en/workbench/comparisons/?artifact=NO")
    assert "No comparison here" in whole(restorer_client, "/en/workbench/comparisons/?alert=open")


def test_consecutive_steps_are_added_up_with_their_places(parts, restorer_client, scans):
    with parts.sessions.begin() as session:
        for earlier, later, depth in ((0, 1, -0.3), (1, 2, -0.4)):
            row = measured(session, STAFF, scans[earlier], scans[later], make_report(region(1, depth)))
        ident = str(row.id)
    page = whole(restorer_client, f"/en/compare/{ident}")
    assert "Step by step" in page
    assert "Over the years" not in page
    for shown in ("04\u00a0May\u00a02019 → 04\u00a0May\u00a02022", "−0.30; −0.40", "−0.70 ± 0.07 mm", "42.0 ± 6.9 mm³"):
        assert shown in page, shown
    assert "Từng chặng" in whole(restorer_client, f"/vi/compare/{ident}")
    body = restorer_client.get("/api/v1/comparisons/series?artifact=BT.1").get_json()
    assert [step["earlier_on"] for step in body["chain"]["steps"]] == list(DAYS[:2])
    place = body["chain"]["places"][0]
    assert (len(place["regions"]), place["depth_mm"]["value"]) == (2, pytest.approx(-0.7))
    assert place["rate_mm"] == {
        "per_year": pytest.approx(-0.7 / 6, abs=1e-3),
        "sigma": pytest.approx(0.0059, abs=1e-4),
        "points": 2,
    }


def test_the_threshold_is_a_clear_question_in_both_forms(curator_client, scans):
    for path in ("/vi/workbench/artifacts/BT.1", "/vi/workbench/sites/DT.1"):
        page = whole(curator_client, path)
        assert "Thay đổi sâu bao nhiêu thì cảnh báo? (mm)" in page
        version = re.search(r'name="version" value="(\d+)"', page)[1]
        wrong = send(curator_client, path, version=version, title_vi="Tên", change_alert_mm="-1")
        assert (wrong.status_code, 'id="e-change_alert_mm"' in wrong.text) == (422, True)
        assert send(curator_client, path, version=version, title_vi="Tên", change_alert_mm="0,5").status_code == 303
        assert re.search(r'id="f-change_alert_mm"[^>]*value="0,5"', curator_client.get(path).text)
