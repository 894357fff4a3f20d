"""Years, months and days of the proleptic Gregorian calendar; years count astronomically: 1 BC is 0, 200 BC is -199."""

from __future__ import annotations

from typing import NamedTuple

FIRST_YEAR, LAST_YEAR = -9998, 2100


class Point(NamedTuple):
    """A year, a month or a day, as exact as it is known."""

    year: int
    month: int | None = None
    day: int | None = None

    def first_day(self) -> int:
        """Julian day number of its first day."""
        return day_number(self.year, self.month or 1, self.day or 1)

    def last_day(self) -> int:
        """Julian day number of its last day."""
        month = self.month or 12
        return day_number(self.year, month, self.day or month_length(self.year, month))

    def edtf(self) -> str:
        """ISO 8601-2: ``1834``, ``1834-02``, ``1834-02-09``, ``-0199``."""
        year = f"-{-self.year:04d}" if self.year < 0 else f"{self.year:04d}"
        return "-".join([year, *(f"{part:02d}" for part in (self.month, self.day) if part is not None)])


def is_leap(year: int) -> bool:
    """Whether February has 29 days."""
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def month_length(year: int, month: int) -> int:
    """Days of a month, 1 to 12."""
    return (31, 29 if is_leap(year) else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)[month - 1]


def day_number(year: int, month: int, day: int) -> int:
    """Julian day number of a day of the proleptic Gregorian calendar.

    Source:
        Richards 2013, Explanatory Supplement to the Astronomical Almanac, ch. 15.
    """
    before_march = (14 - month) // 12
    years = year + 4800 - before_march
    months = month + 12 * before_march - 3
    return day + (153 * months + 2) // 5 + 365 * years + years // 4 - years // 100 + years // 400 - 32045


def point_of(number: int) -> Point:
    """The day with a Julian day number."""
    a = number + 32044
    b = (4 * a + 3) // 146097
    c = a - 146097 * b // 4
    d = (4 * c + 3) // 1461
    e = c - 1461 * d // 4
    m = (5 * e + 2) // 153
    return Point(100 * b + d - 4800 + m // 10, m + 3 - 12 * (m // 10), e - (153 * m + 2) // 5 + 1)


def century_of(year: int) -> int:
    """The century of a year: 19 for 1801 to 1900, -2 for 200 to 101 BC."""
    return (year - 1) // 100 + 1 if year > 0 else -((-year) // 100 + 1)


def century_years(century: int) -> tuple[int, int]:
    """First and last year of a century; negative ones are before our era, there is no century 0."""
    if century > 0:
        return 100 * century - 99, 100 * century
    return 100 * century + 1, 100 * century + 100
