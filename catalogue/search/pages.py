"""Hits in their order, a page at a time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import QueryableAttribute, Session

from catalogue.errors import ValidationError
from catalogue.records import SearchEntry, SearchRow
from catalogue.search.areas import Circle
from catalogue.search.conditions import Ready, place_columns
from catalogue.search.found import Found
from catalogue.search.rows import read_ids
from catalogue.search.wish import Hit, Point, Sort, YearSpan
from catalogue.services.paging import clamp, read_cursor, write_cursor
from catalogue.vocab.folding import has_accents
from catalogue.vocab.mercator import degrees_of, distance_m, spot_of

MOST_RANKED = 2_000  # scoring more hits costs more than it tells; beyond it what they hold the words in decides
_MOST_SCORED_OVER = 300_000  # rows in all
_MOST_NAMED = 5_000  # beyond it a page is filled sooner by looking at one row after the other
_UNDATED = 99_999

_Rows = Sequence[int]


def read_page(session: Session, ready: Ready, found: Found | None, total: int) -> tuple[list[Hit], str | None]:
    """The hits of this page and the cursor of the next; ``found`` is what memory knows of them.

    Raises:
        ValidationError: ``cursor``: ``malformed``.
    """
    limit, sort, area = clamp(ready.query.limit), ready.query.sort, ready.query.area
    rules = _rules(ready, found, total)
    if sort is Sort.NUMBER:
        ids, following = _numbered(session, ready, rules, limit)
    elif sort is Sort.DATE:
        ids, following = _counted(session, ready, limit, select(SearchRow.entry_id).where(*rules), _dated())
    elif sort is not Sort.RELEVANCE or not (area or ready.folded):
        ids, following = _newest(session, ready, rules, limit)
    elif not ready.folded:
        ids, following = _placed(session, ready, found, limit)
    elif _is_ranked(found, total):
        ids, following = _ranked(session, ready, rules, limit)
    else:
        ids, following = _tiered_found(session, ready, found, limit) if found else _tiered(session, ready, limit)
    return _hits(session, ready, ids), following


def _is_ranked(found: Found | None, total: int) -> bool:
    """Whether hits are scored: it costs as much as their words are common, in all rows."""
    worded, rows = (found.worded or 0, found.total) if found else (total, 0)
    return max(total, worded) <= MOST_RANKED and rows <= _MOST_SCORED_OVER


def _rules(ready: Ready, found: Found | None, total: int) -> Sequence[ColumnElement[bool]]:
    """What a hit fulfils: being one of a few that memory knows, else all that is asked."""
    if found is None or total > _MOST_NAMED:
        return ready.conditions()
    return [SearchRow.entry_id.in_(found.ids().tolist())]


def _ranked(
    session: Session, ready: Ready, rules: Sequence[ColumnElement[bool]], limit: int
) -> tuple[_Rows, str | None]:
    """The very number, exact accents, relevance, newest."""
    scores = ready.engine.scores(ready.folded)
    query = select(SearchRow.entry_id).join(scores, scores.c.id == SearchRow.entry_id).where(*rules)
    return _counted(session, ready, limit, query, _order(ready, scores.c.score))


def _tiered_found(session: Session, ready: Ready, found: Found, limit: int) -> tuple[_Rows, str | None]:
    """As ``_tiered``, of hits that memory knows: each tier is one look into the text index."""
    start = _offset(ready.query.cursor)
    wanted, ids = start + limit + 1, dict[int, None]()
    tiers = _tiers(ready)
    for tier in tiers:
        among = found.ids() if tier is tiers[-1] else found.among_hits(read_ids(session, tier))
        ids |= dict.fromkeys(np.sort(among)[::-1][: wanted + len(ids)].tolist())
        if len(ids) >= wanted:
            break
    shown = list(ids)[start : start + limit]
    return shown, write_cursor(str(start + limit)) if len(ids) >= wanted else None


def _tiered(session: Session, ready: Ready, limit: int) -> tuple[_Rows, str | None]:
    """The very number, exact accents, words in the title, the rest; in each of these the latest entry first."""
    start = _offset(ready.query.cursor)
    wanted = start + limit + 1
    found: dict[int, None] = {}
    for tier in _tiers(ready):
        ident = tier.selected_columns[0]
        rules = [*(ready.unworded if ready.is_plain else ready.base), *map(ready.rule, ready.chosen)]
        query = tier.join(SearchRow, SearchRow.entry_id == ident).where(*rules).order_by(ident.desc())
        found |= dict.fromkeys(session.scalars(query.limit(wanted + len(found))))  # what came earlier comes again
        if len(found) >= wanted:
            break
    ids = list(found)[start : start + limit]
    return ids, write_cursor(str(start + limit)) if len(found) >= wanted else None


def _tiers(ready: Ready) -> list[Select[Any]]:
    """Ids of entries that come first, best first."""
    engine = ready.engine
    tiers = [_numbers_of(ready), engine.matching_exactly(ready.words, title_only=True)]
    if has_accents(ready.words):
        tiers.append(engine.matching_exactly(ready.words, title_only=False))
    return [*tiers, engine.matching(ready.folded, title_only=True), engine.matching(ready.folded)]


def _numbers_of(ready: Ready) -> Select[Any]:
    """Ids of entries with just this number."""
    return select(SearchEntry.id).where(SearchEntry.number_words == ready.folded)


def _order(ready: Ready, score: ColumnElement[float]) -> tuple[ColumnElement[Any], ...]:
    """Words typed without accents say nothing of accents wanted: then only a title spelled just so comes first."""
    exact = [(SearchRow.entry_id.in_(ready.engine.matching_exactly(ready.words, title_only=True)), 1)]
    if has_accents(ready.words):
        exact.append((SearchRow.entry_id.in_(ready.engine.matching_exactly(ready.words, title_only=False)), 2))
    is_number = case((SearchRow.entry_id.in_(_numbers_of(ready)), 0), else_=1)
    return is_number, case(*exact, else_=3), score, SearchRow.updated_at.desc(), SearchRow.entry_id.desc()


def _dated() -> tuple[ColumnElement[Any], ...]:
    """Oldest first, what has no year last."""
    year = func.coalesce(SearchRow.year_from, SearchRow.year_to, _UNDATED)
    return year, func.coalesce(SearchRow.year_to, _UNDATED), SearchRow.entry_id.expression


def _nearest(ready: Ready, circle: Circle) -> tuple[ColumnElement[Any], ...]:
    """Nearest first."""
    middle = spot_of(circle.latitude, circle.longitude)
    x, y = place_columns(ready.staffed)
    across, down = (x - middle.x) * 1.0, (y - middle.y) * 1.0
    return across * across + down * down, SearchRow.entry_id.expression


def _placed(session: Session, ready: Ready, found: Found | None, limit: int) -> tuple[_Rows, str | None]:
    """Of an area: the nearest first in a circle, else the latest entry first."""
    area = ready.query.area
    if found is None:
        order = _nearest(ready, area) if isinstance(area, Circle) else (SearchRow.entry_id.desc(),)
        query = select(SearchRow.entry_id).where(*ready.conditions())
        return _counted(session, ready, limit, query, order)
    ids, start = found.ids(), _offset(ready.query.cursor)
    key = _distances(found, area) if isinstance(area, Circle) else -ids
    ordered = ids[np.lexsort((ids, key))]
    following = write_cursor(str(start + limit)) if len(ordered) > start + limit else None
    return ordered[start : start + limit].tolist(), following


def _distances(found: Found, circle: Circle) -> NDArray[np.float64]:
    """Squared distances of all hits from the circle's middle, in units of the map."""
    middle, parts = spot_of(circle.latitude, circle.longitude), []
    for sight in found.sights:
        x, y = sight.block.places(sight.staffed)
        at = np.flatnonzero(sight.hits())
        parts.append((x[at].astype(np.float64) - middle.x) ** 2 + (y[at].astype(np.float64) - middle.y) ** 2)
    return np.concatenate(parts)


def _counted(
    session: Session, ready: Ready, limit: int, query: Select[Any], order: tuple[ColumnElement[Any], ...]
) -> tuple[_Rows, str | None]:
    """A page by the number of hits before it."""
    start = _offset(ready.query.cursor)
    ids = list(session.scalars(query.order_by(*order).offset(start).limit(limit + 1)))
    return ids[:limit], write_cursor(str(start + limit)) if len(ids) > limit else None


def _newest(
    session: Session, ready: Ready, rules: Sequence[ColumnElement[bool]], limit: int
) -> tuple[_Rows, str | None]:
    """Newest first, paged by their moment."""
    query = select(SearchRow.entry_id, SearchRow.updated_at).where(*rules)
    if ready.query.cursor:
        moment, last = _position(ready.query.cursor)
        at = _moment(moment)
        query = query.where(_beyond(SearchRow.updated_at, at, last, is_descending=True))
    query = query.order_by(SearchRow.updated_at.desc(), SearchRow.entry_id.desc()).limit(limit + 1)
    return _page(session.execute(query).all(), limit)


def _numbered(
    session: Session, ready: Ready, rules: Sequence[ColumnElement[bool]], limit: int
) -> tuple[_Rows, str | None]:
    """By number, paged by it."""
    query = select(SearchRow.entry_id, SearchRow.number).where(*rules)
    if ready.query.cursor:
        number, last = _position(ready.query.cursor)
        query = query.where(_beyond(SearchRow.number, number, last, is_descending=False))
    query = query.order_by(SearchRow.number, SearchRow.entry_id).limit(limit + 1)
    return _page(session.execute(query).all(), limit)


def _beyond(key: QueryableAttribute[Any], value: object, last: int, *, is_descending: bool) -> ColumnElement[bool]:
    """Rows after the one with this key and id."""
    if is_descending:
        return (key < value) | ((key == value) & (SearchRow.entry_id < last))
    return (key > value) | ((key == value) & (SearchRow.entry_id > last))


def _page(rows: Sequence[Any], limit: int) -> tuple[_Rows, str | None]:
    """Ids of a page and the cursor after its last row."""
    ids = [int(row[0]) for row in rows[:limit]]
    if len(rows) <= limit:
        return ids, None
    ident, key = rows[limit - 1]
    return ids, write_cursor(key.isoformat() if isinstance(key, dt.datetime) else str(key), str(ident))


def _hits(session: Session, ready: Ready, ids: _Rows) -> list[Hit]:
    """What is shown of the entries, in the order of their ids."""
    entry = SearchEntry
    x, y = place_columns(ready.staffed)
    columns = (
        entry.id, entry.record_kind, entry.record_id, entry.number, entry.title_vi, entry.title_en, entry.summary_vi,
        entry.summary_en, SearchRow.year_from, SearchRow.year_to, x.label("x"), y.label("y"),
        ((SearchRow.x != x) | (SearchRow.y != y)).label("is_moved"),
    )  # fmt: skip
    query = select(*columns).join(SearchRow, SearchRow.entry_id == entry.id).where(entry.id.in_(ids))
    by_id = {row.id: _hit(ready, row) for row in session.execute(query)}
    return [by_id[ident] for ident in ids if ident in by_id]


def _hit(ready: Ready, row: Any) -> Hit:  # noqa: ANN401  a row of the columns above
    """One record as the reader may see it."""
    point = Point(*degrees_of(row.x, row.y), is_approximate=bool(row.is_moved)) if row.x is not None else None
    area, distance = ready.query.area, None
    if isinstance(area, Circle) and point is not None:
        distance = distance_m((area.latitude, area.longitude), (point.latitude, point.longitude))
    return Hit(
        row.record_kind, row.record_id, row.number, row.title_vi, row.title_en, row.summary_vi, row.summary_en,
        YearSpan(row.year_from, row.year_to), point, distance,
    )  # fmt: skip


def _offset(cursor: str | None) -> int:
    """The number of hits that earlier pages showed."""
    start = read_cursor(cursor, 1)[0] if cursor else "0"
    if not (start.isascii() and start.isdigit() and len(start) < 9):
        raise ValidationError({"cursor": "malformed"})
    return int(start)


def _position(cursor: str) -> tuple[str, int]:
    """The key and row that a cursor stands at."""
    key, row = read_cursor(cursor, 2)
    if not (row.isascii() and row.isdigit() and len(row) < 18):
        raise ValidationError({"cursor": "malformed"})
    return key, int(row)


def _moment(text: str) -> dt.datetime:
    """The moment in a cursor."""
    try:
        at = dt.datetime.fromisoformat(text)
    except ValueError:
        raise ValidationError({"cursor": "malformed"}) from None
    return at if at.tzinfo else at.replace(tzinfo=dt.UTC)
