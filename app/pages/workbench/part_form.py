"""What the workbench asks for a noun of parts: one description of its fields and its table, no copies."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from catalogue.services.parts import PartService
from catalogue.services.references import Names

Cells = Callable[[Any, Names], Sequence[str]]
Options = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form; fields of the same ``row`` stand beside each other."""

    name: str
    label: str
    kind: str = "text"
    hint: str = ""
    options: Options = ()
    is_required: bool = False
    extra: str = ""
    row: int = 0


@dataclass(frozen=True, slots=True)
class PartForm:
    """A noun on the workbench: its fields, its table, and who writes it."""

    noun: str
    title: str
    add_title: str
    hint: str
    service: PartService[Any]
    fields: Sequence[Field]
    heads: Sequence[str]
    cells: Cells
    lists: Sequence[str] = ()

    def label_of(self, name: str) -> str:
        """The label of a field, for its faults."""
        return next((field.label for field in self.fields if field.name == name), name)


def chosen(options: dict[str, str], *, empty: str = "") -> Options:
    """A closed list as a form's options, after an empty one where the field may stay so."""
    return (*((("", empty),) if empty else ()), *options.items())
