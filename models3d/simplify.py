"""Fewer triangles with measured loss of shape."""

from __future__ import annotations

import dataclasses

import numpy as np
import pyfqmr
from numpy.typing import NDArray

from models3d.engine import o3d
from models3d.surface import Surface, check_faces
from models3d.topology import face_vectors, weld_rows
from models3d.types import Mesh

_COARSE = 3  # the fast method goes to this multiple of the target, the exact one goes the rest


def simplify_mesh(mesh: Mesh, triangles: int, colors_from: Surface | None = None, *, is_quick: bool = False) -> Mesh:
    """Reduce a mesh to at most ``triangles`` faces; a mesh that is small enough comes back as it is.

    The work is done on welded positions: texture coordinates and materials are dropped (``bake`` makes new ones),
    vertex colours are taken from the nearest place of ``colors_from`` (the mesh itself when not given).

    Args:
        mesh: any triangle mesh.
        triangles: the most faces that the result may have; at least 4.
        colors_from: the master, so that colours don't fade along a chain of reductions.
        is_quick: take the fast method all the way, for copies whose shape is only looked at.

    Raises:
        GeometryError: ``engine_input`` for a mesh that would crash the engines.

    Source:
        Garland & Heckbert 1997, Surface simplification using quadric error metrics; the two-stage split is measured
        in DECISIONS.md.
    """
    if len(mesh.faces) <= triangles:
        return mesh
    welded = weld(mesh)
    check_faces(welded)
    centre = welded.positions.mean(axis=0)
    reduce = _reduce_fast if is_quick else _reduce
    positions, faces = reduce(welded.positions - centre, welded.faces, max(triangles, 4))
    reduced = Mesh(positions + centre, faces)
    if mesh.colors is None:
        return reduced
    return dataclasses.replace(reduced, colors=carry_colors(reduced.positions, colors_from or Surface(mesh)))


def weld(mesh: Mesh) -> Mesh:
    """Join vertices at identical positions and drop faces that collapse; only positions and faces remain."""
    first, group = weld_rows(mesh.positions)
    faces = group[mesh.faces]
    keep = (faces[:, 0] != faces[:, 1]) & (faces[:, 1] != faces[:, 2]) & (faces[:, 2] != faces[:, 0])
    return Mesh(mesh.positions[first], faces[keep])


def carry_colors(positions: NDArray[np.float64], source: Surface) -> NDArray[np.uint8]:
    """Blend the source's vertex colours at the places nearest to (n, 3) ``positions``.

    Returns:
        (n, 4) uint8 sRGB with alpha.
    """
    colors = source.mesh.colors
    if colors is None:
        return np.full((len(positions), 4), 255, np.uint8)
    hits = source.find_nearest(positions)
    mixed = np.einsum("nk,nkc->nc", hits.weights, colors[source.mesh.faces[hits.faces]].astype(np.float32))
    rounded: NDArray[np.uint8] = np.clip(np.rint(mixed), 0, 255).astype(np.uint8)
    return rounded


def _reduce(
    positions: NDArray[np.float64], faces: NDArray[np.int64], triangles: int
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    if len(faces) > _COARSE * triangles:
        positions, faces = _reduce_fast(positions, faces, _COARSE * triangles)
    legacy = o3d.geometry.TriangleMesh(
        o3d.utility.Vector3dVector(positions), o3d.utility.Vector3iVector(faces.astype(np.int32))
    )
    legacy = legacy.simplify_quadric_decimation(triangles)
    return _without_slivers(np.asarray(legacy.vertices).copy(), np.asarray(legacy.triangles).astype(np.int64))


def _reduce_fast(
    positions: NDArray[np.float64], faces: NDArray[np.int64], triangles: int
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    engine = pyfqmr.Simplify()
    engine.setMesh(positions, faces.astype(np.int32))
    engine.simplify_mesh(target_count=triangles, aggressiveness=7, preserve_border=True, verbose=False)
    found, indices, _ = engine.getMesh()
    return np.asarray(found, np.float64), np.asarray(indices, np.int64)


def _without_slivers(
    positions: NDArray[np.float64], faces: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Drop faces without area (R7) and the vertices that only they used."""
    vectors = face_vectors(positions, faces)
    kept = faces[np.linalg.norm(vectors, axis=1) > 0]
    used, renumbered = np.unique(kept, return_inverse=True)
    return positions[used], renumbered.reshape(-1, 3).astype(np.int64)
