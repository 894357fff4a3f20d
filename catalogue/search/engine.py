"""What a database's full-text engine must give; one implementation per dialect."""

from __future__ import annotations

from typing import Any, Protocol

from sqlalchemy import ColumnElement, Select, Subquery
from sqlalchemy.orm import Session

from catalogue.errors import CatalogueError
from catalogue.search.fts5 import Fts5
from catalogue.search.tsvector import TsVector


class TextEngine(Protocol):
    """Conditions and sort keys over ``search_entry``; all words are lower-case letters and digits.

    An engine made for staff looks through the words of private fields too.
    """

    def matching(self, folded: str, *, title_only: bool = False) -> Select[Any]:
        """Ids of the entries that hold every accent-free word, the last one as a beginning."""
        ...

    def matching_exactly(self, words: str, *, title_only: bool) -> Select[Any]:
        """Ids of the entries that hold every word with just these accents, the last one as a beginning."""
        ...

    def scores(self, folded: str) -> Subquery:
        """Columns ``id`` and ``score`` of the matching entries, best is smallest; words in titles weigh more."""
        ...

    def holds(self, column: ColumnElement[str], letters: str) -> ColumnElement[bool]:
        """Whether a text holds these letters, capitals being letters of their own."""
        ...


def engine_of(session: Session, *, is_staff: bool) -> TextEngine:
    """The full-text engine of the session's database.

    Raises:
        CatalogueError: ``no_text_engine``: neither SQLite nor PostgreSQL.
    """
    dialect = session.get_bind().dialect.name
    if dialect == "sqlite":
        return Fts5(is_staff=is_staff)
    if dialect == "postgresql":
        return TsVector(is_staff=is_staff)
    raise CatalogueError("no_text_engine", dialect=dialect)
