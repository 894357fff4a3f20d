"""The earlier surface with what was found on it: deviation, level of detection and change at its vertices."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models3d.compare.types import Detection, Distances, Epoch, Floats
from models3d.measure.fields import spread_cores

_REACH = 3.0  # of the spacing of the core points


@dataclass(frozen=True, slots=True)
class Dress:
    """Values at the vertices of the earlier surface, (n,) each: deviation and LoD (NaN no data), ``changed`` 0..1."""

    deviation_mm: Floats
    lod_mm: Floats
    changed: Floats


def dress_surface(
    earlier: Epoch, distances: Distances, detection: Detection, wanted: NDArray[np.bool_] | None = None
) -> Dress:
    """Carry the results from the core points to the vertices; those that aren't ``wanted`` (n,) stay without data."""
    mesh = earlier.surface.mesh
    count = len(mesh.positions)
    rows = np.flatnonzero(wanted) if wanted is not None else np.arange(count)
    places = (mesh.positions[rows], earlier.surface.normals[rows].astype(np.float64))
    cores = (distances.cores, distances.normals)
    spacing = float(np.sqrt(np.median(distances.area_m2))) if len(distances.area_m2) else 0.0
    reach = _REACH * max(spacing, earlier.spacing_m)
    fields = np.stack([detection.distance_m, detection.lod_m, detection.changed.astype(np.float64)], axis=1)
    spread = spread_cores(cores, fields, places, reach)
    out = np.full((count, 3), np.nan)
    out[rows] = spread
    return Dress(out[:, 0] * 1e3, out[:, 1] * 1e3, out[:, 2])
