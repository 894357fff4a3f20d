"""Values known at scattered core points, carried to other places on the same surface."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

Floats = NDArray[np.float64]
_NEIGHBOURS = 3
_CHUNK = 1 << 18


def spread_cores(cores: tuple[Floats, Floats], values: Floats, places: tuple[Floats, Floats], reach_m: float) -> Floats:
    """Carry values from core points to places, without crossing a thin wall or covering a gap.

    Args:
        cores: (k, 3) places in metres and (k, 3) unit normals.
        values: (k,) or (k, f) any unit; NaN is no data and stays so: the nearest core decides, for each column.
        places: (n, 3) and (n, 3) unit normals, same frame.
        reach_m: places farther than this from every core get NaN. Opposed normals count as 2 ``reach_m`` of distance.

    Returns:
        (n,) or (n, f) inverse-distance means of the nearest three cores.
    """
    columns = values.astype(np.float64).reshape(len(values), int(np.prod(values.shape[1:])))
    shape = (len(places[0]), *values.shape[1:])
    if len(values) == len(places[0]) and np.array_equal(cores[0], places[0]):
        return columns.reshape(shape)
    if len(values) == 0:
        return np.full(shape, np.nan)
    tree = cKDTree(np.hstack([cores[0], cores[1] * reach_m]), balanced_tree=False)
    padded = np.vstack([columns, np.full((1, columns.shape[1]), np.nan)])
    out = np.empty((len(places[0]), columns.shape[1]))
    for start in range(0, len(out), _CHUNK):
        part = slice(start, start + _CHUNK)
        out[part] = _mix(tree, padded, np.hstack([places[0][part], places[1][part] * reach_m]), reach_m)
    return out.reshape(shape)


def _mix(tree: cKDTree, padded: Floats, places: Floats, reach_m: float) -> Floats:
    k = min(_NEIGHBOURS, len(padded) - 1)
    found = tree.query(places, k=k, distance_upper_bound=reach_m * 1.5, workers=-1)
    away, near = np.reshape(found[0], (-1, k)), np.reshape(found[1], (-1, k))
    known = padded[near]
    sound = np.isfinite(known)
    weight = np.where(sound, (1 / np.maximum(away, 1e-12))[..., None], 0.0)
    total = weight.sum(axis=1)
    mean: Floats = (np.where(sound, known, 0.0) * weight).sum(axis=1) / np.where(total > 0, total, 1.0)
    mean[~sound[:, 0]] = np.nan
    return mean
