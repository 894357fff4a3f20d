"""One pair of surveys as a scanner would give them, and everything that is true about it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.spatial import cKDTree

from models3d.specimens.bending import Bend, bend_points
from models3d.specimens.damage import Truth, Wound, damage_mesh
from models3d.specimens.forms import vertex_normals
from models3d.specimens.resample import Sampling, sample_surface
from models3d.specimens.scanner import ScanPlan, scan_mesh
from models3d.types import Mesh
from tests.truth.objects import TrueObject, load_object
from tests.truth.wounds import Kind, choose_wounds


@dataclass(frozen=True)
class Case:
    """Two surveys in metres and the truth; truths are in the earlier survey's frame.

    Attributes:
        earlier, later: open meshes; no vertex of one is a vertex of the other; later is turned and moved.
        matrix: (4, 4) later -> earlier, exact.
        truths: one for each wound (mm), and ``wounds`` that were asked for.
        bend: how the object was bent, or None.
        thing: the object as it was, and ``after`` its true later state in the same frame: (t, 3) metres.
        touched: (t,) number of the wound that moved each true vertex, -1 for none.
    """

    name: str
    kind: Kind
    seed: int
    noise_mm: float
    earlier: Mesh
    later: Mesh
    matrix: np.ndarray
    truths: tuple[Truth, ...]
    wounds: tuple[Wound, ...]
    bend: Bend | None
    thing: TrueObject
    after: np.ndarray
    touched: np.ndarray

    def displace(self, points: np.ndarray) -> np.ndarray:
        """The true movement (n, 3) in metres of the places of the earlier surface nearest to (n, 3) points."""
        hits = self.thing.surface.find_nearest(points)
        corners = self.thing.truth.faces[hits.faces]
        return np.einsum("nc,nck->nk", hits.weights, self.after[corners] - self.thing.truth.positions[corners])

    def wound_at(self, points: np.ndarray) -> np.ndarray:
        """The number of the wound that touches each of (n, 3) points of the earlier surface, -1 for none."""
        hits = self.thing.surface.find_nearest(points)
        return self.touched[self.thing.truth.faces[hits.faces]].max(axis=1)


def make_case(name: str, kind: Kind, seed: int, noise_mm: float) -> Case:
    """The same arguments give the same case; about 5 s each, the object is kept in memory."""
    thing = load_object(name)
    first = sample_surface(thing.surface, thing.positions, thing.faces, 1000 + seed)
    second = sample_surface(thing.surface, thing.positions, thing.faces, 2000 + seed)
    before = _scan(first, thing.truth.positions, ScanPlan(seed=seed * 2 + 1, noise_mm=noise_mm, stations=6))
    distance = cKDTree(before.positions).query(thing.positions, workers=1)[0]
    edge = np.median(np.linalg.norm(thing.positions[thing.faces[:, 0]] - thing.positions[thing.faces[:, 1]], axis=1))
    wounds = choose_wounds(thing, kind, seed, noise_mm, distance < 1.2 * edge + 5e-3 * noise_mm)
    worn, truths = damage_mesh(thing.truth, wounds, seed) if wounds else (thing.truth, ())
    touched = _label(thing, worn, wounds)
    bend = _bend_of(thing, seed) if kind == "bending" else None
    after = worn.positions if bend is None else bend_points(worn.positions, bend)
    plan = ScanPlan(seed=seed * 2 + 2, noise_mm=noise_mm, stations=7, rings=(-15.0, 10.0, 42.0), reach=2.4)
    seen = _scan(second, after, plan)
    pose = random_pose(seed)
    later = replace(seen, positions=seen.positions @ pose[:3, :3].T + pose[:3, 3])
    matrix = np.linalg.inv(pose)
    return Case(name, kind, seed, noise_mm, before, later, matrix, truths, wounds, bend, thing, after, touched)


def random_pose(seed: int) -> np.ndarray:
    """A rotation by up to 180 degrees about any axis and a shift of up to one metre: (4, 4)."""
    random = np.random.default_rng([seed, 77])
    axis = random.normal(size=3)
    axis /= np.linalg.norm(axis)
    angle = random.uniform(0, np.pi)
    cross = np.array([[0, -axis[2], axis[1]], [axis[2], 0, -axis[0]], [-axis[1], axis[0], 0]])
    pose = np.eye(4)
    pose[:3, :3] += np.sin(angle) * cross + (1 - np.cos(angle)) * cross @ cross
    way = random.normal(size=3)
    pose[:3, 3] = way / np.linalg.norm(way) * random.uniform(0, 1)
    return pose


def _scan(sampling: Sampling, truth: np.ndarray, plan: ScanPlan) -> Mesh:
    positions = sampling.lay_on(truth)
    colors = np.full((len(positions), 4), 180, np.uint8)
    normals = vertex_normals(positions, sampling.faces)
    return scan_mesh(Mesh(positions, sampling.faces, normals=normals, colors=colors), plan)


def _label(thing: TrueObject, worn: Mesh, wounds: tuple[Wound, ...]) -> np.ndarray:
    touched = np.full(len(worn.positions), -1)
    moved = np.abs(worn.positions - thing.truth.positions).max(axis=1) > 0
    for number, wound in enumerate(wounds):
        near = np.linalg.norm(thing.truth.positions - wound.centre, axis=1) < 1.35 * wound.radius_m
        touched[moved & near] = number
    return touched


def _bend_of(thing: TrueObject, seed: int) -> Bend:
    """Held at its lower third along its longest side; the tip moves by 0.4 to 1.2 mm."""
    random = np.random.default_rng([seed, 5])
    low, high = thing.positions.min(axis=0), thing.positions.max(axis=0)
    axis = np.eye(3)[int(np.argmax(high - low))]
    towards = np.eye(3)[(int(np.argmax(high - low)) + int(random.integers(1, 3))) % 3]
    origin = (low + high) / 2 * (1 - axis) + (low + 0.33 * (high - low)) * axis
    length = float(0.67 * (high - low).max())
    return Bend(_t(origin), _t(axis), _t(towards), length, float(random.uniform(0.4, 1.2)) * 1e-3)


def _t(values: np.ndarray) -> tuple[float, float, float]:
    return (float(values[0]), float(values[1]), float(values[2]))
