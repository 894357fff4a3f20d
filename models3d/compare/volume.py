"""How much material went or came in one place, by two ways, each with its uncertainty.

*Patch*: the difference of the two solids' volumes under a smooth weight that is one about the region and falls to zero
on unchanged surface around it. By the divergence theorem that is a difference of two surface integrals, exact for any
shape: steep chips, edges, rims; no direction has to suit the whole region and nothing is counted twice.

*Integral*: area times distance over the cores of the region and its margin; the better one for wide shallow loss.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import map_coordinates
from scipy.spatial import cKDTree

from models3d.compare.closing import Closed
from models3d.compare.types import Detection, Distances, Volume
from models3d.compare.unseen import BACKWARD, guess_unseen
from models3d.topology import build_edges, face_vectors
from models3d.types import Mesh

Floats = NDArray[np.float64]
Index = NDArray[np.int64]
Marks = NDArray[np.bool_]
CELLS = 2_000_000
_DENSITY = 1.6
_FEW_PLACES = 200
_DOME = 0.3
_FACETS = 0.02
"""One-sigma share of a volume that flat triangles make out of a curved wound and its faint rim."""
_UNSEEN = 0.4
"""One-sigma share of what was guessed for places of the region that the later scanner did not see."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What both ways need to know of a region.

    Attributes:
        cores: indices into ``Distances.cores``.
        margin_m: how far around them the weight stays one.
        fade_m: over how much more it falls to zero.
        depth_m: largest distance, unsigned.
        spacing_m: the coarser survey's distance between points.
        is_gain: material came.
    """

    cores: Index
    margin_m: float
    fade_m: float
    depth_m: float
    spacing_m: float
    is_gain: bool


def shape_region(distances: Distances, detection: Detection, cores: Index, spacing_m: float) -> Shape:
    """Choose the margin from spacing and depth, so that the weight covers the rim that noise hides.

    Args:
        distances: of both methods.
        detection: best distance.
        cores: of the region.
        spacing_m: the coarser survey's distance between points.
    """
    values = detection.distance_m[cores]
    sign = float(np.sign(np.nansum(values)))
    closest = np.nan_to_num(sign * distances.closest_m[cores], nan=0.0)
    depth = float(max(np.nanmax(sign * values), closest.max(), 0.0))
    return Shape(cores, 1.5 * spacing_m + 0.7 * depth, 2.0 * spacing_m + 0.3 * depth, depth, spacing_m, sign > 0)


def measure_volume(
    distances: Distances, detection: Detection, surveys: tuple[Closed, Closed], shape: Shape, sigma_m: float = 0.0
) -> Volume:
    """Give both estimates of a region's volume (m³, positive in the direction of the region's own sign).

    Args:
        distances: of both methods.
        detection: best distance and calibrated sigma; ``changed`` marks what noise must not be read from.
        surveys: earlier, and later in the earlier frame, their small holes closed.
        shape: of the region.
        sigma_m: one-sigma alignment error; it shifts the whole region at once.

    Source:
        Weighted solid difference: own; error terms as in the guide to the expression of uncertainty (JCGM 100).
    """
    spots, sides = distances.cores[shape.cores], distances.normals[shape.cores]
    values, meshes = detection.distance_m, (surveys[0].mesh, surveys[1].mesh)
    detection, blank = guess_unseen(distances, detection, shape.cores, shape.spacing_m)
    field, wide = _Weight(spots, sides, shape), _Weight(spots, sides, shape, 1.35)
    for weight in (field, wide):
        weight.avoid([_find_borders(mesh, weight) for mesh in meshes], shape.spacing_m)
    patch, beside = _patch(field, meshes), _integral(distances, detection, field, is_beside=True)[0]
    integral, area = _integral(distances, detection, field)
    guessed = _UNSEEN * float((distances.area_m2 * np.abs(np.nan_to_num(detection.distance_m)))[blank].sum())
    measured = replace(detection, distance_m=values)
    common = float(np.linalg.norm([_noise(distances, measured, field, area), sigma_m * area]))
    patch_wide = _patch(wide, meshes) + _integral(distances, detection, wide, is_beside=True)[0]
    patch += beside
    rim = (abs(patch_wide - patch) / 2, abs(_integral(distances, detection, wide)[0] - integral) / 2)
    cut = _cut_off(shape, float(distances.area_m2[shape.cores].sum()))
    smear = _smear(distances, shape) * abs(integral)
    at_border = _smear(distances, shape) * abs(beside)
    capped = max(_cap_sigma(survey, field) for survey in surveys)
    unseen = float(np.linalg.norm([guessed, at_border, capped]))
    facets = _FACETS * abs(patch)
    patch_sigma = float(np.linalg.norm([common, rim[0], cut, unseen, facets]))
    integral_sigma = float(np.linalg.norm([common, rim[1], cut, unseen, smear]))
    # Where the two ways contradict each other, something that neither knows of is at work.
    gap = max(abs(patch - integral) - 1.96 * float(np.hypot(patch_sigma, integral_sigma)), 0.0) / 2
    patch_sigma, integral_sigma = float(np.hypot(patch_sigma, gap)), float(np.hypot(integral_sigma, gap))
    sign = 1.0 if shape.is_gain else -1.0
    return Volume(
        patch_m3=sign * patch,
        patch_sigma_m3=patch_sigma,
        integral_m3=sign * integral,
        integral_sigma_m3=integral_sigma,
        unseen_sigma_m3=unseen,
        better="patch" if patch_sigma <= integral_sigma else "integral",
    )


class _Weight:
    """One near the region, zero beyond the fade, smooth between; and its line integral along the region's normal."""

    def __init__(self, cores: Floats, normals: Floats, shape: Shape, scale: float = 1.0) -> None:
        self.cores, self.normals, self.own = cores, normals, shape.cores
        self.inner, self.outer = scale * shape.margin_m, scale * shape.margin_m + shape.fade_m
        self.tree = cKDTree(cores)
        mean = normals.sum(axis=0)
        length = float(np.linalg.norm(mean))
        self.axis: Floats = mean / length if length > 0.1 * len(normals) else normals[0]
        self.across: Floats = self.frame()[:2]
        self.borders: cKDTree | None = None
        self.clear_m = 0.0
        self.is_one_sided = False

    def avoid(self, ends: list[tuple[Floats, Marks]], spacing: float) -> None:
        """Let the weight fall to zero along whole columns over the places where a survey ends on the region's side.

        Where one ends on the other side of a wall too, that side can't be weighed and is left out of both surveys.

        Args:
            ends: of each survey, (n, 3) places and which of them are on the region's side.
            spacing: of the coarser survey, metres.
        """
        borders = np.concatenate([places[own] for places, own in ends])
        self.is_one_sided = any(not own.all() for _, own in ends)
        if len(borders):
            self.borders, self.clear_m = cKDTree(borders @ self.across.T), 2 * spacing

    def at(self, points: Floats) -> Floats:
        """Weight (n,) at (n, 3) points."""
        return self.around(points) * self.clear(points)

    def around(self, points: Floats) -> Floats:
        """The weight as if neither survey had an end."""
        away = self.tree.query(points, distance_upper_bound=self.outer)[0]
        return _smooth_step((self.outer - np.minimum(away, self.outer)) / (self.outer - self.inner))

    def clear(self, points: Floats) -> Floats:
        """(n,) zero above, under and beside an open border, one away from all of them."""
        if self.borders is None:
            return np.ones(len(points))
        away = self.borders.query(points @ self.across.T, distance_upper_bound=2 * self.clear_m)[0]
        return _smooth_step(np.minimum(away, 2 * self.clear_m) / self.clear_m - 1)

    def holds(self, points: Floats, normals: Floats) -> Marks:
        """Whether a surface place is near and does not look away from the region: not a thin wall's other side."""
        found = self.tree.query(points, distance_upper_bound=2 * self.outer)
        held: Marks = np.isfinite(np.asarray(found[0]))
        nearest = np.asarray(found[1], np.int64)
        held[held] = np.einsum("ij,ij->i", normals[held], self.normals[nearest[held]]) > BACKWARD
        return held

    def frame(self) -> Floats:
        """(3, 3) rows: two directions across, then the axis."""
        side = np.cross(self.axis, np.eye(3)[int(np.argmin(np.abs(self.axis)))])
        side /= np.linalg.norm(side)
        return np.stack([side, np.cross(self.axis, side), self.axis])


def _smooth_step(ramp: Floats) -> Floats:
    """Rise from zero to one between 0 and 1 without a kink."""
    ramp = np.clip(ramp, 0.0, 1.0)
    step: Floats = ramp * ramp * (3 - 2 * ramp)
    return step


class _Column:
    """Line integral of the weight along the axis up to any point, from a grid."""

    def __init__(self, weight: _Weight) -> None:
        self.turn = weight.frame()
        local = weight.cores @ self.turn.T
        self.low = local.min(axis=0) - weight.outer
        size = local.max(axis=0) + weight.outer - self.low
        self.step = max((weight.outer - weight.inner) / 6, float((np.prod(size) / CELLS) ** (1 / 3)))
        shape = np.ceil(size / self.step).astype(np.int64) + 2
        axes = [np.arange(n) * self.step + self.low[k] for k, n in enumerate(shape)]
        grid = np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1).reshape(-1, 3)
        values = weight.at(grid @ self.turn).reshape(tuple(shape))
        run = np.zeros_like(values)
        run[..., 1:] = np.cumsum((values[..., 1:] + values[..., :-1]) * (self.step / 2), axis=2)
        self.run = run

    def below(self, points: Floats) -> Floats:
        """(n,) integral in metres."""
        at = (points @ self.turn.T - self.low) / self.step
        below: Floats = map_coordinates(self.run, at.T, order=1, mode="nearest")
        return below


def _patch(weight: _Weight, meshes: tuple[Mesh, Mesh]) -> float:
    """Later minus earlier weighted volume (m³)."""
    column = _Column(weight)
    before, after = (_flux(mesh, weight, column) for mesh in meshes)
    return after - before


_SPOTS = np.array([[2 / 3, 1 / 6, 1 / 6], [1 / 6, 2 / 3, 1 / 6], [1 / 6, 1 / 6, 2 / 3]])


def _near(mesh: Mesh, weight: _Weight) -> tuple[Index, Floats, Marks]:
    """The (m, 3) faces in the weight's box, their (m, 3) doubled area vectors, and which lie on the region's side."""
    low, high = weight.cores.min(axis=0) - weight.outer, weight.cores.max(axis=0) + weight.outer
    inside = ((mesh.positions >= low) & (mesh.positions <= high)).all(axis=1)
    faces = mesh.faces[inside[mesh.faces].any(axis=1)]
    vectors = face_vectors(mesh.positions, faces)
    length = np.linalg.norm(vectors, axis=1)
    normals = vectors / np.where(length > 0, length, 1)[:, None]
    return faces, vectors, weight.holds(mesh.positions[faces].mean(axis=1), normals)


def _flux(mesh: Mesh, weight: _Weight, column: _Column) -> float:
    """Flux of the line integral through the faces near."""
    faces, vectors, own = _near(mesh, weight)
    if weight.is_one_sided:
        faces, vectors = faces[own], vectors[own]
    spots = np.einsum("sc,ncd->nsd", _SPOTS, mesh.positions[faces])
    runs = column.below(spots.reshape(-1, 3)).reshape(-1, 3).mean(axis=1)
    return float(np.sum(runs * (vectors @ weight.axis)) / 2)


def _find_borders(mesh: Mesh, weight: _Weight) -> tuple[Floats, Marks]:
    """Give the (n, 3) places near the region where the survey ends, and which of them are on the region's side."""
    faces, _, own = _near(mesh, weight)
    edges = build_edges(faces, len(mesh.positions))
    ours = np.zeros(len(edges.ends), np.bool_)
    ours[edges.of_side.reshape(-1, 3)[own].ravel()] = True
    rim = edges.count == 1
    middles: Floats = mesh.positions[edges.ends[rim]].mean(axis=1)
    near = weight.around(middles) > 0
    return middles[near], ours[rim][near]


def _integral(
    distances: Distances, detection: Detection, weight: _Weight, *, is_beside: bool = False
) -> tuple[float, float]:
    """Sum of area x distance under the weight (m³) and the weighted area (m²); or of what open borders cut from it."""
    near = np.flatnonzero(weight.around(distances.cores) > 0)
    near = near[weight.holds(distances.cores[near], distances.normals[near])]
    share = weight.around(distances.cores[near]) * distances.area_m2[near]
    if is_beside:
        share = share * (1 - weight.clear(distances.cores[near]))
    values = detection.distance_m[near]
    known = np.isfinite(values)
    return float((share[known] * values[known]).sum()), float(share.sum())


def _noise(distances: Distances, detection: Detection, weight: _Weight, area: float) -> float:
    """One-sigma of a sum of area x distance over so much unchanged surface, from places of this very comparison.

    Noise of neighbours is alike, so it does not fall with the square root of their number; what unchanged places of
    the same size show is what this one suffers.
    """
    usable = np.isfinite(detection.distance_m) & ~detection.changed
    usable[weight.own] = False
    places = np.flatnonzero(usable)
    alike = _of_like_density(distances.area_m2, places, float(np.median(distances.area_m2[weight.own])))
    near = weight.around(distances.cores) > 0
    modelled = float(np.sqrt(((distances.area_m2 * np.nan_to_num(detection.sigma_m))[near] ** 2).sum()))
    radius = float(np.sqrt(area / np.pi))
    random = np.random.default_rng(7)
    chosen = random.choice(alike, min(160, len(alike)), replace=False)
    tree = cKDTree(distances.cores[places]) if len(places) else None
    means = []
    for spot in chosen:
        found = places[np.asarray(tree.query_ball_point(distances.cores[spot], radius), np.int64)] if tree else places
        found = found[distances.normals[found] @ distances.normals[spot] > 0]
        share = distances.area_m2[found]
        if share.sum() > 0.6 * area:
            means.append(float((share * detection.distance_m[found]).sum() / share.sum()))
    if len(means) < 8:
        return 2.0 * modelled
    spread = 1.4826 * float(np.median(np.abs(np.asarray(means))))
    return max(modelled, spread * area)


def _cap_sigma(survey: Closed, weight: _Weight) -> float:
    """One-sigma of what closed holes near the region may hide: each a dome over its rim."""
    if len(survey.middles) == 0:
        return 0.0
    radius = survey.lengths / (2 * np.pi)
    near = weight.tree.query(survey.middles)[0] < weight.outer + radius
    return float(np.linalg.norm(_DOME * np.pi * radius[near] ** 3))


def _of_like_density(area: Floats, places: Index, usual: float) -> Index:
    """Of the places those whose cores stand for about as much surface, where there are enough of them."""
    ratio = area[places] / usual
    alike = places[(ratio > 1 / _DENSITY) & (ratio < _DENSITY)]
    return alike if len(alike) >= _FEW_PLACES else places


def _cut_off(shape: Shape, area: float) -> float:
    """One-sigma of what triangles cut off at the rim and the foot of a break."""
    radius = float(np.sqrt(area / np.pi))
    slope = min(2.0, 2.0 * shape.depth_m / max(radius, shape.spacing_m))
    return 2 * np.pi * radius * shape.spacing_m**2 * slope / 15


def _smear(distances: Distances, shape: Shape) -> float:
    """Share of the integral that is unsure: area x distance holds for wide shallow places, not for steep ones."""
    radius = float(np.sqrt(distances.area_m2[shape.cores].sum() / np.pi))
    steepness = shape.depth_m / max(radius, shape.spacing_m)
    return 0.01 + 0.5 * steepness + 0.2 * _disagreement(distances, shape)


def _disagreement(distances: Distances, shape: Shape) -> float:
    """Mean difference of the two methods against the mean distance."""
    one, two = distances.closest_m[shape.cores], distances.cylinder_m[shape.cores]
    known = np.isfinite(one) & np.isfinite(two)
    if not known.any():
        return 0.3
    return float(abs(one[known].mean() - two[known].mean()) / max(abs(two[known].mean()), 1e-12))
