"""A new texture for a simplified mesh, painted from the master."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from models3d.appearance import Appearance, Pixels
from models3d.atlas import fill_gaps
from models3d.engine import o3d
from models3d.errors import GeometryError
from models3d.simplify import weld
from models3d.surface import Surface, check_faces
from models3d.topology import build_edges, face_vectors, weld_rows
from models3d.types import Mesh

_TILE_ROWS = 256
_FACES_PER_PART = 5_000  # UVAtlas grows worse than linearly: many small parts are fast and cost a few charts


def unwrap_mesh(mesh: Mesh, size: int, gutter: float = 4.0) -> Mesh:
    """Lay the surface flat in one atlas without overlaps; vertices are split along the new seams.

    The surface is welded first and cut where more than two faces meet. Only positions and faces are kept.

    Args:
        mesh: any triangle mesh.
        size: width of the texture in pixels.
        gutter: least distance between charts in those pixels.

    Raises:
        GeometryError: ``engine_input`` for a mesh that would crash the engine, ``unwrap_failed`` when it gives up.
    """
    check_faces(mesh)
    mesh = separate_fans(weld(mesh))
    tensor = o3d.t.geometry.TriangleMesh(
        o3d.core.Tensor.from_numpy(mesh.positions.astype(np.float32)),
        o3d.core.Tensor.from_numpy(mesh.faces.astype(np.int64)),
    )
    parts = max(1, len(mesh.faces) // _FACES_PER_PART)
    try:
        with o3d.utility.VerbosityContextManager(o3d.utility.VerbosityLevel.Error):
            tensor.compute_uvatlas(size=size, gutter=gutter, max_stretch=0.25, parallel_partitions=parts)
    except RuntimeError as fault:
        raise GeometryError("unwrap_failed", triangles=len(mesh.faces)) from fault
    corners = tensor.triangle["texture_uvs"].numpy().reshape(-1, 2).astype(np.float32)
    return _split(mesh, np.clip(corners, 0.0, 1.0))


def bake_colors(target: Mesh, master: Surface, appearance: Appearance, size: int) -> Pixels:
    """Paint the atlas of ``target`` with the colours at the master's nearest places.

    Works in tiles of rows, so memory stays bounded whatever the size. Gaps between charts are filled with the
    nearest painted colour, so that mipmaps don't bleed background into seams.

    Args:
        target: simplified mesh with atlas coordinates (``unwrap_mesh``), in the frame of the master.
        master: surface of the full scan.
        appearance: its colours.
        size: width and height of the texture in pixels.

    Returns:
        (size, size, 3) uint8 sRGB, first row at v = 0.
    """
    flat = _flat_scene(target)
    source = appearance.shrink(_texel_ratio(target, appearance, size))
    pixels = np.zeros((size, size, 3), np.uint8)
    painted = np.zeros((size, size), np.bool_)
    for start in range(0, size, _TILE_ROWS):
        rows = slice(start, min(start + _TILE_ROWS, size))
        faces, weights, inside = _rasterise(flat, rows, size)
        if not inside.any():
            continue
        points = np.einsum("nk,nkd->nd", weights, target.positions[target.faces[faces]])
        hits = master.find_nearest(points)
        pixels[rows][inside] = source.sample(hits.faces, hits.weights)
        painted[rows] = inside
    return fill_gaps(pixels, painted)


def _flat_scene(target: Mesh) -> o3d.t.geometry.RaycastingScene:
    if target.uv is None:
        raise GeometryError("engine_input", vertices=len(target.positions), triangles=len(target.faces))
    flat = np.concatenate([target.uv, np.zeros((len(target.uv), 1), np.float32)], axis=1).astype(np.float32)
    scene = o3d.t.geometry.RaycastingScene()
    scene.add_triangles(o3d.core.Tensor.from_numpy(flat), o3d.core.Tensor.from_numpy(target.faces.astype(np.uint32)))
    return scene


def _rasterise(
    flat: o3d.t.geometry.RaycastingScene, rows: slice, size: int
) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.bool_]]:
    """Look down on the atlas: which face lies under each texel centre, and where in it."""
    v, u = np.meshgrid((np.arange(rows.start, rows.stop) + 0.5) / size, (np.arange(size) + 0.5) / size, indexing="ij")
    rays = np.zeros((*u.shape, 6), np.float32)
    rays[..., 0], rays[..., 1], rays[..., 2], rays[..., 5] = u, v, 1.0, -1.0
    found = flat.cast_rays(o3d.core.Tensor.from_numpy(rays))
    inside = np.isfinite(found["t_hit"].numpy())
    faces = found["primitive_ids"].numpy()[inside].astype(np.int64)
    place = found["primitive_uvs"].numpy()[inside].astype(np.float64)
    weights = np.stack([1 - place.sum(axis=1), place[:, 0], place[:, 1]], axis=1)
    return faces, weights, inside


def _texel_ratio(target: Mesh, appearance: Appearance, size: int) -> float:
    """How many source texels, counted along a line, fall into one new texel."""
    if not appearance.has_pictures or appearance.mesh.uv is None or target.uv is None:
        return 1.0
    pictures = [p for p in appearance.pictures if p is not None]
    texels = float(np.mean([p.shape[0] * p.shape[1] for p in pictures]))
    old = _flat_area(appearance.mesh.uv, appearance.mesh.faces) * texels
    new = _flat_area(target.uv, target.faces) * size * size
    return float(np.sqrt(old / new)) if new > 0 else 1.0


def _flat_area(uv: NDArray[np.float32], faces: NDArray[np.int64]) -> float:
    flat = np.concatenate([uv, np.zeros((len(uv), 1))], axis=1).astype(np.float64)
    return float(np.linalg.norm(face_vectors(flat, faces), axis=1).sum() / 2)


def _split(mesh: Mesh, corners: NDArray[np.float32]) -> Mesh:
    """Give each distinct pair of vertex and coordinate a vertex of its own."""
    flat = mesh.faces.reshape(-1)
    keys = np.column_stack([flat, corners.view(np.uint32).astype(np.int64)])
    first, group = weld_rows(keys)
    origin = flat[first]
    return Mesh(mesh.positions[origin], group.reshape(-1, 3).astype(np.int64), uv=corners[first])


def separate_fans(mesh: Mesh) -> Mesh:
    """Cut a mesh at edges with more than two faces and at vertices where fans touch in a point only.

    The atlas engine refuses surfaces that aren't manifold. Corners stay together when their faces share a two-sided
    edge with agreeing winding; nothing moves.
    """
    start = mesh.faces.reshape(-1)
    sides = np.arange(len(start))
    following = sides - sides % 3 + (sides + 1) % 3
    end = start[following]
    edges = build_edges(mesh.faces, len(mesh.positions))
    order = np.argsort(edges.of_side, kind="stable")
    firsts = np.concatenate(([0], np.cumsum(edges.count)[:-1]))[edges.count == 2].astype(np.int64)
    one, two = order[firsts], order[firsts + 1]
    agree = start[one] == end[two]
    one, two = one[agree], two[agree]
    rows, columns = np.concatenate([one, following[one]]), np.concatenate([following[two], two])
    links = coo_matrix((np.ones(len(rows), np.int8), (rows, columns)), shape=(len(start), len(start)))
    count, fans = connected_components(links, directed=False)
    positions = np.empty((count, 3))
    positions[fans] = mesh.positions[start]
    return Mesh(positions, fans.reshape(-1, 3).astype(np.int64))
