"""A blue-and-white porcelain vase (tỳ bà form) whose painting is a texture, and a pháp lam bowl."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from models3d.specimens import paint
from models3d.specimens.forms import Floats, Part, as_mesh, lathe, painted, resample
from models3d.specimens.motifs import sample
from models3d.specimens.surfaces import srgb
from models3d.types import Mesh

VASE_OUT = [(0.002, 0.006), (0.056, 0.006), (0.060, 0.0), (0.068, 0.0), (0.070, 0.012), (0.082, 0.05), (0.110, 0.12),
            (0.121, 0.185), (0.108, 0.25), (0.072, 0.30), (0.048, 0.345), (0.043, 0.385), (0.056, 0.418),
            (0.074, 0.431), (0.077, 0.434)]  # fmt: skip
VASE_IN = [(0.0755, 0.4365), (0.068, 0.432), (0.050, 0.412), (0.038, 0.385), (0.043, 0.345), (0.066, 0.30),
           (0.102, 0.25), (0.115, 0.185), (0.104, 0.12), (0.075, 0.05), (0.04, 0.018), (0.002, 0.016)]  # fmt: skip
BOWL_OUT = [(0.002, 0.005), (0.034, 0.005), (0.037, 0.0), (0.042, 0.0), (0.043, 0.010), (0.058, 0.026), (0.080, 0.055),
            (0.092, 0.084), (0.0985, 0.093)]  # fmt: skip
BOWL_IN = [(0.0972, 0.0945), (0.089, 0.085), (0.077, 0.056), (0.055, 0.028), (0.03, 0.014), (0.002, 0.012)]


def vase_picture(seed: int = 1, width: int = 2048) -> NDArray[np.uint8]:
    """The vase's painted wall, unrolled: (width // 2, width, 3) uint8 sRGB."""
    return paint.blue_and_white(width, width // 2, seed)


def make_vase(seed: int = 1, detail: float = 1.0) -> Mesh:
    """A porcelain vase 0.437 m high; ``uv`` addresses ``vase_picture`` and colours repeat it at the vertices."""
    outer, inner = resample(VASE_OUT, round(215 * detail)), resample(VASE_IN, round(60 * detail))
    body = lathe(np.vstack([outer, inner]), round(420 * detail))
    return _with_picture(body, outer, vase_picture(seed, 2048), srgb("E9ECE7"))


def make_bowl(seed: int = 1, detail: float = 1.0) -> Mesh:
    """A painted-enamel bowl 0.197 m wide; ``uv`` addresses its unrolled wall."""
    outer, inner = resample(BOWL_OUT, round(150 * detail)), resample(BOWL_IN, round(90 * detail))
    body = lathe(np.vstack([outer, inner]), round(480 * detail))
    return _with_picture(body, outer, bowl_picture(seed), srgb("C9DDE2"))


def bowl_picture(seed: int = 1, width: int = 2048) -> NDArray[np.uint8]:
    """The bowl's painted wall, unrolled: (width // 4, width, 3) uint8 sRGB."""
    return paint.painted_enamel(width, width // 4, seed)


def _with_picture(body: Part, outer: Floats, picture: NDArray[np.uint8], lining: Floats) -> Mesh:
    """Colour the wall from the picture, foot ring to lip, and give the rest the plain lining."""
    arc = body.uv[:, 1]
    steps = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(outer, axis=0), axis=1))])
    foot = steps[int(np.argmax(outer[:, 1] > outer[0, 1] + 0.004))]
    rise = (arc - foot) / (steps[-1] - foot)
    grey = picture.astype(np.float64) / 255.0
    colors = np.stack([sample(grey[..., k], body.uv[:, 0], rise) for k in range(3)], axis=1)
    outside = (rise >= 0) & (rise <= 1)
    colors[~outside] = lining
    mesh = as_mesh(painted(body, colors))
    uv = np.stack([body.uv[:, 0], 1.0 - np.clip(rise, 0.0, 1.0)], axis=1).astype(np.float32)
    return replace(mesh, uv=uv)
