"""From two surveys to distances at core points, and from those to what exceeds the level of detection."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree
from scipy.stats import norm

from models3d.compare.closest import Closest, closest_signed
from models3d.compare.cores import Cores, pick_cores
from models3d.compare.cylinders import Column, Cylinders, measure_cylinders
from models3d.compare.growth import LOUD, group_by_density, link_cores, smooth, standardise, widen
from models3d.compare.types import Detection, Distances, Epoch

Floats = NDArray[np.float64]
Marks = NDArray[np.bool_]
Codes = NDArray[np.uint8]
MEASURED, MISSING, BORDER = 0, 1, 2
NO_DATA, CYLINDER, CLOSEST = 0, 1, 2
FALSE_SHARE = 0.035
"""Share of unchanged points that the calibrated level lets through: within the 5 % that a 95 % level promises."""
_POINTS = 20.0
_FEWEST = 4
_BENT = 0.5
_FELT = 4.0
_FAR = 4.0
"""Distances beyond so many spacings are asked whether they lead to another part of the object."""
_ITSELF = 0.15
_LADDER = 1.5
_STEPS = 6
_BINS = 24
_ENOUGH = 400
_ROUNDS = 4


@dataclass(frozen=True, slots=True)
class Scales:
    """Radius of each core's cylinder (metres), and how far the cylinders reach at least and at most, in radii."""

    radius_m: Floats
    reach: tuple[float, float] = (2.0, 8.0)


def choose_scales(cores: Floats, earlier: Epoch, later: Epoch) -> Scales:
    """Choose each core's cylinder so that the sparser survey has about twenty points in it.

    Radii are steps of a ladder, so that places of like density are searched together. Where the later survey has
    nothing near, its usual spacing counts.

    Source:
        Lague, Brodu & Leroux 2013, section 3.2 (at least about twenty points for the mean and its spread).
    """
    wanted = [np.sqrt(_POINTS / np.pi) * _local_spacing(epoch.positions, cores) for epoch in (earlier, later)]
    usual = float(np.median(wanted[1]))
    radius = np.maximum(wanted[0], np.where(wanted[1] > 4 * usual, usual, wanted[1]))
    least = float(np.quantile(radius, 0.1))
    step = np.clip(np.round(np.log(np.maximum(radius / least, 1)) / np.log(_LADDER)), 0, _STEPS)
    return Scales(least * _LADDER**step)


def _local_spacing(points: Floats, cores: Floats) -> Floats:
    """Side of the square that one point has to itself, from the distance to the eighth nearest: (k,)."""
    count = min(8, len(points))
    away = np.asarray(cKDTree(points, balanced_tree=False, compact_nodes=False).query(cores, [count])[0])[:, 0]
    spacing: Floats = away * np.sqrt(np.pi / max(count - 0.5, 0.5))
    return np.maximum(spacing, 1e-9)


def measure_distances(earlier: Epoch, later: Epoch, scales: Scales | None = None, most: int = 200_000) -> Distances:
    """Measure at core points by closest point (C2M) and by cylinders (M3C2).

    Args:
        earlier: its points give the cores.
        later: laid onto the earlier one.
        scales: of the cylinders, for a repetition; else chosen from the density of both.
        most: core points at the most.

    Returns:
        Metres, frame of the earlier survey. Where one survey's sides aren't known distances have no sign.
    """
    cores = pick_cores(earlier, most)
    is_oriented = earlier.is_oriented and later.is_oriented
    scales = scales or choose_scales(cores.positions, earlier, later)
    hit = closest_signed(later.surface, cores.positions, is_oriented=is_oriented)
    facing = np.einsum("ij,ij->i", hit.normals, cores.normals)
    closest = -hit.distance if is_oriented else hit.distance
    wrong_side = (facing < -0.3) & is_oriented
    closest = np.where(hit.on_border | wrong_side, np.nan, closest)
    # A slope of up to 70 degrees is three times as far along the normal as its closest place; reaching farther than
    # that, or past the end of the later survey, would only find other parts of the object.
    least, most_deep = scales.reach
    wanted = 3 * np.abs(np.nan_to_num(closest)) / scales.radius_m + least
    depth = scales.radius_m * np.minimum(wanted, most_deep)
    columns = _measure_ladder(cores, (earlier, later), (scales.radius_m, depth), is_oriented=is_oriented)
    few = (columns.earlier.count < _FEWEST) | (columns.later.count < _FEWEST)
    cylinder = np.where(few | _is_cut(columns, hit), np.nan, columns.distance)
    spacing = max(earlier.spacing_m, later.spacing_m)
    closest = _without_foreign(closest, cores.positions - hit.normals * hit.distance[:, None], earlier, spacing)
    cylinder = _without_foreign(cylinder, cores.positions + cores.normals * cylinder[:, None], earlier, spacing)
    # Where the later survey ends or shows its back, a far cylinder has reached past it to another part.
    cylinder = np.where(np.isnan(closest) & (np.abs(np.nan_to_num(cylinder)) > _FAR * spacing), np.nan, cylinder)
    if not is_oriented:
        cylinder = np.abs(cylinder)
    closest_sigma, cylinder_sigma = _model_sigmas(earlier, later, columns)
    biases = _biases(closest, facing, columns)
    # On unchanged surface the less noisy cylinders are kept, whatever the relief: it is the same in both surveys.
    felt = np.maximum(np.abs(np.nan_to_num(closest)), biases[1] / _BENT) > _FELT * closest_sigma
    steep = felt & (np.hypot(closest_sigma, biases[0]) < np.hypot(cylinder_sigma, biases[1]))
    reason = np.where(np.isfinite(closest) | np.isfinite(cylinder), MEASURED, np.where(hit.on_border, BORDER, MISSING))
    return Distances(
        cores=cores.positions,
        normals=cores.normals,
        area_m2=cores.area_m2,
        closest_m=closest,
        cylinder_m=cylinder,
        closest_sigma_m=np.where(np.isfinite(closest), closest_sigma, np.nan),
        cylinder_sigma_m=np.where(np.isfinite(cylinder), cylinder_sigma, np.nan),
        radius_m=scales.radius_m,
        disagrees=_disagree((closest, cylinder), (closest_sigma, cylinder_sigma), biases),
        reason=reason.astype(np.uint8),
        is_steep=steep,
    )


def _without_foreign(distance: Floats, places: Floats, earlier: Epoch, spacing: float) -> Floats:
    """Leave out far distances whose place on the later survey lies on the earlier surface too.

    Such a place is another, unchanged part of the object: behind the core the later scanner saw nothing.
    """
    far = np.flatnonzero(np.nan_to_num(np.abs(distance)) > _FAR * spacing)
    if len(far) == 0:
        return distance
    kept = distance.copy()
    own = earlier.surface.find_nearest(places[far]).distance
    kept[far[own < _ITSELF * np.abs(distance[far])]] = np.nan
    return kept


def _measure_ladder(
    cores: Cores, epochs: tuple[Epoch, Epoch], sizes: tuple[Floats, Floats], *, is_oriented: bool
) -> Cylinders:
    """Measure all cores with their radii and depths, those of one radius together."""
    radii, depth = sizes
    clouds = (epochs[0].positions, epochs[1].positions)
    sides = (epochs[0].normals, epochs[1].normals) if is_oriented else None
    count = len(cores.positions)
    rows = np.full((6, count), np.nan)
    for radius in np.unique(radii):
        some = np.flatnonzero(radii == radius)
        chosen = (cores.positions[some], cores.normals[some])
        found = measure_cylinders(chosen, clouds, float(radius), depth[some], sides=sides)
        for epoch, column in enumerate((found.earlier, found.later)):
            rows[3 * epoch : 3 * epoch + 3, some] = column.position, column.spread, column.count
    first, second = (Column(rows[k], rows[k + 1], np.nan_to_num(rows[k + 2]).astype(np.int64)) for k in (0, 3))
    return Cylinders(second.position - first.position, np.full(count, np.nan), first, second)


def _is_cut(columns: Cylinders, hit: Closest) -> Marks:
    """Tell where a border of the later survey cuts the cylinder: the mean of what is left stands elsewhere."""
    share = columns.later.count / np.maximum(columns.earlier.count, 1)
    usual = float(np.median(share[share > 0])) if (share > 0).any() else 1.0
    marks: Marks = hit.on_border & (share < 0.6 * usual)
    return marks


def _model_sigmas(earlier: Epoch, later: Epoch, columns: Cylinders) -> tuple[Floats, Floats]:
    """Predict the noise of both distances; the spread of few points leans on the survey's noise."""
    means = np.zeros(len(columns.distance))
    for column, noise in ((columns.earlier, earlier.noise_m), (columns.later, later.noise_m)):
        count = np.maximum(column.count, 1)
        spread = np.nan_to_num(column.spread)
        means += (np.maximum(count - 1, 0) * spread**2 + 4 * noise**2) / (np.maximum(count - 1, 0) + 4) / count
    # Inside a triangle the noise of its corners is averaged: half of the variance on the mean over its area.
    closest = np.full(len(means), np.sqrt(earlier.noise_m**2 + 0.5 * later.noise_m**2))
    floor = 1e-6 * max(earlier.spacing_m, later.spacing_m)
    return np.maximum(closest, floor), np.maximum(np.sqrt(means), floor)


def _biases(closest: Floats, facing: Floats, columns: Cylinders) -> tuple[Floats, Floats]:
    """Predict how far each method stands off on changed, uneven surface.

    The closest place of a slope is nearer than the place along the normal, by the cosine. The mean of a cylinder over a
    step or a bend that only the later survey has stands off by a part of the spread that this adds; a mere tilt adds
    spread without moving the mean.
    """
    slant = np.nan_to_num(np.abs(closest)) * (1 / np.clip(np.abs(facing), 0.2, 1.0) - 1)
    before, after = np.nan_to_num(columns.earlier.spread), np.nan_to_num(columns.later.spread)
    return slant, _BENT * np.sqrt(np.maximum(after**2 - before**2, 0.0))


def _disagree(pair: tuple[Floats, Floats], sigmas: tuple[Floats, Floats], biases: tuple[Floats, Floats]) -> Marks:
    """Tell where both differ by more than their 95 % uncertainty and the known bias of each."""
    closest, cylinder = pair
    known = np.isfinite(closest) & np.isfinite(cylinder)
    apart, joint = np.abs(np.nan_to_num(closest) - np.nan_to_num(cylinder)), np.hypot(*sigmas)
    usual = 1.4826 * float(np.median((apart / joint)[known])) if known.any() else 1.0
    allowed = 1.96 * max(usual, 1.0) * joint + biases[0] + biases[1]
    marks: Marks = known & (apart > allowed)
    return marks


def detect_change(distances: Distances, sigma_registration_m: float = 0.0) -> Detection:
    """Tell change from noise, point by point, with a level of detection that the unchanged surface itself confirms.

    The best distance is that of the cylinders, whose means are less noisy; the closest point stands in where a cylinder
    has no data, and where its mean must be expected to err by more (``is_steep``: a narrow or steep change, a fold).
    Predicted noise and alignment error are added
    in quadrature; then, in bins of the prediction and for each method, the level is set to what 96.5 % of the surface
    that shows no connected change stays below, so that of unchanged points 2-5 % exceed it.

    Args:
        distances: of both methods.
        sigma_registration_m: one-sigma alignment error.

    Returns:
        ``significant`` point by point; ``changed`` is the same until regions are grown. NaN is never a change.

    Source:
        Lague, Brodu & Leroux 2013 (LoD95); calibration by the empirical quantile instead of an assumed t distribution.
    """
    method = _choose(distances)
    best = np.where(method == CYLINDER, distances.cylinder_m, np.where(method == CLOSEST, distances.closest_m, np.nan))
    cylinder, closest = (
        np.hypot(noise, sigma_registration_m) for noise in (distances.cylinder_sigma_m, distances.closest_sigma_m)
    )
    lod = _calibrate(distances, best, (cylinder, closest), method)
    model = np.where(method == CYLINDER, cylinder, np.where(method == CLOSEST, closest, np.nan))
    significant = np.nan_to_num(np.abs(best)) > np.nan_to_num(lod, nan=np.inf)
    sigma = lod / norm.isf(0.025)
    return Detection(
        distance_m=best,
        method=method,
        lod_m=lod,
        significant=significant,
        changed=significant.copy(),
        calibration=sigma / model,
        sigma_m=sigma,
    )


def _choose(distances: Distances) -> Codes:
    """Choose the method at each core; see ``detect_change``."""
    has_cylinder, has_closest = np.isfinite(distances.cylinder_m), np.isfinite(distances.closest_m)
    steep = has_closest & (np.zeros(len(has_closest), np.bool_) if distances.is_steep is None else distances.is_steep)
    chosen = np.where(has_cylinder & ~steep, CYLINDER, np.where(has_closest, CLOSEST, NO_DATA))
    return chosen.astype(np.uint8)


def _calibrate(distances: Distances, best: Floats, models: tuple[Floats, Floats], method: Codes) -> Floats:
    """Give the level of detection at each core, in rounds that leave out what shows connected change."""
    links = link_cores(distances.cores, distances.normals)
    groups = group_by_density(distances.area_m2)
    known = np.isfinite(best)
    calm, lod = known, np.full(len(best), np.nan)
    for _ in range(_ROUNDS):
        lod = _levels(distances, models, method, calm)
        changed = np.zeros(len(best), np.bool_)
        for rounds in (2, 8):
            smoothed = smooth(links, np.clip(best / lod, -LOUD, LOUD), rounds)
            changed |= np.abs(np.nan_to_num(standardise(smoothed, groups))) > 4.5
        calm = known & ~widen(links, changed, 4)
        if calm.sum() < 0.2 * known.sum():
            calm = known
    return lod


def _levels(distances: Distances, models: tuple[Floats, Floats], method: Codes, calm: Marks) -> Floats:
    """Give levels from the quantile of |distance| / prediction, smooth over bins of the prediction."""
    levels = np.full((2, len(method)), np.nan)
    for row, (values, model) in enumerate(zip((distances.cylinder_m, distances.closest_m), models, strict=True)):
        known = np.isfinite(values)
        mine = known & calm & (method == row + 1)
        usable = mine if mine.sum() >= _ENOUGH or row == 0 else known & calm
        factor: Floats | float = norm.isf(0.025)
        if usable.any():
            centres, factors = _binned(np.log(model[usable]), np.abs(values[usable]) / model[usable])
            factor = np.interp(np.log(model[known]), centres, factors)
        levels[row, known] = model[known] * factor
    cylinder, closest = levels
    # Where the closest point stands in, the place is a difficult one: the larger of both levels holds.
    stood_in = np.fmax(closest, cylinder)
    return np.where(method == CYLINDER, cylinder, np.where(method == CLOSEST, stood_in, np.nan))


def _binned(size: Floats, ratio: Floats) -> tuple[Floats, Floats]:
    """Give the upper quantile of (n,) ratios in bins of equal number along ``size``."""
    bins = int(np.clip(len(size) // 400, 1, _BINS))
    order = np.argsort(size, kind="stable")
    parts = np.array_split(order, bins)
    centres = np.array([float(size[part].mean()) for part in parts])
    factors = np.array([float(np.quantile(ratio[part], 1 - FALSE_SHARE)) for part in parts])
    return centres, np.maximum(factors, 1e-3)
