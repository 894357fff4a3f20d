"""How far a derivative stands from its master."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models3d.surface import Surface, sample_points
from models3d.types import Mesh

_SAMPLES = 40_000


@dataclass(frozen=True, slots=True)
class Deviation:
    """Distance between two surfaces, taken in both directions; unit of the meshes (metres in derivatives)."""

    rms: float
    p95: float


def measure_deviation(mesh: Mesh, master: Surface, samples: int = _SAMPLES, seed: int = 7) -> Deviation:
    """Measure derivative to master and master to derivative on evenly scattered points.

    Both directions count alike, so a lost finger (far in one direction only) shows.

    Source:
        Cignoni, Rocchini & Scopigno 1998, Metro: measuring error on simplified surfaces.
    """
    if mesh is master.mesh:
        return Deviation(0.0, 0.0)
    there = master.find_nearest(sample_points(mesh, samples, seed)).distance
    back = Surface(mesh).find_nearest(sample_points(master.mesh, samples, seed + 1)).distance
    both = np.concatenate([there, back])
    return Deviation(float(np.sqrt(np.mean(both**2))), float(np.percentile(both, 95)))
