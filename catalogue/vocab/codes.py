"""Short codes on labels: sixteen signs that lead to one record for as long as it exists, whatever its number becomes.

A hand scanner types what it reads, and a Vietnamese keyboard (Telex, VNI) would turn vowels, ``d`` and ``w`` into
others; the twenty signs used here pass through both unchanged.
"""

from __future__ import annotations

import re
from uuid import UUID

SIGNS = "0123456789BCGHKMNPQT"
_BASE = len(SIGNS)
_LENGTH = 15
_SHOWN = re.compile(rf"(?:^|[/?]Q[/=])([{SIGNS}]{{{_LENGTH + 1}}})/?$")


def write_code(ident: UUID) -> str:
    """The code of a record: the first half of its id and a check sign."""
    rest, signs = ident.int >> 64, ""
    for _ in range(_LENGTH):
        rest, sign = divmod(rest, _BASE)
        signs = SIGNS[sign] + signs
    return signs + _check_sign(signs)


def find_code(text: str) -> str | None:
    """The code that a text is, or that the address in it ends with; None when there is none or a sign is wrong."""
    found = _SHOWN.search(text.strip().upper())
    if found is None:
        return None
    code = found[1]
    return code if _check_sign(code[:-1]) == code[-1] and _number(code) < 2**64 else None


def id_range(code: str) -> tuple[UUID, UUID]:
    """The least and the greatest id that a code may stand for."""
    first = _number(code) << 64
    return UUID(int=first), UUID(int=first | (2**64 - 1))


def _number(code: str) -> int:
    number = 0
    for sign in code[:_LENGTH]:
        number = number * _BASE + SIGNS.index(sign)
    return number


def _check_sign(signs: str) -> str:
    """Luhn's check for twenty signs: one wrong sign is always noticed, two swapped neighbours nearly always."""
    total = 0
    for place, sign in enumerate(reversed(signs)):
        value = SIGNS.index(sign) * (2 if place % 2 == 0 else 1)
        total += value // _BASE + value % _BASE
    return SIGNS[-total % _BASE]
