"""SKOS in and out: every fault is listed and nothing half taken in; what is written is read again as the same."""

from __future__ import annotations

import json

import pytest

from catalogue.errors import CatalogueError, ForbiddenError
from catalogue.interop.skos import SkosRefusedError, find_faults, read_skos, slug_of, write_skos
from catalogue.interop.skos_import import import_skos
from catalogue.services.vocabularies import (
    Label,
    add_term,
    add_vocabulary,
    find_terms,
    list_labels,
    list_terms,
    list_vocabularies,
    read_term,
    retire_term,
)
from catalogue.vocab.heritage import LabelKind
from tests.cataloguing import PUBLIC, STAFF

HEAD = """
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dc: <http://purl.org/dc/terms/> .
@prefix : <https://example.org/materials/> .
:scheme a skos:ConceptScheme ; dc:title "Chất liệu"@vi, "Materials"@en .
"""
METALS = """
:metal a skos:Concept ; skos:prefLabel "kim loại"@vi, "metal"@en ; skos:narrower :bronze .
:bronze a skos:Concept ; skos:prefLabel "đồng thau"@vi, "bronze"@en ; skos:altLabel "đồng"@vi ;
  skos:scopeNote "Hợp kim đồng và thiếc"@vi ; skos:exactMatch <https://example.net/bronze> .
:gold a skos:Concept ; skos:prefLabel "vàng"@vi ; skos:broader :metal ; skos:notation "Au" .
"""


def scheme_of(body):
    return read_skos((HEAD + body).encode(), "turtle", "a.ttl")


def take(session, body, slug="materials"):
    return import_skos(session, STAFF, scheme_of(body), slug)


def test_a_scheme_becomes_a_vocabulary(session):
    report = take(session, METALS)
    vocabulary = report.vocabulary
    assert (vocabulary.title_vi, vocabulary.title_en) == ("Chất liệu", "Materials")
    assert report.outcomes == {"metal": "added", "bronze": "added", "gold": "added"}
    assert [(n.term.path, n.vi, n.en) for n in list_terms(session, vocabulary)] == [
        ("metal", "kim loại", "metal"),
        ("metal/bronze", "đồng thau", "bronze"),
        ("metal/gold", "vàng", "vàng"),
    ]
    bronze = read_term(session, vocabulary, "bronze")
    assert (bronze.note_vi, bronze.exact_match) == ("Hợp kim đồng và thiếc", ["https://example.net/bronze"])
    assert [named.term.slug for named in find_terms(session, vocabulary, "dong")] == ["bronze"]


def test_a_second_import_changes_only_what_changed_and_removes_nothing(session):
    take(session, METALS)
    assert set(take(session, METALS).outcomes.values()) == {"same"}
    report = take(session, METALS.replace('"vàng"@vi', '"vàng ta"@vi').replace(":bronze a", ":brass a"))
    assert report.outcomes == {"metal": "same", "brass": "added", "gold": "changed"}
    assert (report.left, report.count("changed")) == (("bronze",), 1)


def test_terms_that_a_file_does_not_name_stay_and_are_told(session):
    take(session, METALS)
    report = take(session, ':gold a skos:Concept ; skos:prefLabel "vàng"@vi .')
    assert report.left == ("bronze", "metal")
    assert read_term(session, report.vocabulary, "gold").path == "gold"


@pytest.mark.parametrize(
    ("body", "code", "detail"),
    [
        (':a a skos:Concept ; skos:prefLabel "a"@vi ; skos:broader :nowhere .', "orphan", "nowhere"),
        (
            """:a a skos:Concept ; skos:prefLabel "a"@vi ; skos:broader :b .
            :b a skos:Concept ; skos:prefLabel "b"@vi ; skos:broader :c .
            :c a skos:Concept ; skos:prefLabel "c"@vi ; skos:broader :a .""",
            "cycle",
            "a → b → c",
        ),
        (':a a skos:Concept ; skos:prefLabel "a"@vi ; skos:broader :a .', "cycle", "a"),
        (':a a skos:Concept ; skos:prefLabel "a"@vi, "á"@vi .', "duplicate", "prefLabel@vi × 2"),
        (
            ':a a skos:Concept ; skos:prefLabel "Gốm"@vi . :b a skos:Concept ; skos:prefLabel "gốm"@vi .',
            "duplicate",
            "gốm@vi",
        ),
        (
            """:a a skos:Concept ; skos:prefLabel "a"@vi .
            <https://example.org/other/a> a skos:Concept ; skos:prefLabel "b"@vi .""",
            "duplicate",
            "a = ",
        ),
        (':a a skos:Concept ; skos:prefLabel "cuivre"@fr .', "unnamed", "prefLabel@vi"),
    ],
    ids=["orphan", "cycle", "own", "two-names", "same-name", "same-slug", "unnamed"],
)
def test_faults_are_listed_and_nothing_is_taken_in(session, body, code, detail):
    with pytest.raises(SkosRefusedError) as refused:
        take(session, METALS + body)
    (fault,) = refused.value.faults
    assert fault.code == code
    assert detail in fault.detail
    assert detail in str(refused.value.values["faults"])
    assert list_vocabularies(session) == []


def test_all_faults_are_told_at_once_and_a_long_list_is_cut(session):
    body = " ".join(f':t{n} a skos:Concept ; skos:prefLabel "t{n}"@vi ; skos:broader :nowhere .' for n in range(40))
    with pytest.raises(SkosRefusedError) as refused:
        take(session, body)
    assert refused.value.values["count"] == 40
    assert str(refused.value.values["faults"]).endswith("… +15")


def test_a_circle_by_a_second_broader_term_is_found(session):
    body = (
        ':a a skos:Concept ; skos:prefLabel "a"@vi ; skos:broader :metal, :b .'
        ':b a skos:Concept ; skos:prefLabel "b"@vi ; skos:broader :a .'
    )
    assert [fault.code for fault in find_faults(scheme_of(METALS + body))] == ["cycle"]


def test_of_several_broader_terms_the_first_is_kept_and_told(session):
    report = take(session, METALS + ':coin a skos:Concept ; skos:prefLabel "tiền"@vi ; skos:broader :gold, :bronze .')
    assert report.narrowed == ("coin",)
    assert read_term(session, report.vocabulary, "coin").path == "metal/bronze/coin"


def test_names_without_a_language_count_as_vietnamese(session):
    report = take(session, ':a a skos:Concept ; skos:prefLabel "gốm" .')
    term = read_term(session, report.vocabulary, "a")
    assert [(label.lang, label.value) for label in list_labels(session, [term])[term.id]] == [("vi", "gốm")]


@pytest.mark.parametrize(
    ("data", "syntax", "code"),
    [
        (b"not turtle at all {", "turtle", "skos_unreadable"),
        (b"<rdf", "xml", "skos_unreadable"),
        (b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>', "xml", "skos_unreadable"),
        (HEAD.encode(), "turtle", "skos_empty"),
        (b"#" * 20_000_001, "turtle", "skos_too_large"),
    ],
)
def test_what_is_not_skos_is_refused_with_a_reason(data, syntax, code):
    with pytest.raises(CatalogueError) as refused:
        read_skos(data, syntax, "a.ttl")
    assert refused.value.code == code


@pytest.mark.parametrize("syntax", ["turtle", "xml"])
def test_what_is_written_is_read_again_as_the_same(session, syntax):
    vocabulary = take(session, METALS).vocabulary
    written = write_skos(session, vocabulary, "https://example.org/vocabularies/", syntax)
    scheme = read_skos(written, syntax, "b.ttl")
    assert find_faults(scheme) == []
    assert set(import_skos(session, STAFF, scheme, "materials").outcomes.values()) == {"same"}
    copy = import_skos(session, STAFF, _elsewhere(scheme), "copy").vocabulary
    assert [(n.term.path, n.vi, n.en) for n in list_terms(session, copy)] == [
        (n.term.path, n.vi, n.en) for n in list_terms(session, vocabulary)
    ]


def _elsewhere(scheme):
    """The same scheme under other addresses: an address belongs to one term."""
    from dataclasses import replace

    def move(uri):
        return uri.replace("example.org", "example.com")

    concepts = tuple(replace(c, uri=move(c.uri), broader=tuple(map(move, c.broader))) for c in scheme.concepts)
    return replace(scheme, uri=None, concepts=concepts)


def test_our_own_terms_get_addresses_and_retired_ones_are_marked(session):
    vocabulary = add_vocabulary(session, STAFF, {"slug": "damage", "title_vi": "Hư hại"})
    crack = add_term(session, STAFF, vocabulary, {"slug": "crack"}, [Label("vi", "nứt"), Label("en", "crack")])
    split = add_term(session, STAFF, vocabulary, {"slug": "split"}, [Label("vi", "nứt toác", LabelKind.PREFERRED)])
    retire_term(session, STAFF, split, crack)
    nodes = {node["@id"]: node for node in json.loads(write_skos(session, vocabulary, "https://x.vn/v/", "json-ld"))}
    assert set(nodes) == {"https://x.vn/v/damage", "https://x.vn/v/damage/crack", "https://x.vn/v/damage/split"}
    assert "http://www.w3.org/2002/07/owl#deprecated" in nodes["https://x.vn/v/damage/split"]
    assert "http://www.w3.org/2002/07/owl#deprecated" not in nodes["https://x.vn/v/damage/crack"]


@pytest.mark.parametrize(
    ("uri", "slug"),
    [
        ("https://x.vn/a#ĐồngThau", "dong-thau"),
        ("https://x.vn/bronze/", "bronze"),
        ("urn:x:goldLeaf", "gold-leaf"),
        ("https://x.vn/#", "x-vn"),
    ],
)
def test_slugs_come_from_the_end_of_an_address(uri, slug):
    assert slug_of(uri) == slug


def test_only_some_may_take_in(session):
    with pytest.raises(ForbiddenError):
        import_skos(session, PUBLIC, scheme_of(METALS), "materials")
