"""The starter vocabularies are whole, bilingual and without doubles, and never overwrite what people changed."""

from __future__ import annotations

import pytest

from catalogue.interop.skos import find_faults, read_skos, write_skos
from catalogue.services.starter import TITLES, load_starter, read_rows
from catalogue.services.vocabularies import (
    Label,
    find_terms,
    list_terms,
    list_vocabularies,
    read_term,
    read_vocabulary,
    update_term,
)
from catalogue.vocab.heritage import LabelKind
from tests.cataloguing import SYSTEM


@pytest.mark.parametrize("slug", TITLES)
def test_every_term_has_both_names_and_stands_below_one_that_came_before(slug):
    seen: set[str] = set()
    for term, broader, names in read_rows(slug):
        assert {label.lang for label in names if label.kind is LabelKind.PREFERRED} == {"vi", "en"}
        assert all(label.value for label in names)
        assert broader == "" or broader in seen
        assert term not in seen
        seen.add(term)


def test_they_load_once_and_leave_changes_alone(session):
    assert load_starter(session, SYSTEM) == sum(len(list(read_rows(slug))) for slug in TITLES)
    materials = read_vocabulary(session, "materials")
    bronze = read_term(session, materials, "bronze")
    update_term(session, SYSTEM, bronze, {}, [Label("vi", "đồng hun"), Label("en", "bronze")])
    assert load_starter(session, SYSTEM) == 0
    assert [named.vi for named in list_terms(session, materials) if named.term.slug == "bronze"] == ["đồng hun"]
    assert {vocabulary.slug for vocabulary, _ in list_vocabularies(session)} == set(TITLES)


def test_their_skos_has_no_fault_and_words_are_found_without_accents(session):
    load_starter(session, SYSTEM)
    for slug in TITLES:
        vocabulary = read_vocabulary(session, slug)
        written = write_skos(session, vocabulary, "https://example.org/vocabularies/", "turtle")
        assert find_faults(read_skos(written, "turtle", slug)) == []
    found = find_terms(session, read_vocabulary(session, "materials"), "phap lam")
    assert [named.en for named in found] == ["enamel on copper"]
