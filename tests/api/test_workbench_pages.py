"""Pages of the staff: who gets in, what forms do with good and bad words, and with two writers at once."""

from __future__ import annotations

import re

import pytest

from catalogue.services.jobs import NewJob, enqueue_job, fail_job, lease_job
from tests.api.museum import DRAFT, STAGED, Outline, furnish
from tests.people import SYSTEM

HTML = {"Accept": "text/html"}
ENTRANCES = [
    "/workbench/",
    "/workbench/jobs",
    "/workbench/artifacts/",
    "/workbench/artifacts/new",
    f"/workbench/artifacts/{DRAFT}",
    f"/workbench/artifacts/{DRAFT}/files",
    "/workbench/sites/",
    "/workbench/sites/new",
    "/workbench/sites/MV.DT",
    "/workbench/sites/MV.DT/files",
]
NEW = {"accession_number": "MV.M.01", "title_vi": "Bình mới", "count": "1"}


@pytest.fixture
def ids(parts) -> dict[str, str]:
    return furnish(parts)


def send(client, path: str, **fields: str):
    """Send a form as a browser does, its hidden token included."""
    return client.post(path, data={"csrf_token": client.csrf_token, **fields}, headers=HTML)


def version_of(text: str) -> str:
    return re.search(r'name="version" value="(\d+)"', text)[1]


def test_the_public_is_led_to_the_login_and_back(client, ids):
    for path in ENTRANCES:
        answer = client.get(f"/vi{path}?q=a", headers=HTML)
        assert answer.status_code == 303
        assert answer.headers["Location"].startswith("/vi/login?next=")
        page = client.get(answer.headers["Location"]).text
        assert f'name="next" value="/vi{path}?q=a"' in page


def test_members_are_refused_in_their_language(member_client, ids):
    for path in ENTRANCES:
        answer = member_client.get(f"/en{path}", headers=HTML)
        assert answer.status_code == 403
        assert "forbidden · 403" in answer.text
    assert send(member_client, "/vi/workbench/artifacts/new", **NEW).status_code == 403


def test_every_page_of_the_workbench_is_whole_in_both_languages(curator_client, ids):
    for path in ENTRANCES:
        for lang in ("vi", "en"):
            answer = curator_client.get(f"/{lang}{path}", headers=HTML)
            page = Outline(answer.text)
            assert (answer.status_code, page.lang, page.inline) == (200, lang, []), path
            assert page.headings.count("h1") == 1
            assert len(page.ids) == len(set(page.ids)), path


def test_a_new_artifact_is_saved_as_typed_and_leads_to_its_files(conservator_client, ids):
    words = {**NEW, "height_mm": "12,5", "materials": "gỗ, sơn", "site_code": "MV.DT", "recorded_on": "2026-01-05"}
    answer = send(conservator_client, "/vi/workbench/artifacts/new", **words)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/vi/workbench/artifacts/MV.M.01/files")
    assert "Đã lưu" in conservator_client.get(answer.headers["Location"]).text
    form = conservator_client.get("/vi/workbench/artifacts/MV.M.01").text
    for shown in ('value="12,5"', 'value="gỗ, sơn"', 'value="Thế Miếu [MV.DT]"', 'value="2026-01-05"'):
        assert shown in form


@pytest.mark.parametrize(
    ("field", "value", "lang", "words"),
    [
        ("title_vi", "", "vi", "Tên tiếng Việt"),
        ("title_vi", "", "en", "Name in Vietnamese"),
        ("height_mm", "cao", "vi", "Chiều cao (mm)"),
        ("recorded_on", "hôm qua", "en", "Recorded on"),
        ("site_code", "XX", "en", "Site"),
        ("accession_number", STAGED, "vi", STAGED),
    ],
)
def test_a_fault_stands_beside_its_field_and_nothing_typed_is_lost(conservator_client, ids, field, value, lang, words):
    typed = {**NEW, "description_vi": "Lời kể dài <b>quý</b>", field: value}
    answer = send(conservator_client, f"/{lang}/workbench/artifacts/new", **typed)
    assert answer.status_code == 422
    fault = re.search(rf'id="e-{field}">(.*?)</span>', answer.text, re.DOTALL)
    assert fault
    assert words in fault[1]
    assert f'href="#f-{field}"' in answer.text
    assert re.search(rf'id="f-{field}"[^>]*aria-invalid="true"', answer.text)
    assert "Lời kể dài &lt;b&gt;quý&lt;/b&gt;" in answer.text


def test_two_writers_both_keep_their_words(conservator_client, ids):
    path = f"/en/workbench/artifacts/{DRAFT}"
    version = version_of(conservator_client.get(path).text)
    first = send(conservator_client, path, version=version, title_vi="Bình sửa lần một", origin="mua")
    assert first.status_code == 303
    second = send(conservator_client, path, version=version, title_vi="Bình sửa lần hai", maker="Lò A")
    assert second.status_code == 409
    for words in ("Bình sửa lần một", "Bình sửa lần hai", "Lò A", "Someone else saved"):
        assert words in second.text
    again = send(conservator_client, path, version=version_of(second.text), title_vi="Bình sửa lần hai", maker="Lò A")
    assert again.status_code == 303
    kept = conservator_client.get(path).text
    assert 'value="Bình sửa lần hai"' in kept
    assert 'value="mua"' in kept


def test_two_writers_of_a_site_too(curator_client, ids):
    path = "/vi/workbench/sites/MV.DT"
    version = version_of(curator_client.get(path).text)
    assert send(curator_client, path, version=version, title_vi="Thế Miếu A").status_code == 303
    second = send(curator_client, path, version=version, title_vi="Thế Miếu B")
    assert second.status_code == 409
    assert "Thế Miếu A" in second.text
    assert 'value="Thế Miếu B"' in second.text


def test_publishing_says_what_is_missing_then_works(curator_client, client, ids):
    send(curator_client, "/vi/workbench/artifacts/new", **NEW)
    path = "/vi/workbench/artifacts/MV.M.01"
    refused = send(curator_client, f"{path}/publish", version=version_of(curator_client.get(path).text))
    assert refused.status_code == 422
    for field in ("object_type", "description_vi", "location", "recorder", "recorded_on"):
        assert f'id="e-{field}"' in refused.text
    assert client.get("/vi/artifacts/MV.M.01", headers=HTML).status_code == 404
    words = {"object_type": "bình", "description_vi": "Bình.", "location": "Kho", "recorder": "B"}
    version = version_of(refused.text)
    saved = send(curator_client, path, version=version, title_vi="Bình mới", recorded_on="2026-01-05", **words)
    assert saved.status_code == 303
    version = version_of(curator_client.get(path).text)
    assert send(curator_client, f"{path}/publish", version=version).status_code == 303
    assert client.get("/vi/artifacts/MV.M.01").status_code == 200
    version = version_of(curator_client.get(path).text)
    assert send(curator_client, f"{path}/publish", version=version).status_code == 303
    assert client.get("/vi/artifacts/MV.M.01", headers=HTML).status_code == 404


def test_who_may_not_publish_sees_no_button_and_may_not_use_the_address(restorer_client, ids):
    page = restorer_client.get(f"/vi/workbench/artifacts/{DRAFT}").text
    assert "/publish" not in page
    assert send(restorer_client, f"/vi/workbench/artifacts/{DRAFT}/publish").status_code == 403


def test_fields_keep_their_hints_for_phones_and_lists(conservator_client, ids):
    page = conservator_client.get("/vi/workbench/artifacts/new").text
    assert 'autocapitalize="characters"' in page
    assert "/api/v1/pick-lists/sites" in page


def test_a_write_without_the_token_is_refused(conservator_client, ids):
    conservator_client.csrf_token = ""
    assert conservator_client.post("/vi/workbench/artifacts/new", data=NEW, headers=HTML).status_code == 403


def test_the_list_finds_drafts_by_number_and_name(conservator_client, ids):
    for words in (DRAFT, "nhap kin", ""):
        assert DRAFT in conservator_client.get("/vi/workbench/artifacts/", query_string={"q": words}).text
    assert "Nothing found" in conservator_client.get("/en/workbench/artifacts/?q=zzzzqq").text


def test_the_files_page_shows_files_and_rules_and_keeps_a_link_to_each_file(conservator_client, ids):
    page = conservator_client.get(f"/vi/workbench/artifacts/{STAGED}/files").text
    assert "quét.ply" in page
    assert f'artifact="{STAGED}"' in page
    found = conservator_client.get(f"/vi/workbench/files/{ids['photo']}")
    assert found.status_code == 303
    assert found.headers["Location"].endswith(f"/files#file-{ids['photo']}")
    assert f'id="file-{ids["photo"]}"' in conservator_client.get(found.headers["Location"]).text


def test_jobs_are_told_in_words_with_file_record_and_problem(conservator_client, parts, ids, artifact_id):
    with parts.sessions.begin() as session:
        new = NewJob("web_model", {"name": "bia đá.ply"}, artifact_id=artifact_id, max_attempts=1)
        enqueue_job(session, SYSTEM, new)
    with parts.sessions.begin() as session:
        lease = lease_job(session, SYSTEM, owner="worker")
        fail_job(session, SYSTEM, lease, {"code": "ply_truncated", "values": {"file": "bia đá.ply"}})
    for lang, words in (("vi", "Dựng mô hình 3D"), ("en", "Make the 3D model")):
        page = conservator_client.get(f"/{lang}/workbench/jobs").text
        assert words in page
        assert f"{DRAFT} · bia đá.ply" in page
        assert 'data-static="problem"' in page
        assert "bia đá.ply" in page


@pytest.fixture
def artifact_id(parts, ids):
    from catalogue.services.artifacts import read_artifact

    with parts.readers() as session:
        return read_artifact(session, SYSTEM, DRAFT).id
