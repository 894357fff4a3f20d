"""Days as the museum's own calendar counts them: moments are kept in UTC, a day of capture is a day in Vietnam."""

from __future__ import annotations

import datetime as dt

MUSEUM_ZONE = dt.timezone(dt.timedelta(hours=7))  # Vietnam has kept this offset since 1975


def day_of(moment: dt.datetime) -> dt.date:
    """The calendar day of an aware moment in Vietnam."""
    return moment.astimezone(MUSEUM_ZONE).date()


def start_of(day: dt.date) -> dt.datetime:
    """The moment at which a day begins in Vietnam."""
    return dt.datetime.combine(day, dt.time(), MUSEUM_ZONE)
