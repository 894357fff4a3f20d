"""The typeface of what we draw (DejaVu Sans has every Vietnamese letter and comes with matplotlib) and PDF set-up."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path

SANS, BOLD, MONO = "CuuDinhSans", "CuuDinhSans-Bold", "CuuDinhMono"
_FILES = {SANS: "DejaVuSans.ttf", BOLD: "DejaVuSans-Bold.ttf", MONO: "DejaVuSansMono.ttf"}


def font_path(name: str = SANS) -> Path:
    """Give the TrueType file of one of our faces."""
    return Path(str(files("matplotlib").joinpath("mpl-data", "fonts", "ttf", _FILES[name])))


def register_fonts() -> None:
    """Make our faces known to the PDF writer under names of our own, so that nobody else's are touched."""
    from reportlab.lib.fonts import addMapping
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    known = set(pdfmetrics.getRegisteredFontNames())
    for name in _FILES:
        if name not in known:
            pdfmetrics.registerFont(TTFont(name, str(font_path(name))))
    for bold in (0, 1):
        for italic in (0, 1):
            addMapping(SANS, bold, italic, BOLD if bold else SANS)
            addMapping(MONO, bold, italic, MONO)


@contextmanager
def binary_streams() -> Iterator[None]:
    """Let the PDF writer leave out its text encoding of pictures, which takes longer than all the rest."""
    from reportlab import rl_config

    before = rl_config.useA85
    rl_config.useA85 = 0
    try:
        yield
    finally:
        rl_config.useA85 = before
