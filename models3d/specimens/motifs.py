"""Ornament drawn as grey pictures 0..1 that wrap from right to left: reliefs sample them as height, glazes as paint.

The vocabulary is the common one of Huế decoration: thunder meander, waves, clouds, mountains, petals, lotus scroll.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pictures
from PIL import ImageDraw, ImageFilter

Floats = NDArray[np.float64]
Draw = ImageDraw.ImageDraw
Painter = Callable[[Draw, int, int], None]
Points = list[tuple[float, float]]


def drawn(width: int, height: int, paint: Painter, blur: float = 1.5) -> Floats:
    """What ``paint`` draws in white on black, softened, as (height, width) 0..1; the drawing wraps horizontally."""
    tile = Pictures.new("L", (3 * width, height), 0)
    paint(ImageDraw.Draw(tile), width, height)
    soft = np.asarray(tile.filter(ImageFilter.GaussianBlur(blur)), dtype=np.float64) / 255.0
    left, middle, right = soft[:, :width], soft[:, width : 2 * width], soft[:, 2 * width :]
    return np.maximum(np.maximum(left, right), middle)


def sample(picture: Floats, turn: Floats, rise: Floats) -> Floats:
    """Bilinear value at ``turn`` (0..1, wraps) and ``rise`` (0 bottom, 1 top; zero outside), any equal shapes."""
    height, width = picture.shape
    x = np.mod(turn, 1.0) * width - 0.5
    y = (1.0 - np.clip(rise, 0.0, 1.0)) * (height - 1)
    column, row = np.floor(x).astype(np.int64), np.minimum(np.floor(y).astype(np.int64), height - 2)
    a, b = x - column, y - row
    left, right = column % width, (column + 1) % width
    top = picture[row, left] * (1 - a) + picture[row, right] * a
    bottom = picture[row + 1, left] * (1 - a) + picture[row + 1, right] * a
    value: Floats = (top * (1 - b) + bottom * b) * ((rise >= 0) & (rise <= 1))
    return value


def arc_points(centre: tuple[float, float], radius: float, start: float, stop: float) -> Points:
    """A circle's arc as points; angles in degrees, 0 to the right, counter-clockwise on screen."""
    angle = np.radians(np.linspace(start, stop, 40))
    return [(centre[0] + radius * float(np.cos(a)), centre[1] - radius * float(np.sin(a))) for a in angle]


def spiral(centre: tuple[float, float], radius: float, turns: float, hand: int = 1) -> Points:
    """A spiral from its centre outwards."""
    t = np.linspace(0.08, 1.0, 60)
    angle = 2 * np.pi * turns * t * hand
    return [
        (centre[0] + radius * float(s * np.cos(a)), centre[1] + radius * float(s * np.sin(a)))
        for s, a in zip(t, angle, strict=True)
    ]


def meander(count: int, stroke: float = 0.1) -> Painter:
    """The thunder meander (hồi văn), ``count`` keys around."""
    key = [(0, 1), (0, 0), (0.82, 0), (0.82, 0.78), (0.26, 0.78), (0.26, 0.36), (0.56, 0.36), (0.56, 0.56)]

    def paint(pen: Draw, width: int, height: int) -> None:
        step, line = width / count, max(2, round(min(height, width / count) * stroke))
        for i in range(count):
            points = [(width + (i + 0.09 + x) * step, height * (0.12 + 0.76 * y)) for x, y in key]
            pen.line([*points[:1], *points[1:]], fill=255, width=line, joint="curve")

    return paint


def waves(count: int, rows: int = 3) -> Painter:
    """Overlapping scale waves (thuỷ ba): rows of nested arcs."""

    def paint(pen: Draw, width: int, height: int) -> None:
        radius = width / count / 2
        for row in range(rows):
            base = height * (1 - (rows - 1 - row) * 0.62 / rows)
            for i in range(-1, 3 * count + 1):
                x = (i + 0.5 * (row % 2)) * 2 * radius
                pen.pieslice((x - radius, base - radius, x + radius, base + radius), 180, 360, fill=0)
                for share in (0.96, 0.66, 0.36):
                    r = radius * share
                    pen.arc((x - r, base - r, x + r, base + r), 180, 360, fill=255, width=max(2, round(radius * 0.15)))

    return paint


def clouds(count: int) -> Painter:
    """Drifting cloud heads (vân) with curled ends and long tails."""

    def paint(pen: Draw, width: int, height: int) -> None:
        step = width / count
        size = min(step * 0.2, height * 0.26)
        line = max(2, round(size * 0.24))
        for i in range(count):
            x, y = width + (i + 0.32) * step, height * (0.62 if i % 2 else 0.4)
            for dx, dy, scale, hand in ((0, 0, 1.0, 1), (-1.15, 0.32, 0.72, -1), (1.1, 0.34, 0.7, 1)):
                pen.line(spiral((x + dx * size, y + dy * size), size * scale, 1.6, hand), fill=255, width=line)
            tail = [
                (x + size * (1.5 + t * 1.6), y + size * (0.75 - 0.35 * np.sin(3.1 * t))) for t in np.linspace(0, 1, 20)
            ]
            pen.line(tail, fill=255, width=line)
            pen.line([(px - size * 3.4, py + size * 0.16) for px, py in tail], fill=255, width=line)

    return paint


def mountains(count: int) -> Painter:
    """Ranges of peaks (sơn) with ridge lines, larger and smaller by turns."""

    def paint(pen: Draw, width: int, height: int) -> None:
        step = width / count
        line = max(2, round(height * 0.03))
        for layer, lift in ((1, 0.0), (0, 0.18)):
            for i in range(-2, 3 * count + 2):
                x = (i + 0.5 * layer) * step
                top = height * (0.1 + lift * 1.6 + (0.16 if i % 2 else 0.0))
                for share, tone in ((1.0, 150), (0.74, 200), (0.48, 255)):
                    half = step * 0.55 * share
                    peak = top + (height - top) * (1 - share)
                    flank = [(x - half, height), (x - half * 0.42, (peak + height) / 2.1), (x, peak)]
                    edge = [*flank, *((2 * x - px, py) for px, py in reversed(flank[:-1]))]
                    pen.polygon(edge, fill=max(tone - 110, 40))
                    pen.line(edge, fill=tone, width=line, joint="curve")

    return paint


def petals(count: int, stroke: float = 0.045, filled: int = 0) -> Painter:
    """A ring of lotus petals (cánh sen) with a double outline and a heart."""

    def outline(x: float, half: float, low: float, high: float) -> Points:
        t = np.linspace(0, 1, 24)
        side = half * np.sin(np.pi * np.clip(t * 0.5 + 0.28, 0, 1)) * (1 - t**5)
        left = [(x - float(s), low + (high - low) * float(v)) for s, v in zip(side, t, strict=True)]
        return [*left, *((2 * x - px, py) for px, py in reversed(left))]

    def paint(pen: Draw, width: int, height: int) -> None:
        step = width / count
        line = max(2, round(height * stroke))
        for i in range(count):
            x = width + (i + 0.5) * step
            for share, tone in ((1.0, filled), (0.72, filled)):
                shape = outline(x, step * 0.47 * share, height * 0.98, height * (1 - 0.94 * share))
                pen.polygon(shape, fill=tone)
                pen.line([*shape, shape[0]], fill=255, width=line, joint="curve")
            pen.line(spiral((x, height * 0.72), step * 0.13, 1.5), fill=255, width=line)

    return paint


def _flower(pen: Draw, x: float, y: float, size: float) -> None:
    """One open lotus seen from the side."""
    for ring, (reach, tone) in enumerate(((1.0, 130), (0.72, 185))):
        for k in range(9 - 2 * ring):
            angle = np.radians(-205 + ring * 25 + k * 28.75)
            across = (-float(np.sin(angle)) * size * 0.22, float(np.cos(angle)) * size * 0.22)
            tip = (x + reach * size * float(np.cos(angle)), y + reach * size * float(np.sin(angle)))
            mid = (x + 0.6 * (tip[0] - x), y + 0.6 * (tip[1] - y))
            shape = [(x, y), (mid[0] + across[0], mid[1] + across[1]), tip, (mid[0] - across[0], mid[1] - across[1])]
            pen.polygon(shape, fill=tone)
            pen.line([*shape, shape[0]], fill=255, width=max(2, round(size * 0.055)), joint="curve")
    pen.ellipse((x - size * 0.27, y - size * 0.24, x + size * 0.27, y + size * 0.2), fill=255)
    pen.ellipse((x - size * 0.13, y - size * 0.12, x + size * 0.13, y + size * 0.08), fill=60)


def _leaf(pen: Draw, root: tuple[float, float], size: float, hand: int) -> None:
    """A curl with a pointed lobe on each side of the stem."""
    x, y = root
    pen.line(spiral((x, y), size, 1.3, hand), fill=235, width=max(2, round(size * 0.22)))
    for lift, reach in ((-0.7, 1.9), (0.5, 1.7)):
        tip = (x + hand * size * reach, y + lift * size)
        belly = [(x + hand * size * 1.2, y + (lift - 0.55) * size), (x + hand * size * 1.15, y + (lift + 0.45) * size)]
        pen.polygon([(x + hand * size * 0.5, y), belly[0], tip, belly[1]], fill=180)
        pen.line([(x + hand * size * 0.5, y), tip], fill=255, width=max(1, round(size * 0.1)))


def _flower_spots(count: int, width: int, height: int) -> list[tuple[float, float, int]]:
    """Centres of the scroll's flowers and the side of the stem on which each lies."""
    step = width / count
    sides = [1 if i % 2 == 0 else -1 for i in range(count)]
    return [(width + (i + 0.5) * step, height / 2 - s * height * 0.115, s) for i, s in enumerate(sides)]


def lotus_flowers(count: int) -> Painter:
    """Only the flowers of ``lotus_scroll``, to be painted in a colour of their own."""

    def paint(pen: Draw, width: int, height: int) -> None:
        for x, y, _side in _flower_spots(count, width, height):
            _flower(pen, x, y, min(width / count * 0.34, height * 0.29))

    return paint


def lotus_scroll(count: int) -> Painter:
    """A winding stem (dây lá) with an even ``count`` of lotus flowers among curling leaves."""

    def paint(pen: Draw, width: int, height: int) -> None:
        step, middle, swing = width / count, height / 2, height * 0.37
        x = np.linspace(0, width, 900)
        stem = middle + swing * np.sin(np.pi * x / step)
        path = [(width + float(a), float(b)) for a, b in zip(x, stem, strict=True)]
        pen.line(path, fill=230, width=max(3, height // 34), joint="curve")
        for cx, cy, side in _flower_spots(count, width, height):
            _flower(pen, cx, cy, min(step * 0.34, height * 0.29))
            for dx, lift, hand in ((-0.42, -0.32, -1), (0.42, -0.32, 1), (-0.3, 0.1, 1), (0.3, 0.1, -1)):
                _leaf(pen, (cx + dx * step, middle + side * lift * height), height * 0.082, hand)
            for dx in (-0.13, 0.13):
                _leaf(pen, (cx + dx * step, middle - side * 0.42 * height), height * 0.06, 1 if dx > 0 else -1)

    return paint


def bosses(count: int) -> Painter:
    """Round studs with a ring."""

    def paint(pen: Draw, width: int, height: int) -> None:
        step, y = width / count, height / 2
        size = min(step, height) * 0.36
        for i in range(count):
            x = width + (i + 0.5) * step
            pen.ellipse((x - size, y - size, x + size, y + size), outline=160, width=max(2, round(size * 0.2)))
            inner = size * 0.6
            pen.ellipse((x - inner, y - inner, x + inner, y + inner), fill=255)

    return paint
