"""Small holes of a scan, found as loops of open edges and filled by clipping ears."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models3d.topology import EdgeTable, Index, build_edges

Points = NDArray[np.float64]
_LONGEST_RIM = 400


@dataclass(frozen=True, slots=True)
class Rim:
    """A closed loop of open edges, in the direction in which the missing faces would use it.

    Attributes:
        places: (k,) vertex indices.
        sides: (k,) the face side (3·face + corner) that ends at each place, for attributes.
        perimeter: length in the unit of the mesh.
    """

    places: Index
    sides: Index
    perimeter: float


def find_rims(positions: Points, faces: Index, edges: EdgeTable | None = None) -> list[Rim]:
    """List the holes whose rim is a simple loop; rims that touch themselves are left out."""
    sides, start, end = find_open_sides(faces, edges or build_edges(faces, len(positions)))
    simple = _simple_places(start, end, len(positions))
    before = {int(e): (int(s), int(k)) for s, e, k in zip(start, end, sides, strict=True) if simple[s] and simple[e]}
    return [rim for rim in _walk(before, positions) if len(rim.places) >= 3]


def find_open_sides(faces: Index, edges: EdgeTable) -> tuple[Index, Index, Index]:
    """Give the sides (3·face + corner) that only one face has, and their start and end as that face runs."""
    sides = np.flatnonzero(edges.count[edges.of_side] == 1)
    return sides, faces.reshape(-1)[sides], faces[sides // 3, (sides + 1) % 3]


def _simple_places(start: Index, end: Index, vertices: int) -> NDArray[np.bool_]:
    once: NDArray[np.bool_] = (np.bincount(start, minlength=vertices) == 1) & (
        np.bincount(end, minlength=vertices) == 1
    )
    return once


def _walk(before: dict[int, tuple[int, int]], positions: Points) -> list[Rim]:
    """Follow the open edges backwards: the filling faces run against their neighbours."""
    rims: list[Rim] = []
    while before:
        first = next(iter(before))
        places, sides, here = [], [], first
        while here in before:
            previous, side = before.pop(here)
            places.append(here)
            sides.append(side)
            here = previous
        if here == first:
            loop = np.array(places, np.int64)
            steps = positions[loop] - positions[np.roll(loop, -1)]
            length = float(np.linalg.norm(steps, axis=1).sum())
            rims.append(Rim(loop, np.array(sides, np.int64), length))
    return rims


def fill_rim(rim: Rim, positions: Points) -> Index | None:
    """Give (k − 2, 3) positions within the rim that fill it, or None where no flat fill exists."""
    count = len(rim.places)
    if count > _LONGEST_RIM:
        return None
    flat = _flatten(positions[rim.places])
    if flat is None:
        return None
    ears: list[tuple[int, int, int]] = []
    left = list(range(count))
    while len(left) > 3:
        ear = _best_ear(flat, left)
        if ear is None:
            return None
        ears.append((left[ear - 1], left[ear], left[(ear + 1) % len(left)]))
        del left[ear]
    ears.append((left[0], left[1], left[2]))
    return _sound(np.array(ears, np.int64), flat)


def _flatten(loop: Points) -> Points | None:
    """Project to the plane of Newell's normal; None for a loop without area."""
    local = loop - loop.mean(axis=0)
    normal = np.cross(local, np.roll(local, -1, axis=0)).sum(axis=0)
    size = float(np.linalg.norm(normal))
    if size <= 1e-9 * float(np.square(local).sum()):
        return None
    normal /= size
    across = np.cross(normal, np.eye(3)[int(np.argmin(np.abs(normal)))])
    across /= np.linalg.norm(across)
    return np.stack([local @ across, local @ np.cross(normal, across)], axis=1)


def _best_ear(flat: Points, left: list[int]) -> int | None:
    """Choose the convex, empty ear with the widest smallest angle."""
    ring = flat[left]
    a, b, c = np.roll(ring, 1, axis=0), ring, np.roll(ring, -1, axis=0)
    area = _cross(b - a, c - b)
    longest = np.max([np.square(b - a).sum(1), np.square(c - b).sum(1), np.square(a - c).sum(1)], axis=0)
    quality = area / np.maximum(longest, 1e-300)
    for ear in np.argsort(-quality):
        if quality[ear] <= 1e-6:
            return None
        if not _holds_any(ring, int(ear)):
            return int(ear)
    return None


def _holds_any(ring: Points, ear: int) -> bool:
    count = len(ring)
    a, b, c = ring[ear - 1], ring[ear], ring[(ear + 1) % count]
    others = np.delete(ring, [(ear - 1) % count, ear, (ear + 1) % count], axis=0)
    inside = (_cross(b - a, others - a) >= 0) & (_cross(c - b, others - b) >= 0) & (_cross(a - c, others - c) >= 0)
    return bool(inside.any())


def _sound(ears: Index, flat: Points) -> Index | None:
    a, b, c = flat[ears[:, 0]], flat[ears[:, 1]], flat[ears[:, 2]]
    longest = np.max([np.square(b - a).sum(1), np.square(c - b).sum(1), np.square(a - c).sum(1)], axis=0)
    return ears if bool((_cross(b - a, c - b) > 1e-9 * longest).all()) else None


def _cross(u: Points, v: Points) -> Points:
    product: Points = u[..., 0] * v[..., 1] - u[..., 1] * v[..., 0]
    return product
