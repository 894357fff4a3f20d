"""A few Hán characters as brush strokes, drawn by us: no font is needed to cut an inscription.

The text is from the Three Character Classic (Tam tự kinh, 13th century) and a closing formula of four characters.
Each stroke is a polyline on a grid of 0..100 by 0..100, y down.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pictures
from PIL import ImageDraw, ImageFilter

Stroke = tuple[tuple[int, int], ...]

STROKES: dict[str, tuple[Stroke, ...]] = {
    "三": (((18, 18), (82, 18)), ((24, 48), (76, 48)), ((8, 82), (92, 82))),
    "才": (((10, 32), (90, 32)), ((58, 6), (58, 88), (44, 80)), ((56, 34), (40, 58), (12, 76))),
    "者": (
        ((26, 16), (74, 16)), ((48, 4), (48, 36)), ((8, 36), (92, 36)), ((84, 8), (56, 38), (10, 66)),
        ((34, 54), (34, 96)), ((34, 54), (74, 54), (74, 96)), ((34, 74), (74, 74)), ((34, 94), (74, 94)),
    ),
    "天": (
        ((20, 16), (80, 16)), ((8, 48), (92, 48)),
        ((50, 16), (48, 50), (34, 74), (10, 94)), ((52, 50), (66, 74), (92, 94)),
    ),
    "地": (
        ((6, 34), (40, 34)), ((24, 10), (24, 76)), ((4, 82), (42, 70)), ((46, 44), (88, 28), (88, 60), (76, 58)),
        ((66, 8), (66, 66)), ((50, 22), (50, 84), (62, 92), (92, 92), (94, 74)),
    ),
    "人": (((50, 8), (46, 44), (10, 92)), ((50, 34), (62, 64), (92, 92))),
    "光": (
        ((50, 6), (50, 40)), ((22, 14), (34, 34)), ((80, 12), (66, 34)), ((8, 44), (92, 44)),
        ((38, 46), (34, 72), (10, 94)), ((60, 46), (60, 84), (68, 90), (90, 90), (92, 74)),
    ),
    "日": (((26, 10), (26, 94)), ((26, 10), (76, 10), (76, 94)), ((26, 50), (76, 50)), ((26, 90), (76, 90))),
    "月": (
        ((30, 8), (30, 60), (14, 94)), ((30, 8), (76, 8), (76, 90), (62, 84)),
        ((30, 34), (76, 34)), ((30, 60), (76, 60)),
    ),
    "星": (
        ((30, 6), (30, 44)), ((30, 6), (70, 6), (70, 44)), ((30, 24), (70, 24)), ((30, 43), (70, 43)),
        ((32, 48), (14, 70)), ((24, 58), (84, 58)), ((50, 46), (50, 94)), ((28, 75), (76, 75)), ((8, 94), (92, 94)),
    ),
    "曰": (((18, 18), (18, 88)), ((18, 18), (84, 18), (84, 88)), ((18, 52), (84, 52)), ((18, 85), (84, 85))),
    "水": (
        ((50, 6), (50, 90), (36, 82)), ((10, 34), (40, 34), (30, 60), (8, 80)),
        ((84, 22), (60, 42)), ((54, 36), (68, 66), (92, 84)),
    ),
    "火": (((50, 8), (48, 46), (10, 92)), ((50, 44), (66, 74), (92, 92)), ((22, 30), (34, 50)), ((82, 24), (66, 46))),
    "木": (((8, 32), (92, 32)), ((50, 6), (50, 96)), ((48, 34), (32, 60), (8, 80)), ((52, 34), (68, 60), (92, 80))),
    "金": (
        ((50, 4), (34, 24), (6, 42)), ((50, 6), (68, 26), (94, 42)), ((30, 42), (70, 42)), ((18, 62), (82, 62)),
        ((50, 42), (50, 92)), ((28, 70), (36, 84)), ((72, 70), (64, 84)), ((8, 93), (92, 93)),
    ),
    "土": (((22, 42), (78, 42)), ((50, 8), (50, 90)), ((6, 90), (94, 90))),
    "此": (
        ((30, 10), (30, 84)), ((30, 44), (48, 44)), ((12, 36), (12, 84)), ((4, 90), (50, 76)),
        ((88, 26), (64, 44)), ((62, 8), (62, 84), (70, 92), (90, 92), (92, 76)),
    ),
    "五": (((14, 12), (86, 12)), ((48, 12), (38, 88)), ((20, 46), (74, 46), (70, 88)), ((6, 90), (94, 90))),
    "行": (
        ((36, 6), (10, 30)), ((38, 30), (6, 58)), ((24, 46), (24, 96)), ((50, 18), (86, 18)), ((44, 44), (94, 44)),
        ((74, 44), (74, 92), (60, 86)),
    ),
    "山": (((50, 8), (50, 86)), ((14, 38), (14, 88), (86, 88)), ((86, 36), (86, 92))),
    "千": (((76, 8), (22, 22)), ((6, 46), (94, 46)), ((50, 18), (50, 96))),
    "古": (
        ((8, 28), (92, 28)), ((50, 4), (50, 52)), ((24, 52), (24, 96)),
        ((24, 52), (76, 52), (76, 96)), ((24, 92), (76, 92)),
    ),
}  # fmt: skip

TITLE = "山水千古"
COLUMNS = ("三才者天地人", "三光者日月星", "曰水火木金土", "此五行")


def glyph(character: str, size: int, stroke: float = 0.1) -> NDArray[np.float64]:
    """One character as a (size, size) picture 0..1, softened at its edges; ``stroke`` is the share of its width."""
    picture = Pictures.new("L", (size, size), 0)
    pen = ImageDraw.Draw(picture)
    line = max(2, round(size * stroke))
    margin, scale = size * 0.08, size * 0.84 / 100
    for points in STROKES[character]:
        path = [(margin + x * scale, margin + y * scale) for x, y in points]
        pen.line(path, fill=255, width=line, joint="curve")
        for x, y in (path[0], path[-1]):
            pen.ellipse((x - line / 2, y - line / 2, x + line / 2, y + line / 2), fill=255)
    return np.asarray(picture.filter(ImageFilter.GaussianBlur(size * 0.012)), dtype=np.float64) / 255.0


def text_block(columns: tuple[str, ...], cell: int) -> NDArray[np.float64]:
    """Columns of characters, read from right to left and downwards, as one picture 0..1."""
    rows = max(len(column) for column in columns)
    page = np.zeros((rows * cell, len(columns) * cell))
    for i, column in enumerate(columns):
        left = (len(columns) - 1 - i) * cell
        for j, character in enumerate(column):
            page[j * cell : (j + 1) * cell, left : left + cell] = glyph(character, cell)
    return page
