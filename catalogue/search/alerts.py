"""What is new in a search since a moment."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from catalogue.policy import Identity
from catalogue.records import SearchRow
from catalogue.search.conditions import make_ready
from catalogue.search.counts import count_rows
from catalogue.search.wish import SearchQuery

MOST_NEWS = 1_000


def count_since(session: Session, who: Identity, query: SearchQuery, moment: dt.datetime) -> int:
    """How many hits were made or changed after the moment; counting stops at ``MOST_NEWS``.

    Raises:
        ValidationError: as ``search``.
    """
    ready = make_ready(session, who, query)
    return count_rows(session, [*ready.conditions(), SearchRow.updated_at > moment], most=MOST_NEWS)
