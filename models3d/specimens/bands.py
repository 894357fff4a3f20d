"""Ornament bands laid around a turned body."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models3d.specimens.motifs import sample

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Band:
    """A picture 0..1 laid around a body between two arc lengths (m), raised by ``height`` metres.

    ``turns`` limits it to a sector (from, to) in turns, None goes all around.
    """

    picture: Floats
    low: float
    high: float
    height: float
    turns: tuple[float, float] | None = None


def arc_of(profile: Floats, height: float) -> float:
    """Arc length at which the outside of a rising profile first reaches ``height``."""
    steps = np.linalg.norm(np.diff(profile, axis=0), axis=1)
    arc = np.concatenate([[0.0], np.cumsum(steps)])
    above = np.nonzero(profile[:, 1] >= height)[0]
    return float(arc[above[0]]) if len(above) else float(arc[-1])


def relief_of(bands: list[Band], turn: Floats, arc: Floats) -> Floats:
    """Height in metres of the highest band at each place; arrays of equal shape."""
    total = np.zeros_like(arc)
    for band in bands:
        rise = (arc - band.low) / (band.high - band.low)
        around = turn
        if band.turns is not None:
            start, stop = band.turns
            around = np.mod(turn - start, 1.0) / (stop - start)
            rise = np.where((around >= 0) & (around < 1), rise, -1.0)
        total = np.maximum(total, band.height * sample(band.picture, around, rise))
    return total


def fillet(low: float, high: float, height: float) -> Band:
    """A plain rounded cord."""
    bump = np.sin(np.linspace(0, np.pi, 24))[:, None].repeat(4, axis=1)
    return Band(bump, low, high, height)
