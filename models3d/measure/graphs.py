"""The sheet of a profile: the relief of both surveys and the distance between them, one above the other, to scale."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models3d.errors import GeometryError
from models3d.measure.contours import round_step
from models3d.measure.profiles import Floats, Profile, later_relief
from models3d.measure.sheet import (
    INK,
    LATER,
    MUTED,
    PALE,
    SCALES,
    STRONG,
    Pen,
    Sheet,
    Stroke,
    Text,
    hatch,
    scale_name,
)

A4_WIDE_MM = (297.0, 210.0)
_LEFT, _WIDE, _TALL = 32.0, 250.0, 58.0
_FEET = (116.0, 34.0)  # of the upper and the lower graph
_STEEP = (1000.0, 500.0, 200.0, 100.0, 50.0, 20.0, *SCALES)  # heights may be drawn larger than lengths
_GRID, _BAND, _BLIND = "#E4DED2", "#E3E3E3", "#B4A990"
_DASH = (1.6, 0.8)


@dataclass(frozen=True, slots=True)
class GraphWords:
    """The texts of a profile's sheet; the defaults are English. ``decimal`` parts whole and fraction of its numbers."""

    title: str = "Profile"
    subtitle: str = ""
    earlier: str = "Earlier survey"
    later: str = "Later survey"
    relief: str = "Relief (mm)"
    distance: str = "Distance (mm)"
    along: str = "Way along the path (mm)"
    lod: str = "Level of detection"
    loss: str = "Loss"
    gain: str = "Gain"
    no_data: str = "No data"
    scales: str = "Scale across {across}, upright {upright}"
    decimal: str = "."


@dataclass(frozen=True, slots=True)
class _Frame:
    """One graph on the paper: ``place`` takes millimetres of the object to millimetres of paper."""

    foot: float
    low: float
    high: float
    across: float
    upright: float

    def place(self, x: Floats, y: Floats) -> Floats:
        placed: Floats = np.stack([_LEFT + x * self.across, self.foot + (y - self.low) * self.upright], axis=-1)
        return placed

    @property
    def top(self) -> float:
        return self.foot + (self.high - self.low) * self.upright


def lay_out_profile(profile: Profile, lod_m: float, words: GraphWords) -> Sheet:
    """Draw relief and distance along a path on a lying A4; ``factor`` of the sheet is the scale along the path.

    Args:
        profile: see ``profiles.trace_profile``.
        lod_m: 95 % level of detection; within it the distance is no change.
        words: texts.

    Raises:
        GeometryError: ``drawing_scale`` when no standard scale fits the paper.
    """
    arc, relief, later, gap = (
        row * 1e3 for row in (profile.arc_m, profile.relief_m, later_relief(profile), profile.distance_m)
    )
    across = _fit(SCALES, float(arc[-1]), _WIDE)
    limits = np.append(gap[np.isfinite(gap)], [-2 * lod_m * 1e3, 2 * lod_m * 1e3, 0.0])
    upper = _frame(_FEET[0], np.append(relief, later[np.isfinite(later)]), across)
    lower = _frame(_FEET[1], limits, across)
    pen = Pen()
    pen.texts.append(Text(12, 198, words.title, 4.2, bold=True))
    pen.texts.append(Text(12, 192, words.subtitle, 2.8, color=MUTED))
    for frame, name in ((upper, words.relief), (lower, words.distance)):
        _draw_axes(pen, frame, float(arc[-1]), name, words)
    _draw_line(pen, upper.place(arc, relief), INK, ())
    _draw_line(pen, upper.place(arc, later), LATER, _DASH)
    _draw_gap(pen, lower, arc, gap, lod_m * 1e3)
    pen.texts.append(Text(_LEFT + arc[-1] * across / 2, _FEET[1] - 9.5, words.along, 2.6, "middle"))
    _draw_legend(pen, words, lod_m * 1e3)
    return Sheet(A4_WIDE_MM, across, tuple(pen.strokes), tuple(pen.texts))


def _fit(scales: tuple[float, ...], span_mm: float, room_mm: float) -> float:
    for value in scales:
        if span_mm * value <= room_mm + 1e-9:
            return value
    raise GeometryError("drawing_scale", scale=scale_name(scales[-1]), width_mm=round(span_mm, 1))


def _frame(foot: float, values: Floats, across: float) -> _Frame:
    """A graph whose numbers begin and end at round steps."""
    low, high = float(values.min()), float(values.max())
    step = round_step(max(high - low, 1e-3), 5)
    low, high = np.floor(low / step + 1e-9) * step, np.ceil(high / step - 1e-9) * step
    high = high if high > low else low + step
    return _Frame(foot, low, high, across, _fit(_STEEP, high - low, _TALL))


def _draw_axes(pen: Pen, frame: _Frame, length: float, name: str, words: GraphWords) -> None:
    step = round_step(frame.high - frame.low, 6)
    for value in np.arange(np.ceil(frame.low / step - 1e-6), np.floor(frame.high / step + 1e-6) + 1) * step:
        line = frame.place(np.array([0.0, length]), np.array([value, value]))
        pen.strokes.append(Stroke(line, _GRID, 0.12))
        text = _number(float(f"{value:.6g}"), words.decimal)
        pen.texts.append(Text(_LEFT - 2, float(line[0, 1]) - 0.8, text, 2.3, "end"))
    way = round_step(length, 10)
    for value in np.arange(0, length + way * 1e-6, way):
        line = frame.place(np.array([value, value]), np.array([frame.low, frame.high]))
        pen.strokes.append(Stroke(line, _GRID, 0.12))
        text = _number(float(f"{value:.6g}"), words.decimal)
        pen.texts.append(Text(float(line[0, 0]), frame.foot - 4, text, 2.3, "middle"))
    ends = frame.place(np.array([0.0, length, length, 0.0]), np.array([frame.low, frame.low, frame.high, frame.high]))
    pen.strokes.append(Stroke(ends, MUTED, 0.15, closed=True))
    scales = words.scales.format(across=scale_name(frame.across), upright=scale_name(frame.upright))
    pen.texts.append(Text(_LEFT, frame.top + 2, f"{name} · {scales}", 2.6, bold=True))


def _draw_gap(pen: Pen, frame: _Frame, arc: Floats, gap: Floats, lod: float) -> None:
    """The distance with what is loss or gain filled, over the band of the level of detection."""
    if lod > 0:
        x = np.array([arc[0], arc[-1], arc[-1], arc[0]])
        band = np.clip(np.array([-lod, -lod, lod, lod]), frame.low, frame.high)
        pen.strokes.append(Stroke(frame.place(x, band), None, closed=True, fill=_BAND))
    for start, stop in _runs(~np.isfinite(gap)):
        x = np.array([arc[start], arc[stop - 1], arc[stop - 1], arc[start]])
        box = frame.place(x, np.array([frame.low, frame.low, frame.high, frame.high]))
        pen.strokes += [Stroke(piece, _BLIND, 0.12) for piece in hatch(box, 45.0, 1.4)]
    for kind, marks in (("loss", gap < -lod), ("gain", gap > lod)):
        for start, stop in _runs(marks):
            x = np.concatenate([arc[start:stop], arc[start:stop][::-1]])
            y = np.concatenate([gap[start:stop], np.zeros(stop - start)])
            pen.strokes.append(Stroke(frame.place(x, y), STRONG[kind], 0.1, closed=True, fill=PALE[kind]))
    pen.strokes.append(Stroke(frame.place(arc[[0, -1]], np.zeros(2)), INK, 0.15))
    _draw_line(pen, frame.place(arc, gap), INK, ())


def _draw_line(pen: Pen, points: Floats, color: str, dash: tuple[float, ...]) -> None:
    """A line that is interrupted where there is no data."""
    for start, stop in _runs(np.isfinite(points[:, 1])):
        if stop - start > 1:
            pen.strokes.append(Stroke(points[start:stop], color, 0.25, dash=dash))


def _draw_legend(pen: Pen, words: GraphWords, lod: float) -> None:
    y = 12.0
    for x, name, color, dash in ((12.0, words.earlier, INK, ()), (92.0, words.later, LATER, _DASH)):
        pen.strokes.append(Stroke(np.array([[x, y + 0.9], [x + 10, y + 0.9]]), color, 0.4, dash=dash))
        pen.texts.append(Text(x + 12, y, name, 2.5))
    boxes = ((172.0, words.loss, PALE["loss"]), (196.0, words.gain, PALE["gain"]))
    within = f"{words.lod} ± {_number(float(f'{lod:.3g}'), words.decimal)} mm"
    for x, name, fill in (*boxes, *(((220.0, within, _BAND),) if lod > 0 else ())):
        pen.strokes.append(Stroke(_box(x, y), None, closed=True, fill=fill))
        pen.texts.append(Text(x + 7, y, name, 2.5))
    blind = _box(172.0, y - 5.5)
    pen.strokes += [
        Stroke(blind, _BLIND, 0.12, closed=True),
        *(Stroke(p, _BLIND, 0.12) for p in hatch(blind, 45.0, 1.4)),
    ]
    pen.texts.append(Text(179.0, y - 5.5, words.no_data, 2.5))


def _box(x: float, y: float) -> Floats:
    return np.array([[x, y - 0.5], [x + 5, y - 0.5], [x + 5, y + 2.3], [x, y + 2.3]])


def _runs(marks: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> list[tuple[int, int]]:
    """First and one past the last place of each stretch that is marked."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], marks, [False]]).astype(np.int8)))
    return [(int(start), int(stop)) for start, stop in edges.reshape(-1, 2)]


def _number(value: float, decimal: str) -> str:
    return f"{value:g}".replace("-", "−").replace(".", decimal)
