"""The XML of workbooks, streamed with expat: what is stored, without a tree, without any DTD.

openpyxl's own reading would turn numbers into floats and hide formulas, merged cells and hidden rows; it would keep a
tree of all rows that went by, and refuses whole files for a malformed fill or font.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import IO
from xml.parsers import expat

from ingest.errors import RefusedError

_PIECE = 1 << 18
_COMMON = frozenset({"c", "v", "is", "t", "f", "row"})
_TEXTS = frozenset({"v", "t"})
_TEXT_CHARS = 1 << 20  # thirty times what a cell may hold


# Column from 0, type (``n s str b e d inlineStr``), style, text, whether a formula is there. A bare tuple, because a
# table has millions of them.
StoredCell = tuple[int, str, str, str, bool]


@dataclass(slots=True)
class StoredRow:
    """A row as stored."""

    number: int
    is_hidden: bool
    cells: list[StoredCell]


class _Handler(ABC):
    """What both kinds of XML share: feeding, refusing DTDs, gathering text."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._text: list[str] = []
        self._chars = 0
        self._is_text = self._is_hint = False
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.buffer_size = 8192
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._take
        self._parser.StartDoctypeDeclHandler = self._refuse
        self._parser.EntityDeclHandler = self._refuse

    def feed(self, source: IO[bytes]) -> Iterator[None]:
        """Parse piece by piece; control comes back after each."""
        while piece := source.read(_PIECE):
            self._parser.Parse(piece, False)  # noqa: FBT003  positional only
            yield
        self._parser.Parse(b"", True)  # noqa: FBT003  positional only
        yield

    def _refuse(self, *_: object) -> None:
        raise RefusedError("sheet_entities", file=self._name)

    def _take(self, data: str) -> None:
        if self._is_text:
            self._text.append(data)
            self._chars += len(data)
            if self._chars > _TEXT_CHARS:
                raise RefusedError("sheet_bomb", file=self._name, part="text", bytes=self._chars)

    @abstractmethod
    def _start(self, name: str, attributes: dict[str, str]) -> None:
        """Take an element's begin."""

    @abstractmethod
    def _end(self, name: str) -> None:
        """Take an element's end."""


class _Strings(_Handler):
    """Shared texts: the runs of an item, without phonetic hints."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.found: list[str] = []

    def _start(self, name: str, attributes: dict[str, str]) -> None:  # noqa: ARG002  expat's signature
        tag = _local(name)
        if tag == "t":
            self._is_text = not self._is_hint
        elif tag == "si":
            self._text, self._chars = [], 0
        elif tag == "rPh":
            self._is_hint = True

    def _end(self, name: str) -> None:
        tag = _local(name)
        if tag == "t":
            self._is_text = False
        elif tag == "si":
            self.found.append("".join(self._text))
        elif tag == "rPh":
            self._is_hint = False


class _Rows(_Handler):
    """Rows of a sheet. The handlers run for every element: what comes most often is asked first."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.found: list[StoredRow] = []
        self.hidden_columns: list[int] = []
        self._row = StoredRow(0, is_hidden=False, cells=[])
        self._attributes: dict[str, str] = {}
        self._column = -1
        self._has_formula = False

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name if name in _COMMON else _local(name)
        if tag == "c":
            place = attributes.get("r")
            self._column = column_index(place.rstrip("0123456789")) if place else self._column + 1
            self._attributes = attributes
            self._text, self._chars = [], 0
            self._has_formula = False
        elif tag in _TEXTS:
            self._is_text = not self._is_hint
        elif tag == "f":
            self._has_formula = True
        elif tag == "row":
            self._begin_row(attributes)
        elif tag == "rPh":
            self._is_hint = True
        elif tag == "col" and attributes.get("hidden") in {"1", "true"}:
            self.hidden_columns.append(int(attributes["min"]) - 1)

    def _begin_row(self, attributes: dict[str, str]) -> None:
        number = int(attributes.get("r") or self._row.number + 1)
        self._row = StoredRow(number, attributes.get("hidden") in {"1", "true"}, [])
        self._column = -1

    def _end(self, name: str) -> None:
        tag = name if name in _COMMON else _local(name)
        if tag in _TEXTS:
            self._is_text = False
        elif tag == "c":
            if self._text or self._has_formula:
                get = self._attributes.get
                text = "".join(self._text)
                self._row.cells.append((self._column, get("t", "n"), get("s", "0"), text, self._has_formula))
        elif tag == "row":
            self.found.append(self._row)
        elif tag == "rPh":
            self._is_hint = False


class _Elements(_Handler):
    """Attributes of chosen elements of a small part."""

    def __init__(self, name: str, tags: frozenset[str]) -> None:
        super().__init__(name)
        self._tags = tags
        self.found: list[tuple[str, dict[str, str]]] = []

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        tag = _local(name)
        if tag in self._tags:
            self.found.append((tag, attributes))

    def _end(self, name: str) -> None:
        """Ends don't matter."""


def read_elements(source: IO[bytes], name: str, tags: frozenset[str]) -> Iterator[tuple[str, dict[str, str]]]:
    """Elements with these tags, each as its tag and attributes, in the order of the file.

    Raises:
        RefusedError: ``sheet_entities``.
        ExpatError: the XML is broken.
    """
    handler = _Elements(name, tags)
    for _ in handler.feed(source):
        found, handler.found = handler.found, []
        yield from found


def read_strings(source: IO[bytes], name: str) -> Iterator[str]:
    """The shared texts in order.

    Raises:
        RefusedError: ``sheet_entities``, ``sheet_bomb``.
        ExpatError: the XML is broken.
    """
    handler = _Strings(name)
    for _ in handler.feed(source):
        found, handler.found = handler.found, []
        yield from found


def read_rows(source: IO[bytes], name: str) -> Iterator[StoredRow | int]:
    """The rows in the order of the file; a bare number is a hidden column, counted from 0.

    Raises:
        RefusedError: ``sheet_entities``, ``sheet_bomb``.
        ExpatError: the XML is broken.
        ValueError: a place or number is none.
    """
    handler = _Rows(name)
    for _ in handler.feed(source):
        found, handler.found = handler.found, []
        hidden, handler.hidden_columns = handler.hidden_columns, []
        yield from hidden
        yield from found


@lru_cache(maxsize=1024)
def column_index(letters: str) -> int:
    """``A`` is 0, ``AA`` is 26.

    Raises:
        ValueError: no letters of a column.
    """
    if not (0 < len(letters) <= 3 and letters.isascii() and letters.isalpha() and letters.isupper()):
        raise ValueError(letters)
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - 64
    return index - 1


@lru_cache(maxsize=256)
def _local(name: str) -> str:
    """An element's name without its prefix."""
    return name.rpartition(":")[2]
