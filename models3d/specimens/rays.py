"""Rays against a specimen: first hits, visibility, and light gathered at its vertices."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import open3d
from numpy.typing import NDArray

from models3d.types import Mesh

Floats = NDArray[np.float64]
Floats32 = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Hits:
    """First hits of (n,) rays: distance in metres (inf = none), face index (int64), barycentric uv (n, 2)."""

    distance: Floats32
    face: NDArray[np.int64]
    bary: Floats32


class RayScene:
    """A mesh ready for rays; open3d stands behind it, so use it in a child process for strangers' meshes."""

    def __init__(self, mesh: Mesh) -> None:
        self._scene = open3d.t.geometry.RaycastingScene()
        self._scene.add_triangles(
            open3d.core.Tensor.from_numpy(mesh.positions.astype(np.float32)),
            open3d.core.Tensor.from_numpy(mesh.faces.astype(np.uint32)),
        )

    def cast(self, origins: Floats32, directions: Floats32) -> Hits:
        """First hits of rays given by (n, 3) origins and unit directions."""
        rays = open3d.core.Tensor.from_numpy(np.concatenate([origins, directions], axis=1, dtype=np.float32))
        answer = self._scene.cast_rays(rays)
        face = answer["primitive_ids"].numpy().astype(np.int64)
        return Hits(answer["t_hit"].numpy(), face, answer["primitive_uvs"].numpy())

    def blocked(self, origins: Floats32, directions: Floats32, far: float = 1e9) -> NDArray[np.bool_]:
        """Whether anything stands within ``far`` metres along each ray."""
        rays = open3d.core.Tensor.from_numpy(np.concatenate([origins, directions], axis=1, dtype=np.float32))
        flags: NDArray[np.bool_] = self._scene.test_occlusions(rays, tfar=far).numpy()
        return flags


def interpolate(values: Floats32, mesh: Mesh, hits: Hits) -> Floats32:
    """Vertex values (n, k) at the hits; call only with rays that did hit."""
    corner = mesh.faces[hits.face]
    u, v = hits.bary[:, :1], hits.bary[:, 1:]
    mixed: Floats32 = values[corner[:, 0]] * (1 - u - v) + values[corner[:, 1]] * u + values[corner[:, 2]] * v
    return mixed


def sphere_directions(count: int) -> Floats32:
    """``count`` evenly spread unit vectors (Fibonacci sphere)."""
    k = np.arange(count) + 0.5
    height, angle = 1 - 2 * k / count, np.pi * (1 + 5**0.5) * k
    ring = np.sqrt(1 - height**2)
    return np.stack([ring * np.cos(angle), height, ring * np.sin(angle)], axis=1).astype(np.float32)


def openness(scene: RayScene, points: Floats32, normals: Floats32, reach: float, count: int = 20) -> Floats32:
    """Share 0..1 of the upper light that reaches each point: cosine-like rays over its hemisphere and the floor.

    Args:
        scene: what blocks the light; a floor at height zero blocks the lower half by half.
        points: (n, 3) metres.
        normals: (n, 3) unit.
        reach: metres beyond which nothing blocks.
        count: rays a point; neighbouring points use the same set turned by four fixed rolls, which is smooth enough.
    """
    spread = sphere_directions(count)
    total = np.zeros(len(points), dtype=np.float32)
    start = points + normals * np.float32(reach * 2e-3)
    for direction in spread:
        towards = normals + direction * np.float32(0.98)
        towards /= np.maximum(np.linalg.norm(towards, axis=1, keepdims=True), 1e-6)
        free = ~scene.blocked(start, towards, reach)
        total += free * (0.72 + 0.28 * towards[:, 1])
    return total / np.float32(count)
