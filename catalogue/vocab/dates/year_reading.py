"""Centuries, decades and years in figures: "thế kỷ XIX", "19th century", "thập niên 1830", "1834", "111 TCN"."""

from __future__ import annotations

from collections.abc import Callable

from catalogue.vocab.dates.agreeing import Item
from catalogue.vocab.dates.claims import Claim, between, of_century, of_points, part_of
from catalogue.vocab.dates.cursor import Cursor
from catalogue.vocab.dates.errors import DateError
from catalogue.vocab.dates.numerals import read_roman
from catalogue.vocab.dates.phrases import (
    BEFORE_OUR_ERA,
    CENTURY,
    CENTURY_AFTER,
    DECADE,
    DECADE_AFTER,
    ORDINAL,
    OUR_ERA,
)
from catalogue.vocab.dates.points import FIRST_YEAR, LAST_YEAR, Point

_LAST_CENTURY = 21
_FIRST_CENTURY = -99


def read_century(cursor: Cursor, *, is_after_century: bool = False) -> Item | None:
    """A century with its word before it, as an English ordinal, or bare after another century."""
    start, position = cursor.at, cursor.position
    if cursor.take(CENTURY) or is_after_century:
        cursor.take((".",))
        cursor.take(("thu",))
        number = _century_number(cursor)
        if number is None:
            if is_after_century:
                return None
            raise cursor.unreadable()
        cursor.take(ORDINAL)
        cursor.take(CENTURY_AFTER[:2])
    else:
        number = _english_century(cursor)
        if number is None:
            return None
    is_before = read_era(cursor) is True
    return century_item(cursor, number, start, position, is_before=is_before)


def century_item(cursor: Cursor, number: int, start: int, position: int, *, is_before: bool) -> Item:
    """A century of our era or before it.

    Raises:
        DateError: ``date_out_of_range``: there is no century 0, and none after the 21st.
    """
    century = -number if is_before else number
    if number == 0 or not _FIRST_CENTURY <= century <= _LAST_CENTURY:
        raise DateError("date_out_of_range", position, text=cursor.since(start))
    return Item(
        (of_century(century),),
        position,
        cursor.since(start),
        None if is_before else ("century", number),
        is_century=True,
    )


def read_decade(cursor: Cursor) -> Item | None:
    """Ten years: "thập niên 1830", "những năm 30 của thế kỷ XIX", "1830s"; None where no decade comes."""
    start, position = cursor.at, cursor.position
    lead = cursor.take(DECADE)
    number = cursor.number(4)
    if number is None:
        cursor.at = start
        return None
    cursor.at += 1
    has_mark = cursor.take(DECADE_AFTER) is not None
    if not (has_mark or (lead and lead != "the")) or number % 10:
        cursor.at = start
        return None
    if number < 100:
        number = _within_century(cursor, number)
    claim = of_points(Point(number), Point(number + 9), "decade")
    return Item((claim,), position, cursor.since(start))


def read_year(cursor: Cursor) -> Item | None:
    """A year: of three or four figures, or of fewer after "năm" or with TCN, SCN, BC, AD; None where none comes."""
    start, position = cursor.at, cursor.position
    has_word = cursor.take(("nam", "year", "ad")) is not None
    token = cursor.peek()
    number = cursor.number(4)
    if token is None or token.kind != "number":
        cursor.at = start
        return None
    cursor.at += 1
    is_before = read_era(cursor)
    if number is None:
        raise DateError("date_out_of_range", token.start, text=token.raw)
    if number < 100 and is_before is None and not has_word:
        cursor.at = start
        return None
    return year_item(cursor, number, start, position, is_before=is_before is True)


def year_item(cursor: Cursor, number: int, start: int, position: int, *, is_before: bool) -> Item:
    """A year of our era or before it.

    Raises:
        DateError: ``date_out_of_range``: there is no year 0, and none after 2100.
    """
    year = 1 - number if is_before else number
    if number == 0 or not FIRST_YEAR <= year <= LAST_YEAR:
        raise DateError("date_out_of_range", position, text=cursor.since(start))
    point = Point(year)
    return Item((of_points(point, point),), position, cursor.since(start), None if is_before else ("year", number))


def read_era(cursor: Cursor) -> bool | None:
    """Whether "before our era" comes (True), "of our era" (False), or neither (None)."""
    if cursor.take(BEFORE_OUR_ERA):
        cursor.take((".",))
        return True
    return False if cursor.take(OUR_ERA) else None


def of_part(cursor: Cursor, part: str, read: Callable[[Cursor], Item]) -> Item:
    """A part of what comes next: "đầu thế kỷ XVIII", "late 19th century"."""
    start, position = cursor.at, cursor.position
    cursor.take(("-",))
    whole = read(cursor)
    meanings = tuple(part_of(claim, part) for claim in whole.meanings)
    return Item(meanings, position, cursor.since(start), is_century=whole.is_century, part=part)


def between_items(first: Item, last: Item, text: str) -> Item:
    """From one part to another: of all they can mean, what is in order and nearest.

    Raises:
        DateError: ``date_reversed`` where the end comes before the start.
    """
    pairs = [
        (b.days[0] - a.days[1], between(a, b))
        for a in first.meanings
        for b in last.meanings
        if a.days[0] <= b.days[0] and a.days[1] <= b.days[1]
    ]
    if not pairs:
        raise DateError("date_reversed", last.position, f"{last.text} – {first.text}", first=first.text, last=last.text)
    least = min(gap for gap, _ in pairs)
    meanings: dict[Claim, None] = {claim: None for gap, claim in pairs if gap == least}
    return Item(tuple(meanings), first.position, text)


def _century_number(cursor: Cursor) -> int | None:
    token = cursor.peek()
    number = cursor.number(2)
    if number is None and token is not None and token.kind == "word":
        number = read_roman(token.text)
    if number is not None:
        cursor.at += 1
    return number


def _english_century(cursor: Cursor) -> int | None:
    """An ordinal that the word century follows, perhaps after another ordinal ("18th-19th century")."""
    number = cursor.number(2)
    after = 1
    if number is None:
        return None
    if cursor.word(after) in ORDINAL:
        after += 1
    elif cursor.word(after) not in {"-", "century"}:
        return None
    ahead = after
    if cursor.word(ahead) in {"-", "to", "and"}:
        second = ahead + 1 + (cursor.word(ahead + 1) in {"early", "mid", "late"})
        second += cursor.word(second) == "-"
        if cursor.number(2, second) is not None:
            ahead = second + 1 + (cursor.word(second + 1) in ORDINAL)
    ahead += cursor.word(ahead) == "-" and cursor.word(ahead + 1) == "century"
    if cursor.word(ahead) not in CENTURY_AFTER:
        return None
    cursor.at += after
    if ahead <= after + 1:
        cursor.at += ahead - after
        cursor.take(CENTURY_AFTER)
    return number


def _within_century(cursor: Cursor, number: int) -> int:
    """The thirties of a century that is named next; of the twentieth where none is."""
    cursor.take(("cua", "of the", ","))
    century = read_century(cursor)
    first = century.meanings[0].first if century else None
    return (first - 1 if first is not None else 1900) + number
