"""A strict reader of the part of EDTF (ISO 8601-2:2019, levels 1 and 2) that the catalogue may write."""

from __future__ import annotations

import datetime as dt
import re

_SIGN = r"[?~%]?"
_POINT = r"(-?\d{4})(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01]))?)?"
_DATE = re.compile(rf"{_POINT}{_SIGN}")
_MEMBER = re.compile(rf"({_POINT})(?:\.\.({_POINT}))?")


def is_edtf(text: str) -> bool:
    """Whether a text is a date, a decade, an interval (perhaps open) or a set of one, in order and with real days."""
    if re.fullmatch(r"\d{3}X", text):
        return True
    if text.startswith("[") and text.endswith("]"):
        return _is_set(text[1:-1])
    if "/" in text:
        parts = text.split("/")
        known = [part for part in parts if part != ".."]
        return len(parts) == 2 and bool(known) and all(map(_is_date, known)) and _in_order(known)
    return _is_date(text)


def _is_set(inside: str) -> bool:
    if inside.startswith(".."):
        return _is_date(inside[2:])
    if inside.endswith(".."):
        return _is_date(inside[:-2])
    members = inside.split(",")
    return len(members) > 1 and all(_is_member(member) for member in members)


def _is_member(text: str) -> bool:
    return bool(_MEMBER.fullmatch(text)) and _in_order(text.split(".."))


def _is_date(text: str) -> bool:
    match = _DATE.fullmatch(text)
    if not match or match[1] == "-0000":
        return False
    year, month, day = match.groups()
    if day is None:
        return True
    try:
        dt.date(int(year) % 400 + 400, int(month), int(day))  # the Gregorian calendar repeats after 400 years
    except ValueError:
        return False
    return True


def _in_order(dates: list[str]) -> bool:
    keys = []
    for date in dates:
        match = _DATE.fullmatch(date)
        if not match:
            return False
        keys.append(int(match[1]))
    return keys == sorted(keys)
