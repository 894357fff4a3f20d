"""Traditions, documents, collections and object numbers over HTTP."""

from __future__ import annotations

import pytest

from catalogue.services.sites import register_site
from tests.people import SYSTEM

TRADITIONS, COLLECTIONS = "/api/v1/traditions", "/api/v1/collections"
COURT_MUSIC = {"code": "PVT.01", "kind": "performing_arts", "title": {"vi": "Nhã nhạc", "en": "Court music"}}


def test_a_tradition_is_registered_changed_published_and_found(curator_client, client):
    made = curator_client.post(TRADITIONS, json=COURT_MUSIC)
    assert made.status_code == 201, made.text
    assert client.get(f"{TRADITIONS}/PVT.01").status_code == 404
    wrong = curator_client.patch(f"{TRADITIONS}/PVT.01", json={"community": "x"}, headers={"If-Match": '"9"'})
    assert wrong.status_code == 409
    changed = curator_client.patch(
        f"{TRADITIONS}/PVT.01", json={"community": "Nhà hát Nghệ thuật"}, headers={"If-Match": '"1"'}
    )
    assert changed.get_json()["community"] == "Nhà hát Nghệ thuật"
    assert curator_client.post(f"{TRADITIONS}/PVT.01/publish").get_json()["status"] == "published"
    assert client.get(f"{TRADITIONS}/PVT.01").get_json()["title"]["en"] == "Court music"
    found = client.get("/api/v1/search?q=nha nhac").get_json()["items"]
    assert [(hit["kind"], hit["number"]) for hit in found] == [("tradition", "PVT.01")]
    curator_client.post(f"{TRADITIONS}/PVT.01/withdraw")
    assert client.get("/api/v1/search?q=nha nhac").get_json()["items"] == []


def test_documents_are_heritage_of_their_own_kind(curator_client):
    curator_client.post(TRADITIONS, json=COURT_MUSIC)
    woodblocks = {"code": "TL.01", "kind": "documentary", "title": {"vi": "Mộc bản triều Nguyễn"}}
    assert curator_client.post(TRADITIONS, json=woodblocks).status_code == 201
    only = curator_client.get(f"{TRADITIONS}?kind=documentary").get_json()["items"]
    assert [one["code"] for one in only] == ["TL.01"]
    decision = {"kind": "unesco_memory", "decision_date": "2009-07-31", "authority": "UNESCO"}
    assert curator_client.post(f"{TRADITIONS}/TL.01/designations", json=decision).status_code == 201


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({**COURT_MUSIC, "code": "--"}, 422, "validation"),
        ({**COURT_MUSIC, "kind": "cooking"}, 422, "validation"),
        (COURT_MUSIC, 409, "tradition_taken"),
    ],
)
def test_unfit_traditions_are_refused(curator_client, body, status, code):
    curator_client.post(TRADITIONS, json=COURT_MUSIC)
    refused = curator_client.post(TRADITIONS, json=body)
    assert (refused.status_code, refused.get_json()["code"]) == (status, code)


def test_a_collection_keeps_the_order_that_people_give(curator_client, client, add_artifact, hide_artifact):
    for number in ("A1", "A2", "A3"):
        add_artifact(number)
    assert curator_client.post(COLLECTIONS, json={"code": "ST.01", "title": {"vi": "Đồ đồng"}}).status_code == 201
    for number in ("A1", "A2", "A3"):
        assert curator_client.post(f"{COLLECTIONS}/ST.01/items", json={"record": number}).status_code == 201
    twice = curator_client.post(f"{COLLECTIONS}/ST.01/items", json={"record": "A1"})
    assert twice.get_json()["fields"]["record"]["code"] == "part_taken"
    nothing = curator_client.post(f"{COLLECTIONS}/ST.01/items", json={"record": "A9"})
    assert nothing.get_json()["fields"]["record"]["code"] == "not_found"
    itself = curator_client.post(f"{COLLECTIONS}/ST.01/items", json={"record": "ST.01"})
    assert itself.get_json()["fields"]["record"]["code"] == "link_to_itself"
    last = curator_client.get(f"{COLLECTIONS}/ST.01/items").get_json()["items"][-1]
    moved = curator_client.patch(
        f"{COLLECTIONS}/ST.01/items/{last['id']}", json={"place": 1}, headers={"If-Match": f'"{last["version"]}"'}
    )
    assert moved.status_code == 200, moved.text

    def shown(who):
        return [one["record"]["number"] for one in who.get(f"{COLLECTIONS}/ST.01/items").get_json()["items"]]

    assert shown(curator_client) == ["A3", "A1", "A2"]
    assert client.get(f"{COLLECTIONS}/ST.01/items").status_code == 404
    curator_client.post(f"{COLLECTIONS}/ST.01/publish")
    hide_artifact("A1")
    assert shown(client) == ["A3", "A2"]
    curator_client.post(f"{COLLECTIONS}/ST.01/items/{last['id']}/withdraw")
    assert shown(client) == ["A2"]
    assert curator_client.post(COLLECTIONS, json={"code": "ST.01", "title": {"vi": "x"}}).status_code == 409


@pytest.mark.parametrize(
    ("site", "place", "number"),
    [
        (("PTH", "Điện Phụng Tiên"), "TĐ", "PTH.TĐ.03"),
        (("PTH", "Điện Phụng Tiên"), "Hậu Điện", "PTH.HĐ.01"),
        (("DT.001", "Điện Thái Hòa"), "TĐ", "ĐTH.TĐ.01"),
        (("MV.DT", "Phương đình mẫu"), "tiền đình", "MV.TĐ.01"),
    ],
)
def test_the_next_number_is_free_and_built_from_monument_and_place(
    curator_client, parts, add_artifact, site, place, number
):
    with parts.sessions.begin() as session:
        register_site(session, SYSTEM, {"code": site[0], "title_vi": site[1]})
    add_artifact("PTH.TĐ.01")
    add_artifact("PTH.TĐ.02", is_public=False)
    add_artifact("PTH.TĐ.02a")
    got = curator_client.get("/api/v1/artifacts/next-number", query_string={"site": site[0], "place": place})
    assert got.get_json() == {"number": number}


def test_without_a_place_the_number_follows_the_newest_of_the_site(curator_client, parts, add_artifact):
    with parts.sessions.begin() as session:
        site = register_site(session, SYSTEM, {"code": "PTH", "title_vi": "Điện Phụng Tiên"}).id
    ask = "/api/v1/artifacts/next-number"
    for number in ("PTH.TĐ.07", "PTH.HĐ.01", "PTH.99", "KHÁC.MĐ.01"):
        add_artifact(number, site_id=site)
    add_artifact("PTH.BĐ.05")  # of no site
    for written in ("PTH", "Điện Phụng Tiên [PTH]", "điện phụng tiên"):
        got = curator_client.get(ask, query_string={"site": written})
        assert got.get_json() == {"number": "PTH.HĐ.02"}


def test_the_next_number_needs_a_site_a_place_and_a_writer(curator_client, client, parts):
    with parts.sessions.begin() as session:
        register_site(session, SYSTEM, {"code": "PTH", "title_vi": "Điện Phụng Tiên"})
    ask = "/api/v1/artifacts/next-number"
    assert curator_client.get(f"{ask}?site=NONE&place=TĐ").get_json()["code"] == "site_not_found"
    assert curator_client.get(f"{ask}?site=PTH&place=").get_json()["fields"]["place"]["code"] == "required"
    assert curator_client.get(f"{ask}?site=PTH&place=--").get_json()["fields"]["place"]["code"] == "malformed"
    assert client.get(f"{ask}?site=PTH&place=TĐ").status_code in {401, 403}


def test_a_site_carries_the_facts_of_its_file_and_staff_facts_stay_with_staff(curator_client, client):
    facts = {"route": "Từ trung tâm theo đường 23/8", "values_text": "Giá trị kiến trúc",
             "protection_state": "Đang tu bổ", "proposals": "Chống thấm"}  # fmt: skip
    made = curator_client.post("/api/v1/sites", json={"code": "PTH", "title": {"vi": "Điện"}, **facts})
    assert {name: made.get_json()[name] for name in facts} == facts
    curator_client.post("/api/v1/sites/PTH/publish")
    seen = client.get("/api/v1/sites/PTH").get_json()
    assert (seen["route"], seen["values_text"]) == (facts["route"], facts["values_text"])
    assert seen["protection_state"] is None
    assert seen["proposals"] is None
