"""SKOS: vocabularies read from strangers' files with all their faults listed, and written for others to use."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal
from xml.sax import SAXException

from rdflib import RDF, SKOS, Graph, URIRef
from rdflib import Literal as Word
from rdflib.exceptions import ParserError
from rdflib.namespace import DC, DCTERMS, RDFS, XSD
from rdflib.plugins.parsers.notation3 import BadSyntax
from rdflib.term import Node
from sqlalchemy.orm import Session

from catalogue.errors import CatalogueError
from catalogue.records import Term, Vocabulary
from catalogue.services.vocabularies import Label, list_labels, list_terms
from catalogue.vocab.folding import clean, fold
from catalogue.vocab.heritage import LabelKind

Syntax = Literal["turtle", "xml", "nt"]
SYNTAXES: dict[str, Syntax] = {".ttl": "turtle", ".rdf": "xml", ".xml": "xml", ".nt": "nt"}
MEDIA_TYPES: dict[str, str] = {"turtle": "text/turtle", "xml": "application/rdf+xml", "json-ld": "application/ld+json"}
LARGEST = 20_000_000
SHOWN = 25
_KINDS = {
    LabelKind.PREFERRED: SKOS.prefLabel,
    LabelKind.ALTERNATIVE: SKOS.altLabel,
    LabelKind.HIDDEN: SKOS.hiddenLabel,
}
_DECLARES = re.compile(rb"<!(ENTITY|DOCTYPE)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Concept:
    """One concept as a file states it; ``broader`` are addresses, ``notes`` by language."""

    uri: str
    slug: str
    broader: tuple[str, ...]
    labels: tuple[Label, ...]
    notes: dict[str, str]
    notation: str | None
    exact_match: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Scheme:
    """A file's concepts, its own address and titles by language."""

    uri: str | None
    titles: dict[str, str]
    concepts: tuple[Concept, ...]


@dataclass(frozen=True, slots=True)
class SkosFault:
    """What keeps a file from being taken in: ``cycle``, ``orphan``, ``duplicate``, ``unnamed``, and where."""

    code: Literal["cycle", "orphan", "duplicate", "unnamed"]
    subject: str
    detail: str


class SkosRefusedError(CatalogueError):
    """The vocabulary has faults; none of it was taken in. ``faults`` lists them all."""

    def __init__(self, faults: Sequence[SkosFault]) -> None:
        lines = [f"{fault.code}: {fault.subject} ({fault.detail})" for fault in faults[:SHOWN]]
        more = f" … +{len(faults) - SHOWN}" if len(faults) > SHOWN else ""
        super().__init__("skos_refused", count=len(faults), faults="; ".join(lines) + more)
        self.faults = tuple(faults)


def read_skos(data: bytes, syntax: Syntax, file: str) -> Scheme:
    """Read a vocabulary; nothing outside of the file is ever fetched.

    Raises:
        CatalogueError: ``skos_unreadable`` (not this syntax, or it declares entities), ``skos_too_large``,
            ``skos_empty`` when the file has no concept.

    Source:
        W3C, SKOS Simple Knowledge Organization System Reference (2009).
    """
    if len(data) > LARGEST:
        raise CatalogueError("skos_too_large", file=file, megabytes=LARGEST // 1_000_000)
    if syntax == "xml" and _DECLARES.search(data):  # entities can grow without bound while they are read
        raise CatalogueError("skos_unreadable", file=file, detail="<!DOCTYPE> / <!ENTITY>")
    graph = Graph(bind_namespaces="none")
    try:
        graph.parse(data=data, format=syntax)
    except (BadSyntax, ParserError, SAXException, ValueError, SyntaxError) as fault:
        raise CatalogueError("skos_unreadable", file=file, detail=str(fault).strip()[:200]) from None
    concepts = sorted({str(s) for s in graph.subjects(RDF.type, SKOS.Concept) if isinstance(s, URIRef)})
    if not concepts:
        raise CatalogueError("skos_empty", file=file)
    narrower = _narrower(graph)
    found = tuple(_concept(graph, URIRef(uri), narrower) for uri in concepts)
    scheme = next((s for s in graph.subjects(RDF.type, SKOS.ConceptScheme) if isinstance(s, URIRef)), None)
    return Scheme(str(scheme) if scheme else None, _titles(graph, scheme), found)


def find_faults(scheme: Scheme) -> list[SkosFault]:
    """List everything that makes a vocabulary unusable: circles, broader terms that are not there, doubles, no name."""
    return [*_orphans(scheme), *_cycles(scheme), *_doubles(scheme), *_unnamed(scheme)]


def write_skos(session: Session, vocabulary: Vocabulary, base: str, syntax: str) -> bytes:
    """Write a vocabulary with all its terms, retired ones marked as deprecated.

    Args:
        session: for reading.
        vocabulary: to be written.
        base: address under which terms without one of their own stand, ending in a slash.
        syntax: ``turtle``, ``xml`` or ``json-ld``.
    """
    graph = Graph()
    graph.bind("skos", SKOS)
    graph.bind("dcterms", DCTERMS)
    scheme = URIRef(vocabulary.uri or f"{base}{vocabulary.slug}")
    graph.add((scheme, RDF.type, SKOS.ConceptScheme))
    for lang, title in (("vi", vocabulary.title_vi), ("en", vocabulary.title_en)):
        if title:
            graph.add((scheme, DCTERMS.title, Word(title, lang=lang)))
    if vocabulary.licence:
        graph.add((scheme, DCTERMS.license, Word(vocabulary.licence)))
    terms = [named.term for named in list_terms(session, vocabulary, with_retired=True)]
    names = list_labels(session, terms)
    address = {term.id: URIRef(term.uri or f"{base}{vocabulary.slug}/{term.slug}") for term in terms}
    for term in terms:
        here = address[term.id]
        for label in names[term.id]:
            graph.add((here, _KINDS[label.kind], Word(label.value, lang=label.lang)))
        _add_term(graph, term, here, scheme)
        if term.broader_id in address:
            graph.add((here, SKOS.broader, address[term.broader_id]))
        else:
            graph.add((here, SKOS.topConceptOf, scheme))
    return graph.serialize(format=syntax, encoding="utf-8")


def _add_term(graph: Graph, term: Term, here: URIRef, scheme: URIRef) -> None:
    """Everything of a term but its names and its place."""
    graph.add((here, RDF.type, SKOS.Concept))
    graph.add((here, SKOS.inScheme, scheme))
    for lang, note in (("vi", term.note_vi), ("en", term.note_en)):
        if note:
            graph.add((here, SKOS.scopeNote, Word(note, lang=lang)))
    if term.notation:
        graph.add((here, SKOS.notation, Word(term.notation)))
    for match in term.exact_match:
        graph.add((here, SKOS.exactMatch, URIRef(match)))
    if term.retired_at is not None:
        graph.add((here, URIRef("http://www.w3.org/2002/07/owl#deprecated"), Word("true", datatype=XSD.boolean)))


def _concept(graph: Graph, uri: URIRef, narrower: dict[str, set[str]]) -> Concept:
    broader = {str(o) for o in graph.objects(uri, SKOS.broader)} | narrower[str(uri)]
    labels = [Label(_lang(o), clean(str(o)), kind) for kind, how in _KINDS.items() for o in graph.objects(uri, how)]
    notes = {_lang(o): clean(str(o)) for how in (SKOS.definition, SKOS.scopeNote) for o in graph.objects(uri, how)}
    notation = next((str(o) for o in graph.objects(uri, SKOS.notation)), None)
    match = tuple(sorted(str(o) for o in graph.objects(uri, SKOS.exactMatch)))
    ordered = tuple(sorted(labels, key=lambda label: (label.kind.value, label.lang, label.value)))
    return Concept(str(uri), slug_of(str(uri)), tuple(sorted(broader)), ordered, notes, notation, match)


def slug_of(uri: str) -> str:
    """The last part of an address as a slug of Latin letters, digits and hyphens."""
    last = re.split(r"[/#:]", uri.rstrip("/#"))[-1]
    return "-".join(re.findall(r"[a-z0-9]+", fold(re.sub(r"(?<=[a-z])(?=[A-Z])", "-", last))))[:120] or "term"


def _narrower(graph: Graph) -> dict[str, set[str]]:
    """Broader terms that only the other end states."""
    above: dict[str, set[str]] = defaultdict(set)
    for broad, narrow in graph.subject_objects(SKOS.narrower):
        above[str(narrow)].add(str(broad))
    return above


def _titles(graph: Graph, scheme: Node | None) -> dict[str, str]:
    if scheme is None:
        return {}
    ways = (RDFS.label, SKOS.prefLabel, DC.title, DCTERMS.title)
    return {_lang(title): clean(str(title)) for how in ways for title in graph.objects(scheme, how)}


def _lang(word: Node) -> str:
    """The language of a literal; ``und`` when it states none."""
    return (word.language or "und").lower() if isinstance(word, Word) else "und"


def _orphans(scheme: Scheme) -> Iterator[SkosFault]:
    known = {concept.uri for concept in scheme.concepts}
    for concept in scheme.concepts:
        for uri in concept.broader:
            if uri not in known and uri != scheme.uri:
                yield SkosFault("orphan", concept.uri, uri)


def _cycles(scheme: Scheme) -> Iterator[SkosFault]:
    """Each knot of concepts that are broader than themselves, told once."""
    from networkx import DiGraph, strongly_connected_components  # a quarter second that the website need not wait

    known = {concept.uri for concept in scheme.concepts}
    above = DiGraph((concept.uri, uri) for concept in scheme.concepts for uri in concept.broader if uri in known)
    for knot in strongly_connected_components(above):
        first = min(knot)
        if len(knot) > 1 or above.has_edge(first, first):
            yield SkosFault("cycle", first, " → ".join(slug_of(uri) for uri in sorted(knot)))


def _doubles(scheme: Scheme) -> Iterator[SkosFault]:
    """Two preferred names in one language, the same preferred name on neighbours, the same slug."""
    slugs: dict[str, list[str]] = defaultdict(list)
    names: dict[str, list[str]] = defaultdict(list)
    for concept in scheme.concepts:
        slugs[concept.slug].append(concept.uri)
        preferred = [label for label in concept.labels if label.kind is LabelKind.PREFERRED]
        for lang, count in Counter(label.lang for label in preferred).items():
            if count > 1:
                yield SkosFault("duplicate", concept.uri, f"prefLabel@{lang} × {count}")
        for label in preferred:
            place = " ".join(concept.broader)
            names[f"{label.value.casefold()}@{label.lang} {place}".strip()].append(concept.uri)
    for shared, uris in [*names.items(), *slugs.items()]:
        if len(set(uris)) > 1:
            yield SkosFault("duplicate", uris[0], f"{shared} = {uris[1]}")


def _unnamed(scheme: Scheme) -> Iterator[SkosFault]:
    for concept in scheme.concepts:
        langs = {label.lang for label in concept.labels if label.kind is LabelKind.PREFERRED}
        if not langs & {"vi", "en", "und"}:
            yield SkosFault("unnamed", concept.uri, "prefLabel@vi / @en")
