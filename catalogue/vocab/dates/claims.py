"""What one part of a written date claims: "Minh Mạng 15", "thế kỷ XIX" and "(1834)" are claims that must agree."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import inf

from catalogue.vocab.dates.historic import LunarDay, Note
from catalogue.vocab.dates.lunar import FIRST_EXACT_YEAR, convertible, lunar_month, lunar_year
from catalogue.vocab.dates.points import Point, century_years, month_length, point_of
from catalogue.vocab.dates.reigns import Period, Reign

PARTS = {"early": (3, 0), "middle": (3, 1), "late": (3, 2), "first_half": (2, 0), "second_half": (2, 1)}


@dataclass(frozen=True, slots=True)
class Claim:
    """A span of time, None for an open side, with how it was told.

    ``first`` and ``last`` are the years that search uses. ``shape`` says how EDTF writes it: ``span``, ``year`` (a
    lunar year told by one Gregorian year), ``decade``, or open as a set (``before``, ``after``) or an interval
    (``until``, ``since``).
    """

    start: Point | None
    end: Point | None
    first: int | None
    last: int | None
    shape: str = "span"
    dynasty: str | None = None
    reign: str | None = None
    reign_year: int | None = None
    cycle: int | None = None
    lunar: LunarDay | None = None
    is_approximate: bool = False
    is_uncertain: bool = False
    notes: tuple[Note, ...] = ()

    @property
    def days(self) -> tuple[float, float]:
        """First and last day as Julian day numbers; infinite where open."""
        return (self.start.first_day() if self.start else -inf, self.end.last_day() if self.end else inf)

    @property
    def years(self) -> tuple[float, float]:
        """First and last year; infinite where open."""
        return (-inf if self.first is None else self.first, inf if self.last is None else self.last)

    @property
    def is_finer_than_a_year(self) -> bool:
        """Whether it tells a month, a day, or a few of them."""
        first, last = self.days
        return last - first < 300

    def agrees(self, other: Claim) -> bool:
        """Whether both can be true: by years, and by days where one of them tells days."""
        by_days = self.is_finer_than_a_year or other.is_finer_than_a_year
        mine, theirs = (self.days, other.days) if by_days else (self.years, other.years)
        same_cycle = self.cycle is None or other.cycle is None or self.cycle == other.cycle
        return same_cycle and mine[0] <= theirs[1] and theirs[0] <= mine[1]


def of_points(start: Point, end: Point, shape: str = "span") -> Claim:
    """From one point to another, both included."""
    return Claim(start, end, start.year, end.year, shape)


def of_century(century: int) -> Claim:
    """A whole century; negative before our era."""
    first, last = century_years(century)
    return of_points(Point(first), Point(last))


def of_lunar_year(year: int) -> Claim:
    """The lunar year that began in a Gregorian one; with its days where they can be computed."""
    start, end = lunar_year(year) if convertible(year) else (Point(year), Point(year))
    return Claim(start, end, year, year, "year")


def of_cycle_year(year: int, cycle: int) -> Claim:
    """A year told by its place in the cycle of sixty."""
    return replace(of_lunar_year(year), cycle=cycle)


def of_reign_year(reign: Reign, year: int) -> Claim:
    """A year of an era."""
    return replace(
        of_lunar_year(year),
        dynasty=reign.dynasty,
        reign=reign.id,
        reign_year=reign.number_of(year),
        is_uncertain=reign.is_doubtful,
        notes=(Note("date_note_doubtful", (("reign", reign.name),)),) if reign.is_doubtful else (),
    )


def of_period(period: Period) -> Claim:
    """A whole dynasty, reign or rule."""
    return replace(of_points(period.earliest, period.latest), dynasty=period.dynasty, reign=period.reign)


def of_month_or_day(year: Claim, month: int, day: int | None) -> Claim:
    """A Gregorian month or day of a year; the caller has checked that there is one."""
    point = Point(year.first or 0, month, day)
    return replace(year, start=point, end=point, shape="span")


def of_lunar_day(year: Claim, lunar: LunarDay) -> Claim | None:
    """A lunar month or day of a lunar year; None when that year has none such.

    Before 1802 days are not converted: the claim keeps its year and says so.
    """
    number = year.first or 0
    if not convertible(number):
        return replace(year, lunar=lunar, notes=(*year.notes, Note("date_note_unconverted")))
    month = lunar_month(number, lunar.month, is_leap=lunar.is_leap)
    if month is None:
        return None
    start, end = month
    if lunar.day is not None:
        start = end = point_of(start.first_day() + lunar.day - 1)
        if end.first_day() > month[1].first_day():
            return None
    old = number < FIRST_EXACT_YEAR
    notes = (*year.notes, Note("date_note_court_calendar")) if old else year.notes
    return replace(
        year, start=start, end=end, first=start.year, last=end.year, shape="span", lunar=lunar,
        is_approximate=old, notes=notes,
    )  # fmt: skip


def part_of(claim: Claim, part: str) -> Claim:
    """The early, middle or late third, or a half: of a span in years, of a year in months, of a month in days.

    Parts of a reign are approximate. A day, and a year before our era, has no parts and stays whole.
    """
    if claim.first is None or claim.last is None:
        return claim
    pieces, place = PARTS[part]
    if claim.first < claim.last and not claim.is_finer_than_a_year:
        start, end = _piece(claim.first, claim.last, pieces, place)
        ends = Point(start), Point(end)
    elif claim.start is not None and claim.start == claim.end and claim.start.month is not None:
        if claim.start.day is not None:
            return claim
        ends = _piece_of_month(claim.start, pieces, place)
    elif claim.first < 1 or claim.is_finer_than_a_year:
        return claim
    else:
        start, end = _piece(1, 12, pieces, place)
        ends = Point(claim.first, start), Point(claim.first, end)
    return replace(of_points(*ends), dynasty=claim.dynasty, cycle=claim.cycle, is_approximate=claim.dynasty is not None)


def _piece(first: int, last: int, pieces: int, place: int) -> tuple[int, int]:
    """One of several equal pieces of a row of numbers; the last one takes what is over."""
    size = (last - first + 1) // pieces
    begin = first + place * size
    return begin, (last if place == pieces - 1 else begin + size - 1)


def _piece_of_month(month: Point, pieces: int, place: int) -> tuple[Point, Point]:
    """Days 1 to 10, 11 to 20 and the rest; halves of 15 days and the rest."""
    number = month.month or 1
    size = 30 // pieces
    last = month_length(month.year, number) if place == pieces - 1 else (place + 1) * size
    return Point(month.year, number, place * size + 1), Point(month.year, number, last)


def between(first: Claim, last: Claim) -> Claim:
    """From the begin of one claim to the end of another."""
    told = first.reign if first.reign == last.reign else None
    return Claim(
        _year_point(first, first.start), _year_point(last, last.end), first.first, last.last, reign=told,
        is_approximate=first.is_approximate or last.is_approximate,
        is_uncertain=first.is_uncertain or last.is_uncertain,
        notes=tuple(dict.fromkeys((*first.notes, *last.notes))),
        dynasty=first.dynasty if first.dynasty == last.dynasty else None,
    )  # fmt: skip


def _year_point(claim: Claim, point: Point | None) -> Point | None:
    """An end of a span: that of a lunar year is told by its Gregorian year."""
    return Point(claim.first) if claim.shape == "year" and claim.first is not None else point


def opened(claim: Claim, word: str) -> Claim:
    """Before, after, until or since a claim; a single year or day is included, a longer span lies wholly outside."""
    is_long = claim.first != claim.last
    start, end, first, last = claim.start, claim.end, claim.first, claim.last
    if is_long and word == "before" and first is not None:
        start, end, last = None, Point(first - 1), first - 1
    elif is_long and word == "after" and last is not None:
        start, first = Point(last + 1), last + 1
    if word in {"before", "until"}:
        start = first = None
    else:
        end = last = None
    if claim.shape == "year":  # a lunar year is told by its Gregorian one
        start, end = (start and Point(start.year)), (end and Point(claim.last or 0))
    return Claim(start, end, first, last, word, is_approximate=claim.is_approximate, is_uncertain=claim.is_uncertain)
