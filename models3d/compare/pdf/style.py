"""The report's look: one sans-serif face, ink on white, one accent, generous lines for stacked Vietnamese marks."""

from __future__ import annotations

from typing import Literal

from reportlab.lib.enums import TA_LEFT, TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Paragraph, Spacer

from models3d.measure.fonts import BOLD, MONO, SANS

INK, MUTED, LINE, PAPER, ACCENT = "#1F1B16", "#6B6258", "#D8D0C0", "#F7F3EA", "#8E2A1E"
MM = 72 / 25.4
PAGE = A4
MARGIN = 20 * MM
HEAD, FOOT = 24 * MM, 22 * MM
WIDTH = A4[0] - 2 * MARGIN
Look = Literal["title", "lead", "h1", "h2", "body", "cell", "head", "number", "mono", "label", "caption", "result"]


def _style(name: str, size: float, leading: float, **more: object) -> ParagraphStyle:
    look = {"fontName": SANS, "textColor": INK, "alignment": TA_LEFT, "splitLongWords": 1, **more}
    return ParagraphStyle(name, fontSize=size, leading=leading, **look)


STYLES: dict[Look, ParagraphStyle] = {
    "title": _style("title", 21, 29, fontName=BOLD, spaceAfter=4),
    "lead": _style("lead", 10, 15.5, textColor=MUTED),
    "h1": _style("h1", 14, 20, fontName=BOLD, spaceBefore=18, spaceAfter=7, textColor=ACCENT, keepWithNext=1),
    "h2": _style("h2", 9.5, 14, fontName=BOLD, spaceBefore=10, spaceAfter=4, keepWithNext=1),
    "body": _style("body", 8.6, 13.6, spaceAfter=5),
    "cell": _style("cell", 7.8, 11.6),
    "head": _style("head", 7.4, 10.6, fontName=BOLD, textColor=MUTED),
    "number": _style("number", 7.8, 11.6, alignment=TA_RIGHT),
    "mono": _style("mono", 6.6, 9.4, fontName=MONO),
    "label": _style("label", 7.8, 11.6, textColor=MUTED),
    "caption": _style("caption", 7.4, 11, textColor=MUTED, spaceAfter=4),
    "result": _style("result", 10.2, 16.2),
}
NUMBER_HEAD = _style("number_head", 7.4, 10.6, fontName=BOLD, textColor=MUTED, alignment=TA_RIGHT)


def safe(text: str) -> str:
    """Escape what people wrote for a paragraph."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def para(text: str, look: Look = "body") -> Paragraph:
    """Give a paragraph of plain text."""
    return Paragraph(safe(text), STYLES[look])


def gap(height_mm: float) -> Spacer:
    """Give free height."""
    return Spacer(1, height_mm * MM)
