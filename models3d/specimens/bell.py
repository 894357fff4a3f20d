"""A bronze temple bell (chuông): four panels between cords, striking bosses, a loop of two facing dragons."""

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
from models3d.specimens.glyphs import glyph
from models3d.specimens.surfaces import bronze
from models3d.types import Mesh

INSIDE = [(0.004, 0.70), (0.12, 0.695), (0.215, 0.64), (0.235, 0.52), (0.245, 0.30), (0.262, 0.13), (0.285, 0.012)]
OUTSIDE = [(0.300, 0.0), (0.318, 0.004), (0.320, 0.03), (0.306, 0.065), (0.288, 0.11), (0.274, 0.20), (0.264, 0.40),
           (0.256, 0.58), (0.238, 0.665), (0.19, 0.715), (0.10, 0.742), (0.004, 0.75)]  # fmt: skip


def make_bell(seed: int = 1, detail: float = 1.0) -> Mesh:
    """A bell 0.97 m high, mouth 0.64 m, standing on its lip."""
    inner = resample(INSIDE, round(40 * detail))
    outer = resample(OUTSIDE, round(200 * detail))
    profile = np.vstack([inner, outer])
    bands = _bands(inner, outer)

    def relief(turn: Floats, arc: Floats) -> Floats:
        return relief_of(bands, turn, arc)

    body = lathe(profile, round(540 * detail), relief)
    raised = relief(body.uv[:, 0], body.uv[:, 1]) / 0.009
    parts = [painted(body, bronze(body.positions, raised, seed + 80, 0.8))]
    for fitting in _loop(detail):
        proud = 0.4 + 0.5 * np.clip((fitting.positions[:, 1] - 0.74) / 0.2, 0, 1)
        parts.append(painted(fitting, bronze(fitting.positions, proud, seed + 80, 0.8)))
    return as_mesh(joined(parts))


def _bands(inner: Floats, outer: Floats) -> list[Band]:
    """Cords and panels; arcs count on from the inside of the wall."""
    gap = float(np.linalg.norm(outer[0] - inner[-1]))
    start = float(np.linalg.norm(np.diff(inner, axis=0), axis=1).sum()) + gap

    def at(height: float) -> float:
        return start + arc_of(outer, height)

    panel = np.zeros((360, 300))
    for inset, tone in ((8, 0.8), (22, 0.5)):
        panel[inset:-inset, inset:-inset] = tone
        panel[inset + 6 : -inset - 6, inset + 6 : -inset - 6] = 0.0
    bands = [
        Band(motifs.drawn(2400, 90, motifs.waves(34, 2)), at(0.115), at(0.175), 0.006),
        Band(motifs.drawn(2400, 100, motifs.lotus_scroll(10)), at(0.20), at(0.275), 0.006),
        Band(motifs.drawn(2400, 80, motifs.petals(32)), at(0.672), at(0.715), 0.006),
        *[fillet(at(y), at(y) + 0.010, 0.006) for y in (0.06, 0.10, 0.183, 0.285, 0.575, 0.60)],
    ]
    for k, character in enumerate("山水千古"):
        middle = k / 4 - 0.0
        sign = panel.copy()
        sign[80:280, 50:250] = np.maximum(sign[80:280, 50:250], glyph(character, 200, 0.13))
        bands.append(Band(sign, at(0.31), at(0.565), 0.007, (middle - 0.095, middle + 0.095)))
        boss = _boss(160)
        bands.append(Band(boss, at(0.185), at(0.185) + 0.095, 0.016, (middle + 0.098, middle + 0.152)))
    return bands


def _boss(size: int) -> Floats:
    """A round striking boss with a ring of petals."""
    y, x = np.mgrid[-1 : 1 : size * 1j, -1 : 1 : size * 1j]
    radius, angle = np.hypot(x, y), np.arctan2(y, x)
    dome = np.sqrt(np.clip(1 - (radius / 0.5) ** 2, 0, 1))
    ring = 0.45 * np.clip(1 - np.abs(radius - 0.76) / 0.2, 0, 1) * (0.7 + 0.3 * np.cos(12 * angle))
    picture: Floats = np.maximum(dome, ring)
    return picture


def _loop(detail: float) -> list[Part]:
    """Two dragons back to back whose bodies arch into the hanging loop."""
    rows, around = round(90 * detail), round(30 * detail)
    path = smooth_path(
        [(0.0, 0.935, 0), (0.05, 0.925, 0), (0.105, 0.875, 0), (0.125, 0.81, 0), (0.15, 0.765, 0), (0.195, 0.752, 0)],
        rows,
    )
    scales = np.linspace(0.030, 0.040, rows) + 0.002 * np.sin(np.linspace(0, 2 * np.pi * 20, rows))
    right = [
        tube(path, scales, around),
        moved(ball((0.055, 0.038, 0.042), around), (0.205, 0.768, 0)),
        moved(ball((0.030, 0.020, 0.030), around), (0.245, 0.752, 0)),
    ]
    for side in (-1, 1):
        right.append(moved(ball((0.012, 0.012, 0.012), around // 2), (0.222, 0.796, 0.026 * side)))
        horn = smooth_path([(0.19, 0.79, 0.02 * side), (0.165, 0.83, 0.035 * side), (0.135, 0.85, 0.05 * side)], 16)
        right.append(tube(horn, np.linspace(0.012, 0.004, 16), 10))
    for k in range(5):
        spot = path[round((0.08 + 0.17 * k) * (rows - 1))]
        right.append(moved(ball((0.010, 0.026, 0.008), 12), (float(spot[0]) * 1.12, float(spot[1]) + 0.03, 0)))
    knob = moved(ball((0.045, 0.035, 0.045), around), (0, 0.945, 0))
    return [*right, *(mirrored(part) for part in right), knob]
