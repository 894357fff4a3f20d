"""Treatments, hazards, due checks and one-call findings over HTTP."""

from __future__ import annotations

from uuid import UUID

import pytest

from catalogue.records import Artifact, ComparisonRegion
from tests.comparing import dated_scan, make_report, measured, region
from tests.people import SYSTEM

BASE, CHECKS = "/api/v1/treatments", "/api/v1/conditions"
SQUARE = [[107.5, 16.4], [107.6, 16.4], [107.6, 16.5], [107.5, 16.5], [107.5, 16.4]]


@pytest.fixture
def urn(add_artifact):
    return add_artifact("CD1")


def treat(who, **more):
    return who.post(BASE, json={"artifact": "CD1", "purpose": "Làm sạch gỉ", "begun_on": "2024-05-02", **more})


def test_a_treatment_is_recorded_changed_finished_and_found(conservator_client, urn):
    made = treat(conservator_client, materials="Paraloid B-72")
    body = made.get_json()
    assert (made.status_code, body["number"], body["stand"], body["artifact"]) == (201, "BQ.2024.0001", "begun", "CD1")
    address = f"{BASE}/{body['number']}"
    changed = conservator_client.patch(address, json={"methods": "Dao mổ"}, headers={"If-Match": made.headers["ETag"]})
    assert changed.get_json()["methods"] == "Dao mổ"
    stale = conservator_client.patch(address, json={"methods": "x"}, headers={"If-Match": made.headers["ETag"]})
    assert stale.status_code == 409
    missing = conservator_client.post(f"{address}/finish", json={})
    assert (missing.status_code, missing.get_json()["fields"]["result"]["code"]) == (422, "required")
    done = conservator_client.post(f"{address}/finish", json={"result": "Sạch", "ended_on": "2024-05-09"}).get_json()
    assert (done["stand"], done["status"], done["ended_on"]) == ("finished", "review", "2024-05-09")
    assert conservator_client.get(f"{BASE}?artifact=CD1&stand=finished").get_json()["total"] == 1
    assert conservator_client.get(f"{BASE}?stand=proposed").get_json()["items"] == []


def test_files_stand_at_stages_and_damage_is_answered(conservator_client, add_photo, urn):
    photo = add_photo(urn)
    number = treat(conservator_client).get_json()["number"]
    staged = conservator_client.post(f"{BASE}/{number}/files", json={"file": str(photo.id), "stage": "before"})
    assert staged.get_json()["before"] == [str(photo.id)]
    wrong = conservator_client.post(f"{BASE}/{number}/files", json={"file": str(photo.id), "stage": "later"})
    assert wrong.status_code == 422
    dropped = conservator_client.delete(f"{BASE}/{number}/files/{photo.id}")
    assert dropped.get_json()["before"] == []
    check = conservator_client.post(CHECKS, json={"artifact": "CD1", "grade": "fair"}).get_json()
    found = conservator_client.post(
        f"{CHECKS}/{check['number']}/damages", json={"type_text": "nứt", "severity": "minor"}
    ).get_json()
    answered = conservator_client.put(f"{BASE}/{number}/damages", json={"damages": [found["id"]]})
    assert answered.get_json()["damages"] == [found["id"]]


@pytest.mark.parametrize(
    ("order", "field", "code"),
    [
        ({"artifact": None}, "artifact", "required"),
        ({"site": "X"}, "artifact", "one_of_two"),
        ({"ended_on": "2999-01-01"}, "ended_on", "in_future"),
        ({"ended_on": "2020-01-01"}, "ended_on", "out_of_range"),
        ({"begun_on": "30/02/2024"}, "begun_on", "not_a_date"),
    ],
)
def test_unfit_treatments_are_refused_field_by_field(conservator_client, urn, order, field, code):
    refused = treat(conservator_client, **order)
    assert (refused.status_code, refused.get_json()["fields"][field]["code"]) == (422, code)


def test_treatments_are_for_those_who_treat(client, curator_client, conservator_client, urn):
    number = treat(conservator_client).get_json()["number"]
    assert treat(curator_client).status_code == 403
    assert curator_client.get(f"{BASE}/{number}").status_code == 200
    for address in (BASE, f"{BASE}/{number}", f"{CHECKS}/hazards"):
        assert client.get(address).status_code in {401, 403}
    assert conservator_client.get(f"{BASE}/BQ.1999.0001").status_code == 404


def test_due_checks_tell_place_and_hazard(curator_client, parts, urn):
    site = {"code": "TM", "title": {"vi": "Thế Miếu"}, "latitude": 16.42, "longitude": 107.52}
    assert curator_client.post("/api/v1/sites", json=site).status_code == 201
    facts = {"grade": "fair", "checked_on": "2024-03-01", "next_check_on": "2024-06-01"}
    assert curator_client.post(CHECKS, json={"site": "TM", **facts}).status_code == 201
    order = {"kind": "flood", "title": "Lụt 2020", "geojson": {"type": "Polygon", "coordinates": [SQUARE]}}
    (zone,) = curator_client.post(f"{CHECKS}/hazards", json=order).get_json()["items"]
    (due,) = curator_client.get(f"{CHECKS}/due?in_hazard=true").get_json()["items"]
    assert (due["site"], due["place"], due["hazards"][0]["title"]) == ("TM", "TM", "Lụt 2020")
    refused = curator_client.post(f"{CHECKS}/hazards", json={**order, "geojson": {"type": "Polygon"}})
    assert refused.get_json()["fields"]["geojson"]["code"] == "malformed"
    assert curator_client.delete(f"{CHECKS}/hazards/{zone['id']}").status_code == 200
    assert curator_client.get(f"{CHECKS}/due?in_hazard=true").get_json()["items"] == []
    assert curator_client.get(f"{CHECKS}?overdue=true&grade=fair").get_json()["total"] == 1
    assert curator_client.get(f"{CHECKS}?grade=good").get_json()["total"] == 0


def test_a_changed_place_becomes_a_finding_with_one_call(curator_client, client, parts, urn):
    with parts.sessions.begin() as session:
        artifact = session.get_one(Artifact, UUID(urn))
        scans = [dated_scan(session, artifact, f"{year}.ply", f"{year}-05-04") for year in (2019, 2025)]
        comparison = measured(session, SYSTEM, scans[0].id, scans[1].id, make_report(region(1, -1.24)))
        ident = str(comparison.id)
        place = str(session.query(ComparisonRegion).filter_by(comparison_id=comparison.id).one().id)
    order = {"comparison": ident, "region": place}
    found = curator_client.post(f"{CHECKS}/from-region", json=order)
    assert (found.status_code, found.get_json()["depth_mm"]) == (201, 1.24)
    assert curator_client.post(f"{CHECKS}/from-region", json=order).get_json()["id"] == found.get_json()["id"]
    assert curator_client.get(f"{CHECKS}?artifact=CD1").get_json()["total"] == 1
    wrong = curator_client.post(f"{CHECKS}/from-region", json={**order, "region": ident})
    assert (wrong.status_code, wrong.get_json()["code"]) == (404, "region_not_found")
    assert client.post(f"{CHECKS}/from-region", json=order).status_code in {401, 403, 404}
