"""What the pages of the search show: hits, facets, what narrows them, orders, and forms that keep the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from app.context import caller
from app.i18n import format_number
from app.i18n import gettext as _
from app.pages.cards import Card
from app.pages.facets import Active, Facet, facet_words, make_active, make_facets
from app.pages.forms import Form, faults_of
from app.pages.hits import hit_cards
from app.searching import AREA, PARAMETERS, TIME, Pairs, as_query_string, changed, pairs_of, read_query
from catalogue.errors import ValidationError
from catalogue.search.query import Results, SearchQuery, search
from catalogue.services.visibility import sees_drafts

_STAFF_ONLY = ("status", "grade")


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several orders, and the address that takes it."""

    text: str
    url: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A mended query."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class SearchView:
    """A search and its hits, ready to be shown; ``pairs`` are its parameters, for forms that keep them."""

    q: str
    pairs: Pairs
    query: SearchQuery
    found: Results
    hits: Sequence[Card]
    facets: Sequence[Facet]
    active: Sequence[Active]
    sorts: Sequence[Choice]
    suggestion: Suggestion | None
    form: Form
    next_page: str | None
    is_first: bool
    endpoint: str

    @property
    def total(self) -> int:
        """How many records fit."""
        return self.found.total

    @property
    def total_text(self) -> str:
        """The same for people."""
        return format_number(self.found.total)

    @property
    def clear_url(self) -> str:
        """The words alone."""
        return _address(self.endpoint, [(name, value) for name, value in self.pairs if name == "q"])

    @property
    def first_url(self) -> str:
        """The first page of the same search."""
        return _address(self.endpoint, self.pairs)

    @property
    def query_string(self) -> str:
        """The parameters as they follow an address."""
        return as_query_string(self.pairs)

    def kept(self, *but: str) -> Pairs:
        """The parameters that a form of others must carry along."""
        return [(name, value) for name, value in self.pairs if name not in but]

    @property
    def kept_by_words(self) -> Pairs:
        """What the form of the words carries along."""
        return self.kept("q")

    @property
    def kept_by_time(self) -> Pairs:
        """What the form of dates and years carries along."""
        return self.kept(*TIME)

    @property
    def kept_by_area(self) -> Pairs:
        """What the form of the area carries along."""
        return self.kept(*AREA)


def view_search(
    session: Session, given: MultiDict[str, str], endpoint: str, *, limit: int, with_cards: bool = True
) -> SearchView:
    """Search for what an address asks; a parameter that makes no sense is left out, and its fault told beside it."""
    given = (
        given if sees_drafts(caller()) else MultiDict([p for p in given.items(multi=True) if p[0] not in _STAFF_ONLY])
    )
    query, pairs, faults = _read(given, limit)
    found = search(session, caller(), query)
    words = facet_words(session, found, pairs)

    def address(changed_pairs: Pairs) -> str:
        return _address(endpoint, changed_pairs)

    return SearchView(
        q=query.text,
        pairs=pairs,
        query=query,
        found=found,
        hits=hit_cards(session, found.hits) if with_cards else [],
        facets=make_facets(found, pairs, words, address),
        active=make_active(pairs, words, address),
        sorts=_sorts(query, pairs, endpoint),
        suggestion=_suggestion(found, pairs, endpoint),
        form=Form({name: given.get(name, "").strip() for name in PARAMETERS}, faults),
        next_page=_address(endpoint, pairs, cursor=found.next) if found.next else None,
        is_first=not query.cursor,
        endpoint=endpoint,
    )


def _read(given: MultiDict[str, str], limit: int) -> tuple[SearchQuery, Pairs, dict[str, str]]:
    """The query, its parameters, and the faults of those that were left out."""
    faults: dict[str, str] = {}
    pairs = pairs_of(given)
    while True:
        try:
            query = read_query(MultiDict(pairs), cursor=given.get("cursor") or None, limit=limit)
        except ValidationError as error:
            faults |= faults_of(error, _field_labels(), "q")
            pairs = [pair for pair in pairs if pair[0] not in _together(error.fields)]
        else:
            return query, pairs, faults


def _together(names: Any) -> set[str]:  # noqa: ANN401  any names
    """The parameters that fall with these: an area is one thing, a span of years too."""
    groups = (AREA, TIME)
    return {*names, *(name for group in groups if set(group) & set(names) for name in group)}


def _field_labels() -> dict[str, str]:
    """What the fields are called beside which faults stand."""
    return {
        "date": _("Date"),
        "year_from": _("From year"),
        "year_to": _("To year"),
        "near": _("Place"),
        "radius_m": _("Radius (m)"),
        "bbox": _("Part of the map"),
        "polygon": _("Map area"),
        "sort": _("Order"),
    }


def _sorts(query: SearchQuery, pairs: Pairs, endpoint: str) -> list[Choice]:
    """The orders."""
    names = {
        "relevance": _("Best match") if query.text else _("Standard order"),
        "newest": _("Newest"),
        "number": _("Number"),
        "date": _("Date"),
    }
    return [
        Choice(
            text,
            _address(endpoint, changed(pairs, sort=None if name == "relevance" else name)),
            query.sort.value == name,
        )
        for name, text in names.items()
    ]


def _suggestion(found: Results, pairs: Pairs, endpoint: str) -> Suggestion | None:
    """The query that was tried instead, when the typed one found nothing."""
    if not found.corrected:
        return None
    return Suggestion(found.corrected, _address(endpoint, changed(pairs, q=found.corrected)))


def _address(endpoint: str, pairs: Pairs, cursor: str | None = None) -> str:
    """The page with these parameters."""
    return url_for(endpoint) + as_query_string([*pairs, *([("cursor", cursor)] if cursor else [])])
