"""Drafts of forms: kept as typed for their owner alone, replaced by newer ones, forgotten when asked."""

from __future__ import annotations

import pytest

PATH = "/api/v1/drafts/artifact"


def keep(client, key: str = "", **values: str):
    return client.put(PATH, query_string={"key": key}, json={"values": values, "base_version": 3})


def test_what_was_typed_comes_back(conservator_client):
    assert conservator_client.get(PATH).get_json() == {"draft": None}
    first = keep(conservator_client, title_vi="Bình <b>", count="abc")
    assert first.status_code == 200
    draft = conservator_client.get(PATH).get_json()["draft"]
    assert (draft["values"], draft["base_version"]) == ({"title_vi": "Bình <b>", "count": "abc"}, 3)
    keep(conservator_client, title_vi="Bình hai")
    assert conservator_client.get(PATH).get_json()["draft"]["values"] == {"title_vi": "Bình hai"}


def test_every_record_has_a_draft_of_its_own(conservator_client):
    keep(conservator_client, title_vi="mới")
    keep(conservator_client, "MV.TĐ.01", title_vi="sửa")
    found = conservator_client.get(PATH, query_string={"key": "MV.TĐ.01"}).get_json()["draft"]
    assert found["values"] == {"title_vi": "sửa"}
    assert conservator_client.delete(PATH, query_string={"key": "MV.TĐ.01"}).status_code == 204
    assert conservator_client.delete(PATH, query_string={"key": "MV.TĐ.01"}).status_code == 204
    assert conservator_client.get(PATH).get_json()["draft"]["values"] == {"title_vi": "mới"}


def test_nobody_sees_the_draft_of_another(conservator_client, curator_client):
    keep(conservator_client, title_vi="của tôi")
    assert curator_client.get(PATH).get_json() == {"draft": None}
    curator_client.delete(PATH)
    assert conservator_client.get(PATH).get_json()["draft"]


@pytest.mark.parametrize("role", ["restorer", "member"])
def test_who_may_not_write_has_no_drafts(log_in, role):
    client = log_in(role)
    assert keep(client, title_vi="x").status_code == 403
    assert client.get(PATH).status_code == 403


def test_the_public_has_none_either(client):
    assert client.get(PATH).status_code == 403


@pytest.mark.parametrize(
    ("body", "field", "code"),
    [
        ({"values": {"a": "x" * 500_000}}, "values", "too_long"),
        ({"values": {f"f{n}": "" for n in range(300)}}, "values", "too_long"),
        ({"values": {"a": 1}}, "values.a", "not_text"),
        ({}, "values", "required"),
    ],
)
def test_drafts_have_limits(conservator_client, body, field, code):
    answer = conservator_client.put(PATH, json=body)
    assert answer.status_code == 422
    assert answer.get_json()["fields"][field]["code"] == code
