"""Pairs that must not be laid at all, or only rightly: a confident wrong alignment is the worst that can happen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from models3d.errors import GeometryError
from models3d.register import Wish, register_epochs
from models3d.simplify import simplify_mesh
from models3d.specimens.forms import lathe
from models3d.types import Mesh
from tests.truth.chain import WRONG_MM, as_epoch
from tests.truth.epochs import Case, make_case, random_pose
from tests.truth.objects import names
from tests.truth.score import score_pose

NEVER = frozenset({"mirrored", "other", "thousand", "disjoint", "vase", "wall"})
"""Of these no alignment is right; of the others the true one is."""


@dataclass(frozen=True)
class Outcome:
    """What became of one hard pair: the refusal's code, or how far the accepted pose is off (mm; inf: none fits)."""

    name: str
    kind: str
    seed: int
    refusal: str
    off_mm: float

    @property
    def is_wrong(self) -> bool:
        """Accepted although no pose fits, or another one does."""
        return not self.refusal and self.off_mm > WRONG_MM


def meet_hardships(name: str, seed: int, noise_mm: float) -> list[Outcome]:
    """All hard pairs of one object and seed."""
    case = make_case(name, "none", seed, noise_mm)
    return [_lay(case, kind, *make(case)) for kind, make in _MAKERS.items()]


def meet_symmetries(seed: int) -> list[Outcome]:
    """A smooth vase of revolution and a flat wall: nothing tells one turn or shift from another."""
    rows = []
    for kind, make in (("vase", _vase), ("wall", _wall)):
        pair = make(seed), _moved(make(seed + 100), random_pose(seed))
        rows.append(Outcome("modelled", kind, seed, *_judge(pair, None)))
    return rows


def _lay(case: Case, kind: str, earlier: Mesh, later: Mesh) -> Outcome:
    return Outcome(case.name, kind, case.seed, *_judge((earlier, later), None if kind in NEVER else case))


def _judge(pair: tuple[Mesh, Mesh], case: Case | None) -> tuple[str, float]:
    try:
        laid = register_epochs(as_epoch(pair[0], "earlier"), as_epoch(pair[1], "later"), Wish())
    except GeometryError as refusal:
        return refusal.code, float("nan")
    return "", float("inf") if case is None else score_pose(case, laid.matrix).max_mm


def _halved(case: Case, share: float) -> Mesh:
    """So much of the later survey on one side of a plane of random direction."""
    random = np.random.default_rng([case.seed, 31])
    height = case.later.positions @ _direction(random)
    return _keep(case.later, height > np.quantile(height, 1 - share))


def _patch(case: Case) -> Mesh:
    random = np.random.default_rng([case.seed, 32])
    middle = case.later.positions[int(random.integers(len(case.later.positions)))]
    away = np.linalg.norm(case.later.positions - middle, axis=1)
    return _keep(case.later, away < np.quantile(away, 0.06))


def _disjoint(case: Case) -> tuple[Mesh, Mesh]:
    way = _direction(np.random.default_rng([case.seed, 33]))
    before = case.earlier.positions @ way
    after = (case.later.positions @ case.matrix[:3, :3].T + case.matrix[:3, 3]) @ way
    return (
        _keep(case.earlier, before < np.quantile(before, 0.45)),
        _keep(case.later, after > np.quantile(before, 0.55)),
    )


def _other(case: Case) -> tuple[Mesh, Mesh]:
    known = names()
    next_one = known[(known.index(case.name) + 1 + case.seed % (len(known) - 1)) % len(known)]
    return case.earlier, make_case(next_one, "none", case.seed, case.noise_mm).later


def _mirrored(mesh: Mesh) -> Mesh:
    return Mesh(mesh.positions * (-1.0, 1.0, 1.0), mesh.faces[:, ::-1].copy())


def _direction(random: np.random.Generator) -> np.ndarray:
    way = random.normal(size=3)
    return way / np.linalg.norm(way)


def _keep(mesh: Mesh, mask: np.ndarray) -> Mesh:
    faces = mesh.faces[mask[mesh.faces].all(axis=1)]
    used, renumbered = np.unique(faces, return_inverse=True)
    return Mesh(mesh.positions[used], renumbered.reshape(-1, 3))


def _moved(mesh: Mesh, pose: np.ndarray) -> Mesh:
    return replace(mesh, positions=mesh.positions @ pose[:3, :3].T + pose[:3, 3])


def _vase(seed: int) -> Mesh:
    random = np.random.default_rng(seed)
    t = np.linspace(0, 1, 150)
    part = lathe(np.stack([0.05 + 0.04 * np.sin(5 * t), 0.3 * t], axis=1), 200)
    return Mesh(part.positions + random.normal(0, 3e-5, part.positions.shape), part.faces)


def _wall(seed: int) -> Mesh:
    random, count = np.random.default_rng(seed), 120
    x, y = np.meshgrid(np.linspace(0, 0.5, count), np.linspace(0, 0.5, count))
    positions = np.stack([x.ravel(), y.ravel(), random.normal(0, 5e-5, count * count)], axis=1)
    i = np.arange(count * count).reshape(count, count)
    quads = np.stack([i[:-1, :-1], i[:-1, 1:], i[1:, 1:], i[1:, :-1]], axis=-1).reshape(-1, 4)
    return Mesh(positions, np.concatenate([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]]))


_MAKERS: dict[str, Callable[[Case], tuple[Mesh, Mesh]]] = {
    "mirrored": lambda case: (case.earlier, _mirrored(case.later)),
    "other": _other,
    "thousand": lambda case: (case.earlier, replace(case.later, positions=case.later.positions * 1000)),
    "disjoint": _disjoint,
    "half": lambda case: (case.earlier, _halved(case, 0.5)),
    "third": lambda case: (case.earlier, _halved(case, 0.33)),
    "patch": lambda case: (case.earlier, _patch(case)),
    "sparse": lambda case: (case.earlier, simplify_mesh(case.later, len(case.later.faces) // 20)),
}
