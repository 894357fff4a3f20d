"""A mesh made ready for rays and nearest-point questions, exact enough far from the origin too."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from models3d.bounds import find_bounds
from models3d.engine import o3d
from models3d.errors import GeometryError
from models3d.topology import face_vectors, weld_rows
from models3d.types import Mesh

_CHUNK = 1 << 19
Number = TypeVar("Number", np.float32, np.float64)
MISSED = -1


@dataclass(frozen=True, slots=True)
class Hits:
    """Where points or rays met the surface.

    Attributes:
        faces: (n,) int64 face index, −1 where nothing was met.
        weights: (n, 3) float32 barycentric weights of the face's corners; 0 where nothing was met.
        distance: (n,) float64 in the mesh's unit; infinite where nothing was met.
    """

    faces: NDArray[np.int64]
    weights: NDArray[np.float32]
    distance: NDArray[np.float64]


class Surface:
    """A ray-tracing index over one mesh; its positions are centred first because the engine counts in float32."""

    def __init__(self, mesh: Mesh) -> None:
        check_faces(mesh)
        self.mesh = mesh
        low, high = find_bounds(mesh.positions)
        self.centre: NDArray[np.float64] = (low + high) / 2
        self.size = float((high - low).max())
        self._scene = o3d.t.geometry.RaycastingScene()
        self._scene.add_triangles(
            o3d.core.Tensor.from_numpy((mesh.positions - self.centre).astype(np.float32)),
            o3d.core.Tensor.from_numpy(mesh.faces.astype(np.uint32)),
        )

    @cached_property
    def normals(self) -> NDArray[np.float32]:
        """The mesh's own (n, 3) unit normals where every one is sound, else smooth ones; worked out once."""
        return sound_normals(self.mesh)

    def find_faces(self, points: NDArray[np.float64]) -> NDArray[np.int64]:
        """Give the (n,) index of the face nearest to each of (n, 3) points, no more."""
        found = [
            self._scene.compute_closest_points(self._local(part))["primitive_ids"].numpy() for part in _parts(points)
        ]
        return np.concatenate(found).astype(np.int64)

    def find_nearest(self, points: NDArray[np.float64]) -> Hits:
        """Give the closest place on the surface for each of (n, 3) points."""
        return _join([self._nearest(part) for part in _parts(points)])

    def cast_rays(self, origins: NDArray[Number], directions: NDArray[Number]) -> Hits:
        """Give the first place that each ray meets; distance counts in lengths of its direction."""
        rays = self._rays(origins, directions)
        return _join([self._cast(part) for part in _parts(rays)])

    def find_shadows(self, origins: NDArray[Number], directions: NDArray[Number]) -> NDArray[np.bool_]:
        """Tell for each ray whether anything at all stands in its way."""
        rays = self._rays(origins, directions)
        return np.concatenate(
            [self._scene.test_occlusions(o3d.core.Tensor.from_numpy(part)).numpy() for part in _parts(rays)]
        )

    def _rays(self, origins: NDArray[Number], directions: NDArray[Number]) -> NDArray[np.float32]:
        rays = np.empty((len(origins), 6), np.float32)
        np.subtract(origins, self.centre, out=rays[:, :3], casting="unsafe")
        rays[:, 3:] = directions
        return rays

    def _local(self, points: NDArray[np.float64]) -> o3d.core.Tensor:
        local = np.empty(points.shape, np.float32)
        np.subtract(points, self.centre, out=local, casting="unsafe")
        return o3d.core.Tensor.from_numpy(local)

    def _nearest(self, points: NDArray[np.float64]) -> Hits:
        local = points - self.centre
        found = self._scene.compute_closest_points(o3d.core.Tensor.from_numpy(local.astype(np.float32)))
        away = np.linalg.norm(found["points"].numpy() - local, axis=1)
        return Hits(found["primitive_ids"].numpy().astype(np.int64), _weights(found["primitive_uvs"].numpy()), away)

    def _cast(self, rays: NDArray[np.float32]) -> Hits:
        found = self._scene.cast_rays(o3d.core.Tensor.from_numpy(rays))
        distance = found["t_hit"].numpy().astype(np.float64)
        met = np.isfinite(distance)
        faces = np.where(met, found["primitive_ids"].numpy().astype(np.int64), MISSED)
        weights = _weights(found["primitive_uvs"].numpy())
        weights[~met] = 0
        return Hits(faces, weights, distance)


def check_faces(mesh: Mesh) -> None:
    """Refuse what would crash an engine.

    Raises:
        GeometryError: ``engine_input`` when there is no face, an index is out of range or a coordinate isn't finite.
    """
    sound = (
        len(mesh.faces) > 0
        and int(mesh.faces.min()) >= 0
        and int(mesh.faces.max()) < len(mesh.positions)
        and bool(np.isfinite(mesh.positions).all())
    )
    if not sound:
        raise GeometryError("engine_input", vertices=len(mesh.positions), triangles=len(mesh.faces))


def sound_normals(mesh: Mesh) -> NDArray[np.float32]:
    """Give (n, 3) unit vertex normals: the mesh's own, made unit length, or new ones when any of them is unusable."""
    if mesh.normals is not None:
        length = np.linalg.norm(mesh.normals, axis=1, keepdims=True)
        if bool(np.isfinite(length).all()) and float(length.min()) > 0.5:
            own: NDArray[np.float32] = (mesh.normals / length).astype(np.float32)
            return own
    return compute_normals(mesh.positions, mesh.faces)


def compute_normals(positions: NDArray[np.float64], faces: NDArray[np.int64]) -> NDArray[np.float32]:
    """Give (n, 3) unit vertex normals, smooth across seams: each face counts with its area at shared positions."""
    first, group = weld_rows(positions)
    vectors = face_vectors(positions, faces)
    total = np.zeros((len(first), 3))
    for corner in range(3):
        for axis in range(3):
            total[:, axis] += np.bincount(group[faces[:, corner]], vectors[:, axis], len(first))
    length = np.linalg.norm(total, axis=1, keepdims=True)
    upright = np.where(length > 0, total / np.where(length > 0, length, 1), (0.0, 1.0, 0.0))
    return upright[group].astype(np.float32)


def sample_points(mesh: Mesh, count: int, seed: int) -> NDArray[np.float64]:
    """Scatter points evenly by area; the same seed gives the same points.

    Returns:
        (count, 3) float64, unit and frame of the mesh.
    """
    faces, weights = scatter(mesh, count, seed)
    points: NDArray[np.float64] = np.einsum("nk,nkd->nd", weights, mesh.positions[mesh.faces[faces]])
    return points


def scatter(mesh: Mesh, count: int, seed: int) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Choose places evenly by area; gives (count,) faces and (count, 3) barycentric weights."""
    random = np.random.default_rng(seed)
    areas = np.linalg.norm(face_vectors(mesh.positions, mesh.faces), axis=1)
    total = np.cumsum(areas)
    picked = np.searchsorted(total, (np.arange(count) + random.random(count)) / count * total[-1])
    root, turn = np.sqrt(random.random(count)), random.random(count)
    weights = np.stack([1 - root, root * (1 - turn), root * turn], axis=1)
    return np.minimum(picked, len(areas) - 1).astype(np.int64), weights


def _parts(rows: NDArray[Number]) -> list[NDArray[Number]]:
    return [rows[start : start + _CHUNK] for start in range(0, max(len(rows), 1), _CHUNK)]


def _weights(uv: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.stack([1 - uv[:, 0] - uv[:, 1], uv[:, 0], uv[:, 1]], axis=1)


def _join(parts: list[Hits]) -> Hits:
    return Hits(
        np.concatenate([p.faces for p in parts]),
        np.concatenate([p.weights for p in parts]),
        np.concatenate([p.distance for p in parts]),
    )
