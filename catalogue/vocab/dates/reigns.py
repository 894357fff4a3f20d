"""Dynasties and reigns, read once from ``reigns.toml``: found by name with or without accents, by year, by prefix."""

from __future__ import annotations

import datetime as dt
import difflib
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from catalogue.vocab.dates.points import Point
from catalogue.vocab.folding import fold, words_of

_TABLE = Path(__file__).parent / "reigns.toml"
_COMMON = ("Gia Long", "Minh Mạng", "Thiệu Trị", "Tự Đức")


@dataclass(frozen=True, slots=True)
class Dynasty:
    """A ruling house; ``names`` are what it is called after "nhà" or before "dynasty"."""

    id: str
    vi: str
    en: str
    han: str
    earliest: Point
    latest: Point
    names: tuple[str, ...]
    is_foreign: bool


@dataclass(frozen=True, slots=True)
class Reign:
    """An era name, or a lord's rule without one.

    ``first`` and ``last`` are the Gregorian years in which its year 1 and its last year began; None where no years were
    counted. ``earliest`` and ``latest`` bound the rule itself, ``used_to`` the years that some went on counting.
    """

    id: str
    dynasty: str
    name: str
    han: str
    ruler: str
    names: tuple[str, ...]
    first: int | None
    last: int | None
    used_to: int | None
    earliest: Point
    latest: Point
    is_doubtful: bool

    def year_of(self, number: int) -> int | None:
        """The Gregorian year in which a year of the era began; None when that year never was."""
        if self.first is None or self.used_to is None or number < 1:
            return None
        year = self.first + number - 1
        return year if year <= self.used_to else None

    def number_of(self, year: int) -> int | None:
        """Which year of the era began in a Gregorian year."""
        return year - self.first + 1 if self.first and self.used_to and self.first <= year <= self.used_to else None


@dataclass(frozen=True, slots=True)
class Period:
    """What a name of rule can mean: a dynasty, a reign, or all reigns of a ruler."""

    name: str
    dynasty: str
    reign: str | None
    earliest: Point
    latest: Point
    needs_lead: bool = False
    is_foreign: bool = False


@cache
def dynasties() -> Mapping[str, Dynasty]:
    """All dynasties by id, oldest first."""
    return {
        row["id"]: Dynasty(
            id=row["id"], vi=row["vi"], en=row["en"], han=row["han"],
            earliest=Point(row["first"]), latest=Point(row["last"]),
            names=tuple(row["names"]), is_foreign=row.get("is_foreign", False),
        )
        for row in _rows()
    }  # fmt: skip


@cache
def reigns() -> Mapping[str, Reign]:
    """All reigns by id, oldest dynasty first."""
    return {row["id"]: _reign(group["id"], row) for group in _rows() for row in group.get("reigns", ())}


def reign_of(year: int) -> tuple[Reign, ...]:
    """The Vietnamese reigns of a Gregorian year: one at peace, several where houses ruled side by side."""
    return tuple(
        reign
        for reign in reigns().values()
        if not dynasties()[reign.dynasty].is_foreign and reign.earliest.year <= year <= reign.latest.year
    )


def suggest(prefix: str) -> list[Reign]:
    """Reigns for a picker: those with a name (or Hán) that begins so, then those with a later word that does.

    Accents and case play no part; Nguyễn reigns come first.
    """
    wanted = fold(prefix)
    ordered = sorted(reigns().values(), key=lambda r: (r.dynasty != "nguyen", dynasties()[r.dynasty].is_foreign))
    begin = [r for r in ordered if any(fold(name).startswith(wanted) for name in (*r.names, r.han))]
    within = [r for r in ordered if r not in begin and any(_has_word(name, wanted) for name in (*r.names, r.ruler))]
    return begin + within


@lru_cache(maxsize=1024)
def find_periods(typed: str) -> tuple[Period, ...]:
    """What a name can mean, exact accents first: several where a name was used twice, none where it is unknown."""
    words, folded = words_of(typed), fold(typed)
    named = _periods().get(folded, ())
    spelt = [period for period in named if words != folded and words_of(period.name) == words]
    agreeing = [period for period in named if _accents_agree(words, words_of(period.name))]
    found = spelt or agreeing or list(named)
    if len({words_of(period.name) for period in found}) > 1:  # without accents "Nguyen" is the Vietnamese house
        found = [period for period in found if not period.is_foreign] or found
    return tuple(found)


def nearest_names(typed: str, cutoff: float = 0.6) -> list[str]:
    """Names of reigns and dynasties that look like what was typed; the best known ones where none does."""
    names = {folded: periods[0].name for folded, periods in _periods().items()}
    close = difflib.get_close_matches(fold(typed), names, n=3, cutoff=cutoff)
    return [names[folded] for folded in close] or list(_COMMON)


def is_name(folded: str) -> bool:
    """Whether folded words name a dynasty, reign or ruler."""
    return folded in _periods()


@cache
def longest_name() -> int:
    """Words of the longest name."""
    return max(len(folded.split()) for folded in _periods())


@cache
def _periods() -> Mapping[str, tuple[Period, ...]]:
    found: dict[str, dict[Period, None]] = {}
    for period in (*_dynasty_periods(), *_reign_periods(), *_ruler_periods()):
        found.setdefault(fold(period.name), {})[period] = None
    return {folded: tuple(periods) for folded, periods in found.items()}


def _dynasty_periods() -> Iterable[Period]:
    """Dynasties under each name; a family name alone says nothing without "nhà" or "dynasty"."""
    for house in dynasties().values():
        for name in house.names:
            yield Period(name, house.id, None, house.earliest, house.latest, " " not in name, house.is_foreign)


def _reign_periods() -> Iterable[Period]:
    for reign in reigns().values():
        foreign = dynasties()[reign.dynasty].is_foreign
        for name in reign.names:
            yield Period(name, reign.dynasty, reign.id, reign.earliest, reign.latest, is_foreign=foreign)


def _ruler_periods() -> Iterable[Period]:
    """Rulers: from the first to the last of their eras; who had one era is named by it."""
    by_ruler: dict[tuple[str, str], list[Reign]] = {}
    for reign in reigns().values():
        by_ruler.setdefault((reign.dynasty, reign.ruler), []).append(reign)
    for (dynasty, ruler), eras in by_ruler.items():
        one = eras[0].id if len(eras) == 1 else None
        foreign = dynasties()[dynasty].is_foreign
        if ruler not in eras[0].names:
            yield Period(ruler, dynasty, one, eras[0].earliest, eras[-1].latest, is_foreign=foreign)


def _accents_agree(typed: str, name: str) -> bool:
    """Whether every typed word is the name's, or is written without any accent."""
    return all(word == known or word == fold(known) for word, known in zip(typed.split(), name.split(), strict=False))


def _has_word(name: str, begin: str) -> bool:
    """Whether any word of a name begins so."""
    return f" {begin}" in f" {fold(name)}"


def _reign(dynasty: str, row: Mapping[str, Any]) -> Reign:
    first, last = row.get("first"), row.get("last")
    return Reign(
        id=row["id"], dynasty=dynasty, name=row["name"], han=row.get("han", ""), ruler=row["ruler"],
        names=(row["name"], *row.get("also", ())), first=first, last=last, used_to=row.get("used_to", last),
        earliest=_point(row.get("began", first)), latest=_point(row.get("ended", last)),
        is_doubtful=row.get("doubtful", False),
    )  # fmt: skip


def _point(value: dt.date | int) -> Point:
    return Point(value) if isinstance(value, int) else Point(value.year, value.month, value.day)


def _rows() -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = tomllib.loads(_TABLE.read_text(encoding="utf-8"))["dynasty"]
    return rows
