"""The parts of a written date are brought together: they must agree, the finest of them gives the date."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product
from math import isfinite, prod
from typing import TypeVar

from catalogue.vocab.dates.claims import Claim, opened
from catalogue.vocab.dates.errors import DateError
from catalogue.vocab.dates.historic import Calendar, Certainty, HistoricDate, Note
from catalogue.vocab.dates.points import Point
from catalogue.vocab.dates.reigns import dynasties, reigns
from catalogue.vocab.dates.sexagenary import cycle_name, cycle_of

_Value = TypeVar("_Value")

_MOST_COMBINATIONS = 20_000
_ASKED_FIRST, _ASKED_LAST = 1802, 1945  # a year of the cycle alone is asked for among those of the Nguyễn
_CALENDARS: dict[str, Calendar] = {"lunar": "lunar", "reign": "reign", "cycle": "sexagenary"}


@dataclass(frozen=True, slots=True)
class Item:
    """One part of a text with all that it can mean.

    ``numeral`` is a bare century or year, to which TCN may be added; ``is_century`` lets a bare number
    follow as one more; ``part`` is "late" where an "early" one may follow without a dash.
    """

    meanings: tuple[Claim, ...]
    position: int
    text: str
    numeral: tuple[str, int] | None = None
    is_century: bool = False
    part: str = ""

    @property
    def is_named_year(self) -> bool:
        """Whether it is a year of a reign or of the cycle."""
        return any(c.reign_year is not None or c.cycle is not None for c in self.meanings)


def combine(text: str, items: Sequence[Item], *, is_approximate: bool, is_uncertain: bool) -> HistoricDate:
    """The date that all parts agree on.

    Raises:
        DateError: ``date_disagree`` where two parts can't both be true, ``date_unreadable`` where they are too many.
    """
    results = _readings(items)
    result = results[0] if len(results) == 1 else _undecided(results)
    result = replace(
        result,
        is_approximate=is_approximate or result.is_approximate,
        is_uncertain=is_uncertain or result.is_uncertain,
    )
    spans = _spans(results)
    return HistoricDate(
        display=text, earliest=result.start, latest=result.end, year_from=result.first, year_to=result.last,
        calendar=_calendar(result), certainty=_certainty(result), edtf=_set(spans) if spans else write_edtf(result),
        dynasty=result.dynasty, reign=result.reign, reign_year=result.reign_year, cycle=result.cycle,
        lunar=result.lunar, candidates=spans, notes=result.notes,
    )  # fmt: skip


def _spans(results: Sequence[Claim]) -> tuple[tuple[int, int], ...]:
    """The years between which several readings leave the choice; none where all tell the same."""
    spans = tuple(sorted({(r.first or 0, r.last or 0) for r in results}))
    return spans if len(spans) > 1 else ()


def _readings(items: Sequence[Item]) -> list[Claim]:
    """All that the parts can mean together; those that tell the very same years go before those that overlap."""
    if prod(len(item.meanings) for item in items) > _MOST_COMBINATIONS:
        raise DateError("date_unreadable", items[-1].position, text=items[-1].text)
    agreeing = [claims for claims in product(*_asked(items)) if _all_agree(claims)]
    if not agreeing:
        raise _disagreement(items)
    same = [claims for claims in agreeing if len({claim.years for claim in claims}) == 1]
    return list(dict.fromkeys(map(_merge, (len(items) > 1 and same) or agreeing)))


def open_item(item: Item, word: str, text: str) -> Item:
    """Everything before or after a part; where it can mean several things, the widest, uncertain, with the question."""
    meanings = _near(item.meanings)
    claims = [opened(claim, word) for claim in meanings]
    widest = max(claims, key=lambda c: c.days[1]) if claims[0].start is None else min(claims, key=lambda c: c.days[0])
    if len(claims) > 1:
        widest = replace(widest, is_uncertain=True, notes=(_question(meanings), *widest.notes))
    return Item((widest,), item.position, text)


def same_year(first: Item, last: Item, text: str) -> Item | None:
    """What "Giáp Ngọ - 1834" means: one year told twice, no span; None where the two parts are a span.

    Raises:
        DateError: ``date_disagree`` where a year of the cycle is not the other.
    """
    named, plain = (first, last) if first.is_named_year else (last, first)
    if first.is_named_year == last.is_named_year or any(c.first != c.last for c in plain.meanings):
        return None
    years = {c.years for c in plain.meanings}
    found = tuple(c for c in named.meanings if c.years in years)
    if not found and named.meanings[0].cycle is not None:
        raise _disagreement((first, last))
    return Item(found, first.position, text) if found else None


def write_edtf(claim: Claim) -> str:
    """The span as ISO 8601-2 (EDTF level 2) writes it."""
    sign = {(True, True): "%", (True, False): "~", (False, True): "?"}.get(
        (claim.is_approximate, claim.is_uncertain), ""
    )
    if claim.shape == "year":
        return f"{Point(claim.first or 0).edtf()}{sign}"
    start = claim.start and f"{claim.start.edtf()}{sign}"
    end = claim.end and f"{claim.end.edtf()}{sign}"
    if claim.shape == "decade" and not sign and claim.start:
        return f"{claim.start.edtf()[:-1]}X"
    if start and end:
        return start if start == end else f"{start}/{end}"
    if claim.shape in {"before", "after"}:
        return f"[..{end}]" if end else f"[{start}..]"
    return f"../{end}" if end else f"{start}/.."


def _asked(items: Sequence[Item]) -> list[tuple[Claim, ...]]:
    """The meanings of each part; those of a year of the cycle alone are few."""
    if len(items) != 1:
        return [item.meanings for item in items]
    return [_near(items[0].meanings)]


def _near(meanings: tuple[Claim, ...]) -> tuple[Claim, ...]:
    """Of the years of the cycle those of the Nguyễn; other meanings as they are."""
    near = tuple(c for c in meanings if c.cycle is not None and _ASKED_FIRST <= (c.first or 0) <= _ASKED_LAST)
    return near or meanings


def _all_agree(claims: Sequence[Claim]) -> bool:
    return all(a.agrees(b) for i, a in enumerate(claims) for b in claims[:i])


def _merge(claims: Sequence[Claim]) -> Claim:
    """The finest claim, cut to what all of them leave, with reign, cycle and lunar day of any of them."""
    best = min(claims, key=_size)
    first, last = max(c.years[0] for c in claims), min(c.years[1] for c in claims)
    if not best.is_finer_than_a_year and (first, last) != best.years:
        best = _cut(best, first, last, claims)
    told = _told_by(claims)
    if told.reign and told.cycle is not None and told.reign_year is None and best.first == best.last:
        told = replace(told, reign_year=reigns()[told.reign].number_of(best.first or 0))
    return replace(
        told, start=best.start, end=best.end, first=best.first, last=best.last, shape=best.shape,
        is_approximate=best.is_approximate,
    )  # fmt: skip


def _told_by(claims: Sequence[Claim]) -> Claim:
    """Reign, cycle, lunar day, doubts and notes of any of the claims; a reign brings its own dynasty."""
    told = claims[0]
    for claim in claims[1:]:
        told = replace(
            told,
            dynasty=claim.dynasty if claim.reign and not told.reign else told.dynasty or claim.dynasty,
            reign=told.reign or claim.reign,
            reign_year=told.reign_year or claim.reign_year,
            cycle=claim.cycle if told.cycle is None else told.cycle,
            lunar=told.lunar or claim.lunar,
            is_uncertain=told.is_uncertain or claim.is_uncertain,
            notes=tuple(dict.fromkeys((*told.notes, *claim.notes))),
        )
    return told


def _size(claim: Claim) -> tuple[float, bool]:
    """How wide a claim is; a lunar year, of up to 384 days, goes before the Gregorian one that it is told by."""
    first, last = claim.days
    return (
        366 if claim.first == claim.last and not claim.is_finer_than_a_year else last - first,
        claim.shape != "year",
    )


def _cut(best: Claim, first: float, last: float, claims: Sequence[Claim]) -> Claim:
    """What several overlapping spans have in common, in years; open sides stay open."""
    start = Point(int(first)) if isfinite(first) else None
    end = Point(int(last)) if isfinite(last) else None
    open_shapes = [c.shape for c in claims if not (isfinite(c.years[0]) and isfinite(c.years[1]))]
    shape = "span" if start and end else open_shapes[0]
    return replace(best, start=start, end=end, first=start and start.year, last=end and end.year, shape=shape)


def _undecided(results: list[Claim]) -> Claim:
    """From the earliest to the latest of several readings, uncertain, with the question that would decide."""
    first, last = min(results, key=lambda c: c.days[0]), max(results, key=lambda c: c.days[1])
    return Claim(
        first.start, last.end, first.first, last.last, is_uncertain=True,
        is_approximate=any(r.is_approximate for r in results), notes=(_question(results), *first.notes),
        dynasty=_common([r.dynasty for r in results]), reign=_common([r.reign for r in results]),
        cycle=_common([r.cycle for r in results]), lunar=_common([r.lunar for r in results]),
    )  # fmt: skip


def _question(claims: Sequence[Claim]) -> Note:
    """Which of several readings is meant."""
    listed = ", ".join(_told(claim) for claim in claims[:8])
    cycle = claims[0].cycle
    if cycle is None:
        return Note("date_note_which_reading", (("candidates", listed),))
    return Note("date_note_which_cycle", (("candidates", listed), ("name", cycle_name(cycle))))


def _common(values: Sequence[_Value]) -> _Value | None:
    """The value that all share; None where they differ."""
    return values[0] if all(value == values[0] for value in values) else None


def _told(claim: Claim) -> str:
    """Years and reign of one reading."""
    years = f"{claim.first}" if claim.first == claim.last else f"{claim.first}-{claim.last}"
    if claim.reign is None:
        return years
    reign = reigns()[claim.reign]
    number = claim.reign_year or (reign.number_of(claim.first or 0) if claim.first == claim.last else None)
    return f"{years} ({reign.name}{f' {number}' if number else ''}, {dynasties()[reign.dynasty].vi})"


def _set(spans: tuple[tuple[int, int], ...]) -> str:
    """One of several, as EDTF writes it."""
    told = (Point(a).edtf() if a == b else f"{Point(a).edtf()}..{Point(b).edtf()}" for a, b in spans)
    return f"[{','.join(told)}]"


def _calendar(claim: Claim) -> Calendar:
    """The calendar that the text speaks in."""
    name = "lunar" if claim.lunar else "reign" if claim.reign else "cycle" if claim.cycle is not None else ""
    return _CALENDARS.get(name, "gregorian")


def _certainty(claim: Claim) -> Certainty:
    if claim.is_approximate and claim.is_uncertain:
        return "both"
    return "approximate" if claim.is_approximate else "uncertain" if claim.is_uncertain else "certain"


def _disagreement(items: Sequence[Item]) -> DateError:
    """The two parts that can't both be true, and what the first one is."""
    pairs = ((a, b) for i, b in enumerate(items) for a in items[:i])
    clash = (pair for pair in pairs if not any(x.agrees(y) for x in pair[0].meanings for y in pair[1].meanings))
    first, second = next(clash, (items[0], items[-1]))
    return DateError("date_disagree", second.position, _hint(first, second), first=first.text, second=second.text)


def _hint(first: Item, second: Item) -> str:
    """What a reign year or a year of the two parts is in other words; else the years of both."""
    single = [c for item in (first, second) for c in item.meanings if c.first == c.last and len(item.meanings) == 1]
    known = min(single, key=lambda c: c.reign_year is None, default=None)
    if known is None or known.first is None:
        return "; ".join(f"{item.text} = {_told(item.meanings[0])}" for item in (first, second))
    name = f"{reigns()[known.reign].name} {known.reign_year} = " if known.reign and known.reign_year else ""
    return f"{name}{known.first} = {cycle_name(cycle_of(known.first))}"
