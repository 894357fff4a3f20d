"""One cell: cleaned on the way in, made harmless on the way out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from ingest.sheets.types import Notices

# Control characters, lone surrogates, marks of byte order, and signs that turn the direction of writing in secret.
# The soft hyphen stays: it is the letter ư of TCVN3.
_UNWANTED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufeff\ufffe\uffff\u200b\u202a-\u202e\u2066-\u2069]"
)
_BREAKS = re.compile(r"\r\n?")
_DANGER = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_NUMBER = re.compile(r"[-+]?\d+(?:[.,]\d+)*%?")


def clean_cell(text: str, notices: Notices, row: int, column: int) -> str:
    """A cell as stored: NFC, line breaks as LF, no control characters, no outer space."""
    if text.isprintable() and (text.isascii() or unicodedata.is_normalized("NFC", text)):
        return text.strip()
    lines = _BREAKS.sub("\n", text)
    kept = _UNWANTED.sub("", lines)
    if len(kept) != len(lines):
        notices.add("sheet_controls", row, column)
    if not unicodedata.is_normalized("NFC", kept):
        kept = unicodedata.normalize("NFC", kept)
        notices.add("sheet_composed", row, column)
    return kept.strip()


def trim(cells: Sequence[str]) -> tuple[str, ...]:
    """The cells up to the last one that holds anything."""
    end = len(cells)
    while end and not cells[end - 1]:
        end -= 1
    return tuple(cells[:end])


def escape_cell(text: str) -> str:
    """Text that no spreadsheet program runs as a formula, for CSV; ``unescape_cell`` gives the text back.

    An apostrophe is set before a beginning that programs obey. Plain numbers such as ``-5`` stay as they are.

    Source:
        OWASP, CSV Injection.
    """
    bare = text.lstrip("'")
    if not bare.startswith(_DANGER) or (bare == text and _NUMBER.fullmatch(text)):
        return text
    return f"'{text}"


def unescape_cell(text: str) -> str:
    """The text before ``escape_cell``; any other text stays as it is."""
    if text.startswith("'") and text.lstrip("'").startswith(_DANGER):
        return text[1:]
    return text
