"""Hand-overs and loans over HTTP: receipts, artifacts from them, loans out and back; for staff alone."""

from __future__ import annotations

import pytest

from tests.api.procedures import stock, trail

ENTRIES, LOANS = "/api/v1/entries", "/api/v1/loans"
GIFT = {
    "reason": "gift", "depositor": "Bà Lan", "received_on": "2026-05-02", "return_by": "2026-06-02",
    "items": [{"description": "Bát men lam", "count": 2, "condition": "sứt miệng"}, {"description": "Ấm trà"}],
}  # fmt: skip
WISH = {
    "direction": "out", "partner": "Bảo tàng Lịch sử", "purpose": "Trưng bày", "begins_on": "2026-02-01",
    "ends_on": "2026-03-01", "artifacts": ["G.1", "G.2"],
}  # fmt: skip
DECIDED = {"decision_number": "12/QĐ", "approver": "Giám đốc"}


@pytest.fixture(autouse=True)
def codes(parts) -> dict[str, str]:
    return stock(parts)


def test_objects_are_taken_in_changed_and_become_artifacts(curator_client, parts):
    made = curator_client.post(ENTRIES, json=GIFT)
    entry = made.get_json()
    assert (made.status_code, entry["number"], len(entry["items"])) == (201, "GN.2026.0001", 2)
    own = f"{ENTRIES}/{entry['number']}"
    changed = curator_client.patch(own, json={"insurance": "5 triệu"}, headers={"If-Match": made.headers["ETag"]})
    assert changed.get_json()["insurance"] == "5 triệu"
    assert curator_client.patch(own, json={"note": "x"}, headers={"If-Match": '"1"'}).status_code == 409
    assert curator_client.patch(own, json={"note": "x"}).status_code == 428
    assert len(curator_client.post(f"{own}/items", json={"items": [{"description": "Khay"}]}).get_json()["items"]) == 3
    ids = [item["id"] for item in curator_client.get(own).get_json()["items"]]
    wish = {
        "items": [{"item": ids[0], "number": "BT.1", "title": "Bát"}, {"item": ids[1], "number": "BT.2", "title": "Ấm"}]
    }
    assert (
        curator_client.post(f"{own}/accession", json={**wish, "to": "K9"}).get_json()["fields"]["to"]["code"]
        == "not_found"
    )
    made = curator_client.post(f"{own}/accession", json={**wish, "to": "K1-P1-A"})
    assert (made.status_code, [row["status"] for row in made.get_json()["items"]]) == (201, ["draft", "draft"])
    assert trail(parts, "BT.1") == ["K1-P1-A"]
    assert curator_client.post(f"{own}/accession", json=wish).status_code == 409
    assert [item["artifact"] for item in curator_client.get(own).get_json()["items"]] == ["BT.1", "BT.2", None]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"depositor": " "}, "depositor"),
        ({"reason": "whim"}, "reason"),
        ({"items": []}, "items"),
        ({"items": [{"description": ""}]}, "items.0.description"),
        ({"received_on": "2199-01-01"}, "received_on"),
        ({"return_by": "2020-01-01"}, "return_by"),
        ({"items": [{"description": "x", "count": 0}]}, "items.0.count"),
    ],
)
def test_unfit_hand_overs_are_refused_field_by_field(curator_client, change, field):
    refused = curator_client.post(ENTRIES, json={**GIFT, **change})
    assert refused.status_code == 422
    assert field in refused.get_json()["fields"]
    assert curator_client.get(ENTRIES).get_json()["total"] == 0


def test_hand_overs_are_listed_and_narrowed(curator_client):
    curator_client.post(ENTRIES, json=GIFT)
    for query, total in (
        ("", 1),
        ("?reason=gift", 1),
        ("?reason=loan", 0),
        ("?depositor=lan", 1),
        ("?due_by=2026-06-01", 0),
    ):
        assert curator_client.get(ENTRIES + query).get_json()["total"] == total
    assert curator_client.get(f"{ENTRIES}/GN.1999.0001").status_code == 404


def test_a_loan_goes_out_and_comes_back_in_parts(curator_client, parts):
    made = curator_client.post(LOANS, json=WISH)
    loan = made.get_json()
    assert (made.status_code, loan["number"], loan["state"]) == (201, "CM.2026.0001", "planned")
    own = f"{LOANS}/{loan['number']}"
    assert set(curator_client.post(f"{own}/approve").get_json()["fields"]) == set(DECIDED) - {"x"}
    assert curator_client.post(f"{own}/send", json={}).status_code == 409
    tag = {"If-Match": made.headers["ETag"]}
    assert curator_client.patch(own, json=DECIDED, headers=tag).status_code == 200
    assert curator_client.patch(own, json=DECIDED, headers=tag).status_code == 409
    assert curator_client.post(f"{own}/approve").get_json()["state"] == "approved"
    assert curator_client.post(f"{own}/send", json={"day": "2026-02-01"}).get_json()["state"] == "active"
    assert trail(parts, "G.1") == ["Bảo tàng Lịch sử"]
    assert [row["number"] for row in curator_client.get(f"{LOANS}?overdue=true").get_json()["items"]] == [
        loan["number"]
    ]
    back = {"day": "2026-02-20", "to": "K1-P1-A"}
    assert curator_client.post(f"{own}/return", json={**back, "to": "K9"}).status_code == 422
    assert curator_client.post(f"{own}/return", json={**back, "artifacts": ["G.1"]}).get_json()["state"] == "active"
    assert curator_client.post(f"{own}/return", json=back).get_json()["state"] == "returned"
    assert trail(parts, "G.2") == ["K1-P1-A", "Bảo tàng Lịch sử"]
    assert curator_client.get(f"{LOANS}?state=returned").get_json()["total"] == 1
    assert curator_client.post(f"{own}/cancel").status_code == 409


@pytest.mark.parametrize(
    ("change", "status", "field"),
    [
        ({"ends_on": "2026-01-01"}, 422, "ends_on"),
        ({"partner": ""}, 422, "partner"),
        ({"artifacts": []}, 422, "artifacts"),
        ({"artifacts": ["X.9"]}, 404, None),
        ({"begins_on": "mai"}, 422, "begins_on"),
    ],
)
def test_unfit_loans_are_refused(curator_client, change, status, field):
    refused = curator_client.post(LOANS, json={**WISH, **change})
    assert refused.status_code == status
    assert field is None or field in refused.get_json()["fields"]
    assert curator_client.get(LOANS).get_json()["total"] == 0


@pytest.mark.parametrize("address", [ENTRIES, LOANS])
def test_both_are_for_staff(client, member_client, address):
    assert client.get(address).status_code in {401, 403}
    assert member_client.get(address).status_code == 403
    assert member_client.post(address, json=GIFT if address == ENTRIES else WISH).status_code == 403
