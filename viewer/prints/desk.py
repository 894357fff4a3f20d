"""Where a sheet is set: its language, its faces, and the ways in which it writes days, numbers and names."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass

from reportlab.platypus import Flowable, Paragraph, Spacer

from catalogue.vocab.days import day_of
from catalogue.vocab.number_words import MOST, in_english, in_vietnamese
from viewer.prints.faces import Faces
from viewer.prints.lists import NAMES
from viewer.prints.style import MM, STYLES, Look
from viewer.prints.words import Language, say


@dataclass(frozen=True, slots=True)
class Desk:
    """What every part of a sheet is given.

    Attributes:
        language: ``vi`` or ``en``.
        faces: mark the parts of a text that DejaVu can't set.
        base: address under which readers reach the records.
        today: the day of printing.
    """

    language: Language
    faces: Faces
    base: str
    today: dt.date

    def say(self, key: str, **values: str) -> str:
        """Fixed words."""
        return say(key, self.language, **values)

    def name(self, value: enum.Enum) -> str:
        """What a value of a closed list is called."""
        return NAMES[value][0 if self.language == "vi" else 1]

    def pick(self, vi: str | None, en: str | None) -> str:
        """The text in the sheet's language, else in the other one."""
        first, second = (vi, en) if self.language == "vi" else (en, vi)
        return first or second or ""

    def told(self, vi: str | None, en: str | None) -> str:
        """Like ``pick``; a text that stands in the other language alone says so."""
        own, other = (vi, en) if self.language == "vi" else (en, vi)
        if own or not other:
            return own or ""
        return f"{other} {self.say('only_in_en' if self.language == 'vi' else 'only_in_vi')}"

    def para(self, text: str, look: Look = "body") -> Paragraph:
        """A paragraph of plain text in any script; line ends stay."""
        return Paragraph(self.faces.mark(text), STYLES[look])

    def section(self, key: str, content: Sequence[Flowable], **values: str) -> list[Flowable]:
        """A heading with what stands below it; nothing where there is nothing."""
        return [self.para(self.say(key, **values), "h1"), *content] if content else []

    def day(self, day: dt.date | None) -> str:
        """A day as the language writes it; empty when there is none."""
        if day is None:
            return ""
        return f"{day.day:02d}/{day.month:02d}/{day.year}" if self.language == "vi" else f"{day.day} {day:%B %Y}"

    def moment(self, moment: dt.datetime) -> str:
        """The day of a moment in Vietnam."""
        return self.day(day_of(moment))

    def figure(self, value: float, digits: int = 2) -> str:
        """A number with the language's own separators and no needless zeros."""
        text = f"{value:,.{digits}f}"
        text = text.rstrip("0").rstrip(".") if "." in text else text
        return text if self.language == "en" else text.translate(str.maketrans(",.", ".,"))

    def words(self, number: int) -> str:
        """A count in words; in figures where it is too large for any list of ours."""
        if not 0 <= number <= MOST:
            return self.figure(number, 0)
        return in_vietnamese(number) if self.language == "vi" else in_english(number)


def gap(height_mm: float) -> Spacer:
    """Free height."""
    return Spacer(1, height_mm * MM)


def texts_in(value: object) -> Iterator[str]:
    """Every text inside rows, dataclasses and lists: what the faces of a document must be able to set."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | tuple):
        for item in value:
            yield from texts_in(item)
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from texts_in(getattr(value, field.name))
    elif hasattr(value, "__table__"):
        for name in value.__table__.columns.keys():  # noqa: SIM118  a column collection, not a mapping
            yield from texts_in(getattr(value, name))
