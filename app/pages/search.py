"""Explore: search with facets, for everybody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.context import caller, parts
from app.i18n import gettext as _
from app.pages.hits import hit_cards
from app.pages.labels import make_labels
from catalogue.search.query import FACETS, Results, SearchQuery, search

bp = Blueprint("page_search", __name__, url_prefix="/<any(vi,en):lang>")
_PAGE = 24
_SHOWN = ("kind", "has_3d", "rank", "site_kind", "object_type", "material", "protection", "site")


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One value of a facet with its count, and the address that chooses or drops it."""

    text: str
    count: int
    url: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """A facet and its values."""

    title: str
    values: Sequence[FacetValue]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A mended query."""

    text: str
    url: str


@bp.get("/search")
def index() -> ResponseReturnValue:
    """Hits as cards, facets beside them."""
    text = request.args.get("q", "").strip()
    chosen = {name: request.args.getlist(name) for name in FACETS if request.args.getlist(name)}
    wish = SearchQuery(text, chosen, request.args.get("cursor"), _PAGE)
    with parts().readers() as session:
        found = search(session, caller(), wish)
        cards = hit_cards(session, found.hits)
    return render_template(
        "public/search.html",
        q=text,
        hits=cards,
        total=found.total,
        chosen=[(name, value) for name, values in chosen.items() for value in values],
        facets=_facets(found, chosen),
        suggestion=_suggestion(found),
        next_page=_address(chosen, cursor=found.next) if found.next else None,
        is_first=not wish.cursor,
    )


def _facets(found: Results, chosen: Mapping[str, list[str]]) -> list[Facet]:
    """The facets that narrow something, in a fixed order."""
    titles, words = _titles(), _words()
    facets = []
    for name in _SHOWN:
        counts = found.facets.get(name, {})
        picked = chosen.get(name, [])
        values = [
            FacetValue(
                text=words.get(name, {}).get(value, value),
                count=count,
                url=_address(_toggled(chosen, name, value)),
                is_chosen=value in picked,
            )
            for value, count in counts.items()
            if not (name in {"rank", "protection"} and value == "none")
        ]
        if values:
            facets.append(Facet(titles[name], values))
    return facets


def _titles() -> dict[str, str]:
    """What facets are called."""
    return {
        "kind": _("Kind"),
        "site_kind": _("Type of site"),
        "rank": _("Rank"),
        "object_type": _("Object type"),
        "material": _("Material"),
        "protection": _("Legal class"),
        "site": _("Site"),
        "has_3d": _("In three dimensions"),
    }


def _words() -> dict[str, dict[str, str]]:
    """What the values of closed lists are called."""
    labels = make_labels()
    return {
        "kind": {"artifact": _("Objects"), "site": _("Sites"), "tour": _("Tours")},
        "site_kind": labels.site_kind,
        "rank": labels.site_rank,
        "protection": labels.protection,
        "has_3d": {"yes": _("With a 3D model")},
    }


def _toggled(chosen: Mapping[str, list[str]], name: str, value: str) -> dict[str, list[str]]:
    """The choice with one value added, or taken out."""
    picked = chosen.get(name, [])
    changed = [v for v in picked if v != value] if value in picked else [*picked, value]
    return {**chosen, name: changed}


def _address(chosen: Mapping[str, list[str]], cursor: str | None = None) -> str:
    """This search with another choice or page."""
    wish = {"q": [request.args["q"]] if request.args.get("q") else [], "cursor": [cursor] if cursor else [], **chosen}
    query = urlencode([(name, value) for name, values in wish.items() for value in values])
    return url_for("page_search.index") + (f"?{query}" if query else "")


def _suggestion(found: Results) -> Suggestion | None:
    """The query that was tried instead, when the typed one found nothing."""
    if not found.corrected:
        return None
    return Suggestion(found.corrected, url_for("page_search.index", q=found.corrected))
