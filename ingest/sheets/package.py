"""An XLSX package: its limits before anything is parsed, and what all its sheets share."""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from array import array
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from xml.parsers.expat import ExpatError

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900

from ingest.errors import RefusedError
from ingest.sheets.sheetxml import read_elements, read_strings
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


def open_package(path: Path, name: str, limits: SheetLimits) -> Package:
    """Check a package's limits, then read what its sheets share.

    Raises:
        RefusedError: ``sheet_bomb``, ``sheet_broken``, ``sheet_entities``, ``sheet_password``.
    """
    with clear_errors(name), zipfile.ZipFile(path) as archive:
        _check_limits(archive, name, limits)
        return _Parts(archive, name).package()


class _Parts:
    """The parts of an open package, found by their relations."""

    def __init__(self, archive: zipfile.ZipFile, name: str) -> None:
        self._archive, self._name = archive, name
        self._names = set(archive.namelist())
        found = [target for target, kind in self._relations("").values() if kind.endswith("/officeDocument")]
        self._workbook = found[0] if found else "xl/workbook.xml"
        self._related = self._relations(self._workbook)

    def package(self) -> Package:
        """Read what the sheets share."""
        elements = list(self._elements(self._workbook, frozenset({"workbookPr", "sheet"})))
        is_1904 = any(e.get("date1904") in {"1", "true"} for tag, e in elements if tag == "workbookPr")
        return Package(
            sheets=tuple(self._sheets([e for tag, e in elements if tag == "sheet"])),
            strings=self._strings(),
            styles=tuple(self._styles()),
            epoch=CALENDAR_MAC_1904 if is_1904 else CALENDAR_WINDOWS_1900,
            has_macros=any(part.endswith("vbaProject.bin") for part in self._names),
        )

    def _elements(self, part: str, tags: frozenset[str]) -> Iterator[tuple[str, dict[str, str]]]:
        with self._archive.open(part) as source:
            yield from read_elements(source, self._name, tags)

    def _relations(self, part: str) -> dict[str, tuple[str, str]]:
        """Relation to the part it leads to, and its kind; none where the package has none."""
        folder, _, file = part.rpartition("/")
        place = f"{folder}/_rels/{file}.rels".lstrip("/")
        if place not in self._names:
            return {}
        found = {}
        for _, relation in self._elements(place, frozenset({"Relationship"})):
            target = relation["Target"]
            whole = (
                target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"{folder}/{target}").lstrip("/")
            )
            found[relation["Id"]] = (whole, relation["Type"])
        return found

    def _sheets(self, listed: Sequence[Mapping[str, str]]) -> Iterator[SheetPart]:
        """The sheets that hold cells, in the order of their tabs."""
        for sheet in listed:
            relation = next((value for key, value in sheet.items() if key.endswith(":id")), "")
            part, kind = self._related.get(relation, ("", ""))
            if kind.endswith("/worksheet") and part in self._names:
                yield SheetPart(sheet["name"], part, sheet.get("state", "visible") != "visible")

    def _part(self, kind: str) -> str:
        """The part that the workbook relates to in this way; empty when it has none."""
        return next((t for t, k in self._related.values() if k.endswith(f"/{kind}") and t in self._names), "")

    def _strings(self) -> SharedStrings:
        """The shared texts."""
        strings = SharedStrings()
        if part := self._part("sharedStrings"):
            with self._archive.open(part) as source:
                for text in read_strings(source, self._name):
                    strings.append(text)
        return strings

    def _styles(self) -> Iterator[Style]:
        """Number formats by cell style; fonts, fills and what else is often malformed are not looked at."""
        part = self._part("styles")
        if not part:
            return
        formats, holder = dict(BUILTIN_FORMATS), ""
        for tag, element in self._elements(
            part, frozenset({"numFmt", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs", "xf"})
        ):
            if tag == "numFmt" and holder != "dxfs":
                formats[int(element["numFmtId"])] = element.get("formatCode", "General")
            elif tag == "xf" and holder == "cellXfs":
                code = formats.get(int(element.get("numFmtId", 0)), "General")
                is_duration = bool(is_timedelta_format(code))
                yield Style(code, is_duration or bool(is_date_format(code)), is_duration)
            elif tag not in {"xf", "numFmt"}:
                holder = tag


@contextmanager
def clear_errors(name: str) -> Iterator[None]:
    """Turn what ZIP, XML and number formats raise on broken files into our errors.

    Raises:
        RefusedError: ``sheet_broken``.
    """
    try:
        yield
    except _BROKEN as error:
        raise RefusedError("sheet_broken", file=name, reason=type(error).__name__) from error


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
    """How large one part may be: sheets are streamed, the shared texts are kept, the rest is small."""
    if not part.endswith((".xml", ".rels")) or "worksheets/" in part:
        return limits.package_bytes
    return limits.strings_bytes if "sharedStrings" in part else _SMALL_PART
