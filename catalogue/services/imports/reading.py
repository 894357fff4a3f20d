"""One row of text cells becomes values of fields; what doesn't fit is told with the column that it stands in."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from catalogue.services.bulk import ARTIFACT, SITE
from catalogue.services.imports.cells import Cell, Problem, how_of
from catalogue.services.imports.fields import Field, How, fields_of
from catalogue.services.imports.mapping import Plan, Rule
from catalogue.services.validation import FieldFault, converter
from catalogue.vocab.dates import DateError
from catalogue.vocab.folding import clean, fold

_MOST_KNOWN = 5_000
_MARKUP = re.compile(r"<\s*/?\s*[a-zA-Z!][^>]{0,500}>|javascript:|\bon\w{3,20}\s*=", re.IGNORECASE)


@dataclass(slots=True)
class ReadRow:
    """What was read from one row: values by field (None: a blank cell), faults that refuse it, notices that don't."""

    number: int
    values: dict[str, object] = field(default_factory=dict)
    faults: list[Problem] = field(default_factory=list)
    notices: list[Problem] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Column:
    """A column of the table and what it fills."""

    place: int
    name: str
    rule: Rule
    target: Field
    read: Callable[[Cell], object]
    fit: Callable[[object], object]
    known: dict[str, object] = field(default_factory=dict)


class Reader:
    """Reads the rows of one table by one plan; what can be settled once for all rows is settled here."""

    def __init__(self, plan: Plan, header: Sequence[str]) -> None:
        self._known, self._decimal = fields_of(plan.kind), plan.decimal
        self._table = ARTIFACT if plan.kind == "artifacts" else SITE
        given = [(place, name, plan.columns[name]) for place, name in enumerate(header) if name in plan.columns]
        columns = [self._column(*one) for one in given]
        times = Counter(column.target.name for column in columns)
        self._single = [column for column in columns if times[column.target.name] == 1]
        self._joined = [column for column in columns if times[column.target.name] > 1]
        self._constants = [(self._column(-1, "", Rule(name)), text) for name, text in plan.constants.items()]

    def read(self, number_in_file: int, cells: Sequence[str]) -> ReadRow:
        """The values of one row."""
        row = ReadRow(number_in_file)
        for column in self._single:
            self._take(row, column, _meant(column, cells))
        if self._joined:
            self._take_joined(row, cells)
        for column, text in self._constants:
            name = column.target.name
            if row.values.get(name) is None and not any(fault.name == name for fault in row.faults):
                self._take(row, column, text)
        return row

    def _column(self, place: int, name: str, rule: Rule) -> _Column:
        target = self._known[rule.field]
        is_site = target.how is How.SITE
        fit = converter(self._table.c[target.column].type) if target.column and not is_site else _cleaned
        return _Column(place, name, rule, target, how_of(target), fit)

    def _take_joined(self, row: ReadRow, cells: Sequence[str]) -> None:
        """Columns that fill one field together."""
        texts: dict[str, str] = {}
        first: dict[str, _Column] = {}
        for column in self._joined:
            name, text = column.target.name, _meant(column, cells)
            before = texts.get(name, "")
            texts[name] = f"{before}{column.rule.join}{text}" if before and text else before or text
            first.setdefault(name, column)
        for name, column in first.items():
            self._take(row, column, texts[name])

    def _take(self, row: ReadRow, column: _Column, text: str) -> None:
        """Put one text into its field, or say why not."""
        name = column.target.name
        if not text:
            row.values.setdefault(name, None)
            return
        if text in column.known:
            row.values[name] = column.known[text]
            return
        told = len(row.notices)
        if "<" in text or "=" in text or ":" in text:
            _warn_of_code(row, column, text)
        try:
            value = column.read(Cell(text, column.target, column.rule, column.fit, self._decimal, row.notices))
        except FieldFault as fault:
            row.faults.append(Problem(fault.code, name, column.name, {"value": text[:80]}))
            return
        except DateError as fault:
            row.faults.append(Problem(fault.code, name, column.name, {**fault.values, "value": text[:80]}))
            return
        row.values[name] = value
        if len(row.notices) == told and len(column.known) < _MOST_KNOWN:
            column.known[text] = value  # lists repeat most of their words
        for notice in row.notices[told:]:
            notice.column = column.name


def _cleaned(value: object) -> object:
    return clean(str(value))


def _meant(column: _Column, cells: Sequence[str]) -> str:
    """A cell's text as the rule says that it is meant."""
    text = cells[column.place] if column.place < len(cells) else ""
    if text and column.rule.values:
        text = column.rule.values.get(fold(text), text)
    return column.rule.prefix + text if text and column.rule.prefix else text


def _warn_of_code(row: ReadRow, column: _Column, text: str) -> None:
    """Say that markup or a formula is kept as the letters it is."""
    code = "import_formula" if text.startswith("=") else "import_markup" if _MARKUP.search(text) else ""
    if code:
        row.notices.append(Problem(code, column.target.name, column.name, {"value": text[:80]}))
