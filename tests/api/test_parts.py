"""Parts of records over HTTP: added, changed in the version read, withdrawn, brought back; seen by whom they may."""

from __future__ import annotations

import pytest

from catalogue.records import Agent
from catalogue.services.sites import change_site_status, register_site
from catalogue.vocab.terms import Status
from tests.people import SYSTEM

ARTIFACT = "/api/v1/artifacts/PTH.TĐ.01"
HEIGHT = {"dimension": "height", "value": 2.3, "unit": "m"}
RING = [[107.57, 16.46], [107.58, 16.46], [107.58, 16.47], [107.57, 16.46]]
AREA = {"type": "Polygon", "coordinates": [RING]}
NOUNS = {
    "measurements": HEIGHT,
    "identifiers": {"scheme": "sổ 1962", "value": "BTH 114"},
    "inscriptions": {"transcription": "明命", "translation": {"vi": "Minh Mạng", "en": "Minh Mang"}},
    "texts": {"field": "title", "lang": "lzh", "script": "Hani", "value": "高鼎"},
    "designations": {"kind": "national_treasure", "decision_number": "1426/QĐ-TTg", "decision_date": "2012-10-01"},
    "events": {"kind": "production", "date": "Minh Mạng 15", "note": "đúc"},
    "links": {"kind": "pair_of", "other": "PTH.TĐ.02"},
}


@pytest.fixture
def urn(curator_client, add_artifact):
    """Two artifacts that everybody sees."""
    add_artifact("PTH.TĐ.01")
    add_artifact("PTH.TĐ.02")
    return curator_client


@pytest.mark.parametrize("noun", NOUNS)
def test_a_part_is_added_changed_withdrawn_and_brought_back(urn, client, noun):
    address = f"{ARTIFACT}/{noun}"
    made = urn.post(address, json=NOUNS[noun])
    assert made.status_code == 201, made.text
    body = made.get_json()
    assert made.headers["ETag"] == '"1"'
    assert client.get(address).get_json()["items"] == [body]
    one = f"{address}/{body['id']}"
    position = {"transcription": "明命十五年"} if noun == "inscriptions" else {"note": "đã soát"}
    change = {"value": "高鼎記"} if noun == "texts" else position
    assert urn.patch(one, json=change).status_code == 428
    changed = urn.patch(one, json=change, headers={"If-Match": '"1"'})
    assert changed.status_code == 200, changed.text
    assert changed.get_json()["version"] == 2
    stale = urn.patch(one, json=change, headers={"If-Match": '"1"'})
    assert (stale.status_code, stale.get_json()["code"]) == (409, "stale")
    assert urn.post(f"{one}/withdraw").status_code == 200
    assert client.get(address).get_json()["total"] == 0
    assert urn.get(f"{address}?withdrawn=true").get_json()["total"] == 1
    assert client.get(f"{address}?withdrawn=true").get_json()["total"] == 0
    assert urn.post(f"{one}/restore").status_code == 200
    assert client.get(address).get_json()["total"] == 1


@pytest.mark.parametrize(
    ("noun", "body", "field", "code"),
    [
        ("measurements", {**HEIGHT, "unit": "kg"}, "unit", "unit_unfit"),
        ("measurements", {**HEIGHT, "value": "cao"}, "value", "not_a_number"),
        ("measurements", {"value": 3}, "dimension", "required"),
        ("events", {"kind": "production", "date": "Minh Mạng 99"}, "date_text", "date_reign_year"),
        ("events", {"kind": "production", "agent": "không ai"}, "agent", "not_found"),
        ("links", {"kind": "part_of", "other": "PTH.TĐ.01"}, "other", "link_to_itself"),
        ("terms", {"term": "không có", "facet": "material"}, "term", "not_found"),
        ("designations", {"kind": "national", "decision_date": "2012-02-30"}, "decision_date", "not_a_date"),
        ("measurements", {**HEIGHT, "smell": "x"}, "smell", "unknown_field"),
    ],
)
def test_each_fault_names_its_field(urn, noun, body, field, code):
    refused = urn.post(f"{ARTIFACT}/{noun}", json=body)
    assert refused.status_code == 422, refused.text
    assert refused.get_json()["fields"][field]["code"] == code


def test_a_link_shows_at_both_ends_while_both_may_be_seen(urn, client, hide_artifact):
    urn.post(f"{ARTIFACT}/links", json={"kind": "part_of", "other": "PTH.TĐ.02"})
    (there,) = client.get("/api/v1/artifacts/PTH.TĐ.02/links").get_json()["items"]
    assert (there["is_inverse"], there["other"]["number"], there["kind"]) == (True, "PTH.TĐ.01", "part_of")
    hide_artifact("PTH.TĐ.01")
    assert client.get("/api/v1/artifacts/PTH.TĐ.02/links").get_json()["items"] == []
    assert client.get(f"{ARTIFACT}/links").status_code == 404


def test_an_agent_kept_from_the_public_is_not_named_to_it(urn, client, parts):
    with parts.sessions.begin() as session:
        session.add(Agent(code="NN.01", title_vi="Người giữ kín", ext={}))
    made = urn.post(f"{ARTIFACT}/agents", json={"agent": "NN.01", "role": "owner"})
    assert made.get_json()["agent"]["title"]["vi"] == "Người giữ kín"
    urn.post(f"{ARTIFACT}/events", json={"kind": "acquisition", "agent": "NN.01"})
    assert client.get(f"{ARTIFACT}/agents").get_json()["items"] == []
    assert client.get(f"{ARTIFACT}/events").get_json()["items"][0]["agent"] is None


@pytest.fixture
def monument(parts):
    """A site that everybody sees."""
    with parts.sessions.begin() as session:
        register_site(session, SYSTEM, {"code": "PTH", "title_vi": "Điện Phụng Tiên"})
        change_site_status(session, SYSTEM, "PTH", Status.PUBLISHED)
    return "/api/v1/sites/PTH"


def test_a_zone_is_drawn_measured_and_hidden_with_a_sensitive_site(curator_client, client, monument, parts):
    made = curator_client.post(f"{monument}/zones", json={"kind": "zone_1", "geometry": AREA})
    assert made.status_code == 201, made.text
    body = made.get_json()
    assert body["bbox"] == [107.57, 16.46, 107.58, 16.47]
    assert body["area_m2"] == pytest.approx(592_000, rel=0.01)
    assert client.get(f"{monument}/zones").get_json()["total"] == 1
    with parts.sessions.begin() as session:
        from catalogue.services.sites import read_site

        read_site(session, SYSTEM, "PTH").is_location_sensitive = True
    assert client.get(f"{monument}/zones").get_json()["total"] == 0
    assert curator_client.get(f"{monument}/zones").get_json()["total"] == 1


def drawn(*ring):
    return {"type": "Polygon", "coordinates": [list(map(list, ring))]}


@pytest.mark.parametrize(
    ("geometry", "code"),
    [
        ({"type": "Point", "coordinates": [107, 16]}, "geojson_no_area"),
        (drawn(*RING[:3], [107.571, 16.461]), "ring_open"),
        (drawn((16.46, 107.57), (16.46, 107.58), (16.47, 107.58), (16.46, 107.57)), "position_swapped"),
        (drawn((1807, 560), (1808, 560), (1808, 570), (1807, 560)), "position_outside"),
    ],
)
def test_a_zone_that_draws_no_area_is_refused(curator_client, monument, geometry, code):
    refused = curator_client.post(f"{monument}/zones", json={"kind": "zone_1", "geometry": geometry})
    assert refused.get_json()["fields"]["geometry"]["code"] == code


@pytest.mark.parametrize("who", ["client", "member_client", "restorer_client"])
def test_only_writers_add(request, urn, who):
    answer = request.getfixturevalue(who).post(f"{ARTIFACT}/measurements", json=HEIGHT)
    assert answer.status_code in {401, 403}
    assert urn.get(f"{ARTIFACT}/measurements").get_json()["total"] == 0


def test_what_is_not_there_is_not_found(urn):
    nobody = "00000000-0000-4000-8000-000000000000"
    assert urn.get("/api/v1/artifacts/NONE/measurements").get_json()["code"] == "record_not_found"
    gone = urn.patch(f"{ARTIFACT}/measurements/{nobody}", json={"note": "x"}, headers={"If-Match": '"1"'})
    assert (gone.status_code, gone.get_json()["code"]) == (404, "part_not_found")
