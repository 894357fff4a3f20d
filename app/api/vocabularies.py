"""Vocabularies over HTTP: read by everybody, as JSON or SKOS; terms changed and schemes imported by staff."""

from __future__ import annotations

from http import HTTPStatus

from apiflask import APIBlueprint
from flask import Response, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.api.common import expected_version, version_tag, whole_list
from app.context import address, base_url, caller, parts
from app.schemas.vocabularies import (
    FullTermBody,
    NewTerm,
    Retirement,
    SkosQuery,
    SkosReportBody,
    TermFacts,
    TermList,
    TermQuery,
    VocabularyBody,
    VocabularyList,
    broader_id,
    full_term_body,
    labels_of,
    report_body,
    term_body,
    term_columns,
    vocabulary_body,
)
from catalogue.errors import CatalogueError, NotFoundError, ValidationError
from catalogue.interop.skos import LARGEST, MEDIA_TYPES, Syntax, read_skos, write_skos
from catalogue.interop.skos_import import import_skos
from catalogue.policy import Action, require
from catalogue.records import Term, Vocabulary
from catalogue.services.vocabularies import (
    add_term,
    find_terms,
    list_labels,
    list_terms,
    list_vocabularies,
    name_terms,
    read_term,
    read_vocabulary,
    retire_term,
    update_term,
)

bp = APIBlueprint("vocabularies", __name__, url_prefix="/api/v1/vocabularies")
_READ: dict[str, Syntax] = {"text/turtle": "turtle", "application/rdf+xml": "xml", "application/n-triples": "nt"}


@bp.get("")
@bp.output(VocabularyList)
def index() -> ResponseReturnValue:
    """List all vocabularies."""
    with parts().readers() as session:
        return whole_list([vocabulary_body(*row) for row in list_vocabularies(session)])


@bp.get("/<slug>")
@bp.output(VocabularyBody)
def read(slug: str) -> ResponseReturnValue:
    """One vocabulary; as SKOS where Accept names Turtle, RDF/XML or JSON-LD."""
    wanted = request.accept_mimetypes.best_match(["application/json", *MEDIA_TYPES.values()], "application/json")
    with parts().readers() as session:
        vocabulary = read_vocabulary(session, slug)
        if wanted == "application/json":
            body = vocabulary_body(vocabulary, len(list_terms(session, vocabulary)))
            return body, HTTPStatus.OK, version_tag(vocabulary.version)
        syntax = next(name for name, kind in MEDIA_TYPES.items() if kind == wanted)
        data = write_skos(session, vocabulary, f"{base_url()}/vocabularies/", syntax)
    return Response(data, content_type=f"{wanted}; charset=utf-8", headers={"Vary": "Accept"})


@bp.get("/<slug>/terms")
@bp.input(TermQuery, location="query", arg_name="wish")
@bp.output(TermList)
def terms(slug: str, wish: TermQuery) -> ResponseReturnValue:
    """The terms as a tree, or those with the words of ``q`` in a name."""
    with parts().readers() as session:
        vocabulary = read_vocabulary(session, slug)
        if wish.q is not None:
            found = find_terms(session, vocabulary, wish.q)
        else:
            found = list_terms(session, vocabulary, with_retired=wish.retired)
        return whole_list([term_body(named) for named in found])


@bp.post("/<slug>/terms")
@bp.input(NewTerm, arg_name="new")
@bp.output(FullTermBody, status_code=201)
def create_term(slug: str, new: NewTerm) -> ResponseReturnValue:
    """Add a term."""
    with parts().sessions.begin() as session:
        vocabulary = read_vocabulary(session, slug)
        values = term_columns(new) | broader_id(_broader(session, vocabulary, new.broader))
        term = add_term(session, caller(), vocabulary, values, labels_of(new.labels))
        body = _full_body(session, term)
    place = address("vocabularies.one_term", slug=slug, term_slug=new.slug)
    return body, HTTPStatus.CREATED, {"Location": place, **version_tag(body["version"])}


@bp.get("/<slug>/terms/<term_slug>")
@bp.output(FullTermBody)
def one_term(slug: str, term_slug: str) -> ResponseReturnValue:
    """One term with all its names and the terms around it."""
    with parts().readers() as session:
        body = _full_body(session, read_term(session, read_vocabulary(session, slug), term_slug))
    return body, HTTPStatus.OK, version_tag(body["version"])


@bp.patch("/<slug>/terms/<term_slug>")
@bp.input(TermFacts, arg_name="changes")
@bp.output(FullTermBody)
def change_term(slug: str, term_slug: str, changes: TermFacts) -> ResponseReturnValue:
    """Change a term of the version named in If-Match; ``labels`` replace all names."""
    version = expected_version(request)
    with parts().sessions.begin() as session:
        vocabulary = read_vocabulary(session, slug)
        term = read_term(session, vocabulary, term_slug)
        values = term_columns(changes)
        if "broader" in changes.model_fields_set:
            values |= broader_id(_broader(session, vocabulary, changes.broader))
        labels = None if changes.labels is None else labels_of(changes.labels)
        update_term(session, caller(), term, values, labels, expected_version=version)
        body = _full_body(session, term)
    return body, HTTPStatus.OK, version_tag(body["version"])


@bp.post("/<slug>/terms/<term_slug>/retire")
@bp.input(Retirement, arg_name="wish")
@bp.output(FullTermBody)
def retire(slug: str, term_slug: str, wish: Retirement) -> ResponseReturnValue:
    """Take a term out of the pick-lists."""
    with parts().sessions.begin() as session:
        vocabulary = read_vocabulary(session, slug)
        instead = read_term(session, vocabulary, wish.replaced_by) if wish.replaced_by else None
        body = _full_body(session, retire_term(session, caller(), read_term(session, vocabulary, term_slug), instead))
    return body, HTTPStatus.OK, version_tag(body["version"])


@bp.post("/<slug>/import")
@bp.input(SkosQuery, location="query", arg_name="wish")
@bp.output(SkosReportBody)
def take_in(slug: str, wish: SkosQuery) -> ResponseReturnValue:
    """Try a SKOS file (Turtle, RDF/XML or N-Triples as the body), or take it in with ``commit=true``."""
    require(caller(), Action.MANAGE_VOCABULARIES)
    syntax = _READ.get(request.mimetype)
    if syntax is None:
        raise CatalogueError("skos_unreadable", file=slug, detail=request.mimetype or "Content-Type")
    if (request.content_length or 0) > LARGEST:
        raise CatalogueError("skos_too_large", file=slug, megabytes=LARGEST // 1_000_000)
    scheme = read_skos(request.get_data(cache=False), syntax, slug)
    with parts().sessions() as session, session.begin() as transaction:
        report = import_skos(session, caller(), scheme, slug, language=wish.language)
        body = report_body(report, committed=wish.commit)
        if not wish.commit:
            transaction.rollback()
    return body


def _broader(session: Session, vocabulary: Vocabulary, slug: str | None) -> Term | None:
    """The broader term that a writer names.

    Raises:
        ValidationError: ``broader``: ``not_found``.
    """
    if not slug:
        return None
    try:
        return read_term(session, vocabulary, slug)
    except NotFoundError:
        raise ValidationError({"broader": "not_found"}) from None


def _full_body(session: Session, term: Term) -> dict[str, object]:
    """The term, its names and the terms around it."""
    narrower = select(Term.slug).where(Term.broader_id == term.id, Term.retired_at.is_(None)).order_by(Term.slug)
    above = [session.get(Term, ident) if ident else None for ident in (term.broader_id, term.replaced_by_id)]
    around: dict[str, object] = {
        "broader": above[0].slug if above[0] else None,
        "replaced_by": above[1].slug if above[1] else None,
        "narrower": list(session.scalars(narrower)),
    }
    (named,) = name_terms(session, [term])
    return full_term_body(named, list_labels(session, [term])[term.id], around)
