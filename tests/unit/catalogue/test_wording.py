"""Words of artifacts that are terms: found with or without accents, linked, and linked anew when they change."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from catalogue.records import RecordTerm, Term
from catalogue.services.artifacts import register_artifact, update_artifact
from catalogue.services.starter import load_starter
from catalogue.services.vocabularies import read_term, read_vocabulary, retire_term
from catalogue.services.wording import read_wording, words_in
from catalogue.vocab.heritage import TermFacet
from tests.cataloguing import STAFF, SYSTEM

NUMBER = "TN.01"


@pytest.fixture
def words(session):
    load_starter(session, SYSTEM)
    return session


def links(session, ident) -> set[tuple[str, str]]:
    query = select(RecordTerm.facet, Term.slug).join(Term, Term.id == RecordTerm.term_id)
    rows = session.execute(query.where(RecordTerm.record_id == ident, RecordTerm.withdrawn_at.is_(None)))
    return {(facet.value, slug) for facet, slug in rows}


def register(session, **values):
    return register_artifact(session, STAFF, {"accession_number": NUMBER, "title_vi": "Bát", **values})


def test_words_are_parted_at_commas():
    assert words_in("gỗ, sơn son; thếp vàng ,") == ["gỗ", "sơn son", "thếp vàng"]
    assert words_in(["đồng"]) == ["đồng"]
    assert words_in(None) == []


def test_words_with_and_without_accents_name_the_same_term(words):
    found = read_wording(words, "materials", ["Đồng", "dong", "chất lạ"])
    assert found.unknown == ("chất lạ",)
    assert found.known["Đồng"] == found.known["dong"]


def test_exact_accents_win(words):
    vocabulary = read_vocabulary(words, "materials")
    by_name = {word: read_wording(words, "materials", [word]).known.get(word) for word in ("ngà", "Đá", "da", "đá")}
    stone = by_name["đá"]
    assert stone == by_name["Đá"]
    assert by_name["da"] != stone
    assert words.get(Term, stone).vocabulary_id == vocabulary.id


def test_links_follow_the_words(words):
    artifact = register(words, materials=["đồng", "gỗ"], object_type="đỉnh", technique="đúc, khắc thứ lạ")
    first = links(words, artifact.id)
    assert len([link for link in first if link[0] == "material"]) == 2
    assert {facet for facet, _ in first} == {"material", "type", "technique"}
    update_artifact(words, STAFF, NUMBER, {"materials": ["gỗ"]}, expected_version=None)
    assert len([link for link in links(words, artifact.id) if link[0] == "material"]) == 1
    update_artifact(words, STAFF, NUMBER, {"materials": ["dong", "gỗ"]}, expected_version=None)
    assert links(words, artifact.id) == first


def test_links_made_in_another_way_stay(words):
    artifact = register(words, materials=["đồng"])
    lacquer = read_wording(words, "materials", ["sơn ta"]).known["sơn ta"]
    words.add(RecordTerm(record_id=artifact.id, term_id=lacquer, facet=TermFacet.MATERIAL, part="nắp"))
    words.flush()
    update_artifact(words, STAFF, NUMBER, {"materials": []}, expected_version=None)
    assert len(links(words, artifact.id)) == 1


def test_retired_terms_are_no_longer_found(words):
    vocabulary = read_vocabulary(words, "materials")
    known = read_wording(words, "materials", ["sơn ta"]).known["sơn ta"]
    term = words.get(Term, known)
    retire_term(words, SYSTEM, read_term(words, vocabulary, term.slug))
    assert read_wording(words, "materials", ["sơn ta"]).unknown == ("sơn ta",)
