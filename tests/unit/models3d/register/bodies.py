"""Small bodies with known poses: two surveys of one thing, different points, noise, damage, a hole."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from models3d.compare.types import Epoch
from models3d.register.motion import apply, pose_of, rotation_about
from models3d.specimens.forms import ball, block
from models3d.surface import Surface, compute_normals
from models3d.types import Mesh

NOISE = 1e-4
POSE = pose_of(rotation_about(np.array([1.0, 2.0, -0.5]), 2.4), np.array([0.6, -0.3, 0.5]))
BUMPS = [
    ((1, 0.2, 0.1), 0.03, 0.5),
    ((-0.3, 1, 0.4), 0.022, 0.35),
    ((0.2, -0.6, 1), -0.02, 0.4),
    ((-1, -0.5, -0.3), 0.025, 0.3),
]


def bumpy(rows: int = 150, turn: float = 0.0, bumps=BUMPS, radii=(0.12, 0.1, 0.14)):
    """(positions, faces) of an ellipsoid with bumps, sampled from another pole for another ``turn``."""
    part = ball((1.0, 1.0, 1.0), rows)
    way = part.positions / np.linalg.norm(part.positions, axis=1, keepdims=True)
    way = way @ rotation_about(np.array([0.3, 1.0, 0.7]), turn).T
    height = np.ones(len(way))
    for centre, size, width in bumps:
        middle = np.asarray(centre) / np.linalg.norm(centre)
        height += size / 0.12 * np.exp(-np.square(way - middle).sum(axis=1) / width**2)
    return way * height[:, None] * radii, part.faces


def box(size, spacing):
    part = block(size, spacing)
    return part.positions, part.faces


def wall(rows=60, columns=90, step=0.004):
    x, y = np.meshgrid(np.arange(columns) * step, np.arange(rows) * step)
    cell = np.arange(rows * columns).reshape(rows, columns)
    a, b, c, d = (cell[i : rows - 1 + i, j : columns - 1 + j].reshape(-1) for i, j in ((0, 0), (0, 1), (1, 1), (1, 0)))
    faces = np.vstack([np.stack([a, b, c], 1), np.stack([a, c, d], 1)])
    return np.stack([x.reshape(-1), y.reshape(-1), np.zeros(x.size)], 1), faces


def roughened(positions, faces, seed, noise=NOISE):
    random = np.random.default_rng(seed)
    return positions + compute_normals(positions, faces) * random.normal(0, noise, (len(positions), 1))


def dented(positions, faces, centre=(0.1, 0.05, 0.03), radius=0.03, depth=0.004):
    away = np.linalg.norm(positions - np.asarray(centre), axis=1)
    nearest = positions[away.argmin()]
    near = np.linalg.norm(positions - nearest, axis=1) / radius
    return positions - compute_normals(positions, faces) * (depth * np.clip(1.5 - 1.5 * near, 0, 1))[:, None]


def without(positions, faces, drop):
    """The faces none of whose corners is dropped."""
    kept = faces[~drop[faces].any(axis=1)]
    used, number = np.unique(kept, return_inverse=True)
    return positions[used], number.reshape(-1, 3)


def epoch(positions, faces, noise=NOISE, **more) -> Epoch:
    normals = compute_normals(positions, faces)
    surface = Surface(Mesh(positions, faces, normals=normals))
    sides = np.linalg.norm(positions[faces[:, 0]] - positions[faces[:, 1]], axis=1)
    made = Epoch(
        "x.ply", "0" * 64, "mesh", positions, normals.astype(np.float64), surface, float(np.median(sides)), noise,
        "stated", "m", "stated",
    )  # fmt: skip
    return replace(made, **more)


def later_of(positions, faces, seed=2, noise=NOISE, **more) -> Epoch:
    """A survey in the later frame."""
    return epoch(apply(np.linalg.inv(POSE), roughened(positions, faces, seed, noise)), faces, noise, **more)


def earlier_of(positions, faces, seed=1, noise=NOISE, **more) -> Epoch:
    return epoch(roughened(positions, faces, seed, noise), faces, noise, **more)


def displacement_mm(matrix, positions):
    """(n,) how far the estimate puts the surface from where it belongs."""
    there = apply(np.linalg.inv(POSE), positions)
    return 1e3 * np.linalg.norm(apply(matrix, there) - positions, axis=1)
