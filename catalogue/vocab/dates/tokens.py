"""A written date cut into words, numbers, dates in figures and signs, each with its place in the text as typed."""

from __future__ import annotations

import re
from dataclasses import dataclass

from catalogue.vocab.folding import fold, words_of

_MARKS = "\u0300-\u036f"
_PATTERN = re.compile(
    rf"""
    (?P<ymd>\d{{4}}-\d{{1,2}}-\d{{1,2}}(?!\d))
  | (?P<dmy>\d{{1,2}}\s?(?P<by>[/.\-])\s?\d{{1,2}}\s?(?P=by)\s?\d{{4}}(?!\d))
  | (?P<ym>\d{{4}}-\d{{2}}(?!\d))
  | (?P<my>\d{{1,2}}\s?/\s?\d{{4}}(?!\d))
  | (?P<number>\d+)
  | (?P<han>[\u3400-\u4dbf\u4e00-\u9fff]+)
  | (?P<word>(?:[^\W\d_\u3400-\u4dbf\u4e00-\u9fff][{_MARKS}]*)+)
  | (?P<sign>\S)
    """,
    re.VERBOSE,
)
_SIGNS = str.maketrans({"–": "-", "—": "-", "−": "-", "‒": "-", "\u2011": "-", "≈": "~", "∼": "~", "？": "?"})


@dataclass(frozen=True, slots=True)
class Token:
    """One piece: ``text`` folded for words, as digits for numbers; ``raw`` keeps the accents; ``figures`` of a date."""

    kind: str
    text: str
    raw: str
    start: int
    end: int
    figures: tuple[int, ...] = ()
    is_wide_dash: bool = False


def tokenize(text: str) -> list[Token]:
    """The pieces of a text in order; spaces fall away, letters of any other script stay as words nobody knows."""
    return [_token(match) for match in _PATTERN.finditer(text)]


def _token(match: re.Match[str]) -> Token:
    kind, raw = match.lastgroup or "sign", match[0]
    if kind == "by":
        kind = "dmy"
    start, end = match.span()
    if kind in {"ymd", "dmy", "ym", "my"}:
        figures = tuple(int(part) for part in re.findall(r"\d+", raw))
        return Token(kind, raw, raw, start, end, figures)
    if kind == "number":
        return Token(kind, raw, raw, start, end, (int(raw),) if len(raw) <= 4 else ())
    if kind == "sign":
        sign = raw.translate(_SIGNS)
        return Token(kind, sign, raw, start, end, is_wide_dash=sign == "-" and raw != "-")
    return Token(kind, fold(raw) or raw, words_of(raw), start, end)
