"""The box around points, several times as fast as a reduction along the short axis of their array."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_BLOCK = 64


def find_bounds(positions: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Give the least and the greatest coordinates, (3,) each, of (n, 3) points, n > 0; a NaN makes its axis NaN."""
    whole = len(positions) // _BLOCK * _BLOCK
    if not positions.flags.c_contiguous or whole == 0:
        return positions.min(axis=0), positions.max(axis=0)
    # Rows of many points side by side are long enough for the processor's vector units.
    rows = positions[:whole].reshape(-1, _BLOCK * positions.shape[1])
    rest = positions[whole:]
    ends = []
    for function in (np.minimum, np.maximum):
        blocks = function.reduce(rows, axis=0).reshape(_BLOCK, -1)
        ends.append(function.reduce(np.concatenate([blocks, rest]), axis=0))
    return ends[0], ends[1]
