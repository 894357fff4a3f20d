"""Where things are, over HTTP: a tree of locations, artifacts moved together, corrections; for staff alone."""

from __future__ import annotations

import pytest

LOCATIONS, MOVEMENTS = "/api/v1/locations", "/api/v1/movements"


@pytest.fixture
def house(curator_client, add_artifact):
    """A building with two rooms, and two bowls."""
    for code, kind, parent in (("K1", "building", None), ("K1-P1", "room", "K1"), ("K1-P2", "room", "K1")):
        body = {"code": code, "kind": kind, "title": {"vi": f"Kho {code}"}, "parent": parent}
        assert curator_client.post(LOCATIONS, json=body).status_code == 201
    add_artifact("G1")
    add_artifact("G2")
    return curator_client


def move(who, *numbers, **more):
    return who.post(MOVEMENTS, json={"artifacts": list(numbers), "reason": "storage", **more})


def test_locations_form_a_tree_that_can_be_rearranged(house):
    assert [item["code"] for item in house.get(LOCATIONS).get_json()["items"]] == ["K1"]
    below = house.get(f"{LOCATIONS}?parent=K1").get_json()["items"]
    assert [item["path"] for item in below] == ["K1/K1-P1", "K1/K1-P2"]
    tag = house.get(f"{LOCATIONS}/K1-P2").headers["ETag"]
    changed = house.patch(f"{LOCATIONS}/K1-P2", json={"parent": "K1-P1"}, headers={"If-Match": tag}).get_json()
    assert changed["path"] == "K1/K1-P1/K1-P2"
    assert house.patch(f"{LOCATIONS}/K1-P2", json={"parent": None}, headers={"If-Match": tag}).status_code == 409
    circle = house.patch(f"{LOCATIONS}/K1", json={"parent": "K1-P2"}, headers={"If-Match": '"1"'})
    assert circle.get_json()["fields"]["parent_id"]["code"] == "circular"


def test_artifacts_move_together_and_are_found_where_they_stand(house):
    moved = move(house, "G1", "G2", to="K1-P1", note="đóng hộp")
    assert moved.status_code == 201
    assert {item["artifact"] for item in moved.get_json()["items"]} == {"G1", "G2"}
    held = house.get(f"{LOCATIONS}/K1/artifacts").get_json()["items"]
    assert [item["accession_number"] for item in held] == ["G1", "G2"]
    assert house.get(f"{LOCATIONS}/K1").get_json()["artifacts"] == 2
    move(house, "G1", to_text="Bảo tàng Lịch sử Quốc gia", reason="loan")
    history = house.get(f"{MOVEMENTS}?artifact=G1").get_json()["items"]
    assert [(row["from_location"], row["to_location"], row["to_text"]) for row in history] == [
        ("K1-P1", None, "Bảo tàng Lịch sử Quốc gia"),
        (None, "K1-P1", None),
    ]
    assert house.get("/api/v1/artifacts/G1").get_json()["location"] == "Bảo tàng Lịch sử Quốc gia"


def test_a_wrong_movement_is_set_right(house):
    (wrong,) = move(house, "G1", to="K1-P1").get_json()["items"]
    address = f"{MOVEMENTS}/{wrong['id']}/correct"
    assert house.post(address, json={"to": "K1-P2"}).status_code == 422
    fixed = house.post(address, json={"to": "K1-P2", "note": "quét nhầm nhãn"}).get_json()
    assert (fixed["corrects"], fixed["to_location"], fixed["reason"]) == (wrong["id"], "K1-P2", "correction")
    assert len(house.get(f"{MOVEMENTS}?artifact=G1").get_json()["items"]) == 2


@pytest.mark.parametrize(
    ("numbers", "wish", "status", "field"),
    [
        (["G1"], {"to": "K9"}, 422, "to"),
        (["G1"], {}, 422, "to_id"),
        (["G1"], {"to": "K1", "reason": "whim"}, 422, "reason"),
        ([], {"to": "K1"}, 422, "artifacts"),
        (["G1", "NONE"], {"to": "K1"}, 404, None),
    ],
)
def test_unfit_moves_are_refused_and_nothing_moves(house, numbers, wish, status, field):
    refused = move(house, *numbers, **wish)
    assert refused.status_code == status
    if field:
        assert field in refused.get_json()["fields"]
    assert house.get(f"{MOVEMENTS}?artifact=G1").get_json()["items"] == []


def test_only_an_empty_location_is_retired(house):
    move(house, "G1", to="K1-P1")
    held = house.post(f"{LOCATIONS}/K1-P1/retire")
    assert (held.status_code, held.get_json()["code"]) == (409, "location_in_use")
    assert house.post(f"{LOCATIONS}/K1-P2/retire").get_json()["is_retired"]


@pytest.mark.parametrize("address", [LOCATIONS, f"{LOCATIONS}/K1", f"{MOVEMENTS}?artifact=G1"])
def test_storage_is_not_for_the_public(client, house, address):
    assert client.get(address).status_code in {401, 403}
    assert move(client, "G1", to="K1").status_code in {401, 403}
