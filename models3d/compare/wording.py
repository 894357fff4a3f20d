"""Notices as sentences: the front door gives the texts, models3d only fills in the values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from string import Formatter

from models3d.types import Notice

Texts = Mapping[str, Mapping[str, str]]
"""Code -> language -> sentence with ``{value}`` places."""


class _Filler(Formatter):
    """Fills by name; a missing value shows as a dash, numbers in the language's own style."""

    def __init__(self, language: str) -> None:
        self._language = language

    def get_value(self, key: int | str, args: Sequence[object], kwargs: Mapping[str, object]) -> object:  # noqa: ARG002  signature of Formatter
        return kwargs.get(str(key), "–")

    def format_field(self, value: object, format_spec: str) -> str:  # noqa: ARG002  signature of Formatter
        if isinstance(value, bool) or not isinstance(value, int | float):
            return str(value)
        return number(value, self._language)


def number(value: float, language: str, digits: int | None = None) -> str:
    """Write a number with the language's separators; three significant digits below 1000 unless ``digits`` is given."""
    if digits is not None:
        text = f"{value:,.{digits}f}"
    else:
        text = f"{value:,}" if isinstance(value, int) else f"{value:,.3g}" if abs(value) < 1000 else f"{value:,.0f}"
    return text if language == "en" else text.translate(str.maketrans(",.", ".,"))


def say(notice: Notice, texts: Texts) -> tuple[str, str]:
    """Give the notice in Vietnamese and English; without a text, its code and values."""
    words = texts.get(notice.code)
    if words is None:
        values = ", ".join(f"{key} {value}" for key, value in notice.values.items())
        plain = f"{notice.code.replace('_', ' ')}: {values}" if values else notice.code.replace("_", " ")
        return plain, plain
    vi, en = (_Filler(language).vformat(words[language], (), notice.values) for language in ("vi", "en"))
    return vi, en
