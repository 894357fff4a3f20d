"""What the pick-lists of parts offer: agents, areas in use, terms; typing finds the rest by name or code."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.i18n import language
from app.pages.cards import in_words
from catalogue.records import Agent, Place, Term, TermLabel, Vocabulary
from catalogue.vocab.heritage import LabelKind
from catalogue.vocab.terms import Status

Choices = dict[str, list[tuple[str, str]]]
_MOST = 400


def part_choices(session: Session) -> Choices:
    """List name to code and words."""
    agents = session.scalars(
        select(Agent).where(Agent.status != Status.WITHDRAWN).order_by(Agent.title_vi).limit(_MOST)
    )
    places = session.scalars(select(Place).where(Place.valid_to.is_(None)).order_by(Place.title_vi).limit(_MOST))
    return {
        "agents": [(agent.code, in_words(agent.title_vi, agent.title_en)) for agent in agents],
        "places": [(place.code, in_words(place.title_vi, place.title_en)) for place in places],
        "terms": _terms(session),
    }


def _terms(session: Session) -> list[tuple[str, str]]:
    """Terms in use by their preferred names in the reader's language."""
    query = (
        select(Vocabulary.slug, Term.slug, TermLabel.value)
        .join(Term, Term.vocabulary_id == Vocabulary.id)
        .join(TermLabel, TermLabel.term_id == Term.id)
        .where(Term.retired_at.is_(None), TermLabel.kind == LabelKind.PREFERRED, TermLabel.lang == language())
        .order_by(TermLabel.value)
        .limit(_MOST)
    )
    return [(f"{vocabulary}/{slug}", value) for vocabulary, slug, value in session.execute(query)]
