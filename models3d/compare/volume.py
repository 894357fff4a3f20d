"""How much material went or came in one place, by two ways, each with its uncertainty.

*Patch*: the difference of the two solids' volumes under a smooth weight that is one about the region and falls to zero
on unchanged surface around it. By the divergence theorem that is a difference of two surface integrals, exact for any
shape: steep chips, edges, rims; no direction has to suit the whole region and nothing is counted twice.

*Integral*: area times distance over the cores of the region and its margin; the better one for wide shallow loss.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import map_coordinates
from scipy.spatial import cKDTree

from models3d.compare.types import Detection, Distances, Volume
from models3d.topology import build_edges, face_vectors
from models3d.types import Mesh

Floats = NDArray[np.float64]
Index = NDArray[np.int64]
Marks = NDArray[np.bool_]
CELLS = 2_000_000
BACKWARD = -0.3


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
    distances: Distances, detection: Detection, meshes: tuple[Mesh, Mesh], shape: Shape, sigma_m: float = 0.0
) -> Volume:
    """Give both estimates of a region's volume (m³, positive in the direction of the region's own sign).

    Args:
        distances: of both methods.
        detection: best distance and calibrated sigma; ``changed`` marks what noise must not be read from.
        meshes: earlier, and later in the earlier frame.
        shape: of the region.
        sigma_m: one-sigma alignment error; it shifts the whole region at once.

    Source:
        Weighted solid difference: own; error terms as in the guide to the expression of uncertainty (JCGM 100).
    """
    spots, sides = distances.cores[shape.cores], distances.normals[shape.cores]
    field, wide = _Weight(spots, sides, shape), _Weight(spots, sides, shape, 1.35)
    patch, opened = _patch(field, meshes)
    integral, area = _integral(distances, detection, field)
    common = float(np.hypot(_noise(distances, detection, field, area), sigma_m * area))
    rim = (abs(_patch(wide, meshes)[0] - patch) / 2, abs(_integral(distances, detection, wide)[0] - integral) / 2)
    cut = _cut_off(shape, float(distances.area_m2[shape.cores].sum()))
    patch_sigma = float(np.sqrt(common**2 + rim[0] ** 2 + cut**2 + (0.5 * opened * patch) ** 2))
    smear = _smear(distances, shape) * abs(integral)
    integral_sigma = float(np.sqrt(common**2 + rim[1] ** 2 + cut**2 + smear**2))
    sign = 1.0 if shape.is_gain else -1.0
    return Volume(
        patch_m3=sign * patch,
        patch_sigma_m3=patch_sigma,
        integral_m3=sign * integral,
        integral_sigma_m3=integral_sigma,
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

    def at(self, points: Floats) -> Floats:
        """Weight (n,) at (n, 3) points."""
        away = self.tree.query(points, distance_upper_bound=self.outer)[0]
        ramp = np.clip((self.outer - np.minimum(away, self.outer)) / (self.outer - self.inner), 0.0, 1.0)
        weight: Floats = ramp * ramp * (3 - 2 * ramp)
        return weight

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


def _patch(weight: _Weight, meshes: tuple[Mesh, Mesh]) -> tuple[float, float]:
    """Later minus earlier weighted volume (m³), and which share of the weighted rim is open in either survey."""
    column = _Column(weight)
    sums, opened = [], 0.0
    for mesh in meshes:
        value, border = _flux(mesh, weight, column)
        sums.append(value)
        opened = max(opened, border)
    return sums[1] - sums[0], min(1.0, opened)


_SPOTS = np.array([[2 / 3, 1 / 6, 1 / 6], [1 / 6, 2 / 3, 1 / 6], [1 / 6, 1 / 6, 2 / 3]])


def _flux(mesh: Mesh, weight: _Weight, column: _Column) -> tuple[float, float]:
    """Flux of the line integral through the faces near, and the open border's length against the region's size."""
    low, high = weight.cores.min(axis=0) - weight.outer, weight.cores.max(axis=0) + weight.outer
    inside = ((mesh.positions >= low) & (mesh.positions <= high)).all(axis=1)
    faces = mesh.faces[inside[mesh.faces].any(axis=1)]
    if len(faces) == 0:
        return 0.0, 1.0
    vectors = face_vectors(mesh.positions, faces)
    corners = mesh.positions[faces]
    length = np.linalg.norm(vectors, axis=1)
    normals = vectors / np.where(length > 0, length, 1)[:, None]
    near = weight.holds(corners.mean(axis=1), normals)
    opened = _open_rim(mesh.positions, faces, near, weight)
    spots = np.einsum("sc,ncd->nsd", _SPOTS, corners[near])
    runs = column.below(spots.reshape(-1, 3)).reshape(-1, 3).mean(axis=1)
    return float(np.sum(runs * (vectors[near] @ weight.axis)) / 2), opened


def _open_rim(positions: Floats, faces: Index, held: Marks, weight: _Weight) -> float:
    """Length of open border under the weight, as a share of the region's own circumference."""
    edges = build_edges(faces, len(positions))
    ours = np.zeros(len(edges.ends), np.bool_)
    ours[edges.of_side.reshape(-1, 3)[held].ravel()] = True
    ends = edges.ends[(edges.count == 1) & ours]
    if len(ends) == 0:
        return 0.0
    middle = positions[ends].mean(axis=1)
    length = np.linalg.norm(positions[ends[:, 0]] - positions[ends[:, 1]], axis=1)
    around = 2 * np.pi * max(float(np.linalg.norm(weight.cores.std(axis=0))), weight.inner)
    return float((length * weight.at(middle)).sum() / around)


def _integral(distances: Distances, detection: Detection, weight: _Weight) -> tuple[float, float]:
    """Sum of area x distance under the weight (m³) and the weighted area (m²)."""
    near = np.flatnonzero(weight.at(distances.cores) > 0)
    near = near[weight.holds(distances.cores[near], distances.normals[near])]
    share = weight.at(distances.cores[near]) * distances.area_m2[near]
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
    near = weight.at(distances.cores) > 0
    modelled = float(np.sqrt(((distances.area_m2 * np.nan_to_num(detection.sigma_m))[near] ** 2).sum()))
    radius = float(np.sqrt(area / np.pi))
    random = np.random.default_rng(7)
    chosen = random.choice(places, min(160, len(places)), replace=False) if len(places) else places
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
