"""Names of people, bodies and areas: codes made of them, finding them without accents, telling which look alike."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from rapidfuzz import fuzz
from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session

from catalogue.errors import ValidationError
from catalogue.services.paging import read_cursor
from catalogue.vocab.folding import fold, words_of

Key = TypeVar("Key")
ALIKE = 90.0
"""How like each other, of 100, two folded names must be to be shown to whoever enters one of them."""
_LONGEST = 48


@dataclass(frozen=True, slots=True)
class Called:
    """Everything that a thing is called, its code among it; the first name is the main one."""

    key: Any
    names: tuple[str, ...]


def free_code(session: Session, column: InstrumentedAttribute[str], title: str) -> str:
    """A code of the title's words that no row has yet: "Minh Mạng" gives ``minh-mang``, then ``minh-mang-2``."""
    stem = fold(title).replace(" ", "-")[:_LONGEST].strip("-") or "x"
    taken = set(session.scalars(select(column).where(column.startswith(stem, autoescape=True))))
    if stem not in taken:
        return stem
    return next(code for number in range(2, len(taken) + 3) if (code := f"{stem}-{number}") not in taken)


def rank_names(rows: Iterable[Called], words: str) -> list[Any]:
    """Keys of what has every word at the start of one of its own; whole names first, then exact accents, then short."""
    wanted, exact = fold(words).split(), words_of(words)
    found = []
    for row in rows:
        folded = [fold(name) for name in row.names]
        text = " ".join(folded)
        if not all(f" {word}" in f" {text}" for word in wanted):
            continue
        is_whole = " ".join(wanted) in folded
        has_accents = any(exact in words_of(name) for name in row.names)
        begins = text.startswith(" ".join(wanted))
        found.append(((not is_whole, not has_accents, not begins, len(text), text), row.key))
    return [key for _, key in sorted(found, key=lambda pair: pair[0])]


def alike(rows: Iterable[Called], names: Sequence[str], most: int = 5) -> list[Any]:
    """Keys of what is called nearly the same, the likest first; words may stand in another order."""
    wanted = [text for name in names if (text := fold(name))]
    scored = []
    for row in rows:
        others = [text for name in row.names if (text := fold(name))]
        score = max((_likeness(one, other) for one in wanted for other in others), default=0.0)
        if score >= ALIKE:
            scored.append((-score, row.names, row.key))
    return [key for _, _, key in sorted(scored, key=lambda row: row[:2])[:most]]


def names_in(*texts: str | None) -> tuple[str, ...]:
    """Single names in columns that may hold several, parted by semicolons or line ends."""
    parts = [part.strip() for text in texts if text for part in text.replace("\n", ";").split(";")]
    return tuple(dict.fromkeys(filter(None, parts)))


def read_offset(cursor: str | None) -> int:
    """How many rows of a ranked list earlier pages showed.

    Raises:
        ValidationError: field ``cursor`` is ``malformed``.
    """
    start = read_cursor(cursor, 1)[0] if cursor else "0"
    if not (start.isascii() and start.isdigit() and len(start) < 9):
        raise ValidationError({"cursor": "malformed"})
    return int(start)


def _likeness(one: str, other: str) -> float:
    """0 to 100; very short names must be the same."""
    if min(len(one), len(other)) < 5:
        return 100.0 if one == other else 0.0
    return float(fuzz.token_sort_ratio(one, other))
