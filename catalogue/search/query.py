"""Searching: words in any spelling, facets with counts, years, areas, pages; everybody finds only what they may see."""

from __future__ import annotations

from sqlalchemy.orm import Session

from catalogue.policy import Identity
from catalogue.search.conditions import Ready, make_ready
from catalogue.search.counts import count_hits, count_rows
from catalogue.search.found import find
from catalogue.search.pages import read_page
from catalogue.search.typos import mend_words
from catalogue.search.wish import FACETS, STAFF_FACETS, Hit, Results, SearchQuery

__all__ = ["FACETS", "STAFF_FACETS", "Hit", "Results", "SearchQuery", "search"]

_MOST_WEIGHED = 1_000  # among guesses, one with more hits is not the better for it


def search(session: Session, who: Identity, query: SearchQuery) -> Results:
    """Find records; without words the newest come first, a query that finds nothing is tried again with slips mended.

    Best first: the very number, then exact accents (in the title, in the text), then relevance; or as ``sort`` says.

    Raises:
        ValidationError: an unknown facet (``facets``: ``unknown_field``) or a malformed ``cursor``.
    """
    ready, corrected = make_ready(session, who, query), None
    found = find(session, ready)
    counts = count_hits(session, ready, found)
    if counts.total == 0 and ready.folded:
        mended = _mended(session, who, ready)
        if mended is not None:
            ready, corrected = mended, mended.words
            found = find(session, ready)
            counts = count_hits(session, ready, found)
    hits, following = read_page(session, ready, found, counts.total)
    return Results(hits, counts.total, following, counts.facets, corrected, counts.are_exact)


def _mended(session: Session, who: Identity, ready: Ready) -> Ready | None:
    """The same search with other words that find something."""

    def count(words: str) -> int:
        return count_rows(session, make_ready(session, who, ready.query, words).conditions(), most=_MOST_WEIGHED)

    words = mend_words(session, ready.folded, count)
    return make_ready(session, who, ready.query, words) if words else None
