"""Search hits as cards: records of one page fetched by kind, in the order that the search gave."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.context import caller
from app.pages.cards import Card, artifact_cards, collection_cards, site_cards, tour_cards, tradition_cards
from catalogue.records import Artifact, Collection, Site, Tour, Tradition
from catalogue.search.query import Hit
from catalogue.services.described import read_described

Shown = Artifact | Collection | Site | Tour | Tradition
T = TypeVar("T")


def hit_cards(session: Session, hits: Sequence[Hit]) -> list[Card]:
    """A card for each hit; the search has checked already that the reader may see them."""
    ids = [hit.record_id for hit in hits]
    found = read_described(session, caller(), ids).values()
    artifacts, sites = _of(found, Artifact), _of(found, Site)
    tours = list(session.scalars(select(Tour).where(Tour.id.in_(ids))))
    traditions, groups = _of(found, Tradition), _of(found, Collection)
    made: tuple[tuple[Sequence[Shown], Sequence[Card]], ...] = (
        (artifacts, artifact_cards(session, artifacts)),
        (sites, site_cards(session, sites)),
        (tours, tour_cards(session, tours)),
        (traditions, tradition_cards(traditions)),
        (groups, collection_cards(groups)),
    )
    cards = {row.id: card for rows, shown in made for row, card in zip(rows, shown, strict=True)}
    return [cards[hit.record_id] for hit in hits if hit.record_id in cards]


def _of(found: Iterable[object], kind: type[T]) -> list[T]:
    """The records of one kind."""
    return [row for row in found if isinstance(row, kind)]
