"""What must hold before any engine sees an array: several of them die on a bad index or a NaN."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models3d.bounds import find_bounds
from models3d.errors import ReadError
from models3d.types import Mesh, PointCloud


def check_geometry(geometry: Mesh | PointCloud, file: str) -> None:
    """Let sound geometry pass.

    Raises:
        ReadError: ``empty_mesh``, ``empty_cloud``, ``no_faces``, ``not_finite``, ``index_out_of_range``,
            ``zero_extent``.
    """
    if isinstance(geometry, Mesh):
        _check_mesh(geometry, file)
    else:
        _check_cloud(geometry, file)


def _check_mesh(mesh: Mesh, file: str) -> None:
    if len(mesh.positions) == 0:
        raise ReadError("empty_mesh", file=file)
    if len(mesh.faces) == 0:
        raise ReadError("no_faces", file=file, vertices=len(mesh.positions))
    check_finite(mesh.positions, file)
    check_indices(mesh.faces, len(mesh.positions), file)
    is_used = np.zeros(len(mesh.positions), np.bool_)
    is_used[mesh.faces.reshape(-1)] = True
    _check_extent(mesh.positions if bool(is_used.all()) else mesh.positions[is_used], file)


def _check_cloud(cloud: PointCloud, file: str) -> None:
    if len(cloud.positions) == 0:
        raise ReadError("empty_cloud", file=file)
    check_finite(cloud.positions, file)
    if len(cloud.positions) > 1:
        _check_extent(cloud.positions, file)


def check_finite(positions: NDArray[np.float64], file: str) -> None:
    """Refuse NaN and infinite coordinates, naming how many points have one, and absurd magnitudes."""
    if len(positions) == 0:
        return
    largest = float(np.abs(np.concatenate(find_bounds(positions))).max())
    if not np.isfinite(largest):
        bad = int(len(positions) - np.count_nonzero(np.isfinite(positions).all(axis=1)))
        raise ReadError("not_finite", file=file, count=bad, total=len(positions))
    if largest > 1e15:
        raise ReadError("coordinates_absurd", file=file, largest=largest)


def check_indices(faces: NDArray[np.int64], vertices: int, file: str) -> None:
    """Refuse faces that name a vertex which does not exist."""
    if len(faces) == 0:
        return
    if int(faces.min()) < 0 or int(faces.max()) >= vertices:
        bad = int(np.count_nonzero(((faces < 0) | (faces >= vertices)).any(axis=1)))
        raise ReadError("index_out_of_range", file=file, count=bad, vertices=vertices)


def check_possible(count: int, least_bytes: float, size: int, file: str) -> None:
    """Refuse a header that promises more elements than the file has bytes for."""
    if count < 0 or count * least_bytes > size:
        raise ReadError("count_impossible", file=file, count=count, bytes=size)


def _check_extent(positions: NDArray[np.float64], file: str) -> None:
    low, high = find_bounds(positions)
    if not float((high - low).max()) > 0.0:
        raise ReadError("zero_extent", file=file, points=len(positions))
