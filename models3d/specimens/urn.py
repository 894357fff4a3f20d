"""A bronze urn in the manner of the Huế court: bulbous body, three feet, two rim handles, bands of relief."""

from __future__ import annotations

import numpy as np

from models3d.specimens import motifs
from models3d.specimens.bands import Band, arc_of, fillet, relief_of
from models3d.specimens.forms import (
    Floats,
    Part,
    as_mesh,
    ball,
    joined,
    lathe,
    mirrored,
    moved,
    painted,
    resample,
    smooth_path,
    tube,
)
from models3d.specimens.surfaces import bronze
from models3d.types import Mesh

OUTSIDE = [(0.004, 0.44), (0.30, 0.45), (0.54, 0.56), (0.68, 0.76), (0.73, 0.98), (0.70, 1.20), (0.61, 1.36),
           (0.555, 1.45), (0.565, 1.53), (0.64, 1.60), (0.69, 1.62), (0.692, 1.66)]  # fmt: skip
INSIDE = [(0.685, 1.668), (0.62, 1.665), (0.53, 1.55), (0.51, 1.45), (0.58, 1.33), (0.66, 1.12), (0.67, 0.95),
          (0.61, 0.76), (0.44, 0.58), (0.2, 0.51), (0.004, 0.505)]  # fmt: skip


def make_urn(seed: int = 1, detail: float = 1.0) -> Mesh:
    """A bronze urn 2.06 m high with its feet on the floor.

    Args:
        seed: patina and casting grain.
        detail: 1 gives about 200 k triangles; the count grows with its square.
    """
    profile = np.vstack([resample(OUTSIDE, round(215 * detail)), resample(INSIDE, round(44 * detail))])
    bands = _bands(profile)

    def relief(turn: Floats, arc: Floats) -> Floats:
        return relief_of(bands, turn, arc)

    body = lathe(profile, round(620 * detail), relief)
    raised = relief(body.uv[:, 0], body.uv[:, 1]) / 0.014
    parts = [painted(body, bronze(body.positions, raised, seed, 1.6))]
    for fitting in (*_feet(detail), *_handles(detail)):
        proud = np.clip(np.linalg.norm(fitting.positions[:, [0, 2]], axis=1) - 0.45, 0, 0.3) * 2.4
        parts.append(painted(fitting, bronze(fitting.positions, proud, seed, 1.6)))
    return as_mesh(joined(parts))


def _bands(profile: Floats) -> list[Band]:
    """Waves below, mountains on the belly, clouds on the shoulder, a meander on the neck."""

    def at(height: float) -> float:
        return arc_of(profile, height)

    wide = 3000
    waves = motifs.drawn(wide, 150, motifs.waves(40))
    peaks = motifs.drawn(wide, 190, motifs.mountains(15))
    clouds = motifs.drawn(wide, 170, motifs.clouds(16))
    keys = motifs.drawn(wide, 84, motifs.meander(40, 0.13))
    pearls = motifs.drawn(wide, 60, motifs.bosses(60))
    cords = [fillet(at(y), at(y) + 0.02, 0.009) for y in (0.62, 0.83, 1.075, 1.315, 1.415, 1.52)]
    return [
        Band(waves, at(0.645), at(0.815), 0.012),
        Band(peaks, at(0.858), at(1.07), 0.014),
        Band(clouds, at(1.10), at(1.31), 0.012),
        Band(pearls, at(1.34), at(1.405), 0.011),
        Band(keys, at(1.435), at(1.515), 0.009),
        Band(motifs.drawn(wide, 60, motifs.meander(64, 0.14)), at(1.62) - 0.002, at(1.655), 0.004),
        *cords,
    ]


def _feet(detail: float) -> list[Part]:
    """Three curved legs that end in rounded paws."""
    rows, around = round(70 * detail), round(44 * detail)
    path = smooth_path([(0, 0.72, 0.50), (0, 0.52, 0.60), (0, 0.30, 0.60), (0, 0.13, 0.55), (0, 0.05, 0.58)], rows)
    thick = np.interp(np.linspace(0, 1, rows), [0, 0.3, 0.6, 0.85, 1], [0.10, 0.155, 0.095, 0.082, 0.10])
    feet = []
    for k in range(3):
        angle = 2 * np.pi * (k / 3 + 1 / 6)
        feet.append(moved(tube(path, thick, around), (0, 0, 0), angle))
        for side in (-0.075, 0.0, 0.075):
            claw = moved(ball((0.055, 0.06, 0.085), around // 2), (side, 0.06, 0.64 - abs(side) * 0.5))
            feet.append(moved(claw, (0, 0, 0), angle))
        sole = moved(ball((0.12, 0.05, 0.12), around // 2), (0, 0.05, 0.57))
        feet.append(moved(sole, (0, 0, 0), angle))
    return feet


def _handles(detail: float) -> list[Part]:
    """Two loops standing on the rim, leaning outwards."""
    rows, around = round(110 * detail), round(32 * detail)
    path = smooth_path(
        [(0.62, 1.60, -0.19), (0.665, 1.70, -0.225), (0.71, 1.86, -0.235), (0.745, 1.985, -0.15), (0.752, 2.012, 0.0),
         (0.745, 1.985, 0.15), (0.71, 1.86, 0.235), (0.665, 1.70, 0.225), (0.62, 1.60, 0.19)],
        rows,
    )  # fmt: skip
    t = np.linspace(0, 1, rows)
    rope = 0.047 + 0.0035 * np.sin(2 * np.pi * t * 26)
    right = tube(path, rope, around)
    return [right, mirrored(right)]
