"""Numbers as lists write them: with a decimal comma or point, with thousands parted, with a unit behind."""

from __future__ import annotations

import re
from collections.abc import Mapping

from catalogue.services.validation import FieldFault

_GROUPED = re.compile(r"[-+]?\d{1,3}(?:[ \u00a0\u202f.,']\d{3})+(?:[.,]\d+)?")
_MEASURE = re.compile(r"([-+]?\d[\d.,' \u00a0\u202f]*?)\s*([a-zA-Zµ]*)\.?")
_UNITS: Mapping[str, tuple[float, str]] = {
    "mm": (1.0, "mm"), "cm": (1.0, "cm"), "m": (1.0, "m"), "dm": (10.0, "cm"), "in": (2.54, "cm"),
    "inch": (2.54, "cm"), "g": (1.0, "g"), "gr": (1.0, "g"), "gram": (1.0, "g"), "kg": (1.0, "kg"),
}  # fmt: skip


def number(text: str, decimal: str = "") -> float:
    """The number that a text writes.

    "12,5" and "12.5" are the same; "1.234" is ambiguous and refused unless ``decimal`` says which sign is which.

    Args:
        text: the cell.
        decimal: ``,`` or ``.``; empty: told from the number.

    Raises:
        FieldFault: ``not_a_number``; ``import_number_ambiguous``.
    """
    bare = re.sub(r"[ \u00a0\u202f']", "", text.strip())
    if decimal:
        whole, _, rest = bare.partition(decimal)
        grouped = re.fullmatch(r"[-+]?\d{1,3}(?:[.,]\d{3})+", whole)
        return _parsed(
            (re.sub("[.,]", "", whole) if grouped else whole.replace(",", "-")) + (f".{rest}" if rest else "")
        )
    points, commas = bare.count("."), bare.count(",")
    if points and commas:
        last = max(bare.rfind("."), bare.rfind(","))
        return _parsed(re.sub("[.,]", "", bare[:last]) + "." + bare[last + 1 :])
    if points + commas > 1:
        return _parsed(re.sub("[.,]", "", bare)) if _GROUPED.fullmatch(bare) else _parsed("-")
    if re.fullmatch(r"[-+]?[1-9]\d{0,2}[.,]\d{3}", bare):
        raise FieldFault("import_number_ambiguous")
    return _parsed(bare.replace(",", "."))


def measure(text: str, unit: str, decimal: str = "") -> tuple[float, str]:
    """A number with the unit behind it, else with ``unit``; a unit that is none of ours is brought to one of ours.

    Raises:
        FieldFault: ``not_a_number``, ``import_number_ambiguous``, ``unit_unfit``.
    """
    found = _MEASURE.fullmatch(text.strip())
    if found is None:
        raise FieldFault("not_a_number")
    told = found[2].lower()
    if told and told not in _UNITS:
        raise FieldFault("unit_unfit")
    factor, known = _UNITS[told or unit]
    return number(found[1], decimal) * factor, known


def _parsed(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise FieldFault("not_a_number") from None
