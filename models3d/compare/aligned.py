"""Surveys brought into one frame: a common shift before the alignment, the found pose after it."""

from __future__ import annotations

import dataclasses

import numpy as np

from models3d.compare.types import Epoch, Floats
from models3d.surface import Surface

_MAP_M = 1000.0


def share_shift(later: Epoch, earlier: Epoch) -> Epoch:
    """Give the later survey with the earlier one's shift, so that equal map coordinates are equal numbers."""
    step = np.subtract(later.shift_m, earlier.shift_m)
    if not step.any():
        return later
    pose = np.eye(4)
    pose[:3, 3] = step
    return dataclasses.replace(lay_onto(later, pose), shift_m=earlier.shift_m)


def share_map(earlier: Epoch, later: Epoch) -> bool:
    """Tell whether both surveys lie on one map: far from the origin, and most of the smaller one inside the other.

    Their coordinates then say where things stand, and an alignment by shape would hide a settlement.

    Args:
        earlier: with its shift.
        later: with the same shift.
    """
    if float(np.abs(earlier.shift_m).max()) < _MAP_M:
        return False
    low = np.maximum(earlier.positions.min(axis=0), later.positions.min(axis=0))
    high = np.minimum(earlier.positions.max(axis=0), later.positions.max(axis=0))
    sides = [np.ptp(epoch.positions, axis=0) for epoch in (earlier, later)]
    across = [0, 1] if earlier.up == "z" else [0, 2]  # height says little: trees grow
    shared = np.maximum(high - low, 0)[across] / np.maximum(np.minimum(*sides)[across], 1e-9)
    return bool(shared.min() > 0.5)


def lay_onto(later: Epoch, pose: Floats) -> Epoch:
    """Move a survey by a (4, 4) pose in metres: its points, its normals and its triangles.

    A pose with a scale lengthens spacing and noise alike.
    """
    factor = float(np.cbrt(np.linalg.det(pose[:3, :3])))
    turn = pose[:3, :3] / factor
    mesh = later.surface.mesh
    own = None if mesh.normals is None else (mesh.normals @ turn.T).astype(np.float32)
    moved = dataclasses.replace(mesh, positions=_move(mesh.positions, pose), normals=own)
    positions = moved.positions if later.kind == "mesh" else _move(later.positions, pose)
    return dataclasses.replace(
        later,
        positions=positions,
        normals=later.normals @ turn.T,
        surface=Surface(moved),
        spacing_m=later.spacing_m * factor,
        noise_m=later.noise_m * factor,
    )


def unshift_pose(pose: Floats, shift_m: tuple[float, float, float]) -> Floats:
    """Give the pose between the files' own frames when both were moved by ``-shift_m`` for the alignment."""
    shift = np.asarray(shift_m)
    own = pose.copy()
    own[:3, 3] += shift - pose[:3, :3] @ shift
    return own


def shift_pose(pose: Floats, shift_m: tuple[float, float, float]) -> Floats:
    """Give the pose between shifted frames for one stated between the files' own frames."""
    return unshift_pose(pose, (-shift_m[0], -shift_m[1], -shift_m[2]))


def _move(points: Floats, pose: Floats) -> Floats:
    moved: Floats = points @ pose[:3, :3].T + pose[:3, 3]
    return moved
