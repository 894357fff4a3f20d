"""A gilded seal with a seated lion on its back; its face is cut with four characters."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from models3d.specimens import motifs
from models3d.specimens.creatures import lion
from models3d.specimens.forms import as_mesh, block, joined, moved, painted
from models3d.specimens.glyphs import glyph
from models3d.specimens.motifs import sample
from models3d.specimens.surfaces import gold
from models3d.types import Mesh

SIDE_M = 0.104
THICK_M = 0.030


def make_seal(seed: int = 1, detail: float = 1.0) -> Mesh:
    """A seal of 104 mm by 104 mm, about 118 mm high, standing on its face as it is kept."""
    base = block((SIDE_M, THICK_M, SIDE_M), 0.0009 / detail, 0.0016)
    p = base.positions.copy()
    face = np.pad(np.vstack([np.hstack([glyph("千", 200, 0.13), glyph("山", 200, 0.13)]),
                             np.hstack([glyph("古", 200, 0.13), glyph("水", 200, 0.13)])]), 24)  # fmt: skip
    border = np.zeros_like(face)
    border[6:-6, 6:-6] = 1.0
    border[16:-16, 16:-16] = 0.0
    cut = np.maximum(face, border)
    under = p[:, 1] < -THICK_M / 2 + 1e-4
    mark = sample(cut, 0.5 + p[:, 0] / SIDE_M, 0.5 + p[:, 2] / SIDE_M)
    p[under, 1] += 0.0022 * (1.0 - mark[under])
    frieze = motifs.drawn(1200, 250, motifs.meander(12, 0.11))
    along = np.where(np.abs(p[:, 0]) > np.abs(p[:, 2]), p[:, 2], p[:, 0])
    wall = (np.maximum(np.abs(p[:, 0]), np.abs(p[:, 2])) > SIDE_M / 2 - 1e-4) & (np.abs(p[:, 1]) < THICK_M * 0.36)
    raised = np.where(wall, sample(frieze, 0.5 + along / SIDE_M, 0.5 + p[:, 1] / (THICK_M * 0.72)), 0.0)
    out = np.stack([np.sign(p[:, 0]) * (np.abs(p[:, 0]) > np.abs(p[:, 2])), np.zeros(len(p)),
                    np.sign(p[:, 2]) * (np.abs(p[:, 0]) <= np.abs(p[:, 2]))], axis=1)  # fmt: skip
    p += out * 0.0009 * raised[:, None]
    body = moved(replace(base, positions=p), (0, THICK_M / 2, 0))
    tone = np.where(wall, raised, 0.75)
    step = moved(block((0.084, 0.010, 0.084), 0.0012 / detail, 0.0025), (0, THICK_M + 0.003, 0))
    knob = lion(detail * 1.6)
    knob = moved(replace(knob, positions=knob.positions * 0.079), (0, THICK_M + 0.0075, -0.002))
    proud = np.clip(np.linalg.norm(knob.positions[:, [0, 2]], axis=1) / 0.03, 0, 1)
    parts = [
        painted(body, gold(body.positions, tone, seed, 0.1)),
        painted(step, gold(step.positions, np.full(len(step.positions), 0.7), seed, 0.1)),
        painted(knob, gold(knob.positions, 0.35 + 0.6 * proud, seed, 0.1)),
    ]
    return as_mesh(joined(parts))
