"""A person's saved searches: kept from the search's page, opened, renamed, deleted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from app.context import caller, parts
from app.i18n import gettext as _
from app.i18n import language
from app.pages.facets import facet_titles, facet_words, word
from app.pages.forms import faults_of
from app.saved import Kept, with_news
from app.searching import Pairs, as_query_string, pairs_of
from app.texts import describe
from catalogue.errors import CatalogueError, ValidationError
from catalogue.search.query import Results
from catalogue.services.saved_searches import change_search, forget_search, list_searches, save_search, see_search

bp = Blueprint("page_searches", __name__, url_prefix="/<any(vi,en):lang>/searches")


@dataclass(frozen=True, slots=True)
class SearchRow:
    """One saved search: its name, what it asks in words, where it opens, what is new."""

    id: UUID
    name: str
    told: str
    url: str
    is_alert: bool
    fresh: int


@bp.get("/")
def index() -> ResponseReturnValue:
    """All of one's own searches."""
    if caller().account_id is None:
        return redirect(url_for("login.form", next=request.path), HTTPStatus.SEE_OTHER)
    with parts().readers() as session:
        rows = search_rows(session)
    return render_template("public/searches.html", rows=rows)


@bp.post("/")
def save() -> ResponseReturnValue:
    """Keep the search that the form carries, then show it again."""
    pairs = pairs_of(MultiDict(request.form.items(multi=True)))
    back = url_for("page_search.index") + as_query_string(pairs)
    try:
        with parts().sessions.begin() as session:
            save_search(session, caller(), request.form.get("name", ""), pairs, is_alert="is_alert" in request.form)
    except CatalogueError as error:
        flash(_told(error), "error")
    else:
        flash(_("The search is saved."), "success")
    return redirect(back, HTTPStatus.SEE_OTHER)


@bp.get("/<uuid:search_id>")
def show(search_id: UUID) -> ResponseReturnValue:
    """Open a search with its newest hits first where it has an alert, and remember that they were seen."""
    if caller().account_id is None:
        return redirect(url_for("login.form", next=request.path), HTTPStatus.SEE_OTHER)
    with parts().sessions.begin() as session:
        (kept,) = with_news(session, caller(), [see_search(session, caller(), search_id)])
    pairs = [*kept.pairs, ("sort", "newest")] if kept.saved.is_alert and not _sorts(kept.pairs) else kept.pairs
    return redirect(url_for("page_search.index") + as_query_string(pairs), HTTPStatus.SEE_OTHER)


@bp.post("/<uuid:search_id>")
def change(search_id: UUID) -> ResponseReturnValue:
    """Save another name and whether there is an alert, or delete the search."""
    try:
        with parts().sessions.begin() as session:
            if "delete" in request.form:
                forget_search(session, caller(), search_id)
            else:
                is_alert = "is_alert" in request.form
                change_search(session, caller(), search_id, name=request.form.get("name", ""), is_alert=is_alert)
    except CatalogueError as error:
        flash(_told(error), "error")
    else:
        flash(_("Deleted.") if "delete" in request.form else _("Saved."), "success")
    return redirect(url_for(".index"), HTTPStatus.SEE_OTHER)


def search_rows(session: Session, *, alerts_only: bool = False) -> list[SearchRow]:
    """The reader's searches as rows."""
    found = list_searches(session, caller(), alerts_only=alerts_only)
    return [_row(session, kept) for kept in with_news(session, caller(), found)]


def _row(session: Session, kept: Kept) -> SearchRow:
    return SearchRow(
        id=kept.saved.id,
        name=kept.saved.name,
        told=" · ".join(_in_words(session, kept.pairs)),
        url=url_for("page_searches.show", search_id=kept.saved.id),
        is_alert=kept.saved.is_alert,
        fresh=kept.fresh,
    )


def _in_words(session: Session, pairs: Pairs) -> Sequence[str]:
    """What a search asks, for people."""
    words, titles = facet_words(session, Results([], 0, None, {}), pairs), facet_titles()
    named = {"q": "“{}”", "date": "{}", "year_from": "≥ {}", "year_to": "≤ {}"}
    told = [named[name].format(value) for name, value in pairs if name in named]
    told += [f"{titles[name]}: {word(words, name, value)}" for name, value in pairs if name in titles]
    areas = {"polygon", "near", "bbox"} & {name for name, _value in pairs}
    return [*told, *([_("on the map")] if areas else [])]


def _sorts(pairs: Pairs) -> bool:
    return any(name == "sort" for name, _value in pairs)


def _told(error: CatalogueError) -> str:
    """What went wrong, in the reader's language."""
    if isinstance(error, ValidationError):
        return " ".join(faults_of(error, {"name": _("Name"), "query": _("Search")}, "name").values())
    text = describe(error.code, error.values, language())
    return f"{text.detail} {text.remedy}"
