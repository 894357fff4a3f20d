"""Dates of records: what a written date puts into the columns, so that every writer stores it alike."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from catalogue.errors import ValidationError
from catalogue.records import Artifact
from catalogue.services.validation import FieldFault, convert
from catalogue.vocab.dates import DateError, HistoricDate, Point, read_date
from catalogue.vocab.dates.points import month_length
from catalogue.vocab.folding import clean

DATE_COLUMNS = (
    "date_text", "date_edtf", "date_earliest", "date_latest", "date_calendar", "date_reign", "date_certainty",
    "year_from", "year_to",
)  # fmt: skip
_DERIVED = ("date_edtf", "date_earliest", "date_latest", "date_calendar", "date_reign", "date_certainty")


def dated(text: str) -> dict[str, object]:
    """The date columns that a written date fills, ``date_text`` as typed; all None for blank text.

    Raises:
        DateError: the text tells no date.
    """
    kept = clean(text)
    return columns_of(read_date(kept)) if kept else dict.fromkeys(DATE_COLUMNS)


def columns_of(date: HistoricDate) -> dict[str, object]:
    """The date columns of a date that was read; days before our era have years alone."""
    return {
        "date_text": date.display,
        "date_edtf": date.edtf if len(date.edtf) <= 80 else None,
        "date_earliest": _first_day(date.earliest),
        "date_latest": _last_day(date.latest),
        "date_calendar": date.calendar,
        "date_reign": date.reign,
        "date_certainty": date.certainty,
        "year_from": date.year_from,
        "year_to": date.year_to,
    }


def settle_dates(values: Mapping[str, object], current: Artifact | None = None) -> dict[str, object]:
    """``values`` with the date columns that follow from ``date_text``; unchanged where it is not among them.

    A text that can be read decides the years. A text that can't is kept where the years are given by hand, and where
    it was stored before; else it is a fault of its field.

    Raises:
        ValidationError: ``date_text`` with the code of the date's fault and its suggestion.
    """
    found = dict(values)
    text = found.get("date_text")
    if "date_text" not in found or not isinstance(text, str | None):
        return found
    kept = clean(text or "")
    if not kept:
        return found | {"date_text": None} | _by_hand(found)
    try:
        return found | dated(kept)
    except DateError as fault:
        if _has_years(found):
            return found | {"date_text": kept} | _by_hand(found)
        is_stored = current is not None and current.date_text == kept
        if is_stored or "date_edtf" in found:  # a change taken back brings all that stood there
            return found
        raise ValidationError({"date_text": fault.code}, **fault.values) from fault


def _has_years(values: Mapping[str, object]) -> bool:
    """Whether a writer gives the years by hand."""
    return any(str(values.get(name) or "").strip() for name in ("year_from", "year_to"))


def _by_hand(values: Mapping[str, object]) -> dict[str, object]:
    """Columns of a span of years that a person gave; years that are no numbers are left to their own check."""
    try:
        first, last = (convert(Artifact.__table__.c[n].type, values.get(n)) for n in ("year_from", "year_to"))
    except FieldFault:
        return {}
    years: dict[str, object] = {"year_from": first, "year_to": last}
    if not isinstance(first, int) and not isinstance(last, int):
        return years | dict.fromkeys(_DERIVED)
    start = Point(first) if isinstance(first, int) else None
    end = Point(last) if isinstance(last, int) else None
    edtf = (start or Point(0)).edtf() if start == end else "/".join(p.edtf() if p else ".." for p in (start, end))
    return years | {
        "date_edtf": edtf,
        "date_earliest": _first_day(start),
        "date_latest": _last_day(end),
        "date_calendar": "gregorian",
        "date_reign": None,
        "date_certainty": "certain",
    }


def _first_day(point: Point | None) -> dt.date | None:
    """The first day of a point as databases keep it; None for an open side and before our era."""
    if point is None or not dt.MINYEAR <= point.year <= dt.MAXYEAR:
        return None
    return dt.date(point.year, point.month or 1, point.day or 1)


def _last_day(point: Point | None) -> dt.date | None:
    """The last day of a point; None as above."""
    if point is None or not dt.MINYEAR <= point.year <= dt.MAXYEAR:
        return None
    month = point.month or 12
    return dt.date(point.year, month, point.day or month_length(point.year, month))
