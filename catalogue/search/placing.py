"""Where one record is shown on the map to a reader."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalogue.policy import Identity
from catalogue.records import SearchEntry, SearchRow
from catalogue.search.conditions import make_ready, place_columns
from catalogue.search.wish import Point, SearchQuery
from catalogue.vocab.mercator import degrees_of


def find_point(session: Session, who: Identity, record_id: UUID) -> Point | None:
    """The place of a record as the search shows it to this reader; None without one, or for who may not see it."""
    ready = make_ready(session, who, SearchQuery())
    x, y = place_columns(ready.staffed)
    moved = (SearchRow.x != x) | (SearchRow.y != y)
    query = select(x.label("x"), y.label("y"), moved.label("is_moved"))
    query = query.join(SearchEntry, SearchEntry.id == SearchRow.entry_id)
    row = session.execute(query.where(SearchEntry.record_id == record_id, x.is_not(None), *ready.seen)).first()
    return Point(*degrees_of(row.x, row.y), is_approximate=bool(row.is_moved)) if row else None
