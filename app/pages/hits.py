"""Search hits as cards: records of one page fetched by kind, in the order that the search gave."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.context import caller
from app.pages.cards import Card, artifact_cards, collection_cards, site_cards, tour_cards, tradition_cards
from catalogue.records import Artifact, Collection, Site, Tour, Tradition
from catalogue.search.query import Hit
from catalogue.services.private_fields import for_reader


def hit_cards(session: Session, hits: Sequence[Hit]) -> list[Card]:
    """A card for each hit; the search has checked already that the reader may see them."""
    ids = [hit.record_id for hit in hits]
    artifacts = for_reader(session, caller(), session.scalars(select(Artifact).where(Artifact.id.in_(ids))))
    sites = for_reader(session, caller(), session.scalars(select(Site).where(Site.id.in_(ids))))
    tours = list(session.scalars(select(Tour).where(Tour.id.in_(ids))))
    cards = dict(zip([a.id for a in artifacts], artifact_cards(session, artifacts), strict=True))
    cards |= dict(zip([s.id for s in sites], site_cards(session, sites), strict=True))
    cards |= dict(zip([t.id for t in tours], tour_cards(session, tours), strict=True))
    traditions = for_reader(session, caller(), session.scalars(select(Tradition).where(Tradition.id.in_(ids))))
    groups = for_reader(session, caller(), session.scalars(select(Collection).where(Collection.id.in_(ids))))
    cards |= dict(zip([t.id for t in traditions], tradition_cards(traditions), strict=True))
    cards |= dict(zip([c.id for c in groups], collection_cards(groups), strict=True))
    return [cards[hit.record_id] for hit in hits if hit.record_id in cards]
