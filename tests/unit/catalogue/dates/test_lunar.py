"""The lunar calendar against days that history and almanacs tell."""

from __future__ import annotations

from itertools import pairwise

import pytest

from catalogue.vocab.dates import Point
from catalogue.vocab.dates.lunar import lunar_month, lunar_months, lunar_year
from catalogue.vocab.dates.points import century_of, century_years, day_number, month_length, point_of

NEW_YEARS = [
    (1820, "1820-02-14"), (1834, "1834-02-09"), (1889, "1889-01-31"), (1898, "1898-01-22"), (1900, "1900-01-31"),
    (1924, "1924-02-05"), (1926, "1926-02-13"), (1945, "1945-02-13"), (1968, "1968-01-29"), (1985, "1985-01-21"),
    (2000, "2000-02-05"), (2007, "2007-02-17"), (2024, "2024-02-10"), (2025, "2025-01-29"), (2030, "2030-02-02"),
]  # fmt: skip

# Days that both calendars tell: (lunar year, month, day, Gregorian day).
EVENTS = [
    (1802, 5, 2, "1802-06-01"),  # Gia Long takes his era name
    (1819, 12, 19, "1820-02-03"),  # he dies
    (1840, 12, 28, "1841-01-20"),  # Minh Mạng dies
    (1847, 9, 27, "1847-11-04"),  # Thiệu Trị dies
    (1883, 6, 16, "1883-07-19"),  # Tự Đức dies
    (1885, 5, 23, "1885-07-05"),  # the capital falls
    (1885, 8, 11, "1885-09-19"),  # Đồng Khánh is enthroned
    (1924, 7, 25, "1924-08-25"),  # Khải Định's fortieth birthday, date of many royal orders
    (1945, 7, 23, "1945-08-30"),  # Bảo Đại abdicates
]

LEAP_MONTHS = [(1898, 3), (1900, 8), (1968, 7), (1985, 2), (2020, 4), (2023, 2), (2024, None), (2025, 6)]


@pytest.mark.parametrize(("year", "day"), NEW_YEARS)
def test_new_year_is_on_the_day_that_almanacs_tell(year, day):
    assert lunar_year(year)[0].edtf() == day


@pytest.mark.parametrize(("year", "month", "day", "gregorian"), EVENTS)
def test_days_of_history(year, month, day, gregorian):
    first, _ = lunar_month(year, month, is_leap=False)
    assert point_of(first.first_day() + day - 1).edtf() == gregorian


@pytest.mark.parametrize(("year", "leap"), LEAP_MONTHS)
def test_leap_months(year, leap):
    assert [month.number for month in lunar_months(year) if month.is_leap] == ([leap] if leap else [])


@pytest.mark.parametrize("year", range(1802, 2100, 7))
def test_years_follow_one_another_without_a_gap(year):
    months = lunar_months(year)
    assert [m.number for m in months if not m.is_leap] == list(range(1, 13))
    assert {m.days for m in months} <= {29, 30}
    assert all(a.first + a.days == b.first for a, b in pairwise(months))
    assert months[-1].first + months[-1].days == lunar_months(year + 1)[0].first


def test_a_month_that_a_year_lacks_is_none():
    assert lunar_month(1834, 6, is_leap=True) is None


@pytest.mark.parametrize(
    ("point", "number"), [((2000, 1, 1), 2451545), ((1582, 10, 15), 2299161), ((-4713, 11, 24), 0)]
)
def test_day_numbers(point, number):
    assert day_number(*point) == number
    assert point_of(number) == Point(*point)


def test_february_and_centuries():
    assert [month_length(year, 2) for year in (1900, 2000, 1836, 1835)] == [28, 29, 29, 28]
    assert [century_of(year) for year in (1900, 1901, 1, 0, -99, -100)] == [19, 20, 1, -1, -1, -2]
    assert (century_years(19), century_years(-1), century_years(-2)) == ((1801, 1900), (-99, 0), (-199, -100))
