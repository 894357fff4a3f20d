"""Poses as 4 x 4 matrices: applying, composing, fitting. A mirrored or rescaled pose is a matrix like any other."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def apply(pose: Floats, points: Floats) -> Floats:
    """Move (n, 3) points."""
    moved: Floats = points @ pose[:3, :3].T + pose[:3, 3]
    return moved


def turn(pose: Floats, normals: Floats) -> Floats:
    """Turn (n, 3) unit normals along; a mirrored pose mirrors them, a scale doesn't lengthen them."""
    turned: Floats = normals @ (pose[:3, :3] / scale_of(pose)).T
    return turned


def scale_of(pose: Floats) -> float:
    """The factor by which a pose lengthens."""
    return float(np.abs(np.linalg.det(pose[:3, :3])) ** (1 / 3))


def pose_of(rotation: Floats, shift: Floats) -> Floats:
    """The (4, 4) matrix of x -> rotation x + shift."""
    pose = np.eye(4)
    pose[:3, :3], pose[:3, 3] = rotation, shift
    return pose


def about(linear: Floats, centre: Floats) -> Floats:
    """The pose of a linear map (rotation, mirror, scale) that leaves ``centre`` in place."""
    return pose_of(linear, centre - linear @ centre)


def rotation_about(axis: Floats, angle: float) -> Floats:
    """The (3, 3) rotation by ``angle`` radians about a direction (Rodrigues)."""
    x, y, z = axis / max(float(np.linalg.norm(axis)), 1e-300)
    skew = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    rotation: Floats = np.eye(3) + np.sin(angle) * skew + (1 - np.cos(angle)) * (skew @ skew)
    return rotation


def motion_of(step: Floats, centre: Floats) -> Floats:
    """The pose of a small motion.

    Args:
        step: (6,) rotation vector (rad) about ``centre`` and translation (m), or (7,) with the growth of the scale.
        centre: (3,) metres.
    """
    angle = float(np.linalg.norm(step[:3]))
    linear = rotation_about(step[:3], angle) if angle > 0 else np.eye(3)
    if len(step) == 7:
        linear = linear * (1 + step[6])
    pose = about(linear, centre)
    pose[:3, 3] += step[3:6]
    return pose


def fit_points(source: Floats, target: Floats, *, allow_scale: bool = False) -> Floats:
    """The pose that takes (k, 3) ``source`` closest to ``target`` in the least-squares sense; never mirrored.

    Source:
        Umeyama 1991, IEEE PAMI 13:376-380.
    """
    poses = fit_many(source[None], target[None])
    pose: Floats = poses[0]
    if allow_scale:
        a, b = source - source.mean(axis=0), target - target.mean(axis=0)
        scale = float((b * (a @ pose[:3, :3].T)).sum() / max(float((a * a).sum()), 1e-300))
        pose[:3, :3] *= scale
        pose[:3, 3] = target.mean(axis=0) - pose[:3, :3] @ source.mean(axis=0)
    return pose


def fit_many(source: Floats, target: Floats) -> Floats:
    """Fit (h, k, 3) point sets onto (h, k, 3) others; gives (h, 4, 4) rigid poses (Kabsch 1976)."""
    from_middle, to_middle = source.mean(axis=1), target.mean(axis=1)
    spread = np.einsum("hki,hkj->hij", source - from_middle[:, None], target - to_middle[:, None])
    left, _, right = np.linalg.svd(spread)
    handed = np.sign(np.linalg.det(left) * np.linalg.det(right))
    right[:, 2] *= np.where(handed < 0, -1.0, 1.0)[:, None]
    rotation = np.einsum("hji,hkj->hik", right, left)
    poses = np.tile(np.eye(4), (len(source), 1, 1))
    poses[:, :3, :3] = rotation
    poses[:, :3, 3] = to_middle - np.einsum("hij,hj->hi", rotation, from_middle)
    return poses


def displacement(one: Floats, other: Floats, points: Floats) -> Floats:
    """(n,) lengths between where two poses put (n, 3) points."""
    away: Floats = np.linalg.norm(apply(one, points) - apply(other, points), axis=1)
    return away


def angle_between(one: Floats, other: Floats) -> float:
    """The angle in degrees by which two poses turn differently."""
    between = one[:3, :3] @ np.linalg.inv(other[:3, :3])
    cosine = (np.trace(between) / np.cbrt(np.linalg.det(between)) - 1) / 2
    return float(np.degrees(np.arccos(np.clip(cosine, -1.0, 1.0))))
