"""Shapes that several nouns share, and the step from JSON with words per language to columns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from catalogue import errors

_TEXTS = ("title", "description", "text", "alt")
_CODES = {
    "missing": "required",
    "extra_forbidden": "unknown_field",
    "string_type": "not_text",
    "string_too_long": "too_long",
    "string_too_short": "required",
    "enum": "not_in_list",
    "literal_error": "not_in_list",
    "uuid_parsing": "not_an_id",
    "uuid_type": "not_an_id",
    "bool_type": "not_yes_no",
    "bool_parsing": "not_yes_no",
}


class Body(BaseModel):
    """Something the API gives."""

    model_config = ConfigDict(from_attributes=True)


class Order(BaseModel):
    """Something the API is given; names that it doesn't know are refused."""

    model_config = ConfigDict(extra="forbid")


class Text(Order):
    """Words in Vietnamese and English; English may still be missing."""

    vi: str | None = None
    en: str | None = None


class Page(Body):
    """A part of a list: ``next`` is the address of the following part, null at the end."""

    next: str | None
    total: int


class Query(Order):
    """What every address may carry: the language of the answer's words."""

    lang: Literal["vi", "en"] | None = None


class PageQuery(Query):
    """Which part of a list."""

    cursor: str | None = None
    limit: int = 50


def text(record: object, name: str) -> dict[str, str | None]:
    """The two language columns ``NAME_vi`` and ``NAME_en`` as one object."""
    return {lang: getattr(record, f"{name}_{lang}", None) for lang in ("vi", "en")}


def to_columns(order: Order) -> dict[str, object]:
    """What was given, by column name; fields that were not given are left out."""
    columns: dict[str, object] = {}
    for name, value in order.model_dump(exclude_unset=True).items():
        if name in _TEXTS and isinstance(value, Mapping):
            columns |= {f"{name}_{lang}": words for lang, words in value.items()}
        else:
            columns[name] = value
    return columns


def field_faults(error: ValidationError) -> errors.ValidationError:
    """A shape that doesn't fit, as the catalogue words it: field name to problem code."""
    found = {".".join(map(str, fault["loc"])) or "body": _field_code(fault["type"]) for fault in error.errors()}
    return errors.ValidationError(found)


def _field_code(kind: str) -> str:
    """Our code for pydantic's kind of fault."""
    if kind.startswith(("int_", "float_", "decimal_")):
        return "not_a_number"
    if kind.startswith(("date", "timezone")):
        return "not_a_date"
    if kind.startswith(("greater_", "less_", "finite")):
        return "out_of_range"
    return _CODES.get(kind, "malformed")
