"""Full text on SQLite: FTS5 over the columns of ``search_entry``."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Float, Subquery, column, func, literal_column, select, table, text
from sqlalchemy.orm import Session

from catalogue.records import SearchEntry

_INDEX = table("search_text", column("rowid"))
_MATCH: ColumnElement[str] = literal_column("search_text")
_WEIGHTS = (0.0, 0.0, 10.0, 1.0)  # exact_title, exact_body, title, body


class Fts5:
    """Matches, ranks and lists words with SQLite's own index."""

    def matches(self, folded: str) -> ColumnElement[bool]:
        """Entries that hold every accent-free word, the last one as a beginning."""
        return _found("{title body}", folded)

    def matches_exactly(self, words: str, *, title_only: bool) -> ColumnElement[bool]:
        """Entries that hold every word with just these accents, the last one as a beginning."""
        return _found("{exact_title}" if title_only else "{exact_title exact_body}", words)

    def scores(self, folded: str) -> Subquery:
        """Columns ``id`` and ``score``: bm25 of the matching entries, smaller is better, titles ten times as heavy."""
        score = func.bm25(_MATCH, *_WEIGHTS, type_=Float).label("score")
        found = select(_INDEX.c.rowid.label("id"), score)
        return found.where(_MATCH.op("MATCH")(_query("{title body}", folded))).subquery("scores")

    def terms_like(self, session: Session, shortest: int, longest: int) -> dict[str, int]:
        """Accent-free words of the index with a length in this range, and how many entries hold each."""
        rows = session.execute(
            text(
                "SELECT term, max(doc) FROM search_text_terms WHERE col IN ('title', 'body')"
                " AND length(term) BETWEEN :shortest AND :longest GROUP BY term"
            ),
            {"shortest": shortest, "longest": longest},
        )
        return {str(row[0]): int(row[1]) for row in rows}


def _found(columns: str, words: str) -> ColumnElement[bool]:
    """Entries whose row of the index matches."""
    rows = select(_INDEX.c.rowid).where(_MATCH.op("MATCH")(_query(columns, words)))
    return SearchEntry.id.in_(rows)


def _query(columns: str, words: str) -> str:
    """An FTS5 query: every word quoted, so none is ever read as an operator."""
    return f"{columns} : (" + " AND ".join(f'"{word}"' for word in words.split()) + "*)"
