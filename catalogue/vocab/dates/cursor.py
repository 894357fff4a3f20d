"""A reader's place in the pieces of a text, and the names and phrases that can be taken from there."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from catalogue.vocab.dates.errors import DateError
from catalogue.vocab.dates.reigns import Period, find_periods, is_name, longest_name
from catalogue.vocab.dates.tokens import Token


class Cursor:
    """The pieces of a text and how many of them are read."""

    def __init__(self, text: str, tokens: list[Token]) -> None:
        self.text = text
        self.tokens = tokens
        self.at = 0

    @property
    def is_done(self) -> bool:
        """Whether all is read."""
        return self.at >= len(self.tokens)

    @property
    def position(self) -> int:
        """Where the next piece begins in the text as typed."""
        return len(self.text) if self.is_done else self.tokens[self.at].start

    def peek(self, ahead: int = 0) -> Token | None:
        """A coming piece; None past the end."""
        at = self.at + ahead
        return self.tokens[at] if at < len(self.tokens) else None

    def word(self, ahead: int = 0) -> str:
        """Folded text of a coming piece, empty past the end."""
        token = self.peek(ahead)
        return token.text if token else ""

    def take(self, phrases: Iterable[str]) -> str | None:
        """Read the first of the phrases that comes now; None where none does."""
        first = self.word()
        for phrase in phrases if first else ():
            words = _split(phrase)
            if words[0] == first and all(self.word(i) == word for i, word in enumerate(words)):
                self.at += len(words)
                return phrase
        return None

    def number(self, most: int, ahead: int = 0) -> int | None:
        """A coming number of at most so many digits; not read yet."""
        token = self.peek(ahead)
        if token is None or token.kind != "number" or not token.figures or len(token.text) > most:
            return None
        return token.figures[0]

    def period(self, ahead: int = 0) -> tuple[tuple[Period, ...], int]:
        """What the longest name of rule that comes now can mean, and how many pieces it takes."""
        for size in range(min(longest_name(), len(self.tokens) - self.at - ahead), 0, -1):
            pieces = self.tokens[self.at + ahead : self.at + ahead + size]
            if all(piece.kind == "word" for piece in pieces) and is_name(" ".join(piece.text for piece in pieces)):
                return find_periods(" ".join(piece.raw for piece in pieces)), size
        return (), 0

    def since(self, start: int) -> str:
        """The text as typed from a piece up to the last one read."""
        if start >= len(self.tokens):
            return ""
        return self.text[self.tokens[start].start : self.tokens[max(start, self.at - 1)].end]

    def unreadable(self, ahead: int = 0) -> DateError:
        """The fault of a piece that is no part of a date."""
        token = self.peek(ahead)
        return DateError(
            "date_unreadable", token.start if token else len(self.text), text=token.raw if token else self.text
        )


@cache
def _split(phrase: str) -> tuple[str, ...]:
    return tuple(phrase.split())
