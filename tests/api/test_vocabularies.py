"""Vocabularies over HTTP: everybody reads them, as JSON or SKOS; staff change terms and take in whole schemes."""

from __future__ import annotations

import pytest

from catalogue.services.starter import load_starter
from tests.people import SYSTEM

BASE = "/api/v1/vocabularies"
SCHEME = """
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix : <https://example.org/m/> .
:metal a skos:Concept ; skos:prefLabel "kim loại"@vi, "metal"@en .
:gold a skos:Concept ; skos:prefLabel "vàng"@vi, "gold"@en ; skos:broader :metal .
"""
TURTLE = {"Content-Type": "text/turtle"}


@pytest.fixture
def starter(parts):
    with parts.sessions.begin() as session:
        load_starter(session, SYSTEM)


def take_in(who, body=SCHEME, *, commit=True, headers=None):
    address = f"{BASE}/metals/import?commit={'true' if commit else 'false'}"
    return who.post(address, data=body.encode(), headers=headers or TURTLE)


def test_everybody_reads_vocabularies_and_finds_terms_without_accents(client, starter):
    listed = client.get(BASE).get_json()
    assert {item["slug"]: item["terms"] > 30 for item in listed["items"]}["materials"]
    found = client.get(f"{BASE}/materials/terms?q=dat nung").get_json()
    assert [item["title"] for item in found["items"]] == [{"vi": "đất nung", "en": "earthenware"}]
    tree = client.get(f"{BASE}/materials/terms").get_json()["items"]
    assert [item["path"] for item in tree][:2] == ["stone", "stone/granite"]
    one = client.get(f"{BASE}/materials/terms/porcelain").get_json()
    assert (one["broader"], one["narrower"]) == ("ceramic", ["blue-and-white"])
    assert {"lang": "vi", "kind": "alternative", "value": "đồ sứ"} in one["labels"]


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("text/turtle", 'skos:prefLabel "bronze"@en'),
        ("application/rdf+xml", "<rdf:RDF"),
        ("application/ld+json", '"@language": "vi"'),
    ],
)
def test_a_vocabulary_is_given_as_skos_when_asked_for(client, starter, kind, words):
    answer = client.get(f"{BASE}/materials", headers={"Accept": kind})
    assert answer.content_type.startswith(kind)
    assert words in answer.get_data(as_text=True)
    assert client.get(f"{BASE}/materials").get_json()["title"] == {"vi": "Chất liệu", "en": "Materials"}


def test_an_import_is_tried_first_and_changes_nothing(client, curator_client):
    tried = take_in(curator_client, commit=False)
    assert (tried.status_code, tried.get_json()["added"], tried.get_json()["committed"]) == (200, 2, False)
    assert client.get(f"{BASE}/metals").status_code == 404
    assert take_in(curator_client).get_json()["outcomes"] == {"metal": "added", "gold": "added"}
    assert take_in(curator_client).get_json()["same"] == 2
    assert [t["path"] for t in client.get(f"{BASE}/metals/terms").get_json()["items"]] == ["metal", "metal/gold"]


def test_a_scheme_with_faults_is_refused_with_its_list(client, curator_client):
    refused = take_in(curator_client, SCHEME + ":metal skos:broader :gold .")
    body = refused.get_json()
    assert (refused.status_code, body["code"]) == (422, "skos_refused")
    assert "cycle" in body["detail"]
    assert client.get(f"{BASE}/metals").status_code == 404


@pytest.mark.parametrize(
    ("body", "headers"),
    [("{", TURTLE), (SCHEME, {"Content-Type": "text/csv"}), (SCHEME, {"Content-Type": "text/html"})],
)
def test_what_is_not_skos_is_refused(curator_client, body, headers):
    refused = take_in(curator_client, body, headers=headers)
    assert (refused.status_code, refused.get_json()["code"]) == (422, "skos_unreadable")


def test_terms_are_added_changed_and_retired(client, curator_client):
    take_in(curator_client)
    new = {"slug": "silver", "broader": "metal", "labels": [{"lang": "vi", "value": "bạc"}]}
    made = curator_client.post(f"{BASE}/metals/terms", json=new)
    assert (made.status_code, made.get_json()["path"]) == (201, "metal/silver")
    assert client.get(made.headers["Location"]).status_code == 200
    one = f"{BASE}/metals/terms/silver"
    labels = [{"lang": "vi", "value": "bạc"}, {"lang": "en", "value": "silver"}]
    changes = {"labels": labels, "broader": None, "note": {"vi": "Kim loại quý"}}
    stale = curator_client.patch(one, json=changes, headers={"If-Match": '"9"'})
    assert stale.status_code == 409
    changed = curator_client.patch(one, json=changes, headers={"If-Match": made.headers["ETag"]}).get_json()
    assert (changed["path"], changed["title"]["en"], changed["note"]["vi"]) == ("silver", "silver", "Kim loại quý")
    retired = curator_client.post(f"{one}/retire", json={"replaced_by": "gold"}).get_json()
    assert (retired["is_retired"], retired["replaced_by"]) == (True, "gold")
    assert "silver" not in str(client.get(f"{BASE}/metals/terms").get_json())
    assert "silver" in str(client.get(f"{BASE}/metals/terms?retired=true").get_json())


@pytest.mark.parametrize(
    ("new", "field", "code"),
    [
        ({"slug": "x", "labels": []}, "labels", "required"),
        ({"slug": "x", "labels": [{"lang": "vi", "value": "x"}], "broader": "nothing"}, "broader", "not_found"),
        ({"labels": [{"lang": "vi", "value": "x"}]}, "slug", "required"),
    ],
)
def test_unfit_terms_are_refused_field_by_field(curator_client, new, field, code):
    take_in(curator_client)
    refused = curator_client.post(f"{BASE}/metals/terms", json=new)
    assert refused.status_code == 422
    assert refused.get_json()["fields"][field]["code"] == code


def test_only_staff_change_them(client, curator_client):
    take_in(curator_client)
    assert take_in(client).status_code in {401, 403}
    term = {"slug": "x", "labels": [{"lang": "vi", "value": "x"}]}
    assert client.post(f"{BASE}/metals/terms", json=term).status_code in {401, 403}
    assert client.get(f"{BASE}/nothing/terms").status_code == 404
    assert client.get(f"{BASE}/metals/terms/nothing").status_code == 404
