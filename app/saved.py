"""Saved searches with what is new in them: kept addresses become searches again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from app.searching import Pairs, pairs_of, read_query
from catalogue.errors import ValidationError
from catalogue.policy import Identity
from catalogue.records import SavedSearch
from catalogue.search.alerts import count_since
from catalogue.search.query import SearchQuery
from catalogue.services.saved_searches import pairs_in


@dataclass(frozen=True, slots=True)
class Kept:
    """A saved search, its parameters, and how many of its hits are new or changed since its owner looked."""

    saved: SavedSearch
    pairs: Pairs
    fresh: int


def with_news(session: Session, who: Identity, found: Sequence[SavedSearch]) -> list[Kept]:
    """Saved searches with the number of their new hits; 0 for those without an alert."""
    return [Kept(saved, pairs_in(saved), _fresh(session, who, saved) if saved.is_alert else 0) for saved in found]


def _fresh(session: Session, who: Identity, saved: SavedSearch) -> int:
    """Hits since the last look; a search that makes no sense any more has none."""
    if saved.seen_at is None:
        return 0
    try:
        return count_since(session, who, _query(pairs_in(saved)), saved.seen_at)
    except ValidationError:
        return 0


def _query(pairs: Pairs) -> SearchQuery:
    return replace(read_query(MultiDict(pairs_of(MultiDict(pairs)))), counts_facets=False)
