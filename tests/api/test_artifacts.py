from __future__ import annotations

import pytest

NEW = {"accession_number": "BT 12/3", "title": {"vi": "Đỉnh đồng", "en": "Bronze urn"}, "materials": ["đồng"]}


def test_a_conservator_registers_and_reads_an_artifact(conservator_client):
    made = conservator_client.post("/api/v1/artifacts", json=NEW)
    assert made.status_code == 201
    place = made.headers["Location"]
    assert place.endswith("/api/v1/artifacts/BT%2012/3")
    body = conservator_client.get(place).get_json()
    assert body["title"] == {"vi": "Đỉnh đồng", "en": "Bronze urn"}
    assert (body["status"], body["visibility"], body["version"], body["materials"]) == ("draft", "public", 1, ["đồng"])
    assert body["links"]["self"] == place
    assert made.headers["ETag"] == '"1"'


@pytest.mark.parametrize("role", ["restorer", "data_officer", "member"])
def test_roles_without_the_right_are_refused(log_in, role):
    answer = log_in(role).post("/api/v1/artifacts", json=NEW)
    assert (answer.status_code, answer.get_json()["code"]) == (403, "forbidden")


def test_anonymous_writes_are_refused(client):
    answer = client.post("/api/v1/artifacts", json=NEW)
    assert (answer.status_code, answer.get_json()["code"]) == (403, "forbidden")


def test_drafts_and_restricted_records_are_invisible_to_the_public(
    client, member_client, add_artifact, restrict_artifact
):
    add_artifact("D1", is_public=False)
    add_artifact("R1")
    restrict_artifact("R1")
    for reader in (client, member_client):
        assert reader.get("/api/v1/artifacts").get_json()["items"] == []
        for number in ("D1", "R1"):
            answer = reader.get(f"/api/v1/artifacts/{number}")
            assert (answer.status_code, answer.get_json()["code"]) == (404, "artifact_not_found")


def test_staff_facts_stay_with_staff(client, conservator_client, add_artifact):
    add_artifact("P1")
    shown = client.get("/api/v1/artifacts/P1").get_json()
    assert (shown["location"], shown["condition_text"], shown["recorder"]) == (None, None, None)
    known = conservator_client.get("/api/v1/artifacts/P1").get_json()
    assert (known["location"], known["condition_text"]) == ("Kho 1", "Sứt miệng")


DATE = {
    "date_text": "Minh Mạng 15",
    "year_from": 1834,
    "year_to": 1834,
    "date_reign": "minh-mang",
    "date_certainty": "certain",
    "date_earliest": "1834-02-09",
    "date_latest": "1835-01-28",
}


def test_a_written_date_gives_its_days_reign_and_certainty(client, conservator_client, add_artifact):
    add_artifact("D1")
    address = "/api/v1/artifacts/D1"
    tag = conservator_client.get(address).headers["ETag"]
    facts = {"date_text": "Minh Mạng 15", "profile": "metal", "subject": "Rồng", "features": "Tai có vết hàn"}
    saved = conservator_client.patch(address, json=facts, headers={"If-Match": tag})
    assert saved.status_code == 200
    for reader in (conservator_client, client):
        body = reader.get(address).get_json()
        assert {name: body[name] for name in DATE} == DATE
        assert (body["date_edtf"], body["date_calendar"]) == ("1834", "reign")
        assert {name: body[name] for name in facts} == facts
    found = client.get("/api/v1/artifacts").get_json()["items"][0]
    assert (found["date_reign"], found["subject"]) == ("minh-mang", "Rồng")


def test_private_dates_subjects_and_features_stay_with_staff(client, conservator_client, add_artifact):
    add_artifact("D1", date_text="Minh Mạng 15", subject="Rồng", features="Tai có vết hàn", profile="metal")
    private = "/api/v1/artifacts/D1/private-fields"
    tag = conservator_client.get(private).headers["ETag"]
    names = {"fields": ["date_reign", "subject", "features", "profile"]}
    assert conservator_client.put(private, json=names, headers={"If-Match": tag}).status_code == 200
    hidden = (*DATE, "date_edtf", "date_calendar", "subject", "features", "profile")
    for body in (
        client.get("/api/v1/artifacts/D1").get_json(),
        client.get("/api/v1/artifacts").get_json()["items"][0],
    ):
        assert {body[name] for name in hidden} == {None}
    assert conservator_client.get("/api/v1/artifacts/D1").get_json()["subject"] == "Rồng"


def test_an_artifact_is_put_into_the_storeroom_by_the_label_of_its_place(client, curator_client):
    room = {"code": "K1", "kind": "building", "title": {"vi": "Kho số 1"}}
    assert curator_client.post("/api/v1/locations", json=room).status_code == 201
    made = curator_client.post("/api/v1/artifacts", json={**NEW, "location_code": "K1"})
    assert (made.status_code, made.get_json()["location"], made.get_json()["location_code"]) == (201, "Kho số 1", "K1")
    for listed in ("/api/v1/artifacts", "/api/v1/locations/K1/artifacts"):
        assert [item["location_code"] for item in curator_client.get(listed).get_json()["items"]] == ["K1"]
    facts = {"object_type": "Đỉnh", "description": {"vi": "Đỉnh."}, "recorder": "B", "recorded_on": "2025-03-01"}
    address = made.headers["Location"]
    saved = curator_client.patch(address, json=facts, headers={"If-Match": made.headers["ETag"]})
    assert saved.get_json()["location_code"] == "K1"
    assert curator_client.post(f"{address}/publish").status_code == 200
    shown = client.get(address).get_json()
    assert (shown["location"], shown["location_code"]) == (None, None)


def test_pages_follow_each_other_without_gap_or_repeat(client, add_artifact):
    for i in range(5):
        add_artifact(f"A{i}")
    seen, address = [], "/api/v1/artifacts?limit=2&lang=en"
    while address:
        page = client.get(address).get_json()
        assert page["total"] == 5
        seen += [item["accession_number"] for item in page["items"]]
        address = page["next"]
    assert seen == ["A0", "A1", "A2", "A3", "A4"]


def test_a_stale_write_is_refused_with_both_versions(conservator_client, add_artifact):
    add_artifact("S1", is_public=False)
    address = "/api/v1/artifacts/S1"
    version = conservator_client.get(address).get_json()["version"]
    match = {"If-Match": f'"{version}"'}
    first = conservator_client.patch(address, json={"period": "Nguyễn"}, headers=match)
    assert (first.status_code, first.get_json()["version"]) == (200, version + 1)
    second = conservator_client.patch(address, json={"period": "Lê"}, headers=match)
    assert second.status_code == 409
    assert second.get_json()["values"] == {"yours": version, "current": version + 1}
    assert conservator_client.get(address).get_json()["period"] == "Nguyễn"


@pytest.mark.parametrize("tag", [None, "*", '"abc"', "W/"])
def test_a_write_names_its_version(conservator_client, add_artifact, tag):
    add_artifact("S1", is_public=False)
    headers = {"If-Match": tag} if tag else {}
    answer = conservator_client.patch("/api/v1/artifacts/S1", json={"period": "Lê"}, headers=headers)
    assert (answer.status_code, answer.get_json()["code"]) == (428, "version_missing")


def test_a_field_emptied_by_null_is_empty(conservator_client, add_artifact):
    add_artifact("S1", is_public=False, period="Lê", title_en="Vase")
    changes = {"period": None, "title": {"en": None}}
    tag = conservator_client.get("/api/v1/artifacts/S1").headers["ETag"]
    answer = conservator_client.patch("/api/v1/artifacts/S1", json=changes, headers={"If-Match": tag})
    assert answer.get_json()["period"] is None
    assert answer.get_json()["title"] == {"vi": "Bình S1", "en": None}


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"height_mm": "cao"}, "height_mm", "not_a_number"),
        ({"colour": "red"}, "colour", "unknown_field"),
        ({"protection": "gold"}, "protection", "not_in_list"),
        ({"recorded_on": "hôm qua"}, "recorded_on", "not_a_date"),
        ({"height_mm": -3}, "height_mm", "out_of_range"),
        ({"site": "KHONG-CO"}, "site", "not_found"),
        ({"location_code": "KHONG-CO"}, "location_code", "not_found"),
        ({"profile": "glass"}, "profile", "not_in_list"),
        ({"date_edtf": "1834"}, "date_edtf", "unknown_field"),
        ({"title": {"fr": "vase"}}, "title.fr", "unknown_field"),
    ],
)
def test_unfit_fields_are_named_with_code_and_remedy(conservator_client, change, field, code):
    answer = conservator_client.post("/api/v1/artifacts", json={**NEW, **change})
    problem = answer.get_json()
    assert (answer.status_code, answer.content_type) == (422, "application/problem+json")
    assert problem["fields"][field]["code"] == code
    assert problem["fields"][field]["remedy"]


def test_a_taken_number_is_refused(conservator_client, add_artifact):
    add_artifact("T1")
    answer = conservator_client.post("/api/v1/artifacts", json={**NEW, "accession_number": "T1"})
    assert (answer.status_code, answer.get_json()["code"]) == (409, "artifact_taken")


def test_publishing_needs_its_facts_and_then_everybody_sees_it(client, conservator_client, add_artifact):
    conservator_client.post("/api/v1/artifacts", json=NEW)
    refused = conservator_client.post("/api/v1/artifacts/BT%2012/3/publish")
    assert refused.status_code == 422
    assert refused.get_json()["fields"]["location"]["code"] == "required_to_publish"
    add_artifact("P2", is_public=False)
    assert conservator_client.post("/api/v1/artifacts/P2/publish").get_json()["status"] == "published"
    assert client.get("/api/v1/artifacts/P2").status_code == 200
    assert conservator_client.post("/api/v1/artifacts/P2/withdraw").get_json()["status"] == "withdrawn"
    assert client.get("/api/v1/artifacts/P2").status_code == 404


def test_json_that_is_none_is_a_problem(conservator_client):
    answer = conservator_client.post("/api/v1/artifacts", data="{", content_type="application/json")
    assert (answer.status_code, answer.get_json()["code"]) == (400, "http_400")
