"""Forms: what stands in each field, and what is wrong with it, in the reader's language."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from werkzeug.datastructures import MultiDict

from app.i18n import language
from app.texts import describe
from catalogue.db import Base
from catalogue.errors import CatalogueError, ConflictError, ValidationError

_LISTS = frozenset({"materials"})


@dataclass(frozen=True, slots=True)
class Form:
    """Field name to text as typed, and field name to fault."""

    values: Mapping[str, str] = field(default_factory=dict)
    faults: Mapping[str, str] = field(default_factory=dict)

    def value(self, name: str) -> str:
        """What the field shows; empty where nothing was typed."""
        return self.values.get(name, "")

    def is_filled(self, *names: str) -> bool:
        """Whether any of the fields holds text or a fault, so that its section stands open."""
        return any(self.values.get(name) or name in self.faults for name in names)


def form_of(record: Base, names: Iterable[str]) -> Form:
    """A form that shows a record as it is."""
    return Form({name: as_text(getattr(record, name)) for name in (*names, "version")})


def typed(data: MultiDict[str, str], names: Iterable[str]) -> dict[str, object]:
    """What was sent for ``names``, lists taken apart; fields that were not sent are left out."""
    found: dict[str, object] = {}
    for name in names:
        if name in data:
            text = data[name].strip()
            found[name] = [part.strip() for part in text.split(",") if part.strip()] if name in _LISTS else text
    return found


def as_text(value: object) -> str:
    """A column's value as a field shows it."""
    if value is None:
        return ""
    if isinstance(value, enum.Enum):
        return str(value.value)
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if isinstance(value, float):
        return f"{value:g}".replace(".", "," if language() == "vi" else ".")
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def faults_of(error: CatalogueError, labels: Mapping[str, str], number_field: str) -> dict[str, str]:
    """Field to what is wrong and how to mend it; a taken number belongs to the number's field.

    Args:
        error: what the service said.
        labels: field name to its label on the form.
        number_field: the field that carries the record's number.
    """
    if isinstance(error, ValidationError):
        return {
            name: _sentence(code, {**error.values, "field": labels.get(name, name)})
            for name, code in error.fields.items()
        }
    if isinstance(error, ConflictError):
        return {number_field: _sentence(error.code, error.values)}
    raise error


def _sentence(code: str, values: Mapping[str, object]) -> str:
    """Fault and remedy in one line."""
    text = describe(code, values, language())
    return f"{text.detail} {text.remedy}".strip()
