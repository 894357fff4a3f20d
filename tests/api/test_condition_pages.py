"""Pages of condition checks: list, form, page, pins, carried findings, places of comparisons; and who sees them."""

from __future__ import annotations

import re
from uuid import UUID

import pytest

from catalogue.records import Artifact, Damage
from catalogue.services.conditions import add_check, read_check
from catalogue.services.damages import add_damage, list_damages
from catalogue.services.starter import load_starter
from tests.api.museum import BARE, DRAFT, PICTURED, SITE, STAGED, Outline, furnish
from tests.comparing import dated_scan, make_report, measured, region
from tests.people import SYSTEM

HTML = {"Accept": "text/html"}
BASE = "/workbench/conditions"
NUMBER = "KT.2024.0001"
NEW = {"record": PICTURED, "checked_on": "2024-03-01", "grade": "fair", "checker": "Trần B", "carry": "1"}


@pytest.fixture
def ids(parts) -> dict[str, str]:
    with parts.sessions.begin() as session:
        load_starter(session, SYSTEM)
    return furnish(parts)


def send(client, path: str, **fields: str):
    """Send a form as a browser does, its hidden token included."""
    return client.post(path, data={"csrf_token": client.csrf_token, **fields}, headers=HTML)


def make(client, **more: str):
    answer = send(client, f"/vi{BASE}/new", **{**NEW, **more})
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"].rpartition("/")[2]


def version_of(text: str) -> str:
    return re.search(r'name="version" value="(\d+)"', text)[1]


def damages_of(parts, number=NUMBER) -> list[Damage]:
    with parts.readers() as session:
        found = list_damages(session, read_check(session, SYSTEM, number))
        session.expunge_all()
        return found


def pin(client, ids, **more: str):
    fields = {"type": "nứt", "severity": "major", "cause": "physical", "view": ids["photo"], "file_id": ids["photo"]}
    return send(client, f"/vi{BASE}/{NUMBER}/pins", **{**fields, **more})


def test_pages_are_sound_in_both_languages(curator_client, ids, parts):
    make(curator_client)
    pin(curator_client, ids, photo_x="25", photo_y="50")
    paths = [f"{BASE}/", f"{BASE}/new", f"{BASE}/new?artifact={STAGED}", f"{BASE}/{NUMBER}", f"{BASE}/{NUMBER}/edit"]
    paths += [f"{BASE}/{NUMBER}/pins", f"{BASE}/timeline?artifact={PICTURED}", f"{BASE}/timeline?site={SITE}"]
    for path in paths:
        for lang in ("vi", "en"):
            answer = curator_client.get(f"/{lang}{path}", headers=HTML)
            page = Outline(answer.text)
            assert (answer.status_code, page.lang, page.inline) == (200, lang, []), path
            assert page.headings.count("h1") == 1
            assert len(page.ids) == len(set(page.ids)), path


def test_a_check_is_made_for_an_artifact_or_a_site_and_found_again(curator_client, ids):
    assert make(curator_client, equipment="kính lúp", advice_store="Tránh ẩm", parts="quai: lỏng") == NUMBER
    page = curator_client.get(f"/vi{BASE}/{NUMBER}").text
    for words in ("kính lúp", "Tránh ẩm", "quai: lỏng", "Trần B"):
        assert words in page
    other = make(curator_client, record=SITE, grade="poor", checker="Lê C")
    wishes = {"grade=poor": other, f"record={PICTURED}": NUMBER, "checker=trần": NUMBER, f"record={SITE}": other}
    for wish, number in wishes.items():
        found = curator_client.get(f"/vi{BASE}/?{wish}").text
        assert number in found
        assert ({NUMBER, other} - {number}).pop() not in found, wish
    both = curator_client.get(f"/en{BASE}/?site={SITE}").text
    assert NUMBER in both
    assert other in both
    assert "No check here" in curator_client.get(f"/en{BASE}/?record=NONE").text
    assert "No check here" in curator_client.get(f"/en{BASE}/?site=NONE").text
    assert "No check here" in curator_client.get(f"/en{BASE}/?overdue=1").text


@pytest.mark.parametrize(
    ("field", "value", "lang", "words"),
    [
        ("record", "", "vi", "Số hiện vật hoặc mã di tích"),
        ("record", "NONE", "en", "Object number or site code"),
        ("grade", "", "vi", "Đánh giá chung"),
        ("checked_on", "2999-01-01", "en", "have happened yet"),
        ("next_check_on", "2020-01-01", "en", "must come after"),
    ],
)
def test_a_fault_stands_beside_its_field_and_nothing_typed_is_lost(curator_client, ids, field, value, lang, words):
    answer = send(curator_client, f"/{lang}{BASE}/new", **{**NEW, "surface": "gỉ <b>xanh</b>", field: value})
    assert answer.status_code == 422
    assert words in re.search(rf'id="e-{field}">(.*?)</span>', answer.text, re.DOTALL)[1]
    assert "gỉ &lt;b&gt;xanh&lt;/b&gt;" in answer.text


def test_two_writers_both_keep_their_words(curator_client, ids):
    make(curator_client)
    path = f"/en{BASE}/{NUMBER}/edit"
    version = version_of(curator_client.get(path).text)
    assert send(curator_client, path, version=version, grade="fair", surface="first").status_code == 303
    second = send(curator_client, path, version=version, grade="fair", surface="second")
    assert second.status_code == 409
    assert "Someone else saved" in second.text
    assert "second" in second.text
    assert send(curator_client, path, version=version_of(second.text), surface="second").status_code == 303
    assert "second" in curator_client.get(f"/en{BASE}/{NUMBER}").text


def test_a_finding_is_pinned_on_a_photograph_and_changed(curator_client, ids, parts):
    make(curator_client)
    saved = pin(curator_client, ids, photo_x="25,5", photo_y="50", photo_w="10", photo_h="20", length_mm="12,5")
    assert saved.headers["Location"].endswith(f"pins?view={ids['photo']}#finding-1")
    (damage,) = damages_of(parts)
    assert (damage.photo_x, damage.photo_y, damage.photo_w, damage.photo_h) == (0.255, 0.5, 0.1, 0.2)
    assert (damage.length_mm, str(damage.file_id)) == (12.5, ids["photo"])
    assert damage.term_id is not None
    page = curator_client.get(f"/vi{BASE}/{NUMBER}/pins?damage={damage.id}").text
    assert 'value="25,5"' in page
    assert 'data-share="0.255 0.5" data-area="0.1 0.2"' in page
    pin(curator_client, ids, damage=str(damage.id), version="1", type="vết lạ", photo_x="30", photo_y="50")
    (damage,) = damages_of(parts)
    assert (damage.type_text, damage.term_id, damage.photo_x, damage.photo_w) == ("vết lạ", None, 0.3, None)
    stale = pin(curator_client, ids, damage=str(damage.id), version="1", note_vi="Lời sau")
    assert stale.status_code == 409
    assert "Lời sau" in stale.text


def test_a_finding_is_pinned_on_the_surface_or_told_in_words(curator_client, ids, parts):
    make(curator_client, record=STAGED)
    page = curator_client.get(f"/vi{BASE}/{NUMBER}/pins").text
    scene = re.search(r'name="scene_id" value="([^"]+)"', page)[1]
    point = {"x_mm": "1,5", "y_mm": "20", "z_mm": "-3", "normal_x": "0", "normal_y": "0", "normal_z": "1"}
    words = {"type": "nứt", "severity": "minor", "cause": "unknown", "view": "surface"}
    send(curator_client, f"/vi{BASE}/{NUMBER}/pins", **words, **point, scene_id=scene)
    send(curator_client, f"/vi{BASE}/{NUMBER}/pins", **words, **dict.fromkeys(point, ""), scene_id=scene, place="đáy")
    on_surface, told = damages_of(parts)
    assert (on_surface.x_mm, on_surface.normal_z, str(on_surface.scene_id)) == (1.5, 1.0, scene)
    assert (told.x_mm, told.scene_id, told.place) == (None, None, "đáy")
    shown = curator_client.get(f"/vi{BASE}/{NUMBER}/pins").text
    assert 'data-point="1.5 20.0 -3.0" data-normal="0.0 0.0 1.0"' in shown


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"type": ""}, "type"),
        ({"photo_x": "giữa", "photo_y": "5"}, "photo_x"),
        ({"photo_x": "120", "photo_y": "5"}, "photo_x"),
        ({"photo_x": "5"}, "photo_y"),
        ({"photo_x": "5", "photo_y": "5", "photo_w": "50", "photo_h": "5"}, "photo_w"),
        ({"photo_x": "5", "photo_y": "5", "photo_w": "5"}, "photo_h"),
        ({"photo_x": "", "depth_mm": "-1"}, "depth_mm"),
    ],
)
def test_an_unfit_pin_is_told_beside_its_field(curator_client, ids, parts, fields, field):
    make(curator_client)
    answer = pin(curator_client, ids, **fields)
    assert answer.status_code == 422
    assert f'id="e-{field}"' in answer.text
    assert damages_of(parts) == []


def test_a_finding_that_was_a_mistake_is_removed_on_its_page(curator_client, ids, parts):
    make(curator_client)
    pin(curator_client, ids, photo_x="10", photo_y="20")
    (found,) = damages_of(parts)
    page = curator_client.get(f"/vi{BASE}/{NUMBER}/pins?damage={found.id}").text
    assert "Gỡ hư hại này" in page
    address = f"/vi{BASE}/{NUMBER}/findings/{found.id}/remove"
    assert send(curator_client, address, version="9").status_code == 303
    assert len(damages_of(parts)) == 1
    assert send(curator_client, address, version=str(found.version)).status_code == 303
    assert damages_of(parts) == []


def test_carried_findings_are_answered_with_one_press(curator_client, ids, parts):
    make(curator_client)
    pin(curator_client, ids, photo_x="25", photo_y="50")
    second = make(curator_client, checked_on="2025-03-01")
    page = curator_client.get(f"/vi{BASE}/{second}").text
    assert "1 ghi nhận chuyển sang còn chờ trả lời" in page
    (carried,) = damages_of(parts, second)
    judge = f"/vi{BASE}/{second}/findings/{carried.id}/judge"
    assert send(curator_client, judge, change="stable", version="1", view="page").status_code == 303
    assert "còn chờ trả lời" not in curator_client.get(f"/vi{BASE}/{second}").text
    assert send(curator_client, judge, change="worse", version="1").status_code == 409
    assert send(curator_client, judge, change="splendid", version="2").status_code == 422
    assert send(curator_client, judge, change="gone", version="2").status_code == 303
    assert damages_of(parts, second)[0].change.value == "gone"
    third = make(curator_client, checked_on="2026-03-01")
    assert damages_of(parts, third) == []


def test_findings_are_carried_over_later_too(curator_client, ids, parts):
    make(curator_client)
    pin(curator_client, ids, photo_x="25", photo_y="50")
    second = make(curator_client, checked_on="2025-03-01", carry="")
    assert damages_of(parts, second) == []
    assert f"/{second}/carry-over" in curator_client.get(f"/vi{BASE}/{second}").text
    assert send(curator_client, f"/vi{BASE}/{second}/carry-over").status_code == 303
    assert len(damages_of(parts, second)) == 1
    assert f"/{second}/carry-over" not in curator_client.get(f"/vi{BASE}/{second}").text


def test_a_place_of_a_comparison_becomes_a_finding_with_one_press(curator_client, client, ids, parts):
    with parts.sessions.begin() as session:
        artifact = session.query(Artifact).filter_by(accession_number=STAGED).one()
        scans = [dated_scan(session, artifact, f"{year}.ply", f"{year}-05-04") for year in (2019, 2025)]
        comparison = measured(session, SYSTEM, scans[0].id, scans[1].id, make_report(region(1, -1.24), region(2, 0.4)))
        ident = str(comparison.id)
    page = curator_client.get(f"/vi/compare/{ident}").text
    places = re.findall(r'name="region" value="([^"]+)"', page)
    assert len(places) == 2
    made = send(curator_client, f"/vi{BASE}/from-region", comparison=ident, region=places[0])
    number = made.headers["Location"].rpartition("/")[2].partition("#")[0]
    assert made.headers["Location"].endswith("#finding-1")
    assert damages_of(parts, number)[0].depth_mm == 1.24
    again = send(curator_client, f"/vi{BASE}/from-region", comparison=ident, region=places[0])
    assert again.headers["Location"] == made.headers["Location"]
    assert len(damages_of(parts, number)) == 1
    page = curator_client.get(f"/vi/compare/{ident}").text
    assert number in page
    assert len(re.findall(r'name="region" value="', page)) == 1
    wrong = send(curator_client, f"/vi{BASE}/from-region", comparison=ident, region=ident)
    assert wrong.status_code == 404
    assert send(curator_client, f"/vi{BASE}/from-region", comparison=ident, region="x").status_code == 400
    assert 'name="region"' not in client.get(f"/vi/compare/{ident}").text


def test_photographs_of_the_check_are_chosen(curator_client, ids, parts):
    make(curator_client)
    answer = send(curator_client, f"/vi{BASE}/{NUMBER}/photos", photo=ids["photo"])
    assert answer.status_code == 303
    assert f'value="{ids["photo"]}" checked' in curator_client.get(f"/vi{BASE}/{NUMBER}").text
    assert send(curator_client, f"/vi{BASE}/{NUMBER}/photos").status_code == 303
    assert f'value="{ids["photo"]}" checked' not in curator_client.get(f"/vi{BASE}/{NUMBER}").text
    other = make(curator_client, record=BARE)
    assert send(curator_client, f"/vi{BASE}/{other}/photos", photo=ids["photo"]).status_code == 422


def test_a_settled_check_is_only_looked_at(curator_client, ids):
    make(curator_client)
    for step in ("review", "publish"):
        version = version_of(curator_client.get(f"/vi{BASE}/{NUMBER}").text)
        assert send(curator_client, f"/vi{BASE}/{NUMBER}/{step}", version=version).status_code == 303
    page = curator_client.get(f"/vi{BASE}/{NUMBER}").text
    assert f"{NUMBER}/edit" not in page
    assert pin(curator_client, ids, photo_x="5", photo_y="5").status_code == 422
    assert 'id="pin-form"' not in curator_client.get(f"/vi{BASE}/{NUMBER}/pins").text


def test_the_condition_is_shown_to_staff_alone(curator_client, client, member_client, ids, parts):
    make(curator_client, summary_vi="Mặt men rạn lạ")
    for visitor in (client, member_client):
        public = visitor.get(f"/vi/artifacts/{PICTURED}", headers=HTML).text
        for words in (NUMBER, "Mặt men rạn", 'id="condition"', "condition_grade", "next_check"):
            assert words not in public
        for path in (f"/api/v1/artifacts/{PICTURED}", "/api/v1/search?q=binh", f"/api/v1/sites/{SITE}"):
            answer = visitor.get(path).text.replace('"condition_text":null', "")
            for words in ("condition", NUMBER, "next_check", "Sứt miệng"):
                assert words not in answer, path
    seen = curator_client.get(f"/vi/artifacts/{PICTURED}").text
    assert 'id="condition"' in seen
    assert NUMBER in seen


def test_the_public_is_led_to_the_login(client, ids, curator_client):
    make(curator_client)
    for path in (f"{BASE}/", f"{BASE}/{NUMBER}", f"{BASE}/{NUMBER}/pins", "/workbench/due/", "/workbench/treatments/"):
        answer = client.get(f"/vi{path}", headers=HTML)
        assert answer.status_code == 303
        assert answer.headers["Location"].startswith("/vi/login?next=")


def test_who_may_not_check_sees_no_buttons(log_in, curator_client, ids):
    make(curator_client)
    officer = log_in("data_officer")
    page = officer.get(f"/vi{BASE}/{NUMBER}").text
    assert f"{NUMBER}/edit" not in page
    assert send(officer, f"/vi{BASE}/new", **NEW).status_code == 403
    assert officer.get(f"/vi{BASE}/KT.1999.0001").status_code == 404
    assert officer.get(f"/vi{BASE}/timeline?artifact=NONE").status_code == 404


def test_a_list_goes_on_over_pages(curator_client, parts, ids):
    with parts.sessions.begin() as session:
        artifact = session.query(Artifact).filter_by(accession_number=DRAFT).one()
        for day in range(1, 29):
            for month in (1, 2):
                day_text = f"2023-0{month}-{day:02}"
                check = add_check(session, SYSTEM, artifact, {"grade": "good", "checked_on": day_text})
        add_damage(session, SYSTEM, check.number, {"type_text": "nứt", "severity": "minor"})
    first = curator_client.get(f"/vi{BASE}/").text
    following = re.search(r'rel="next" href="([^"]+)"', first)[1].replace("&amp;", "&")
    second = curator_client.get(following).text
    seen = [set(re.findall(r">(KT\.2023\.\d{4})<", page)) for page in (first, second)]
    assert (len(seen[0]), len(seen[0] | seen[1])) == (50, 56)
    assert curator_client.get(f"/vi{BASE}/?cursor=xx").status_code == 422
    assert UUID(ids["photo"])
