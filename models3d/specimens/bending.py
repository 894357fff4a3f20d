"""Smooth deformation with a known answer: a body fixed at one end leans over at the other."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Triple = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Bend:
    """A body held below ``origin`` and bent along ``axis`` (unit) towards ``towards`` (unit, across the axis).

    ``tip_m`` is the movement at ``length_m`` from the origin.
    """

    origin: Triple
    axis: Triple
    towards: Triple
    length_m: float
    tip_m: float


def bend_points(points: Floats, bend: Bend) -> Floats:
    """Where (n, 3) points in metres are after bending; cross-sections stay plane and square to the bent axis.

    Source: Euler-Bernoulli beam, free end with a moment: deflection grows with the square of the distance.
    """
    axis, towards = np.asarray(bend.axis), np.asarray(bend.towards)
    offset = points - np.asarray(bend.origin)
    run = np.clip(offset @ axis / bend.length_m, 0.0, None)
    deflection = bend.tip_m * run**2
    slope = 2 * bend.tip_m * run / bend.length_m
    tilt = -slope * (offset @ towards)
    bent: Floats = points + deflection[:, None] * towards + tilt[:, None] * axis
    return bent
