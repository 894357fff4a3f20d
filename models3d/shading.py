"""Light for pictures made by rays: how much of each lamp and of the sky reaches a place, on the object or the floor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from models3d.surface import Hits, Surface

Floats = NDArray[np.float32]
STAGE = (20, 18, 15)  # #14120F, the stage colour of the viewer
_SKY_RAYS = 8
_FLOOR_CELLS = 96
_FLOOR_REACH = 1.5  # radius of the lit floor in sizes of the object
_LEVEL = np.array([0.0, 1.0, 0.0], np.float32)


@dataclass(frozen=True, slots=True)
class Light:
    """A distant light: ``direction`` points from the object to the light; ``color`` is linear irradiance."""

    direction: tuple[float, float, float]
    color: tuple[float, float, float]
    casts_shadow: bool = False


@dataclass(frozen=True, slots=True)
class Stage:
    """What surrounds the object: lights, ambient light, background (sRGB bytes) and whether a floor takes shadows."""

    lights: tuple[Light, ...] = (
        Light((0.55, 0.75, 0.6), (0.98, 0.93, 0.85), casts_shadow=True),
        Light((-0.8, 0.25, 0.5), (0.15, 0.17, 0.21)),
        Light((-0.3, 0.5, -0.9), (0.55, 0.52, 0.46), casts_shadow=True),
    )
    ambient: tuple[float, float, float] = (0.21, 0.205, 0.2)
    background: tuple[int, int, int] = STAGE
    floor: bool = True


class Colored(Protocol):
    """What gives a surface its colours."""

    def sample(self, faces: NDArray[np.int64], weights: Floats) -> NDArray[np.uint8]:
        """Give (n, 3) uint8 sRGB at barycentric places of faces."""


class Seen:
    """What primary rays met, with the normal that faces the eye; all arrays have one row per met place."""

    def __init__(self, surface: Surface, hits: Hits, origins: Floats, directions: Floats) -> None:
        self.met = np.nonzero(hits.faces >= 0)[0]
        self.faces, self.weights = hits.faces[self.met], hits.weights[self.met]
        self.depth = hits.distance[self.met].astype(np.float32)
        toward = directions[self.met]
        self.points: Floats = origins[self.met] + toward * self.depth[:, None]
        self.normals = _facing_normals(surface, self.faces, self.weights, toward)


def see(surface: Surface, eye: Floats, directions: Floats) -> Seen:
    """Send (n, 3) float32 rays from one eye."""
    origins = np.broadcast_to(eye, directions.shape)
    return Seen(surface, surface.cast_rays(origins, directions), origins, directions)


def find_visibility(surface: Surface, stage: Stage, points: Floats, normals: Floats) -> Floats:
    """Give (n, lights + 1) shares 0..1: how much of each light, and last of the sky, reaches each place."""
    size = float(np.ptp(surface.mesh.positions, axis=0).max())
    origins = points + normals * np.float32(size * 1e-3)
    shares = np.ones((len(points), len(stage.lights) + 1), np.float32)
    for column, light in enumerate(stage.lights):
        toward = _unit(light.direction)
        lit = np.nonzero(normals @ toward > 0)[0] if light.casts_shadow else np.empty(0, np.int64)
        if len(lit):
            shares[lit, column] = ~surface.find_shadows(origins[lit], np.broadcast_to(toward, (len(lit), 3)))
    shares[:, -1] = _openness(surface, origins, normals, size)
    return shares


def light_up(stage: Stage, normals: Floats, visibility: Floats) -> Floats:
    """Sum the lights at places with known normals and visibility; (n, 3) linear irradiance."""
    total = np.outer(visibility[:, -1], np.array(stage.ambient, np.float32))
    for column, light in enumerate(stage.lights):
        facing = np.clip(normals @ _unit(light.direction), 0, None) * visibility[:, column]
        total += np.outer(facing, np.array(light.color, np.float32))
    return total


class Floor:
    """A faint round floor under the object; its light is worked out on a coarse grid, for it is soft everywhere."""

    def __init__(self, surface: Surface, stage: Stage) -> None:
        low, high = surface.mesh.positions.min(axis=0), surface.mesh.positions.max(axis=0)
        self._middle, self._height = ((low + high) / 2)[[0, 2]], float(low[1])
        self._reach = float((high - low).max()) * _FLOOR_REACH
        steps = np.linspace(-self._reach, self._reach, _FLOOR_CELLS)
        z, x = np.meshgrid(steps, steps, indexing="ij")
        points = np.stack([x + self._middle[0], np.full_like(x, self._height), z + self._middle[1]], axis=-1)
        flat = points.reshape(-1, 3).astype(np.float32)
        upward = np.broadcast_to(_LEVEL, flat.shape)
        light = light_up(stage, upward, find_visibility(surface, stage, flat, upward)).mean(axis=1)
        self._light = _soften(light.reshape(_FLOOR_CELLS, _FLOOR_CELLS))

    def glow(self, eye: Floats, directions: Floats) -> Floats:
        """Give the (n,) linear light that rays which met nothing add to the background."""
        out = np.zeros(len(directions), np.float32)
        if eye[1] <= self._height:
            return out
        down = np.nonzero(directions[:, 1] < -1e-3)[0]
        reach = (self._height - float(eye[1])) / directions[down, 1]
        x = float(eye[0]) + directions[down, 0] * reach - np.float32(self._middle[0])
        z = float(eye[2]) + directions[down, 2] * reach - np.float32(self._middle[1])
        away = np.sqrt(x * x + z * z) / np.float32(self._reach)
        near = away < 1
        fade = (1 - away[near] ** 2) ** 2
        out[down[near]] = 0.05 * fade * self._sample(x[near], z[near])
        return out

    def _sample(self, x: Floats, z: Floats) -> Floats:
        scale = (_FLOOR_CELLS - 1) / (2 * self._reach)
        column, row = (x + self._reach) * scale, (z + self._reach) * scale
        left = np.clip(column.astype(np.int64), 0, _FLOOR_CELLS - 2)
        top = np.clip(row.astype(np.int64), 0, _FLOOR_CELLS - 2)
        right, low = column - left, row - top
        upper = self._light[top, left] * (1 - right) + self._light[top, left + 1] * right
        lower = self._light[top + 1, left] * (1 - right) + self._light[top + 1, left + 1] * right
        mixed: Floats = (upper * (1 - low) + lower * low).astype(np.float32)
        return mixed


def _openness(surface: Surface, origins: Floats, normals: Floats, size: float) -> Floats:
    """Estimate how much of the sky each place sees: fixed cosine-weighted directions about its normal."""
    side, along = _tangents(normals)
    free = np.zeros(len(origins), np.float32)
    for x, y, z in _sky_directions():
        rays = side * x + along * z + normals * y
        free += ~surface.find_shadows(origins + rays * np.float32(size * 1e-3), rays)
    return 0.15 + 0.85 * free / np.float32(_SKY_RAYS)


def _sky_directions() -> list[tuple[np.float32, np.float32, np.float32]]:
    turn = np.arange(_SKY_RAYS) * 2.399963  # the golden angle
    flat = (np.arange(_SKY_RAYS) + 0.5) / _SKY_RAYS * 0.96
    ring, height = np.sqrt(flat), np.sqrt(1 - flat)
    spread = np.stack([ring * np.cos(turn), height, ring * np.sin(turn)], axis=1).astype(np.float32)
    return [(x, y, z) for x, y, z in spread]


def _tangents(normals: Floats) -> tuple[Floats, Floats]:
    """Two unit vectors across each normal, without branches (Duff et al. 2017, JCGT 6:1)."""
    x, y, z = normals[:, 0], normals[:, 1], normals[:, 2]
    sign = np.where(z >= 0, np.float32(1), np.float32(-1))
    a = -1 / (sign + z)
    b = x * y * a
    return np.stack([1 + sign * x * x * a, sign * b, -sign * x], axis=1), np.stack([b, sign + y * y * a, -y], axis=1)


def _facing_normals(surface: Surface, faces: NDArray[np.int64], weights: Floats, directions: Floats) -> Floats:
    corners = surface.mesh.faces[faces]
    source = surface.normals
    normals = source[corners[:, 0]] * weights[:, :1]
    for corner in (1, 2):
        normals += source[corners[:, corner]] * weights[:, corner : corner + 1]
    length = np.sqrt(np.einsum("nd,nd->n", normals, normals))[:, None]
    normals = np.where(length > 1e-6, normals / np.maximum(length, np.float32(1e-6)), -directions)
    away = np.einsum("nd,nd->n", normals, directions) > 0
    normals[away] *= -1
    return normals


def _unit(direction: tuple[float, float, float]) -> Floats:
    unit: Floats = (np.array(direction) / np.linalg.norm(direction)).astype(np.float32)
    return unit


def _soften(light: Floats) -> Floats:
    """A 3 × 3 blur, so that the grid's cells don't show."""
    padded = np.pad(light, 1, mode="edge")
    rows = padded[:-2] + 2 * padded[1:-1] + padded[2:]
    soft: Floats = (rows[:, :-2] + 2 * rows[:, 1:-1] + rows[:, 2:]) / 16
    return soft
