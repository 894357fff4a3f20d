"""Orthographic maps of a surface: what six sides see, at a stated scale, with a value in every pixel."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from models3d.errors import GeometryError
from models3d.measure.contours import trace_contours
from models3d.surface import Surface

Floats = NDArray[np.float64]
Side = Literal["front", "right", "back", "left", "top", "bottom"]
SIDES: tuple[Side, ...] = ("front", "right", "back", "left", "top", "bottom")
_MOST_PIXELS = 64_000_000

# Toward the viewer, and upward in the picture, of an object that stands on its +Y axis with its front to +Z.
_VIEWS: dict[Side, tuple[tuple[int, int, int], tuple[int, int, int]]] = {
    "front": ((0, 0, 1), (0, 1, 0)),
    "right": ((1, 0, 0), (0, 1, 0)),
    "back": ((0, 0, -1), (0, 1, 0)),
    "left": ((-1, 0, 0), (0, 1, 0)),
    "top": ((0, 1, 0), (0, 0, -1)),
    "bottom": ((0, -1, 0), (0, 0, 1)),
}


@dataclass(frozen=True, slots=True)
class Window:
    """A picture plane: parallel rays fall against ``toward`` through a grid of ``size`` (columns, rows) pixels.

    ``corner_m`` is the outer corner of the first pixel (top left), ``right`` and ``upward`` are unit directions,
    ``mm_per_px`` is the scale.
    """

    corner_m: Floats
    right: Floats
    upward: Floats
    toward: Floats
    size: tuple[int, int]
    mm_per_px: float

    def project(self, points: Floats) -> Floats:
        """Give the (n, 2) pixel coordinates (column, row; centres at .5) of (n, 3) points."""
        offset = (points - self.corner_m) / (self.mm_per_px * 1e-3)
        return np.stack([offset @ self.right, -(offset @ self.upward)], axis=1)

    def depth(self, points: Floats) -> Floats:
        """Give the (n,) metres that points lie behind the plane in which the rays start."""
        depth: Floats = (self.corner_m - points) @ self.toward
        return depth


@dataclass(frozen=True, slots=True)
class View:
    """What parallel rays met.

    Attributes:
        window: see ``Window``.
        faces: (h, w) int64 face index, -1 where nothing was met.
        weights: (h, w, 3) float32 barycentric weights.
        depth_m: (h, w) float64 below the start plane, infinite where nothing was met.
    """

    window: Window
    faces: NDArray[np.int64]
    weights: NDArray[np.float32]
    depth_m: Floats


@dataclass(frozen=True, slots=True)
class DeviationMap:
    """An orthographic map of a value.

    Attributes:
        side: which side it shows.
        mm_per_px: its scale.
        values: (h, w) float64 in the unit of the values given; NaN where the surface or the value is missing.
        depth_m: (h, w) depth of the surface below the start plane, NaN where it is missing.
        changed: (h, w) what is marked as changed.
        outlines: (k, 2) arrays of pixel coordinates (column, row) around what is changed.
    """

    side: Side
    mm_per_px: float
    values: Floats
    depth_m: Floats
    changed: NDArray[np.bool_]
    outlines: tuple[Floats, ...]


def open_window(points: Floats, side: Side, up: Literal["y", "z"], mm_per_px: float, margin_px: int = 2) -> Window:
    """Place the picture plane of one side in front of all points.

    Args:
        points: (n, 3) metres that shall be in the picture.
        side: of an object standing on ``up``; the front of a Z-up object looks along -Y.
        up: the vertical axis.
        mm_per_px: the scale.
        margin_px: free pixels around.

    Raises:
        GeometryError: ``map_resolution`` when the scale isn't positive or asks for more than 64 million pixels.
    """
    toward, upward = (_turn(np.array(axis, float), up) for axis in _VIEWS[side])
    return look_along(points, toward, upward, mm_per_px, margin_px)


def look_along(points: Floats, toward: Floats, upward: Floats, mm_per_px: float, margin_px: int = 2) -> Window:
    """Place a picture plane in front of all points for any two unit directions at right angles; see ``open_window``.

    Raises:
        GeometryError: ``map_resolution``.
    """
    right = np.cross(upward, toward)
    axes = np.array([right, upward, toward])
    low, high = (points @ axes.T).min(axis=0), (points @ axes.T).max(axis=0)
    pixel = mm_per_px * 1e-3
    sound = bool(np.isfinite(low).all() and np.isfinite(high).all()) and mm_per_px > 0
    counts = np.ceil((high - low)[:2] / pixel) + 2 * margin_px if sound else np.array([np.inf, np.inf])
    if not 0 < float(counts.prod()) <= _MOST_PIXELS:
        raise GeometryError("map_resolution", mm_per_px=mm_per_px)
    middle, room = (low + high) / 2, 0.01 * float((high - low).max())
    half = counts * pixel / 2
    corner = axes.T @ np.array([middle[0] - half[0], middle[1] + half[1], high[2] + room])
    return Window(corner, right, upward, toward, (int(counts[0]), int(counts[1])), mm_per_px)


def cast_window(surface: Surface, window: Window) -> View:
    """Send one ray through the centre of every pixel."""
    columns, rows = window.size
    pixel = window.mm_per_px * 1e-3
    x, y = (np.arange(columns) + 0.5) * pixel, (np.arange(rows) + 0.5) * pixel
    start = window.corner_m - surface.centre  # the engine counts in float32: stay near its origin
    flat = x[None, :, None] * window.right - y[:, None, None] * window.upward + start
    origins = flat.reshape(-1, 3) + surface.centre
    hits = surface.cast_rays(origins, np.broadcast_to(-window.toward, origins.shape))
    return View(
        window, hits.faces.reshape(rows, columns), hits.weights.reshape(rows, columns, 3),
        hits.distance.reshape(rows, columns),
    )  # fmt: skip


def sample_view(view: View, faces: NDArray[np.int64], values: Floats) -> Floats:
    """Give the (h, w) values under a view, from (n,) values at the vertices.

    A pixel is NaN where the ray met nothing or the nearest corner of its triangle has no value.
    """
    out = np.full(view.faces.shape, np.nan)
    met = view.faces >= 0
    weights = view.weights[met].astype(np.float64)
    corners = values[faces[view.faces[met]]]
    known = np.isfinite(corners)
    share = np.where(known, weights, 0.0)
    total = share.sum(axis=1)
    mean = (np.where(known, corners, 0.0) * share).sum(axis=1) / np.where(total > 0, total, 1.0)
    mean[~known[np.arange(len(mean)), weights.argmax(axis=1)]] = np.nan
    out[met] = mean
    return out


def map_deviation(
    surface: Surface, values: Floats, changed: NDArray[np.bool_], side: Side, *, mm_per_px: float, up: Literal["y", "z"]
) -> DeviationMap:
    """Draw the orthographic map of one side.

    Args:
        surface: the earlier survey's, metres, n vertices.
        values: (n,) deviation at each vertex, NaN is no data (``fields.spread_cores`` makes them from core points).
        changed: (n,) marks.
        side: of the object.
        mm_per_px: the scale.
        up: the vertical axis.

    Raises:
        GeometryError: ``map_resolution``.
    """
    view = cast_window(surface, open_window(surface.mesh.positions, side, up, mm_per_px))
    marks = sample_view(view, surface.mesh.faces, changed.astype(np.float64))
    depth = np.where(view.faces >= 0, view.depth_m, np.nan)
    values_seen = sample_view(view, surface.mesh.faces, values)
    return DeviationMap(side, mm_per_px, values_seen, depth, marks > 0.5, outline_marks(marks > 0.5))


def outline_marks(marks: NDArray[np.bool_]) -> tuple[Floats, ...]:
    """Trace the outlines of a mask, as (k, 2) pixel coordinates (column, row; centres at .5)."""
    framed = np.pad(marks.astype(np.float64), 1)
    lines = trace_contours(framed, (0.5,))[0].lines
    return tuple(line.points - 0.5 for line in lines)


def _turn(axis: Floats, up: Literal["y", "z"]) -> Floats:
    """Carry a direction of a Y-up object to its frame: +Y becomes +Z, +Z becomes -Y."""
    return axis if up == "y" else np.array([axis[0], -axis[2], axis[1]])
