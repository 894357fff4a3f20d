"""What people read when something goes wrong: one table of codes, both languages, read once.

Every file ``translations/problems/ROOM.toml`` holds, per code, ``status`` (HTTP) and for ``vi`` and ``en`` a ``title``,
a ``detail`` that names thing and fault, and a ``remedy``. ``{bytes:size}`` shows bytes as a person reads them.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Formatter
from types import MappingProxyType
from typing import Literal, cast

Language = Literal["vi", "en"]
Texts = Mapping[str, Mapping[str, object]]

UNEXPECTED = "unexpected"
_FOLDER = Path(__file__).parent / "translations" / "problems"
_UNITS = ((10**9, "GB"), (10**6, "MB"), (10**3, "kB"))


@dataclass(frozen=True, slots=True)
class ProblemText:
    """A problem in one language, with the HTTP status that fits it."""

    code: str
    title: str
    detail: str
    remedy: str
    status: int


def describe(code: str, values: Mapping[str, object], language: str) -> ProblemText:
    """The text for ``code`` with ``values`` filled in; an unknown code gives the text of ``unexpected``, naming it."""
    texts = problem_texts()
    known = code if code in texts else UNEXPECTED
    entry = texts[known]
    words = cast("Mapping[str, str]", entry["en" if language == "en" else "vi"])
    given = {"code": code, **values}
    return ProblemText(
        code=code,
        title=_fill(words["title"], given, language),
        detail=_fill(words["detail"], given, language),
        remedy=_fill(words["remedy"], given, language),
        status=int(str(entry["status"])),
    )


@cache
def problem_texts() -> Texts:
    """All entries of all rooms by code.

    Raises:
        ValueError: two rooms describe the same code.
    """
    found: dict[str, Mapping[str, object]] = {}
    for path in sorted(_FOLDER.glob("*.toml")):
        entries = tomllib.loads(path.read_text(encoding="utf-8"))
        if twice := found.keys() & entries.keys():
            message = f"{path.name}: described before: {sorted(twice)}"
            raise ValueError(message)
        found |= entries
    return MappingProxyType(found)


@cache
def notice_texts() -> Mapping[str, Mapping[str, str]]:
    """The details alone, code -> language -> sentence: for reports whose writer fills in the values itself."""
    return {
        code: {lang: cast("Mapping[str, str]", entry[lang])["detail"] for lang in ("vi", "en")}
        for code, entry in problem_texts().items()
        if str(entry["status"]) == "200"
    }


class _Filler(Formatter):
    """Fills placeholders by name; a missing value shows as a dash, never as an error inside an error."""

    def __init__(self, language: str) -> None:
        self._language = language

    def get_value(self, key: int | str, args: Sequence[object], kwargs: Mapping[str, object]) -> object:  # noqa: ARG002  signature of Formatter
        return kwargs.get(str(key), "–")

    def format_field(self, value: object, format_spec: str) -> str:
        if isinstance(value, bool) or not isinstance(value, int | float):
            return str(value)
        return _size(value, self._language) if format_spec == "size" else _number(value, self._language)


def _fill(text: str, values: Mapping[str, object], language: str) -> str:
    return _Filler(language).vformat(text, (), values)


def _size(count: float, language: str) -> str:
    """Bytes in the largest decimal unit that gives at least one."""
    for size, unit in _UNITS:
        if count >= size:
            return f"{_number(count / size, language)} {unit}"
    return f"{_number(count, language)} B"


def _number(value: float, language: str) -> str:
    """A number with the language's separators and at most three significant decimals."""
    text = f"{value:,}" if isinstance(value, int) else f"{value:,.3g}" if abs(value) < 1000 else f"{value:,.0f}"
    return text if language == "en" else text.translate(str.maketrans(",.", ".,"))
