"""A value known at scattered core points, carried to other places on the same surface."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

Floats = NDArray[np.float64]
_NEIGHBOURS = 3


def spread_cores(cores: tuple[Floats, Floats], values: Floats, places: tuple[Floats, Floats], reach_m: float) -> Floats:
    """Carry values from core points to places, without crossing a thin wall or covering a gap.

    Args:
        cores: (k, 3) places in metres and (k, 3) unit normals.
        values: (k,) any unit; NaN is no data and stays so: the nearest core decides.
        places: (n, 3) and (n, 3) unit normals, same frame.
        reach_m: places farther than this from every core get NaN. Opposed normals count as 2 ``reach_m`` of distance.

    Returns:
        (n,) inverse-distance means of the nearest three cores.
    """
    if len(values) == len(places[0]) and np.array_equal(cores[0], places[0]):
        return values.astype(np.float64, copy=True)
    if len(values) == 0:
        return np.full(len(places[0]), np.nan)
    tree = cKDTree(np.hstack([cores[0], cores[1] * reach_m]))
    k = min(_NEIGHBOURS, len(values))
    found = tree.query(np.hstack([places[0], places[1] * reach_m]), k=k, distance_upper_bound=reach_m * 1.5)
    away, near = np.reshape(found[0], (-1, k)), np.reshape(found[1], (-1, k))
    known = np.append(values, np.nan)[near]
    weight = np.where(np.isfinite(known), 1 / np.maximum(away, 1e-12), 0.0)
    total = weight.sum(axis=1)
    mean: Floats = np.where(weight > 0, known, 0.0) * weight
    spread: Floats = mean.sum(axis=1) / np.where(total > 0, total, 1.0)
    spread[~np.isfinite(known[:, 0])] = np.nan
    return spread


def spread_marks(
    cores: tuple[Floats, Floats], marks: NDArray[np.bool_], places: tuple[Floats, Floats], reach_m: float
) -> NDArray[np.bool_]:
    """Carry marks from core points to places by majority; see ``spread_cores``."""
    return spread_cores(cores, marks.astype(np.float64), places, reach_m) > 0.5
