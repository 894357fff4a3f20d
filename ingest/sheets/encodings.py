"""Recognise the old Vietnamese encodings column by column; what is right Unicode already is never changed.

Evidence is counted over the different words of a column: a word speaks for an encoding when it is a Vietnamese syllable
after decoding and none before. The outcome is a proposal with a confidence and samples, for a person to confirm.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ingest.sheets.fonts import CP1258, TCVN3, decode
from ingest.sheets.syllables import is_syllable
from ingest.sheets.types import Row

HEADINGS = -1
MIXED = "+unicode"
_ALONE = 0.55  # least confidence of a column by itself: three words of three, or eight of ten
_WORDS = 4_000
_SAMPLES = 6
_Z = 1.28  # one-sided 90 %

_WORD = re.compile("[A-Za-z\u00a1-\u024f\u0300-\u036f\u1e00-\u1eff]+")
_PLAIN = re.compile("[A-Za-z]")
_UNICODE_VIETNAMESE = re.compile("[ĂăĐđĨĩŨũƠơƯưẠ-ỹ\u0300-\u036f]")
_KEPT = re.compile("\\d\\s*[×±·]\\s*(?=\\d)|©\\s?(?=\\d)|\\d\\s*µm?\\b|[(]µm[)]")  # 30 × 20, © 1998, 5 µm
_TWO_CAPITALS = re.compile("[A-Z]{2}")


@dataclass(frozen=True, slots=True)
class ColumnEncoding:
    """A proposal: this column's text is in an old encoding.

    Attributes:
        column: index from 0, or ``HEADINGS`` for the header and the rows above it.
        encoding: ``tcvn3``, ``vni`` or ``windows-1258``; with ``+unicode`` where other cells of the column are right
            already, so that a cell that can be read either way stays.
        confidence: 0..1, lower 90 % limit of the share of words that become Vietnamese.
        words: different words that speak for it.
        samples: cells before and after.
        capitals: cells whose toned small letters would become capitals, because all else in the word is one (.VnTimeH).
    """

    column: int
    encoding: str
    confidence: float
    words: int
    samples: tuple[tuple[str, str], ...]
    capitals: int = 0


def convert_text(text: str, encoding: str) -> str:
    """Text in the encoding that was confirmed as Unicode; text that is right already stays as it is.

    Args:
        text: a cell as the file has it.
        encoding: as ``ColumnEncoding`` names it.
    """
    encoding, mixed, _ = encoding.partition(MIXED)
    if text.isascii() or (encoding != CP1258 and _UNICODE_VIETNAMESE.search(text)):
        return text
    if encoding == CP1258:
        return decode(text, encoding)
    if _is_right(text, encoding, is_mixed=bool(mixed)):
        return text
    pieces, end = [], 0
    for kept in _KEPT.finditer(text):
        pieces += [_decode_words(text[end : kept.start()], encoding), kept[0]]
        end = kept.end()
    return "".join([*pieces, _decode_words(text[end:], encoding)])


def convert_row(row: Row, encodings: Mapping[int, str]) -> Row:
    """A row with its confirmed columns converted; ``encodings`` maps a column's index to its encoding."""
    cells = list(row.cells)
    for column, encoding in encodings.items():
        if 0 <= column < len(cells):
            cells[column] = convert_text(cells[column], encoding)
    return Row(row.number, tuple(cells))


def convert_headings(cells: Sequence[str], encodings: Iterable[ColumnEncoding]) -> tuple[str, ...]:
    """Header cells as proposed for the headings."""
    found = next((e.encoding for e in encodings if e.column == HEADINGS), None)
    return tuple(cells) if found is None else tuple(convert_text(cell, found) for cell in cells)


def _decode_words(text: str, encoding: str) -> str:
    """Decode; in TCVN3 small toned letters among capitals become capitals."""
    if encoding != TCVN3:
        return decode(text, encoding)
    return _WORD.sub(lambda found: _raise_capitals(found[0], decode(found[0], TCVN3)), text)


def _raise_capitals(stored: str, decoded: str) -> str:
    """A word of the capitals' font: two capitals in a row and no small plain letter."""
    plain = "".join(_PLAIN.findall(stored))
    return decoded.upper() if plain.isupper() and _TWO_CAPITALS.search(plain) else decoded


def _is_right(text: str, encoding: str, *, is_mixed: bool) -> bool:
    """Whether all words are Vietnamese as they stand, and (in a column of one kind) decoding would spoil some."""
    words = [word for word in _WORD.findall(text) if not word.isascii()]
    changed = [word for word in words if decode(word, encoding) != word]
    if not changed or not all(is_syllable(word) for word in changed):
        return False
    return is_mixed or not all(is_syllable(_decode_words(word, encoding)) for word in changed)


class Evidence:
    """Gathers the words of a table with letters beyond ASCII, column by column, in bounded memory."""

    def __init__(self, candidates: Sequence[str]) -> None:
        self._candidates = tuple(candidates)
        self._words: dict[int, set[str]] = {}
        self._cells: dict[int, dict[str, None]] = {}
        self._unicode: set[int] = set()

    def add(self, column: int, text: str) -> None:
        """Take a cell into account."""
        if text.isascii():
            return
        if _UNICODE_VIETNAMESE.search(text):
            self._unicode.add(column)
            return
        words = self._words.setdefault(column, set())
        if len(words) >= _WORDS:
            return
        before = len(words)
        words.update(w for w in _WORD.findall(text) if not w.isascii())
        cells = self._cells.setdefault(column, {})
        if len(words) > before and len(cells) < 8 * _SAMPLES:
            cells[text] = None

    def add_row(self, row: Row) -> None:
        """Take all cells of a row into account."""
        for column, text in enumerate(row.cells):
            if text and not text.isascii():
                self.add(column, text)

    def proposals(self) -> tuple[ColumnEncoding, ...]:
        """What to convert, by column; a column with little text follows the rest of the table."""
        votes = {c: {e: _vote(words, e) for e in self._candidates} for c, words in self._words.items()}
        chosen = {c: best for c, by_encoding in votes.items() if (best := _best(by_encoding)) is not None}
        totals = {e: sum(votes[c][e].good for c, chosen_e in chosen.items() if chosen_e == e) for e in self._candidates}
        common = max(totals, key=lambda e: totals[e], default="")
        for column, by_encoding in votes.items():
            is_free = column not in chosen and column not in self._unicode
            if is_free and totals.get(common) and by_encoding[common].may_follow(common):
                chosen[column] = common
        return tuple(self._proposal(c, e, votes[c][e]) for c, e in sorted(chosen.items()))

    def _proposal(self, column: int, encoding: str, vote: _Vote) -> ColumnEncoding:
        """The proposal for one column with samples that change."""
        shown = encoding + MIXED if column in self._unicode and encoding != CP1258 else encoding
        pairs = [(cell, convert_text(cell, shown)) for cell in self._cells[column]]
        changed = [(before, after) for before, after in pairs if before != after]
        capitals = sum(after != _decode_plain(before, encoding) for before, after in changed)
        confidence = round(vote.confidence, 3)
        return ColumnEncoding(column, shown, confidence, vote.good, tuple(changed[:_SAMPLES]), capitals)


def _decode_plain(text: str, encoding: str) -> str:
    """Decoding without the rule for capitals."""
    return decode(text, encoding) if encoding == TCVN3 else convert_text(text, encoding)


@dataclass(frozen=True, slots=True)
class _Vote:
    """How the words of a column speak about one encoding.

    Attributes:
        good: become Vietnamese.
        right: were Vietnamese, and would be spoilt.
        foreign: are none before and after.
        either: are Vietnamese before and after.
    """

    good: int = 0
    right: int = 0
    foreign: int = 0
    either: int = 0

    @property
    def confidence(self) -> float:
        """Lower limit of the share of good words (Wilson 1927)."""
        n = self.good + self.right + self.foreign
        if not n:
            return 0.0
        share, z2 = self.good / n, _Z * _Z
        spread = _Z * math.sqrt(share * (1 - share) / n + z2 / (4 * n * n))
        return (share + z2 / (2 * n) - spread) / (1 + z2 / n)

    def may_follow(self, encoding: str) -> bool:
        """Whether nothing in the column speaks against the encoding of the rest of the table."""
        if encoding == CP1258:  # one encoding of all bytes of a file
            return self.good + self.either + self.foreign > 0 and self.right <= self.good
        return self.right == 0 and self.good > 0 and self.foreign <= self.good


def _vote(words: Iterable[str], encoding: str) -> _Vote:
    """Count the words that the encoding changes; signs without any plain letter prove nothing."""
    good = right = foreign = either = 0
    for word in words:
        decoded = _decode_words(word, encoding)
        if decoded == word or not _PLAIN.search(word):
            continue
        before, after = is_syllable(word), is_syllable(decoded)
        good += after and not before
        right += before and not after
        foreign += not before and not after
        either += before and after
    return _Vote(good, right, foreign, either)


def _best(by_encoding: Mapping[str, _Vote]) -> str | None:
    """The encoding that a column proves by itself."""
    good = {e: vote for e, vote in by_encoding.items() if vote.confidence >= _ALONE}
    return max(good, key=lambda e: (good[e].confidence, good[e].good), default=None)
