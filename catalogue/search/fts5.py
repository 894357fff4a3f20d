"""Full text on SQLite: FTS5 over the columns of ``search_entry``."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Float, Select, Subquery, column, func, literal_column, select, table

_INDEX = table("search_text", column("rowid"))
_MATCH: ColumnElement[str] = literal_column("search_text")
_WEIGHTS = (0.0, 0.0, 10.0, 1.0, 0.0, 1.0)  # exact_title, exact_body, title, body, exact_staff, staff


class Fts5:
    """Matches and ranks words with SQLite's own index."""

    def __init__(self, *, is_staff: bool) -> None:
        self._folded = "{title body staff}" if is_staff else "{title body}"
        self._exact = "{exact_title exact_body exact_staff}" if is_staff else "{exact_title exact_body}"

    def matching(self, folded: str, *, title_only: bool = False) -> Select[Any]:
        """Ids of the entries that hold every accent-free word, the last one as a beginning."""
        return _found("{title}" if title_only else self._folded, folded)

    def matching_exactly(self, words: str, *, title_only: bool) -> Select[Any]:
        """Ids of the entries that hold every word with just these accents, the last one as a beginning."""
        return _found("{exact_title}" if title_only else self._exact, words)

    def scores(self, folded: str) -> Subquery:
        """Columns ``id`` and ``score``: bm25 of the matching entries, smaller is better, titles ten times as heavy."""
        score = func.bm25(_MATCH, *_WEIGHTS, type_=Float).label("score")
        found = select(_INDEX.c.rowid.label("id"), score)
        return found.where(_MATCH.op("MATCH")(_query(self._folded, folded))).subquery("scores")

    def holds(self, column: ColumnElement[str], letters: str) -> ColumnElement[bool]:
        """Whether a text holds these letters, capitals being letters of their own."""
        return func.instr(column, letters) > 0


def _found(columns: str, words: str) -> Select[Any]:
    """Ids of the entries whose row of the index matches."""
    return select(_INDEX.c.rowid).where(_MATCH.op("MATCH")(_query(columns, words)))


def _query(columns: str, words: str) -> str:
    """An FTS5 query: every word quoted, so none is ever read as an operator."""
    return f"{columns} : (" + " AND ".join(f'"{word}"' for word in words.split()) + "*)"
