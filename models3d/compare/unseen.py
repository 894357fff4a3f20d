"""What the later scanner did not see inside a break: guessed evenly from what it saw around, and named as a guess."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import diags
from scipy.sparse.linalg import spsolve
from scipy.spatial import cKDTree

from models3d.compare.growth import link_cores
from models3d.compare.types import Detection, Distances

Floats = NDArray[np.float64]
Index = NDArray[np.int64]
REACH = 2.5
"""So many spacings from a region's measured cores a blank one still counts as its own."""
BACKWARD = -0.3


def guess_unseen(distances: Distances, detection: Detection, cores: Index, spacing_m: float) -> tuple[Detection, Index]:
    """Fill cores without data in and at a region from their neighbours, and name them: a break hides its own walls.

    Args:
        distances: of both methods.
        detection: best distance.
        cores: of the region.
        spacing_m: the coarser survey's distance between points.

    Returns:
        The detection with the guessed distances, and the (u,) cores that were guessed.
    """
    known = cores[np.isfinite(detection.distance_m[cores])]
    blank = np.flatnonzero(~np.isfinite(detection.distance_m))
    if len(blank) == 0 or len(known) == 0:
        return detection, blank[:0]
    away, near = (np.asarray(part) for part in cKDTree(distances.cores[known]).query(distances.cores[blank]))
    alike = np.einsum("ij,ij->i", distances.normals[blank], distances.normals[known[near]]) > BACKWARD
    unseen = blank[(away < REACH * spacing_m) & alike]
    if len(unseen) == 0:
        return detection, unseen
    seen = np.flatnonzero(np.isfinite(detection.distance_m))
    close = np.asarray(cKDTree(distances.cores[unseen]).query(distances.cores[seen])[0]) < (REACH + 1) * spacing_m
    place = np.concatenate([unseen, seen[close]])
    filled = detection.distance_m.copy()
    filled[unseen] = fill_evenly(distances.cores[place], distances.normals[place], filled[place])[: len(unseen)]
    return replace(detection, distance_m=filled), unseen


def fill_evenly(cores: Floats, normals: Floats, values: Floats) -> Floats:
    """Give (n,) values in which every NaN is the mean of its neighbours (a discrete harmonic function).

    Args:
        cores: (n, 3) metres.
        normals: (n, 3) unit; places that look different ways are no neighbours.
        values: (n,) any unit, some finite.

    Returns:
        (n,) finite; what hangs together with no known value becomes the mean of all known ones.
    """
    links = link_cores(cores, normals)
    blank = ~np.isfinite(values)
    filled = np.where(blank, 0.0, values)
    inner, outer = links[blank][:, blank], links[blank][:, ~blank]
    middle = float(values[~blank].mean())
    # A faint pull to the mean keeps the system regular where no known value can be reached.
    pull = 1e-9
    degree = np.asarray(inner.sum(axis=1) + outer.sum(axis=1)).ravel() + pull
    solved = spsolve((diags(degree) - inner).tocsc(), outer @ values[~blank] + pull * middle)
    filled[blank] = np.atleast_1d(solved)
    return filled
