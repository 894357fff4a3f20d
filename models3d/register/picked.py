"""Poses that a person gives: a matrix, points that belong together, targets."""

from __future__ import annotations

import numpy as np

from models3d.errors import GeometryError
from models3d.register.motion import Floats, apply, fit_points
from models3d.register.wish import Wish

_RIGID = 1e-4


def pose_of_wish(wish: Wish, size_m: float) -> tuple[Floats, dict[str, object]]:
    """The pose that a wish states, and what to note of it.

    Args:
        wish: any mode but ``automatic``.
        size_m: of the object; points nearer to a line than 1/200 of it fix no rotation.

    Raises:
        GeometryError: ``register_matrix_not_rigid``, ``register_pairs_few``, ``register_pairs_collinear``.
    """
    if wish.mode == "identity":
        return np.eye(4), {}
    if wish.mode == "given":
        return check_rigid(wish.matrix, allow_scale=wish.allow_scale), {}
    return _from_pairs(wish, size_m)


def check_rigid(matrix: Floats | None, *, allow_scale: bool = False) -> Floats:
    """Give a (4, 4) pose back unchanged when it only turns and shifts (and scales, if that is allowed).

    Raises:
        GeometryError: ``register_matrix_not_rigid`` with the largest deviation.
    """
    if matrix is None or np.shape(matrix) != (4, 4) or not np.isfinite(matrix).all():
        raise GeometryError("register_matrix_not_rigid", deviation="4x4")
    pose = np.asarray(matrix, np.float64)
    linear = pose[:3, :3]
    size = float(np.cbrt(np.linalg.det(linear)))
    if size <= 0:
        raise GeometryError("register_matrix_not_rigid", deviation="det < 0")
    if allow_scale:
        linear = linear / size
    deviation = max(
        float(np.abs(linear @ linear.T - np.eye(3)).max()), float(np.abs(pose[3] - (0.0, 0.0, 0.0, 1.0)).max())
    )
    if deviation > _RIGID:
        raise GeometryError("register_matrix_not_rigid", deviation=f"{deviation:.2g}")
    return pose


def _from_pairs(wish: Wish, size_m: float) -> tuple[Floats, dict[str, object]]:
    earlier, later = (np.asarray([] if p is None else p, np.float64) for p in (wish.earlier_points, wish.later_points))
    sound = earlier.shape == later.shape and earlier.ndim == 2 and earlier.shape[1:] == (3,) and len(earlier) >= 3
    if not sound or not (np.isfinite(earlier).all() and np.isfinite(later).all()):
        raise GeometryError("register_pairs_few", earlier=len(earlier), later=len(later))
    across = min(_width(earlier), _width(later))
    if across < max(size_m, float(np.ptp(earlier, axis=0).max())) / 200:
        raise GeometryError("register_pairs_collinear", width_mm=round(1e3 * across, 3))
    pose = fit_points(later, earlier, allow_scale=wish.allow_scale)
    away = np.linalg.norm(apply(pose, later) - earlier, axis=1)
    names = wish.target_ids or tuple(str(k + 1) for k in range(len(away)))
    noted: dict[str, object] = {
        "pairs": len(away),
        "pairs_rms_m": float(np.sqrt(np.square(away).mean())),
        "pair_residuals_m": {name: float(value) for name, value in zip(names, away, strict=False)},
    }
    return pose, noted


def _width(points: Floats) -> float:
    """RMS distance of (k, 3) points from their best line."""
    spread = np.linalg.svd(points - points.mean(axis=0), compute_uv=False)
    return float(np.hypot(spread[1], spread[2]) / np.sqrt(len(points)))
