"""The field kit over HTTP: taken along, written down without network, sent twice, in conflict, refused."""

from __future__ import annotations

from uuid import uuid4

import pytest
from sqlalchemy import select

from catalogue.records import Artifact, Audit, FieldNote, Site

API = "/api/v1/field"
VALUES = {
    "accession_number": "MV.TĐ.77", "title_vi": "Bát sứ vẽ lam", "object_type": "bát", "count": "1",
    "materials": "sứ, men lam", "height_mm": "61,5", "date_text": "Minh Mạng 15", "location": "Kho 2",
}  # fmt: skip
PLACE = {"latitude": 16.4698, "longitude": 107.5772, "accuracy_m": 8.0}


def put(who, uid, values=VALUES, *, base=None, kind="artifacts", **more):
    body = {"values": values, "base_version": base, "noted_at": "2026-05-01T03:20:00Z", **more}
    return who.put(f"{API}/{kind}/{uid}", json=body)


def test_an_entry_becomes_a_draft_once_however_often_it_is_sent(parts, conservator_client):
    uid = uuid4()
    first = put(conservator_client, uid, **PLACE)
    assert (first.status_code, first.get_json()["outcome"], first.get_json()["version"]) == (201, "created", 1)
    again = put(conservator_client, uid, **PLACE)
    assert (again.status_code, again.get_json()["outcome"]) == (200, "unchanged")
    with parts.sessions() as session:
        artifact = session.get_one(Artifact, uid)
        assert (artifact.materials, artifact.height_mm, artifact.year_from) == (["sứ", "men lam"], 61.5, 1834)
        (note,) = session.scalars(select(FieldNote))
        assert (note.record_id, note.latitude, note.accuracy_m) == (uid, 16.4698, 8.0)
        assert note.noted_at.isoformat() == "2026-05-01T03:20:00+00:00"
        assert len(list(session.scalars(select(Audit).where(Audit.record_id == uid)))) == 1


def test_a_record_taken_along_is_changed_and_a_lost_answer_does_no_harm(conservator_client, add_artifact):
    uid = add_artifact("G7", is_public=False)
    taken = conservator_client.get(f"{API}/records/{uid}").get_json()
    values = {**taken["values"], "location": "Kho 9"}
    sent = put(conservator_client, uid, values, base=taken["version"])
    assert (sent.get_json()["outcome"], sent.get_json()["values"]["location"]) == ("updated", "Kho 9")
    assert put(conservator_client, uid, values, base=taken["version"]).get_json()["outcome"] == "unchanged"


def test_two_people_who_changed_the_same_record_are_both_kept(conservator_client, add_artifact):
    uid = add_artifact("G7", is_public=False)
    taken = conservator_client.get(f"{API}/records/{uid}").get_json()
    put(conservator_client, uid, {"location": "Kho 3"}, base=taken["version"])
    refused = put(conservator_client, uid, {"location": "Kho 9"}, base=taken["version"])
    assert (refused.status_code, refused.get_json()["code"]) == (409, "stale")
    now = conservator_client.get(f"{API}/records/{uid}").get_json()
    assert now["values"]["location"] == "Kho 3"
    assert put(conservator_client, uid, {"location": "Kho 9"}, base=now["version"]).get_json()["outcome"] == "updated"


def test_a_new_entry_never_overwrites_what_another_phone_sent_under_its_id(conservator_client):
    uid = uuid4()
    put(conservator_client, uid)
    assert put(conservator_client, uid, {**VALUES, "location": "Kho 5"}).status_code == 409


def test_a_taken_number_is_said_and_the_entry_can_be_sent_under_another(conservator_client, add_artifact):
    add_artifact("MV.TĐ.77")
    uid = uuid4()
    refused = put(conservator_client, uid)
    assert (refused.status_code, refused.get_json()["code"]) == (409, "artifact_taken")
    assert put(conservator_client, uid, {**VALUES, "accession_number": "MV.TĐ.78"}).status_code == 201


def test_a_site_is_written_down_where_the_phone_stands(parts, conservator_client):
    uid = uuid4()
    values = {"code": "MIEU-XA", "title_vi": "Miếu làng Xa", "latitude": "16.5012", "longitude": "107.5541"}
    assert put(conservator_client, uid, values, kind="sites", **PLACE).status_code == 201
    assert put(conservator_client, uid, values, kind="sites", **PLACE).get_json()["outcome"] == "unchanged"
    changed = put(conservator_client, uid, {**values, "address": "Thuận Hòa"}, base=1, kind="sites")
    assert changed.get_json()["outcome"] == "updated"
    with parts.sessions() as session:
        assert session.get_one(Site, uid).latitude == pytest.approx(16.5012)


def test_a_site_kit_holds_its_artifacts_all_sites_and_the_lists(conservator_client, add_artifact, parts):
    site = uuid4()
    values = {"code": "TH", "title_vi": "Thế Miếu"}
    put(conservator_client, site, values, kind="sites")
    inside = add_artifact("TH.1", is_public=False, site_id=str(site))
    add_artifact("XX.1")
    kit = conservator_client.get(f"{API}/kit?site=TH").get_json()
    assert [row["uid"] for row in kit["artifacts"]] == [inside]
    assert kit["artifacts"][0]["values"]["site"] == "TH"
    assert [row["number"] for row in kit["sites"]] == ["TH"]
    assert set(kit["lists"]) == {"object-types", "materials", "techniques"}
    assert kit["is_cut"] is False


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"latitude": 91.0, "longitude": 1.0}, "latitude", "out_of_range"),
        ({"latitude": 1.0, "longitude": 181.0}, "longitude", "out_of_range"),
        ({"latitude": 1.0}, "longitude", "required"),
        ({"accuracy_m": -1.0}, "accuracy_m", "out_of_range"),
        ({"noted_at": "1999-01-01T00:00:00Z"}, "noted_at", "out_of_range"),
        ({"noted_at": "2999-01-01T00:00:00Z"}, "noted_at", "out_of_range"),
        ({"values": {**VALUES, "date_text": "Minh Mạng 31"}}, "date_text", "date_reign_year"),
        ({"values": {**VALUES, "rights": "x" * 10, "nonsense": "1"}}, "nonsense", "unknown_field"),
        ({"values": {**VALUES, "site": "NOWHERE"}}, "site", "not_found"),
        ({"values": {"title_vi": "Bát"}}, "accession_number", "required"),
    ],
)
def test_a_wrong_entry_is_refused_by_field_and_nothing_is_saved(parts, conservator_client, change, field, code):
    uid = uuid4()
    body = {"values": VALUES, "noted_at": "2026-05-01T03:20:00Z", **change}
    answer = conservator_client.put(f"{API}/artifacts/{uid}", json=body)
    assert answer.status_code == 422
    assert answer.get_json()["fields"][field]["code"] == code
    with parts.sessions() as session:
        assert session.get(Artifact, uid) is None


def test_the_kit_is_for_those_who_may_write(client, restorer_client):
    for who, status in ((client, 403), (restorer_client, 403)):
        assert who.get(f"{API}/kit").status_code == status
        assert put(who, uuid4()).status_code == status
    assert client.get(f"{API}/records/{uuid4()}").status_code == 403


def test_a_record_that_is_gone_is_named(conservator_client):
    answer = conservator_client.get(f"{API}/records/{uuid4()}")
    assert (answer.status_code, answer.get_json()["code"]) == (404, "field_record_not_found")
