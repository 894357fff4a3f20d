"""Drawings of a comparison over HTTP: asked for by staff, numbered, shown with a preview, public once it is final."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from catalogue.records import Audit, Comparison, JobRun
from catalogue.services.comparison_drawings import record_drawings
from catalogue.services.comparison_results import StoredFile
from catalogue.vocab.terms import ComparisonState, JobState
from tests.cataloguing import SYSTEM, published_artifact, sha
from tests.comparing import DEFAULT_REPORT, dated_scan, measured, region

API = "/api/v1/comparisons"
HTML = {"Accept": "text/html"}
LEVEL = {"region": 1, "direction": "level"}


@pytest.fixture
def comparison(parts) -> UUID:
    """A final comparison of a published urn, one place changed."""
    with parts.sessions.begin() as session:
        urn = published_artifact(session, "BT.1", title_en="Cao urn")
        scans = [dated_scan(session, urn, f"{day}.ply", day).id for day in ("2019-05-04", "2025-05-04")]
        report = {**DEFAULT_REPORT, "digest": "d1", "regions": [region(1, -1.24)]}
        row = measured(session, SYSTEM, *scans, report)
        row.state = ComparisonState.FINAL
        return row.id


def drawn(name: str) -> StoredFile:
    digest = sha(name)
    return StoredFile(name, "image/svg+xml", digest, 10, f"derivatives/{digest[:2]}/{digest[2:4]}/{digest}")


def ask(client, ident: UUID, **wishes: object):
    return client.post(f"{API}/{ident}/drawings", json=wishes)


def test_drawings_are_asked_for_numbered_and_added_to_a_final_comparison(parts, restorer_client, client, comparison):
    answer = ask(restorer_client, comparison, planes=[{**LEVEL, "around_mm": 12.5, "name": " A–A "}])
    job = answer.get_json()
    assert (answer.status_code, job["kind"], job["state"]) == (202, "comparison_drawing", "queued")
    assert answer.headers["Location"].endswith(f"/api/v1/jobs/{job['id']}")
    assert job["links"]["page"].endswith(f"/vi/compare/{comparison}")
    assert parts.queue.take() == UUID(job["id"])
    with parts.sessions() as session:
        payload = session.get_one(JobRun, UUID(job["id"])).payload
    plane = {"name": "A–A", "point_mm": [10.0, 20.0, 30.0], "direction": "level", "around_mm": 12.5}
    assert (payload["planes"], payload["profiles"], payload["digest"]) == ([plane], [], "d1")
    assert (payload["first_plane"], payload["first_profile"]) == (1, 1)
    again = ask(restorer_client, comparison, planes=[{**LEVEL, "around_mm": 12.5, "name": "A–A"}])
    assert again.get_json()["id"] == job["id"], "the same wish runs once"
    more = ask(
        restorer_client, comparison, planes=[{"point_mm": [0, 0, 0], "normal": [1, 0, 0]}], profiles=[{"region": 1}]
    )
    with parts.sessions.begin() as session:
        payload = session.get_one(JobRun, UUID(more.get_json()["id"])).payload
        assert (payload["first_plane"], payload["first_profile"]) == (2, 1), "no number is given twice"
        assert payload["profiles"][0]["path_mm"] == [[10, 20, -15], [10, 20, 30], [10, 20, 75]]
        for _ in range(2):
            record_drawings(session, SYSTEM, comparison, "d1", [drawn("plane-1.svg"), drawn("plane-1.pdf")])
    names = [file["name"] for file in client.get(f"{API}/{comparison}").get_json()["files"]]
    assert names.count("plane-1.svg") == 1
    with parts.sessions() as session:
        row = session.get_one(Comparison, comparison)
        assert (row.report["digest"], row.state) == ("d1", ComparisonState.FINAL)
        acts = list(session.scalars(select(Audit.action).where(Audit.record_id == comparison)))
        assert acts.count("draw") == 2


def test_the_page_shows_previews_the_form_and_the_jobs_progress(parts, restorer_client, client, comparison):
    with parts.sessions.begin() as session:
        files = [drawn(f"{stem}.{end}") for stem in ("plane-10", "plane-2", "map-front") for end in ("svg", "pdf")]
        record_drawings(session, SYSTEM, comparison, "d1", [*files, drawn("maps.pdf")])
    text = client.get(f"/vi/compare/{comparison}", headers=HTML).text
    order = [text.index(word) for word in ("Mặt cắt qua chỗ 1", "Mặt cắt 2", "Mặt cắt 10", "Bản đồ độ lệch: mặt trước")]
    assert order == sorted(order)
    assert f'<img src="/d/{sha("plane-2.svg")}/plane-2.svg"' in text
    assert "maps.pdf" in text
    assert 'name="kind"' not in text, "visitors draw nothing"
    fields = {
        "csrf_token": restorer_client.csrf_token,
        "kind": "own",
        "point": "1,5; 2; -3",
        "normal": "0 0 1",
        "around": "9",
    }
    page = f"/vi/workbench/comparisons/{comparison}/drawings"
    answer = restorer_client.post(page, data=fields, headers=HTML)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/vi/compare/{comparison}#drawings")
    with parts.sessions() as session:
        job = session.get_one(JobRun, parts.queue.take())
        assert job.payload["planes"] == [{"name": "", "point_mm": [1.5, 2, -3], "normal": [0, 0, 1], "around_mm": 9}]
        assert job.payload["first_plane"] == 11
    text = restorer_client.get(f"/vi/compare/{comparison}", headers=HTML).text
    assert f'job-id="{job.id}"' in text
    assert "Bản vẽ đang được tạo" in text
    assert 'name="kind"' in text
    assert "Make a section or a profile" in restorer_client.get(f"/en/compare/{comparison}", headers=HTML).text


@pytest.mark.parametrize(
    ("fields", "wish"),
    [
        ({"kind": "level", "region": "1"}, {"name": "", "point_mm": [10, 20, 30], "direction": "level"}),
        ({"kind": "left_right", "point": "1, 2, 3"}, {"name": "", "point_mm": [1, 2, 3], "direction": "left_right"}),
        ({"kind": "profile", "path": "1,2,3\n\n4 5 6\n"}, {"name": "", "path_mm": [[1, 2, 3], [4, 5, 6]]}),
        ({"kind": "profile", "region": "1"}, {"name": "", "path_mm": [[10, 20, -15], [10, 20, 30], [10, 20, 75]]}),
    ],
)  # fmt: skip
def test_the_form_becomes_one_wish(parts, restorer_client, comparison, fields, wish):
    page = f"/vi/workbench/comparisons/{comparison}/drawings"
    restorer_client.post(page, data={"csrf_token": restorer_client.csrf_token, **fields}, headers=HTML)
    with parts.sessions() as session:
        payload = session.get_one(JobRun, parts.queue.take()).payload
    assert [*payload["planes"], *payload["profiles"]] == [wish]


@pytest.mark.parametrize("fields", [{"kind": "level", "point": "1,2"}, {"kind": "own", "region": "1"},
                                    {"kind": "profile", "path": "a b c\n1 2 3"}, {"kind": "level", "region": "7"},
                                    {"kind": "level", "region": "1", "around": "x"}])  # fmt: skip
def test_a_form_without_its_numbers_is_told_and_starts_nothing(parts, restorer_client, comparison, fields):
    page = f"/vi/workbench/comparisons/{comparison}/drawings"
    answer = restorer_client.post(page, data={"csrf_token": restorer_client.csrf_token, **fields}, headers=HTML)
    assert answer.status_code == 303
    assert parts.queue.take() is None
    assert "flash" in restorer_client.get(answer.headers["Location"], headers=HTML).text


@pytest.mark.parametrize(
    "wishes",
    [
        {},
        {"planes": [{}]},
        {"planes": [{"region": 9, "direction": "level"}]},
        {"planes": [{"point_mm": [0, 0, 0]}]},
        {"planes": [{"point_mm": [0, 0, 0], "normal": [0, 0, 0]}]},
        {"planes": [{"point_mm": [0, 0], "normal": [0, 0, 1]}]},
        {"planes": [{**LEVEL, "around_mm": -1}]},
        {"planes": [{**LEVEL, "name": "x" * 81}]},
        {"planes": [{**LEVEL, "direction": "sideways"}]},
        {"planes": [LEVEL] * 21},
        {"profiles": [{"path_mm": [[0, 0, 0]]}]},
        {"profiles": [{"path_mm": [[0, 0, 0], [0, 0, 0]]}]},
        {"profiles": [{"region": 9}]},
        {"circles": []},
    ],
)
def test_a_wish_that_cant_be_drawn_is_refused_at_once(parts, restorer_client, comparison, wishes):
    answer = ask(restorer_client, comparison, **wishes)
    assert answer.status_code == 422
    assert parts.queue.take() is None


def test_who_may_ask_and_of_what(parts, restorer_client, client, comparison):
    assert ask(client, comparison, planes=[LEVEL]).status_code in {401, 403}
    assert ask(restorer_client, uuid4(), planes=[LEVEL]).status_code == 404
    with parts.sessions.begin() as session:
        session.get_one(Comparison, comparison).measured_at = None
    answer = ask(restorer_client, comparison, planes=[LEVEL])
    assert (answer.status_code, answer.get_json()["code"]) == (409, "comparison_undrawable")


def test_a_failed_drawing_stays_told_on_the_page(parts, restorer_client, comparison):
    job_id = UUID(ask(restorer_client, comparison, planes=[LEVEL]).get_json()["id"])
    with parts.sessions.begin() as session:
        job = session.get_one(JobRun, job_id)
        job.state, job.active_key = JobState.FAILED, None
        job.problem = {"code": "section_missed", "values": {"point": "1; 2; 3", "normal": "0; 1; 0"}}
    text = restorer_client.get(f"/vi/compare/{comparison}", headers=HTML).text
    assert "Mặt phẳng không cắt hiện vật" in text
