"""A date in the words of the house, Vietnamese or English; what is written reads back as the same date."""

from __future__ import annotations

from typing import Literal

from catalogue.vocab.dates.claims import PARTS, of_century, part_of
from catalogue.vocab.dates.historic import HistoricDate, LunarDay
from catalogue.vocab.dates.lunar import FIRST_EXACT_YEAR, convertible, lunar_year
from catalogue.vocab.dates.numerals import write_roman
from catalogue.vocab.dates.points import Point, century_of
from catalogue.vocab.dates.reigns import dynasties, reigns
from catalogue.vocab.dates.sexagenary import cycle_name

Language = Literal["vi", "en"]

_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_PARTS_VI = {"early": "đầu", "middle": "giữa", "late": "cuối", "first_half": "nửa đầu", "second_half": "nửa cuối"}
_PARTS_EN = {
    "early": "early",
    "middle": "mid",
    "late": "late",
    "first_half": "first half of the",
    "second_half": "second half of the",
}
_OPEN = {
    "vi": {"[..": "trước", "..]": "sau", "/..": "từ", "../": "đến"},
    "en": {"[..": "before", "..]": "after", "/..": "since", "../": "until"},
}


def write_date(date: HistoricDate, lang: Language = "vi") -> str:
    """The date in words: "Minh Mạng năm thứ 15, Giáp Ngọ (1834)", "khoảng 1835–1837", "early 18th century"."""
    told = ", ".join(part for part in (_rule(date, lang), _cycle(date)) if part)
    years = _years(date, lang)
    if date.is_approximate and not _is_old_lunar(date):
        years = f"{'khoảng' if lang == 'vi' else 'circa'} {years}"
    if date.lunar is not None:
        label = "âm lịch" if lang == "vi" else "lunar calendar"
        text = f"{_lunar(date.lunar, lang)} {told or _lunar_year(date)} ({label}; {years})"
    else:
        text = f"{told} ({years})" if told else years
    return f"{text}?" if date.is_uncertain and not date.candidates else text


def _is_old_lunar(date: HistoricDate) -> bool:
    """Whether the lunar day alone makes the date approximate."""
    year = date.year_from
    return date.lunar is not None and year is not None and year < FIRST_EXACT_YEAR and convertible(year)


def _rule(date: HistoricDate, lang: Language) -> str:
    """Reign with its year, a whole reign, or dynasty."""
    if date.reign is not None:
        reign = reigns()[date.reign]
        if date.reign_year is not None:
            word = "year" if lang == "en" else "thứ" if date.lunar else "năm thứ"
            return f"{reign.name} {word} {date.reign_year}"
        if not reign.han:
            return f"{'thời' if lang == 'vi' else 'reign of'} {reign.name}"
        return f"niên hiệu {reign.name}" if lang == "vi" else f"{reign.name} era"
    if date.dynasty is not None:
        house = dynasties()[date.dynasty]
        return house.vi.removesuffix(" (Trung Quốc)") if lang == "vi" else house.en
    return ""


def _cycle(date: HistoricDate) -> str:
    return "" if date.cycle is None else cycle_name(date.cycle)


def _lunar(lunar: LunarDay, lang: Language) -> str:
    """Day and month by the moon, before the name of the year."""
    if lang == "vi":
        day = "" if lunar.day is None else f"ngày {lunar.day} "
        return f"{day}tháng {lunar.month}{' nhuận' if lunar.is_leap else ''} năm"
    day = "" if lunar.day is None else f"{_ordinal(lunar.day)} day of the "
    return f"{day}{_ordinal(lunar.month)}{' leap' if lunar.is_leap else ''} month,"


def _lunar_year(date: HistoricDate) -> int:
    """The Gregorian year in which the lunar year of a lunar day began."""
    day = date.earliest
    if day is None or day.month is None or not convertible(day.year):
        return date.year_from or 0
    return day.year - (day.first_day() < lunar_year(day.year)[0].first_day())


def _years(date: HistoricDate, lang: Language) -> str:
    """The Gregorian side of a date."""
    if date.candidates:
        either = " hoặc " if lang == "vi" else " or "
        return either.join(_span(Point(a), Point(b), lang) for a, b in date.candidates)
    start, end = date.earliest, date.latest
    if start is None or end is None:
        return _open(date, lang)
    if _is_told_by_years(date):
        start, end = Point(start.year), Point(date.year_to or 0)
        return _span(start, end, lang)
    if date.edtf.endswith("X"):
        return f"thập niên {start.year}" if lang == "vi" else f"{start.year}s"
    return _century(start, end, lang) or _span(start, end, lang)


def _is_told_by_years(date: HistoricDate) -> bool:
    """Whether years stand for the days of a lunar year or of a whole reign."""
    reign = reigns()[date.reign] if date.reign is not None and date.lunar is None else None
    if reign is not None and (date.earliest, date.latest) == (reign.earliest, reign.latest):
        return True
    return (date.reign_year is not None or date.cycle is not None) and len(date.edtf.rstrip("?~%")) == 4


def _open(date: HistoricDate, lang: Language) -> str:
    """Before, after, until, since."""
    known = date.earliest or date.latest
    sign = next(sign for sign in _OPEN["vi"] if sign in date.edtf)
    return f"{_OPEN[lang][sign]} {_point(known, lang)}" if known else ""


def _century(start: Point, end: Point, lang: Language) -> str:
    """A century or a part of one by name; empty for any other span."""
    if start.month is None and end.month is None and start.year > 0 and start.year % 100 == 1 and end.year % 100 == 0:
        first, last = start.year // 100 + 1, end.year // 100
        if first < last:
            vi = f"thế kỷ {write_roman(first)}–{write_roman(last)}"
            return vi if lang == "vi" else f"{_ordinal(first)}–{_ordinal(last)} century"
    century = _one_century(start, end)
    if century is None:
        return ""
    whole = of_century(century)
    parts = {"": whole, **{part: part_of(whole, part) for part in PARTS}}
    name = next((part for part, claim in parts.items() if (claim.start, claim.end) == (start, end)), None)
    if name is None:
        return ""
    number, era = abs(century), _era(is_before=century < 0, lang=lang)
    if lang == "vi":
        said = write_roman(number) if number < 40 else str(number)
        return f"{_PARTS_VI.get(name, '')} thế kỷ {said}{era}".strip()
    return f"{_PARTS_EN.get(name, '')} {_ordinal(number)} century{era}".strip().replace("mid ", "mid-")


def _one_century(start: Point, end: Point) -> int | None:
    """The century that holds two years; None for months, days and longer spans."""
    if start.month or end.month or start.year == end.year:
        return None
    numbers = {century_of(start.year), century_of(end.year)}
    return numbers.pop() if len(numbers) == 1 else None


def _span(start: Point, end: Point, lang: Language) -> str:
    if start == end:
        return _point(start, lang)
    dash = " – " if start.month or end.month or start.year < 1 or end.year < 1 else "–"
    return f"{_point(start, lang)}{dash}{_point(end, lang)}"


def _point(point: Point, lang: Language) -> str:
    """A day, month or year; years before our era as people count them."""
    if point.month is None:
        number = point.year if point.year > 0 else 1 - point.year
        if 0 < point.year < 100:
            return f"năm {number}" if lang == "vi" else f"AD {number}"
        return f"{number}{_era(is_before=point.year < 1, lang=lang)}"
    if lang == "vi":
        return f"{point.day}/{point.month}/{point.year:04d}" if point.day else f"tháng {point.month} năm {point.year}"
    return f"{f'{point.day} ' if point.day else ''}{_MONTHS[point.month - 1]} {point.year}"


def _era(*, is_before: bool, lang: Language) -> str:
    return "" if not is_before else " TCN" if lang == "vi" else " BC"


def _ordinal(number: int) -> str:
    ending = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"
