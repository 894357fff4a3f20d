"""What a written date says, ready to be stored, searched and exported.

Rules:
    - A lunar year overlaps two Gregorian ones. Its days are kept (``earliest``, ``latest``: Minh Mạng 15 is 1834-02-09
      to 1835-01-28), while search and EDTF take the year in which it began (1834).
    - Days of the court's calendar before 1968 are computed by astronomy and may be off: they are approximate.
    - "trước 1945" and "sau 1802" include the year they name, as such a year usually names what happened in it.
    - Early, middle and late are thirds of the century (1701-1733, 1734-1766, 1767-1800), of the year
      (January to April and so on) or of the month (1-10, 11-20, 21-31).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from catalogue.vocab.dates.points import Point, century_of

Calendar = Literal["gregorian", "lunar", "reign", "sexagenary"]
Certainty = Literal["certain", "approximate", "uncertain", "both"]


@dataclass(frozen=True, slots=True)
class LunarDay:
    """A month, or a day of it, by the lunar calendar."""

    month: int
    day: int | None = None
    is_leap: bool = False


@dataclass(frozen=True, slots=True)
class Note:
    """What a reader should know or decide about a date that was read: a code of the problem table and its values."""

    code: str
    values: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class HistoricDate:
    """A date in the words of its writer and in years; equal to another when it means the same, however written.

    ``display`` is the text as typed. An open side (before, after) has None. ``candidates`` are the spans of years
    between which the text does not decide; ``notes`` then ask for what would.
    """

    display: str = field(compare=False)
    earliest: Point | None
    latest: Point | None
    year_from: int | None
    year_to: int | None
    calendar: Calendar
    certainty: Certainty
    edtf: str
    dynasty: str | None = None
    reign: str | None = None
    reign_year: int | None = None
    cycle: int | None = None
    lunar: LunarDay | None = None
    candidates: tuple[tuple[int, int], ...] = ()
    notes: tuple[Note, ...] = field(default=(), compare=False)

    @property
    def century(self) -> int | None:
        """The one century that holds it (negative before our era); None for a span over several or an open one."""
        if self.year_from is None or self.year_to is None:
            return None
        first, last = century_of(self.year_from), century_of(self.year_to)
        return first if first == last else None

    @property
    def is_approximate(self) -> bool:
        """Whether it is "about" then."""
        return self.certainty in {"approximate", "both"}

    @property
    def is_uncertain(self) -> bool:
        """Whether it is a guess."""
        return self.certainty in {"uncertain", "both"}
