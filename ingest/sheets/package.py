"""An XLSX package: its limits before anything is parsed, and what all its sheets share."""

from __future__ import annotations

import warnings
import zipfile
import zlib
from array import array
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from xml.parsers.expat import ExpatError

from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.numbers import BUILTIN_FORMATS, BUILTIN_FORMATS_MAX_SIZE, is_date_format, is_timedelta_format
from openpyxl.styles.stylesheet import apply_stylesheet
from openpyxl.xml.constants import SHARED_STRINGS

from ingest.errors import RefusedError
from ingest.sheets.sheetxml import read_strings
from ingest.sheets.types import SheetLimits

_RATIO_FROM = 32 << 20
_SMALL_PART = 32 << 20
_BROKEN = (
    zipfile.BadZipFile, zlib.error, EOFError, OSError, SyntaxError, ValueError, LookupError, TypeError, AttributeError,
    ArithmeticError, AssertionError, RecursionError, NotImplementedError, ExpatError,
)  # fmt: skip


class SharedStrings:
    """The texts that cells share, packed into one block of bytes: a third of what a list takes."""

    def __init__(self) -> None:
        self._bytes = bytearray()
        self._ends = array("Q")

    def append(self, text: str) -> None:
        """Take one more text."""
        self._bytes += text.encode("utf-8", "surrogatepass")
        self._ends.append(len(self._bytes))

    def get(self, index: int) -> str:
        """The text with this number.

        Raises:
            IndexError: there is none.
        """
        if not 0 <= index < len(self._ends):
            raise IndexError(index)
        start = self._ends[index - 1] if index else 0
        return self._bytes[start : self._ends[index]].decode("utf-8", "surrogatepass")


@dataclass(frozen=True, slots=True)
class SheetPart:
    """One sheet: its name, its part in the package, whether it is hidden from people."""

    name: str
    part: str
    is_hidden: bool


@dataclass(frozen=True, slots=True)
class Style:
    """How cells of one style show numbers."""

    number_format: str
    is_date: bool
    is_duration: bool


@dataclass(frozen=True, slots=True)
class Package:
    """What all sheets of a workbook share.

    Attributes:
        sheets: the sheets with cells, in order.
        strings: texts that cells name by number.
        styles: styles that cells name by number.
        epoch: the day that counts as 0, as openpyxl takes it.
        has_macros: whether programs are inside; they are never run.
    """

    sheets: tuple[SheetPart, ...]
    strings: SharedStrings
    styles: tuple[Style, ...]
    epoch: object
    has_macros: bool


class _Reader(ExcelReader):  # type: ignore[misc]  # openpyxl carries no types
    """openpyxl's reader of packages, for tables alone: no properties, drawings, charts or links to other files."""

    def __init__(self, path: Path) -> None:
        super().__init__(path.open("rb"), read_only=True, data_only=True, keep_links=False)

    def read_package(self, name: str) -> Package:
        """Read what the sheets share."""
        self.read_manifest()
        strings = SharedStrings()
        part = self.package.find(SHARED_STRINGS)
        if part is not None and part.PartName[1:] in self.valid_files:
            with self.archive.open(part.PartName[1:]) as source:
                for text in read_strings(source, name):
                    strings.append(text)
        self.read_workbook()
        apply_stylesheet(self.archive, self.wb)
        has_macros = any(part.endswith("vbaProject.bin") for part in self.valid_files)
        return Package(tuple(self._sheets()), strings, tuple(_styles(self.wb)), self.wb.epoch, has_macros)

    def _sheets(self) -> Iterator[SheetPart]:
        """The sheets that hold cells."""
        for sheet, relation in self.parser.find_sheets():
            if relation.target in self.valid_files and "chartsheet" not in relation.Type:
                yield SheetPart(sheet.name, relation.target, sheet.state != "visible")


def open_package(path: Path, name: str, limits: SheetLimits) -> Package:
    """Check a package's limits, then read what its sheets share.

    Raises:
        RefusedError: ``sheet_bomb``, ``sheet_broken``, ``sheet_entities``, ``sheet_password``.
    """
    with clear_errors(name), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl warns of styles and extensions that it can't keep; we keep none
        with zipfile.ZipFile(path) as archive:
            _check_limits(archive, name, limits)
            _check_parts(archive, name)
        reader = _Reader(path)
        with reader.archive.fp, reader.archive:
            return reader.read_package(name)


@contextmanager
def clear_errors(name: str) -> Iterator[None]:
    """Turn what ZIP, XML and openpyxl raise on broken files into our errors.

    Raises:
        RefusedError: ``sheet_broken``.
    """
    try:
        yield
    except _BROKEN as error:
        raise RefusedError("sheet_broken", file=name, reason=type(error).__name__) from error


def _styles(workbook: object) -> Iterator[Style]:
    """The number formats of the workbook's cell styles."""
    own = list(workbook._number_formats)  # type: ignore[attr-defined]  # noqa: SLF001  no public way to it
    for cell_style in workbook._cell_styles:  # type: ignore[attr-defined]  # noqa: SLF001
        number = cell_style.numFmtId
        if number < BUILTIN_FORMATS_MAX_SIZE:
            code = BUILTIN_FORMATS.get(number, "General")
        else:
            code = own[number - BUILTIN_FORMATS_MAX_SIZE]
        is_duration = bool(is_timedelta_format(code))
        yield Style(code, is_duration or bool(is_date_format(code)), is_duration)


def _check_limits(archive: zipfile.ZipFile, name: str, limits: SheetLimits) -> None:
    """Refuse by what the headers promise; Python's reader never gives more than that.

    Raises:
        RefusedError: ``sheet_bomb``, ``sheet_password``.
    """
    entries = archive.infolist()
    total = sum(entry.file_size for entry in entries)
    if len(entries) > limits.parts or total > limits.package_bytes:
        raise RefusedError("sheet_bomb", file=name, part="–", bytes=total)
    for entry in entries:
        if entry.flag_bits & 0x1:
            raise RefusedError("sheet_password", file=name)
        if entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            raise RefusedError("sheet_broken", file=name, reason=f"ZIP {entry.compress_type}")
        ratio = entry.file_size / max(entry.compress_size, 1)
        too_big = entry.file_size > _part_limit(entry.filename, limits)
        if too_big or (entry.file_size > _RATIO_FROM and ratio > limits.ratio):
            raise RefusedError("sheet_bomb", file=name, part=entry.filename[:80], bytes=entry.file_size)


def _part_limit(part: str, limits: SheetLimits) -> int:
    """How large one part may be: sheets are streamed, the shared texts are kept, openpyxl reads the rest as trees."""
    if not part.endswith((".xml", ".rels")) or "worksheets/" in part:
        return limits.package_bytes
    return limits.strings_bytes if "sharedStrings" in part else _SMALL_PART


def _check_parts(archive: zipfile.ZipFile, name: str) -> None:
    """No part that openpyxl reads as a tree may declare a document type.

    Raises:
        RefusedError: ``sheet_entities``.
    """
    for part in archive.namelist():
        small = part.endswith((".xml", ".rels")) and "worksheets/" not in part and "sharedStrings" not in part
        if small and b"<!DOCTYPE" in archive.read(part).replace(b"\x00", b""):
            raise RefusedError("sheet_entities", file=name)
