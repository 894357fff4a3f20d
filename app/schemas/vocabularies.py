"""Vocabularies and terms as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from app.schemas.common import Body, Order, Query, Text, text
from catalogue.interop.skos_import import SkosReport
from catalogue.records import Term, TermLabel, Vocabulary
from catalogue.services.vocabularies import Label, Named
from catalogue.vocab.heritage import LabelKind


class VocabularyBody(Body):
    """A vocabulary and how many terms are in use; an address of its own where it has one."""

    slug: str
    title: Text
    description: Text
    uri: str | None
    source: str | None
    licence: str | None
    terms: int
    version: int


class VocabularyList(Body):
    """All vocabularies."""

    items: list[VocabularyBody]
    next: None
    total: int


class TermLabelBody(Body):
    """One name of a term."""

    lang: str
    kind: LabelKind
    value: str


class TermBody(Body):
    """A term with its preferred names and its place; ``path`` lists the slugs from the top."""

    slug: str
    path: str
    title: Text
    note: Text
    notation: str | None
    uri: str | None
    exact_match: list[str]
    is_retired: bool
    version: int


class TermList(Body):
    """Terms of one vocabulary."""

    items: list[TermBody]
    next: None
    total: int


class FullTermBody(TermBody):
    """A term with every name, the terms around it and the one that replaces it."""

    labels: list[TermLabelBody]
    broader: str | None
    narrower: list[str]
    replaced_by: str | None


class TermLabelOrder(Order):
    """One name to be kept."""

    lang: str
    value: str
    kind: LabelKind = LabelKind.PREFERRED


class TermFacts(Order):
    """What a writer may set of a term; ``labels``, when given, are all of its names."""

    notation: str | None = None
    note: Text | None = None
    exact_match: list[str] | None = None
    position: int = 0
    broader: str | None = None
    labels: list[TermLabelOrder] | None = None


class NewTerm(TermFacts):
    """A term to be added."""

    slug: str
    labels: list[TermLabelOrder]


class Retirement(Order):
    """The term that records shall use instead, if any."""

    replaced_by: str | None = None


class TermQuery(Query):
    """Words to look for in the names, with or without accents; without them the whole tree."""

    q: str | None = None
    retired: bool = False


class SkosQuery(Query):
    """Whether an import is carried out, or only tried."""

    commit: bool = False
    language: Literal["vi", "en"] = "vi"


class SkosReportBody(Body):
    """What became, or would become, of each concept."""

    committed: bool
    added: int
    changed: int
    same: int
    left: list[str]
    narrowed: list[str]
    outcomes: dict[str, str]


def vocabulary_body(vocabulary: Vocabulary, terms: int) -> dict[str, object]:
    """A vocabulary for everybody."""
    names = ("slug", "uri", "source", "licence", "version")
    return {
        **{name: getattr(vocabulary, name) for name in names},
        "title": text(vocabulary, "title"),
        "description": text(vocabulary, "description"),
        "terms": terms,
    }


def term_body(named: Named) -> dict[str, object]:
    """A term in a list."""
    term = named.term
    names = ("slug", "path", "notation", "uri", "exact_match", "version")
    return {
        **{name: getattr(term, name) for name in names},
        "title": {"vi": named.vi, "en": named.en},
        "note": text(term, "note"),
        "is_retired": term.retired_at is not None,
    }


def full_term_body(named: Named, labels: Sequence[TermLabel], around: dict[str, object]) -> dict[str, object]:
    """A term with all of its names; ``around`` holds broader, narrower and replaced_by."""
    names = [{"lang": label.lang, "kind": label.kind, "value": label.value} for label in labels]
    return {**term_body(named), "labels": names, **around}


def labels_of(given: Sequence[TermLabelOrder]) -> list[Label]:
    """The names as the service takes them."""
    return [Label(label.lang, label.value, label.kind) for label in given]


def term_columns(facts: TermFacts) -> dict[str, object]:
    """What was given, by column; names and the broader term's slug are dealt with apart."""
    given = facts.model_dump(exclude_unset=True, exclude={"labels", "broader", "note"})
    if facts.note is not None:
        given |= {f"note_{lang}": words for lang, words in facts.note.model_dump(exclude_unset=True).items()}
    return given


def report_body(report: SkosReport, *, committed: bool) -> dict[str, object]:
    """An import's report."""
    return {
        "committed": committed,
        "added": report.count("added"),
        "changed": report.count("changed"),
        "same": report.count("same"),
        "left": list(report.left),
        "narrowed": list(report.narrowed),
        "outcomes": dict(report.outcomes),
    }


def broader_id(term: Term | None) -> dict[str, object]:
    """The column for a broader term, None at the top."""
    return {"broader_id": term.id if term else None}
