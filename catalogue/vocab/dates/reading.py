"""Dates as Vietnamese conservators write them, and English ones, read into :class:`HistoricDate`.

A text is a row of parts with commas, brackets or nothing between them: "Minh Mạng thứ 15, Giáp Ngọ (1834)". A part is a
year, a day, a century, a reign, or two of these with a dash; words such as "khoảng" or "?" colour the whole.
"""

from __future__ import annotations

from functools import lru_cache

from catalogue.vocab.dates.agreeing import Item, combine, open_item, same_year
from catalogue.vocab.dates.claims import of_points
from catalogue.vocab.dates.cursor import Cursor
from catalogue.vocab.dates.day_reading import read_day
from catalogue.vocab.dates.errors import DateError
from catalogue.vocab.dates.historic import HistoricDate
from catalogue.vocab.dates.phrases import (
    APPROXIMATE,
    BETWEEN,
    EITHER,
    ENGLISH_MONTHS,
    FILLERS,
    JOINERS,
    LABELS,
    LUNAR,
    OPENERS,
    PARTS,
    SOLAR,
    UNCERTAIN,
)
from catalogue.vocab.dates.points import Point
from catalogue.vocab.dates.reign_reading import next_reign_year, read_cycle_year, read_han, read_rule, unknown_rule
from catalogue.vocab.dates.tokens import tokenize
from catalogue.vocab.dates.year_reading import (
    between_items,
    century_item,
    of_part,
    read_century,
    read_decade,
    read_era,
    read_year,
    year_item,
)

_LONGEST = 300
_MOST_PARTS = 12
_MOST_PARTS_OF_PARTS = 2


@lru_cache(maxsize=4096)  # imports tell the same few thousand dates again and again
def read_date(text: str) -> HistoricDate:
    """The date that a text tells, in Vietnamese with or without accents, or in English; any Unicode form and case.

    Raises:
        DateError: the text tells no date; its code, position and suggestion say why (see :mod:`.errors`).
    """
    tokens = tokenize(text[: _LONGEST + 1])
    if not tokens:
        raise DateError("date_empty", 0)
    if len(text) > _LONGEST:
        raise DateError("date_unreadable", _LONGEST, text=text[_LONGEST : _LONGEST + 20])
    return _Reader(Cursor(text, tokens)).read()


class _Reader:
    """Reads the parts of one text and what is said of the whole."""

    def __init__(self, cursor: Cursor) -> None:
        self.cursor = cursor
        self.is_approximate = False
        self.is_uncertain = False
        self.depth = 0
        self.is_lunar: bool | None = None

    def read(self) -> HistoricDate:
        """All parts, brought together."""
        cursor = self.cursor
        self._find_calendar()
        items: list[Item] = []
        while not cursor.is_done:
            if self._remarks() or self._filler():
                continue
            items.append(self._span())
            if len(items) > _MOST_PARTS:
                raise cursor.unreadable()
        if not items:
            raise DateError("date_unreadable", 0, text=cursor.text.strip())
        return combine(
            cursor.text, items, is_approximate=self.is_approximate, is_uncertain=self.is_uncertain
        )  # fmt: skip

    def _find_calendar(self) -> None:
        """Take "âm lịch" or "dương lịch" out of the text; it is said of the first day."""
        cursor = self.cursor
        for phrases, is_lunar in ((LUNAR, True), (SOLAR, False)):
            for at in range(len(cursor.tokens)):
                cursor.at = at
                if cursor.take(phrases):
                    self.is_lunar = self.is_lunar or is_lunar
                    del cursor.tokens[at : cursor.at]
                    break
        cursor.at = 0

    def _remarks(self) -> bool:
        """Read "about" and "perhaps" and remember them."""
        cursor = self.cursor
        if cursor.take(APPROXIMATE) or self._circa():
            cursor.take((".",))
            self.is_approximate = True
        elif cursor.take(UNCERTAIN):
            self.is_uncertain = True
        elif cursor.take(("%",)):
            self.is_approximate = self.is_uncertain = True
        else:
            return False
        return True

    def _circa(self) -> bool:
        """Read the c of "c. 1835", a letter before a number."""
        after = 2 if self.cursor.word(1) == "." else 1
        token = self.cursor.peek(after)
        if self.cursor.word() != "c" or token is None or not token.figures:
            return False
        self.cursor.at += 1
        return True

    def _filler(self) -> bool:
        """Read a word that says nothing about the time, unless a part of a date begins with it."""
        cursor = self.cursor
        is_year = cursor.word() in {"nam", "year", "ad"} and self._numbered_year()
        is_decade = cursor.word() == "the" and cursor.number(4, 1) is not None
        is_century = cursor.word() == "the" and cursor.word(1) in {"ky", "ki"}
        if is_year or is_decade or is_century or cursor.period()[0]:
            return False
        return bool(cursor.take(LABELS) or cursor.take(FILLERS))

    def _numbered_year(self) -> bool:
        return self.cursor.number(4, 1) is not None or self.cursor.word(1) == "thu"

    def _span(self) -> Item:
        """A part, or from one to another, or everything before or after one."""
        cursor = self.cursor
        start = cursor.at
        if not cursor.period()[0]:
            if (cursor.number(4, 1) or 0) > 99:
                cursor.take(BETWEEN)
            for word, phrases in OPENERS.items():
                if cursor.take(phrases):
                    return self._opened(word, start)
        item = self._joined(self._part(), start)
        while cursor.take(EITHER):
            other = self._joined(self._part(after=item), cursor.at)
            item = Item((*item.meanings, *other.meanings), item.position, cursor.since(start))
            if len(item.meanings) > _MOST_PARTS * _MOST_PARTS:
                raise cursor.unreadable()
        return item

    def _opened(self, word: str, start: int) -> Item:
        """Before, after, since, until; "từ ... đến ..." has both ends."""
        cursor = self.cursor
        self._skim()
        item = self._part()
        self._skim()
        if word == "since":
            joined = self._joined(item, start)
            if joined is not item:
                return joined
        return open_item(item, word, cursor.since(start))

    def _skim(self) -> None:
        """Read remarks and the word "năm" between the words of a span."""
        cursor = self.cursor
        while self._remarks() or (
            cursor.word(1) not in {"ky", "ki"} and not cursor.number(4, 1) and cursor.take(("the",))
        ):
            continue

    def _joined(self, first: Item, start: int) -> Item:
        """What a part becomes with "- 1837" behind it."""
        cursor = self.cursor
        self._skim()
        if first.part == "late" and cursor.word(cursor.word() == ",") in {"dau", "early"}:  # "cuối Lê đầu Nguyễn"
            cursor.take((",",))
            return between_items(first, self._part(after=first), cursor.since(start))
        is_years = cursor.word() == "/" and cursor.number(4, 1) is not None
        if cursor.at + 1 < len(cursor.tokens) and (cursor.take(JOINERS) or (is_years and cursor.take(("/",)))):
            self._skim()
            last = self._part(after=first)
            text = cursor.since(start)
            return same_year(first, last, text) or between_items(self._of_one_era(first, last), last, text)
        return first

    def _of_one_era(self, first: Item, last: Item) -> Item:
        """In "thế kỷ II - I TCN" what is said behind the second holds for the first too."""
        ends_before = last.numeral is None and all(c.years[1] <= 0 for c in last.meanings)
        if first.numeral is None or not ends_before or first.meanings[0].years[1] <= 0:
            return first
        kind, number = first.numeral
        make = century_item if kind == "century" else year_item
        made = make(self.cursor, number, self.cursor.at, first.position, is_before=True)
        return Item(made.meanings, first.position, first.text)

    def _part(self, after: Item | None = None) -> Item:
        """One part.

        Raises:
            DateError: the piece that comes is no part of a date.
        """
        cursor = self.cursor
        self._skim()
        item = (
            self._named_part(after)
            or self._after(after)
            or read_century(cursor)
            or self._day()
            or read_decade(cursor)
            or read_cycle_year(cursor)
            or read_rule(cursor)
            or read_han(cursor)
            or read_year(cursor)
            or read_rule(cursor, needs_lead=False)
        )
        if item is None:
            raise unknown_rule(cursor) or cursor.unreadable()
        return item

    def _day(self) -> Item | None:
        """A day or month; a second one in figures is the Gregorian side of a lunar first."""
        item = read_day(self.cursor, self._year_of_day, is_lunar=self.is_lunar)
        if item is not None and self.is_lunar:
            self.is_lunar = None
        return item

    def _named_part(self, after: Item | None) -> Item | None:
        """The "đầu", "giữa", "cuối", "nửa đầu" of what follows."""
        cursor = self.cursor
        if cursor.period()[0]:
            return None
        for part, phrases in PARTS.items():
            if cursor.take(phrases):
                self.depth += 1
                if self.depth > _MOST_PARTS_OF_PARTS * _MOST_PARTS:
                    raise cursor.unreadable()
                if cursor.word(1) not in {"ky", "ki"}:
                    cursor.take(("nam", "the"))
                return of_part(cursor, part, lambda _: self._part(after))
        return None

    def _after(self, first: Item | None) -> Item | None:
        """The bare end of a span: "XIX" after "thế kỷ XVIII -", "37" after "1835–"."""
        if first is None:
            return None
        cursor = self.cursor
        start, position = cursor.at, cursor.position
        claim = first.meanings[0]
        number = cursor.number(2)
        if first.is_century:
            return (
                None if cursor.number(4) is not None and number is None else read_century(cursor, is_after_century=True)
            )
        if number is not None and claim.reign and claim.reign_year:
            return next_reign_year(cursor, claim.reign, number)
        if number is None or first.numeral is None or first.numeral[0] != "year" or cursor.word(1) in ENGLISH_MONTHS:
            return None
        cursor.at += 1
        is_before = read_era(cursor)
        year = first.numeral[1]
        if is_before is None and year > 99 and number > year % 100:
            point = Point(year - year % 100 + number)
            return Item((of_points(point, point),), position, cursor.since(start))
        return year_item(cursor, number, start, position, is_before=is_before is True)

    def _year_of_day(self, cursor: Cursor) -> Item:
        """The year behind a day and a month."""
        self.depth += 1
        if self.depth > _MOST_PARTS:
            raise cursor.unreadable()
        while self._remarks() or cursor.take((",", "(", "am", "nam") if not self._numbered_year() else (",", "(")):
            continue
        item = read_cycle_year(cursor) or read_rule(cursor) or read_han(cursor) or read_year(cursor)
        if item is None:
            raise unknown_rule(cursor) or cursor.unreadable()
        return item
