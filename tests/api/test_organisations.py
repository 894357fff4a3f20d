"""Two houses in one installation over HTTP: pages and API show each its own and refuse to write the other's."""

from __future__ import annotations

import pytest
from flask import Flask

from app.wiring import Parts
from catalogue.services.accounts import list_accounts, set_home
from catalogue.services.artifacts import read_artifact, register_artifact
from catalogue.services.conditions import add_check
from catalogue.services.jobs import NewJob, enqueue_job
from catalogue.services.movements import move_artifacts
from catalogue.services.organisations import add_organisation, hand_over
from catalogue.services.sites import register_site
from tests.api.procedures import send
from tests.people import SYSTEM, PersonClient, logged_in_client
from tests.printed import text_of

GIFT = {"reason": "gift", "depositor": "Bà Lan", "items": [{"description": "Bát men lam"}]}
WISH = {
    "direction": "out", "partner": "Bảo tàng Lịch sử", "purpose": "Trưng bày", "begins_on": "2026-02-01",
    "ends_on": "2026-03-01",
}  # fmt: skip


@pytest.fixture
def houses(app: Flask, parts: Parts) -> dict[str, PersonClient]:
    """A curator at home in each of two houses, with one draft artifact and one draft site each."""
    clients = {}
    for code in ("BT", "TT"):
        clients[code] = logged_in_client(app, parts, "curator", f"{code.lower()}@example.org")
        with parts.sessions.begin() as session:
            house = add_organisation(session, SYSTEM, {"code": code, "title_vi": f"Nhà {code}"})
            account = next(a for a in list_accounts(session, SYSTEM).items if a.email == f"{code.lower()}@example.org")
            set_home(session, SYSTEM, account.id, house.id)
            values = {"accession_number": f"{code}.1", "title_vi": f"Bát {code}"}
            hand_over(session, SYSTEM, register_artifact(session, SYSTEM, values), code)
            hand_over(session, SYSTEM, register_site(session, SYSTEM, {"code": f"S{code}", "title_vi": "Miếu"}), code)
    return clients


def test_loans_of_others_are_neither_read_nor_written(houses: dict[str, PersonClient]) -> None:
    ours, theirs = houses["BT"], houses["TT"]
    made = theirs.post("/api/v1/loans", json={**WISH, "artifacts": ["TT.1"]})
    own = f"/api/v1/loans/{made.get_json()['number']}"
    page = f"/vi/workbench/loans/{made.get_json()['number']}"
    assert (theirs.get(own).status_code, ours.get(own).status_code) == (200, 404)
    assert (theirs.get(page).status_code, ours.get(page).status_code) == (200, 404)
    assert ours.get("/api/v1/loans").get_json()["total"] == 0
    assert ours.post("/api/v1/loans", json={**WISH, "artifacts": ["TT.1"]}).status_code == 404
    for step in ("approve", "cancel"):
        assert ours.post(f"{own}/{step}").status_code == 404
        assert send(ours, f"{page}/{step}").status_code == 404
    assert ours.get(f"{page}/minutes").status_code == 404
    assert ours.patch(own, json={"note": "x"}, headers={"If-Match": '"1"'}).status_code == 404
    assert theirs.patch(own, json={"note": "x"}, headers={"If-Match": '"1"'}).status_code == 200


def test_hand_overs_of_others_are_neither_read_nor_written(houses: dict[str, PersonClient]) -> None:
    ours, theirs = houses["BT"], houses["TT"]
    entry = theirs.post("/api/v1/entries", json=GIFT).get_json()
    own, page = f"/api/v1/entries/{entry['number']}", f"/vi/workbench/entries/{entry['number']}"
    for address in (own, page, f"{page}/receipt"):
        assert (theirs.get(address).status_code, ours.get(address).status_code) == (200, 404), address
    assert ours.get("/api/v1/entries").get_json()["items"] == []
    assert ours.post(f"{own}/items", json={"items": [{"description": "Khay"}]}).status_code == 404
    wish = {"items": [{"item": entry["items"][0]["id"], "number": "TT.9", "title": "Bát"}]}
    assert ours.post(f"{own}/accession", json=wish).status_code == 404
    assert theirs.post(f"{own}/accession", json=wish).status_code == 201
    artifact = "/api/v1/artifacts/TT.9"
    assert (theirs.get(artifact).status_code, ours.get(artifact).status_code) == (200, 404)


def test_jobs_of_others_are_neither_read_nor_stopped(houses: dict[str, PersonClient], parts: Parts) -> None:
    ours, theirs = houses["BT"], houses["TT"]
    with parts.sessions.begin() as session:
        artifact = read_artifact(session, SYSTEM, "TT.1")
        job = enqueue_job(session, SYSTEM, NewJob("web_model", {"name": "bia.ply"}, artifact_id=artifact.id)).id
    own = f"/api/v1/jobs/{job}"
    assert (theirs.get(own).status_code, ours.get(own).status_code) == (200, 404)
    assert ours.get(f"{own}/events").status_code == 404
    assert ours.get("/api/v1/jobs").get_json()["total"] == 0
    assert "bia.ply" not in ours.get("/vi/workbench/jobs").text
    assert "bia.ply" in theirs.get("/vi/workbench/jobs").text
    assert ours.post(f"{own}/cancel").status_code == 404
    assert theirs.post(f"{own}/cancel").status_code == 200


def test_sites_of_others_are_not_picked(houses: dict[str, PersonClient]) -> None:
    found = houses["BT"].get("/api/v1/pick-lists/sites", query_string={"q": "mieu"}).get_json()["items"]
    assert [pick["detail"] for pick in found] == ["SBT"]


def test_papers_are_headed_by_the_house_whose_record_they_are_about(
    houses: dict[str, PersonClient], parts: Parts
) -> None:
    ours = houses["BT"]
    with parts.sessions.begin() as session:
        (moved,) = move_artifacts(session, SYSTEM, ["BT.1"], {"to_text": "Kho", "reason": "inventory"})
        check = add_check(session, SYSTEM, read_artifact(session, SYSTEM, "BT.1"), {"grade": "fair"}).number
        shared = register_artifact(session, SYSTEM, {"accession_number": "C.1", "title_vi": "Ấm"}).accession_number
        movement = moved.id
    entry = ours.post("/api/v1/entries", json=GIFT).get_json()["number"]
    own, mixed = (
        ours.post("/api/v1/loans", json={**WISH, "begins_on": day, "artifacts": things}).get_json()["number"]
        for day, things in (("2026-02-01", ["BT.1"]), ("2026-02-02", ["BT.1", shared]))
    )
    papers = {
        "/api/v1/artifacts/BT.1/card.pdf": True, f"/api/v1/artifacts/{shared}/card.pdf": False,
        f"/api/v1/conditions/{check}/report.pdf": True, f"/api/v1/entries/{entry}/receipt.pdf": True,
        f"/api/v1/loans/{own}/minutes.pdf": True, f"/api/v1/loans/{mixed}/minutes.pdf": False,
        f"/api/v1/movements/{movement}/slip.pdf": True, "/api/v1/sites/SBT/inventory.pdf": True,
    }  # fmt: skip
    for address, is_headed in papers.items():
        answer = ours.get(address)
        assert answer.status_code == 200, address
        head = text_of(answer.data)[:400]
        assert ("Nhà BT" in head) is is_headed, (address, head)
    for address, is_headed in ((f"entries/{entry}/receipt", True), (f"loans/{mixed}/minutes", False)):
        assert ("<p>Nhà BT</p>" in ours.get(f"/vi/workbench/{address}").text) is is_headed
    assert houses["TT"].get("/api/v1/artifacts/BT.1/card.pdf").status_code == 404
