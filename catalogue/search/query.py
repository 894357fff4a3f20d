"""Searching: words in any spelling, facets with counts, pages; everybody finds only what they may see."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import Session

from catalogue.errors import ValidationError
from catalogue.policy import Identity
from catalogue.records import SearchEntry, SearchFacet
from catalogue.search.engine import TextEngine, engine_of
from catalogue.search.typos import mend_words
from catalogue.services.paging import clamp, read_cursor, write_cursor
from catalogue.services.visibility import sees_drafts
from catalogue.vocab.folding import fold, has_accents, words_of

FACETS = ("kind", "site_kind", "rank", "object_type", "material", "protection", "site", "has_3d")
STAFF_FACETS = ("status",)
_MOST_RANKED = 20_000  # scoring more hits costs more than it tells; beyond it the newest come first
_MOST_WORDS = 16
_MOST_VALUES = 50


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """What is looked for: words, and for each facet the values of which one must fit."""

    text: str = ""
    facets: Mapping[str, Sequence[str]] = field(default_factory=dict)
    cursor: str | None = None
    limit: int = 20


@dataclass(frozen=True, slots=True)
class Hit:
    """One record found; ``kind`` is artifact, site or tour, ``number`` its number, code or slug."""

    kind: str
    record_id: UUID
    number: str
    title_vi: str
    title_en: str | None
    summary_vi: str | None
    summary_en: str | None


@dataclass(frozen=True, slots=True)
class Results:
    """A page of hits; ``facets`` maps facet to value to count, ``corrected`` is the mended query if one was used."""

    hits: list[Hit]
    total: int
    next: str | None
    facets: dict[str, dict[str, int]]
    corrected: str | None = None


@dataclass(frozen=True, slots=True)
class _Search:
    """A query made ready: its words, its visibility and its engine."""

    query: SearchQuery
    words: str
    folded: str
    engine: TextEngine
    staff: bool


def search(session: Session, who: Identity, query: SearchQuery) -> Results:
    """Find records; without words the newest come first, a query that finds nothing is tried again with typos mended.

    Best first: the very number, then exact accents (in the title, in the text), then relevance.

    Raises:
        ValidationError: an unknown facet (``facets``: ``unknown_field``) or a malformed ``cursor``.
    """
    ready = _prepare(session, who, query)
    total = _count(session, ready)
    corrected: str | None = None
    if total == 0 and ready.folded:
        corrected = mend_words(session, ready.engine, ready.folded)
        mended = replace(ready, words=corrected, folded=corrected) if corrected else ready
        total = _count(session, mended) if corrected else 0
        ready, corrected = (mended, corrected) if total else (ready, None)
    entries, following = _page(session, ready, total)
    hits = [
        Hit(e.record_kind, e.record_id, e.number, e.title_vi, e.title_en, e.summary_vi, e.summary_en) for e in entries
    ]
    return Results(hits, total, following, _count_facets(session, ready), corrected)


def _prepare(session: Session, who: Identity, query: SearchQuery) -> _Search:
    """Check the facets and fold the words."""
    staff = sees_drafts(who)
    if not set(query.facets) <= {*FACETS, *(STAFF_FACETS if staff else ())}:
        raise ValidationError({"facets": "unknown_field"})
    words = " ".join(words_of(query.text).split()[:_MOST_WORDS])
    return _Search(query, words, fold(words), engine_of(session), staff)


def _conditions(ready: _Search, *, without: str | None = None) -> list[ColumnElement[bool]]:
    """Everything that an entry must fulfil; ``without`` leaves one facet's own choice out."""
    found: list[ColumnElement[bool]] = [] if ready.staff else [SearchEntry.is_public.is_(True)]
    if ready.folded:
        found.append(ready.engine.matches(ready.folded))
    for facet, values in ready.query.facets.items():
        if values and facet != without:
            chosen = select(SearchFacet.entry_id).where(SearchFacet.facet == facet, SearchFacet.value.in_(values))
            found.append(SearchEntry.id.in_(chosen))
    return found


def _count(session: Session, ready: _Search) -> int:
    """How many entries fulfil everything."""
    return session.scalar(select(func.count(SearchEntry.id)).where(*_conditions(ready))) or 0


def _page(session: Session, ready: _Search, total: int) -> tuple[list[SearchEntry], str | None]:
    """The entries of this page and the cursor of the next."""
    query, limit = select(SearchEntry).where(*_conditions(ready)), clamp(ready.query.limit)
    if not ready.folded or total > _MOST_RANKED:
        return _newest(session, query, ready.query.cursor, limit)
    start, scores = _offset(ready.query.cursor), ready.engine.scores(ready.folded)
    query = query.join(scores, scores.c.id == SearchEntry.id).order_by(*_order(ready, scores.c.score))
    rows = list(session.scalars(query.offset(start).limit(limit + 1)))
    return rows[:limit], write_cursor(str(start + limit)) if len(rows) > limit else None


def _newest(
    session: Session, query: Select[SearchEntry], cursor: str | None, limit: int
) -> tuple[list[SearchEntry], str | None]:
    """Newest first, paged by their moment."""
    if cursor:
        at, last = _position(cursor)
        older = (SearchEntry.updated_at < at) | ((SearchEntry.updated_at == at) & (SearchEntry.id < last))
        query = query.where(older)
    rows = list(session.scalars(query.order_by(SearchEntry.updated_at.desc(), SearchEntry.id.desc()).limit(limit + 1)))
    last_row = rows[limit - 1] if len(rows) > limit else None
    return rows[:limit], write_cursor(last_row.updated_at.isoformat(), str(last_row.id)) if last_row else None


def _order(ready: _Search, score: ColumnElement[float]) -> tuple[ColumnElement[Any], ...]:
    """The very number, exact accents, relevance, newest.

    Words typed without accents say nothing of accents wanted: then only a title spelled just so comes first.
    """
    exact = [(ready.engine.matches_exactly(ready.words, title_only=True), 1)]
    if has_accents(ready.words):
        exact.append((ready.engine.matches_exactly(ready.words, title_only=False), 2))
    is_number = case((SearchEntry.number_words == ready.folded, 0), else_=1)
    return is_number, case(*exact, else_=3), score, SearchEntry.updated_at.desc(), SearchEntry.id.expression


def _count_facets(session: Session, ready: _Search) -> dict[str, dict[str, int]]:
    """Counts of every facet's values; a facet's own choice doesn't narrow its own counts."""
    names = [*FACETS, *(STAFF_FACETS if ready.staff else ())]
    chosen = [name for name in names if ready.query.facets.get(name)]
    counts: dict[str, dict[str, int]] = {}
    for group, without in [([n for n in names if n not in chosen], None), *(([n], n) for n in chosen)]:
        ids = select(SearchEntry.id).where(*_conditions(ready, without=without))
        amount = func.count().label("amount")
        rows = session.execute(
            select(SearchFacet.facet, SearchFacet.value, amount)
            .where(SearchFacet.facet.in_(group), SearchFacet.entry_id.in_(ids))
            .group_by(SearchFacet.facet, SearchFacet.value)
            .order_by(amount.desc(), SearchFacet.value)
        )
        for facet, value, number in rows:
            values = counts.setdefault(facet, {})
            if len(values) < _MOST_VALUES or value in ready.query.facets.get(facet, ()):
                values[value] = number
    return counts


def _offset(cursor: str | None) -> int:
    """The number of hits that earlier pages showed."""
    start = read_cursor(cursor, 1)[0] if cursor else "0"
    if not (start.isascii() and start.isdigit() and len(start) < 9):
        raise ValidationError({"cursor": "malformed"})
    return int(start)


def _position(cursor: str) -> tuple[dt.datetime, int]:
    """The moment and row that a cursor stands at."""
    moment, row = read_cursor(cursor, 2)
    try:
        at = dt.datetime.fromisoformat(moment)
        return (at if at.tzinfo else at.replace(tzinfo=dt.UTC)), int(row)
    except ValueError:
        raise ValidationError({"cursor": "malformed"}) from None
