"""Full text on PostgreSQL: tsvector('simple') over the columns of ``search_entry``, with GIN indexes."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Float, Subquery, Text, bindparam, cast, func, literal_column, select, text
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.orm import Session

from catalogue.records import SearchEntry

# written exactly as the migration's index expressions, or the indexes stay unused
_FOLDED: ColumnElement[str] = literal_column("to_tsvector('simple', search_entry.title || ' ' || search_entry.body)")
_EXACT: ColumnElement[str] = literal_column(
    "to_tsvector('simple', search_entry.exact_title || ' ' || search_entry.exact_body)"
)
_EXACT_TITLE: ColumnElement[str] = literal_column("to_tsvector('simple', search_entry.exact_title)")
_WEIGHTED: ColumnElement[str] = literal_column(
    "(setweight(to_tsvector('simple', search_entry.title), 'A') || to_tsvector('simple', search_entry.body))"
)


class TsVector:
    """Matches, ranks and lists words with PostgreSQL's own index."""

    def matches(self, folded: str) -> ColumnElement[bool]:
        """Entries that hold every accent-free word, the last one as a beginning."""
        return _FOLDED.bool_op("@@")(_query(folded))

    def matches_exactly(self, words: str, *, title_only: bool) -> ColumnElement[bool]:
        """Entries that hold every word with just these accents, the last one as a beginning."""
        return (_EXACT_TITLE if title_only else _EXACT).bool_op("@@")(_query(words))

    def scores(self, folded: str) -> Subquery:
        """Columns ``id`` and ``score``: negated ts_rank of the matching entries, so that smaller is better."""
        score = (-func.ts_rank(_WEIGHTED, _query(folded), type_=Float)).label("score")
        return select(SearchEntry.id, score).where(self.matches(folded)).subquery("scores")

    def terms_like(self, session: Session, shortest: int, longest: int) -> dict[str, int]:
        """Accent-free words of the index with a length in this range, and how many entries hold each."""
        rows = session.execute(
            text(
                "SELECT word, ndoc FROM ts_stat("
                "'SELECT to_tsvector(''simple'', title || '' '' || body) FROM search_entry')"
                " WHERE length(word) BETWEEN :shortest AND :longest"
            ),
            {"shortest": shortest, "longest": longest},
        )
        return {str(row[0]): int(row[1]) for row in rows}


def _query(words: str) -> ColumnElement[str]:
    """A tsquery: every word quoted, the last one as a beginning."""
    query = " & ".join(f"'{word}'" for word in words.split()) + ":*"
    simple: ColumnElement[str] = literal_column("'simple'::regconfig")
    return cast(func.to_tsquery(simple, bindparam(None, query, Text)), TSQUERY)
