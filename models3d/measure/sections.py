"""Plane sections through one or two surveys, as ordered lines in the plane's own frame."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models3d.errors import GeometryError
from models3d.measure.chains import Polyline, chain_segments, divide_line
from models3d.surface import check_faces
from models3d.topology import weld_rows
from models3d.types import Mesh

Floats = NDArray[np.float64]
Index = NDArray[np.int64]
Triple = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Plane:
    """A cutting plane with its own frame: ``across`` points right, ``upward`` up for who looks against ``normal``.

    All are in the frame of the earlier survey, metres; the three directions are unit and right-handed.
    """

    origin_m: Triple
    normal: Triple
    across: Triple
    upward: Triple

    def flatten(self, points: Floats) -> Floats:
        """Give the (n, 2) place in the plane's frame of (n, 3) points, seen along the normal."""
        flat: Floats = (points - np.array(self.origin_m)) @ np.array([self.across, self.upward]).T
        return flat

    def lift(self, flat: Floats) -> Floats:
        """Give the (n, 3) points of (n, 2) places in the plane."""
        points: Floats = np.array(self.origin_m) + flat @ np.array([self.across, self.upward])
        return points


@dataclass(frozen=True, slots=True)
class SectionPair:
    """What one plane cuts from the earlier and the later survey, both in the plane's frame."""

    plane: Plane
    earlier: tuple[Polyline, ...]
    later: tuple[Polyline, ...]


def make_plane(origin_m: Triple, normal: Triple, up: Triple = (0.0, 1.0, 0.0)) -> Plane:
    """Set up a plane whose drawing stands upright: ``up`` points up in it, -Z does where the plane is level.

    Raises:
        GeometryError: ``section_plane`` when a number isn't finite or ``normal`` has no length.
    """
    axis, lift = np.array(normal, float), np.array(up, float)
    length = float(np.linalg.norm(axis))
    if not (np.isfinite([*origin_m, *normal, *up]).all() and length > 1e-12):
        raise GeometryError("section_plane", normal=" ".join(f"{value:g}" for value in normal))
    axis /= length
    across = np.cross(lift, axis)
    if np.linalg.norm(across) < 1e-6 * max(float(np.linalg.norm(lift)), 1e-12):
        level = np.array([0.0, 0.0, -1.0]) if abs(axis[2]) < 0.9 else np.array([0.0, 1.0, 0.0])
        across = np.cross(level, axis)
    across /= np.linalg.norm(across)
    return Plane(_triple(np.array(origin_m)), _triple(axis), _triple(across), _triple(np.cross(axis, across)))


def cut_mesh(mesh: Mesh, plane: Plane, matrix: Floats | None = None) -> tuple[Polyline, ...]:
    """Cut a mesh: every line that the plane draws on it, the longest first.

    A vertex exactly on the plane counts as lying just above it, so that every triangle is cut in one segment or not at
    all and lines stay whole where the plane runs through vertices or along edges. Material lies to the left of each
    line: outer contours of outward-oriented surfaces run counter-clockwise, those of hollows clockwise.

    Args:
        mesh: metres.
        plane: in the frame that ``matrix`` leads to.
        matrix: (4, 4) laid onto the mesh first; its own frame when None.

    Returns:
        Polylines in the plane's frame, metres; none when the plane misses the mesh.

    Raises:
        GeometryError: ``engine_input`` when the mesh is empty or unsound.
    """
    check_faces(mesh)
    pose = np.eye(4) if matrix is None else matrix
    axis = np.array(plane.normal)
    height = mesh.positions @ (pose[:3, :3].T @ axis) + float(axis @ (pose[:3, 3] - np.array(plane.origin_m)))
    above = height >= 0
    count = above[mesh.faces].sum(axis=1)
    faces = mesh.faces[(count == 1) | (count == 2)]
    if len(faces) == 0:
        return ()
    used, faces = _weld(mesh.positions, faces)
    crossings, segments = _cross(faces, above[used], len(used))
    points = _meet(mesh.positions[used], height[used], crossings)
    return chain_segments(plane.flatten(points @ pose[:3, :3].T + pose[:3, 3]), segments)


def cut_both(earlier: Mesh, later: Mesh, plane: Plane, matrix: Floats | None = None) -> SectionPair:
    """Cut both surveys with one plane; ``matrix`` (4, 4) lays the later onto the earlier.

    Raises:
        GeometryError: ``engine_input``.
    """
    return SectionPair(plane, cut_mesh(earlier, plane), cut_mesh(later, plane, matrix))


def crop_pair(pair: SectionPair, centre: tuple[float, float], half: tuple[float, float], step_m: float) -> SectionPair:
    """Keep what lies in a window of the plane, for a drawing at a larger scale.

    Args:
        pair: both sections.
        centre: of the window in the plane's frame, metres.
        half: half of its width and height, metres.
        step_m: lines end within this of the window's edge.
    """
    low, high = np.array(centre) - half, np.array(centre) + half
    cut = (
        tuple(part for line in lines for part in _crop(line, low, high, step_m)) for lines in (pair.earlier, pair.later)
    )
    return SectionPair(pair.plane, *cut)


def _crop(line: Polyline, low: Floats, high: Floats, step_m: float) -> list[Polyline]:
    if bool(_within(line.points, low, high).all()):
        return [line]
    points = divide_line(line, step_m)[0]
    inside = _within(points, low, high)
    if line.closed and bool(inside[0]):  # start outside, so that no line is cut at the ring's seam
        turn = int(np.flatnonzero(~inside)[0]) if not inside.all() else 0
        points, inside = np.roll(points[:-1], -turn, axis=0), np.roll(inside[:-1], -turn)
    cuts = np.flatnonzero(np.diff(inside.astype(np.int8))) + 1
    parts = zip(np.split(points, cuts), np.split(inside, cuts), strict=True)
    return [Polyline(part, closed=False) for part, within in parts if bool(within[0]) and len(part) > 1]


def _within(points: Floats, low: Floats, high: Floats) -> NDArray[np.bool_]:
    inside: NDArray[np.bool_] = np.all((points >= low) & (points <= high), axis=1)
    return inside


def _weld(positions: Floats, faces: Index) -> tuple[Index, Index]:
    """Join vertices that seams have split: first vertex of each place, and the faces renumbered to places."""
    used, inverse = np.unique(faces, return_inverse=True)
    first, group = weld_rows(positions[used])
    return used[first], group[inverse].reshape(-1, 3)


def _cross(faces: Index, above: NDArray[np.bool_], count: int) -> tuple[Index, Index]:
    """Give (e, 2) cut edges, and (s, 2) segments between them, from the side that goes down to the one going up."""
    start, end = faces, faces[:, [1, 2, 0]]
    down, up = above[start] & ~above[end], ~above[start] & above[end]
    rows = np.arange(len(faces))
    sides = np.stack([down.argmax(axis=1), up.argmax(axis=1)], axis=1)
    ends = np.stack([start[rows[:, None], sides], end[rows[:, None], sides]], axis=2)
    keys = ends.min(axis=2) * np.int64(count) + ends.max(axis=2)
    unique, segments = np.unique(keys, return_inverse=True)
    return np.stack(np.divmod(unique, np.int64(count)), axis=1), segments.reshape(-1, 2)


def _meet(positions: Floats, height: Floats, edges: Index) -> Floats:
    """Where edges pass the plane; both neighbours of an edge get the very same point."""
    low, high = height[edges[:, 0]], height[edges[:, 1]]
    share = (low / (low - high))[:, None]
    met: Floats = positions[edges[:, 0]] * (1 - share) + positions[edges[:, 1]] * share
    return met


def _triple(values: Floats) -> Triple:
    return float(values[0]), float(values[1]), float(values[2])
