"""Pieces that sheets share: tables, pictures with pins, QR codes, heads and places to sign."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image
from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.shapes import Drawing
from reportlab.lib.colors import HexColor, white
from reportlab.lib.utils import ImageReader
from reportlab.platypus import Flowable, KeepTogether, Paragraph, Table, TableStyle

from catalogue.records import Organisation
from models3d.measure.fonts import BOLD
from viewer.prints.desk import Desk, gap
from viewer.prints.style import LINE, MM, MUTED, PAPER, PIN, WIDTH

_QUIET = [
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ("LEFTPADDING", (0, 0), (-1, -1), 0),
    ("RIGHTPADDING", (0, 0), (-1, -1), 6),
    ("TOPPADDING", (0, 0), (-1, -1), 2),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
]
_GRID = [
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ("GRID", (0, 0), (-1, -1), 0.4, HexColor(LINE)),
    ("BACKGROUND", (0, 0), (-1, 0), HexColor(PAPER)),
    ("LEFTPADDING", (0, 0), (-1, -1), 3),
    ("RIGHTPADDING", (0, 0), (-1, -1), 3),
    ("TOPPADDING", (0, 0), (-1, -1), 2),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
]
_CELL_MM = 8.0
_QR_MM = 24.0


@dataclass(frozen=True, slots=True)
class Pin:
    """A numbered place on a picture: shares 0..1 of its width and height from the top left."""

    number: int
    x: float
    y: float


class Picture(Flowable):  # type: ignore[misc]  # the PDF writer has no types
    """A picture at its own proportions inside a box, with numbered pins."""

    def __init__(self, data: bytes, most: tuple[float, float], pins: Sequence[Pin] = ()) -> None:
        super().__init__()
        self._image = ImageReader(io.BytesIO(_as_jpeg(data)))
        width, height = self._image.getSize()
        scale = min(most[0] / width, most[1] / height)
        self.width, self.height, self._pins = width * scale, height * scale, pins

    def wrap(self, *_: object) -> tuple[float, float]:
        """Its room, whatever is offered."""
        return self.width, self.height

    def draw(self) -> None:
        """The picture, then the pins above it, drawn so that they stay inside."""
        page = self.canv
        page.drawImage(self._image, 0, 0, self.width, self.height, mask="auto")
        radius = 2.6 * MM
        for pin in self._pins:
            x = min(max(pin.x * self.width, radius), self.width - radius)
            y = min(max((1 - pin.y) * self.height, radius), self.height - radius)
            page.setLineWidth(1)
            page.setStrokeColor(white)
            page.setFillColor(HexColor(PIN))
            page.circle(x, y, radius, stroke=1, fill=1)
            page.setFillColor(white)
            page.setFont(BOLD, 7)
            page.drawCentredString(x, y - 2.5, str(pin.number))


def _as_jpeg(data: bytes) -> bytes:
    """The picture as JPEG, which a PDF holds as it is; other kinds would be stored dot by dot."""
    with Image.open(io.BytesIO(data)) as picture:
        if picture.format == "JPEG":
            return data
        out = io.BytesIO()
        flat = Image.new("RGB", picture.size, "white")
        flat.paste(picture.convert("RGBA"), mask=picture.convert("RGBA").getchannel("A"))
        flat.save(out, "JPEG", quality=88)
    return out.getvalue()


def facts(desk: Desk, rows: Sequence[tuple[str, str]], width: float = WIDTH, label_mm: float = 44.0) -> list[Flowable]:
    """Labels and values; a value may go on over pages; nothing where there are no rows."""
    if not rows:
        return []
    label = label_mm * MM
    body = [[desk.para(name, "label"), desk.para(value, "cell")] for name, value in rows]
    style = TableStyle([*_QUIET, ("LINEBELOW", (0, 0), (-1, -1), 0.4, HexColor(LINE))])
    return [Table(body, [label, width - label], style=style, splitInRow=1)]


def grid(
    desk: Desk, heads: Sequence[str], rows: Sequence[Sequence[str]], shares: Sequence[float], width: float = WIDTH
) -> Table:
    """A table with lines whose head stands again on every page; a long cell goes on over pages.

    ``shares`` are the widths of its columns against each other.
    """
    whole = sum(shares)
    body: list[list[Paragraph]] = [[desk.para(head, "head") for head in heads]]
    body += [[desk.para(cell, "small") for cell in row] for row in rows]
    widths = [width * share / whole for share in shares]
    return Table(body, widths, style=TableStyle(_GRID), repeatRows=1, splitInRow=1)


def head(
    desk: Desk, title: str, lines: Sequence[str], address: str = "", house: Organisation | None = None
) -> list[Flowable]:
    """Whose paper it is, title, lines below it; at the right a QR code that leads to the record."""
    words: list[Flowable] = [desk.para(desk.pick(house.title_vi, house.title_en), "lead")] if house else []
    words += [desk.para(title, "title"), *(desk.para(line, "lead") for line in lines if line)]
    if not address:
        return words
    code = [qr_code(address), desk.para(desk.say("scan_me"), "caption")]
    side = (_QR_MM + 2) * MM
    style = TableStyle([
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("RIGHTPADDING", (0, 0), (-1, -1), 0),
        ("TOPPADDING", (0, 0), (-1, -1), 0),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 0),
    ])  # fmt: skip
    return [Table([[words, code]], [WIDTH - side, side], style=style)]


def motto(desk: Desk, house: Organisation | None) -> list[Flowable]:
    """The head of an official paper: whose it is at the left, country and motto at the right."""
    right = [desk.para(desk.say("motto_1"), "motto"), desk.para(desk.say("motto_2"), "motto")]
    left = [desk.para(desk.pick(house.title_vi, house.title_en), "motto")] if house else []
    style = TableStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (-1, -1), 0)])
    return [Table([[left, right]], [WIDTH * 0.45, WIDTH * 0.55], style=style), gap(5)]


def qr_code(address: str, size_mm: float = _QR_MM) -> Drawing:
    """A QR code that phones read from a hand's distance."""
    widget = QrCodeWidget(address, barLevel="M", barBorder=2)
    left, bottom, right, top = widget.getBounds()
    side = size_mm * MM
    drawing = Drawing(side, side, transform=[side / (right - left), 0, 0, side / (top - bottom), 0, 0])
    drawing.add(widget)
    return drawing


def signatures(desk: Desk, people: Sequence[tuple[str, str]], hint: str = "sign_hint") -> list[Flowable]:
    """Places to sign: for each the key of the role and the name that is known; never parted from each other."""
    rows = [
        [desk.para(desk.say(role), "sign") for role, _ in people],
        [desk.para(f"({desk.say(hint)})", "center") for _ in people],
        ["" for _ in people],
        [desk.para(name, "center") for _, name in people],
    ]
    heights = [None, None, 20 * MM, None]
    rules = [("LINEBELOW", (2 * place, 2), (2 * place, 2), 0.3, HexColor(MUTED)) for place in range(len(people))]
    style = TableStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), *rules])
    air = 6 * MM
    widths = [(WIDTH - air * (len(people) - 1)) / len(people), air] * len(people)
    table = Table([_spread(row) for row in rows], widths[:-1], heights, style=style)
    return [KeepTogether([gap(5), table])]


def _spread(row: Sequence[object]) -> list[object]:
    """The cells with an empty one between each two, so that lines to sign on stay apart."""
    return [cell for content in row for cell in (content, "")][:-1]


def size_lines(desk: Desk, sides: Sequence[tuple[str, float | None]]) -> str:
    """Sides of a thing in millimetres, in centimetres where they are long."""
    known = [(name, value) for name, value in sides if value]
    return " × ".join(
        f"{name} {desk.figure(value / 10, 1)} cm" if value >= 100 else f"{name} {desk.figure(value, 1)} mm"
        for name, value in known
    )
