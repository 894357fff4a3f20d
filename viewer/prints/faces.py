"""Faces of printed sheets: DejaVu for everything it has, embedded glyphs of other fonts for Hán, Nôm and the rest.

The PDF writer embeds TrueType outlines alone, while most East Asian fonts hold PostScript ones. So for each document a
small TrueType font is made of just the characters that DejaVu lacks, taken from the first font that has them: Nôm fonts
of this machine, its CJK fonts, and the one that is installed with us. A character that no font has is printed as its
code point, so that nothing on a sheet silently disappears.
"""

from __future__ import annotations

import hashlib
import io
import re
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import Any  # fontTools has no types
from unicodedata import category
from zlib import crc32

from models3d.measure.fonts import BOLD, SANS, font_path, register_fonts

_UNITS = 1000
_BUNDLED = ("pylopdf_fonts_zh_tw", "NotoSerifTC-Regular.otf")
_FOLDERS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path.home() / ".fonts")
_WANTED = re.compile(
    r"(nomnatong|nom.?na|hannom|jigmo|hanamin|babelstonehan|noto(serif|sans)cjk(tc|jp)?-regular|noto(serif|sans)(cham|tc))",
    re.IGNORECASE,
)
_LOCK = threading.RLock()


def han_fonts() -> list[Path]:
    """Fonts for what DejaVu lacks, Nôm first; the last one is installed with us."""
    found = [path for folder in _FOLDERS if folder.is_dir() for path in sorted(folder.rglob("*.[ot]t[fc]"))]
    wanted = [(match.group(1).lower(), path) for path in found if (match := _WANTED.search(path.name))]
    own = [path for path in (_bundled(),) if path is not None]
    return [path for _, path in sorted(wanted, key=lambda row: (row[0].startswith("noto"), row[1].name))] + own


@contextmanager
def faces_for(texts: Iterable[str]) -> Iterator[Faces]:
    """Register the faces that these texts need, for one document; documents are made one after the other."""
    with _LOCK:
        register_fonts()
        lacking = "".join(sorted({sign for text in texts for sign in text if ord(sign) not in _base()}))
        made = _make_font(lacking) if lacking else None
        name = f"CuuDinhHan-{hashlib.sha256(lacking.encode()).hexdigest()[:12]}"
        try:
            if made is not None:
                _register(name, made[0])
            yield Faces(name, made[1] if made else frozenset(), frozenset(lacking))
        finally:
            _forget(name)


class Faces:
    """Marks which face sets which part of a text.

    Args:
        name: the document's own font.
        held: characters that it has.
        lacking: characters that DejaVu lacks.
    """

    def __init__(self, name: str, held: frozenset[str], lacking: frozenset[str]) -> None:
        self._name, self._held, self._lacking = name, held, lacking

    def mark(self, text: str) -> str:
        """The text as paragraph markup: escaped, runs of other faces named, unknown characters as code points."""
        out: list[str] = []
        run = ""
        for sign in text:
            if sign in self._held:
                run += sign
                continue
            out, run = [*out, self._run(run)], ""
            out.append(_escape(sign) if sign not in self._lacking else _unknown(sign))
        return "".join([*out, self._run(run)]).replace("\n", "<br/>")

    def _run(self, run: str) -> str:
        return f'<font face="{self._name}">{run}</font>' if run else ""


def _unknown(sign: str) -> str:
    """A control character or another kind of blank says nothing; anything else is named by its code point."""
    return " " if category(sign) in {"Cc", "Cf", "Zs", "Zl", "Zp"} else f"[U+{ord(sign):04X}]"


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


@cache
def _base() -> frozenset[int]:
    """Code points that both weights of DejaVu have, and line ends."""
    from fontTools.ttLib import TTFont

    held = []
    for name in (SANS, BOLD):
        with TTFont(str(font_path(name)), lazy=True) as font:
            held.append(set(font.getBestCmap()))
    return frozenset((held[0] & held[1]) | {0x0A})


def _bundled() -> Path | None:
    package, name = _BUNDLED
    return Path(str(files(package).joinpath(name))) if find_spec(package) else None


@cache
def _opened(path: Path) -> tuple[Any, dict[int, str], float]:
    """A font's outlines, its characters, and the scale to our units."""
    from fontTools.ttLib import TTFont

    font = TTFont(str(path), fontNumber=0, lazy=True)
    return font.getGlyphSet(), font.getBestCmap(), _UNITS / font["head"].unitsPerEm


@cache
def _glyph(sign: str) -> tuple[Any, int] | None:
    """The outline of a character as TrueType wants it and its width, from the first font that has it."""
    from fontTools.pens.cu2quPen import Cu2QuPen
    from fontTools.pens.transformPen import TransformPen
    from fontTools.pens.ttGlyphPen import TTGlyphPen

    for path in _chain():
        outlines, known, scale = _opened(path)
        name = known.get(ord(sign))
        if name is None:
            continue
        pen = TTGlyphPen(None)
        turned = Cu2QuPen(pen, 1.0, reverse_direction=path.suffix.lower() != ".ttf")
        outlines[name].draw(TransformPen(turned, (scale, 0, 0, scale, 0, 0)))
        return pen.glyph(), round(outlines[name].width * scale)
    return None


@cache
def _chain() -> tuple[Path, ...]:
    return tuple(han_fonts())


def _make_font(signs: str) -> tuple[bytes, frozenset[str]] | None:
    """A TrueType font of those characters that some font has, and which these are."""
    from fontTools.fontBuilder import FontBuilder
    from fontTools.ttLib.tables._g_l_y_f import Glyph

    found = {sign: glyph for sign in signs if category(sign)[0] not in "CZ" and (glyph := _glyph(sign)) is not None}
    if not found:
        return None
    names = {sign: f"u{ord(sign):05X}" for sign in found}
    outlines = {".notdef": Glyph(), **{names[sign]: glyph for sign, (glyph, _) in found.items()}}
    widths = {".notdef": (_UNITS, 0), **{names[sign]: (width, 0) for sign, (_, width) in found.items()}}
    builder = FontBuilder(_UNITS, isTTF=True)
    builder.setupGlyphOrder(list(outlines))
    builder.setupCharacterMap({ord(sign): name for sign, name in names.items()})
    builder.setupGlyf(outlines)
    builder.setupHorizontalMetrics(widths)
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    own = f"CuuDinhHan{crc32(''.join(found).encode()):08x}"  # readers keep faces by name, and each document has its own
    builder.setupNameTable({"familyName": own, "styleName": "Regular", "psName": own})
    builder.setupOS2(sTypoAscender=880, usWinAscent=880, usWinDescent=120)
    builder.setupPost()
    builder.font["head"].created = builder.font["head"].modified = 0  # the same sheet gives the same bytes
    builder.font.recalcTimestamp = False
    out = io.BytesIO()
    builder.save(out)
    return out.getvalue(), frozenset(found)


def _register(name: str, data: bytes) -> None:
    from reportlab.lib.fonts import addMapping
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    pdfmetrics.registerFont(TTFont(name, io.BytesIO(data)))
    for bold in (0, 1):
        for italic in (0, 1):
            addMapping(name, bold, italic, name)


def _forget(name: str) -> None:
    """Drop a document's font again, so that a server that prints for years keeps none of them."""
    getattr(sys.modules["reportlab.pdfbase.pdfmetrics"], "_fonts", {}).pop(name, None)
    mappings = sys.modules["reportlab.lib.fonts"]
    getattr(mappings, "_ps2tt_map", {}).pop(name.lower(), None)
    for bold in (0, 1):
        for italic in (0, 1):
            getattr(mappings, "_tt2ps_map", {}).pop((name.lower(), bold, italic), None)
