"""Days and months: "12/03/1836", "1945-04-30", "tháng 3 năm 1836", "ngày 5 tháng 6 năm Minh Mạng 15 (âm lịch)"."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from catalogue.vocab.dates.agreeing import Item
from catalogue.vocab.dates.claims import Claim, of_lunar_day, of_month_or_day, of_points
from catalogue.vocab.dates.cursor import Cursor
from catalogue.vocab.dates.errors import DateError
from catalogue.vocab.dates.historic import LunarDay
from catalogue.vocab.dates.lunar import lunar_months
from catalogue.vocab.dates.phrases import DAY, ENGLISH_MONTHS, FULL_MOON, LEAP, MONTH, MONTH_WORDS, ORDINAL
from catalogue.vocab.dates.points import FIRST_YEAR, LAST_YEAR, Point, month_length
from catalogue.vocab.dates.tokens import Token

ReadYear = Callable[[Cursor], Item]


def read_day(cursor: Cursor, read_year: ReadYear, *, is_lunar: bool | None) -> Item | None:
    """A day or a month, in figures or in words; None where none comes.

    Raises:
        DateError: ``date_month_unknown``, ``date_day_unknown`` (30 February), ``date_out_of_range``.
    """
    start = cursor.at
    readers: tuple[Callable[[], Item | None], ...] = (
        lambda: _in_vietnamese(cursor, read_year, is_lunar=is_lunar),
        lambda: _by_ordinals(cursor, read_year),
        lambda: _in_english(cursor),
        lambda: _in_figures(cursor, is_lunar),
    )
    for read in readers:
        item = read()
        if item is not None:
            return item
        cursor.at = start
    return None


def _in_figures(cursor: Cursor, is_lunar: bool | None) -> Item | None:  # noqa: FBT001  a private step of read_day
    """Figures: "12/03/1836" (day first), "1836-03-12", "3/1836", "1836-03"; "1835-37" is a span of years."""
    token = cursor.peek()
    if token is None or token.kind not in {"ymd", "dmy", "ym", "my"}:
        return None
    cursor.at += 1
    figures = token.figures
    if token.kind == "ym":
        year, month = figures
        if month > 12 and month > year % 100:
            return Item((of_points(Point(year), Point(year - year % 100 + month)),), token.start, token.raw)
        return _dated(token, (year, month, None), is_lunar=is_lunar)
    if token.kind == "my":
        return _dated(token, (figures[1], figures[0], None), is_lunar=is_lunar)
    year, month, day = figures if token.kind == "ymd" else figures[::-1]
    return _dated(token, (year, month, day), is_lunar=is_lunar)


def _dated(token: Token, parts: tuple[int, int, int | None], *, is_lunar: bool | None) -> Item:
    """The item of a date in figures."""
    year, month, day = parts
    if not max(FIRST_YEAR, 1) <= year <= LAST_YEAR:
        raise DateError("date_out_of_range", token.start, text=token.raw)
    claims = (of_points(Point(year), Point(year)),)
    lunar = LunarDay(month, day) if is_lunar else None
    return _placed(claims, (month, day, lunar), token.start, token.raw)


def _in_vietnamese(cursor: Cursor, read_year: ReadYear, *, is_lunar: bool | None) -> Item | None:
    """Words: "[ngày 5] tháng 6 [nhuận] năm ...", "rằm tháng bảy năm ...", "ngày 5/6 năm ..."."""
    start, position = cursor.at, cursor.position
    day = _day_number(cursor)
    if cursor.peek() is not None and cursor.word(0) not in MONTH and day is None:
        cursor.at = start
        return None
    has_word = cursor.take(MONTH) or cursor.take(("/", "-", "."))
    token = cursor.peek()
    if has_word and token is not None and token.kind == "my":  # "ngày 12 tháng 3/1836"
        cursor.at += 1
        return _dated(token, (token.figures[1], token.figures[0], day or None), is_lunar=is_lunar)
    month = _month_number(cursor)
    if not has_word or month is None:
        cursor.at = start
        return None if day is None else _figures_after_day(cursor, is_lunar)
    is_leap = cursor.take(LEAP) is not None
    cursor.take((",", "nam", "-", "/"))
    year = read_year(cursor)
    text = cursor.since(start)
    by_moon = is_lunar is True or (is_lunar is None and any(c.reign_year or c.cycle is not None for c in year.meanings))
    lunar = LunarDay(month, day, is_leap) if by_moon else None
    return _placed(year.meanings, (month, day, lunar), position, text)


def _figures_after_day(cursor: Cursor, is_lunar: bool | None) -> Item | None:  # noqa: FBT001  a private step of read_day
    """Figures after "ngày" ("ngày 12/3/1836"): the word before figures says nothing more."""
    cursor.take(DAY)
    return _in_figures(cursor, is_lunar)


def _day_number(cursor: Cursor) -> int | None:
    """The day of "ngày 5", "mồng 5", "rằm"; 0 stands for figures that follow the word; None where no day comes."""
    if cursor.take(FULL_MOON):
        return 15
    if not cursor.take(DAY):
        return None
    number = cursor.number(2)
    if number is None:
        return 0
    cursor.at += 1
    return number


def _month_number(cursor: Cursor) -> int | None:
    number = cursor.number(2)
    number = MONTH_WORDS.get(cursor.word()) if number is None else number
    if number is not None:
        cursor.at += 1
    return number


def _in_english(cursor: Cursor) -> Item | None:
    """English: "12 March 1836", "March 12, 1836", "March 1836"."""
    start, position = cursor.at, cursor.position
    day = _ordinal_day(cursor)
    cursor.take(("of",))
    month = ENGLISH_MONTHS.get(cursor.word())
    if month is None:
        return None
    cursor.at += 1
    cursor.take((".",))
    if day is None and cursor.number(2) is not None:
        day = _ordinal_day(cursor)
    cursor.take((",",))
    year = cursor.number(4)
    if year is None or not 1 <= year <= LAST_YEAR:
        raise cursor.unreadable()
    cursor.at += 1
    claims = (of_points(Point(year), Point(year)),)
    return _placed(claims, (month, day, None), position, cursor.since(start))


def _by_ordinals(cursor: Cursor, read_year: ReadYear) -> Item | None:
    """English by the moon: "5th day of the 6th month, Minh Mạng year 15"."""
    start, position = cursor.at, cursor.position
    day = _ordinal_day(cursor) if cursor.word(2) == "day" else None
    cursor.take(("day of the", "day"))
    month = _ordinal_day(cursor)
    is_leap = cursor.take(LEAP) is not None
    if month is None or not cursor.take(("month of the", "month of", "month ,", "month")):
        return None
    year = read_year(cursor)
    return _placed(year.meanings, (month, day, LunarDay(month, day, is_leap)), position, cursor.since(start))


def _ordinal_day(cursor: Cursor) -> int | None:
    number = cursor.number(2)
    if number is not None:
        cursor.at += 1
        cursor.take(ORDINAL)
    return number


def _placed(years: tuple[Claim, ...], parts: tuple[int, int | None, LunarDay | None], position: int, text: str) -> Item:
    """The day or month in each of the years that are meant.

    Raises:
        DateError: ``date_month_unknown``, ``date_day_unknown``, ``date_unreadable`` (no single year).
    """
    month, day, lunar = parts
    if not 1 <= month <= 12:
        hint = f"{month}/{day}" if day is not None and 1 <= day <= 12 else "1-12"
        raise DateError("date_month_unknown", position, hint, text=text, month=str(month))
    if any(year.first is None or year.first != year.last for year in years):
        raise DateError("date_unreadable", position, text=text)
    if day is not None and not 1 <= day <= 31:
        raise DateError("date_day_unknown", position, "1-31", text=text)
    if lunar is not None:
        found = tuple(claim for year in years if (claim := _by_moon(year, lunar)) is not None)
    else:
        found = tuple(claim for year in years if (claim := _by_sun(year, month, day)) is not None)
    if not found:
        raise DateError("date_day_unknown", position, _near_day(years[0].first or 0, month, lunar), text=text)
    return Item(found, position, text)


def _by_sun(year: Claim, month: int, day: int | None) -> Claim | None:
    """The Gregorian month or day of a year; None when the month is shorter."""
    is_there = day is None or day <= month_length(year.first or 0, month)
    return of_month_or_day(year, month, day) if is_there else None


def _near_day(year: int, month: int, lunar: LunarDay | None) -> str:
    """The last day of the month that was named, or the month that is a leap one in that year."""
    if lunar is None:
        return f"{month_length(year, month)}/{month}"
    if not lunar.is_leap:
        return f"29/{month}"
    leap = [found.number for found in lunar_months(year) if found.is_leap]
    return f"{leap[0]} nhuận" if leap else f"{month}"


def _by_moon(year: Claim, lunar: LunarDay) -> Claim | None:
    """The lunar day of a year; a Gregorian year stands for the lunar one that began in it."""
    return of_lunar_day(replace(year, shape="year"), lunar)
