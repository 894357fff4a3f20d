"""What people write for other records: a code or a name becomes an id."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from catalogue.errors import NotFoundError, ValidationError
from catalogue.policy import Identity
from catalogue.records import Agent, Place, Term, TermLabel, Vocabulary
from catalogue.records.mixins import Part
from catalogue.services.described import find_any
from catalogue.services.visibility import seen
from catalogue.vocab.folding import clean, fold
from catalogue.vocab.heritage import LabelKind

Row = TypeVar("Row", Agent, Place)


def agent_id(session: Session, who: Identity, text: object) -> UUID | None:
    """The person or body with this code, or with this very name if only one has it; None for blank text.

    Raises:
        ValidationError: ``agent``: ``not_found``, ``ambiguous``.
    """
    name = clean(str(text or ""))
    if not name:
        return None
    query = select(Agent.id).where(seen(who, Agent))
    by_code = session.scalar(query.where(Agent.code == name))
    named = or_(Agent.title_vi == name, Agent.title_en == name)
    return by_code or _only(list(session.scalars(query.where(named).limit(2))), "agent")


def place_id(session: Session, text: object) -> UUID | None:
    """The area with this code, or the one now bearing this name; None for blank text.

    Raises:
        ValidationError: ``place``: ``not_found``, ``ambiguous``.
    """
    name = clean(str(text or ""))
    if not name:
        return None
    by_code = session.scalar(select(Place.id).where(Place.code == name))
    named = or_(Place.title_vi == name, Place.title_en == name)
    return by_code or _only(
        list(session.scalars(select(Place.id).where(named, Place.valid_to.is_(None)).limit(2))), "place"
    )


def term_id(session: Session, text: object) -> UUID:
    """The term written as ``vocabulary/term``, or by a name that only one term in use bears, with or without accents.

    Raises:
        ValidationError: ``term``: ``not_found``, ``ambiguous``.
    """
    name = clean(str(text or ""))
    vocabulary, _slash, slug = name.partition("/")
    by_slug = (
        select(Term.id)
        .join(Vocabulary, Vocabulary.id == Term.vocabulary_id)
        .where(Vocabulary.slug == vocabulary, Term.slug == slug)
    )
    found = session.scalar(by_slug) if slug else None
    if found is not None:
        return found
    by_name = select(Term.id).join(TermLabel, TermLabel.term_id == Term.id).where(Term.retired_at.is_(None))
    exact = list(session.scalars(by_name.where(TermLabel.value == name).distinct().limit(2)))
    like = exact or list(session.scalars(by_name.where(TermLabel.folded == fold(name)).distinct().limit(2)))
    return _only(like, "term")


def other_id(session: Session, who: Identity, text: object) -> UUID:
    """The record with this number or code, of whichever kind.

    Raises:
        ValidationError: ``other``: ``not_found``.
    """
    try:
        return find_any(session, who, str(text or "")).id
    except NotFoundError:
        raise ValidationError({"other": "not_found"}) from None


def _only(found: list[UUID], name: str) -> UUID:
    if len(found) != 1:
        raise ValidationError({name: "ambiguous" if found else "not_found"})
    return found[0]


@dataclass(frozen=True, slots=True)
class Named:
    """Code and names of something that rows refer to; ``en`` may be missing."""

    code: str
    vi: str
    en: str | None


@dataclass(frozen=True, slots=True)
class Names:
    """Names of what the rows of a list refer to, by id; agents that the reader may not see are left out."""

    agents: dict[UUID, Named]
    places: dict[UUID, Named]
    terms: dict[UUID, Named]


def read_names(session: Session, who: Identity, rows: Sequence[Part]) -> Names:
    """The names of all agents, places and terms that the rows refer to, each looked up once."""
    agents, places, terms = (
        {ident for row in rows if (ident := getattr(row, name, None)) is not None}
        for name in ("agent_id", "place_id", "term_id")
    )
    return names_of(session, who, agents, places, terms)


def names_of(
    session: Session, who: Identity, agents: Collection[UUID], places: Collection[UUID], terms: Collection[UUID]
) -> Names:
    """The names of agents, places and terms by their ids."""
    return Names(
        {a.id: Named(a.code, a.title_vi, a.title_en) for a in _some(session, Agent, agents, seen(who, Agent))},
        {p.id: Named(p.code, p.title_vi, p.title_en) for p in _some(session, Place, places)},
        _terms(session, terms),
    )


def _some(session: Session, kind: type[Row], ids: Collection[UUID], *more: ColumnElement[bool]) -> Sequence[Row]:
    return session.scalars(select(kind).where(kind.id.in_(ids), *more)).all() if ids else []


def _terms(session: Session, ids: Collection[UUID]) -> dict[UUID, Named]:
    """Terms by their preferred names; the code is ``vocabulary/term``."""
    if not ids:
        return {}
    query = select(Term, Vocabulary.slug).join(Vocabulary, Vocabulary.id == Term.vocabulary_id).where(Term.id.in_(ids))
    labels: dict[UUID, dict[str, str]] = {}
    preferred = select(TermLabel).where(TermLabel.term_id.in_(ids), TermLabel.kind == LabelKind.PREFERRED)
    for label in session.scalars(preferred):
        labels.setdefault(label.term_id, {})[label.lang] = label.value
    found = {}
    for term, slug in session.execute(query):
        names = labels.get(term.id, {})
        found[term.id] = Named(f"{slug}/{term.slug}", names.get("vi") or names.get("en") or term.slug, names.get("en"))
    return found
