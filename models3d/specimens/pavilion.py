"""A wooden pavilion on a stone platform: the demo museum's site, at full size."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from models3d.specimens.forms import (
    Floats,
    Part,
    as_mesh,
    ball,
    block,
    grid_faces,
    joined,
    lathe,
    moved,
    painted,
    part_of,
    resample,
    tube,
)
from models3d.specimens.noise import cloud_noise, mix
from models3d.specimens.surfaces import glaze, srgb, stone, wood
from models3d.types import Mesh

LACQUER, TIMBER, TILE = srgb("7A2A1C"), srgb("6A4128"), srgb("B98325")
FLOOR_Y, EAVE_Y = 0.72, 3.55


def make_pavilion(seed: int = 1, detail: float = 1.0) -> Mesh:
    """A square pavilion 8.6 m wide and about 6.7 m high: platform, twelve columns, beams, curved hip roof, finial."""
    parts = [*_platform(seed, detail), *_frame(seed, detail)]
    for half, low, high, rise in ((4.15, EAVE_Y, 1.75, 1.05), (2.35, 4.72, 0.0, 1.28)):
        roof = _roof(half, high, low, rise, detail)
        parts.append(painted(roof, _tile_colors(roof, seed)))
        parts += _hips(half, high, low, rise, seed, detail)
    box = moved(block((3.5, 0.55, 3.5), 0.08 / detail), (0, 4.55, 0))
    parts.append(painted(box, wood(box.positions, LACQUER, seed)))
    gourd = resample([(0.01, 0), (0.30, 0), (0.32, 0.08), (0.18, 0.16), (0.30, 0.32), (0.17, 0.50), (0.11, 0.55),
                      (0.19, 0.68), (0.10, 0.82), (0.03, 0.95), (0.004, 1.02)], round(80 * detail))  # fmt: skip
    finial = moved(lathe(gourd, round(64 * detail)), (0, 5.82, 0))
    parts.append(painted(finial, glaze(finial.positions, srgb("A8552B"), seed + 3, 0.8)))
    return as_mesh(joined(parts))


def _platform(seed: int, detail: float) -> list[Part]:
    """Stone platform with paved floor, a moulded edge, and steps on the front and the back."""
    pieces = [
        moved(block((8.6, 0.56, 8.6), 0.07 / detail, 0.03), (0, 0.28, 0)),
        moved(block((8.8, 0.16, 8.8), 0.07 / detail, 0.04), (0, 0.64, 0)),
    ]
    for side in (1, -1):
        for k in range(4):
            depth = 0.34 * (4 - k)
            pieces.append(
                moved(block((2.6, 0.18, depth), 0.05 / detail, 0.015), (0, 0.09 + 0.18 * k, side * (4.3 + depth / 2)))
            )
        cheek = block((0.24, 0.22, 1.75), 0.05 / detail, 0.03)
        pieces += [moved(cheek, (x, 0.46, side * 5.03), 0.0, side * 0.45) for x in (-1.42, 1.42)]
    parts = [painted(p, stone(p.positions, seed, 5.0)) for p in pieces]
    top = parts[1]
    tile = np.floor(top.positions[:, [0, 2]] / 0.4)
    joint = np.abs(top.positions[:, [0, 2]] / 0.4 - tile - 0.5).max(axis=1) > 0.44
    brick = mix(srgb("8A5A45"), srgb("A06B50"), cloud_noise(top.positions, 0.4, seed + 1))
    brick = np.where(joint[:, None], srgb("6F6A60"), brick)
    floor = (top.positions[:, 1] > FLOOR_Y - 0.002) & (np.abs(top.positions[:, [0, 2]]).max(axis=1) < 4.1)
    parts[1] = replace(top, colors=np.where(floor[:, None], brick, top.colors))
    return parts


def _frame(seed: int, detail: float) -> list[Part]:
    """Twelve outer and four inner columns on stone bases, beams, brackets and a low balustrade."""
    parts: list[Part] = []
    line = (-3.15, -1.15, 1.15, 3.15)
    spots = [(x, z) for x in line for z in line if max(abs(x), abs(z)) > 3]
    inner = [(x, z) for x in (-1.45, 1.45) for z in (-1.45, 1.45)]
    shaft = resample(
        [(0.004, 0), (0.135, 0), (0.145, 0.9), (0.135, 2.2), (0.118, 3.0), (0.004, 3.0)], round(80 * detail), sharp=True
    )
    base = resample([(0.004, 0), (0.23, 0), (0.24, 0.05), (0.19, 0.10), (0.22, 0.16), (0.17, 0.20), (0.004, 0.20)], 30)
    for index, (x, z) in enumerate([*spots, *inner]):
        tall = 0.93 if index < len(spots) else 1.42
        column = lathe(shaft * (1.0, tall), round(30 * detail))
        column = moved(column, (x, FLOOR_Y + 0.15, z))
        foot = moved(lathe(base, round(36 * detail)), (x, FLOOR_Y - 0.01, z))
        parts.append(painted(column, wood(column.positions, LACQUER, seed + index)))
        parts.append(painted(foot, stone(foot.positions, seed + 2, 1.0)))
    for turn in range(4):
        parts += [_timber(p, turn, seed) for p in _side_timbers(detail, with_rail=turn % 2 == 1)]
    return parts


def _side_timbers(detail: float, *, with_rail: bool) -> list[Part]:
    """Beams of one side, before turning: tie beam, plate, frieze board, and the balustrade where nobody walks."""
    spacing = 0.07 / detail
    pieces = [
        moved(block((6.9, 0.24, 0.15), spacing, 0.02), (0, 3.28, 3.15)),
        moved(block((7.1, 0.16, 0.20), spacing, 0.02), (0, 3.50, 3.15)),
        moved(block((3.3, 0.24, 0.15), spacing, 0.02), (0, 4.0, 1.45)),
        moved(block((0.12, 0.22, 1.7), spacing, 0.02), (1.45, 3.42, 2.30)),
        moved(block((0.12, 0.22, 1.7), spacing, 0.02), (-1.45, 3.42, 2.30)),
        moved(block((6.1, 0.30, 0.04), spacing), (0, 3.00, 3.15)),
    ]
    bracket = block((0.10, 0.26, 0.10), spacing, 0.03)
    pieces += [moved(bracket, (x, 2.80, 3.15)) for x in (-3.0, -1.3, -1.0, 1.0, 1.3, 3.0)]
    if with_rail:
        pieces.append(moved(block((6.2, 0.09, 0.11), spacing, 0.02), (0, FLOOR_Y + 0.62, 3.15)))
        pieces.append(moved(block((6.2, 0.07, 0.09), spacing, 0.02), (0, FLOOR_Y + 0.22, 3.15)))
        pieces += [
            moved(block((0.045, 0.42, 0.045), spacing), (-3.0 + 0.2 * k, FLOOR_Y + 0.42, 3.15)) for k in range(31)
        ]
    return pieces


def _timber(piece: Part, turn: int, seed: int) -> Part:
    """A piece turned to its side and painted."""
    placed = moved(piece, (0, 0, 0), turn * np.pi / 2)
    return painted(placed, wood(placed.positions, TIMBER, seed + 30 + turn))


def _height(u: Floats, v: Floats, half: float, rise: float) -> Floats:
    """Roof surface above its eave: concave slopes, corners swept up; (u, v) from the middle in metres."""
    out = np.maximum(np.abs(u), np.abs(v)) / half
    along = np.minimum(np.abs(u), np.abs(v)) / half
    slope = rise * ((1 - out) * 0.75 + 0.45 * (1 - out) ** 2)
    corner = 0.62 * np.clip(along - 0.55, 0, 1) ** 2 / 0.2 * out**3
    tile = 0.042 * np.abs(np.cos(np.pi * np.where(np.abs(u) < np.abs(v), u, v) / 0.32))
    course = 0.012 * np.mod(out * half / 0.24, 1.0)
    height: Floats = slope + corner + tile + course
    return height


def _roof(half: float, inner: float, eave_y: float, rise: float, detail: float) -> Part:
    """One closed roof skirt from ``inner`` half width out to ``half``, 11 cm thick."""
    around, rows = round(4 * 190 * detail), round(62 * detail * half / 4)
    t = np.arange(around) / around * 8
    edge = np.stack(
        [
            np.interp(t, [0, 1, 3, 5, 7, 8], [0, 1, 1, -1, -1, 0]),
            np.interp(t, [0, 1, 3, 5, 7, 8], [1, 1, -1, -1, 1, 1]),
        ],
        1,
    )
    reach = np.linspace(max(inner, 0.02), half, rows)
    grid = reach[:, None, None] * edge[None]
    top = _height(grid[..., 0], grid[..., 1], half, rise) + eave_y
    low = top[::-1] - 0.11 - 0.04
    upper = np.stack([grid[..., 0], top, grid[..., 1]], -1)
    under = np.stack([grid[::-1, :, 0], low, grid[::-1, :, 1]], -1)
    ring = np.concatenate([upper, under, upper[:1]])
    faces = grid_faces(len(ring), around)
    last, count = (len(ring) - 1) * around, around
    faces = np.where(faces >= last, faces - last, faces)
    positions = ring[:-1].reshape(-1, 3)
    oriented = part_of(positions, faces.astype(np.int64), np.zeros((2 * rows * count, 2)))
    return oriented if _volume(oriented) > 0 else replace(oriented, faces=oriented.faces[:, ::-1].copy())


def _volume(part: Part) -> float:
    """Signed volume enclosed by the part, m³."""
    a, b, c = (part.positions[part.faces[:, k]] for k in range(3))
    return float(np.einsum("ij,ij->", np.cross(a, b), c) / 6)


def _tile_colors(roof: Part, seed: int) -> Floats:
    """Yellow-glazed tiles above, timber below."""
    coat = glaze(roof.positions, TILE, seed + 4, 2.4)
    moss = cloud_noise(roof.positions, 0.7, seed + 6, 5)
    coat = mix(coat, srgb("4E5636"), 0.65 * np.clip((moss - 0.55) / 0.15, 0, 1))
    groove = np.abs(np.cos(np.pi * np.where(np.abs(roof.positions[:, 0]) < np.abs(roof.positions[:, 2]),
                                            roof.positions[:, 0], roof.positions[:, 2]) / 0.32))  # fmt: skip
    coat *= (0.72 + 0.28 * groove)[:, None]
    under = np.arange(len(roof.positions)) >= len(roof.positions) // 2
    return np.where(under[:, None], wood(roof.positions, TIMBER, seed + 5), coat)


def _hips(half: float, inner: float, eave_y: float, rise: float, seed: int, detail: float) -> list[Part]:
    """The four hip ridges, each ending in an upturned curl."""
    parts = []
    reach = np.linspace(max(inner, 0.15), half * 1.0, round(60 * detail))
    lift = _height(reach * 0.9999, reach, half, rise) - 0.02
    tail = np.array([[half + 0.14, lift[-1] + 0.10], [half + 0.20, lift[-1] + 0.26], [half + 0.12, lift[-1] + 0.36]])
    line = np.vstack([np.stack([reach, lift], 1), tail])
    thick = np.concatenate([np.full(len(reach), 0.095), [0.075, 0.05, 0.02]])
    for sx in (1, -1):
        for sz in (1, -1):
            path = np.stack([sx * line[:, 0], line[:, 1] + eave_y, sz * line[:, 0]], axis=1)
            hip = tube(path, thick, round(18 * detail))
            knob = moved(
                ball((0.11, 0.14, 0.11), round(20 * detail)), tuple(path[round(len(reach) * 0.55)] + (0, 0.16, 0))
            )
            parts += [painted(p, glaze(p.positions, srgb("2F6B4A"), seed + 8, 0.8)) for p in (hip, knob)]
    return parts
