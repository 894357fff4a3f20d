"""Numbers as dates write them: Roman, and Sino-Vietnamese words such as "tam thập lục"."""

from __future__ import annotations

import re
from collections.abc import Sequence

_ROMAN = re.compile(r"(?=[ivx])(x{0,3})(ix|iv|v?i{0,3})")
_DIGITS = {"nhat": 1, "nhi": 2, "tam": 3, "tu": 4, "ngu": 5, "luc": 6, "that": 7, "bat": 8, "cuu": 9}
_HAN_DIGITS = {sign: number for number, sign in enumerate("一二三四五六七八九", start=1)}


def read_roman(word: str) -> int | None:
    """A Roman number up to 39, in small letters; None for any other word."""
    match = _ROMAN.fullmatch(word)
    if not match:
        return None
    values = {"i": 1, "v": 5, "x": 10}
    signs = [values[sign] for sign in word]
    return sum(-a if a < b else a for a, b in zip(signs, [*signs[1:], 0], strict=True))


def write_roman(number: int) -> str:
    """A number from 1 to 39 in Roman capitals."""
    tens, ones = divmod(number, 10)
    return "X" * tens + ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")[ones]


def read_sino(words: Sequence[str]) -> tuple[int, int] | None:
    """A Sino-Vietnamese number 1 to 99 at the start of folded words, and how many words it takes; "nguyên" is 1."""
    if words and words[0] == "nguyen":
        return 1, 1
    return _by_tens(words, _DIGITS, "thap")


def read_han_number(signs: str) -> tuple[int, int] | None:
    """The same for Hán signs: 十五 gives 15 and 2, 元 gives 1 and 1."""
    if signs.startswith("元"):
        return 1, 1
    return _by_tens(list(signs), _HAN_DIGITS, "十")


def _by_tens(words: Sequence[str], digits: dict[str, int], ten: str) -> tuple[int, int] | None:
    """[digit] ten [digit], or a digit alone."""
    at, value = 0, 0
    head = digits.get(words[0]) if words else None
    if head is not None:
        at, value = 1, head
    if len(words) > at and words[at] == ten:
        at, value = at + 1, (head or 1) * 10
        tail = digits.get(words[at]) if len(words) > at else None
        if tail is not None:
            at, value = at + 1, value + tail
    return (value, at) if at else None
