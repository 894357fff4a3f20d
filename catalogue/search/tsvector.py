"""Full text on PostgreSQL: tsvector('simple') over the columns of ``search_entry``, with GIN indexes."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    ColumnElement,
    Float,
    Select,
    Subquery,
    Text,
    bindparam,
    cast,
    func,
    literal_column,
    select,
)
from sqlalchemy.dialects.postgresql import TSQUERY

from catalogue.records import SearchEntry

_FOLDED = "search_entry.title || ' ' || search_entry.body"
_EXACT = "search_entry.exact_title || ' ' || search_entry.exact_body"
_EXACT_TITLE: ColumnElement[str] = literal_column("to_tsvector('simple', search_entry.exact_title)")
_TITLE: ColumnElement[str] = literal_column("to_tsvector('simple', search_entry.title)")
_WEIGHTED: ColumnElement[str] = literal_column(
    "(setweight(to_tsvector('simple', search_entry.title), 'A') || to_tsvector('simple', search_entry.body))"
)


class TsVector:
    """Matches and ranks words with PostgreSQL's own index."""

    def __init__(self, *, is_staff: bool) -> None:
        # written exactly as the migrations' index expressions, or the indexes stay unused
        self._folded = _vector(_FOLDED + (" || ' ' || search_entry.staff" if is_staff else ""))
        self._exact = _vector(_EXACT + (" || ' ' || search_entry.exact_staff" if is_staff else ""))

    def matching(self, folded: str, *, title_only: bool = False) -> Select[Any]:
        """Ids of the entries that hold every accent-free word, the last one as a beginning."""
        found = select(SearchEntry.id).where(self._folded.bool_op("@@")(_query(folded)))
        return found.where(_TITLE.bool_op("@@")(_query(folded))) if title_only else found

    def matching_exactly(self, words: str, *, title_only: bool) -> Select[Any]:
        """Ids of the entries that hold every word with just these accents, the last one as a beginning."""
        column = _EXACT_TITLE if title_only else self._exact
        return select(SearchEntry.id).where(column.bool_op("@@")(_query(words)))

    def scores(self, folded: str) -> Subquery:
        """Columns ``id`` and ``score``: negated ts_rank of the matching entries, so that smaller is better."""
        score = (-func.ts_rank(_WEIGHTED, _query(folded), type_=Float)).label("score")
        found = select(SearchEntry.id, score).where(self._folded.bool_op("@@")(_query(folded)))
        return found.subquery("scores")

    def holds(self, column: ColumnElement[str], letters: str) -> ColumnElement[bool]:
        """Whether a text holds these letters, capitals being letters of their own."""
        return func.strpos(column, letters) > 0


def _vector(words: str) -> ColumnElement[str]:
    """The words of an expression as PostgreSQL indexes them."""
    return literal_column(f"to_tsvector('simple', {words})")


def _query(words: str) -> ColumnElement[str]:
    """A tsquery: every word quoted, the last one as a beginning."""
    query = " & ".join(f"'{word}'" for word in words.split()) + ":*"
    simple: ColumnElement[str] = literal_column("'simple'::regconfig")
    return cast(func.to_tsquery(simple, bindparam(None, query, Text)), TSQUERY)
