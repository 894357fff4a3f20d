"""Closed building blocks from which the specimens are put together.

All lengths in metres, +Y up. Each block is a closed surface with outward faces; a specimen is a union of such blocks
that may run into each other, as castings and carpentry do.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from models3d.types import Mesh

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Part:
    """One closed block: positions (n, 3) m, faces (m, 3), colors (n, 3) sRGB 0..1, uv (n, 2) block coordinates.

    ``uv`` of a lathe is (turn 0..1, arc length in metres); of other blocks (0, 0).
    """

    positions: Floats
    faces: Ints
    colors: Floats
    uv: Floats


def part_of(positions: Floats, faces: Ints, uv: Floats | None = None) -> Part:
    """A part in neutral grey."""
    flat = np.zeros((len(positions), 2)) if uv is None else uv
    return Part(positions, faces, np.full((len(positions), 3), 0.6), flat)


def grid_faces(rows: int, columns: int) -> Ints:
    """Triangles of a row-major grid whose columns wrap around: (2 * (rows - 1) * columns, 3)."""
    row, column = np.meshgrid(np.arange(rows - 1), np.arange(columns), indexing="ij")
    right = (column + 1) % columns
    a, b = row * columns + column, row * columns + right
    c, d = a + columns, b + columns
    return np.concatenate([np.stack([a, c, b], -1).reshape(-1, 3), np.stack([b, c, d], -1).reshape(-1, 3)])


def closed_rings(rings: Floats, first: Floats, last: Floats) -> tuple[Floats, Ints]:
    """Join (rows, columns, 3) rings to a closed surface with one pole vertex at each end."""
    rows, columns = rings.shape[:2]
    body = rings.reshape(-1, 3)
    start, end = rows * columns, rows * columns + 1
    around = np.arange(columns)
    ahead = (around + 1) % columns
    low = np.stack([np.full(columns, start), around, ahead], -1)
    top = (rows - 1) * columns
    high = np.stack([np.full(columns, end), top + ahead, top + around], -1)
    return np.vstack([body, first, last]), np.vstack([grid_faces(rows, columns), low, high]).astype(np.int64)


def resample(points: Sequence[tuple[float, float]], count: int, *, sharp: bool = False) -> Floats:
    """``count`` points at equal arc length on a profile: (count, 2); smooth (Catmull-Rom) unless ``sharp``."""
    knots = np.asarray(points, dtype=np.float64)
    dense = knots if sharp else _catmull_rom(knots, 24)
    length = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(dense, axis=0), axis=1))])
    at = np.linspace(0.0, length[-1], count)
    return np.stack([np.interp(at, length, dense[:, 0]), np.interp(at, length, dense[:, 1])], axis=1)


def _catmull_rom(knots: Floats, steps: int) -> Floats:
    """Centripetal-like smooth curve through the knots of any dimension."""
    padded = np.vstack([2 * knots[0] - knots[1], knots, 2 * knots[-1] - knots[-2]])
    t = np.linspace(0.0, 1.0, steps, endpoint=False)[:, None]
    pieces = []
    for i in range(1, len(padded) - 2):
        a, b, c, d = padded[i - 1 : i + 3]
        pieces.append(0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3))
    return np.vstack([*pieces, knots[-1:]])


def smooth_path(points: Sequence[tuple[float, float, float]], count: int) -> Floats:
    """``count`` points at equal arc length on a smooth space curve through ``points``: (count, 3)."""
    dense = _catmull_rom(np.asarray(points, dtype=np.float64), 24)
    length = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(dense, axis=0), axis=1))])
    at = np.linspace(0.0, length[-1], count)
    return np.stack([np.interp(at, length, dense[:, k]) for k in range(3)], axis=1)


def lathe(profile: Floats, segments: int, relief: Callable[[Floats, Floats], Floats] | None = None) -> Part:
    """Revolve a (k, 2) profile (radius, height) about Y; from the lower or outer axis end to the other axis end.

    Args:
        profile: its ends are closed on the axis at their heights; going up gives outward faces.
        segments: vertices around.
        relief: takes turn (0..1) and arc length (m) as (k, segments) arrays, gives outward displacement in metres.
    """
    turn = np.arange(segments) / segments
    arc = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(profile, axis=0), axis=1))])
    tangent = np.gradient(profile, axis=0)
    normal = np.stack([tangent[:, 1], -tangent[:, 0]], axis=1)
    normal /= np.maximum(np.linalg.norm(normal, axis=1, keepdims=True), 1e-12)
    turns, arcs = np.meshgrid(turn, arc)
    raised = np.zeros_like(turns) if relief is None else relief(turns, arcs)
    radius = np.maximum(profile[:, :1] + normal[:, :1] * raised, 1e-5)
    height = profile[:, 1:] + normal[:, 1:] * raised
    angle = 2 * np.pi * turns
    rings = np.stack([radius * np.sin(angle), height, radius * np.cos(angle)], axis=-1)
    ends = np.array([[0.0, profile[0, 1], 0.0], [0.0, profile[-1, 1], 0.0]])
    positions, faces = closed_rings(rings, ends[0], ends[1])
    uv = np.vstack([np.stack([turns, arcs], -1).reshape(-1, 2), [[0.0, arc[0]], [0.0, arc[-1]]]])
    return part_of(positions, faces[:, ::-1].copy(), uv)


def tube(path: Floats, radii: Floats, segments: int, flatten: float = 1.0) -> Part:
    """A round bar along a (k, 3) path with (k,) radii and closed ends; ``flatten`` squeezes its second axis."""
    tangent = np.gradient(path, axis=0)
    tangent /= np.linalg.norm(tangent, axis=1, keepdims=True)
    side = np.empty_like(path)
    seed = np.eye(3)[int(np.argmin(np.abs(tangent[0])))]
    for i, direction in enumerate(tangent):
        seed = seed - direction * float(seed @ direction)
        seed = seed / np.linalg.norm(seed)
        side[i] = seed
    other = np.cross(tangent, side)
    angle = 2 * np.pi * np.arange(segments) / segments
    ring = np.cos(angle)[None, :, None] * side[:, None] + flatten * np.sin(angle)[None, :, None] * other[:, None]
    rings = path[:, None, :] + radii[:, None, None] * ring
    positions, faces = closed_rings(rings, path[0], path[-1])
    return part_of(positions, faces[:, ::-1].copy())


def block(size: tuple[float, float, float], spacing: float, bevel: float = 0.0) -> Part:
    """A box centred on the origin with about ``spacing`` metres between vertices and edges rounded by ``bevel``."""
    counts = np.maximum(1, np.round(np.asarray(size) / spacing)).astype(np.int64)
    corners, faces = [], []
    offset = 0
    for axis in range(3):
        u, v = (axis + 1) % 3, (axis + 2) % 3
        for sign in (0, 1):
            i, j = np.meshgrid(np.arange(counts[u] + 1), np.arange(counts[v] + 1), indexing="ij")
            cell = np.zeros((i.size, 3), dtype=np.int64)
            cell[:, u], cell[:, v], cell[:, axis] = i.ravel(), j.ravel(), sign * counts[axis]
            corners.append(cell)
            faces.append(_sheet(int(counts[u]), int(counts[v]), flip=sign == 0) + offset)
            offset += len(cell)
    lattice, welded = np.unique(np.vstack(corners), axis=0, return_inverse=True)
    full = np.asarray(size)
    positions = (lattice / counts - 0.5) * full
    if bevel > 0:
        inner = np.clip(positions, -full / 2 + bevel, full / 2 - bevel)
        out = positions - inner
        length = np.linalg.norm(out, axis=1, keepdims=True)
        positions = inner + np.divide(out, length, out=np.zeros_like(out), where=length > 0) * np.minimum(length, bevel)
    return part_of(positions, welded.reshape(-1)[np.vstack(faces)].astype(np.int64))


def _sheet(rows: int, columns: int, *, flip: bool) -> Ints:
    """Triangles of an open (rows + 1) x (columns + 1) grid."""
    i, j = np.meshgrid(np.arange(rows), np.arange(columns), indexing="ij")
    a = i * (columns + 1) + j
    b, c, d = a + columns + 1, a + 1, a + columns + 2
    faces = np.concatenate([np.stack([a, b, c], -1).reshape(-1, 3), np.stack([c, b, d], -1).reshape(-1, 3)])
    return faces[:, ::-1] if flip else faces


def ball(radii: tuple[float, float, float], segments: int) -> Part:
    """An ellipsoid centred on the origin."""
    angle = np.linspace(-np.pi / 2, np.pi / 2, max(6, segments // 2))[1:-1]
    round_part = lathe(np.stack([np.cos(angle), np.sin(angle)], axis=1), segments)
    stretched = round_part.positions.copy()
    stretched[-2:, 1] = (-1.0, 1.0)
    return replace(round_part, positions=stretched * np.asarray(radii))


def moved(part: Part, offset: tuple[float, float, float], turn_y: float = 0.0, lean: float = 0.0) -> Part:
    """The part leaned about X, then turned about Y (radians), then shifted."""
    cos_x, sin_x, cos_y, sin_y = np.cos(lean), np.sin(lean), np.cos(turn_y), np.sin(turn_y)
    about_x = np.array([[1, 0, 0], [0, cos_x, -sin_x], [0, sin_x, cos_x]])
    about_y = np.array([[cos_y, 0, sin_y], [0, 1, 0], [-sin_y, 0, cos_y]])
    return replace(part, positions=part.positions @ (about_y @ about_x).T + np.asarray(offset))


def mirrored(part: Part) -> Part:
    """The part mirrored in the YZ plane, faces still outward."""
    return replace(part, positions=part.positions * (-1.0, 1.0, 1.0), faces=part.faces[:, ::-1].copy())


def painted(part: Part, colors: Floats) -> Part:
    """The part with (n, 3) or (3,) sRGB colours 0..1."""
    return replace(part, colors=np.broadcast_to(np.clip(colors, 0.0, 1.0), part.positions.shape).copy())


def joined(parts: Sequence[Part]) -> Part:
    """Several parts as one."""
    offsets = np.cumsum([0, *(len(part.positions) for part in parts)])
    return Part(
        np.vstack([part.positions for part in parts]),
        np.vstack([part.faces + offset for part, offset in zip(parts, offsets[:-1], strict=True)]),
        np.vstack([part.colors for part in parts]),
        np.vstack([part.uv for part in parts]),
    )


def as_mesh(part: Part) -> Mesh:
    """The finished specimen: base at height zero, centred, colours as uint8 sRGB with full alpha, smooth normals."""
    low, high = part.positions.min(axis=0), part.positions.max(axis=0)
    centre = (low + high) / 2
    positions = part.positions - (centre[0], low[1], centre[2])
    colors = np.empty((len(positions), 4), dtype=np.uint8)
    colors[:, :3] = np.round(part.colors * 255)
    colors[:, 3] = 255
    return Mesh(positions, part.faces, normals=vertex_normals(positions, part.faces), colors=colors)


def vertex_normals(positions: Floats, faces: Ints) -> NDArray[np.float32]:
    """Area-weighted unit normals (n, 3) float32."""
    a, b, c = (positions[faces[:, k]] for k in range(3))
    across = np.cross(b - a, c - a)
    total = np.zeros_like(positions)
    for axis in range(3):
        for corner in range(3):
            total[:, axis] += np.bincount(faces[:, corner], weights=across[:, axis], minlength=len(positions))
    unit: NDArray[np.float32] = (total / np.maximum(np.linalg.norm(total, axis=1, keepdims=True), 1e-20)).astype(
        np.float32
    )
    return unit
