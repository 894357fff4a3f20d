"""Dynasties, reigns, their years and those of the cycle: "triều Nguyễn", "Minh Mạng thập ngũ niên", "Giáp Ngọ"."""

from __future__ import annotations

from catalogue.vocab.dates.agreeing import Item
from catalogue.vocab.dates.claims import Claim, of_cycle_year, of_lunar_day, of_period, of_reign_year
from catalogue.vocab.dates.cursor import Cursor
from catalogue.vocab.dates.errors import DateError
from catalogue.vocab.dates.historic import LunarDay
from catalogue.vocab.dates.numerals import read_han_number, read_sino
from catalogue.vocab.dates.phrases import ORDINAL, ORDINAL_WORDS, RULE, RULE_AFTER
from catalogue.vocab.dates.points import LAST_YEAR
from catalogue.vocab.dates.reigns import Period, Reign, nearest_names, reigns
from catalogue.vocab.dates.sexagenary import is_branch, is_stem, near_cycles, read_cycle, years_of

_AFTER_HOUSE = {"the", "tk", "nam", "dau"}
_ORDINALS = ("nam thu", "nam", "year", "thu", "in year", ", year", ", nam thu")


def read_cycle_year(cursor: Cursor) -> Item | None:
    """A stem and a branch: all the years so named; None where none come.

    Raises:
        DateError: ``date_cycle_unknown`` where the two never meet.
    """
    stem, branch = cursor.peek(), cursor.peek(1)
    if stem is None or branch is None or not (is_stem(stem.raw) and is_branch(branch.raw)):
        return None
    text = cursor.text[stem.start : branch.end]
    place = read_cycle(stem.raw, branch.raw)
    if place is None:
        raise DateError("date_cycle_unknown", stem.start, ", ".join(near_cycles(stem.raw, branch.raw)), text=text)
    cursor.at += 2
    return Item(tuple(of_cycle_year(year, place) for year in years_of(place, 1, LAST_YEAR)), stem.start, text)


def read_rule(cursor: Cursor, *, needs_lead: bool = True) -> Item | None:
    """A dynasty, a reign or a year of one; None where no name of rule comes.

    A family name such as "Nguyễn" counts only with "nhà", "triều" or "dynasty", unless ``needs_lead`` is False.

    Raises:
        DateError: ``date_reign_unknown``, ``date_reign_year``.
    """
    start, position = cursor.at, cursor.position
    ordinal = _leading_year(cursor)
    periods, has_lead = _name(cursor)
    if not periods:
        cursor.at = start
        return None
    has_after = cursor.take(RULE_AFTER) is not None
    following = cursor.peek()
    is_alone = following is None or following.kind == "sign" or following.text in _AFTER_HOUSE
    if not (has_lead or has_after or ordinal is not None) and (needs_lead or not is_alone):
        periods = tuple(period for period in periods if not period.needs_lead)
    if not periods:
        cursor.at = start
        return None
    at = cursor.position
    number = _following_year(cursor) if ordinal is None else ordinal
    lunar = _sino_day(cursor) if number is not None else None
    text = cursor.since(start)
    meanings = tuple(map(of_period, periods)) if number is None else _year_meanings(periods, number, at, text)
    found = meanings if lunar is None else _days(meanings, lunar, at, text)
    return Item(tuple(dict.fromkeys(found)), position, text)


def _days(years: tuple[Claim, ...], lunar: LunarDay, position: int, text: str) -> tuple[Claim, ...]:
    """The lunar day in each of the years that are meant.

    Raises:
        DateError: ``date_day_unknown`` where none of them has it.
    """
    found = tuple(day for year in years if (day := of_lunar_day(year, lunar)) is not None)
    if not found:
        raise DateError("date_day_unknown", position, f"29/{lunar.month}", text=text)
    return found


def read_han(cursor: Cursor) -> Item | None:
    """An era in Hán, alone or with its year: 明命十五年; None where no Hán comes.

    Raises:
        DateError: ``date_reign_unknown``, ``date_reign_year``.
    """
    token = cursor.peek()
    if token is None or token.kind != "han":
        return None
    found = [reign for reign in reigns().values() if reign.han and token.raw.startswith(reign.han)]
    if not found:
        raise DateError("date_reign_unknown", token.start, ", ".join(nearest_names("")), text=token.raw)
    found = [reign for reign in found if len(reign.han) == max(len(other.han) for other in found)]
    rest = token.raw[len(found[0].han) :]
    periods = tuple(Period(r.name, r.dynasty, r.id, r.earliest, r.latest) for r in found)
    number = read_han_number(rest)
    if rest and (number is None or rest[number[1] :] not in {"年", "年造", "年製", ""}):
        raise cursor.unreadable()
    cursor.at += 1
    meanings = _year_meanings(periods, number[0], token.start, token.raw) if number else tuple(map(of_period, periods))
    return Item(tuple(meanings), token.start, token.raw)


def next_reign_year(cursor: Cursor, reign: str, number: int) -> Item:
    """The bare end of a span of years of one reign: "20" after "Minh Mạng 15 -".

    Raises:
        DateError: ``date_reign_year``.
    """
    start, position = cursor.at, cursor.position
    cursor.at += 1
    era = reigns()[reign]
    period = Period(era.name, era.dynasty, era.id, era.earliest, era.latest)
    return Item(_year_meanings((period,), number, position, cursor.since(start)), position, cursor.since(start))


def unknown_rule(cursor: Cursor) -> DateError | None:
    """The fault of words where a reign should stand: after "niên hiệu", or before the number of a year."""
    start = cursor.at
    has_lead = any(iter(lambda: cursor.take(RULE), None))
    first = cursor.peek()
    size = 0
    while (token := cursor.peek(size)) is not None and token.kind == "word" and size < 4:
        if size and (token.text in {"nam", "thu", "year", "nien"} or read_sino((token.text, "nien"))):
            break
        size += 1
    words = cursor.tokens[cursor.at : cursor.at + size]
    typed = cursor.text[words[0].start : words[-1].end] if words else ""
    cursor.at += size
    is_counted = _following_year(cursor) is not None
    cursor.at = start
    if first is None or not words or not (has_lead or is_counted or (size > 1 and _is_near(typed))):
        return None
    return DateError("date_reign_unknown", words[0].start, ", ".join(nearest_names(typed)), text=typed)


def _is_near(typed: str) -> bool:
    """Whether words look like a name of rule."""
    return nearest_names(typed, 0.75) != nearest_names("")


def _leading_year(cursor: Cursor) -> int | None:
    """The number of "năm thứ 15 [niên hiệu]", "15th year of", "year 15 of" before a name, if one comes."""
    start = cursor.at
    number = None
    if cursor.take(("nam thu", "year")):
        number = cursor.number(2)
        cursor.at += number is not None
    elif cursor.number(2) is not None and cursor.word(1) in ORDINAL and cursor.word(2) == "year":
        number = cursor.number(2)
        cursor.at += 3
    cursor.take(("cua", "of the", "of", "doi"))
    if number is None:
        cursor.at = start
    return number


def _name(cursor: Cursor) -> tuple[tuple[Period, ...], bool]:
    """The name that reaches farthest, with or without the words of rule before it ("chúa Nguyễn" is a name itself)."""
    best: tuple[Period, ...] = ()
    start, reach, led = cursor.at, 0, False
    while True:
        found, size = cursor.period()
        if found and cursor.at + size > reach:
            best, reach, led = found, cursor.at + size, cursor.at > start
        if not cursor.take(RULE):
            break
    cursor.at = reach or start
    return best, led


def _following_year(cursor: Cursor) -> int | None:
    """The number of a year after a reign: "15", "năm thứ 15", "thập ngũ niên", "year 15", "15th year"."""
    start = cursor.at
    cursor.take(_ORDINALS)
    token = cursor.peek()
    if token is not None and token.kind == "my":  # "Minh Mạng 5/1824" is no month
        raise cursor.unreadable()
    sino = read_sino([cursor.word(ahead) for ahead in range(4)])
    if sino and cursor.word(sino[1]) == "nien":
        cursor.at += sino[1] + 1
        return sino[0]
    if cursor.at > start and cursor.word(-1) == "thu" and cursor.word() in ORDINAL_WORDS:
        cursor.at += 1
        return ORDINAL_WORDS[cursor.word(-1)]
    number = cursor.number(2)
    if number is None or _is_other_number(cursor):
        cursor.at = start
        return None
    cursor.at += 1
    if cursor.take(ORDINAL):
        cursor.take(("year",))
    cursor.take(("nien",))
    return number


def _sino_day(cursor: Cursor) -> LunarDay | None:
    """Read "thất nguyệt nhị thập ngũ nhật" after the year of a reign: month and day of a royal order."""
    month = 1 if cursor.take(("chinh nguyet",)) else _sino_before(cursor, "nguyet")
    if month is None or month > 12:
        return None
    cursor.take(("so",))
    day = _sino_before(cursor, "nhat")
    return LunarDay(month, day)


def _sino_before(cursor: Cursor, unit: str) -> int | None:
    """A Sino-Vietnamese number with its unit behind it; "thập nhật" is ten days, "thập nhất nhật" eleven."""
    for size in (3, 2, 1):
        found = read_sino([cursor.word(ahead) for ahead in range(size)])
        if found and found[1] == size and cursor.word(size) == unit:
            cursor.at += size + 1
            return found[0]
    return None


def _is_other_number(cursor: Cursor) -> bool:
    """Whether the number that comes belongs to a century or to years before our era."""
    after, next_but_one = cursor.word(1), cursor.word(2)
    return after in {"tcn", "bc", "bce", "century"} or (after in ORDINAL and next_but_one != "year")


def _year_meanings(periods: tuple[Period, ...], number: int, position: int, text: str) -> tuple[Claim, ...]:
    """The years so counted in each reign of that name.

    Raises:
        DateError: ``date_reign_year`` where no reign of that name had so many.
    """
    eras = [reigns()[period.reign] for period in periods if period.reign]
    years = [(era, year) for era in eras if (year := era.year_of(number)) is not None]
    if not years:
        hint = "; ".join(_count(era) for era in eras) or periods[0].name
        raise DateError("date_reign_year", position, hint, reign=periods[0].name, number=str(number), text=text)
    return tuple(of_reign_year(era, year) for era, year in years)


def _count(era: Reign) -> str:
    """How many years an era had: "Gia Long 1-18 = 1802-1819"."""
    if era.first is None or era.used_to is None:
        return f"{era.name} {era.earliest.year}"
    return f"{era.name} 1-{era.used_to - era.first + 1} = {era.first}-{era.used_to}"
