"""Whole numbers in words, as minutes and receipts write totals: "hai mươi lăm", "twenty-five"."""

from __future__ import annotations

MOST = 999_999_999
_VI = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_EN = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_SCALES = ((1_000_000, "triệu", "million"), (1_000, "nghìn", "thousand"))


def in_vietnamese(number: int) -> str:
    """A number from 0 to 999,999,999 in Vietnamese words.

    Raises:
        ValueError: the number is negative or larger.
    """
    _refuse_unfit(number)
    words: list[str] = []
    rest = number
    for size, name, _ in _SCALES:
        amount, rest = divmod(rest, size)
        if amount or words:
            words += [*_three_vi(amount, is_first=not words), name] if amount else []
    if rest or not words:
        words += _three_vi(rest, is_first=not words)
    return " ".join(words)


def in_english(number: int) -> str:
    """A number from 0 to 999,999,999 in English words.

    Raises:
        ValueError: the number is negative or larger.
    """
    _refuse_unfit(number)
    words: list[str] = []
    rest = number
    for size, _, name in _SCALES:
        amount, rest = divmod(rest, size)
        words += [f"{_three_en(amount)} {name}"] if amount else []
    if rest or not words:
        words += ["and"] if words and rest < 100 else []
        words.append(_three_en(rest))
    return " ".join(words)


def _three_vi(number: int, *, is_first: bool) -> list[str]:
    """Up to 999; behind a larger unit the empty hundreds are said too."""
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    words = [_VI[hundreds], "trăm"] if hundreds or not is_first else []
    if tens == 0:
        if ones:
            words += ["linh"] if words else []
            words.append(_VI[ones])
        return words or [_VI[0]]
    words += ["mười"] if tens == 1 else [_VI[tens], "mươi"]
    return [*words, _ones_after_tens(tens, ones)] if ones else words


def _ones_after_tens(tens: int, ones: int) -> str:
    """One becomes "mốt" from twenty-one on, five becomes "lăm"."""
    if ones == 5:
        return "lăm"
    return "mốt" if ones == 1 and tens > 1 else _VI[ones]


def _three_en(number: int) -> str:
    hundreds, rest = divmod(number, 100)
    below = _EN[rest] if rest < 20 else "-".join(filter(None, (_TENS[rest // 10], _EN[rest % 10] if rest % 10 else "")))
    if not hundreds:
        return below
    return f"{_EN[hundreds]} hundred and {below}" if rest else f"{_EN[hundreds]} hundred"


def _refuse_unfit(number: int) -> None:
    if not 0 <= number <= MOST:
        message = f"{number} is not between 0 and {MOST}"
        raise ValueError(message)
