"""Reading printed sheets back: the text that a person can select, and whether all of it stands on the page."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager

import pypdfium2

_EDGE = 20.0  # points: nothing is set nearer to the edge of the paper


@contextmanager
def _opened(data: bytes) -> Iterator[pypdfium2.PdfDocument]:
    document = pypdfium2.PdfDocument(data)
    try:
        yield document
    finally:
        document.close()


def texts_of(data: bytes) -> list[str]:
    """The text of each page in NFC, its lines joined by single spaces."""
    with _opened(data) as document:
        raw = [document[place].get_textpage().get_text_range() for place in range(len(document))]
    return [" ".join(unicodedata.normalize("NFC", text.replace("\ufffe", "-")).split()) for text in raw]


def text_of(data: bytes) -> str:
    """The text of all pages."""
    return " ".join(texts_of(data))


def strays_of(data: bytes) -> list[str]:
    """Characters that stand outside of the paper or too near to its edge, with their page."""
    found = []
    with _opened(data) as document:
        for place in range(len(document)):
            page = document[place]
            width, height = page.get_size()
            text = page.get_textpage()
            for index in range(text.count_chars()):
                left, bottom, right, top = text.get_charbox(index)
                if right > left and not (
                    left >= _EDGE and bottom >= _EDGE and right <= width - _EDGE and top <= height - _EDGE
                ):
                    found.append(f"page {place + 1}: {text.get_text_range(index, 1)!r} at {left:.0f}, {bottom:.0f}")
    return found


def fonts_of(data: bytes) -> set[bytes]:
    """Kinds of embedded font programs; a face that isn't embedded shows as none."""
    return {kind for kind in (b"/FontFile2", b"/FontFile3") if kind in data}


def page_sizes(data: bytes) -> list[tuple[int, int]]:
    """Width and height of each page in whole points."""
    with _opened(data) as document:
        return [tuple(round(side) for side in document[place].get_size()) for place in range(len(document))]
