"""A stone stele on a tortoise: arched head with the sun in clouds, a cut text, a border of scrolls."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from models3d.specimens import motifs
from models3d.specimens.creatures import tortoise
from models3d.specimens.forms import Floats, Part, as_mesh, block, joined, moved, painted
from models3d.specimens.glyphs import COLUMNS, TITLE, glyph, text_block
from models3d.specimens.motifs import sample
from models3d.specimens.surfaces import srgb, stone
from models3d.types import Mesh

WIDE_M, HIGH_M, THICK_M = 0.98, 1.62, 0.19


def make_stele(seed: int = 1, detail: float = 1.0) -> Mesh:
    """A stele 2.33 m high on its tortoise and plinth; the text is cut 6 mm deep into the front.

    Source of the text: Tam tự kinh (Three Character Classic), 13th century.
    """
    plinth = joined([
        moved(block((1.45, 0.16, 1.95), 0.022 / detail, 0.015), (0, 0.08, 0.02)),
        moved(block((1.25, 0.08, 1.75), 0.022 / detail, 0.012), (0, 0.20, 0.02)),
    ])  # fmt: skip
    animal = moved(tortoise(detail), (0, 0.235, 0))
    slab, cut = _slab(detail)
    slab = moved(slab, (0, 0.235 + 0.40 + HIGH_M / 2, -0.04))
    parts = [painted(part, stone(part.positions, seed, 1.6)) for part in (plinth, animal)]
    face = stone(slab.positions, seed + 3, 1.6)
    dark = np.clip(cut, 0, 1)[:, None]
    parts.append(painted(slab, face * (1 - 0.42 * dark) + srgb("3E3D37") * 0.42 * dark))
    return as_mesh(joined(parts))


def _slab(detail: float) -> tuple[Part, Floats]:
    """The slab with its relief, and how deep each vertex is cut (1 = 6 mm; raised border negative)."""
    slab = block((WIDE_M, HIGH_M, THICK_M), 0.0055 / detail, 0.010)
    p = slab.positions.copy()
    across, rise = 0.5 + p[:, 0] / WIDE_M, 0.5 + p[:, 1] / HIGH_M
    drop = np.clip(np.abs(p[:, 0]) / (WIDE_M / 2), 0, 1) ** 2.6
    page = _page()
    depth = sample(page, np.clip(across, 0, 0.99999), rise)
    front = p[:, 2] > THICK_M / 2 - 1e-4
    depth = np.where(front, depth - 0.5, 0.0) * 2.0
    p[:, 2] += -0.006 * np.clip(depth, 0, 1) + 0.009 * np.clip(-depth, 0, 1)
    p[:, 1] -= 0.26 * drop * np.clip((rise - 0.55) / 0.45, 0, 1) ** 1.2
    return replace(slab, positions=p), np.clip(depth, -1, 1)


def _page(width: int = 980) -> Floats:
    """The front as grey: 0.5 is the plane, above is cut, below is raised."""
    height = round(width * HIGH_M / WIDE_M)
    page = np.full((height, width), 0.5)
    rim = round(width * 0.105)
    scroll = motifs.drawn(height, rim - 14, motifs.lotus_scroll(14)) * 0.5
    page[:, 7 : rim - 7] -= np.rot90(scroll)[:, : rim - 14]
    page[:, width - rim + 7 : width - 7] -= np.rot90(scroll, 3)[:, : rim - 14]
    foot = motifs.drawn(width - 2 * rim, rim, motifs.waves(9, 3)) * 0.5
    page[height - rim :, rim : width - rim] -= foot
    for row in (round(height * 0.245), height - rim - 8):
        page[row : row + 7, rim : width - rim] = 0.05
    for column in (rim - 4, width - rim - 3):
        page[round(height * 0.06) :, column : column + 7] = 0.05
    _head(page, rim)
    cell = round(width * 0.148)
    text = text_block(COLUMNS, cell)
    left, top = (width - text.shape[1]) // 2, round(height * 0.285)
    page[top : top + text.shape[0], left : left + text.shape[1]] += 0.5 * text
    cut: Floats = np.clip(page, 0, 1)
    return cut


def _head(page: Floats, rim: int) -> None:
    """The arched head: a sun with flames between clouds, the four title characters below."""
    height, width = page.shape
    room = round(height * 0.115)
    clouds = motifs.drawn(width - 2 * rim, room, motifs.clouds(6))
    top = round(height * 0.035)
    page[top : top + room, rim : width - rim] -= 0.45 * clouds
    y, x = np.mgrid[0:height, 0:width]
    radius = np.hypot(x - width / 2, y - height * 0.085)
    angle = np.arctan2(y - height * 0.085, x - width / 2)
    size = width * 0.062
    sun = (radius < size) | ((radius < size * (1.45 + 0.28 * np.sin(12 * angle))) & (radius > size * 1.16))
    page[radius < size * 1.8] = 0.5
    page[sun] = 0.08
    cell = round(width * 0.15)
    row = round(height * 0.155)
    for k, character in enumerate(reversed(TITLE)):
        left = round(width / 2 + (k - 2) * cell * 1.08)
        page[row : row + cell, left : left + cell] += 0.5 * glyph(character, cell, 0.11)
