"""A glazed roof ridge: two dragons facing a flaming sun above rows of tubular tiles."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from models3d.specimens import motifs
from models3d.specimens.creatures import dragon
from models3d.specimens.forms import Part, as_mesh, ball, block, joined, mirrored, moved, painted, smooth_path, tube
from models3d.specimens.motifs import sample
from models3d.specimens.surfaces import glaze, srgb
from models3d.types import Mesh

YELLOW, GREEN, BLUE, RED, WHITE = (srgb(c) for c in ("C98A1B", "2F6B4A", "2B4F91", "A8432B", "DDD5BE"))
BEAM_Y = 0.50


def make_ridge(seed: int = 1, detail: float = 1.0) -> Mesh:
    """A ridge section 2.5 m long and about 1.3 m high as it would stand in a store, on its cut tile bed."""
    parts = [*_tiles(seed, detail), _beam(seed, detail)]
    colors = (YELLOW, GREEN, YELLOW)
    for piece, color in zip(dragon(detail), colors, strict=True):
        left = moved(piece, (-0.17, BEAM_Y + 0.10, 0))
        parts += [painted(p, glaze(p.positions, color, seed + 5, 0.9)) for p in (left, mirrored(left))]
    parts += _sun(seed, detail)
    return as_mesh(joined(parts))


def _tiles(seed: int, detail: float) -> list[Part]:
    """Both slopes: half-round tile rows ending in round caps, on a bed."""
    parts = []
    bed = moved(block((2.46, 0.10, 0.86), 0.05 / detail), (0, 0.05, 0))
    parts.append(painted(bed, glaze(bed.positions, srgb("8D6B52"), seed, 0.8)))
    rows, around = round(60 * detail), round(18 * detail)
    for k in range(17):
        x = -1.16 + 0.145 * k
        for side in (1.0, -1.0):
            path = smooth_path([(x, 0.44, 0.03 * side), (x, 0.24, 0.27 * side), (x, 0.13, 0.53 * side)], rows)
            step = (np.linspace(0, 4.999, rows) % 1.0) * 0.008
            roll = tube(path, 0.052 + step, around)
            cap = moved(ball((0.060, 0.060, 0.018), around), (x, 0.13, 0.535 * side), 0.0, 0.3 * side)
            boss = moved(ball((0.024, 0.024, 0.014), 12), (x, 0.135, 0.55 * side), 0.0, 0.3 * side)
            parts.append(painted(roll, glaze(roll.positions, YELLOW, seed + 2, 0.7)))
            parts.append(painted(cap, glaze(cap.positions, YELLOW * 0.9, seed + 3, 0.7)))
            parts.append(painted(boss, glaze(boss.positions, GREEN, seed + 3, 0.7)))
    slope = block((2.40, 0.03, 0.60), 0.024 / detail)
    for side in (1.0, -1.0):
        sheet = moved(slope, (0, 0.245, 0.275 * side), 0.0, 0.56 * side)
        parts.append(painted(sheet, glaze(sheet.positions, YELLOW * 0.72, seed + 2, 0.7)))
    return parts


def _beam(seed: int, detail: float) -> Part:
    """The ridge beam with a porcelain-mosaic frieze of lotus scrolls on both faces."""
    beam = moved(block((2.50, 0.20, 0.17), 0.0075 / detail, 0.012), (0, BEAM_Y, 0))
    p = beam.positions.copy()
    frieze = motifs.drawn(2400, 170, motifs.lotus_scroll(12))
    along, rise = p[:, 0] / 2.5 + 0.5, (p[:, 1] - BEAM_Y) / 0.15 + 0.5
    face = np.abs(p[:, 2]) > 0.084
    raised = np.where(face, sample(frieze, np.clip(along, 0, 0.9999), rise), 0.0)
    p[:, 2] += np.sign(p[:, 2]) * 0.008 * raised
    field = glaze(p, BLUE, seed + 9, 0.6)
    edge = (np.abs(rise - 0.5) > 0.5)[:, None]
    shards = np.where((raised > 0.72)[:, None], WHITE, np.where((raised > 0.25)[:, None], GREEN, field))
    colors = np.where(edge | ~face[:, None], glaze(p, YELLOW, seed + 6, 0.6), shards)
    return painted(replace(beam, positions=p), colors)


def _sun(seed: int, detail: float) -> list[Part]:
    """The flaming sun between the dragons, on a cloud foot."""
    around = round(36 * detail)
    y = BEAM_Y + 0.46
    disc = moved(ball((0.135, 0.135, 0.045), around), (0, y, 0))
    heart = moved(ball((0.07, 0.07, 0.03), around), (0, y, 0.035))
    back = moved(ball((0.07, 0.07, 0.03), around), (0, y, -0.035))
    parts = [painted(disc, glaze(disc.positions, RED, seed + 12, 0.3))]
    parts += [painted(p, glaze(p.positions, YELLOW, seed + 12, 0.3)) for p in (heart, back)]
    for k in range(14):
        angle = 2 * np.pi * k / 14
        ray = np.array([np.sin(angle), np.cos(angle), 0.0])
        bend = np.array([np.cos(angle), -np.sin(angle), 0.0])
        long = 0.11 if k % 2 == 0 else 0.07
        spots = [ray * 0.12, ray * (0.12 + 0.55 * long) + bend * 0.02, ray * (0.13 + long) - bend * 0.005]
        path = smooth_path([(float(s[0]), float(s[1]) + y, 0.0) for s in spots], 14)
        flame = tube(path, np.linspace(0.028, 0.003, 14), 12)
        parts.append(painted(flame, glaze(flame.positions, YELLOW, seed + 13, 0.3)))
    for dx, dy, r in ((0.0, 0.14, 0.085), (-0.085, 0.125, 0.062), (0.085, 0.125, 0.062), (0.0, 0.24, 0.055)):
        puff = moved(ball((r, r * 0.8, 0.06), around // 2), (dx, BEAM_Y + dy, 0))
        parts.append(painted(puff, glaze(puff.positions, WHITE, seed + 14, 0.3)))
    return parts
