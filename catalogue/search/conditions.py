"""A query made ready: checked, folded, and turned into conditions over the narrow rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from sqlalchemy import ColumnElement, False_, True_, and_, case, false, or_, select
from sqlalchemy.orm import Session

from catalogue.errors import ValidationError
from catalogue.policy import Identity
from catalogue.records import SearchRow, SearchValue
from catalogue.search.areas import Column
from catalogue.search.engine import TextEngine, engine_of
from catalogue.search.wish import FACETS, STAFF_FACETS, SearchQuery, YearSpan
from catalogue.services.index_rows import code_of
from catalogue.services.visibility import sees_drafts, staffed_by
from catalogue.vocab.folding import fold, words_of

_MOST_WORDS = 16


@dataclass(frozen=True, slots=True)
class Ready:
    """A query made ready: its words, who asks, its engine, and what its facets ask of a row.

    Attributes:
        seen: what the reader may see at all.
        is_plain: whether the engine's own match is all that the words ask.
        unworded: what ``base`` asks besides the words.
        chosen: the facets of which some values are wanted; ``rule`` says what each asks of a row.
        is_staff: whether the reader is staff of some records; ``staffed`` says of which rows.
    """

    query: SearchQuery
    words: str
    folded: str
    engine: TextEngine
    who: Identity
    is_staff: bool
    staffed: ColumnElement[bool]
    is_plain: bool
    seen: Sequence[ColumnElement[bool]]
    unworded: Sequence[ColumnElement[bool]]
    base: Sequence[ColumnElement[bool]]
    chosen: tuple[str, ...]
    rule: Callable[[str], ColumnElement[bool]]

    @property
    def facets(self) -> tuple[str, ...]:
        """The facets that this reader may use."""
        return (*FACETS, *(STAFF_FACETS if self.is_staff else ()))

    def conditions(self, *, without: str | None = None) -> list[ColumnElement[bool]]:
        """Everything that a row must fulfil; ``without`` leaves one facet's own choice out."""
        return [*self.base, *(self.rule(facet) for facet in self.chosen if facet != without)]


def make_ready(session: Session, who: Identity, query: SearchQuery, words: str | None = None) -> Ready:
    """Check the facets, fold the words (or take mended ones), and write the conditions.

    Raises:
        ValidationError: ``facets``: ``unknown_field``.
    """
    is_staff, staffed = sees_drafts(who), staffed_by(who, SearchRow.organisation_id)
    if not set(query.facets) <= {*FACETS, *(STAFF_FACETS if is_staff else ())}:
        raise ValidationError({"facets": "unknown_field"})
    words = " ".join(words_of(query.text).split()[:_MOST_WORDS]) if words is None else words
    folded, engine = fold(words), engine_of(session, is_staff=is_staff)
    seen = [] if who.is_everywhere else [or_(SearchRow.is_public.is_(True), staffed)]
    base: list[ColumnElement[bool]] = [*seen]
    worded = [_worded(session, who, folded, staffed)] if folded else []
    if query.years:
        base += _within(query.years)
    if query.area:
        base += query.area.conditions(*place_columns(staffed))
    chosen = tuple(facet for facet, values in query.facets.items() if values)
    rule = cache(lambda facet: _chosen(session, engine, facet, query.facets[facet]))
    whole = [*base, *worded]
    is_plain = who.is_everywhere or not is_staff
    return Ready(query, words, folded, engine, who, is_staff, staffed, is_plain, seen, base, whole, chosen, rule)


def place_columns(staffed: ColumnElement[bool]) -> tuple[Column, Column]:
    """The columns of the place that a reader may know: the exact one of what is theirs, else what everybody may see."""
    if isinstance(staffed, True_):
        return SearchRow.x.expression, SearchRow.y.expression
    if isinstance(staffed, False_):
        return SearchRow.shown_x.expression, SearchRow.shown_y.expression
    return (
        case((staffed, SearchRow.x), else_=SearchRow.shown_x),
        case((staffed, SearchRow.y), else_=SearchRow.shown_y),
    )


def _worded(session: Session, who: Identity, folded: str, staffed: ColumnElement[bool]) -> ColumnElement[bool]:
    """Rows that hold the words, in private fields only where the record is the reader's own."""
    row, public = SearchRow.entry_id, engine_of(session, is_staff=False)
    if not sees_drafts(who):
        return row.in_(public.matching(folded))
    private = row.in_(engine_of(session, is_staff=True).matching(folded))
    return private if who.is_everywhere else or_(row.in_(public.matching(folded)), and_(staffed, private))


def _within(years: YearSpan) -> list[ColumnElement[bool]]:
    """Rows of which some year lies in the span; a row without any year never does."""
    rules = [or_(SearchRow.year_from.is_not(None), SearchRow.year_to.is_not(None))]
    if years.last is not None:
        rules.append(or_(SearchRow.year_from.is_(None), SearchRow.year_from <= years.last))
    if years.first is not None:
        rules.append(or_(SearchRow.year_to.is_(None), SearchRow.year_to >= years.first))
    return rules


def _chosen(session: Session, engine: TextEngine, facet: str, values: Sequence[str]) -> ColumnElement[bool]:
    """Rows that have one of the facet's values."""
    named = select(SearchValue.id).where(SearchValue.facet == facet, SearchValue.value.in_(values))
    return or_(
        false(), *(engine.holds(SearchRow.codes.expression, code_of(number)) for number in session.scalars(named))
    )
