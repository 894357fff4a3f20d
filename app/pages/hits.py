"""Search hits as cards: records of one page fetched by kind, in the order that the search gave."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.context import caller
from app.pages.cards import Card, artifact_cards, collection_cards, site_cards, tour_cards, tradition_cards
from catalogue.records import Artifact, Collection, Site, Tour, Tradition
from catalogue.search.query import Hit
from catalogue.services.described import read_described


def hit_cards(session: Session, hits: Sequence[Hit]) -> list[Card]:
    """A card for each hit; the search has checked already that the reader may see them."""
    ids = [hit.record_id for hit in hits]
    found = read_described(session, caller(), ids).values()
    artifacts = [row for row in found if isinstance(row, Artifact)]
    sites = [row for row in found if isinstance(row, Site)]
    tours = list(session.scalars(select(Tour).where(Tour.id.in_(ids))))
    cards = dict(zip([a.id for a in artifacts], artifact_cards(session, artifacts), strict=True))
    cards |= dict(zip([s.id for s in sites], site_cards(session, sites), strict=True))
    cards |= dict(zip([t.id for t in tours], tour_cards(session, tours), strict=True))
    traditions = [row for row in found if isinstance(row, Tradition)]
    groups = [row for row in found if isinstance(row, Collection)]
    cards |= dict(zip([t.id for t in traditions], tradition_cards(traditions), strict=True))
    cards |= dict(zip([c.id for c in groups], collection_cards(groups), strict=True))
    return [cards[hit.record_id] for hit in hits if hit.record_id in cards]
