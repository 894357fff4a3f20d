"""The narrow half of a search entry: facet values as short codes, years, and the place on the map.

A value of a facet has a number (``search_value``); five letters write it: a dot, then four signs of six bits each. So a
row's ``codes`` is cut without knowing its values, and one value is found in it as text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple, cast
from uuid import UUID

from sqlalchemy import Table, delete, event, insert, select, tuple_
from sqlalchemy.orm import Session

from catalogue.policy import Identity
from catalogue.records import Artifact, SearchChange, SearchRow, SearchValue, SearchWord, Site, Tour
from catalogue.services.bulk_sql import insert_many
from catalogue.services.coordinates import ShownPoint, shown_point
from catalogue.vocab.dates import DateError, HistoricDate, read_date
from catalogue.vocab.mercator import spot_of

FIRST_SIGN = 48
"""The letter of zero: the signs are the 64 from ``0`` to ``o``, none of which has a meaning in SQL or LIKE."""
_ROWS = cast("Table", SearchRow.__table__)
_BOOK, _WORDS = "search_values", "search_words"
_LONGEST_WORD = 32
_MOST_MARKS = 1_000
_MOST_NAMED = 50
_SYSTEM = Identity.system("index")
_MOST_AT_ONCE = 200

Placed = tuple[str, str]


class Years(NamedTuple):
    """From which year to which, astronomical; an open or unknown side is None."""

    first: int | None = None
    last: int | None = None


@dataclass(frozen=True, slots=True)
class NewRow:
    """What is kept of one entry; ``columns`` are those of the wide half, ``values`` its facets' values."""

    entry_id: int
    columns: Mapping[str, object]
    values: Sequence[Placed]
    years: Years
    site: Site | None
    organisation_id: UUID | None
    is_place_private: bool = False


def write_rows(session: Session, rows: Sequence[NewRow], *, are_new: bool = False) -> None:
    """Keep the narrow halves of these entries, in place of earlier ones where the entries aren't new."""
    if not rows:
        return
    numbers = _numbers(session, {value for row in rows for value in row.values})
    ids = [row.entry_id for row in rows]
    for at in range(0, 0 if are_new else len(ids), _MOST_AT_ONCE):
        session.execute(delete(SearchRow).where(SearchRow.entry_id.in_(ids[at : at + _MOST_AT_ONCE])))
    insert_many(session, _ROWS, [_columns(row, numbers) for row in rows])
    _keep_words(session, rows)
    mark_change(session, ids)


def mark_change(session: Session, entry_ids: Sequence[int] = ()) -> None:
    """Leave marks that these entries changed, or one that many did; old marks are dropped now and then."""
    named: Sequence[int | None] = entry_ids if 0 < len(entry_ids) <= _MOST_NAMED else [None]
    new = insert(SearchChange).returning(SearchChange.id)
    marks = sorted(session.scalars(new, [{"entry_id": ident} for ident in named]))
    if marks[0] // _MOST_MARKS != (marks[-1] + 1) // _MOST_MARKS:
        session.execute(delete(SearchChange).where(SearchChange.id < marks[0] - _MOST_MARKS))


@lru_cache(maxsize=65_536)
def code_of(number: int) -> str:
    """The five letters that write a value's number."""
    return "." + "".join(chr(FIRST_SIGN + (number >> shift & 63)) for shift in (18, 12, 6, 0))


def years_of(record: Artifact | Site | Tour) -> Years:
    """The years that a record tells: those it keeps, else what its written date or period says."""
    given = Years(getattr(record, "year_from", None), getattr(record, "year_to", None))
    if given != Years():
        return given
    read = _read(record)
    return Years(read.year_from, read.year_to) if read else Years()


def time_facets(record: Artifact | Site) -> dict[str, Iterable[str]]:
    """The reign and the centuries of a record, as facets."""
    reign = getattr(record, "date_reign", None)
    if reign is None and getattr(record, "date_edtf", None) is None and (read := _read(record)):
        reign = read.reign
    return {"reign": [reign or ""], "century": centuries(years_of(record))}


def centuries(years: Years) -> list[str]:
    """The centuries that a span touches, "19" for 1801 to 1900 and "-2" for 200 to 101 BC; none for an open span."""
    if years.first is None or years.last is None or not 0 <= years.last - years.first <= 1000:
        return []
    found = dict.fromkeys(_century(year) for year in (*range(years.first, years.last, 50), years.last))
    return [str(century) for century in found]


def _century(year: int) -> int:
    return (year - 1) // 100 + 1 if year > 0 else -((-year) // 100 + 1)


def _read(record: Artifact | Site | Tour) -> HistoricDate | None:
    """The first of a record's written dates that can be read."""
    texts = (getattr(record, "date_text", None), getattr(record, "period", None))
    for text in filter(None, texts):
        for half in (text, *text.split(" / ")[:1]):
            try:
                return read_date(half)
            except DateError:
                continue
    return None


def _columns(row: NewRow, numbers: Mapping[Placed, int]) -> dict[str, object]:
    """The row's columns."""
    columns = row.columns
    own = _spot(shown_point(row.site, _SYSTEM)) if row.site else (None, None)
    open_site = None if row.is_place_private else row.site
    shown = _spot(shown_point(open_site, Identity.public())) if open_site else (None, None)
    return {
        "entry_id": row.entry_id,
        "is_public": columns["is_public"],
        "organisation_id": row.organisation_id,
        "number": columns["number"],
        "updated_at": columns["updated_at"],
        "year_from": row.years.first,
        "year_to": row.years.last,
        "x": own[0],
        "y": own[1],
        "shown_x": shown[0],
        "shown_y": shown[1],
        "codes": "".join(code_of(numbers[value]) for value in row.values),
    }


def _spot(point: ShownPoint | None) -> tuple[int | None, int | None]:
    return spot_of(point.latitude, point.longitude) if point else (None, None)


def _numbers(session: Session, values: Iterable[Placed]) -> dict[Placed, int]:
    """The number of each value; new ones are given, and remembered as long as the transaction stands."""
    book: dict[Placed, int] = session.info.setdefault(_BOOK, {})
    missing = sorted(value for value in values if value not in book)
    for at in range(0, len(missing), _MOST_AT_ONCE):
        part = missing[at : at + _MOST_AT_ONCE]
        place = tuple_(SearchValue.facet, SearchValue.value)
        for row in session.execute(select(SearchValue.id, SearchValue.facet, SearchValue.value).where(place.in_(part))):
            book[row.facet, row.value] = row.id
    for facet, value in missing:
        if (facet, value) not in book:
            new = insert(SearchValue).values(facet=facet, value=value).returning(SearchValue.id)
            book[facet, value] = session.execute(new).scalar_one()
    return book


def _keep_words(session: Session, rows: Sequence[NewRow]) -> None:
    """Remember the words that slips are mended with."""
    known: set[str] = session.info.setdefault(_WORDS, set())
    texts = (str(row.columns[name]) for row in rows for name in ("title", "body"))
    found = {word for text in texts for word in text.split(" ")} - known
    new = sorted(word for word in found if 2 <= len(word) <= _LONGEST_WORD and word.isascii() and word.isalpha())
    for at in range(0, len(new), _MOST_AT_ONCE):
        known.update(session.scalars(select(SearchWord.word).where(SearchWord.word.in_(new[at : at + _MOST_AT_ONCE]))))
    unknown = [{"word": word} for word in new if word not in known]
    if unknown:
        session.execute(insert(SearchWord), unknown)
    known.update(new)


def forget_numbers(session: Session) -> None:
    """Ask the database again which values have numbers and which words are known."""
    session.info.pop(_BOOK, None)
    session.info.pop(_WORDS, None)


@event.listens_for(Session, "after_soft_rollback")
def _forget(session: Session, _: object) -> None:
    """What was written in a transaction that was taken back is no more."""
    forget_numbers(session)
