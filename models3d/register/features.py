"""Poses from local shape: points that look alike on both surveys, and the motions that many of them agree on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models3d.engine import o3d
from models3d.register.motion import Floats, fit_many
from models3d.register.survey import Thin

Ints = NDArray[np.int64]
_REACH = 5.0
_TRIES = 30_000
_JUDGED = 1500
_HEARD = 300
_FINALISTS = 120


def describe(thin: Thin) -> Floats:
    """(n, 33) FPFH histograms of the thinned points over a ball of five cells, made unit length.

    Source:
        Rusu, Blodow & Beetz 2009, IEEE ICRA: 3212-3217.
    """
    cloud = o3d.geometry.PointCloud()
    cloud.points = o3d.utility.Vector3dVector(thin.points)
    cloud.normals = o3d.utility.Vector3dVector(thin.normals)
    ball = o3d.geometry.KDTreeSearchParamHybrid(radius=_REACH * thin.cell_m, max_nn=120)
    describe_cloud: Callable[..., Any] = o3d.pipelines.registration.compute_fpfh_feature
    found: Floats = np.asarray(describe_cloud(cloud, ball).data, np.float64).T
    unit: Floats = found / np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-12)
    return unit


def match(source: Floats, target: Floats, count: int = 2500) -> Ints:
    """(k, 2) indices of points that look alike: nearest from either side, the most telling ones first."""
    there, _, tell = _nearest(source, target)
    back, back_gap, _ = _nearest(target, source)
    forward = np.stack([np.arange(len(source)), there], axis=1)
    backward = np.stack([back, np.arange(len(target))], axis=1)
    mutual = back[there] == forward[:, 0]
    order = np.lexsort((tell, ~mutual))
    pairs = np.concatenate([forward[order], backward[np.argsort(back_gap, kind="stable")]])
    _, first = np.unique(pairs[:, 0] * len(target) + pairs[:, 1], return_index=True)
    return pairs[np.sort(first)][:count]


def _nearest(source: Floats, target: Floats) -> tuple[Ints, Floats, Floats]:
    """For unit rows: the most alike target, one minus the cosine to it, and that over the second's (0 tells most)."""
    best, gap, tell = np.empty(len(source), np.int64), np.empty(len(source)), np.empty(len(source))
    wide = target.astype(np.float32).T
    for start in range(0, len(source), 1024):
        part = slice(start, start + 1024)
        alike = source[part].astype(np.float32) @ wide
        line, first = np.arange(len(alike)), alike.argmax(axis=1)
        best[part], gap[part] = first, 1 - alike[line, first]
        alike[line, first] = -2
        tell[part] = np.maximum(gap[part], 1e-7) / np.maximum(1 - alike.max(axis=1), 1e-7)
    return best, gap, tell


def vote(source: Thin, target: Thin, pairs: Ints, seed: int, keep: int = 12) -> list[Floats]:
    """Poses source -> target on which the pairs agree best, no two alike.

    Triples are drawn by lot, half of them among the most telling pairs, and dropped when their sides differ.

    Source:
        Fischler & Bolles 1981, CACM 24:381-395; Choi, Zhou & Koltun 2015, CVPR (side-length check).
    """
    if len(pairs) < 3:
        return []
    random = np.random.default_rng(seed)
    a, b = source.points[pairs[:, 0]], target.points[pairs[:, 1]]
    draws = np.concatenate(
        [random.integers(0, len(pairs), (_TRIES, 3)), random.integers(0, max(3, len(pairs) // 5), (_TRIES, 3))]
    )
    draws = draws[_keeps_sides(a[draws], b[draws], source.cell_m)][:_JUDGED]
    if not len(draws):
        return []
    poses = fit_many(a[draws], b[draws])
    faces = source.normals[pairs[:, 0]], target.normals[pairs[:, 1]]
    few = random.permutation(len(pairs))[:_HEARD]
    rough = _votes(poses, (a[few], b[few]), (faces[0][few], faces[1][few]), 1.5 * source.cell_m)
    poses = poses[np.argsort(-rough, kind="stable")[:_FINALISTS]]
    votes = _votes(poses, (a, b), faces, 1.5 * source.cell_m)
    return _apart(poses, votes, source.points, 3 * source.cell_m, keep)


def _votes(poses: Floats, points: tuple[Floats, Floats], normals: tuple[Floats, Floats], reach_m: float) -> Ints:
    """(h,) how many pairs each pose brings together, facing the same way."""
    turned = poses[:, :3, :3].transpose(0, 2, 1)
    away = np.matmul(points[0], turned)
    away += poses[:, None, :3, 3]
    away -= points[1]
    close = np.square(away, out=away).sum(axis=2) < reach_m**2
    faced = np.matmul(normals[0], turned)
    faced *= normals[1]
    votes: Ints = (close & (faced.sum(axis=2) > 0.6)).sum(axis=1)
    return votes


def _keeps_sides(a: Floats, b: Floats, cell_m: float) -> NDArray[np.bool_]:
    """(h,) whether the triangles (h, 3, 3) are wide and have sides of the same lengths."""
    sides = [np.linalg.norm(x - np.roll(x, 1, axis=1), axis=2) for x in (a, b)]
    same = np.abs(sides[0] - sides[1]) < np.maximum(0.1 * sides[0], cell_m)
    wide = sides[0].min(axis=1) > 6 * cell_m
    kept: NDArray[np.bool_] = same.all(axis=1) & wide
    return kept


def _apart(poses: Floats, votes: Ints, points: Floats, apart_m: float, keep: int) -> list[Floats]:
    """The best-voted poses, each moving the points differently from those before it."""
    probe = points[:: max(1, len(points) // 60)]
    chosen: list[Floats] = []
    places: list[Floats] = []
    for number in np.argsort(-votes, kind="stable"):
        place = probe @ poses[number, :3, :3].T + poses[number, :3, 3]
        if all(np.sqrt(np.square(place - other).sum(axis=1).mean()) > apart_m for other in places):
            chosen.append(poses[number])
            places.append(place)
        if len(chosen) == keep:
            break
    return chosen
