"""Mending a mistyped query with the words that the index really holds."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from catalogue.records import SearchWord

_LONG = 8  # letters from which on two slips are forgiven
_SHORTEST = 3
_MOST_WORDS = 6
_NEIGHBOURS = 6
_MOST_TRIED = 40
_PARTED, _LEFT_OUT = 2.0, 5.0  # how dear a parted or joined word and a word left out are, in slips


@dataclass(frozen=True, slots=True)
class _Guess:
    """Words that may have been meant, and how far they are from those that were typed."""

    words: str
    cost: float


def mend_words(session: Session, folded: str, count: Callable[[str], int]) -> str | None:
    """The nearest query that finds something; None where there is none, or the query is too long to guess about.

    Tried, nearest first: unknown words replaced by known ones (one slip, two in long words; a swap of neighbours is one
    slip), words run together or torn apart, known words replaced by their neighbours, one word left out. Among equals
    that with the most hits wins.

    Args:
        session: where the known words are.
        folded: the accent-free words that found nothing.
        count: how many hits a query has.
    """
    words = folded.split()
    if not 0 < len(words) <= _MOST_WORDS:
        return None
    known = _known_words(session, words)
    guesses = itertools.islice(_guesses(words, known), 4 * _MOST_TRIED)
    tried: dict[str, float] = {}
    for guess in guesses:
        if guess.words and guess.words != folded:
            tried[guess.words] = min(guess.cost, tried.get(guess.words, guess.cost))
    ordered = sorted(tried, key=lambda text: tried[text])[:_MOST_TRIED]
    for _cost, group in itertools.groupby(ordered, key=lambda text: tried[text]):
        counted = [(count(text), text) for text in group]
        best = max(counted, key=lambda pair: (pair[0], pair[1] < folded))
        if best[0]:
            return best[1]
    return None


def _known_words(session: Session, words: Sequence[str]) -> set[str]:
    """Words of the index that may have been meant, parts of torn and wholes of joined ones too."""
    longest = max(map(len, words)) * 2 + 2
    query = select(SearchWord.word).where(func.length(SearchWord.word).between(2, longest))
    return set(session.scalars(query))


def _guesses(words: Sequence[str], known: set[str]) -> Iterator[_Guess]:
    """Everything that may have been meant."""
    choices = [list(_choices(word, known, is_last=at == len(words) - 1)) for at, word in enumerate(words)]
    for combination in itertools.islice(itertools.product(*choices), _MOST_TRIED):
        yield _Guess(" ".join(text for text, _ in combination), sum(cost for _, cost in combination))
    yield from _joined(words, known)
    if all(word in known or not word.isalpha() for word in words):
        yield from _exchanged(words, known)
    if len(words) > 1 and all(word.isalpha() for word in words):  # half a number is another number
        for at in range(len(words)):
            yield _Guess(" ".join((*words[:at], *words[at + 1 :])), _LEFT_OUT)


def _joined(words: Sequence[str], known: set[str]) -> Iterator[_Guess]:
    """Two words that were one."""
    for at in range(len(words) - 1):
        if (joined := words[at] + words[at + 1]) in known:
            yield _Guess(" ".join((*words[:at], joined, *words[at + 2 :])), _PARTED)


def _exchanged(words: Sequence[str], known: set[str]) -> Iterator[_Guess]:
    """One word for a neighbour of it, though all are known."""
    for at, word in enumerate(words):
        for other, slips in _near(word, known):
            yield _Guess(" ".join((*words[:at], other, *words[at + 1 :])), slips + 1)


def _choices(word: str, known: set[str], *, is_last: bool) -> Iterable[tuple[str, float]]:
    """What a word may stand for: itself where it is known, else its neighbours, or two words run together."""
    if not word.isalpha() or word in known or (is_last and any(other.startswith(word) for other in known)):
        return [(word, 0.0)]
    found: list[tuple[str, float]] = [(other, slips) for other, slips in _near(word, known)]
    parted = ((word[:cut], word[cut:]) for cut in range(2, len(word) - 1))
    found += [(f"{first} {rest}", _PARTED) for first, rest in parted if first in known and rest in known]
    return found or [(word, 0.0)]


def _near(word: str, known: set[str]) -> Iterator[tuple[str, float]]:
    """Known words within the slips that are forgiven, nearest first; a wrong first letter costs a little more."""
    if len(word) < _SHORTEST:
        return
    slips = 2 if len(word) >= _LONG else 1
    found = process.extract(word, known, scorer=OSA.distance, score_cutoff=slips, limit=3 * _NEIGHBOURS)
    near = sorted((distance + 0.25 * (other[0] != word[0]), other) for other, distance, _ in found if other != word)
    for cost, other in near[:_NEIGHBOURS]:
        yield other, cost
