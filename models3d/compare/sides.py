"""What the maps of a comparison are drawn from: for each side the picture without marks, and its values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from models3d.compare.colours import DeviationScale
from models3d.compare.dress import Dress
from models3d.compare.types import Epoch, Floats
from models3d.compare.views import Badge, Pixels, move_window, paint_deviation
from models3d.measure.maps import Side, View, cast_window, sample_view
from models3d.surface import Surface
from models3d.terrain import is_terrain

_FACING = 0.15  # a surface at a steeper slant, or seen from behind, doesn't count as seen
_FEW = 0.04  # of what the best side shows
_SAMPLE = 100_000


@dataclass(frozen=True, slots=True)
class SideMap:
    """One side of the earlier surface at a scale.

    Attributes:
        side: which.
        mm_per_px: its scale.
        pixels: (h, w, 3) in deviation colours, no marks on it.
        values_mm: (h, w) float32 deviation, NaN is no data or no surface.
        changed: (h, w) part of a changed region.
        badges: the regions' numbers at their places in pixels.
        seen_mm2: area of the picture in which measured surface faces the viewer.
        heights_mm: (h, w) heights of the earlier and the later surface in the file's frame, for terrain from above.
    """

    side: Side
    mm_per_px: float
    pixels: Pixels
    values_mm: NDArray[np.float32]
    changed: NDArray[np.bool_]
    badges: tuple[Badge, ...]
    seen_mm2: float
    heights_mm: tuple[Floats, Floats] | None = None


class Look(NamedTuple):
    """A side and what its rays met."""

    side: Side
    view: View


def make_side_map(
    look: Look, surface: Surface, dress: Dress, scale: DeviationScale, badges: tuple[Badge, ...]
) -> SideMap:
    """Sample the map of one side from rays that were cast already."""
    view, faces = look.view, surface.mesh.faces
    values = sample_view(view, faces, dress.deviation_mm)
    changed = np.nan_to_num(sample_view(view, faces, dress.changed)) > 0.5
    pixels = paint_deviation(view, surface, dress, scale, outline=False)
    seen = int(np.count_nonzero(np.isfinite(values) & _faces_us(view, surface)))
    size = view.window.mm_per_px
    return SideMap(look.side, size, pixels, values.astype(np.float32), changed, badges, seen * size**2)


def choose_sides(maps: tuple[SideMap, ...], *, is_ground: bool) -> tuple[SideMap, ...]:
    """Keep the sides that show something: of ground its top, of an object those that show a fair share of it."""
    if is_ground:
        return tuple(one for one in maps if one.side == "top")
    best = max((one.seen_mm2 for one in maps), default=0.0)
    return tuple(one for one in maps if one.seen_mm2 > _FEW * best)


def shows_ground(earlier: Epoch) -> bool:
    """Tell whether the survey is one sheet of ground seen from above, some hundred thousand points asked at most."""
    if earlier.up != "z":
        return False
    step = max(1, len(earlier.positions) // _SAMPLE)
    return is_terrain(earlier.positions[::step])


def height_grids(view: View, later: Surface, matrix: Floats, shift_mm: float) -> tuple[Floats, Floats]:
    """Give the (h, w) heights in mm of the earlier and the later surface under a view from above; NaN where none is.

    Args:
        view: of the earlier surface, along its vertical.
        later: in its own frame.
        matrix: (4, 4) later -> earlier, metres.
        shift_mm: height of the frame's origin in the file's own frame.
    """
    start = float(view.window.corner_m @ view.window.toward) * 1e3 + shift_mm
    behind = cast_window(later, move_window(view.window, matrix))
    growth = float(np.cbrt(abs(np.linalg.det(matrix[:3, :3]))))
    depths = (view.depth_m, behind.depth_m * growth)
    first, second = (np.where(np.isfinite(depth), start - depth * 1e3, np.nan) for depth in depths)
    return first, second


def _faces_us(view: View, surface: Surface) -> NDArray[np.bool_]:
    """Where the surface shows its outside to the viewer."""
    met = view.faces >= 0
    corners = surface.mesh.faces[view.faces[met]]
    slant = surface.normals @ view.window.toward.astype(np.float32)
    out = np.zeros(view.faces.shape, np.bool_)
    out[met] = np.einsum("nk,nk->n", view.weights[met], slant[corners]) > _FACING
    return out
