"""Orthographic deviation maps as drawing sheets: to a stated scale, with contour lines, numbers and a legend."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.ndimage import gaussian_filter

from models3d.compare.colours import GREY, NO_DATA, NO_DATA_LINE, DeviationScale, colour_of
from models3d.compare.sides import SideMap
from models3d.compare.types import Floats, Marks
from models3d.compare.views import free_spot
from models3d.errors import GeometryError
from models3d.measure.contours import round_step, trace_contours
from models3d.measure.maps import outline_marks
from models3d.measure.sheet import (
    INK,
    LATER,
    MUTED,
    SCALES,
    Anchor,
    Pen,
    Raster,
    Sheet,
    Stroke,
    Text,
    draw_bar,
    hatch,
    scale_name,
)  # fmt: skip

A4_MM = (210.0, 297.0)
_MARGIN, _HEAD, _FOOT = 12.0, 16.0, 36.0
_BLUR_PX = 1.2  # contour lines of single pixels would be ragged
_MOST_LEVELS = 8
_SHORTEST_MM = 2.5  # shorter lines are specks
_LABELLED_MM = 16.0  # longer lines carry their number
_BADGE = 0.16  # millimetres of paper for what is a pixel in the report's pictures
_EARTH = "#7A5C2E"
_Place = Callable[[Floats], Floats]


@dataclass(frozen=True, slots=True)
class MapWords:
    """The texts of a map; the defaults are English. ``decimal`` parts whole and fraction of its numbers."""

    title: str = "Deviation map"
    subtitle: str = ""
    loss: str = "loss"
    gain: str = "gain"
    within: str = "within the level of detection"
    no_data: str = "no data"
    scale: str = "Scale"
    contours: str = "Contour lines every"
    heights: str = "Heights every {step}: earlier survey (line), later survey (dashed)"
    decimal: str = "."


def lay_out_map(shown: SideMap, scale: DeviationScale, words: MapWords) -> Sheet:
    """Draw one side on A4, upright or lying as the side is, at the largest standard scale that fits.

    Raises:
        GeometryError: ``drawing_scale`` when no standard scale fits the paper.
    """
    rows, columns = shown.values_mm.shape
    size_mm = np.array([columns, rows]) * shown.mm_per_px
    paper = A4_MM if rows >= columns else (A4_MM[1], A4_MM[0])
    room = np.array([paper[0] - 2 * _MARGIN, paper[1] - 2 * _MARGIN - _HEAD - _FOOT])
    factor = next((value for value in SCALES if bool((size_mm * value <= room).all())), None)
    if factor is None:
        raise GeometryError("drawing_scale", scale=f"1:{1 / SCALES[-1]:g}", width_mm=round(float(size_mm[0]), 1))
    side = size_mm * factor
    corner = np.array([_MARGIN, _MARGIN + _FOOT]) + (room - side) / 2
    pitch = shown.mm_per_px * factor

    def place(pixels: Floats) -> Floats:
        placed: Floats = corner + np.stack([pixels[:, 0], rows - pixels[:, 1]], axis=1) * pitch
        return placed

    pen = Pen()
    pen.texts.append(Text(_MARGIN, paper[1] - _MARGIN - 4, words.title, 4.2, bold=True))
    pen.texts.append(Text(_MARGIN, paper[1] - _MARGIN - 10, words.subtitle, 2.8, color=MUTED))
    notes = [*_draw_heights(pen, shown, place, words), *_draw_contours(pen, shown, place, scale, words)]
    _draw_regions(pen, shown, place, pitch, paper)
    strip = _draw_legend(pen, scale, words, paper[0])
    draw_bar(pen, f"{words.scale} {scale_name(factor)}", factor, (_MARGIN, _MARGIN + 8))
    for row, note in enumerate(notes):
        pen.texts.append(Text(_MARGIN, _MARGIN - 1.5 - 3.6 * row, note, 2.3, color=MUTED))
    picture = Raster(shown.pixels, (float(corner[0]), float(corner[1]), float(side[0]), float(side[1])))
    return Sheet(paper, factor, tuple(pen.strokes), tuple(pen.texts), (picture, strip))


def deviation_levels(values_mm: Floats, changed: Marks, lod_mm: float) -> tuple[float, tuple[float, ...]]:
    """Give the round step of the contour lines, and the levels beyond the level of detection that they follow.

    Args:
        values_mm: (h, w) deviations, NaN is no data.
        changed: (h, w) where lines may run.
        lod_mm: no line at or below it: there the deviation is noise.
    """
    known = np.abs(values_mm[changed & np.isfinite(values_mm)])
    high = float(np.percentile(known, 99.5)) if len(known) else 0.0
    step = round_step(high, _MOST_LEVELS)
    count = int(high / step + 1e-9) if high > 0 else 0
    levels = [float(f"{k * step:.6g}") for k in range(-count, count + 1) if abs(k * step) > lod_mm and k]
    return step, tuple(levels)


def _draw_contours(pen: Pen, shown: SideMap, place: _Place, scale: DeviationScale, words: MapWords) -> list[str]:
    """Lines of equal deviation inside what changed; gives the note that tells their step."""
    values = shown.values_mm.astype(np.float64)
    step, levels = deviation_levels(values, shown.changed, scale.lod_mm)
    if not levels:
        return []
    part, corner = _bounds(shown.changed)
    for contour in trace_contours(_smooth(values[part], shown.changed[part]), levels, corner=corner):
        name = _number(contour.level, words.decimal, signed=True)
        for line in contour.lines:
            _draw_line(pen, place(line.points + 0.5), line.closed, name, (INK, ()))
    return [f"{words.contours} {_number(step, words.decimal)} mm"]


def _draw_heights(pen: Pen, shown: SideMap, place: _Place, words: MapWords) -> list[str]:
    """Contour lines of height of both surveys, in metres, where the side has heights."""
    if shown.heights_mm is None:
        return []
    earlier, later = (_smooth(heights / 1e3, np.isfinite(heights)) for heights in shown.heights_mm)
    known = earlier[np.isfinite(earlier)]
    if len(known) == 0:
        return []
    step = round_step(float(np.ptp(known)), 12)
    low, high = np.floor(known.min() / step) + 1, np.ceil(known.max() / step)
    levels = tuple(float(f"{k * step:.9g}") for k in np.arange(low, high))
    for grid, look in ((earlier, (_EARTH, ())), (later, (LATER, (1.2, 0.7)))):
        for contour in trace_contours(grid, levels):
            name = f"{_number(contour.level, words.decimal)} m" if not look[1] else ""
            for line in contour.lines:
                _draw_line(pen, place(line.points + 0.5), line.closed, name, look)
    return [words.heights.format(step=f"{_number(step, words.decimal)} m")]


def _draw_line(pen: Pen, points: Floats, closed: bool, name: str, look: tuple[str, tuple[float, ...]]) -> None:  # noqa: FBT001  part of a line
    """One contour line, with its number in the middle where it is long enough."""
    ring = np.vstack([points, points[:1]]) if closed else points
    way = np.append(0.0, np.cumsum(np.linalg.norm(np.diff(ring, axis=0), axis=1)))
    if way[-1] < _SHORTEST_MM:
        return
    pen.strokes.append(Stroke(points, look[0], 0.09, closed, look[1]))
    if name and way[-1] >= _LABELLED_MM:
        x, y = points[min(int(np.searchsorted(way, way[-1] / 2)), len(points) - 1)]
        if any(text.halo and abs(text.x - x) < 5 and abs(text.y + 0.6 - y) < 2.2 for text in pen.texts):
            return
        pen.texts.append(Text(float(x), float(y) - 0.6, name, 1.7, "middle", look[0], halo=True))


def _draw_regions(pen: Pen, shown: SideMap, place: _Place, pitch: float, paper: tuple[float, float]) -> None:
    """Outline of each region, and its number beside it."""
    least = _SHORTEST_MM / pitch
    for line in outline_marks(shown.changed):
        if float(np.linalg.norm(np.diff(line, axis=0), axis=1).sum()) > least:
            pen.strokes.append(Stroke(place(line), INK, 0.22, closed=True))
    taken: list[tuple[float, float]] = []
    for badge in shown.badges:
        spot = place(np.array([badge.at]))[0]
        x, y = free_spot((float(spot[0]), float(spot[1])), taken, paper, _BADGE)
        taken.append((x, y))
        half = 1.5 + 0.6 * len(badge.text)
        pen.strokes.append(Stroke(np.array([spot, [x, y]]), INK, 0.2))
        outer, inner = (_box(x, y, half + grow, 1.9 + grow) for grow in (0.25, 0.0))
        pen.strokes += [Stroke(outer, None, closed=True, fill=INK), Stroke(inner, None, closed=True, fill="#FFFFFF")]
        pen.texts.append(Text(x, y - 0.95, badge.text, 2.6, "middle", bold=True))


def _draw_legend(pen: Pen, scale: DeviationScale, words: MapWords, width: float) -> Raster:
    """The colours from loss to gain with their numbers, the grey and the hatched box beside it."""
    left, right, foot, high = width / 2 - 18, width - _MARGIN, _MARGIN + 12, 4.0
    limit = scale.limit_mm
    strip = colour_of(np.linspace(-limit, limit, 1001), limit, scale.lod_mm)[None]
    pen.strokes.append(Stroke(_rect(left, foot, right - left, high), INK, 0.12, closed=True))
    for share in (-1.0, -0.5, 0.0, 0.5, 1.0):
        x = left + (right - left) * (share + 1) / 2
        anchor: Anchor = "start" if share == -1 else "end" if share == 1 else "middle"
        text = _number(float(f"{share * limit:.6g}"), words.decimal, signed=True)
        pen.texts.append(Text(x, foot - 3.2, f"{text} mm" if share == 1 else text, 2.3, anchor))
        pen.strokes.append(Stroke(np.array([[x, foot], [x, foot - 0.8]]), INK, 0.12))
    pen.texts.append(Text(left, foot + high + 1.4, f"← {words.loss}", 2.5))
    pen.texts.append(Text(right, foot + high + 1.4, f"{words.gain} →", 2.5, "end"))
    low = _MARGIN + 1.2
    pen.strokes.append(Stroke(_rect(left, low, 5, 3), None, closed=True, fill=_hex(GREY)))
    lod = _number(float(f"{scale.lod_mm:.3g}"), words.decimal)
    pen.texts.append(Text(left + 6.5, low + 0.6, f"{words.within} (± {lod} mm)", 2.3))
    blind = _rect(right - 28, low, 5, 3)
    pen.strokes.append(Stroke(blind, None, closed=True, fill=_hex(NO_DATA)))
    pen.strokes += [Stroke(piece, _hex(NO_DATA_LINE), 0.35) for piece in hatch(blind, 45.0, 1.1)]
    pen.texts.append(Text(right - 21.5, low + 0.6, words.no_data, 2.3))
    return Raster(strip, (left, foot, right - left, high))


def _bounds(marks: Marks) -> tuple[tuple[slice, slice], tuple[float, float]]:
    """The part of the picture that holds all marks, and its corner (column, row); most of a picture is unchanged."""
    rows, columns = np.flatnonzero(marks.any(axis=1)), np.flatnonzero(marks.any(axis=0))
    part = slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)
    return part, (float(columns[0]), float(rows[0]))


def _smooth(values: Floats, wanted: Marks) -> Floats:
    """Blur within the wanted pixels alone; NaN outside."""
    known = wanted & np.isfinite(values)
    weight = gaussian_filter(known.astype(np.float64), _BLUR_PX)
    mean = gaussian_filter(np.where(known, values, 0.0), _BLUR_PX) / np.maximum(weight, 1e-9)
    return np.where(known, mean, np.nan)


def _rect(x: float, y: float, width: float, height: float) -> Floats:
    return np.array([[x, y], [x + width, y], [x + width, y + height], [x, y + height]])


def _box(x: float, y: float, half: float, tall: float) -> Floats:
    return _rect(x - half, y - tall, 2 * half, 2 * tall)


def _number(value: float, decimal: str, *, signed: bool = False) -> str:
    text = f"{value:+g}" if signed and value else f"{value:g}"
    return text.replace("-", "−").replace(".", decimal)


def _hex(rgb: tuple[int, int, int]) -> str:
    return "#{:02X}{:02X}{:02X}".format(*rgb)
