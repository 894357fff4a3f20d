"""Values from outside into columns: cleaned, converted and checked by the column's own type.

Problem codes of fields: required, unknown_field, too_long, not_text, not_in_list, not_a_number, out_of_range,
not_a_date, not_an_id, not_yes_no, malformed, not_found, taken.
"""

from __future__ import annotations

import datetime as dt
import enum
import math
from collections.abc import Callable, Collection, Mapping
from uuid import UUID

from sqlalchemy import Boolean, Date, DateTime, Enum, Float, Integer, String, Uuid, inspect
from sqlalchemy.types import JSON, TypeDecorator, TypeEngine

from catalogue.db import Base
from catalogue.errors import ValidationError
from catalogue.vocab.folding import clean

_MOST_WORDS = 60


class FieldFault(ValueError):  # noqa: N818  it never leaves this file; the outside sees ValidationError
    """One value doesn't fit its column."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def assign(record: Base, values: Mapping[str, object], editable: Collection[str]) -> None:
    """Set the record's columns from ``values``; all or nothing.

    Raises:
        ValidationError: every unfit field with its code; the record is untouched.
    """
    columns = inspect(type(record)).columns
    faults: dict[str, str] = {}
    fit: dict[str, object] = {}
    for name, value in values.items():
        if name not in editable:
            faults[name] = "unknown_field"
            continue
        column = columns[name]
        try:
            fit[name] = _required(convert(column.type, value), nullable=bool(column.nullable))
        except FieldFault as fault:
            faults[name] = fault.code
    if faults:
        raise ValidationError(faults)
    for name, value in fit.items():
        if getattr(record, name) != value:
            setattr(record, name, value)


def convert(kind: TypeEngine[object], value: object) -> object:
    """The value as the column's type keeps it; blank text becomes None."""
    return converter(kind)(value)


def converter(kind: TypeEngine[object]) -> Callable[[object], object]:
    """What turns values into those that the column's type keeps: found once for many values."""
    if isinstance(kind, TypeDecorator):
        kind = kind.impl_instance
    how = next((how for type_, how in _CONVERTERS if isinstance(kind, type_)), _unfit)

    def convert_one(value: object) -> object:
        return None if value is None else how(kind, value)

    return convert_one


def _unfit(_: TypeEngine[object], __: object) -> object:
    """No value fits a column of a kind that nobody writes."""
    raise FieldFault("malformed")


def need(values: Mapping[str, object], *names: str) -> None:
    """Refuse ``values`` where one of ``names`` is absent or blank."""
    missing = {n: "required" for n in names if values.get(n) is None or not str(values[n]).strip()}
    if missing:
        raise ValidationError(missing)


def _required(value: object, *, nullable: bool) -> object:
    """Refuse None in a column that must be filled."""
    if value is None and not nullable:
        raise FieldFault("required")
    return value


def _text(kind: TypeEngine[object], value: object) -> str | None:
    """Cleaned text no longer than its column."""
    if not isinstance(value, str):
        raise FieldFault("not_text")
    text = clean(value)
    length = getattr(kind, "length", None)
    if length is not None and len(text) > length:
        raise FieldFault("too_long")
    return text or None


def _choice(kind: TypeEngine[object], value: object) -> object:
    """A member of the column's closed list, given itself or by its value."""
    members = getattr(kind, "enum_class", None)
    if isinstance(members, type) and issubclass(members, enum.Enum):
        for member in members:
            if value in (member, member.value):
                return member
    raise FieldFault("not_in_list")


def _number(_: TypeEngine[object], value: object) -> float | None:
    """A finite number; text with a decimal comma is read as well."""
    if isinstance(value, str):
        if not value.strip():
            return None
        value = _parsed(value.strip().replace(",", "."))
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise FieldFault("not_a_number")
    if not math.isfinite(value) or abs(value) > 1e12:
        raise FieldFault("out_of_range")
    return float(value)


def _whole(kind: TypeEngine[object], value: object) -> int | None:
    """A whole number that both databases can keep."""
    number = _number(kind, value)
    if number is None:
        return None
    if number != int(number):
        raise FieldFault("not_a_number")
    if abs(number) >= 2**31:
        raise FieldFault("out_of_range")
    return int(number)


def _parsed(text: str) -> float:
    """The number that the text writes."""
    try:
        return float(text)
    except ValueError:
        raise FieldFault("not_a_number") from None


def _date(_: TypeEngine[object], value: object) -> dt.date | None:
    """A calendar day, itself or as ISO 8601 text."""
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    if not isinstance(value, str):
        raise FieldFault("not_a_date")
    try:
        return dt.date.fromisoformat(value.strip()) if value.strip() else None
    except ValueError:
        raise FieldFault("not_a_date") from None


def _moment(_: TypeEngine[object], value: object) -> dt.datetime | None:
    """A moment with its zone, itself or as ISO 8601 text; without a zone it is taken as UTC."""
    if isinstance(value, str):
        try:
            value = dt.datetime.fromisoformat(value.strip()) if value.strip() else None
        except ValueError:
            raise FieldFault("not_a_date") from None
    if value is None:
        return None
    if not isinstance(value, dt.datetime):
        raise FieldFault("not_a_date")
    return value if value.tzinfo else value.replace(tzinfo=dt.UTC)


def _ident(_: TypeEngine[object], value: object) -> UUID | None:
    """A record's id, itself or as text."""
    if isinstance(value, UUID):
        return value
    try:
        return UUID(str(value)) if str(value).strip() else None
    except ValueError:
        raise FieldFault("not_an_id") from None


def _yes_no(_: TypeEngine[object], value: object) -> bool:
    """True or False, nothing else."""
    if not isinstance(value, bool):
        raise FieldFault("not_yes_no")
    return value


def _json(_: TypeEngine[object], value: object) -> object:
    """A list of short words without repeats, or an object."""
    if isinstance(value, dict):
        return dict(value)
    if not isinstance(value, list | tuple) or not all(isinstance(v, str) for v in value):
        raise FieldFault("malformed")
    words = list(dict.fromkeys(filter(None, (clean(v) for v in value))))
    if len(words) > _MOST_WORDS or any(len(w) > 120 for w in words):
        raise FieldFault("too_long")
    return words


_CONVERTERS: tuple[tuple[type, Callable[[TypeEngine[object], object], object]], ...] = (
    (Enum, _choice),
    (String, _text),
    (Boolean, _yes_no),
    (Integer, _whole),
    (Float, _number),
    (DateTime, _moment),
    (Date, _date),
    (Uuid, _ident),
    (JSON, _json),
)
