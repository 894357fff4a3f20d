"""Condition checks over HTTP: recorded, carried over, drawn from comparisons, settled once published."""

from __future__ import annotations

from uuid import UUID

import pytest

from catalogue.records import Artifact
from tests.comparing import dated_scan, make_report, measured, region
from tests.people import SYSTEM

BASE = "/api/v1/conditions"


@pytest.fixture
def urn(add_artifact):
    return add_artifact("CD1")


def check(who, **more):
    made = who.post(BASE, json={"artifact": "CD1", "grade": "fair", "checked_on": "2024-03-01", **more})
    assert made.status_code == 201, made.get_json()
    return made.get_json()


def damage(who, number, **more):
    return who.post(f"{BASE}/{number}/damages", json={"type_text": "nứt", "severity": "minor", **more})


def test_a_check_is_recorded_found_and_due(curator_client, urn):
    made = check(curator_client, summary={"vi": "Ổn định", "en": "Stable"}, next_check_on="2024-09-01")
    assert (made["number"], made["summary"]["en"], made["status"]) == ("KT.2024.0001", "Stable", "draft")
    assert curator_client.get(f"{BASE}?artifact=CD1").get_json()["total"] == 1
    (due,) = curator_client.get(f"{BASE}/due?until=2024-12-31").get_json()["items"]
    assert (due["artifact"], due["due_on"]) == ("CD1", "2024-09-01")
    assert curator_client.get(f"{BASE}/due?until=2024-08-31").get_json()["items"] == []


def test_damage_is_pinned_changed_and_followed(curator_client, urn):
    first = check(curator_client)
    found = damage(curator_client, first["number"], x_mm=1, y_mm=2, z_mm=3, note={"vi": "Chân trái"})
    assert (found.status_code, found.get_json()["note"]["vi"]) == (201, "Chân trái")
    second = check(curator_client, checked_on="2025-03-01")
    (carried,) = curator_client.post(f"{BASE}/{second['number']}/carry-over").get_json()["items"]
    address = f"{BASE}/damages/{carried['id']}"
    worse = curator_client.patch(address, json={"change": "worse", "length_mm": 12}, headers={"If-Match": '"1"'})
    assert worse.get_json()["length_mm"] == 12
    assert curator_client.patch(address, json={"place": "x"}, headers={"If-Match": '"1"'}).status_code == 409
    chain = curator_client.get(f"{address}/chain").get_json()["items"]
    assert [row["change"] for row in chain] == ["first_seen", "worse"]
    assert curator_client.get(f"{BASE}/{second['number']}").get_json()["damages"][0]["x_mm"] == 1


def test_a_finding_that_was_a_mistake_is_removed_unless_it_is_used(curator_client, member_client, urn):
    first = check(curator_client)
    kept = damage(curator_client, first["number"]).get_json()["id"]
    wrong = damage(curator_client, first["number"], place="nhầm").get_json()["id"]
    address, version = f"{BASE}/damages/{wrong}", {"If-Match": '"1"'}
    assert member_client.delete(address, headers=version).status_code == 403
    assert curator_client.delete(address, headers={"If-Match": '"7"'}).status_code == 409
    assert curator_client.delete(address, headers=version).status_code == 204
    assert [row["id"] for row in curator_client.get(f"{BASE}/{first['number']}").get_json()["damages"]] == [kept]
    second = check(curator_client, checked_on="2025-03-01")
    curator_client.post(f"{BASE}/{second['number']}/carry-over")
    refused = curator_client.delete(f"{BASE}/damages/{kept}", headers=version)
    assert (refused.status_code, refused.get_json()["code"]) == (409, "damage_used")


def test_changed_places_become_damage_with_one_call(parts, curator_client, urn):
    with parts.sessions.begin() as session:
        artifact = session.get_one(Artifact, UUID(urn))
        scans = [dated_scan(session, artifact, f"{year}.ply", f"{year}-05-04") for year in (2019, 2025)]
        report = make_report(region(1, -1.24), region(2, 0.4))
        ident = str(measured(session, SYSTEM, scans[0].id, scans[1].id, report).id)
    made = check(curator_client)
    found = curator_client.post(f"{BASE}/{made['number']}/regions", json={"comparison": ident})
    assert [(row["depth_mm"], row["severity"]) for row in found.get_json()["items"]] == [(1.24, "moderate")]
    again = curator_client.post(f"{BASE}/{made['number']}/regions", json={"comparison": ident})
    assert again.get_json()["items"] == []
    assert curator_client.get(f"{BASE}/{made['number']}").get_json()["comparison_id"] == ident


def test_a_published_check_can_not_be_changed(curator_client, urn):
    made = check(curator_client)
    assert curator_client.post(f"{BASE}/{made['number']}/review").get_json()["status"] == "review"
    shown = curator_client.post(f"{BASE}/{made['number']}/publish")
    refused = curator_client.patch(
        f"{BASE}/{made['number']}", json={"surface": "x"}, headers={"If-Match": shown.headers["ETag"]}
    )
    assert (refused.status_code, refused.get_json()["code"]) == (409, "check_settled")


@pytest.mark.parametrize(
    ("order", "field", "code"),
    [
        ({"grade": "fair"}, "artifact", "required"),
        ({"grade": "fair", "artifact": "CD1", "site": "X"}, "artifact", "one_of_two"),
        ({"artifact": "CD1"}, "grade", "required"),
        ({"artifact": "CD1", "grade": "fair", "checked_on": "2999-01-01"}, "checked_on", "in_future"),
        ({"artifact": "CD1", "grade": "fair", "checked_on": "2024-02-30"}, "checked_on", "not_a_date"),
    ],
)
def test_unfit_checks_are_refused_field_by_field(curator_client, urn, order, field, code):
    refused = curator_client.post(BASE, json=order)
    assert refused.status_code == 422
    assert refused.get_json()["fields"][field]["code"] == code


def test_checks_are_not_for_the_public(client, curator_client, urn):
    made = check(curator_client)
    for address in (f"{BASE}/{made['number']}", f"{BASE}/due", f"{BASE}?artifact=CD1"):
        assert client.get(address).status_code in {401, 403}
    assert damage(client, made["number"]).status_code in {401, 403}
    assert curator_client.get(f"{BASE}/KT.1999.0001").status_code == 404
