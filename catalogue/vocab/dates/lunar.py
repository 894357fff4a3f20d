"""The Vietnamese lunar-solar calendar, by astronomy for the meridian 105° east (UTC+7).

This is the rule in force since 1967/68. Courts before computed by their own tables (Đại Thống, Hiệp Kỷ): a day or a
leap month may differ from theirs, so that days before ``FIRST_EXACT_YEAR`` are approximate.

Source:
    Hồ Ngọc Đức, Thuật toán tính âm lịch (Universität Leipzig); new moons and the sun's longitude after Meeus 1998,
    Astronomical Algorithms.
"""

from __future__ import annotations

from functools import lru_cache
from math import floor, radians, sin
from typing import NamedTuple

from catalogue.vocab.dates.points import Point, day_number, point_of

FIRST_YEAR, LAST_YEAR = 1802, 2100  # years whose days we convert
FIRST_EXACT_YEAR = 1968

_ZONE = 7 / 24
_MONTH = 29.530588853
_EPOCH = 2415021.076998695  # new moon of 1900-01-01
_LABELS = (11, 12, *range(1, 11))


class LunarMonth(NamedTuple):
    """A month: its number, whether it is the leap one, the Julian day number of its first day, and its days."""

    number: int
    is_leap: bool
    first: int
    days: int


def convertible(year: int) -> bool:
    """Whether days of this lunar year are converted."""
    return FIRST_YEAR <= year <= LAST_YEAR


def lunar_year(year: int) -> tuple[Point, Point]:
    """First and last day of the lunar year that begins in a Gregorian year: 1834 gives 1834-02-09 and 1835-01-28."""
    months = lunar_months(year)
    return point_of(months[0].first), point_of(months[-1].first + months[-1].days - 1)


def lunar_month(year: int, number: int, *, is_leap: bool) -> tuple[Point, Point] | None:
    """First and last day of a month; None when the year has no such month."""
    for month in lunar_months(year):
        if (month.number, month.is_leap) == (number, is_leap):
            return point_of(month.first), point_of(month.first + month.days - 1)
    return None


@lru_cache(maxsize=512)
def lunar_months(year: int) -> tuple[LunarMonth, ...]:
    """The 12 or 13 months of a lunar year."""
    months = [*_between_solstices(year - 1), *_between_solstices(year)]
    starts = [i for i, month in enumerate(months) if month.number == 1 and not month.is_leap]
    return tuple(months[starts[0] : starts[1]])


def _between_solstices(year: int) -> list[LunarMonth]:
    """Months from the eleventh of one year, which holds the winter solstice, up to the eleventh of the next."""
    start, end = _eleventh_month(year), _eleventh_month(year + 1)
    first = round((start - _EPOCH) / _MONTH)
    count = round((end - start) / _MONTH)
    begins = [_new_moon(first + i) for i in range(count + 1)]
    leap = _leap_place(begins) if count == 13 else count
    return [
        LunarMonth(_LABELS[i - (i >= leap)], i == leap, begin, begins[i + 1] - begin)
        for i, begin in enumerate(begins[:-1])
    ]


def _leap_place(begins: list[int]) -> int:
    """The first month after the solstice in which the sun enters no twelfth of its path."""
    twelfths = [_sun_twelfth(begin) for begin in begins]
    return next(i for i in range(1, 13) if twelfths[i] == twelfths[i + 1])


def _eleventh_month(year: int) -> int:
    """First day of the month that holds the winter solstice of a Gregorian year."""
    last = floor((day_number(year, 12, 31) - 2415021) / _MONTH)
    begin = _new_moon(last)
    return begin if _sun_twelfth(begin) < 9 else _new_moon(last - 1)


def _new_moon(k: int) -> int:
    """Julian day number of the day in Vietnam with the k-th new moon since 1900-01-01."""
    t = k / 1236.85
    mean = 2415020.75933 + 29.53058868 * k + 0.0001178 * t**2 - 0.000000155 * t**3
    mean += 0.00033 * sin(radians(166.56 + 132.87 * t - 0.009173 * t**2))
    sun = radians(359.2242 + 29.10535608 * k - 0.0000333 * t**2 - 0.00000347 * t**3)
    moon = radians(306.0253 + 385.81691806 * k + 0.0107306 * t**2 + 0.00001236 * t**3)
    node = radians(21.2964 + 390.67050646 * k - 0.0016528 * t**2 - 0.00000239 * t**3)
    shift = (0.1734 - 0.000393 * t) * sin(sun) + 0.0021 * sin(2 * sun) - 0.4068 * sin(moon) + 0.0161 * sin(2 * moon)
    shift += 0.0104 * sin(2 * node) - 0.0051 * sin(sun + moon) - 0.0074 * sin(sun - moon) - 0.0004 * sin(3 * moon)
    shift += 0.0004 * sin(2 * node + sun) - 0.0004 * sin(2 * node - sun) - 0.0006 * sin(2 * node + moon)
    shift += 0.0010 * sin(2 * node - moon) + 0.0005 * sin(2 * moon + sun)
    return floor(mean + shift - _clock_shift(t) + 0.5 + _ZONE)


def _clock_shift(t: float) -> float:
    """Dynamical time minus universal time, in days; ``t`` in centuries since 1900."""
    if t < -11:
        return 0.001 + 0.000839 * t + 0.0002261 * t**2 - 0.00000845 * t**3 - 0.000000081 * t**4
    return -0.000278 + 0.000265 * t + 0.000262 * t**2


def _sun_twelfth(day: int) -> int:
    """Which twelfth of its path (0 from the March equinox, 9 from the December solstice) the sun is in at midnight."""
    t = (day - 2451545.5 - _ZONE) / 36525
    anomaly = radians(357.52910 + 35999.05030 * t - 0.0001559 * t**2 - 0.00000048 * t**3)
    longitude = 280.46645 + 36000.76983 * t + 0.0003032 * t**2
    longitude += (1.914600 - 0.004817 * t - 0.000014 * t**2) * sin(anomaly)
    longitude += (0.019993 - 0.000101 * t) * sin(2 * anomaly) + 0.000290 * sin(3 * anomaly)
    return floor(longitude % 360 / 30)
