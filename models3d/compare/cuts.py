"""Sections through changed places: one upright plane through the middle of each, as large as the place needs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models3d.compare.types import Distances, Epoch, Floats, Region, Registration, Triple
from models3d.measure.gaps import Band, find_bands, measure_gaps
from models3d.measure.sections import SectionPair, crop_pair, cut_both, make_plane

_STEPS = 600  # places along the window
_ROOM = 1.5  # of the region's own size
_DEPTHS = 15.0  # half a window in depths of the region
_SPACINGS = 6.0  # and at least so many spacings of the scan


@dataclass(frozen=True, slots=True)
class SectionFigure:
    """A section to be drawn: ``name`` as on the map (a region's number), the cropped profiles, the areas between."""

    name: str
    pair: SectionPair
    bands: tuple[Band, ...]


def region_frame(distances: Distances, region: Region, up: str) -> tuple[Floats, Floats]:
    """Give two unit directions: out of the surface in the middle of a region, and upward along it."""
    outward = distances.normals[region.cores].mean(axis=0)
    length = float(np.linalg.norm(outward))
    outward = outward / length if length > 1e-6 else distances.normals[region.cores[0]]
    lift = np.array([0.0, 1.0, 0.0] if up == "y" else [0.0, 0.0, 1.0])
    along = lift - outward * float(lift @ outward)
    if np.linalg.norm(along) < 0.2:  # the place looks up or down: the picture's top is the object's back
        lift = np.array([0.0, 0.0, -1.0] if up == "y" else [0.0, 1.0, 0.0])
        along = lift - outward * float(lift @ outward)
    return outward, along / np.linalg.norm(along)


def cut_region(
    epochs: tuple[Epoch, Epoch], registration: Registration, distances: Distances, region: Region
) -> SectionFigure:
    """Cut both surveys upright through the region's deepest place, along its normal, and crop to the region.

    Raises:
        GeometryError: ``engine_input``.
    """
    earlier, later = epochs
    outward, along = region_frame(distances, region, earlier.up)
    middle = deepest_core(distances, region)
    plane = make_plane(_triple(middle), _triple(np.cross(along, outward)), _triple(along))
    pair = cut_both(earlier.surface.mesh, later.surface.mesh, plane, registration.matrix)
    # Wide and shallow places are cropped, so that the paper's scale still shows their depth.
    half = max(
        min(_ROOM * region_radius(distances, region), _DEPTHS * abs(region.max_m)), _SPACINGS * earlier.spacing_m
    )
    step = 2 * half / _STEPS
    cropped = crop_pair(pair, (0.0, 0.0), (half, half), step)
    gaps = measure_gaps(cropped, step, 3 * abs(region.max_m) + 4 * region.lod_m)
    return SectionFigure(str(region.id), cropped, find_bands(cropped, gaps, region.lod_m))


def deepest_core(distances: Distances, region: Region) -> Floats:
    """Give the (3,) core of the region where it is deepest: of its deepest tenth the one nearest to the middle."""
    cores = distances.cores[region.cores]
    values = np.where(np.isnan(distances.cylinder_m), distances.closest_m, distances.cylinder_m)[region.cores]
    depth = np.nan_to_num(np.abs(values))
    deep = np.flatnonzero(depth >= np.percentile(depth, 90))
    away = np.linalg.norm(cores[deep] - np.array(region.centroid_m), axis=1)
    chosen: Floats = cores[deep[int(away.argmin())]]
    return chosen


def region_radius(distances: Distances, region: Region) -> float:
    """Give the radius in metres around the centroid that holds all the region's cores."""
    return float(np.linalg.norm(distances.cores[region.cores] - np.array(region.centroid_m), axis=1).max(initial=0.0))


def _triple(values: Floats) -> Triple:
    return float(values[0]), float(values[1]), float(values[2])
