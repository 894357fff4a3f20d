"""Contour lines of a height or a deviation on a regular grid."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models3d.measure.chains import Polyline

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Contour:
    """All lines of one level, in the grid's coordinates (see ``trace_contours``)."""

    level: float
    lines: tuple[Polyline, ...]


def trace_contours(
    grid: Floats, levels: tuple[float, ...], *, corner: tuple[float, float] = (0.0, 0.0), step: float = 1.0
) -> tuple[Contour, ...]:
    """Follow levels through a grid by linear interpolation.

    Args:
        grid: (h, w) values, row after row; NaN is no data, and no line enters a cell that touches it.
        levels: in the unit of the values.
        corner: coordinates (x, y) of the grid's first value.
        step: between neighbouring values.

    Returns:
        One contour for each level; points are (x along the row, y along the column).
    """
    from contourpy import LineType, contour_generator

    if min(grid.shape) < 2:
        return tuple(Contour(level, ()) for level in levels)
    maker = contour_generator(
        z=np.ma.masked_invalid(grid), name="serial", line_type=LineType.Separate, corner_mask=False
    )
    return tuple(Contour(level, _lines(maker.lines(level), corner, step)) for level in levels)


def round_step(span: float, most: int = 12) -> float:
    """Give the finest step of 1, 2 or 5 times a power of ten that divides ``span`` into at most ``most`` parts."""
    if not (np.isfinite(span) and span > 0):
        return 1.0
    rough = span / most
    power = 10.0 ** np.floor(np.log10(rough))
    for factor in (1.0, 2.0, 5.0):
        if factor * power >= rough * (1 - 1e-9):
            return float(factor * power)
    return float(10 * power)


def choose_levels(grid: Floats, step: float | None = None) -> tuple[float, ...]:
    """Give the multiples of ``step`` (a round one when None) that lie strictly between the grid's extremes."""
    known = grid[np.isfinite(grid)]
    if len(known) == 0 or float(np.ptp(known)) == 0:
        return ()
    step = step or round_step(float(np.ptp(known)))
    first, last = np.floor(known.min() / step) + 1, np.ceil(known.max() / step) - 1
    return tuple(float(k * step) for k in np.arange(first, last + 1))


def _lines(found: object, corner: tuple[float, float], step: float) -> tuple[Polyline, ...]:
    lines = []
    for points in found if isinstance(found, list) else []:
        closed = len(points) > 3 and bool((points[0] == points[-1]).all())
        placed = np.asarray(points[:-1] if closed else points, np.float64) * step + np.array(corner)
        lines.append(Polyline(placed, closed))
    return tuple(sorted(lines, key=lambda line: -line.length_m))
