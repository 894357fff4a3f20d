"""Index arithmetic shared by inspection and repair: welding, edges, components. All vectorised, all pure."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Index = NDArray[np.int64]

_ODD = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9], dtype=np.uint64)
_MIX = np.uint64(0xD6E8FEB86659FD93)


def weld_rows(rows: NDArray[np.generic]) -> tuple[Index, Index]:
    """Group identical rows, exactly.

    Args:
        rows: (n, k) numbers without NaN; −0.0 and 0.0 count as the same.

    Returns:
        (k,) index of the first row of each group in file order, and (n,) the group of each row.
    """
    if len(rows) == 0:
        return np.empty(0, np.int64), np.empty(0, np.int64)
    words = _as_words(rows)
    groups = _group_by_hash(words)
    return groups if groups is not None else _group_exactly(words)


def _as_words(rows: NDArray[np.generic]) -> NDArray[np.uint64]:
    values = np.ascontiguousarray(rows)
    if values.dtype.kind == "f":
        return (values.astype(np.float64) + 0.0).view(np.uint64)
    return values.astype(np.int64).view(np.uint64)


def _group_by_hash(words: NDArray[np.uint64]) -> tuple[Index, Index] | None:
    """Sort one 64-bit hash instead of whole rows; None in the (never yet seen) case of a collision."""
    digest = np.zeros(len(words), np.uint64)
    for column in range(words.shape[1]):
        digest = (digest ^ words[:, column]) * _ODD[column % 3]
        digest ^= digest >> np.uint64(29)
        digest *= _MIX
        digest ^= digest >> np.uint64(32)
    first, group = _number_groups(digest)
    same = all(np.array_equal(words[first, k][group], words[:, k]) for k in range(words.shape[1]))
    return (first, group) if same else None


def _number_groups(keys: NDArray[np.uint64]) -> tuple[Index, Index]:
    """Number equal keys in the order in which they first appear."""
    count = len(keys)
    order = order_keys(keys)
    ranked = keys[order]
    is_new = np.concatenate(([True], ranked[1:] != ranked[:-1]))
    if bool(is_new.all()):
        return np.arange(count), np.arange(count)
    leader = np.empty(count, np.int64)
    leader[order] = order[is_new][np.cumsum(is_new) - 1]
    is_first = leader == np.arange(count)
    return np.flatnonzero(is_first), (np.cumsum(is_first) - 1)[leader]


def order_keys(keys: NDArray[np.uint64]) -> Index:
    """Give the stable sorting order of 64-bit keys, several times as fast as ``argsort``.

    Key and place are packed into one word, which sorts without following an index. Where the key doesn't fit whole,
    the runs that its upper bits leave undecided are sorted once more.
    """
    count = len(keys)
    if count == 0:
        return np.empty(0, np.int64)
    low = np.uint64(max(count - 1, 1).bit_length())
    wide = keys << np.uint64(64 - max(int(keys.max()).bit_length(), 1))
    packed = ((wide >> low) << low) | np.arange(count, dtype=np.uint64)
    packed.sort()
    order = (packed & np.uint64((1 << int(low)) - 1)).astype(np.int64)
    packed >>= low
    ranked = wide[order]
    unsure = np.flatnonzero((packed[1:] == packed[:-1]) & (ranked[1:] != ranked[:-1]))
    if len(unsure):
        runs = np.isin(packed, packed[unsure])
        part = order[runs]
        order[runs] = part[np.lexsort((part, wide[part]))]
    return order


def order_blocks(places: NDArray[np.float64], size: float) -> Index:
    """Give the order of (n, 3) points by cells of ``size``: neighbours in space come to lie near each other in memory.

    Searches and look-ups in that order take about half of the time. Cells are widened where there would be too many.
    """
    if len(places) == 0:
        return np.empty(0, np.int64)
    columns = [np.ascontiguousarray(places[:, k]) for k in range(3)]
    size = max(size, max(float(np.ptp(c)) for c in columns) / 1e6, 1e-300)
    keys = np.zeros(len(places), np.uint64)
    for column in columns:
        cells = ((column - column.min()) / size).astype(np.uint64)
        keys = keys * (cells.max() + np.uint64(1)) + cells
    if int(keys.max()) < 1 << 16:  # numpy sorts keys of 16 bits by counting them
        return np.argsort(keys.astype(np.uint16), kind="stable")
    return order_keys(keys)


def _group_exactly(words: NDArray[np.uint64]) -> tuple[Index, Index]:
    _, first, inverse = np.unique(words, axis=0, return_index=True, return_inverse=True)
    order = np.argsort(first)
    rank = np.empty(len(first), np.int64)
    rank[order] = np.arange(len(first))
    return first[order].astype(np.int64), rank[inverse.reshape(-1)]


@dataclass(frozen=True, slots=True)
class EdgeTable:
    """Every undirected edge once.

    Attributes:
        ends: (e, 2) vertex indices, smaller first.
        of_side: (3·m,) edge of each face side, ordered face by face.
        forward: (3·m,) whether the side runs from the smaller to the larger index.
        count: (e,) how many face sides use the edge.
        order: (3·m,) the face sides, edge by edge.
    """

    ends: Index
    of_side: Index
    forward: NDArray[np.bool_]
    count: Index
    order: Index


def build_edges(faces: Index, vertices: int) -> EdgeTable:
    """List the undirected edges of ``faces`` and which side uses which."""
    base = np.int64(max(vertices, 1))
    start = faces.reshape(-1)
    end = faces[:, [1, 2, 0]].reshape(-1)
    keys = np.minimum(start, end) * base + np.maximum(start, end)
    order = order_keys(keys.view(np.uint64))
    ranked = keys[order]
    is_new = np.concatenate((np.ones(min(len(ranked), 1), np.bool_), ranked[1:] != ranked[:-1]))
    starts = np.flatnonzero(is_new)
    of_side = np.empty(len(keys), np.int64)
    of_side[order] = np.cumsum(is_new) - 1
    ends = np.stack(np.divmod(ranked[starts], base), axis=1)
    return EdgeTable(ends, of_side, start < end, np.diff(starts, append=len(keys)), order)


def extend_edges(edges: EdgeTable, added: Index, vertices: int) -> EdgeTable:
    """Give the table with some more faces at the end, without sorting the old ones again."""
    base = np.int64(max(vertices, 1))
    more = build_edges(added, vertices)
    old = edges.ends[:, 0] * base + edges.ends[:, 1]
    new = more.ends[:, 0] * base + more.ends[:, 1]
    rank = order_keys(old.view(np.uint64))
    spot = rank[np.minimum(np.searchsorted(old, new, sorter=rank), len(old) - 1)]
    known = old[spot] == new
    number = np.where(known, spot, len(old) + np.cumsum(~known) - 1)
    count = np.concatenate([edges.count, np.zeros(int((~known).sum()), np.int64)])
    behind = np.minimum(np.cumsum(count)[number], len(edges.order))
    order = np.insert(edges.order, np.repeat(behind, more.count), more.order + len(edges.of_side))
    count[number] += more.count
    return EdgeTable(
        np.concatenate([edges.ends, more.ends[~known]]),
        np.concatenate([edges.of_side, number[more.of_side]]),
        np.concatenate([edges.forward, more.forward]),
        count,
        order,
    )


def flip_edges(edges: EdgeTable, flip: NDArray[np.bool_]) -> EdgeTable:
    """Follow the exchange of second and third corner of the marked faces: sides 0 and 2 change places, all turn."""
    swapped = np.arange(len(edges.of_side)).reshape(-1, 3)
    swapped[flip] = swapped[flip][:, ::-1]
    moved = swapped.reshape(-1)
    forward = edges.forward[moved] ^ np.repeat(flip, 3)
    return EdgeTable(edges.ends, edges.of_side[moved], forward, edges.count, moved[edges.order])


def pair_faces(edges: EdgeTable) -> tuple[Index, NDArray[np.bool_]]:
    """Give the (p, 2) faces that meet at each two-sided edge, and whether their windings agree there."""
    firsts = (np.cumsum(edges.count) - edges.count)[edges.count == 2]
    one, two = edges.order[firsts], edges.order[firsts + 1]
    agree = edges.forward[one] != edges.forward[two]
    return np.stack([one // 3, two // 3], axis=1), agree


def label_surfaces(edges: EdgeTable) -> tuple[int, Index]:
    """Number the surfaces that hang together through two-sided edges; their count and the surface of each face."""
    faces = len(edges.of_side) // 3
    return _label_joined(pair_faces(edges)[0], faces)


def _label_joined(pairs: Index, size: int) -> tuple[int, Index]:
    """Number what (p, 2) pairs join; SciPy is loaded here because most uses of this file don't need its 0.2 s."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    links = coo_matrix((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(size, size))
    count, labels = connected_components(links, directed=False)
    return int(count), labels.astype(np.int64)


def label_faces(faces: Index, vertices: int, edges: EdgeTable | None = None) -> tuple[int, Index]:
    """Number the vertex-connected components; returns how many and the component of each face.

    ``edges`` is the table of these faces when it is at hand; it saves half of the time.
    """
    if len(faces) == 0:
        return 0, np.empty(0, np.int64)
    ends = (edges or build_edges(faces, vertices)).ends
    labels = _label_joined(ends, vertices)[1][faces[:, 0]]
    is_used = np.zeros(vertices, np.bool_)
    is_used[labels] = True
    return int(is_used.sum()), (np.cumsum(is_used) - 1)[labels]


def face_vectors(positions: NDArray[np.float64], faces: Index) -> NDArray[np.float64]:
    """Give (m, 3) cross products of the face sides: twice the area, along the right-handed normal."""
    a = positions[faces[:, 0]]
    return cross(positions[faces[:, 1]] - a, positions[faces[:, 2]] - a)


def cross(u: NDArray[np.float64], v: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give the cross products of (n, 3) rows; numpy's own takes four times as long."""
    product = np.empty_like(u)
    for k in range(3):
        i, j = (k + 1) % 3, (k + 2) % 3
        product[:, k] = u[:, i] * v[:, j] - u[:, j] * v[:, i]
    return product


def find_degenerate(positions: NDArray[np.float64], faces: Index) -> NDArray[np.bool_]:
    """Mark faces with a repeated corner or an area below 1e-12 of the square of their longest side."""
    a, b, c = (positions[faces[:, k]] for k in range(3))
    sides = [b - a, c - b, a - c]
    longest = np.maximum.reduce([np.einsum("ij,ij->i", s, s) for s in sides])
    normals = cross(sides[0], sides[1])
    marks: NDArray[np.bool_] = np.einsum("ij,ij->i", normals, normals) <= 4e-24 * np.square(longest)
    return marks
