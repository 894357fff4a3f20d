"""Mending a mistyped query with the words that the index really holds."""

from __future__ import annotations

from rapidfuzz import process
from rapidfuzz.distance import OSA
from sqlalchemy.orm import Session

from catalogue.search.engine import TextEngine

_LONG = 8  # letters from which on two slips are forgiven
_SHORTEST = 3


def mend_words(session: Session, engine: TextEngine, folded: str) -> str | None:
    """The query with each unknown word replaced by its nearest known one; None when nothing had to or could be mended.

    Nearest by optimal string alignment (a swap of neighbours is one slip): one slip, two in long words; among equals
    one with the same first letter, then the word that more entries hold.
    """
    words = folded.split()
    mended = [_nearest(session, engine, w, is_last=i == len(words) - 1) for i, w in enumerate(words)]
    joined = " ".join(mended)
    return joined if joined != folded else None


def _nearest(session: Session, engine: TextEngine, word: str, *, is_last: bool) -> str:
    """The known word nearest to this one, or the word itself."""
    if len(word) < _SHORTEST or word.isdigit():
        return word
    slips = 2 if len(word) >= _LONG else 1
    terms = engine.terms_like(session, len(word) - slips, len(word) + (40 if is_last else slips))
    if word in terms or (is_last and any(t.startswith(word) for t in terms)):
        return word
    found = process.extract(word, terms.keys(), scorer=OSA.distance, score_cutoff=slips, limit=20)
    return min(found, key=lambda f: (f[1], f[0][0] != word[0], -terms[f[0]], f[0]))[0] if found else word
