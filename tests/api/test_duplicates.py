"""Possible duplicates: by number, by name and site, by photograph; told with their reasons, to staff alone."""

from __future__ import annotations

import pytest

from catalogue.records import PhotoHash
from catalogue.services.artifacts import change_artifact_status, register_artifact
from catalogue.services.sites import register_site
from catalogue.vocab.terms import Status
from tests.cataloguing import STAFF, sha, stored_file
from tests.people import SYSTEM

PATH = "/api/v1/artifacts/duplicates"


@pytest.fixture
def pair(parts):
    with parts.sessions.begin() as session:
        site = register_site(session, SYSTEM, {"code": "TM", "title_vi": "Thế Miếu"})
        rows = {"PTH.TĐ.01": {"title_vi": "Đỉnh đồng", "site_id": site.id}, "PTH.TĐ.02": {"title_vi": "Đỉnh đồng"}}
        made = {n: register_artifact(session, STAFF, {"accession_number": n, **v}) for n, v in rows.items()}
        return {n: stored_file(session, artifact.id, f"{n}.jpg").id for n, artifact in made.items()}


def ask(client, **query: str) -> dict[str, list[str]]:
    answer = client.get(PATH, query_string=query)
    assert answer.status_code == 200, answer.text
    return {item["accession_number"]: item["why"] for item in answer.get_json()["items"]}


def test_the_same_number_in_other_letters(conservator_client, pair):
    assert ask(conservator_client, number="pth.td.01") == {"PTH.TĐ.01": ["number"]}
    assert ask(conservator_client, number="PTH.TĐ.0") == {}


def test_the_same_name_counts_within_the_site(conservator_client, pair):
    assert ask(conservator_client, title="dinh dong", site="Thế Miếu [TM]") == {"PTH.TĐ.01": ["title"]}
    assert ask(conservator_client, title="ĐỈNH ĐỒNG") == {"PTH.TĐ.02": ["title"]}
    assert ask(conservator_client, title="dinh") == {}
    assert ask(conservator_client, title="100%_") == {}


def test_the_same_photograph(conservator_client, pair):
    assert ask(conservator_client, sha256=f"{sha('x')},{sha('PTH.TĐ.02.jpg')}") == {"PTH.TĐ.02": ["photo"]}


def test_more_reasons_come_first(conservator_client, pair):
    found = ask(conservator_client, title="Đỉnh đồng", number="PTH.TĐ.02", sha256=sha("PTH.TĐ.01.jpg"))
    assert list(found.items()) == [("PTH.TĐ.02", ["number", "title"]), ("PTH.TĐ.01", ["photo"])]


def test_photographs_that_look_alike(conservator_client, parts, pair):
    hashes = {"PTH.TĐ.01": "00ff00ff00ff00ff", "PTH.TĐ.02": "00ff00ff00ff00fe"}
    with parts.sessions.begin() as session:
        for number, digits in hashes.items():
            bands = {f"band_{n}": int(digits[4 * n : 4 * n + 4], 16) for n in range(4)}
            session.add(PhotoHash(file_id=pair[number], hash=digits, **bands))
    assert ask(conservator_client, besides="PTH.TĐ.01") == {"PTH.TĐ.02": ["photo_like"]}


def test_an_artifact_is_no_duplicate_of_itself_nor_of_a_withdrawn_one(conservator_client, parts, pair):
    assert ask(conservator_client, number="PTH.TĐ.01", besides="PTH.TĐ.01") == {}
    with parts.sessions.begin() as session:
        change_artifact_status(session, SYSTEM, "PTH.TĐ.01", Status.WITHDRAWN)
    assert ask(conservator_client, sha256=sha("PTH.TĐ.01.jpg")) == {}


def test_the_public_learns_nothing(client, member_client, pair):
    assert client.get(PATH).status_code == 403
    assert member_client.get(PATH, query_string={"number": "PTH.TĐ.01"}).status_code == 403


def test_an_unknown_number_of_its_own_is_told(conservator_client, pair):
    assert conservator_client.get(PATH, query_string={"besides": "KHÔNG"}).status_code == 404
