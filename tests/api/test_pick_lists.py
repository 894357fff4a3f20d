"""Pick-lists: found by any word's beginning, with or without accents, the best first."""

from __future__ import annotations

import unicodedata

import pytest

from catalogue.services.locations import add_location
from catalogue.services.pick_lists import find_location, find_site, write_location
from catalogue.services.sites import register_site
from catalogue.services.starter import load_starter
from tests.people import SYSTEM


@pytest.fixture
def lists(parts):
    with parts.sessions.begin() as session:
        load_starter(session, SYSTEM)
        for code, title in (("PTH", "Điện Thái Hòa"), ("TM", "Thế Miếu"), ("HM", "Hưng Miếu")):
            register_site(session, SYSTEM, {"code": code, "title_vi": title})
        house = add_location(session, SYSTEM, {"code": "K1", "kind": "building", "title_vi": "Kho Tả Vu"})
        room = {"code": "K1-A", "kind": "cabinet", "title_vi": "Tủ đồ sứ", "parent_id": house.id}
        add_location(session, SYSTEM, room)
        add_location(session, SYSTEM, {"code": "K2", "kind": "building", "title_vi": "Kho Hữu Vu"})


def pick(client, path: str, **query: str) -> list[str]:
    answer = client.get(f"/api/v1/{path}", query_string=query)
    assert answer.status_code == 200, answer.text
    return [item["value"] for item in answer.get_json()["items"]]


@pytest.mark.parametrize("typed", ["su men ngoc", "Sứ men ngọc", "SU MEN", "men ngoc", "celadon", "gom men ngoc"])
def test_a_term_is_found_without_accents_in_both_languages(client, lists, typed):
    for form in ("NFC", "NFD"):
        assert "sứ men ngọc" in pick(client, "terms", vocabulary="materials", q=unicodedata.normalize(form, typed))


def test_names_that_begin_so_come_first_and_say_where_they_stand(client, lists):
    answer = client.get("/api/v1/terms?vocabulary=materials&q=su").get_json()
    assert answer["items"][0]["value"] == "sứ"
    celadon = next(item for item in answer["items"] if item["value"] == "sứ men ngọc")
    assert celadon["title"] == {"vi": "sứ men ngọc", "en": "celadon"}
    assert celadon["detail"] == "gốm sứ"


def test_nothing_typed_shows_the_top_and_nonsense_nothing(client, lists):
    assert len(pick(client, "terms", vocabulary="techniques", limit="5")) == 5
    assert pick(client, "terms", vocabulary="materials", q="zzzz") == []


def test_an_unknown_vocabulary_is_named(client, lists):
    answer = client.get("/api/v1/terms?vocabulary=none")
    assert (answer.status_code, answer.get_json()["code"]) == (404, "vocabulary_not_found")
    assert client.get("/api/v1/terms").status_code == 422


def test_sites_and_places_are_for_staff(client, conservator_client, lists):
    for path in ("pick-lists/sites", "pick-lists/locations"):
        assert client.get(f"/api/v1/{path}").status_code == 403
        assert conservator_client.get(f"/api/v1/{path}").status_code == 200


def test_sites_by_code_or_any_word(conservator_client, lists):
    assert pick(conservator_client, "pick-lists/sites", q="thai hoa") == ["Điện Thái Hòa [PTH]"]
    assert pick(conservator_client, "pick-lists/sites", q="pth") == ["Điện Thái Hòa [PTH]"]
    assert pick(conservator_client, "pick-lists/sites", q="mieu") == ["Thế Miếu [TM]", "Hưng Miếu [HM]"]


def test_places_are_found_through_what_they_stand_in(conservator_client, lists):
    assert pick(conservator_client, "pick-lists/locations", q="ta vu") == [
        "Kho Tả Vu [K1]",
        "Kho Tả Vu › Tủ đồ sứ [K1-A]",
    ]
    assert pick(conservator_client, "pick-lists/locations", q="tu do su") == ["Kho Tả Vu › Tủ đồ sứ [K1-A]"]


def test_what_was_picked_is_understood_again(parts, lists):
    with parts.readers() as session:
        for text in ("Kho Tả Vu › Tủ đồ sứ [K1-A]", "k1-a", "Tủ đồ sứ"):
            found = find_location(session, text)
            assert found.code == "K1-A"
        assert write_location(session, found) == "Kho Tả Vu › Tủ đồ sứ [K1-A]"
        assert find_location(session, "Kho lạ") is None
        assert find_site(session, SYSTEM, "Thế Miếu [TM]").code == "TM"
        assert find_site(session, SYSTEM, "Điện Thái Hoà").code == "PTH"
        assert find_site(session, SYSTEM, "") is None
