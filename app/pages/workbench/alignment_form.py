"""How two scans shall be aligned, as a person types it: choice, point pairs, matrix, free scale."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app.pages.forms import Form

FIELDS = ("alignment", "pairs", "pairs_file", "matrix", "free_scale")
AUTOMATIC, REGISTERED, PAIRS, MATRIX = "", "registered", "pairs", "matrix"
FEWEST_PAIRS, MOST_PAIRS = 3, 1000
_FREE_SCALES = (AUTOMATIC, PAIRS)
_MM = 1000.0
_HEADER = re.compile(r"\W*[^\W\d_]")  # the first sign that is not a mark is a letter
_FINEST = 9  # digits of a millimetre that are shown again: a picometre

Pair = list[list[float]]


@dataclass(slots=True)
class Faults:
    """Problem codes by field, and the values that their sentences name."""

    codes: dict[str, str] = field(default_factory=dict)
    values: dict[str, str | float] = field(default_factory=dict)

    def add(self, name: str, code: str, **values: str | float) -> None:
        """Note one fault of a field."""
        self.codes[name] = code
        self.values |= values


def read_alignment(form: Form, faults: Faults) -> dict[str, object]:
    """The wishes ``registered``, ``pairs`` (metres), ``matrix`` and ``free_scale`` of the chosen way.

    What was typed for a way that is not chosen is kept in the form and not looked at.

    Args:
        form: what was typed; ``pairs`` holds the lines of an uploaded file already.
        faults: takes ``not_in_list``, ``pairs_line``, ``pairs_few``, ``pairs_many``, ``matrix_numbers``,
            ``matrix_last_row``.
    """
    way = form.value("alignment")
    wishes: dict[str, object] = {}
    if way == REGISTERED:
        wishes["registered"] = True
    elif way == PAIRS:
        wishes["pairs"] = _pairs(form.value("pairs"), faults)
    elif way == MATRIX:
        wishes["matrix"] = _matrix(form.value("matrix"), faults)
    elif way != AUTOMATIC:
        faults.add("alignment", "not_in_list")
    if way in _FREE_SCALES:
        wishes["free_scale"] = bool(form.value("free_scale"))
    return wishes


def shown_alignment(wishes: Mapping[str, object]) -> dict[str, str]:
    """The form's fields for what an earlier comparison asked for."""
    pairs, matrix = wishes.get("pairs"), wishes.get("matrix")
    way = next((name for name in (REGISTERED, PAIRS, MATRIX) if wishes.get(name)), AUTOMATIC)
    return {
        "alignment": way,
        "pairs": "\n".join(map(_pair_line, pairs)) if isinstance(pairs, list) else "",
        "matrix": _matrix_lines(matrix) if isinstance(matrix, list) else "",
        "free_scale": "yes" if wishes.get("free_scale") else "",
    }


def join_lines(typed: str, uploaded: str) -> str:
    """The lines of a file below those that were typed; the file's first line of column names is left out."""
    lines = uploaded.strip().splitlines()
    if lines and _HEADER.match(lines[0]):
        del lines[0]
    return "\n".join(part for part in (typed.strip(), "\n".join(lines)) if part)


def _pairs(text: str, faults: Faults) -> list[Pair]:
    """Six numbers a line in millimetres; a first line of names and lines that begin with # are left out."""
    pairs: list[Pair] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        row = _numbers(line, 6, (1, 2))
        if row is None and not pairs and _HEADER.match(line):
            continue
        if row is None:
            faults.add("pairs", "pairs_line", line=number, text=line.strip()[:60])
            return []
        metres = [value / _MM for value in row]
        pairs.append([metres[:3], metres[3:]])
    if len(pairs) < FEWEST_PAIRS:
        faults.add("pairs", "pairs_few", count=len(pairs), least=FEWEST_PAIRS)
    elif len(pairs) > MOST_PAIRS:
        faults.add("pairs", "pairs_many", count=len(pairs), most=MOST_PAIRS)
    return pairs


def _matrix(text: str, faults: Faults) -> list[float]:
    """Sixteen numbers, with or without the brackets of JSON."""
    numbers = _numbers(re.sub(r"[\[\]{}]", " ", text), 16)
    if numbers is None:
        faults.add("matrix", "matrix_numbers", count=len(_words(text, r"[\s,;\[\]{}]+")))
        return []
    if numbers[12:] != [0.0, 0.0, 0.0, 1.0]:
        faults.add("matrix", "matrix_last_row")
    return numbers


def _numbers(text: str, count: int, parted: Sequence[int] | None = None) -> list[float] | None:
    """Exactly so many finite numbers; None otherwise.

    Words between blanks and semicolons come first, so that a comma inside a word is a decimal comma. Where they are
    not enough, commas part numbers; ``parted`` then names how many groups of words a line may have, so that three words
    with decimal commas are not taken for six numbers.
    """
    groups = [word.strip(",") for word in _words(text, r"[\s;]+")]
    groups = [word for word in groups if word]
    if len(groups) == count:
        return _finite([word.replace(",", ".") for word in groups])
    if parted is not None and len(groups) not in parted:
        return None
    words = _words(text, r"[\s,;]+")
    return _finite(words) if len(words) == count else None


def _words(text: str, between: str) -> list[str]:
    """What stands between separators."""
    return [word for word in re.split(between, text) if word]


def _finite(words: Sequence[str]) -> list[float] | None:
    """All words as finite numbers; None where one is none."""
    try:
        numbers = [float(word.replace("\u2212", "-")) for word in words]
    except ValueError:
        return None
    return numbers if all(map(math.isfinite, numbers)) else None


def _pair_line(pair: Sequence[Sequence[float]]) -> str:
    """One pair as it is typed."""
    return ", ".join(_plain(value * _MM) for point in pair for value in point)


def _matrix_lines(matrix: Sequence[float]) -> str:
    """Four numbers a line, every digit kept."""
    return "\n".join(", ".join(map(repr, matrix[k : k + 4])) for k in range(0, len(matrix), 4))


def _plain(value: float) -> str:
    """A coordinate without needless digits, with a point in both languages: the comma parts numbers here."""
    return f"{value:.{_FINEST}f}".rstrip("0").rstrip(".") or "0"
