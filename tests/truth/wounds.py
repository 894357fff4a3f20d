"""Where and how large the damage is: by seed, on surface that was seen, clear of walls, borders and each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.spatial import cKDTree

from models3d.specimens.damage import Wound
from models3d.topology import build_edges
from tests.truth.objects import TrueObject

Kind = Literal["chip", "deposit", "crack", "wear", "bending", "none"]
KINDS: tuple[Kind, ...] = ("chip", "deposit", "crack", "wear", "bending", "none")
TRIES = 4000


@dataclass(frozen=True)
class Recipe:
    """How many wounds of a kind, radius and depth in mm, the least depth in units of the range noise, the least mm3."""

    kind: Literal["chip", "wear", "crack", "crust"]
    count: int
    radius: tuple[float, float]
    depth: tuple[float, float]
    noises: float
    shrinks: bool = False
    volume: float = 0.0


RECIPES = {
    "chip": Recipe("chip", 3, (7.0, 14.0), (0.6, 3.0), 4.0, volume=110.0),
    "deposit": Recipe("crust", 2, (7.0, 16.0), (0.5, 3.0), 4.0),
    "crack": Recipe("crack", 2, (20.0, 36.0), (0.8, 2.5), 5.0, shrinks=True),
    "wear": Recipe("wear", 1, (24.0, 48.0), (0.2, 1.2), 3.0, shrinks=True),
}


def choose_wounds(thing: TrueObject, kind: Kind, seed: int, noise_mm: float, seen: np.ndarray) -> tuple[Wound, ...]:
    """The wounds of a case; ``bending`` has a chip at odd seeds, ``none`` has nothing.

    Args:
        seen: (n,) whether a survey saw each vertex of the pattern.
    """
    if kind == "none" or (kind == "bending" and seed % 2 == 0):
        return ()
    recipe = RECIPES["chip" if kind == "bending" else kind]
    ground = _Ground(thing, seen)
    random = np.random.default_rng(
        [seed, len(thing.name), sorted(RECIPES).index("chip" if kind == "bending" else kind)]
    )
    count = 1 if kind == "bending" else recipe.count
    chosen: list[Wound] = []
    for _ in range(TRIES):
        wound = ground.propose(recipe, noise_mm, random)
        if wound is not None and all(_apart(wound, other) for other in chosen):
            chosen.append(wound)
        if len(chosen) == count:
            return tuple(chosen)
    if not chosen:
        raise AssertionError(f"no place for {kind} on {thing.name} with seed {seed}")
    return tuple(chosen)


def _apart(one: Wound, two: Wound) -> bool:
    away = np.linalg.norm(np.subtract(one.centre, two.centre))
    return bool(away > 1.6 * (one.radius_m + two.radius_m) + 0.01)


class _Ground:
    """The pattern's vertices, ready to be asked for places."""

    def __init__(self, thing: TrueObject, seen: np.ndarray) -> None:
        self.thing, self.seen = thing, seen
        self.tree = cKDTree(thing.positions)
        edges = build_edges(thing.faces, len(thing.positions))
        sides = thing.faces[:, [0, 1, 1, 2, 2, 0]].reshape(-1, 2)[edges.count[edges.of_side] != 2]
        self.rim = cKDTree(thing.positions[np.unique(sides)]) if len(sides) else None
        self.size = float(np.linalg.norm(np.ptp(thing.positions, axis=0)))

    def propose(self, recipe: Recipe, noise_mm: float, random: np.random.Generator) -> Wound | None:
        """One wish, or None when the place does not suit."""
        spot = int(random.integers(len(self.thing.positions)))
        share = min(1.0, self.size / 0.45) if recipe.shrinks else 1.0
        radius = random.uniform(*recipe.radius) * share * 1e-3
        shallow = max(recipe.depth[0], recipe.noises * noise_mm)
        depth = float(np.exp(random.uniform(np.log(shallow), np.log(max(recipe.depth[1], 1.2 * shallow))))) * 1e-3
        along = random.normal(size=3)
        centre, own = self.thing.positions[spot], self.thing.normals[spot]
        if self.rim is not None and self.rim.query(centre)[0] < 1.5 * radius + 0.004:
            return None
        near = np.asarray(self.tree.query_ball_point(centre, 1.3 * radius), np.int64)
        sheet = near[self.thing.normals[near] @ own > 0.1]
        facing = self.thing.normals[sheet].mean(axis=0)
        if len(sheet) < 25 or np.linalg.norm(facing) < 0.75 or not self.seen[sheet].all():
            return None
        facing /= np.linalg.norm(facing)
        turned = self.thing.normals[np.asarray(self.tree.query_ball_point(centre, 1.15 * radius), np.int64)] @ facing
        if ((turned > -0.6) & (turned < 0.15)).any():
            return None  # the wound would end at a lip or a fold, with a cliff that no scan shows
        depth = self._fitting_depth(sheet, facing, depth, gain=recipe.kind == "crust")
        if depth < shallow * 1e-3 or depth > 0.4 * radius or 1.56 * radius**2 * depth < recipe.volume * 1e-9:
            return None
        along -= along @ facing * facing
        return Wound(recipe.kind, _triple(centre), radius, depth, _triple(along), _triple(facing))

    def _fitting_depth(self, sheet: np.ndarray, facing: np.ndarray, depth: float, *, gain: bool) -> float:
        """The depth, less where the wall is thin; nothing where the surface opposite is close."""
        some = sheet[:: max(1, len(sheet) // 60)]
        normals = self.thing.normals[some]
        out = self.thing.surface.cast_rays(self.thing.positions[some] + 1e-4 * normals, normals).distance.min()
        deep = self.thing.surface.cast_rays(self.thing.positions[some] - 1e-4 * normals, -normals).distance.min()
        if out < 0.004 + 2 * depth or (self.thing.normals[some] @ facing < 0.1).any():
            return 0.0
        return depth if gain else float(min(depth, 0.4 * deep))


def _triple(values: np.ndarray) -> tuple[float, float, float]:
    return (float(values[0]), float(values[1]), float(values[2]))
