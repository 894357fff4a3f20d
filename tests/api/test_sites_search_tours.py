from __future__ import annotations

import pytest

from catalogue.services.tours import change_tour_status, make_tour
from catalogue.vocab.terms import Status
from tests.people import SYSTEM

SITE = {"code": "HUE-01", "title": {"vi": "Thế Miếu", "en": "The To Mieu"}, "latitude": 16.47, "longitude": 107.58}


def test_a_site_is_registered_changed_and_published(client, curator_client):
    made = curator_client.post("/api/v1/sites", json=SITE)
    assert (made.status_code, made.get_json()["status"]) == (201, "draft")
    assert client.get("/api/v1/sites/HUE-01").status_code == 404
    changed = curator_client.patch(
        "/api/v1/sites/HUE-01", json={"rank": "special_national"}, headers={"If-Match": made.headers["ETag"]}
    )
    assert changed.get_json()["rank"] == "special_national"
    assert curator_client.post("/api/v1/sites/HUE-01/publish").status_code == 200
    assert client.get("/api/v1/sites").get_json()["items"][0]["title"] == SITE["title"]


def test_artifacts_of_a_site(curator_client, add_artifact):
    curator_client.post("/api/v1/sites", json=SITE)
    add_artifact("A1")
    tag = curator_client.get("/api/v1/artifacts/A1").headers["ETag"]
    curator_client.patch("/api/v1/artifacts/A1", json={"site": "HUE-01"}, headers={"If-Match": tag})
    add_artifact("A2")
    found = curator_client.get("/api/v1/artifacts?site=HUE-01").get_json()
    assert [item["accession_number"] for item in found["items"]] == ["A1"]
    assert found["items"][0]["site"]["code"] == "HUE-01"


@pytest.mark.parametrize("words", ["dien thai hoa", "Điện Thái Hòa", "ĐIỆN", "điện"])
def test_search_finds_in_any_spelling_and_names_number_and_kind(client, add_artifact, words):
    add_artifact("TH1", title_vi="Điện Thái Hòa")
    add_artifact("TH2", is_public=False, title_vi="Điện Thái Hòa")
    found = client.get("/api/v1/search", query_string={"q": words, "facets": ""}).get_json()
    assert [(hit["kind"], hit["number"]) for hit in found["items"]] == [("artifact", "TH1")]
    assert found["facets"]["kind"] == {"artifact": 1}
    assert client.get(found["items"][0]["links"]["self"]).status_code == 200


def test_facets_narrow_the_hits(client, add_artifact):
    add_artifact("F1", object_type="Bình")
    add_artifact("F2", object_type="Bia")
    add_artifact("F3", object_type="Chuông")
    found = client.get("/api/v1/search?object_type=Bia&object_type=Bình").get_json()
    assert {hit["number"] for hit in found["items"]} == {"F1", "F2"}


@pytest.mark.parametrize("query", ["limit=x", "colour=red", "cursor=%%%", "status=draft"])
def test_a_search_that_makes_no_sense_is_refused(client, query):
    answer = client.get(f"/api/v1/search?{query}")
    assert answer.status_code == 422
    assert answer.get_json()["fields"]


def test_a_tour_shows_its_document_once_published(client, parts, add_artifact):
    artifact = add_artifact("A1")
    stop = {"title_vi": "Dừng 1", "artifact_id": artifact}
    with parts.sessions.begin() as session:
        make_tour(session, SYSTEM, {"slug": "dao-quanh", "title_vi": "Dạo quanh"}, [stop])
    assert client.get("/api/v1/tours/dao-quanh").status_code == 404
    with parts.sessions.begin() as session:
        change_tour_status(session, SYSTEM, "dao-quanh", Status.PUBLISHED)
    body = client.get("/api/v1/tours/dao-quanh").get_json()
    assert (body["slug"], body["status"], body["title"]["vi"]) == ("dao-quanh", "published", "Dạo quanh")
    assert client.get("/api/v1/tours").get_json()["total"] == 1
