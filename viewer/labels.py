"""Label sheets: a QR code, the number, the title and one more line, on sheets or from a label printer."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, replace

from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph

from models3d.measure.fonts import BOLD, SANS
from viewer.prints.faces import Faces, faces_for
from viewer.qr import QUIET, qr_runs

MM = 72 / 25.4
_SCALES = (1.0, 0.9, 0.8, 0.7, 0.62, 0.55)
_NUMBER_PT, _TITLE_PT, _NOTE_PT = 10.5, 9.5, 8.0
_LEAST_PT = 4.8
_HAIR = 0.25


@dataclass(frozen=True, slots=True)
class Label:
    """What stands on one label; ``address`` is what its code leads to."""

    address: str
    number: str
    title: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Layout:
    """How labels lie on a page, in millimetres; the grid begins ``top_mm`` below the edge."""

    columns: int
    rows: int
    width_mm: float
    height_mm: float
    page_mm: tuple[float, float] = (210.0, 297.0)
    top_mm: float = 0.0
    pad_mm: float = 4.2  # most office printers leave that much of the paper's edge white

    @property
    def on_page(self) -> int:
        """How many labels a page holds."""
        return self.columns * self.rows


LAYOUTS: dict[str, Layout] = {
    "a4-3x8": Layout(3, 8, 70.0, 37.0, top_mm=0.5),
    "a4-4x10": Layout(4, 10, 52.5, 29.7),
    "roll-50x25": Layout(1, 1, 50.0, 25.0, page_mm=(50.0, 25.0), pad_mm=1.6),
}


def label_sheets(labels: Sequence[Label], layout: Layout, *, skip: int = 0, has_lines: bool = False) -> bytes:
    """The labels as a PDF with embedded faces; nothing runs over a label's edge.

    Args:
        labels: in the order of printing, row by row.
        layout: of the sheet.
        skip: places of the first sheet that were used before.
        has_lines: draw hairlines between the labels, for cutting plain paper.
    """
    out = io.BytesIO()
    page = (layout.page_mm[0] * MM, layout.page_mm[1] * MM)
    canvas = Canvas(out, pagesize=page, pageCompression=1, invariant=1, lang="vi")
    canvas.setTitle(labels[0].number if len(labels) == 1 else f"{len(labels)} nhãn / labels")
    canvas.setCreator("cuudinh")
    with faces_for(text for label in labels for text in (label.number, label.title, label.note)) as faces:
        for position, label in enumerate(labels, start=skip % layout.on_page):
            if position and position % layout.on_page == 0:
                canvas.showPage()
            _draw(canvas, label, _box(layout, position % layout.on_page), faces, has_lines=has_lines)
        canvas.save()
    return out.getvalue()


@dataclass(frozen=True, slots=True)
class _Box:
    """A label's place on the page in points, from the bottom left."""

    x: float
    y: float
    width: float
    height: float
    pad: float


def _box(layout: Layout, place: int) -> _Box:
    row, column = divmod(place, layout.columns)
    top = layout.page_mm[1] - layout.top_mm - row * layout.height_mm
    return _Box(
        column * layout.width_mm * MM, (top - layout.height_mm) * MM,
        layout.width_mm * MM, layout.height_mm * MM, layout.pad_mm * MM,
    )  # fmt: skip


def _draw(canvas: Canvas, label: Label, box: _Box, faces: Faces, *, has_lines: bool) -> None:
    if has_lines:
        canvas.setLineWidth(_HAIR)
        canvas.setStrokeGray(0.7)
        canvas.rect(box.x, box.y, box.width, box.height)
    pad, gap = box.pad, 1.5 * MM
    side = min(box.height - 2 * pad, 0.44 * (box.width - 2 * pad))
    _draw_code(canvas, label.address, box.x + pad, box.y + (box.height - side) / 2, side)
    width = box.width - side - 2 * pad - gap
    lines = _fitting(label, faces, width, box.height - 2 * pad)
    height = _height(lines)
    y = box.y + (box.height + height) / 2
    for line in lines:
        y -= line.height
        line.drawOn(canvas, box.x + pad + side + gap, y)


def _draw_code(canvas: Canvas, address: str, x: float, y: float, side: float) -> None:
    """The code, its quiet zone inside ``side``; the label's own white does the rest."""
    size, runs = qr_runs(address)
    square = side / (size + QUIET)
    left, top = x + square * QUIET / 2, y + side - square * QUIET / 2
    path = canvas.beginPath()
    for row, column, length in runs:
        path.rect(left + column * square, top - (row + 1) * square, length * square, square)
    canvas.setFillGray(0)
    canvas.drawPath(path, stroke=0, fill=1)


def _fitting(label: Label, faces: Faces, width: float, height: float) -> list[Paragraph]:
    """Number, title and note as large as they fit; at the smallest size title and note are cut at a word."""
    most = int(width * height / (0.4 * _LEAST_PT * _LEAST_PT))  # more signs than the smallest size could ever hold
    label = replace(label, title=label.title[:most], note=label.note[:most])
    for scale in _SCALES:
        lines = _lines(label, faces, width, scale)
        if _height(lines) <= height:
            return lines
    least, most = 0, len(label.title) + len(label.note)
    while least < most:
        middle = (least + most + 1) // 2
        fits = _height(_lines(_cut(label, middle), faces, width, _SCALES[-1])) <= height
        least, most = (middle, most) if fits else (least, middle - 1)
    return _lines(_cut(label, least), faces, width, _SCALES[-1])


def _cut(label: Label, signs: int) -> Label:
    """The label with at most so many signs in title and note together, a third of them for the note."""
    note = min(len(label.note), max(signs // 3, signs - len(label.title)))
    return replace(label, title=_shorten(label.title, signs - note), note=_shorten(label.note, note))


def _shorten(text: str, signs: int) -> str:
    """The text cut after a word, the cut shown."""
    if len(text) <= signs:
        return text
    kept = text[: max(0, signs - 1)]
    kept = kept.rpartition(" ")[0] or kept
    return f"{kept.rstrip(' ,;·›')}…" if kept else ""


def _height(lines: Sequence[Paragraph]) -> float:
    return float(sum(line.height for line in lines))


def _lines(label: Label, faces: Faces, width: float, scale: float) -> list[Paragraph]:
    rows = ((label.number, _NUMBER_PT, BOLD), (label.title, _TITLE_PT, SANS), (label.note, _NOTE_PT, SANS))
    made = [_line(text, max(_LEAST_PT, size * scale), face, faces) for text, size, face in rows if text]
    for line in made:
        line.height = line.wrap(width, 10_000)[1]
    return made


def _line(text: str, size: float, face: str, faces: Faces) -> Paragraph:
    style = ParagraphStyle("label", fontName=face, fontSize=size, leading=size * 1.22, splitLongWords=1)
    return Paragraph(faces.mark(text), style)
