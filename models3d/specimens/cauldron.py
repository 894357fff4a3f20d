"""A wide bronze cauldron (vạc): straight flaring wall, four ring handles, panels of flowers between cords."""

from __future__ import annotations

import numpy as np

from models3d.specimens import motifs
from models3d.specimens.bands import Band, arc_of, fillet, relief_of
from models3d.specimens.forms import (
    Floats,
    as_mesh,
    joined,
    lathe,
    moved,
    painted,
    resample,
    smooth_path,
    tube,
)
from models3d.specimens.surfaces import bronze
from models3d.types import Mesh

OUTSIDE = [(0.004, 0.0), (0.40, 0.0), (0.425, 0.012), (0.43, 0.07), (0.475, 0.11), (0.555, 0.22), (0.60, 0.40),
           (0.625, 0.60), (0.665, 0.68), (0.725, 0.72), (0.735, 0.745)]  # fmt: skip
INSIDE = [(0.728, 0.758), (0.66, 0.752), (0.59, 0.69), (0.57, 0.58), (0.545, 0.40), (0.50, 0.24), (0.40, 0.13),
          (0.2, 0.09), (0.004, 0.085)]  # fmt: skip


def make_cauldron(seed: int = 1, detail: float = 1.0) -> Mesh:
    """A bronze cauldron 1.47 m wide and about 0.78 m high."""
    profile = np.vstack([resample(OUTSIDE, round(165 * detail)), resample(INSIDE, round(52 * detail))])

    def at(height: float) -> float:
        return arc_of(profile, height)

    wide = 3000
    bands = [
        Band(motifs.drawn(wide, 100, motifs.petals(36)), at(0.115), at(0.215), 0.009),
        Band(motifs.drawn(wide, 190, motifs.lotus_scroll(10)), at(0.25), at(0.455), 0.011),
        Band(motifs.drawn(wide, 90, motifs.meander(44, 0.13)), at(0.49), at(0.575), 0.008),
        *[fillet(at(y), at(y) + 0.016, 0.008) for y in (0.09, 0.225, 0.465, 0.585, 0.635)],
    ]

    def relief(turn: Floats, arc: Floats) -> Floats:
        return relief_of(bands, turn, arc)

    body = lathe(profile, round(560 * detail), relief)
    raised = relief(body.uv[:, 0], body.uv[:, 1]) / 0.011
    parts = [painted(body, bronze(body.positions, raised, seed + 40, 1.3))]
    rows = round(80 * detail)
    path = smooth_path(
        [(-0.13, 0.44, 0.58), (-0.15, 0.475, 0.67), (-0.10, 0.52, 0.735), (0.0, 0.535, 0.755),
         (0.10, 0.52, 0.735), (0.15, 0.475, 0.67), (0.13, 0.44, 0.58)],
        rows,
    )  # fmt: skip
    twist = 0.030 + 0.003 * np.sin(2 * np.pi * np.linspace(0, 1, rows) * 18)
    for k in range(4):
        ring = moved(tube(path, twist, round(28 * detail)), (0, 0, 0), np.pi / 4 + k * np.pi / 2)
        parts.append(painted(ring, bronze(ring.positions, np.full(len(ring.positions), 0.7), seed + 40, 1.3)))
    return as_mesh(joined(parts))
