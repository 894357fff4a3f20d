"""What people write for other records: a code or a name becomes an id."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from catalogue.errors import NotFoundError, ValidationError
from catalogue.policy import Identity
from catalogue.records import Agent, Place, Term, TermLabel, Vocabulary
from catalogue.services.described import find_any
from catalogue.services.visibility import seen
from catalogue.vocab.folding import clean, fold


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
