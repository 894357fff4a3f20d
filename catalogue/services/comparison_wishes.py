"""What a person may ask of a measurement, checked before any work is done."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from catalogue.errors import ConflictError, ValidationError

UNITS = ("mm", "cm", "m")
ALIGNMENTS = ("registered", "pairs", "matrix")
_MOST_NOISE_MM = 100.0
_FEWEST_PAIRS, _MOST_PAIRS = 3, 1000


def check_wishes(values: Mapping[str, object]) -> dict[str, object]:
    """The wishes that were made, in the form in which the workshop takes them; empty ones are left out.

    Args:
        values: ``registered`` (bool: the files are aligned already), ``noise_mm`` (one-sigma noise of earlier and
            later points), ``pairs`` (at least three of ``[[x, y, z], [x, y, z]]``, earlier and later, metres in each
            file's own frame), ``matrix`` (16 numbers, row-major, later to earlier, metres), ``free_scale`` (bool: look
            for the scale as well), ``unit_earlier``, ``unit_later``.

    Raises:
        ValidationError: an unknown name, or a value that doesn't fit.
        ConflictError: ``comparison_alignments``: more than one way to align was chosen.
    """
    faults: dict[str, str] = {}
    wishes: dict[str, object] = {}
    for name, value in values.items():
        if value in (None, "", [], False):
            continue
        check = _CHECKS.get(name)
        if check is None:
            faults[name] = "unknown_field"
        elif (fit := check(value)) is None:
            faults[name] = "not_in_list" if name.startswith("unit_") else "malformed"
        else:
            wishes[name] = fit
    if faults:
        raise ValidationError(faults)
    if len([name for name in ALIGNMENTS if name in wishes]) > 1:
        raise ConflictError("comparison_alignments")
    return wishes


def _yes(value: object) -> object | None:
    return True if value is True else None


def _unit(value: object) -> object | None:
    return value if value in UNITS else None


def _noise(value: object) -> object | None:
    numbers = _numbers(value, 2)
    return numbers if numbers and all(0 < number <= _MOST_NOISE_MM for number in numbers) else None


def _matrix(value: object) -> object | None:
    """A rigid or similar motion: whether it is one of the two is for the geometry to say."""
    numbers = _numbers(value, 16)
    return numbers if numbers and numbers[12:] == [0.0, 0.0, 0.0, 1.0] else None


def _pairs(value: object) -> object | None:
    if not isinstance(value, list | tuple) or not _FEWEST_PAIRS <= len(value) <= _MOST_PAIRS:
        return None
    pairs = [_pair(pair) for pair in value]
    return pairs if all(pair is not None for pair in pairs) else None


def _pair(value: object) -> list[list[float]] | None:
    if not isinstance(value, list | tuple) or len(value) != 2:
        return None
    here, there = _numbers(value[0], 3), _numbers(value[1], 3)
    return [here, there] if here and there else None


def _numbers(value: object, count: int) -> list[float] | None:
    """Exactly so many finite numbers, or None."""
    if not isinstance(value, list | tuple) or len(value) != count:
        return None
    if not all(isinstance(v, int | float) and not isinstance(v, bool) and math.isfinite(v) for v in value):
        return None
    return [float(v) for v in value]


_CHECKS: dict[str, Callable[[object], object | None]] = {
    "registered": _yes,
    "free_scale": _yes,
    "noise_mm": _noise,
    "pairs": _pairs,
    "matrix": _matrix,
    "unit_earlier": _unit,
    "unit_later": _unit,
}
