"""Cheap refinement and ranking of a pose on thinned points: point-to-plane against a nearest-neighbour tree."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models3d.register.motion import Floats, apply, motion_of, turn
from models3d.register.survey import Thin


@dataclass(frozen=True, slots=True)
class Guess:
    """A pose source -> target and the share 0..1 of the source's points that lie on the target's surface there."""

    pose: Floats
    share: float


def settle(source: Thin, target: Thin, pose: Floats, *, count: int = 1200, rounds: int = 12) -> Guess:
    """Slide a pose into the nearest good fit.

    Args:
        source: up to ``count`` of its points are used, evenly.
        target: what they are laid onto.
        pose: the start; its reach is eight cells, shrinking.
        count: as above.
        rounds: how often neighbours are searched anew.
    """
    some = slice(None, None, max(1, len(source.points) // count))
    points, normals = source.points[some], source.normals[some]
    centre = target.points.mean(axis=0)
    size = float(np.sqrt(np.square(target.points - centre).sum(axis=1).mean()))
    for gate in _gates(rounds):
        step = _step(apply(pose, points), turn(pose, normals), target, gate, (centre, size))
        if step is None:
            break
        pose = motion_of(step, centre) @ pose
        if np.linalg.norm(step[:3]) * size + np.linalg.norm(step[3:]) < 0.01 * target.cell_m and gate < 2:
            break
    return Guess(pose, grade(points, normals, target, pose))


def grade(points: Floats, normals: Floats, target: Thin, pose: Floats) -> float:
    """Share of (n, 3) points that lie on the thinned surface and face the same way."""
    away, plane, alike = _look(apply(pose, points), turn(pose, normals), target)
    good = (away < 1.6 * target.cell_m) & (np.abs(plane) < 0.2 * target.cell_m) & alike
    return float(good.mean())


def _gates(rounds: int) -> list[float]:
    """Reach of the search in cells: wide first, then just beyond one neighbour."""
    wide = np.geomspace(8, 1.8, max(rounds - 4, 1))
    return [*wide.tolist(), *[1.8] * min(4, rounds)]


def _neighbours(target: Thin, moved: Floats, reach_m: float) -> tuple[Floats, NDArray[np.int64]]:
    """(n,) distance to the nearest thinned point, infinite beyond the reach, and its number."""
    away, near = target.tree.query(moved, 1, distance_upper_bound=reach_m)
    return np.asarray(away, np.float64), np.minimum(np.asarray(near, np.int64), len(target.points) - 1)


def _look(moved: Floats, turned: Floats, target: Thin) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    away, near = _neighbours(target, moved, np.inf)
    plane = np.einsum("nd,nd->n", moved - target.points[near], target.normals[near])
    alike = np.einsum("nd,nd->n", turned, target.normals[near]) > 0.5
    return away, plane, alike


def _step(moved: Floats, turned: Floats, target: Thin, gate: float, frame: tuple[Floats, float]) -> Floats | None:
    """One Gauss-Newton step with Tukey's weights; None when too few points have a neighbour."""
    centre, size = frame
    away, near = _neighbours(target, moved, gate * target.cell_m)
    normals = target.normals[near]
    usable = np.isfinite(away) & (np.einsum("nd,nd->n", turned, normals) > 0.3)
    if usable.sum() < 12:
        return None
    points, normals = moved[usable], normals[usable]
    rest = np.einsum("nd,nd->n", points - target.points[near[usable]], normals)
    scale = max(1.4826 * float(np.median(np.abs(rest))), 0.02 * target.cell_m)
    weight = np.square(np.maximum(1 - np.square(rest / (4.685 * scale)), 0))
    rows = np.concatenate([np.cross((points - centre) / size, normals), normals], axis=1)
    lhs = (rows * weight[:, None]).T @ rows
    lhs += np.eye(6) * 1e-4 * np.trace(lhs) / 6
    step: Floats = -np.linalg.solve(lhs, (rows * weight[:, None]).T @ rest)
    step[:3] /= size
    return step
