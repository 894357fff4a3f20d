"""Signed distances from points to the closest place of a surface (cloud to mesh, "C2M"), counted in float64."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models3d.surface import Surface
from models3d.topology import Index, build_edges, cross, face_vectors, order_blocks, weld_rows

Floats = NDArray[np.float64]
Marks = NDArray[np.bool_]
_CHUNK = 1 << 15
_BLOCK = 0.025
_INSIDE, _EDGES, _CORNERS = 0, 1, 4
"""Where on its face a closest place lies: inside, 1-3 on the side that starts at that corner, 4-6 on a corner."""


@dataclass(frozen=True, slots=True)
class Closest:
    """The closest place of a surface for each point.

    Attributes:
        distance: (n,) float64 in the surface's unit; positive on the side of the normals, negative behind it.
        face: (n,) int64 face that holds the place.
        on_border: (n,) the place is on an open border: the surface ends there, so the distance says nothing.
        normals: (n, 3) unit pseudonormal at the place.
    """

    distance: Floats
    face: Index
    on_border: Marks
    normals: Floats


def closest_signed(surface: Surface, points: Floats, *, is_oriented: bool = True) -> Closest:
    """Give each point's distance to the surface, with the right sign at edges and corners too.

    The engine, which counts in float32, only names the face; distance and sign are counted in float64 on that face.

    Args:
        surface: triangles of one consistent winding, outward.
        points: (n, 3) in the surface's unit and frame.
        is_oriented: False gives distances without a sign.

    Raises:
        GeometryError: ``engine_input`` by ``Surface`` itself when a face or coordinate is unusable.

    Source:
        Baerentzen & Aanaes 2005, IEEE TVCG 11(3):243-253 (angle-weighted pseudonormals); Ericson 2005, Real-Time
        Collision Detection, 5.1.5 (closest point of a triangle).
    """
    order = order_blocks(points, _BLOCK * surface.size)
    distance, face = np.empty(len(points)), np.empty(len(points), np.int64)
    on_border, normals = np.empty(len(points), np.bool_), np.empty((len(points), 3))
    found = _closest(surface, points[order])
    face[order], on_border[order], normals[order] = found.face, found.on_border, found.normals
    distance[order] = found.distance if is_oriented else np.abs(found.distance)
    return Closest(distance, face, on_border, normals)


def _closest(surface: Surface, points: Floats) -> Closest:
    """Do the work, on points whose neighbours in space are neighbours in the array."""
    face = surface.find_faces(points)
    corners = surface.mesh.faces[face]
    away, normals = np.empty_like(points), np.empty_like(points)
    where = np.empty(len(points), np.int8)
    for start in range(0, len(points), _CHUNK):  # small enough for all of it to stay in the processor's cache
        part = slice(start, start + _CHUNK)
        triangles = surface.mesh.positions[corners[part].T]
        away[part], where[part] = _leave_triangle(points[part], triangles)
        normals[part] = _unit(cross(triangles[1] - triangles[0], triangles[2] - triangles[0]))
    on_border = _bend_normals(normals, surface, face, where)
    distance = np.copysign(np.sqrt(_dot(away, away)), _dot(away, normals))
    return Closest(distance, face, on_border, normals)


def _leave_triangle(points: Floats, corners: Floats) -> tuple[Floats, NDArray[np.int8]]:
    """Give the vectors from the closest places of (3, n, 3) triangles to the points, and where the places lie."""
    a, b, c = corners
    ab, ac, ap = b - a, c - a, points - a
    d1, d2 = _dot(ab, ap), _dot(ac, ap)
    aa, bb, mixed = _dot(ab, ab), _dot(ac, ac), _dot(ab, ac)
    d3, d4 = d1 - aa, d2 - mixed
    d5, d6 = d1 - mixed, d2 - bb
    va, vb, vc = d3 * d6 - d5 * d4, d5 * d2 - d1 * d6, d1 * d4 - d3 * d2
    whole = va + vb + vc
    v, w = _share(vb, whole), _share(vc, whole)
    where = np.zeros(len(points), np.int8)
    cases = (
        ((va <= 0) & (d4 >= d3) & (d5 >= d6), 2, None),
        ((vb <= 0) & (d2 >= 0) & (d6 <= 0), 3, None),
        ((vc <= 0) & (d1 >= 0) & (d3 <= 0), 1, None),
        ((d6 >= 0) & (d5 <= d6), 6, (0.0, 1.0)),
        ((d3 >= 0) & (d4 <= d3), 5, (1.0, 0.0)),
        ((d1 <= 0) & (d2 <= 0), 4, (0.0, 0.0)),
    )
    for mask, code, spot in cases:
        at = np.flatnonzero(mask)
        where[at] = code
        if spot is not None:
            v[at], w[at] = spot
        elif code == 1:
            v[at], w[at] = _share(d1[at], aa[at]), 0.0
        elif code == 3:
            v[at], w[at] = 0.0, _share(d2[at], bb[at])
        else:
            run = _share((d4 - d3)[at], ((d4 - d3) + (d5 - d6))[at])
            v[at], w[at] = 1 - run, run
    return ap - v[:, None] * ab - w[:, None] * ac, where


def _dot(u: Floats, v: Floats) -> Floats:
    product: Floats = np.einsum("ij,ij->i", u, v)
    return product


def _share(part: Floats, whole: Floats) -> Floats:
    """Divide; a triangle without area or a side without length counts as its first corner."""
    return np.divide(part, whole, out=np.zeros_like(part), where=whole != 0)


def _bend_normals(normals: Floats, surface: Surface, face: Index, where: NDArray[np.int8]) -> Marks:
    """Turn the faces' own normals into pseudonormals on sides and corners; tell which places are on an open border."""
    mesh = surface.mesh
    on_border = np.zeros(len(face), np.bool_)
    rim = np.flatnonzero(where)
    if len(rim):
        own, on_border[rim] = _rim_normals(mesh.positions, mesh.faces, face[rim], where[rim])
        known = np.abs(own).sum(axis=1, keepdims=True) > 0
        normals[rim] = np.where(known, own, normals[rim])
    return on_border


def _rim_normals(positions: Floats, faces: Index, face: Index, where: NDArray[np.int8]) -> tuple[Floats, Marks]:
    """Judge places on sides and corners; only the faces around them are looked at."""
    first, group = weld_rows(positions)
    woven = faces if len(first) == len(group) else group[faces]
    is_edge = where < _CORNERS
    corner = np.where(is_edge, where - _EDGES, where - _CORNERS).astype(np.int64)
    start, end = woven[face, corner], woven[face, (corner + 1) % 3]
    touched = np.zeros(len(first), np.bool_)
    touched[start] = touched[end[is_edge]] = True
    near = np.flatnonzero(touched[woven[:, 0]] | touched[woven[:, 1]] | touched[woven[:, 2]])
    edges = build_edges(woven[near], len(first))
    flat = np.repeat(_unit(face_vectors(positions, faces[near])), 3, axis=0)
    of_edge = _sum_rows(edges.of_side, flat, len(edges.ends))
    weights = _corner_angles(positions, faces[near]).reshape(-1, 1)
    of_vertex = _sum_rows(woven[near].reshape(-1), flat * weights, len(first))
    open_edge = edges.count == 1
    open_vertex = np.zeros(len(first), np.bool_)
    open_vertex[edges.ends[open_edge]] = True
    local = np.zeros(len(faces), np.int64)
    local[near] = np.arange(len(near))
    edge = edges.of_side[3 * local[face] + corner]
    normals = _unit(np.where(is_edge[:, None], of_edge[edge], of_vertex[start]))
    return normals, np.where(is_edge, open_edge[edge], open_vertex[start])


def _unit(vectors: Floats) -> Floats:
    """Make length one; what has no length stays zero."""
    length = np.sqrt(_dot(vectors, vectors))
    scaled: Floats = vectors / np.where(length > 0, length, 1)[:, None]
    return scaled


def _sum_rows(groups: Index, rows: Floats, count: int) -> Floats:
    return np.stack([np.bincount(groups, rows[:, k], count) for k in range(3)], axis=1)


def _corner_angles(positions: Floats, faces: Index) -> Floats:
    """Give the (m, 3) angles of the faces at their corners, in radians."""
    corners = positions[faces]
    angles = np.empty(faces.shape)
    for k in range(3):
        u, v = corners[:, (k + 1) % 3] - corners[:, k], corners[:, (k + 2) % 3] - corners[:, k]
        turned = cross(u, v)
        angles[:, k] = np.arctan2(np.sqrt(_dot(turned, turned)), _dot(u, v))
    return angles
