"""Connected places that changed: found by growth from what noise does not explain, measured, sorted by volume."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.spatial import cKDTree
from scipy.stats import norm

from models3d.compare.closing import Closed, close_small_holes
from models3d.compare.detection import detect_change
from models3d.compare.growth import (
    GrowthRules,
    Labels,
    close_rim,
    group_by_density,
    grow,
    label,
    link_cores,
    smooth,
    widen,
)
from models3d.compare.types import Detection, Distances, Epoch, Region, Triple
from models3d.compare.volume import measure_volume, shape_region
from models3d.types import Mesh, Notice

Floats = NDArray[np.float64]
Index = NDArray[np.int64]
Marks = NDArray[np.bool_]
MUCH_DISAGREEMENT = 0.3
CLEARLY = 1.6
"""A small region's robust depth must exceed its level of detection by this factor: its deepest cores were chosen."""
SMALL = 50
"""Cores of a small region."""
PROVEN = 3.5
"""A region's volume must exceed its one-sigma uncertainty by this factor."""
BOTH = 2.0
"""And each of the two ways to its volume must exceed its own by this one."""
HOLE = 40
"""Rims up to so many spacings long are closed before a volume is measured."""
CALMED = 0.5
"""What averaging over a core's neighbours leaves of its noise; they share points, so it is more than one in root n."""
UNSEEN_RINGS = 3
"""Rings of cores without data that may lie between two parts of one place."""
SEEN_BY_BOTH = 0.2
"""Share of a place's cores for which the closest point must have data; elsewhere the later survey ends."""
NEARLY_NONE = 0.35
"""Below this share of the cylinder's distance the closest distance speaks for unchanged surface beside a change."""


@dataclass(frozen=True, slots=True)
class RegionWish:
    """How regions are found.

    Attributes:
        rules: of growth.
        sigma_m: one-sigma alignment error; it enters each volume's uncertainty.
        explained_m: (k,) what deformation explains of each distance, or None; it is taken away first.
    """

    rules: GrowthRules = field(default_factory=GrowthRules)
    sigma_m: float = 0.0
    explained_m: Floats | None = None


def find_regions(
    distances: Distances, detection: Detection, epochs: tuple[Epoch, Epoch], wish: RegionWish | None = None
) -> tuple[Marks, tuple[Region, ...]]:
    """Find where material went or came, and how much.

    Args:
        distances: of both methods at the core points.
        detection: best distance, calibrated sigma and level of detection.
        epochs: the earlier survey, and the later one in the earlier one's frame.
        wish: see ``RegionWish``.

    Returns:
        (k,) which cores belong to a region, and the regions, greatest volume first, numbered from 1.

    Source:
        Seeds that a whole comparison's noise does not explain (Bonferroni over cores and scales), grown down to the
        95 % limit with the same sign (hysteresis, Canny 1986); robust depth with the expected excess of the largest
        of many noisy values taken off (truncated normal mean).
    """
    wish = wish or RegionWish()
    meshes = (epochs[0].surface.mesh, epochs[1].surface.mesh)
    if wish.explained_m is not None:
        meshes = (meshes[0], _moved_back(meshes[1], distances, wish.explained_m))
        distances, detection = without_motion(distances, wish.explained_m, wish.sigma_m)
    spacing = max(epoch.spacing_m for epoch in epochs)
    links = link_cores(distances.cores, distances.normals)
    count = len(distances.cores)
    places = _find_places(links, distances, detection, wish.rules)
    detection = replace(detection, changed=_marks([cores for _, cores in places], count))
    calm = smooth(links, detection.distance_m, 1)
    whole = (close_small_holes(meshes[0], HOLE * spacing), close_small_holes(meshes[1], HOLE * spacing))
    measured = _Measured(distances, detection, whole, calm, spacing, wish.sigma_m)
    found = [_describe(measured, kind, cores) for kind, cores in places]
    found = [region for region in found if _is_proven(region)]
    found.sort(key=lambda region: -region.volume.best_m3)
    changed = _marks([region.cores for region in found], count)
    return changed, tuple(replace(region, id=number) for number, region in enumerate(found, 1))


def _is_proven(region: Region) -> bool:
    """Whether depth and volume both exceed what they may be off by; a wide region has more cores that say the same."""
    demanded = CLEARLY if len(region.cores) < SMALL else 1.0
    is_deep = abs(region.max_m) > demanded * region.lod_m
    volume = region.volume
    is_told_by_both = all(
        value > BOTH * volume.noise_m3(sigma)
        for value, sigma in (
            (volume.patch_m3, volume.patch_sigma_m3),
            (volume.integral_m3, volume.integral_sigma_m3),
        )
    )
    return is_deep and is_told_by_both and volume.best_m3 > PROVEN * volume.noise_m3(volume.best_sigma_m3)


def _find_places(
    links: csr_matrix, distances: Distances, detection: Detection, rules: GrowthRules
) -> list[tuple[Literal["loss", "gain"], Index]]:
    """The places of loss, then those of gain; none in common, none that is only blur."""
    places: list[tuple[Literal["loss", "gain"], Index]] = []
    taken = np.zeros(len(distances.cores), np.bool_)
    groups = group_by_density(distances.area_m2)
    signs: tuple[tuple[Literal["loss", "gain"], float], ...] = (("loss", -1.0), ("gain", 1.0))
    for kind, sign in signs:
        marked = _mark(links, distances, detection, (sign, rules), groups) & ~taken
        taken |= marked
        parts = _split(links, marked, (detection.distance_m, rules.fewest))
        places += [(kind, part) for part in parts if not _is_blur(distances, detection, part)]
    return places


def _marks(groups: list[Index], count: int) -> Marks:
    """Which of ``count`` cores are in any group."""
    marks = np.zeros(count, np.bool_)
    for cores in groups:
        marks[cores] = True
    return marks


def without_motion(distances: Distances, explained_m: Floats, sigma_m: float) -> tuple[Distances, Detection]:
    """Distances with a known motion of the surface taken away, and what is detected in the remainder.

    Noise is calibrated anew: while the motion is in, it passes for noise.

    Args:
        distances: of both methods.
        explained_m: (k,) metres, what the motion explains of each distance.
        sigma_m: one-sigma alignment error.
    """
    closest, cylinder = distances.closest_m - explained_m, distances.cylinder_m - explained_m
    left = replace(distances, closest_m=closest, cylinder_m=cylinder)
    return left, detect_change(left, sigma_m)


def _mark(
    links: csr_matrix, distances: Distances, detection: Detection, look: tuple[float, GrowthRules], groups: Labels
) -> Marks:
    """The changed cores of one sign, without the surround that only the cylinder's width blurs in, rim closed."""
    sign, rules = look
    distance = sign * detection.distance_m
    marked = grow(links, distance, (detection.sigma_m, detection.lod_m), groups, rules)
    closest = sign * distances.closest_m
    calm = smooth(links, closest, 1)
    blurred = (closest < 1.96 * distances.closest_sigma_m) & (calm < NEARLY_NONE * distance)
    return close_rim(links, marked & ~blurred, np.nan_to_num(distance) > 0)


def _is_blur(distances: Distances, detection: Detection, cores: Index) -> bool:
    """Whether the closest points show next to nothing of a place: it lies beside a change, or past a survey's end."""
    closest = distances.closest_m[cores]
    known = np.isfinite(closest)
    if known.mean() < SEEN_BY_BOTH:
        return True
    return bool(closest[known].mean() / np.nanmean(detection.distance_m[cores]) < NEARLY_NONE)


def _split(links: csr_matrix, marked: Marks, look: tuple[Floats, int]) -> list[Index]:
    """Cores of each place that is large enough.

    Places that only a ring of cores separates are one, and so are those with nothing but unseen cores between them.
    """
    distance, fewest = look
    wide = widen(links, marked, 1)
    blank = ~np.isfinite(distance)
    labels = label(links, wide | (blank & widen(links, wide, UNSEEN_RINGS)))
    inside = np.flatnonzero(marked)
    order = inside[np.argsort(labels[inside], kind="stable")]
    cuts = np.flatnonzero(np.diff(labels[order])) + 1
    return [np.sort(part).astype(np.int64) for part in np.split(order, cuts) if len(part) >= fewest]


@dataclass(frozen=True, slots=True)
class _Measured:
    """What every region is described from; ``calm_m`` (k,) is the distance averaged over neighbours."""

    distances: Distances
    detection: Detection
    closed: tuple[Closed, Closed]
    calm_m: Floats
    spacing_m: float
    sigma_m: float


def _moved_back(mesh: Mesh, distances: Distances, explained_m: Floats) -> Mesh:
    """The later surface with a known motion taken away along the earlier surface's normals."""
    nearest = cKDTree(distances.cores).query(mesh.positions)[1]
    back = np.nan_to_num(explained_m)[nearest][:, None] * distances.normals[nearest]
    return Mesh(mesh.positions - back, mesh.faces)


def _describe(measured: _Measured, kind: Literal["loss", "gain"], cores: Index) -> Region:
    """Measure one place."""
    distances, detection = measured.distances, measured.detection
    values, area = detection.distance_m[cores], distances.area_m2[cores]
    known = np.isfinite(values)
    values, area = values[known], area[known]
    shape = shape_region(distances, detection, cores, measured.spacing_m)
    spots = distances.cores[cores]
    share = distances.area_m2[cores] / distances.area_m2[cores].sum()
    disagreement = float((share * distances.disagrees[cores]).sum())
    sigma = float(np.nanmedian(detection.sigma_m[cores]))
    sign = -1.0 if kind == "loss" else 1.0
    return Region(
        id=0,
        kind=kind,
        cores=cores,
        centroid_m=_triple(share @ spots),
        bbox_min_m=_triple(spots.min(axis=0)),
        bbox_max_m=_triple(spots.max(axis=0)),
        area_m2=float(distances.area_m2[cores].sum()),
        volume=measure_volume(distances, detection, measured.closed, shape, measured.sigma_m),
        max_m=sign * robust_peak(sign * measured.calm_m[cores][known], CALMED * sigma),
        mean_m=float((values * area).sum() / area.sum()),
        p95_m=sign * float(np.quantile(sign * values, 0.95)),
        lod_m=float(np.nanmedian(detection.lod_m[cores])),
        sigma_m=sigma,
        disagreement=disagreement,
        notices=_notices(distances, cores, disagreement),
    )


def robust_peak(values: Floats, sigma: float) -> float:
    """The largest of (n,) values, as the mean of the few largest less the excess that noise alone gives them.

    Args:
        values: (n,) positive towards the peak, finite, n > 0.
        sigma: one-sigma noise of each.
    """
    ranked = np.sort(values)[::-1]
    few = max(1, min(len(ranked), max(3, round(0.02 * len(ranked)))))
    top = float(ranked[:few].mean())
    level = int((ranked > top - 2 * sigma).sum())
    share = few / max(level, few)
    excess = 0.0 if share >= 1 else sigma * float(norm.pdf(norm.isf(share)) / share)
    return max(top - 0.5 * excess, float(ranked.mean()))


def _notices(distances: Distances, cores: Index, disagreement: float) -> tuple[Notice, ...]:
    """What a person should know of the region."""
    if disagreement <= MUCH_DISAGREEMENT:
        return ()
    closest, cylinder = (float(np.nanmean(v[cores])) for v in (distances.closest_m, distances.cylinder_m))
    values: dict[str, str | int | float] = {
        "percent": round(100 * disagreement),
        "closest_mm": round(closest * 1e3, 2),
        "cylinder_mm": round(cylinder * 1e3, 2),
    }
    return (Notice("region_methods_disagree", values),)


def _triple(values: Floats) -> Triple:
    return (float(values[0]), float(values[1]), float(values[2]))
