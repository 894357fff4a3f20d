"""The XML of workbooks, streamed with expat: what is stored, without a tree, without any DTD.

openpyxl's own reading would turn numbers into floats and hide formulas, merged cells and hidden rows; it would keep a
tree of all rows that went by, and refuses whole files for a malformed fill or font.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import IO
from xml.parsers import expat

from ingest.errors import RefusedError

_PIECE = 1 << 18
_TEXT_PIECES = 4096  # of at most 8 KiB each: far more than a cell may hold


@dataclass(slots=True)
class StoredCell:
    """A cell as stored: column from 0, type (``n s str b e d inlineStr``), style, text, whether a formula is there."""

    column: int
    kind: str
    style: int
    text: str
    has_formula: bool


@dataclass(slots=True)
class StoredRow:
    """A row as stored."""

    number: int
    is_hidden: bool
    cells: list[StoredCell]


class _Handler:
    """What both kinds of XML share: feeding, refusing DTDs, gathering text."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._text: list[str] = []
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
            if len(self._text) > _TEXT_PIECES:
                raise RefusedError("sheet_bomb", file=self._name, part="text", bytes=_TEXT_PIECES * 8192)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        raise NotImplementedError

    def _end(self, name: str) -> None:
        raise NotImplementedError


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
            self._text = []
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
    """Rows of a sheet."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.found: list[StoredRow] = []
        self.hidden_columns: list[int] = []
        self._row = StoredRow(0, is_hidden=False, cells=[])
        self._cell = StoredCell(-1, "n", 0, "", has_formula=False)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        tag = _local(name)
        if tag == "c":
            self._begin_cell(attributes)
        elif tag in {"v", "t"}:
            self._is_text = not self._is_hint
        elif tag == "f":
            self._cell.has_formula = True
        elif tag == "rPh":
            self._is_hint = True
        elif tag == "row":
            number = int(attributes.get("r") or self._row.number + 1)
            self._row = StoredRow(number, attributes.get("hidden") in {"1", "true"}, [])
            self._cell = StoredCell(-1, "n", 0, "", has_formula=False)
        elif tag == "col" and attributes.get("hidden") in {"1", "true"}:
            self.hidden_columns.append(int(attributes["min"]) - 1)

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        place = attributes.get("r")
        column = column_index(place.rstrip("0123456789")) if place else self._cell.column + 1
        self._text = []
        self._cell = StoredCell(column, attributes.get("t", "n"), int(attributes.get("s", 0)), "", has_formula=False)

    def _end(self, name: str) -> None:
        tag = _local(name)
        if tag in {"v", "t"}:
            self._is_text = False
        elif tag == "c":
            cell = self._cell
            cell.text = "".join(self._text)
            if cell.text or cell.has_formula:
                self._row.cells.append(cell)
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
