"""Vocabularies on the workbench: trees, new terms, SKOS files in with the list of their faults, and out."""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.context import base_url, caller, parts
from app.i18n import gettext as _
from app.i18n import language
from app.pages.cards import in_words
from app.pages.forms import Form, faults_of
from app.pages.rights import staff_only
from app.pages.term_rows import grow_tree
from app.texts import describe
from catalogue.errors import CatalogueError, ConflictError, ValidationError
from catalogue.interop.skos import MEDIA_TYPES, SkosRefusedError, Syntax, read_skos, write_skos
from catalogue.interop.skos_import import SkosReport, import_skos
from catalogue.policy import Action, require
from catalogue.services.vocabularies import add_vocabulary, list_vocabularies, read_vocabulary

bp = Blueprint("workbench_vocabularies", __name__, url_prefix="/<any(vi,en):lang>/workbench/vocabularies")
bp.before_request(staff_only)
_SUFFIXES: dict[str, Syntax] = {"ttl": "turtle", "rdf": "xml", "xml": "xml", "owl": "xml", "nt": "nt"}
_ENDINGS = {"turtle": "ttl", "xml": "rdf", "json-ld": "jsonld"}


@bp.get("/")
def index() -> ResponseReturnValue:
    """All vocabularies, and the form for a new one."""
    return _list(Form())


@bp.post("/")
def add() -> ResponseReturnValue:
    """Save a new vocabulary."""
    form = Form(request.form.to_dict())
    try:
        with parts().sessions.begin() as session:
            wish = {name: form.value(name) for name in ("slug", "title_vi", "title_en")}
            slug = add_vocabulary(session, caller(), wish).slug
    except (ValidationError, ConflictError) as error:
        return _list(Form(form.values, faults_of(error, _fields(), "slug"))), HTTPStatus.UNPROCESSABLE_ENTITY
    flash(_("Saved."), "success")
    return redirect(url_for(".show", slug=slug), HTTPStatus.SEE_OTHER)


@bp.get("/<slug>")
def show(slug: str) -> ResponseReturnValue:
    """The tree of a vocabulary, with retired terms where they are asked for."""
    return _tree(slug)


@bp.post("/<slug>/import")
def take_in(slug: str) -> ResponseReturnValue:
    """Try a SKOS file, or take it in; every fault is listed and nothing is half taken in."""
    require(caller(), Action.MANAGE_VOCABULARIES)
    sent, is_real = request.files.get("file"), request.form.get("step") == "commit"
    try:
        data, name = (sent.read(), sent.filename or "") if sent else (b"", "")
        report = _carry_out(data, name or _("(no file chosen)"), slug, is_real=is_real)
    except SkosRefusedError as error:
        return _tree(slug, faults=error.faults), HTTPStatus.UNPROCESSABLE_ENTITY
    except CatalogueError as error:
        return _tree(slug, fault=describe(error.code, error.values, language())), HTTPStatus.UNPROCESSABLE_ENTITY
    return _tree(slug, report=report, is_real=is_real)


@bp.get("/<slug>/vocabulary.<any(ttl,rdf,jsonld):ending>")
def export(slug: str, ending: str) -> ResponseReturnValue:
    """The vocabulary as SKOS."""
    syntax = next(name for name, own in _ENDINGS.items() if own == ending)
    with parts().readers() as session:
        data = write_skos(session, read_vocabulary(session, slug), f"{base_url()}/vocabularies/", syntax)
    headers = {"Content-Disposition": f'attachment; filename="{slug}.{ending}"'}
    return Response(data, content_type=f"{MEDIA_TYPES[syntax]}; charset=utf-8", headers=headers)


def _carry_out(data: bytes, name: str, slug: str, *, is_real: bool) -> SkosReport:
    """Take the file in; unless it is meant, everything is taken back again."""
    syntax = _SUFFIXES.get(name.rpartition(".")[2].lower())
    if syntax is None:
        raise CatalogueError("skos_unreadable", file=name, detail=".ttl, .rdf, .xml, .nt")
    scheme = read_skos(data, syntax, name)
    with parts().sessions() as session, session.begin() as transaction:
        report = import_skos(session, caller(), scheme, slug)
        if not is_real:
            transaction.rollback()
    return report


def _fields() -> dict[str, str]:
    return {"slug": _("Short name"), "title_vi": _("Name in Vietnamese"), "title_en": _("Name in English")}


def _list(form: Form) -> str:
    with parts().readers() as session:
        rows = [(row.slug, in_words(row.title_vi, row.title_en), count) for row, count in list_vocabularies(session)]
    may_write = caller().may(Action.MANAGE_VOCABULARIES)
    return render_template("workbench/vocabularies.html", rows=rows, form=form, words=_fields(), may_write=may_write)


def _tree(slug: str, **more: object) -> str:
    """The page of a vocabulary with what became of an import."""
    with_retired = request.args.get("retired") == "1"
    with parts().readers() as session:
        found = read_vocabulary(session, slug)
        tree = grow_tree(session, caller(), found, with_retired=with_retired)
    return render_template(
        "workbench/vocabulary.html",
        vocabulary=found,
        title=in_words(found.title_vi, found.title_en),
        tree=tree,
        with_retired=with_retired,
        may_write=caller().may(Action.MANAGE_VOCABULARIES),
        fault_names=_fault_names(),
        **more,
    )


def _fault_names() -> dict[str, str]:
    """What can be wrong with a vocabulary."""
    return {
        "cycle": _("Circle of broader terms"),
        "orphan": _("Broader term that is not there"),
        "duplicate": _("The same name or address twice"),
        "unnamed": _("Term without a name"),
    }
