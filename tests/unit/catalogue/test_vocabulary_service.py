"""Vocabularies: named in two languages, ordered as a tree without circles, found without accents, retired with care."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from catalogue.errors import ConflictError, ForbiddenError, NotFoundError, StaleError, ValidationError
from catalogue.records import RecordTerm
from catalogue.services.artifacts import register_artifact
from catalogue.services.vocabularies import (
    Label,
    add_term,
    add_vocabulary,
    find_terms,
    list_labels,
    list_terms,
    list_vocabularies,
    read_term,
    read_vocabulary,
    retire_term,
    update_term,
)
from catalogue.vocab.heritage import LabelKind, TermFacet
from tests.cataloguing import PUBLIC, STAFF


@pytest.fixture
def materials(session):
    return add_vocabulary(session, STAFF, {"slug": "materials", "title_vi": "Chất liệu", "title_en": "Materials"})


@pytest.fixture
def metal(session, materials):
    return term(session, materials, "metal", "kim loại", "metal")


@pytest.fixture
def bronze(session, materials, metal):
    return term(session, materials, "bronze", "đồng thau", "bronze", broader_id=metal.id)


def term(session, vocabulary, slug, vi, en, **more):
    return add_term(session, STAFF, vocabulary, {"slug": slug, **more}, [Label("vi", vi), Label("en", en)])


def test_a_term_knows_its_path_and_its_names(session, materials, metal, bronze):
    assert (metal.path, bronze.path) == ("metal", "metal/bronze")
    names = list_labels(session, [bronze])[bronze.id]
    assert [(label.lang, label.value, label.folded) for label in names] == [
        ("en", "bronze", "bronze"),
        ("vi", "đồng thau", "dong thau"),
    ]
    assert list_vocabularies(session) == [(materials, 2)]
    assert read_vocabulary(session, "materials") is materials


def test_terms_come_as_a_tree(session, materials, metal, bronze):
    term(session, materials, "ceramic", "gốm", "ceramic", position=-1)
    term(session, materials, "gold", "vàng", "gold", broader_id=metal.id)
    assert [(named.term.slug, named.vi, named.en) for named in list_terms(session, materials)] == [
        ("ceramic", "gốm", "ceramic"),
        ("metal", "kim loại", "metal"),
        ("bronze", "đồng thau", "bronze"),
        ("gold", "vàng", "gold"),
    ]


@pytest.mark.parametrize(
    ("words", "found"),
    [("đồng", ["bronze", "copper"]), ("dong", ["bronze", "copper"]), ("thau", ["bronze"]), ("hau", []), ("  ", [])],
)
def test_terms_are_found_without_accents_and_by_any_word(session, materials, bronze, words, found):
    term(session, materials, "copper", "đồng nguyên chất", "copper")
    assert [named.term.slug for named in find_terms(session, materials, words)] == found


def test_other_names_find_the_term_too(session, materials):
    labels = [Label("vi", "sứ"), Label("vi", "đồ sứ", LabelKind.ALTERNATIVE), Label("vi", "xứ", LabelKind.HIDDEN)]
    add_term(session, STAFF, materials, {"slug": "porcelain"}, labels)
    for words in ("su", "do su", "xu"):
        assert [(named.vi, named.en) for named in find_terms(session, materials, words)] == [("sứ", "sứ")]


def test_below_another_term_everything_moves_along(session, materials, metal, bronze):
    alloy = term(session, materials, "alloy", "hợp kim", "alloy")
    coin = term(session, materials, "coin-bronze", "đồng đúc tiền", "coin bronze", broader_id=bronze.id)
    update_term(session, STAFF, bronze, {"broader_id": alloy.id}, expected_version=1)
    session.refresh(coin)
    assert coin.path == "alloy/bronze/coin-bronze"


@pytest.mark.parametrize("below", ["metal", "bronze"])
def test_a_term_can_not_be_broader_than_itself(session, metal, bronze, below):
    target = {"metal": metal, "bronze": bronze}[below]
    with pytest.raises(ValidationError) as refused:
        update_term(session, STAFF, metal, {"broader_id": target.id})
    assert refused.value.fields == {"broader_id": "circular"}
    assert metal.path == "metal"


@pytest.mark.parametrize(
    ("slug", "labels", "faults"),
    [
        ("Đồng", [Label("vi", "đồng")], {"slug": "malformed"}),
        ("dong", [], {"labels": "required"}),
        ("dong", [Label("fr", "cuivre")], {"labels": "required"}),
        ("dong", [Label("vi", "đồng"), Label("vi", "đồng đỏ")], {"labels": "taken"}),
        ("dong", [Label("vi", " ")], {"labels": "malformed"}),
        ("dong", [Label("vi", "đ" * 201)], {"labels": "too_long"}),
    ],
)
def test_unfit_terms_are_refused(session, materials, slug, labels, faults):
    with pytest.raises(ValidationError) as refused:
        add_term(session, STAFF, materials, {"slug": slug}, labels)
    assert refused.value.fields == faults
    assert list_terms(session, materials) == []


def test_slugs_are_unique_in_their_vocabulary_alone(session, materials, metal):
    with pytest.raises(ConflictError) as taken:
        term(session, materials, "metal", "kim khí", "metal")
    assert taken.value.code == "term_taken"
    with pytest.raises(ConflictError):
        add_vocabulary(session, STAFF, {"slug": "materials", "title_vi": "Khác"})
    types = add_vocabulary(session, STAFF, {"slug": "types", "title_vi": "Loại hình"})
    assert term(session, types, "metal", "đồ kim loại", "metalwork").path == "metal"
    with pytest.raises(ValidationError):
        term(session, types, "bell", "chuông", "bell", broader_id=metal.id)


def test_a_retired_term_leaves_the_lists_and_hands_on_its_records(session, materials, metal, bronze):
    brass = term(session, materials, "brass", "thau", "brass", broader_id=metal.id)
    one, two = (register_artifact(session, STAFF, {"accession_number": f"D.{n}", "title_vi": "Đỉnh"}) for n in (1, 2))
    for artifact, used in ((one, brass), (two, brass), (two, bronze)):
        session.add(RecordTerm(record_id=artifact.id, term_id=used.id, facet=TermFacet.MATERIAL))
    session.flush()
    retire_term(session, STAFF, brass, bronze)
    rows = session.scalars(select(RecordTerm)).all()
    assert sorted((str(row.record_id), row.term_id) for row in rows) == sorted(
        (str(ident), bronze.id) for ident in (one.id, two.id)
    )
    assert [named.term.slug for named in list_terms(session, materials)] == ["metal", "bronze"]
    assert len(list_terms(session, materials, with_retired=True)) == 3
    assert read_term(session, materials, "brass").replaced_by_id == bronze.id


def test_a_term_with_narrower_ones_stays(session, metal, bronze):
    with pytest.raises(ConflictError) as held:
        retire_term(session, STAFF, metal)
    assert held.value.values["terms"] == 1
    with pytest.raises(ValidationError):
        retire_term(session, STAFF, bronze, bronze)


def test_vocabularies_are_for_everybody_and_changed_by_few(session, materials, metal):
    with pytest.raises(ForbiddenError):
        add_vocabulary(session, PUBLIC, {"slug": "x", "title_vi": "X"})
    with pytest.raises(ForbiddenError):
        update_term(session, PUBLIC, metal, {"notation": "M"})
    with pytest.raises(StaleError):
        update_term(session, STAFF, metal, {"notation": "M"}, expected_version=5)
    with pytest.raises(NotFoundError):
        read_vocabulary(session, "nothing")
    with pytest.raises(NotFoundError):
        read_term(session, materials, "nothing")
