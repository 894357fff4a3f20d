"""One winding per connected surface, outward where the surface is closed."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from models3d.topology import EdgeTable, Index, build_edges, face_vectors, label_surfaces, pair_faces

Flags = NDArray[np.bool_]


def agree_winding(faces: Index, vertices: int, edges: EdgeTable | None = None) -> Flags:
    """Mark the faces to flip so that neighbours agree; in each surface the smaller side is flipped.

    A surface that can't be oriented (a Möbius strip) is left as it is.
    """
    flip = np.zeros(len(faces), np.bool_)
    pairs, agree = pair_faces(edges or build_edges(faces, vertices))
    if bool(agree.all()):
        return flip
    plain, mirrored = _two_sheets(pairs, agree, len(faces))
    orientable = plain != mirrored
    sheet = np.minimum(plain, mirrored)
    on_first = plain == sheet
    size = int(max(plain.max(), mirrored.max())) + 1
    first = np.bincount(sheet[on_first], minlength=size)
    second = np.bincount(sheet[~on_first], minlength=size)
    keep_first = first >= second
    marks: Flags = orientable & (on_first != keep_first[sheet])
    return marks


def _two_sheets(pairs: Index, agree: Flags, faces: int) -> tuple[Index, Index]:
    """Label the double cover: face f and its mirror f + m; a disagreement joins a face with the other's mirror."""
    f, g = pairs[:, 0], pairs[:, 1]
    across = np.where(agree, 0, faces)
    rows = np.concatenate([f, f + faces])
    columns = np.concatenate([g + across, g + faces - across])
    links = coo_matrix((np.ones(len(rows), np.int8), (rows, columns)), shape=(2 * faces, 2 * faces))
    _, labels = connected_components(links, directed=False)
    return labels[:faces].astype(np.int64), labels[faces:].astype(np.int64)


def face_outward(positions: NDArray[np.float64], faces: Index, edges: EdgeTable | None = None) -> Flags:
    """Mark the faces of closed surfaces that look inward.

    A closed surface inside the bounds of a larger closed one is taken for a cavity and left; open surfaces keep the
    side that the scanner saw.
    """
    flip = np.zeros(len(faces), np.bool_)
    if len(faces) == 0:
        return flip
    edges = edges or build_edges(faces, len(positions))
    count, of_face = label_surfaces(edges)
    closed = _closed(edges, of_face, count)
    volume = _volumes(positions, faces, of_face, count)
    if not (closed & (volume < 0)).any():
        return flip
    low, high = _boxes(positions, faces, of_face, count)
    for surface in np.flatnonzero(closed & (volume < 0)):
        inside = closed & (low < low[surface]).all(axis=1) & (high > high[surface]).all(axis=1)
        if not inside.any():
            flip |= of_face == surface
    return flip


def _closed(edges: EdgeTable, of_face: Index, count: int) -> Flags:
    open_sides = edges.count[edges.of_side] != 2
    faces_with_gap = np.flatnonzero(open_sides) // 3
    closed = np.ones(count, np.bool_)
    closed[of_face[faces_with_gap]] = False
    return closed


def _volumes(positions: NDArray[np.float64], faces: Index, of_face: Index, count: int) -> NDArray[np.float64]:
    local = positions - positions.mean(axis=0)
    parts = np.einsum("ij,ij->i", local[faces[:, 0]], face_vectors(local, faces)) / 6
    sums: NDArray[np.float64] = np.bincount(of_face, weights=parts, minlength=count).astype(np.float64)
    return sums


def _boxes(
    positions: NDArray[np.float64], faces: Index, of_face: Index, count: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    order = np.argsort(of_face, kind="stable")
    starts = np.concatenate(([0], np.cumsum(np.bincount(of_face, minlength=count))[:-1]))
    corners = positions[faces[order]]
    return (
        np.minimum.reduceat(corners.min(axis=1), starts, axis=0),
        np.maximum.reduceat(corners.max(axis=1), starts, axis=0),
    )
