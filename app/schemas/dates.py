"""Written dates as JSON: what was understood, or why it was not."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from app.schemas.common import Body, Query, Text
from app.texts import describe
from catalogue.services.dating import columns_of
from catalogue.vocab.dates import DateError, HistoricDate, Point, Reign, dynasties, read_date, reigns, write_date
from catalogue.vocab.dates.sexagenary import cycle_name, cycle_of


class DateQuery(Query):
    """A date as somebody writes it."""

    text: str


class ReignQuery(Query):
    """The beginning of a reign's name, with or without accents."""

    q: str = ""
    limit: int = 20


class NoteBody(Body):
    """What a writer should know of a date, or mend in it."""

    code: str
    title: str
    detail: str
    remedy: str


class ReignBody(Body):
    """A reign; ``first`` and ``last`` are the Gregorian years in which its first and last counted year began."""

    id: str
    name: str
    han: str
    ruler: str
    dynasty: Text
    first: int | None
    last: int | None
    years: int | None


class ReignList(Body):
    """Reigns that a name can mean, Nguyễn ones first."""

    items: list[ReignBody]
    next: None
    total: int


class DateBody(Body):
    """A date that was read: in words, as EDTF and in years; with ``problem`` instead where it can't be read."""

    text: str
    is_understood: bool
    in_words: Text | None = None
    edtf: str | None = None
    earliest: str | None = None
    latest: str | None = None
    year_from: int | None = None
    year_to: int | None = None
    calendar: Literal["gregorian", "lunar", "reign", "sexagenary"] | None = None
    certainty: Literal["certain", "approximate", "uncertain", "both"] | None = None
    reign: ReignBody | None = None
    reign_year: int | None = None
    lunar_year: str | None = None
    notes: list[NoteBody] = Field(default_factory=list)
    problem: NoteBody | None = None
    suggestions: list[str] = Field(default_factory=list)


def date_body(text: str, lang: str) -> dict[str, object]:
    """What a text tells, or its problem with what was perhaps meant."""
    try:
        date = read_date(text)
    except DateError as fault:
        problem = _note(fault.code, fault.values, lang)
        return {"text": text, "is_understood": False, "problem": problem, "suggestions": suggestions(text, fault)}
    columns = columns_of(date)
    reign = reigns().get(date.reign or "")
    return {
        "text": text,
        "is_understood": True,
        "in_words": {"vi": write_date(date, "vi"), "en": write_date(date, "en")},
        "edtf": date.edtf,
        "earliest": _edtf(date.earliest),
        "latest": _edtf(date.latest),
        **{name: columns[name] for name in ("year_from", "year_to")},
        "calendar": date.calendar,
        "certainty": date.certainty,
        "reign": reign_body(reign) if reign else None,
        "reign_year": date.reign_year,
        "lunar_year": lunar_year_name(date),
        "notes": [_note(note.code, dict(note.values), lang) for note in date.notes],
    }


def suggestions(text: str, fault: DateError) -> list[str]:
    """Whole dates that were perhaps meant: each can be put into the field as it is."""
    wrong = str(fault.values.get("text", ""))
    found: dict[str, None] = {}
    for part in filter(None, fault.suggestion.split(", ")):
        same = part.split(" = ")  # "Minh Mạng 15 = 1834 = Giáp Ngọ"
        mended = f"{same[0]} ({same[1]})" if len(same) > 1 else text.replace(wrong, part)
        day_of_year = f"{part}{text[text.rfind('/') :]}"  # "29/2" for "30/2/1836"
        found |= dict.fromkeys([whole for whole in (mended, day_of_year, part) if _is_date(whole)][:1])
    return list(found)


def _is_date(text: str) -> bool:
    """Whether a text tells a date."""
    try:
        read_date(text)
    except DateError:
        return False
    return True


def lunar_year_name(date: HistoricDate) -> str | None:
    """The name of the one lunar year that a date tells by reign, cycle or moon: Giáp Ngọ."""
    if date.cycle is not None:
        return cycle_name(date.cycle)
    if date.reign_year is None or date.year_from is None or date.year_from != date.year_to:
        return None
    return cycle_name(cycle_of(date.year_from))


def reign_body(reign: Reign) -> dict[str, object]:
    """A reign as the picker shows it."""
    house = dynasties()[reign.dynasty]
    counted = reign.used_to - reign.first + 1 if reign.first is not None and reign.used_to is not None else None
    return {
        **{name: getattr(reign, name) for name in ("id", "name", "han", "ruler", "first", "last")},
        "dynasty": {"vi": house.vi, "en": house.en},
        "years": counted,
    }


def _note(code: str, values: dict[str, str] | dict[str, str | float], lang: str) -> dict[str, object]:
    text = describe(code, values, lang)
    return {"code": code, "title": text.title, "detail": text.detail, "remedy": text.remedy}


def _edtf(point: Point | None) -> str | None:
    return point.edtf() if point else None
