"""One term on the workbench: its names, its place in the tree, where it is used; retired or merged into another."""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.context import caller, parts
from app.i18n import gettext as _
from app.i18n import language
from app.pages.authority_words import PartRow, title_in, url_of
from app.pages.cards import in_words
from app.pages.forms import Form, faults_of
from app.pages.part_labels import facet_words
from app.pages.rights import staff_only
from app.pages.term_rows import label_kinds, label_lines, labels_in, name_of, read_page, typed_lines
from app.texts import describe
from catalogue.errors import ConflictError, NotFoundError, StaleError, ValidationError
from catalogue.policy import Action
from catalogue.records import Term, Vocabulary
from catalogue.services.described import number_of
from catalogue.services.term_uses import list_uses
from catalogue.services.vocabularies import (
    add_term,
    list_terms,
    read_term,
    read_vocabulary,
    retire_term,
    update_term,
)
from catalogue.vocab.folding import fold

bp = Blueprint("workbench_terms", __name__, url_prefix="/<any(vi,en):lang>/workbench/vocabularies/<slug>/terms")
bp.before_request(staff_only)
_PLAIN = ("slug", "uri", "notation", "note_vi", "note_en")


@bp.get("/new")
def create(slug: str) -> ResponseReturnValue:
    """An empty form, below the term named by ``?broader=``."""
    return _page(slug, Form({"broader": request.args.get("broader", "")}), lines=_empty_lines())


@bp.post("/new")
def add(slug: str) -> ResponseReturnValue:
    """Save a new term; its short name is made of its first name where none is given."""
    form, lines = Form(request.form.to_dict()), typed_lines(request.form)
    names = labels_in(lines)
    try:
        with parts().sessions.begin() as session:
            vocabulary = read_vocabulary(session, slug)
            values = _values(session, vocabulary)
            values["slug"] = values["slug"] or fold(names[0].value if names else "").replace(" ", "-")
            term_slug = add_term(session, caller(), vocabulary, values, names).slug
    except (ValidationError, ConflictError) as error:
        return _page(slug, Form(form.values, _faults(error)), lines=lines), HTTPStatus.UNPROCESSABLE_ENTITY
    return _saved(slug, term_slug)


@bp.get("/<term_slug>")
def show(slug: str, term_slug: str) -> ResponseReturnValue:
    """One term with its forms."""
    return _page(slug, None, term_slug)


@bp.post("/<term_slug>")
def save(slug: str, term_slug: str) -> ResponseReturnValue:
    """Save names, notes and place; everything below moves along."""
    form, lines = Form(request.form.to_dict()), typed_lines(request.form)
    version = request.form.get("version", None, int)
    try:
        with parts().sessions.begin() as session:
            vocabulary = read_vocabulary(session, slug)
            term = read_term(session, vocabulary, term_slug)
            values = _values(session, vocabulary)
            new = update_term(session, caller(), term, values, labels_in(lines), expected_version=version).slug
    except StaleError as error:
        text = describe(error.code, error.values, language())
        shown = Form(form.values, {"slug": f"{text.detail} {text.remedy}"})
        return _page(slug, shown, term_slug, lines=lines), HTTPStatus.CONFLICT
    except (ValidationError, ConflictError) as error:
        shown = Form(form.values, _faults(error))
        return _page(slug, shown, term_slug, lines=lines), HTTPStatus.UNPROCESSABLE_ENTITY
    return _saved(slug, new)


@bp.post("/<term_slug>/retire")
def retire(slug: str, term_slug: str) -> ResponseReturnValue:
    """Take a term out of the pick-lists; with ``instead`` its records move to another one."""
    instead = request.form.get("instead", "").strip()
    try:
        with parts().sessions.begin() as session:
            vocabulary = read_vocabulary(session, slug)
            other = read_term(session, vocabulary, instead) if instead else None
            retire_term(session, caller(), read_term(session, vocabulary, term_slug), other)
    except (ValidationError, ConflictError, NotFoundError) as error:
        text = describe(error.code, error.values, language())
        return _page(slug, None, term_slug, retire_fault=f"{text.detail} {text.remedy}"), HTTPStatus.CONFLICT
    flash(_("Merged.") if instead else _("Retired: records keep it, pick-lists no longer offer it."), "success")
    return redirect(url_for(".show", slug=slug, term_slug=instead or term_slug), HTTPStatus.SEE_OTHER)


def _values(session: Session, vocabulary: Vocabulary) -> dict[str, object]:
    """The columns that the form holds.

    Raises:
        ValidationError: ``broader``: ``not_found``; ``exact_match``: ``malformed`` where a line is no address.
    """
    values: dict[str, object] = {name: request.form.get(name, "").strip() for name in _PLAIN}
    addresses = request.form.get("exact_match", "").split()
    if any(not line.startswith(("http://", "https://")) for line in addresses):
        raise ValidationError({"exact_match": "malformed"})
    broader = request.form.get("broader", "").strip()
    try:
        values["broader_id"] = read_term(session, vocabulary, broader).id if broader else None
    except NotFoundError:
        raise ValidationError({"broader": "not_found"}) from None
    return {**values, "exact_match": addresses}


def _fields() -> dict[str, str]:
    return {
        "slug": _("Short name"),
        "uri": _("Address"),
        "notation": _("Notation"),
        "note_vi": _("Scope note in Vietnamese"),
        "note_en": _("Scope note in English"),
        "exact_match": _("The same concept elsewhere, one address a line"),
        "broader": _("Broader term"),
        "broader_id": _("Broader term"),
        "labels": _("Names"),
    }


def _faults(error: ValidationError | ConflictError) -> dict[str, str]:
    return faults_of(error, _fields(), "slug")


def _empty_lines() -> list[tuple[str, str, str]]:
    return [("vi", "preferred", ""), ("en", "preferred", ""), ("vi", "alternative", "")]


def _saved(slug: str, term_slug: str) -> ResponseReturnValue:
    flash(_("Saved."), "success")
    return redirect(url_for(".show", slug=slug, term_slug=term_slug), HTTPStatus.SEE_OTHER)


def _page(slug: str, form: Form | None, term_slug: str = "", **more: object) -> str:
    """The page of a term, or of one that is about to be entered."""
    with parts().readers() as session:
        vocabulary = read_vocabulary(session, slug)
        choices = [("", "–")] + [(one.term.slug, name_of(one)) for one in list_terms(session, vocabulary)]
        common: dict[str, object] = {
            "vocabulary": vocabulary,
            "vocabulary_title": in_words(vocabulary.title_vi, vocabulary.title_en),
            "words": _fields(),
            "kinds": label_kinds(),
            "choices": choices,
            "name_of": name_of,
            "may_write": caller().may(Action.MANAGE_VOCABULARIES),
        }
        if not term_slug:
            return render_template("workbench/term.html", **common, form=form, page=None, **more)
        page = read_page(session, caller(), read_term(session, vocabulary, term_slug))
        shown = {
            "form": form or _form(session, page.term),
            "lines": label_lines(page.labels),
            "rows": _rows(session, page.term),
        }
        return render_template("workbench/term.html", **common, page=page, **{**shown, **more})


def _form(session: Session, term: Term) -> Form:
    broader = session.get(Term, term.broader_id) if term.broader_id else None
    values = {name: getattr(term, name) or "" for name in _PLAIN}
    more = {"broader": broader.slug if broader else "", "exact_match": "\n".join(term.exact_match)}
    return Form({**values, **more, "version": str(term.version)})


def _rows(session: Session, term: Term) -> list[PartRow]:
    facets = facet_words()
    return [
        PartRow(number_of(use.record), title_in(use.record), url_of(use.record), facets[use.facet.value])
        for use in list_uses(session, caller(), term)
    ]
