"""The report's tables: hairlines, no boxes, numbers to the right."""

from __future__ import annotations

from collections.abc import Sequence

from reportlab.lib.colors import HexColor
from reportlab.platypus import Flowable, Paragraph, Table, TableStyle

from models3d.compare.pdf.style import LINE, MM, NUMBER_HEAD, PAPER, STYLES, WIDTH, para, safe

_QUIET = [
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ("LEFTPADDING", (0, 0), (-1, -1), 0),
    ("RIGHTPADDING", (0, 0), (-1, -1), 6),
    ("TOPPADDING", (0, 0), (-1, -1), 2.6),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 3.4),
]
_RULES = [("LINEBELOW", (0, 0), (-1, -1), 0.4, HexColor(LINE))]


def facts_table(rows: Sequence[tuple[str, Sequence[str]]], heads: Sequence[str] = (), label_mm: float = 42.0) -> Table:
    """Give a table of labels and values, one or more columns of values; a value of 64 hex digits is set in mono."""
    columns = max(len(values) for _, values in rows)
    widths = [label_mm * MM] + [(WIDTH - label_mm * MM) / columns] * columns
    body = [[para(label, "label"), *(_value(value) for value in values)] for label, values in rows]
    if heads:
        body.insert(0, [para("", "head"), *(para(head, "head") for head in heads)])
    return Table(body, widths, style=TableStyle([*_QUIET, *_RULES]), repeatRows=1 if heads else 0)


def data_table(heads: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[float], words: int = 1) -> Table:
    """Give a table of numbers; the first ``words`` columns are text; ``widths`` are shares of the page's width."""
    total = sum(widths)
    body: list[list[Paragraph]] = [[_head(head, column < words) for column, head in enumerate(heads)]]
    body += [[para(cell, "cell" if column < words else "number") for column, cell in enumerate(row)] for row in rows]
    style = TableStyle([*_QUIET, *_RULES, ("LINEBELOW", (0, 0), (-1, 0), 0.9, HexColor("#6B6258"))])
    return Table(body, [WIDTH * width / total for width in widths], style=style, repeatRows=1)


def panel(content: Sequence[Flowable]) -> Table:
    """Give a box on tinted paper that holds the main result."""
    style = TableStyle([
        ("BACKGROUND", (0, 0), (-1, -1), HexColor(PAPER)),
        ("LINEBEFORE", (0, 0), (0, -1), 2.4, HexColor("#8E2A1E")),
        ("LEFTPADDING", (0, 0), (-1, -1), 12),
        ("RIGHTPADDING", (0, 0), (-1, -1), 12),
        ("TOPPADDING", (0, 0), (-1, -1), 8),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 10),
    ])  # fmt: skip
    return Table([[list(content)]], [WIDTH], style=style)


def grid(cells: Sequence[Sequence[object]], widths: Sequence[float]) -> Table:
    """Give pictures and their captions side by side; widths in points."""
    style = TableStyle([
        ("VALIGN", (0, 0), (-1, -1), "BOTTOM"),
        ("ALIGN", (0, 0), (-1, -1), "CENTER"),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("RIGHTPADDING", (0, 0), (-1, -1), 0),
        ("TOPPADDING", (0, 0), (-1, -1), 2),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 2),
    ])  # fmt: skip
    return Table([list(row) for row in cells], list(widths), style=style)


def _value(value: str) -> Paragraph:
    if len(value) == 64 and set(value) <= set("0123456789abcdef"):
        return Paragraph(f"{value[:32]}<br/>{value[32:]}", STYLES["mono"])
    return para(value, "cell")


def _head(text: str, is_word: bool) -> Paragraph:  # noqa: FBT001  one caller, column by column
    return Paragraph(safe(text), STYLES["head"] if is_word else NUMBER_HEAD)
