"""Real and modelled objects, refined to a smooth true surface, with a pattern of about a hundred thousand vertices."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from models3d.readers import read_scan
from models3d.specimens.forms import lathe, vertex_normals
from models3d.specimens.noise import cloud_noise
from models3d.specimens.resample import refine_surface
from models3d.specimens.stele import make_stele
from models3d.specimens.urn import make_urn
from models3d.surface import Surface
from models3d.topology import weld_rows
from models3d.types import Mesh

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
TUNED = ("nefertiti", "bowl")
"""Parameters of the method may be chosen on these two; the others only judge."""


@dataclass(frozen=True)
class TrueObject:
    """The true surface in metres, +Y up, base at height zero.

    Attributes:
        truth: fine mesh with normals and colours.
        surface: the same, indexed.
        positions, faces: a pattern for a survey's vertices, about a quarter as many.
        normals: (n, 3) of the pattern.
    """

    name: str
    truth: Mesh
    surface: Surface
    positions: np.ndarray
    faces: np.ndarray
    normals: np.ndarray


def names() -> tuple[str, ...]:
    """All objects of the truth set, the tuned ones first."""
    return tuple(_MAKERS)


@lru_cache(maxsize=2)
def load_object(name: str, data: Path = DATA) -> TrueObject:
    """One object by its name."""
    positions, faces = _MAKERS[name](data)
    first, group = weld_rows(positions)
    positions, faces = positions[first], group[faces]
    twice = (faces[:, 0] == faces[:, 1]) | (faces[:, 1] == faces[:, 2]) | (faces[:, 2] == faces[:, 0])
    faces = faces[~twice]
    while len(positions) < 60_000:
        positions, faces = refine_surface(positions, faces)
    low, high = positions.min(axis=0), positions.max(axis=0)
    positions = positions - ((low[0] + high[0]) / 2, low[1], (low[2] + high[2]) / 2)
    fine, fine_faces = refine_surface(positions, faces)
    normals = vertex_normals(fine, fine_faces)
    colors = np.full((len(fine), 4), 180, np.uint8)
    truth = Mesh(fine, fine_faces, normals=normals, colors=colors)
    count = len(positions)
    return TrueObject(name, truth, Surface(truth), fine[:count], faces, normals[:count].astype(np.float64))


def _real(path: str, unit: float) -> Callable[[Path], tuple[np.ndarray, np.ndarray]]:
    def read(data: Path) -> tuple[np.ndarray, np.ndarray]:
        mesh = read_scan(data / path).geometry
        return mesh.positions * unit, mesh.faces

    return read


def _scaled(mesh: Mesh, scale: float) -> tuple[np.ndarray, np.ndarray]:
    return mesh.positions * scale, mesh.faces


def _bowl(_: Path) -> tuple[np.ndarray, np.ndarray]:
    """A lobed, dented bowl 0.24 m wide with a wall of 2.6 mm and no symmetry."""
    t = np.linspace(0, 1, 170)
    outer = np.stack([0.002 + 0.118 * np.sin(np.pi / 2 * t**0.9), 0.10 * (1 - np.cos(np.pi / 2 * t**1.1))], axis=1)
    along = np.gradient(outer, axis=0)
    along /= np.linalg.norm(along, axis=1, keepdims=True)
    inner = outer + 0.0026 * np.stack([-along[:, 1], along[:, 0]], axis=1)
    inner[:, 0] = np.maximum(inner[:, 0], 0.001)
    part = lathe(np.vstack([outer, inner[::-1]]), 480)
    p = part.positions.copy()
    turn, rise = np.arctan2(p[:, 0], p[:, 2]), p[:, 1] / 0.1
    swell = 1 + rise * (0.05 * np.sin(3 * turn + 0.4) + 0.03 * np.sin(2 * turn) + 0.02 * np.sin(7 * turn + 1))
    p[:, [0, 2]] *= swell[:, None]
    p[:, 1] += 0.012 * rise**2 * np.sin(turn * 2 + 1.1) + 0.006 * rise * np.sin(5 * turn)
    p += 0.0035 * (cloud_noise(p * (1, 0.7, 1), 0.035, 5, 2) - 0.5)[:, None] * (0.3, 1.0, 0.5)
    return p, part.faces


_MAKERS: dict[str, Callable[[Path], tuple[np.ndarray, np.ndarray]]] = {
    "nefertiti": _real("mesh/meshes/nefertiti/nefertiti-lowres.obj", 1e-3),
    "bowl": _bowl,
    "gargoyle": _real("mesh/3DHOP/gargo.ply", 1e-3),
    "laurana": _real("mesh/meshlab/Laurana50k.ply", 1e-3),
    "turtle": _real("textured/dpo-packrat/nmnh_sea_turtle-scene/sea_turtle-150k-2048-medium.glb", 1.0),
    "urn": lambda _: _scaled(make_urn(3, 0.8), 0.16),
    "stele": lambda _: _scaled(make_stele(3, 0.9), 0.14),
}
