"""One cell's text becomes a field's value, or a fault that says why not."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from uuid import UUID

from catalogue.services.dating import dated
from catalogue.services.imports.fields import CHOICES, Field, How
from catalogue.services.imports.mapping import Rule
from catalogue.services.imports.numbers import measure, number
from catalogue.services.validation import FieldFault
from catalogue.vocab.dates import read_date
from catalogue.vocab.folding import clean, fold

_EXCEL_DAY = re.compile(r"[1-9]\d{4}(?:\.\d+)?")
_ISO_DAY = re.compile(r"(-?\d{4})-\d\d(?:-\d\d(?:T.*)?)?")
_EPOCH = dt.date(1899, 12, 30)
_YES, _NO = {"co", "yes", "true", "x", "1", "dung"}, {"khong", "no", "false", "0", "sai"}
_SPLIT = re.compile(r"[;,\n]")
_MM = {"mm": 1.0, "cm": 10.0, "m": 1000.0}
Values = Mapping[str, str | float]


@dataclass(slots=True)
class Problem:
    """What is wrong with a field, or worth knowing: a code of the table of problems with the values that it names."""

    code: str
    name: str = ""
    column: str = ""
    values: Values = field(default_factory=dict)

    def document(self) -> dict[str, object]:
        """As JSON keeps it."""
        return {"code": self.code, "field": self.name, "column": self.column, "values": dict(self.values)}


@dataclass(slots=True)
class Cell:
    """A text that is to fill a field.

    Attributes:
        text: what stands there, not blank.
        target: the field.
        rule: how the column is read.
        fit: turns a value into one that the record's column keeps, or refuses it.
        decimal: the sign before decimals; empty: told from each number.
        notices: what is worth knowing is put here.
    """

    text: str
    target: Field
    rule: Rule
    fit: Callable[[object], object]
    decimal: str
    notices: list[Problem]


def how_of(target: Field) -> Callable[[Cell], object]:
    """What reads the cells of a field; it raises FieldFault or DateError where a cell has no value."""
    return _HOW[target.how]


def _text(cell: Cell) -> object:
    return cell.fit(cell.text)


def _words(cell: Cell) -> object:
    return cell.fit(cell.text.split(cell.rule.split) if cell.rule.split else _SPLIT.split(cell.text))


def _number(cell: Cell) -> object:
    if cell.target.name.startswith("year_") and (day := _ISO_DAY.fullmatch(cell.text)):
        return int(day[1])
    return cell.fit(number(cell.text, cell.decimal))


def _length(cell: Cell) -> object:
    value, unit = measure(cell.text, cell.rule.unit or "mm", cell.decimal)
    if unit not in _MM:
        raise FieldFault("unit_unfit")
    if value <= 0:
        raise FieldFault("out_of_range")
    return round(value * _MM[unit], 3)


def _measure(cell: Cell) -> object:
    is_weight = cell.target.name == "weight"
    value, unit = measure(cell.text, cell.rule.unit or ("g" if is_weight else "mm"), cell.decimal)
    if (unit in {"g", "kg"}) != is_weight:
        raise FieldFault("unit_unfit")
    if value <= 0:
        raise FieldFault("out_of_range")
    return value, unit


def _day(cell: Cell) -> object:
    if _EXCEL_DAY.fullmatch(cell.text):
        day = _EPOCH + dt.timedelta(days=int(float(cell.text)))
        values: Values = {"value": cell.text, "day": day.isoformat()}
        cell.notices.append(Problem("import_day_number", cell.target.name, "", values))
        return day
    return _read_day(cell.text)


def _date(cell: Cell) -> object:
    if _EXCEL_DAY.fullmatch(cell.text):
        raise FieldFault("import_date_number")
    for note in read_date(clean(cell.text)).notes:
        cell.notices.append(Problem(note.code, cell.target.name, "", dict(note.values)))
    return _dated(cell.text)


def _choice(cell: Cell) -> object:
    word = fold(cell.text)
    return cell.fit(CHOICES.get(word, word.replace(" ", "_")))


def _yes_no(cell: Cell) -> object:
    word = fold(cell.text)
    if word not in _YES | _NO:
        raise FieldFault("not_yes_no")
    return word in _YES


def _uid(cell: Cell) -> object:
    try:
        return UUID(cell.text.strip())
    except ValueError:
        raise FieldFault("not_an_id") from None


def _version(cell: Cell) -> object:
    if not (cell.text.isascii() and cell.text.isdigit() and len(cell.text) < 9):
        raise FieldFault("not_a_number")
    return int(cell.text)


def _identifier(cell: Cell) -> object:
    value = clean(cell.text)
    if len(value) > 200:
        raise FieldFault("too_long")
    return (cell.rule.scheme or "old")[:64], value


@lru_cache(maxsize=4096)
def _dated(text: str) -> dict[str, object]:
    """The date columns of a text; lists tell the same few dates again and again."""
    return dated(text)


@lru_cache(maxsize=4096)
def _read_day(text: str) -> dt.date:
    """A calendar day, as ISO 8601 or as people write it.

    Raises:
        DateError: it is no date; FieldFault: ``not_a_date``: a month, a year or a span.
    """
    date = read_date(text.partition("T")[0])
    start, end = date.earliest, date.latest
    if start is None or start != end or start.month is None or start.day is None or start.year < 1:
        raise FieldFault("not_a_date")
    return dt.date(start.year, start.month, start.day)


_HOW: Mapping[How, Callable[[Cell], object]] = {
    How.TEXT: _text, How.SITE: _text, How.PLACE: _text, How.INSCRIPTION: _text,
    How.WORDS: _words, How.NUMBER: _number, How.WHOLE: _number, How.LENGTH: _length, How.MEASURE: _measure,
    How.DAY: _day, How.DATE: _date, How.CHOICE: _choice, How.YES_NO: _yes_no, How.UID: _uid,
    How.VERSION: _version, How.IDENTIFIER: _identifier,
}  # fmt: skip
