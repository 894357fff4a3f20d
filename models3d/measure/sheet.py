"""A drawing sheet in millimetres of paper: the section to scale with its legend, ready for any writer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from models3d.errors import GeometryError
from models3d.measure.chains import Polyline
from models3d.measure.contours import round_step
from models3d.measure.gaps import Band
from models3d.measure.sections import SectionPair

Floats = NDArray[np.float64]
Anchor = Literal["start", "middle", "end"]
_Place = Callable[[Floats], Floats]
INK, MUTED, LATER = "#1F1B16", "#6B6258", "#6A3D9A"
LOSS, GAIN = "#2166AC", "#C4511B"
PALE = {"loss": "#C6DBEF", "gain": "#FBD3B8"}
STRONG = {"loss": LOSS, "gain": GAIN}
_SLOPES = {"loss": (45.0,), "gain": (-45.0, 45.0)}  # gain is cross-hatched: readable without any colour
SCALES = (10.0, *(float(f"{factor}e{power}") for power in range(0, -6, -1) for factor in (5, 2, 1)))
_BLOCK_MM = 24.0  # height of the legend under the drawing
_DASH = (1.6, 0.8)


@dataclass(frozen=True, slots=True)
class SheetWords:
    """The texts of a drawing; the defaults are English."""

    title: str = "Section"
    earlier: str = "Earlier survey"
    later: str = "Later survey"
    loss: str = "Loss"
    gain: str = "Gain"
    scale: str = "Scale"
    note: str = ""


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line or an area: (k, 2) points in mm from the sheet's lower left corner; colours are ``#RRGGBB``."""

    points: Floats
    color: str | None
    width_mm: float = 0.25
    closed: bool = False
    dash: tuple[float, ...] = ()
    fill: str | None = None


@dataclass(frozen=True, slots=True)
class Text:
    """A line of text with its foot at (x, y) mm."""

    x: float
    y: float
    text: str
    size_mm: float = 2.6
    anchor: Anchor = "start"
    color: str = INK
    bold: bool = False
    halo: bool = False  # a white rim, so that the text is read on any colour


@dataclass(frozen=True, slots=True)
class Raster:
    """A picture below the lines: (h, w, 3) sRGB ``pixels`` stretched over ``box`` = left, foot, width, height in mm."""

    pixels: NDArray[np.uint8]
    box: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is drawn on a paper of ``size_mm``; ``factor`` is millimetres of paper per millimetre of the object."""

    size_mm: tuple[float, float]
    factor: float
    strokes: tuple[Stroke, ...]
    texts: tuple[Text, ...]
    rasters: tuple[Raster, ...] = ()

    @property
    def scale(self) -> str:
        """The scale as people write it: 2:1, 1:1, 1:5."""
        return scale_name(self.factor)


@dataclass(slots=True)
class Pen:
    """Collects what is drawn, the first thing undermost."""

    strokes: list[Stroke] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)


def scale_name(factor: float) -> str:
    """Write a scale as 2:1 or 1:5."""
    return f"{factor:g}:1" if factor >= 1 else f"1:{1 / factor:g}"


def lay_out(
    pair: SectionPair,
    bands: tuple[Band, ...],
    size_mm: tuple[float, float],
    words: SheetWords,
    *,
    factor: float | None = None,
    margin_mm: float = 15.0,
) -> Sheet:
    """Draw both profiles to scale with loss and gain hatched, a scale bar and a legend.

    Args:
        pair: the profiles, metres.
        bands: areas between them (``gaps.find_bands``).
        size_mm: width and height of the paper.
        words: title, names with dates, note.
        factor: paper mm per object mm; the largest standard scale that fits when None.
        margin_mm: free paper around.

    Raises:
        GeometryError: ``drawing_scale`` when there is no line to draw or the scale asked for does not fit the paper.
    """
    lines = [line.points * 1e3 for line in (*pair.earlier, *pair.later)]
    room = np.array([size_mm[0] - 2 * margin_mm, size_mm[1] - 2 * margin_mm - _BLOCK_MM - 8])
    everything = np.vstack(lines) if lines else np.full((1, 2), np.nan)
    low, span = everything.min(axis=0), np.maximum(np.ptp(everything, axis=0), 1e-6)
    fits = [value for value in (SCALES if factor is None else (factor,)) if bool((span * value <= room + 1e-6).all())]
    if not fits:
        raise GeometryError("drawing_scale", scale=scale_name(factor or SCALES[-1]), width_mm=round(float(span[0]), 3))
    chosen = fits[0]
    corner = np.array([margin_mm, margin_mm + _BLOCK_MM]) + (room - span * chosen) / 2

    def place(points: Floats) -> Floats:
        moved: Floats = (points * 1e3 - low) * chosen + corner
        return moved

    pen = Pen()
    _draw_bands(pen, [(band, place(band.outline)) for band in bands])
    _draw_profiles(pen, pair, place)
    pen.texts.append(Text(margin_mm, size_mm[1] - margin_mm - 3, words.title, 3.6, bold=True))
    _draw_legend(pen, words, chosen, size_mm[0], margin_mm)
    return Sheet(size_mm, chosen, tuple(pen.strokes), tuple(pen.texts))


def hatch(outline: Floats, angle_deg: float, pitch: float) -> Floats:
    """Give (s, 2, 2) parallel segments that fill the area inside a closed (k, 2) outline (even-odd)."""
    turn = np.radians(angle_deg)
    axes = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    a = outline @ axes.T
    b = np.roll(a, -1, axis=0)
    levels = np.arange(np.floor(a[:, 1].min() / pitch), np.ceil(a[:, 1].max() / pitch) + 1) * pitch
    level, side = np.nonzero((a[None, :, 1] <= levels[:, None]) != (b[None, :, 1] <= levels[:, None]))
    share = (levels[level] - a[side, 1]) / (b[side, 1] - a[side, 1])
    x = a[side, 0] + share * (b[side, 0] - a[side, 0])
    order = np.lexsort((x, level))
    ends = np.stack([x[order], levels[level[order]]], axis=1) @ axes
    pieces: Floats = ends.reshape(-1, 2, 2)
    return pieces


def _draw_bands(pen: Pen, bands: list[tuple[Band, Floats]]) -> None:
    for band, outline in bands:
        pen.strokes.append(Stroke(outline, None, closed=True, fill=PALE[band.kind]))
        _draw_hatch(pen, band.kind, outline)


def _draw_hatch(pen: Pen, kind: Literal["loss", "gain"], outline: Floats) -> None:
    for angle in _SLOPES[kind]:
        pen.strokes.extend(Stroke(piece, STRONG[kind], 0.12) for piece in hatch(outline, angle, 0.9))


def _draw_profiles(pen: Pen, pair: SectionPair, place: _Place) -> None:
    pen.strokes.extend(_trace(line, place, INK, ()) for line in pair.earlier)
    pen.strokes.extend(_trace(line, place, LATER, _DASH) for line in pair.later)


def _trace(line: Polyline, place: _Place, color: str, dash: tuple[float, ...]) -> Stroke:
    return Stroke(place(line.points), color, 0.28, line.closed, dash)


def _draw_legend(pen: Pen, words: SheetWords, factor: float, width: float, margin: float) -> None:
    """Under the drawing: a rule, the two lines, the two areas, the scale bar, the note."""
    top, middle = margin + _BLOCK_MM - 5, width / 2
    pen.strokes.append(Stroke(np.array([[margin, top + 3], [width - margin, top + 3]]), "#BDB5A6", 0.15))
    for row, (name, color, dash) in enumerate(((words.earlier, INK, ()), (words.later, LATER, _DASH))):
        y = top - 2 - row * 5.5
        pen.strokes.append(Stroke(np.array([[margin, y], [margin + 10, y]]), color, 0.4, dash=dash))
        pen.texts.append(Text(margin + 12.5, y - 0.9, name))
    kinds: tuple[tuple[Literal["loss", "gain"], str], ...] = (("loss", words.loss), ("gain", words.gain))
    for column, (kind, name) in enumerate(kinds):
        x, y = margin + column * 34, top - 15.5
        box = np.array([[x, y], [x + 10, y], [x + 10, y + 3.2], [x, y + 3.2]])
        pen.strokes.append(Stroke(box, STRONG[kind], 0.15, closed=True, fill=PALE[kind]))
        _draw_hatch(pen, kind, box)
        pen.texts.append(Text(x + 12.5, y + 0.5, name))
    draw_bar(pen, f"{words.scale} {scale_name(factor)}", factor, (max(middle, margin + 72), top - 6.5))
    if words.note:
        pen.texts.append(Text(width - margin, top - 15, words.note, 2.3, "end", MUTED))


def draw_bar(pen: Pen, label: str, factor: float, at: tuple[float, float]) -> None:
    """Draw a scale bar of four round parts, about 40 mm of paper long, with its label above; metres where long."""
    step = round_step(40 / factor, 5)
    unit, size = ("m", 1e3) if step >= 1e3 else ("mm", 1.0)
    x, y = at
    for part in range(4):
        left, right = x + part * step * factor, x + (part + 1) * step * factor
        box = np.array([[left, y], [right, y], [right, y + 1.6], [left, y + 1.6]])
        pen.strokes.append(Stroke(box, INK, 0.15, closed=True, fill=INK if part % 2 == 0 else "#FFFFFF"))
    for part in (0, 2, 4):
        tail = f" {unit}" if part == 4 else ""
        pen.texts.append(Text(x + part * step * factor, y - 3, f"{part * step / size:g}{tail}", 2.3, "middle"))
    pen.texts.append(Text(x, y + 3.2, label, 2.6, bold=True))
