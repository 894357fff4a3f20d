"""Scanned codes over HTTP: each names its record, for those who may see it."""

from __future__ import annotations

import pytest

from tests.api.procedures import stock

CODES = "/api/v1/codes"


@pytest.fixture
def codes(parts) -> dict[str, str]:
    return stock(parts)


def ask(client, text: str):
    return client.get(CODES, query_string={"text": text})


@pytest.mark.parametrize(("name", "kind"), [("G.1", "artifact"), ("K1-P1-A", "location"), ("PTH", "site")])
def test_a_code_a_number_and_an_address_name_the_same_record(curator_client, codes, name, kind):
    for text in (name, codes[name], f"https://hue.vn/q/{codes[name]}"):
        body = ask(curator_client, text).get_json()
        assert (body["kind"], body["number"], body["is_open"]) == (kind, name, True)
        assert body["page"].startswith("/vi/workbench/")


def test_an_artifact_tells_where_it_stands_and_a_closed_place_that_it_is_closed(curator_client, codes):
    move = {"artifacts": ["G.1"], "to": "K1-P1-A", "reason": "storage"}
    assert curator_client.post("/api/v1/movements", json=move).status_code == 201
    assert ask(curator_client, "G.1").get_json()["place"] == "Kệ A"
    assert curator_client.post("/api/v1/locations/K1-P2/retire").status_code == 200
    assert ask(curator_client, "K1-P2").get_json()["is_open"] is False


def test_an_unknown_code_is_a_problem_with_its_text(curator_client, codes):
    answer = ask(curator_client, "X.9")
    assert (answer.status_code, answer.get_json()["code"]) == (404, "code_unknown")
    assert "X.9" in answer.get_json()["detail"]
    assert curator_client.get(CODES).status_code == 422


def test_the_public_sees_what_is_public(client, codes):
    assert ask(client, codes["PTH.TĐ.01"]).get_json()["page"] == "/vi/artifacts/PTH.T%C4%90.01"
    for name in ("G.1", "K1", "PTH"):
        assert ask(client, codes[name]).status_code == 404
