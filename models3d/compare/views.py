"""Shaded orthographic pictures of a surface in the colours of its deviation, with numbers and a scale bar."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont
from scipy.ndimage import binary_erosion, gaussian_filter

from models3d.compare.colours import NO_DATA, NO_DATA_LINE, DeviationScale, colour_of
from models3d.compare.dress import Dress
from models3d.measure.contours import round_step
from models3d.measure.fonts import BOLD, SANS, font_path
from models3d.measure.maps import View, Window, cast_window, sample_view
from models3d.surface import Surface

Floats = NDArray[np.float64]
Pixels = NDArray[np.uint8]
PLAIN = (206, 200, 189)
_INK = (31, 27, 22)
_PAPER = 255
_LIGHT = np.array([-0.39, 0.48, 0.78], np.float32)  # right, upward, toward: from upper left
_DARK = 0.55  # the share of a colour that is left where no light falls
_BLUR_PX = 7.0


@dataclass(frozen=True, slots=True)
class Badge:
    """A number beside a place of the picture: ``at`` is (column, row)."""

    text: str
    at: tuple[float, float]


def paint_deviation(
    view: View, surface: Surface, dress: Dress, scale: DeviationScale, *, outline: bool = True
) -> Pixels:
    """Give the (h, w, 3) picture in deviation colours: grey up to each place's own level of detection.

    What changed gets an ``outline``. Places without data are hatched; where no ray met the surface the paper is white.
    """
    faces = surface.mesh.faces
    values = sample_view(view, faces, dress.deviation_mm)
    lod = sample_view(view, faces, dress.lod_mm)
    colors = colour_of(values, scale.limit_mm, np.where(np.isnan(lod), scale.lod_mm, lod))
    met = view.faces >= 0
    blind = met & np.isnan(values)
    row, column = np.nonzero(blind)
    stripe = (row + column) % 9 < 3
    colors[row, column] = np.where(stripe[:, None], NO_DATA_LINE, NO_DATA)
    picture = _shade(view, surface, colors)
    if outline:
        trace_change(picture, met & (sample_view(view, faces, dress.changed) > 0.5))
    return picture


def trace_change(picture: Pixels, changed: NDArray[np.bool_]) -> None:
    """Draw the rim of what changed (h, w) into a picture, two pixels wide."""
    picture[changed & ~binary_erosion(changed, iterations=2, border_value=1)] = _INK


def paint_plain(view: View, surface: Surface) -> Pixels:
    """Give the (h, w, 3) picture as plaster, for comparing shapes by eye."""
    return _shade(view, surface, np.broadcast_to(np.array(PLAIN, np.uint8), (*view.faces.shape, 3)))


def move_window(window: Window, matrix: Floats) -> Window:
    """Give the same window in the frame that ``matrix`` (4, 4) leads from, for a surface that stayed in its own."""
    back = np.linalg.inv(matrix)
    scale = float(np.cbrt(abs(np.linalg.det(back[:3, :3]))))
    turn = back[:3, :3] / scale
    corner = back[:3, :3] @ window.corner_m + back[:3, 3]
    axes = (turn @ window.right, turn @ window.upward, turn @ window.toward)
    return Window(corner, *axes, window.size, window.mm_per_px * scale)


def look(surface: Surface, window: Window) -> View:
    """See the surface through a window; see ``maps.cast_window``."""
    return cast_window(surface, window)


def finish(
    picture: Pixels,
    mm_per_px: float,
    badges: tuple[Badge, ...] = (),
    *,
    bar: bool = True,
    border: bool = True,
    size: float = 1.0,
) -> Pixels:
    """Add a white border with the scale bar, and the numbers with their pointers.

    Args:
        picture: (h, w, 3).
        mm_per_px: its scale.
        badges: numbers.
        bar: draw the scale bar below.
        border: leave white around; numbers beside the object need it.
        size: of letters and pointers; 1 makes a number 20 pixels high.
    """
    height, width = picture.shape[:2]
    pad = round(44 * size) if border else 0
    foot = pad + (round(30 * size) if bar else 0)
    canvas = np.full((height + pad + foot, width + 2 * pad, 3), _PAPER, np.uint8)
    canvas[pad : pad + height, pad : pad + width] = picture
    image = Image.fromarray(canvas)
    pen = ImageDraw.Draw(image)
    _draw_badges(pen, badges, image.size, size)
    if bar:
        _draw_bar(pen, mm_per_px, (pad, height + pad + foot - round(26 * size)), width, size)
    return np.asarray(image)


def _shade(view: View, surface: Surface, colors: Pixels) -> Pixels:
    """Light the colours softly from the upper left, and darken what lies lower than its surroundings."""
    met = view.faces >= 0
    out = np.full((*met.shape, 3), _PAPER, np.uint8)
    if not met.any():
        return out
    corners, weights, source = surface.mesh.faces[view.faces[met]], view.weights[met], surface.normals
    normals = source[corners[:, 0]] * weights[:, :1]
    for corner in (1, 2):
        normals += source[corners[:, corner]] * weights[:, corner : corner + 1]
    normals /= np.maximum(np.sqrt(np.einsum("nd,nd->n", normals, normals)), np.float32(1e-9))[:, None]
    window = view.window
    axes = np.array([window.right, window.upward, window.toward], np.float32)
    local = np.einsum(
        "nd,kd->nk", normals, axes
    )  # no matrix product: its threads wait for each other on a busy machine
    local[local[:, 2] < 0] *= -1
    # What faces the eye keeps the legend's colour; only slopes are darker or a little lighter.
    light = _DARK + (1 - _DARK) * np.clip(np.einsum("nd,d->n", local, _LIGHT), 0, None) / _LIGHT[2]
    light = np.clip(light * (1 - np.float32(0.3) * np.clip(_hollow(view, met), -0.25, 1)), 0, 1.1)
    out[met] = np.clip(np.rint(colors[met] * light[:, None]), 0, 255)
    return out


def _hollow(view: View, met: NDArray[np.bool_]) -> NDArray[np.float32]:
    """How much deeper each met pixel lies than the mean around it, in a few pixels' width."""
    depth = np.where(met, view.depth_m, 0.0).astype(np.float32)
    weight = gaussian_filter(met.astype(np.float32), _BLUR_PX)
    mean = gaussian_filter(depth, _BLUR_PX)[met] / np.maximum(weight[met], 1e-6)
    return np.asarray((depth[met] - mean) / (view.window.mm_per_px * 1e-3 * _BLUR_PX * 0.6), np.float32)


def _draw_badges(pen: ImageDraw.ImageDraw, badges: tuple[Badge, ...], area: tuple[int, int], size: float) -> None:
    face = ImageFont.truetype(str(font_path(BOLD)), 20 * size)
    pad, dot, half = round(44 * size), 3 * size, 15 * size
    taken: list[tuple[float, float]] = []
    for badge in badges:
        x, y = badge.at[0] + pad, badge.at[1] + pad
        spot = free_spot((x, y), taken, area, size)
        taken.append(spot)
        radius = half if len(badge.text) < 3 else 21 * size
        pen.line((x, y, *spot), fill=_INK, width=round(2 * size))
        pen.ellipse((x - dot, y - dot, x + dot, y + dot), fill=_INK)
        box = (spot[0] - radius, spot[1] - half, spot[0] + radius, spot[1] + half)
        pen.rounded_rectangle(box, half, fill=(255, 255, 255), outline=_INK, width=round(2 * size))
        pen.text(spot, badge.text, fill=_INK, font=face, anchor="mm")


def free_spot(
    at: tuple[float, float], taken: list[tuple[float, float]], area: tuple[float, float], size: float
) -> tuple[float, float]:
    """Choose a place for a badge beside its point: the first of three rings of eight that hits no other badge."""
    outward = np.arctan2(at[1] - area[1] / 2, at[0] - area[0] / 2)
    edge, best = 22 * size, at
    for reach in (48.0 * size, 80.0 * size, 112.0 * size):
        for turn in (0, 1, -1, 2, -2, 3, -3, 4):
            angle = outward + turn * np.pi / 4
            x, y = at[0] + reach * float(np.cos(angle)), at[1] + reach * float(np.sin(angle))
            inside = edge < x < area[0] - edge and edge < y < area[1] - edge
            if inside and best == at:
                best = (x, y)
            if inside and all(abs(x - a) > 40 * size or abs(y - b) > 34 * size for a, b in taken):
                return x, y
    return best


def _draw_bar(pen: ImageDraw.ImageDraw, mm_per_px: float, at: tuple[int, int], width: int, size: float) -> None:
    length = round_step(max(width, 160) * mm_per_px * 0.4, 2)
    x, y = at
    end, tall = x + length / mm_per_px, round(6 * size)
    pen.rectangle((x, y, end, y + tall), fill=_INK)
    pen.rectangle(((x + end) / 2, y + 1, end - 1, y + tall - 1), fill=(255, 255, 255))
    face = ImageFont.truetype(str(font_path(SANS)), 18 * size)
    words = f"{length:g} mm" if length < 1000 else f"{length / 1000:g} m"
    pen.text((end + 10 * size, y + tall / 2), words, _INK, face, anchor="lm")
