"""What a database's full-text engine must give; one implementation per dialect."""

from __future__ import annotations

from typing import Protocol

from sqlalchemy import ColumnElement, Subquery
from sqlalchemy.orm import Session

from catalogue.errors import CatalogueError
from catalogue.search.fts5 import Fts5
from catalogue.search.tsvector import TsVector


class TextEngine(Protocol):
    """Conditions and sort keys over ``search_entry``; all words are lower-case letters and digits."""

    def matches(self, folded: str) -> ColumnElement[bool]:
        """Entries that hold every accent-free word, the last one as a beginning."""
        ...

    def matches_exactly(self, words: str, *, title_only: bool) -> ColumnElement[bool]:
        """Entries that hold every word with just these accents, the last one as a beginning."""
        ...

    def scores(self, folded: str) -> Subquery:
        """Columns ``id`` and ``score`` of the matching entries, best is smallest; words in titles weigh more."""
        ...

    def terms_like(self, session: Session, shortest: int, longest: int) -> dict[str, int]:
        """Accent-free words of the index with a length in this range, and how many entries hold each."""
        ...


def engine_of(session: Session) -> TextEngine:
    """The full-text engine of the session's database.

    Raises:
        CatalogueError: ``no_text_engine``: neither SQLite nor PostgreSQL.
    """
    dialect = session.get_bind().dialect.name
    if dialect == "sqlite":
        return Fts5()
    if dialect == "postgresql":
        return TsVector()
    raise CatalogueError("no_text_engine", dialect=dialect)
