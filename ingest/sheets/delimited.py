"""Tables in text files: bytes to letters, what parts the cells, rows."""

from __future__ import annotations

import codecs
import csv
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TextIO

from ingest.errors import RefusedError
from ingest.sheets.cells import clean_cell, trim, unescape_cell
from ingest.sheets.fonts import CP1258, TCVN3, VNI
from ingest.sheets.types import Notices, Row, Source

_CHUNK = 1 << 20
_LINE = 16 << 20
_HEAD_LINES = 200
_FEW = 8  # control characters that slip into any text
_DELIMITERS = (",", ";", "\t", "|")
_PROSE = 120  # characters of a line: a table of one column has shorter ones
_ESCAPED = re.compile("[\udc80-\udcff]")
_BEYOND_ASCII = re.compile("[^\x00-\x7f]")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f]")
WESTERN = "windows-1252"
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))

csv.field_size_limit(_LINE)


def _western_table() -> dict[int, str]:
    """A byte that UTF-8 doesn't take (as Python escapes it) or that ISO 8859-1 hides, as Windows-1252 shows it."""
    table = {}
    for byte in range(0x80, 0x100):
        letter = bytes([byte]).decode("cp1252", "ignore") or chr(byte)
        table[0xDC00 + byte] = letter
        table[byte] = letter
    return table


_WESTERN = _western_table()
_MEND = {code: letter for code, letter in _WESTERN.items() if code >= 0xDC00}


@dataclass(frozen=True, slots=True)
class _Text:
    """How a file's bytes become letters.

    Attributes:
        encoding: as shown to people.
        codec: Python's name.
        mended: how many bytes are no UTF-8, in a file that else is.
        first_bad: the line of the first of them.
    """

    encoding: str
    codec: str
    mended: int = 0
    first_bad: int = 0

    def open(self, path: Path) -> TextIO:
        """The file as text with its own line ends."""
        return path.open(encoding=self.codec, errors="surrogateescape" if self.mended else "strict", newline="")

    @property
    def translation(self) -> dict[int, str] | None:
        """What cells are translated with after they were parted."""
        if self.encoding == WESTERN:
            return _WESTERN
        return _MEND if self.mended else None


def open_delimited(path: Path, name: str) -> Source:
    """A text file as a source of rows; its encoding and what parts its cells are found out.

    Raises:
        RefusedError: ``sheet_encoding``, ``sheet_unknown_format``, ``sheet_not_table``, ``sheet_broken``.
    """
    text = _find_text(path, name)
    head = _head(path, name, text)
    delimiter = _find_delimiter(head, name)
    candidates = (CP1258, TCVN3, VNI) if text.encoding == WESTERN else (TCVN3, VNI)
    return Source("csv", text.encoding, partial(_rows, path, name, text, delimiter), candidates, delimiter=delimiter)


def _find_text(path: Path, name: str) -> _Text:
    """By the mark of byte order, by zero bytes, by being UTF-8; else some 8-bit encoding, shown as Windows-1252."""
    with path.open("rb") as source:
        head = source.read(1 << 16)
    for bom, codec in _BOMS:
        if head.startswith(bom):
            shown = "utf-8" if bom == codecs.BOM_UTF8 else ("utf-16-le" if bom == codecs.BOM_UTF16_LE else "utf-16-be")
            return _check_utf8(path, name, codec) if shown == "utf-8" else _Text(shown, codec)
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if even + odd > len(head) // 8:
        if min(even, odd) * 20 > max(even, odd):
            raise RefusedError("sheet_unknown_format", file=name, found="binary")
        codec = "utf-16-le" if odd > even else "utf-16-be"
        return _Text(codec, codec)
    return _check_utf8(path, name, "utf-8")


def _check_utf8(path: Path, name: str, codec: str) -> _Text:
    """Whether the whole file is UTF-8, nearly all of it, or none of it.

    Raises:
        RefusedError: ``sheet_encoding``: too much of both.
    """
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        with path.open("rb") as source:
            while piece := source.read(_CHUNK):
                decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return _weigh_utf8(path, name, codec)
    return _Text("utf-8", codec)


def _weigh_utf8(path: Path, name: str, codec: str) -> _Text:
    """Count letters that UTF-8 explains and bytes that it doesn't."""
    good = bad = first_bad = 0
    with path.open(encoding="utf-8", errors="surrogateescape", newline="") as source:
        lines = _Lines(source, name)
        for line in lines:
            if line.isascii():
                continue
            found = len(_ESCAPED.findall(line))
            first_bad = first_bad or (lines.read if found else 0)
            bad += found
            good += len(_BEYOND_ASCII.findall(line)) - found
    if good >= 10 * bad:
        return _Text("utf-8", codec, bad, first_bad)
    if good * 5 > bad:
        raise RefusedError("sheet_encoding", file=name, row=first_bad)
    return _Text(WESTERN, "latin-1")


def _head(path: Path, name: str, text: _Text) -> list[str]:
    """The first lines that hold anything."""
    with text.open(path) as source:
        lines = _Lines(source, name)
        try:
            head = list(islice(lines, _HEAD_LINES))
        except UnicodeError as error:
            raise RefusedError("sheet_broken", file=name, reason=text.encoding) from error
    joined = "".join(head)
    controls = len(_CONTROLS.findall(joined))
    if controls > _FEW and controls * 50 > len(joined):
        raise RefusedError("sheet_unknown_format", file=name, found="binary")
    return head


class _Lines:
    """Lines of bounded length; counts the quotation marks of a row."""

    def __init__(self, source: TextIO, name: str) -> None:
        self._source, self._name = source, name
        self.quotes = self.lines = self.read = 0

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._source.readline(_LINE)
        if not line:
            raise StopIteration
        self.read += 1
        if len(line) == _LINE:
            raise RefusedError("sheet_line_long", file=self._name, row=self.read)
        self.lines += 1
        self.quotes += line.count('"')
        return line

    def end_row(self) -> bool:
        """Begin to count anew; True when the row ran over several lines with an odd number of quotation marks."""
        is_open = self.lines > 1 and self.quotes % 2 == 1
        self.quotes = self.lines = 0
        return is_open


def _find_delimiter(head: list[str], name: str) -> str:
    """What parts cells most evenly; a first line ``sep=;`` says it.

    Raises:
        RefusedError: ``sheet_not_table``.
    """
    said = _said_delimiter(head[0]) if head else ""
    if said:
        return said
    scores = {delimiter: _evenness(head, delimiter) for delimiter in _DELIMITERS}
    best = max(scores, key=lambda delimiter: scores[delimiter])
    if scores[best] > 0:
        return best
    lines = [line.strip() for line in head if line.strip()]
    if len(lines) < 2 or sum(map(len, lines)) > _PROSE * len(lines):
        raise RefusedError("sheet_not_table", file=name, found="text")
    return ","


def _said_delimiter(line: str) -> str:
    """The delimiter in Excel's own first line."""
    found = re.fullmatch(r'"?sep=(.)"?', line.strip("\ufeff\r\n"))
    return found[1] if found else ""


def _evenness(head: list[str], delimiter: str) -> float:
    """Share of rows with the commonest number of cells, a little more for many cells; 0 where nothing is parted."""
    try:
        widths = Counter(len(trim(row)) for row in csv.reader(head, delimiter=delimiter) if any(row))
    except csv.Error:
        return 0.0
    parted = {width: count for width, count in widths.items() if width > 1}
    if not parted:
        return 0.0
    total = sum(widths.values())
    full = max(len(row) for row in csv.reader(head, delimiter=delimiter))
    return sum(parted.values()) / total + max(parted.values()) / total + min(full, 20) / 100


def _rows(path: Path, name: str, text: _Text, delimiter: str, notices: Notices) -> Iterator[Row]:
    """Rows with content, numbered as a spreadsheet program numbers them.

    Raises:
        RefusedError: ``sheet_quote_open``, ``sheet_line_long``, ``sheet_broken``.
    """
    if text.mended:
        notices.add("sheet_bytes_mended", text.first_bad, count=text.mended)
    if text.encoding != "utf-8":
        notices.add("sheet_encoding_guessed", encoding=text.encoding)
    with text.open(path) as source:
        lines = _Lines(source, name)
        number, is_open = 0, False
        try:
            for number, cells in enumerate(csv.reader(lines, delimiter=delimiter), 1):
                is_open = lines.end_row()
                row = _cleaned(cells, text.translation, notices, number)
                if row and not (number == 1 and row == ("sep=",)):
                    yield Row(number, row)
        except csv.Error as error:
            raise RefusedError("sheet_quote_open", file=name, row=number + 1) from error
        except UnicodeError as error:
            raise RefusedError("sheet_broken", file=name, reason=f"{text.encoding}, {number + 1}") from error
    if is_open:
        raise RefusedError("sheet_quote_open", file=name, row=number)


def _cleaned(cells: list[str], translation: dict[int, str] | None, notices: Notices, number: int) -> tuple[str, ...]:
    """The cells of a row as stored."""
    cleaned = []
    for column, cell in enumerate(cells):
        text = cell
        if not cell.isascii() and translation is not None:
            text = cell.translate(translation)
        text = clean_cell(text, notices, number, column)
        cleaned.append(unescape_cell(text) if text.startswith("'") else text)
    return trim(cleaned)
