"""The pictures of a comparison: six views, every large region before and after, sections, the contract's two PNG."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from models3d.compare.charts import compose_views, draw_histogram
from models3d.compare.colours import DeviationScale, choose_scale
from models3d.compare.cuts import SectionFigure, cut_region, region_frame, region_radius
from models3d.compare.dress import Dress, dress_surface
from models3d.compare.sides import Look, SideMap, choose_sides, height_grids, make_side_map, shows_ground
from models3d.compare.types import Detection, Distances, Epoch, Floats, Region, Registration
from models3d.compare.views import (
    Badge,
    Pixels,
    finish,
    look,
    move_window,
    paint_deviation,
    paint_plain,
    trace_change,
)
from models3d.measure.maps import SIDES, Side, View, look_along, open_window

_CLOSE_PX = 420
_LETTERS = 1.7  # six views share a page's width: their numbers must be large to be read in print
_MOST_BADGES = 24
_SEEN_SHARE = 0.25
Language = Literal["vi", "en"]


@dataclass(frozen=True, slots=True)
class ViewPicture:
    """One side of the earlier surface in deviation colours; ``pixels`` (h, w, 3) has numbers and scale bar."""

    side: Side
    pixels: Pixels
    mm_per_px: float


@dataclass(frozen=True, slots=True)
class RegionPicture:
    """One region seen along its normal: earlier and later as plaster, and the deviation; all (h, w, 3), one scale."""

    region: int
    earlier: Pixels
    later: Pixels
    deviation: Pixels
    mm_per_px: float


@dataclass(frozen=True, slots=True)
class ReportPictures:
    """Everything that the report shows; ``histogram`` is PNG bytes by language (``vi``, ``en``, ``both``).

    ``maps`` are the sides that show something, for drawings to scale.
    """

    scale: DeviationScale
    views: tuple[ViewPicture, ...]
    regions: tuple[RegionPicture, ...]
    sections: tuple[SectionFigure, ...]
    histogram: dict[str, bytes]
    maps: tuple[SideMap, ...] = ()

    def views_png(self) -> bytes:
        """Give the contract's ``views.png``: all six sides with the legend, in both languages."""
        return compose_views([(view.side, view.pixels) for view in self.views], self.scale)

    def histogram_png(self) -> bytes:
        """Give the contract's ``histogram.png``, in both languages."""
        return self.histogram["both"]


@dataclass(frozen=True, slots=True)
class Findings:
    """What was measured: both surveys, their registration, distances, detection and regions."""

    earlier: Epoch
    later: Epoch
    registration: Registration
    distances: Distances
    detection: Detection
    regions: tuple[Region, ...]


def make_pictures(
    found: Findings, *, most_regions: int = 8, most_sections: int = 3, view_px: int = 900
) -> ReportPictures:
    """Draw all pictures; the same findings give the same bytes.

    Args:
        found: see ``Findings``; metres, frame of the earlier survey.
        most_regions: how many regions get close-ups, the largest volumes first.
        most_sections: how many of those get a section.
        view_px: pixels along the object's longest side in the six views.

    Raises:
        GeometryError: ``engine_input`` when a surface is unsound.
    """
    scale = find_scale(found.detection)
    leading = leading_regions(found.regions, most_regions)
    seen = {side: _see_side(found.earlier, side, view_px) for side in SIDES}
    closes = [_see_region(found, region) for region in leading]
    dress = dress_surface(
        found.earlier, found.distances, found.detection, _met_vertices(found, [*seen.values(), *closes])
    )
    maps = tuple(_map_side(found, Look(side, view), dress, scale) for side, view in seen.items())
    views = tuple(_finish_view(one) for one in maps)
    regions = tuple(
        _finish_region(found, region, view, dress, scale) for region, view in zip(leading, closes, strict=True)
    )
    sections = tuple(
        cut_region((found.earlier, found.later), found.registration, found.distances, region)
        for region in leading[:most_sections]
    )
    histogram = {
        language: draw_histogram(found.distances, found.detection, scale, language) for language in ("vi", "en", "both")
    }
    return ReportPictures(scale, views, regions, sections, histogram, _choose_maps(found, maps, seen["top"]))


def find_scale(detection: Detection) -> DeviationScale:
    """Give the one colour scale of a comparison: for its pictures, its report and the viewer."""
    known = detection.lod_m[np.isfinite(detection.lod_m)]
    lod = float(np.median(known)) * 1e3 if len(known) else 0.0
    return choose_scale(detection.distance_m * 1e3, lod, detection.changed)


def leading_regions(regions: tuple[Region, ...], most: int) -> list[Region]:
    """Give the regions with the largest volumes, the largest first."""
    return sorted(regions, key=lambda region: (-region.volume.best_m3, region.id))[:most]


def _see_side(earlier: Epoch, side: Side, view_px: int) -> View:
    """All six sides at one scale, so that sizes compare."""
    points = earlier.surface.mesh.positions
    longest = float(np.ptp(points, axis=0).max())
    return look(earlier.surface, open_window(points, side, earlier.up, longest * 1e3 / view_px, margin_px=0))


def _see_region(found: Findings, region: Region) -> View:
    outward, along = region_frame(found.distances, region, found.earlier.up)
    half = 1.5 * max(region_radius(found.distances, region), 12 * found.earlier.spacing_m, 4 * abs(region.max_m))
    axes = np.array([np.cross(along, outward), along, outward]) * half
    signs = np.array([[x, y, z] for x in (-1, 1) for y in (-1, 1) for z in (-1, 1)], float)
    window = look_along(np.array(region.centroid_m) + signs @ axes, outward, along, 2 * half * 1e3 / _CLOSE_PX, 0)
    return look(found.earlier.surface, window)


def _met_vertices(found: Findings, views: list[View]) -> NDArray[np.bool_]:
    """Only what some picture shows needs values: a large scan has many more vertices than pixels."""
    mesh = found.earlier.surface.mesh
    wanted = np.zeros(len(mesh.positions), np.bool_)
    for view in views:
        wanted[mesh.faces[np.unique(view.faces[view.faces >= 0])]] = True
    return wanted


def _map_side(found: Findings, look: Look, dress: Dress, scale: DeviationScale) -> SideMap:
    shown = leading_regions(found.regions, _MOST_BADGES)
    badges = tuple(badge for region in shown if (badge := _place_badge(found, region, look.view)) is not None)
    return make_side_map(look, found.earlier.surface, dress, scale, badges)


def _choose_maps(found: Findings, maps: tuple[SideMap, ...], top: View) -> tuple[SideMap, ...]:
    """The sides worth a drawing; of ground the top alone, with the heights of both surveys."""
    is_ground = shows_ground(found.earlier)
    chosen = choose_sides(maps, is_ground=is_ground)
    if not is_ground:
        return chosen
    heights = height_grids(top, found.later.surface, found.registration.matrix, found.earlier.shift_m[2] * 1e3)
    return tuple(dataclasses.replace(one, heights_mm=heights) for one in chosen)


def _finish_view(one: SideMap) -> ViewPicture:
    picture = one.pixels.copy()
    trace_change(picture, one.changed)
    return ViewPicture(one.side, finish(picture, one.mm_per_px, one.badges, size=_LETTERS), one.mm_per_px)


def _place_badge(found: Findings, region: Region, view: View) -> Badge | None:
    """Point at the visible core nearest to the middle of the region's visible part; None when it is hidden."""
    cores = found.distances.cores[region.cores]
    at = view.window.project(cores)
    column, row = np.floor(at).astype(np.int64).T
    height, width = view.faces.shape
    inside = (column >= 0) & (column < width) & (row >= 0) & (row < height)
    depth = view.depth_m[np.clip(row, 0, height - 1), np.clip(column, 0, width - 1)]
    slack = 3 * max(found.earlier.spacing_m, view.window.mm_per_px * 1e-3)
    seen = inside & (np.abs(view.window.depth(cores) - depth) < slack)
    facing = found.distances.normals[region.cores] @ view.window.toward > 0.2
    seen &= facing
    if np.count_nonzero(seen) < _SEEN_SHARE * len(cores):
        return None
    visible: Floats = at[seen]
    spot = visible[int(np.linalg.norm(visible - np.median(visible, axis=0), axis=1).argmin())]
    return Badge(str(region.id), (float(spot[0]), float(spot[1])))


def _finish_region(found: Findings, region: Region, view: View, dress: Dress, scale: DeviationScale) -> RegionPicture:
    surface, later = found.earlier.surface, found.later.surface
    window = view.window
    behind = look(later, move_window(window, found.registration.matrix))
    before, after, deviation = (
        finish(picture, window.mm_per_px, bar=index == 0, border=False)
        for index, picture in enumerate(
            (paint_plain(view, surface), paint_plain(behind, later), paint_deviation(view, surface, dress, scale))
        )
    )
    return RegionPicture(region.id, before, after, deviation, window.mm_per_px)
