"""A SKOS scheme taken into a vocabulary: all of it or nothing, and a report of every concept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalogue.errors import NotFoundError
from catalogue.interop.skos import Concept, Scheme, SkosRefusedError, find_faults
from catalogue.policy import Action, Identity, require
from catalogue.records import Term, Vocabulary
from catalogue.services.vocabularies import (
    Label,
    add_term,
    add_vocabulary,
    list_labels,
    read_vocabulary,
    update_term,
)

Outcome = Literal["added", "changed", "same"]


@dataclass(frozen=True, slots=True)
class SkosReport:
    """What became of each concept by slug; ``left`` are terms of the vocabulary that the file does not name.

    ``narrowed`` names concepts with several broader ones, of which the first was kept: our terms form a tree.
    """

    vocabulary: Vocabulary
    outcomes: dict[str, Outcome]
    left: tuple[str, ...]
    narrowed: tuple[str, ...]

    def count(self, outcome: Outcome) -> int:
        """How many concepts came to this."""
        return sum(value == outcome for value in self.outcomes.values())


def import_skos(session: Session, who: Identity, scheme: Scheme, slug: str, *, language: str = "vi") -> SkosReport:
    """Take a scheme into the vocabulary with this slug, which is made when there is none.

    Concepts are matched by address, then by slug. Terms that the file does not name stay.

    Args:
        session: of the caller's transaction; for a dry run it is rolled back afterwards.
        who: needs ``manage_vocabularies``.
        scheme: see ``read_skos``.
        slug: of the vocabulary.
        language: of names that state none.

    Raises:
        SkosRefusedError: ``skos_refused`` with the whole list of faults; nothing is changed.
    """
    require(who, Action.MANAGE_VOCABULARIES)
    if faults := find_faults(scheme):
        raise SkosRefusedError(faults)
    vocabulary = _vocabulary(session, who, scheme, slug)
    terms = list(session.scalars(select(Term).where(Term.vocabulary_id == vocabulary.id)))
    known = _Known(session, terms)
    outcomes: dict[str, Outcome] = {}
    narrowed = []
    for concept in _from_the_top(scheme):
        told = replace(concept, labels=tuple(_in_language(label, language) for label in concept.labels))
        outcomes[concept.slug] = _take(session, who, vocabulary, told, known)
        if len(_inside(concept, scheme)) > 1:
            narrowed.append(concept.slug)
    left = tuple(sorted(term.slug for term in terms if term.slug not in outcomes and term.retired_at is None))
    return SkosReport(vocabulary, outcomes, left, tuple(narrowed))


class _Known:
    """The vocabulary's terms by address and slug, with their names."""

    def __init__(self, session: Session, terms: list[Term]) -> None:
        self.by_uri = {term.uri: term for term in terms if term.uri}
        self.by_slug = {term.slug: term for term in terms}
        self.names = list_labels(session, terms)

    def find(self, concept: Concept) -> Term | None:
        return self.by_uri.get(concept.uri) or self.by_slug.get(concept.slug)

    def keep(self, concept: Concept, term: Term) -> None:
        self.by_uri[concept.uri] = self.by_slug[term.slug] = term

    def labels(self, term_id: UUID) -> set[Label]:
        return {Label(row.lang, row.value, row.kind) for row in self.names.get(term_id, [])}


def _take(session: Session, who: Identity, vocabulary: Vocabulary, concept: Concept, known: _Known) -> Outcome:
    """Add or change one term."""
    broader = next((known.by_uri[uri] for uri in concept.broader if uri in known.by_uri), None)
    values: dict[str, object] = {
        "uri": concept.uri,
        "broader_id": broader.id if broader else None,
        "notation": concept.notation,
        "note_vi": concept.notes.get("vi") or concept.notes.get("und"),
        "note_en": concept.notes.get("en"),
        "exact_match": list(concept.exact_match),
    }
    term = known.find(concept)
    if term is None:
        made = add_term(session, who, vocabulary, {"slug": concept.slug, **values}, concept.labels)
        known.keep(concept, made)
        return "added"
    is_same = set(concept.labels) == known.labels(term.id) and all(
        getattr(term, name) == value for name, value in values.items()
    )
    known.keep(concept, term)
    if is_same:
        return "same"
    update_term(session, who, term, values, concept.labels)
    return "changed"


def _vocabulary(session: Session, who: Identity, scheme: Scheme, slug: str) -> Vocabulary:
    try:
        return read_vocabulary(session, slug)
    except NotFoundError:
        title = scheme.titles.get("vi") or scheme.titles.get("und") or scheme.titles.get("en") or slug
        values = {"slug": slug, "title_vi": title, "title_en": scheme.titles.get("en"), "uri": scheme.uri}
        return add_vocabulary(session, who, values)


def _inside(concept: Concept, scheme: Scheme) -> list[str]:
    """Its broader concepts; some writers name the scheme itself among them."""
    return [uri for uri in concept.broader if uri != scheme.uri]


def _from_the_top(scheme: Scheme) -> Iterator[Concept]:
    """Every concept after its broader ones; the scheme has no circles."""
    by_uri = {concept.uri: concept for concept in scheme.concepts}
    done: set[str] = set()
    for concept in scheme.concepts:
        waiting = [concept]
        while waiting:
            here = waiting[-1]
            above = [by_uri[uri] for uri in _inside(here, scheme) if uri not in done]
            if above:
                waiting += above
                continue
            waiting.pop()
            if here.uri not in done:
                done.add(here.uri)
                yield here


def _in_language(label: Label, language: str) -> Label:
    return Label(language, label.value, label.kind) if label.lang == "und" else label
