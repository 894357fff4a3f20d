"""The later survey's points against the earlier surface, one value a vertex: what CloudCompare calls C2M."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.spatial import cKDTree

from models3d.compare.closest import closest_signed
from models3d.compare.types import Detection, Distances, Epoch, Floats


@dataclass(frozen=True, slots=True)
class Deviations:
    """Signed distances of the later survey's points, and what they are worth.

    Attributes:
        distance_m: (n,) later minus earlier along the earlier outward normal, NaN where there is no data.
        lod_m: (n,) 95 % level of detection of the place, NaN where there is no data.
    """

    distance_m: Floats
    lod_m: Floats


def measure_deviations(
    earlier: Epoch, aligned: Epoch, distances: Distances, detection: Detection, sigma_m: float
) -> Deviations:
    """Measure every point of the later survey against the earlier surface.

    A point farther from the earlier surface's border than from its inside is data; beyond the search reach, or nearest
    to an open border, it is none. The level of detection is that of a single closest distance at the nearest core,
    calibrated on the unchanged cores.

    Args:
        earlier: the earlier survey.
        aligned: the later one in its frame.
        distances: at the core points.
        detection: of the core points.
        sigma_m: one-sigma alignment error in metres.
    """
    found = closest_signed(earlier.surface, aligned.positions, is_oriented=earlier.is_oriented)
    distance = np.where(found.on_border, np.nan, found.distance)
    known = np.flatnonzero(np.isfinite(distances.closest_sigma_m) & (detection.method > 0))
    if len(known) == 0:
        return Deviations(np.full(len(distance), np.nan), np.full(len(distance), np.nan))
    factor = _calibrate(distances, detection)
    lod = 1.96 * np.hypot(factor * distances.closest_sigma_m[known], sigma_m)
    away, near = cKDTree(distances.cores[known]).query(aligned.positions, workers=2)
    reach = 4 * core_spacing(distances) + np.abs(np.nan_to_num(distance))
    lod_m = np.where(np.asarray(away) <= reach, lod[np.asarray(near)], np.nan)
    return Deviations(np.where(np.isfinite(lod_m), distance, np.nan), np.where(np.isnan(distance), np.nan, lod_m))


def _calibrate(distances: Distances, detection: Detection) -> float:
    """By how much the closest distances of unchanged cores really spread, as a multiple of their modelled sigma."""
    calm = np.isfinite(distances.closest_m) & ~detection.changed & (distances.closest_sigma_m > 0)
    if np.count_nonzero(calm) < 100:
        return 1.0
    ratio = distances.closest_m[calm] / distances.closest_sigma_m[calm]
    return float(np.clip(1.4826 * np.median(np.abs(ratio - np.median(ratio))), 0.3, 5.0))


def core_spacing(distances: Distances) -> float:
    """The typical distance between neighbouring cores, metres."""
    return float(np.sqrt(distances.area_m2.sum() / len(distances.cores)))


def summarise(distance_m: Floats) -> dict[str, float | int]:
    """Give count, mean, spread and percentiles in millimetres of the (n,) values that are data.

    Every figure is 0 when there is none, so that readers of the report need no special case.
    """
    values = distance_m[np.isfinite(distance_m)] * 1e3
    names = ("mean_mm", "std_mm", "rms_mm", "p05_mm", "p50_mm", "p95_mm", "min_mm", "max_mm")
    if len(values) == 0:
        return {"n": 0, **dict.fromkeys(names, 0.0)}
    low, middle, high = np.percentile(values, (5, 50, 95))
    found = (
        values.mean(), values.std(), np.sqrt(np.mean(values**2)), low, middle, high, values.min(), values.max(),
    )  # fmt: skip
    return {"n": len(values), **{name: round(float(v), 6) for name, v in zip(names, found, strict=True)}}
