"""What a spreadsheet's stored values mean: numbers as written, days as ISO 8601."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from openpyxl.utils.datetime import from_excel

from ingest.sheets.package import Package, Style
from ingest.sheets.sheetxml import StoredCell
from ingest.sheets.types import Notices

_ZEROS = re.compile(r"0+")
_DECIMALS = re.compile(r"[0#,]*0\.(0+)(?:_.|\\.)*")
_NOT_CODES = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.')
_CODED = re.compile("_x([0-9A-Fa-f]{4})_")
_PLAIN_STYLE = Style("General", is_date=False, is_duration=False)


class Values:
    """Stored cells to text, by the workbook's shared texts and styles."""

    def __init__(self, package: Package, notices: Notices) -> None:
        self._strings, self._styles, self._epoch = package.strings, package.styles, package.epoch
        self._notices = notices

    def text(self, cell: StoredCell, row: int) -> str:
        """What a person sees in the cell, exact numbers and whole dates where the sheet shows less.

        Raises:
            IndexError: the cell names a shared text that is not there.
        """
        column, kind, style, stored, has_formula = cell
        if has_formula:
            self._notices.add("sheet_formulas" if stored else "sheet_formula_empty", row, column)
        if not stored:
            return ""
        if kind == "s":
            return _uncoded(self._strings.get(int(stored)))
        if kind == "n":
            return self._number(stored, int(style), row, column)
        if kind == "b":
            return "TRUE" if stored == "1" else "FALSE"
        if kind == "e":
            self._notices.add("sheet_cell_error", row, column, value=stored[:20])
            return stored
        return _uncoded(stored)

    def _number(self, stored: str, style_index: int, row: int, column: int) -> str:
        style = _at(self._styles, style_index)
        if not style.is_date:
            return number_text(stored, style.number_format)
        found = date_text(stored, style, self._epoch)
        self._notices.add("sheet_dates" if found else "sheet_date_wrong", row, column)
        return found or number_text(stored, "General")


def _at(styles: Sequence[Style], index: int) -> Style:
    """A style; a plain one where the file names none that is there."""
    return styles[index] if 0 <= index < len(styles) else _PLAIN_STYLE


@lru_cache(maxsize=65_536)
def number_text(stored: str, number_format: str) -> str:
    """A number without binary noise: 15.0 is ``15``, 0.30000000000000004 is ``0.3``; shown zeros are kept, never cut.

    ``000`` shows 7 as ``007``, ``0.00`` shows 12.1 as ``12.10``.
    """
    try:
        value = Decimal(stored)
    except InvalidOperation:
        return stored
    if not value.is_finite() or abs(value.adjusted()) > 40:
        return stored
    text = format(Decimal(format(float(value), ".15g")) if len(value.as_tuple().digits) > 15 else value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    if text in {"-0", ""}:
        text = "0"
    if _ZEROS.fullmatch(number_format) and text.isdigit():
        return text.zfill(len(number_format))
    decimals = _DECIMALS.fullmatch(number_format)
    if decimals:
        whole, _, part = text.partition(".")
        return f"{whole}.{part.ljust(len(decimals[1]), '0')}"
    return text


def date_text(stored: str, style: Style, epoch: object) -> str:
    """A day number as ISO 8601, as exact as its format shows: ``1995``, ``1995-03``, ``1995-03-07``, with a time.

    Returns:
        Empty text where the number is no day that a spreadsheet has.
    """
    try:
        days = float(stored)
        if days < 0 and not style.is_duration:
            return ""
        value = from_excel(days, epoch, timedelta=style.is_duration)
    except (ValueError, OverflowError, TypeError):
        return ""
    if isinstance(value, dt.timedelta):
        return str(value)
    codes = _NOT_CODES.sub("", style.number_format.partition(";")[0]).lower()
    if isinstance(value, dt.time):
        return value.isoformat(timespec="seconds") if "h" in codes else ""
    if not isinstance(value, dt.datetime):
        return ""
    if "d" not in codes and "h" not in codes and "y" in codes:
        return f"{value:%Y-%m}" if "m" in codes else f"{value:%Y}"
    if value.time() == dt.time():
        return value.date().isoformat()
    return value.replace(microsecond=0).isoformat()


def _uncoded(text: str) -> str:
    """``_x000D_`` and the like as the letters they stand for."""
    return _CODED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text
