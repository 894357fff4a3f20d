"""The look of printed sheets: ink on white, one accent, lines tall enough for stacked Vietnamese marks."""

from __future__ import annotations

from typing import Literal

from reportlab.lib.enums import TA_CENTER, TA_LEFT, TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle

from models3d.measure.fonts import BOLD, SANS

INK, MUTED, LINE, PAPER, ACCENT, PIN = "#1F1B16", "#6B6258", "#C9BFAE", "#F7F3EA", "#8E2A1E", "#A3261B"
MM = 72 / 25.4
MARGIN = 16 * MM
HEAD, FOOT = 18 * MM, 18 * MM
WIDTH = A4[0] - 2 * MARGIN
WIDE = A4[1] - 2 * MARGIN
SMALL = 7.0
Look = Literal[
    "title", "lead", "h1", "h2", "body", "cell", "head", "small", "right", "center", "label", "caption", "sign",
    "motto", "grade",
]  # fmt: skip


def _style(name: str, size: float, leading: float, **more: object) -> ParagraphStyle:
    look = {"fontName": SANS, "textColor": INK, "alignment": TA_LEFT, "splitLongWords": 1, **more}
    return ParagraphStyle(name, fontSize=size, leading=leading, **look)


STYLES: dict[Look, ParagraphStyle] = {
    "title": _style("title", 17, 24, fontName=BOLD, spaceAfter=2),
    "lead": _style("lead", 9.5, 14.5, textColor=MUTED),
    "h1": _style("h1", 10.5, 15.5, fontName=BOLD, spaceBefore=9, spaceAfter=3, textColor=ACCENT, keepWithNext=1),
    "h2": _style("h2", 8.8, 13, fontName=BOLD, spaceBefore=4, spaceAfter=2, keepWithNext=1),
    "body": _style("body", 8.8, 13.8, spaceAfter=3),
    "cell": _style("cell", 8.2, 12.4),
    "head": _style("head", 7.6, 11, fontName=BOLD, textColor=MUTED),
    "small": _style("small", 7.2, 10.8),
    "right": _style("right", 8.2, 12.4, alignment=TA_RIGHT),
    "center": _style("center", 8.2, 12.4, alignment=TA_CENTER),
    "label": _style("label", 8.2, 12.4, textColor=MUTED),
    "caption": _style("caption", 7.2, 10.8, textColor=MUTED, spaceAfter=2),
    "sign": _style("sign", 8.6, 13, fontName=BOLD, alignment=TA_CENTER),
    "motto": _style("motto", 8.6, 13.4, fontName=BOLD, alignment=TA_CENTER),
    "grade": _style("grade", 12, 18, fontName=BOLD),
}
