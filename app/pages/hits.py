"""Search hits as cards: records of one page fetched by kind, in the order that the search gave."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.pages.cards import Card, artifact_cards, site_cards, tour_cards
from catalogue.records import Artifact, Site, Tour
from catalogue.search.query import Hit


def hit_cards(session: Session, hits: Sequence[Hit]) -> list[Card]:
    """A card for each hit; the search has checked already that the reader may see them."""
    ids = [hit.record_id for hit in hits]
    artifacts = list(session.scalars(select(Artifact).where(Artifact.id.in_(ids))))
    sites = list(session.scalars(select(Site).where(Site.id.in_(ids))))
    tours = list(session.scalars(select(Tour).where(Tour.id.in_(ids))))
    cards = dict(zip([a.id for a in artifacts], artifact_cards(session, artifacts), strict=True))
    cards |= dict(zip([s.id for s in sites], site_cards(session, sites), strict=True))
    cards |= dict(zip([t.id for t in tours], tour_cards(session, tours), strict=True))
    return [cards[hit.record_id] for hit in hits if hit.record_id in cards]
