"""Colours for a surface, taken from the points that it was made of."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models3d.types import PointCloud


def paint(cloud: PointCloud, nearest: NDArray[np.int64]) -> NDArray[np.uint8] | None:
    """Take colours from the given points, else grey from their intensity, else none."""
    if cloud.colors is not None:
        rgb = cloud.colors[nearest]
    elif cloud.intensity is not None and float(np.ptp(cloud.intensity)) > 0:
        low, high = np.percentile(cloud.intensity, [2, 98])
        grey = np.clip((cloud.intensity[nearest] - low) / max(float(high - low), 1e-9), 0, 1) * 215 + 40
        rgb = np.repeat(grey.astype(np.uint8)[:, None], 3, axis=1)
    else:
        return None
    return np.concatenate([rgb, np.full((len(rgb), 1), 255, np.uint8)], axis=1)
