"""Distances between two clouds along given normals (M3C2): means of the points in a cylinder about each core point."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models3d.engine import o3d
from models3d.errors import GeometryError
from models3d.topology import order_blocks

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
Index = NDArray[np.int64]
_PAIRS = 1_500_000
_CELLS = 30_000_000


@dataclass(frozen=True, slots=True)
class Column:
    """What one survey has in each core's cylinder: position along the normal (from the core), spread, points."""

    position: Floats
    spread: Floats
    count: Counts


@dataclass(frozen=True, slots=True)
class Cylinders:
    """M3C2 at each core point; lengths in the unit of the points.

    Attributes:
        distance: (k,) later minus earlier along the core's normal, NaN where either survey has no point.
        lod: (k,) Lague's 95 % level of detection without the alignment error, NaN where a survey has fewer than two
            points.
        earlier, later: what the two surveys have there.
    """

    distance: Floats
    lod: Floats
    earlier: Column
    later: Column


class PointGrid:
    """One survey's points, indexed for cylinders of one radius and depth; found in float64."""

    def __init__(self, positions: Floats, radius: float, depth: float, sides: Floats | None = None) -> None:
        """Index (n, 3) finite points; with (n, 3) ``sides`` (normals) only points that look the core's way are found.

        Raises:
            GeometryError: ``cylinder_size`` when radius or depth is not positive and finite, ``engine_input`` when
                there is no point or one is not finite.
        """
        if not (0 < radius < math.inf and 0 < depth < math.inf):
            raise GeometryError("cylinder_size", radius=radius, depth=depth)
        if len(positions) == 0 or not np.isfinite(positions).all():
            raise GeometryError("engine_input", vertices=len(positions), triangles=0)
        self._radius = radius
        self._segments = max(1, math.ceil(depth / radius))
        self._half = max(depth, radius) / self._segments
        self._reach = math.hypot(radius, self._half)
        self._middle: Floats = (positions.min(axis=0) + positions.max(axis=0)) / 2
        local = positions - self._middle
        order = order_blocks(local, 4 * self._reach)
        local = local[order]
        self._sides = None if sides is None else sides[order]
        self._columns = [np.ascontiguousarray(local[:, k]) for k in range(3)]
        self._index = o3d.core.nns.NearestNeighborSearch(o3d.core.Tensor.from_numpy(local))
        self._index.fixed_radius_index(self._reach)
        self._occupy(local)

    def _occupy(self, local: Floats) -> None:
        """Mark coarse cells within reach of a point, so that empty stretches of a cylinder cost nothing."""
        self._low: Floats = local.min(axis=0)
        extent = np.ptp(local, axis=0)
        self._cell = self._reach / 2
        while float(np.prod(extent / self._cell + 6)) > _CELLS:
            self._cell *= 1.3
        steps = math.ceil(self._reach / self._cell)
        cells = np.floor((local - self._low) / self._cell).astype(np.int64) + steps
        self._margin = steps
        self._full = np.zeros(tuple(cells.max(axis=0) + 1 + steps), np.bool_)
        self._full[cells[:, 0], cells[:, 1], cells[:, 2]] = True
        for axis in range(3):
            low, high = _shifted(axis)
            for _ in range(steps):
                grown = self._full.copy()
                grown[low] |= self._full[high]
                grown[high] |= self._full[low]
                self._full = grown

    def _may_hold(self, spots: Floats) -> NDArray[np.bool_]:
        cells = np.floor((spots - self._low) / self._cell).astype(np.int64) + self._margin
        inside = ((cells >= 0) & (cells < self._full.shape)).all(axis=1)
        held = np.zeros(len(spots), np.bool_)
        i, j, k = cells[inside].T
        held[inside] = self._full[i, j, k]
        return held

    def _spots(self, cores: Floats, normals: Floats, depth: Floats) -> tuple[Floats, Index, Index]:
        """Give the middles of the cylinder pieces worth searching, their cores, and which piece each is."""
        steps = (2 * np.arange(self._segments) + 1 - self._segments) * self._half
        spots = (cores - self._middle)[:, None, :] + steps[None, :, None] * normals[:, None, :]
        flat = spots.reshape(-1, 3)
        wanted = (np.abs(steps)[None, :] - self._half < depth[:, None]).reshape(-1)
        worth: Index = np.flatnonzero(wanted & self._may_hold(flat)).astype(np.int64)
        chosen: Floats = np.ascontiguousarray(flat[worth])
        return chosen, worth // self._segments, worth % self._segments

    def order(self, cores: Floats) -> Index:
        """Give the order in which to ask for cores so that neighbours follow each other."""
        return order_blocks(cores, 4 * self._reach)

    def search(self, cores: Floats, normals: Floats, depth: Floats) -> Iterator[tuple[Index, Floats]]:
        """Yield the core and the position along its normal of every point in a cylinder, in parts, core by core.

        ``depth`` (k,) is each core's own, at most the grid's. The mantle belongs to the cylinder, its two ends don't.
        """
        batch = 4096
        start = 0
        while start < len(cores):
            stop = min(start + batch, len(cores))
            core, along = self._find(cores[start:stop], normals[start:stop], depth[start:stop])
            yield core + start, along
            found = max(len(core), 1)
            batch = max(256, min(1 << 16, int((stop - start) * _PAIRS / (3 * found))))
            start = stop

    def _find(self, cores: Floats, normals: Floats, depth: Floats) -> tuple[Index, Floats]:
        spots, core, piece = self._spots(cores, normals, depth)
        if len(spots) == 0:
            return np.empty(0, np.int64), np.empty(0)
        found, squared, splits = self._index.fixed_radius_search(
            o3d.core.Tensor.from_numpy(spots), self._reach, sort=False
        )
        near, away = found.numpy(), squared.numpy()
        spot = np.repeat(np.arange(len(spots)), np.diff(splits.numpy()))
        axes = normals[core]
        along = np.zeros(len(near))
        for k in range(3):
            along += self._columns[k][near] * axes[spot, k]
        along -= _dot(cores[core] - self._middle, axes)[spot]
        from_spot = along - ((2 * piece + 1 - self._segments) * self._half)[spot]
        kept = away - from_spot * from_spot <= self._radius**2
        # Neighbouring pieces share their seam, where a core itself may lie: every point belongs to just one of them.
        kept &= np.floor((along / self._half + self._segments) / 2) == piece[spot]
        kept &= np.abs(along) < depth[core][spot]
        if self._sides is not None:
            at = np.flatnonzero(kept)
            kept[at] = _dot(self._sides[near[at]], axes[spot[at]]) > 0
        return core[spot[kept]], along[kept]


def _dot(u: Floats, v: Floats) -> Floats:
    product: Floats = np.einsum("ij,ij->i", u, v)
    return product


def _shifted(axis: int) -> tuple[tuple[slice, ...], tuple[slice, ...]]:
    whole = [slice(None)] * 3
    low, high = list(whole), list(whole)
    low[axis], high[axis] = slice(None, -1), slice(1, None)
    return tuple(low), tuple(high)


def measure_cylinders(
    cores: tuple[Floats, Floats],
    clouds: tuple[Floats, Floats],
    radius: float,
    depth: float | Floats,
    *,
    sides: tuple[Floats, Floats] | None = None,
    is_robust: bool = False,
) -> Cylinders:
    """Measure later minus earlier along each core's normal by the points of both surveys in its cylinder.

    Args:
        cores: (k, 3) places and (k, 3) unit normals.
        clouds: (n, 3) and (m, 3) points of the earlier and the later survey, same unit and frame.
        radius: of the cylinder, half of Lague's projection scale d.
        depth: the cylinder reaches so far to both sides, one number or (k,); never less than the radius.
        sides: (n, 3) and (m, 3) normals of the clouds' points; those that look away from a core's normal, such as the
            far side of a thin wall, are then left out.
        is_robust: medians and interquartile ranges in the place of means and standard deviations.

    Raises:
        GeometryError: ``cylinder_size``, ``engine_input``.

    Source:
        Lague, Brodu & Leroux 2013, ISPRS J. Photogramm. 82:10-26.
    """
    places = cores[0]
    reach = np.maximum(np.broadcast_to(np.asarray(depth, np.float64), len(places)), radius)
    farthest = float(reach.max()) if len(places) else radius
    grids = [
        PointGrid(cloud, radius, farthest, side) for cloud, side in zip(clouds, sides or (None, None), strict=True)
    ]
    earlier, later = (_measure(grid, cores, reach, is_robust=is_robust) for grid in grids)
    with np.errstate(invalid="ignore", divide="ignore"):
        error = np.sqrt(earlier.spread**2 / earlier.count + later.spread**2 / later.count)
    return Cylinders(later.position - earlier.position, 1.96 * error, earlier, later)


def _measure(grid: PointGrid, cores: tuple[Floats, Floats], depth: Floats, *, is_robust: bool) -> Column:
    places, normals = cores
    position, spread = np.full(len(places), np.nan), np.full(len(places), np.nan)
    count = np.zeros(len(places), np.int64)
    summarise = _medians if is_robust else _means
    order = grid.order(places)
    for core, along in grid.search(places[order], normals[order], depth[order]):
        if len(core) == 0:
            continue
        first = int(core[0])
        some = order[first : int(core[-1]) + 1]
        position[some], spread[some], count[some] = summarise(core - first, along)
    return Column(position, spread, count)


def _means(core: Index, along: Floats) -> tuple[Floats, Floats, Counts]:
    """Mean and standard deviation (divisor n − 1) of each core's points; NaN without enough of them."""
    count = np.bincount(core)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.bincount(core, along) / count
        spread = np.sqrt(np.bincount(core, np.square(along - mean[core])) / np.where(count > 1, count - 1, np.nan))
    return mean, spread, count


def _medians(core: Index, along: Floats) -> tuple[Floats, Floats, Counts]:
    """Median and interquartile range of each core's points; quartiles as the halves of the ordered points cut them."""
    count = np.bincount(core)
    ranked = along[np.lexsort((along, core))]
    start = np.cumsum(count) - count
    last = len(ranked) - 1

    def cut(at: Counts, is_between: NDArray[np.bool_]) -> Floats:
        high = np.minimum(start + at, last)
        value = (ranked[high] + ranked[np.maximum(high - is_between, 0)]) / 2
        return np.where(count > 0, value, np.nan)

    quarters = count % 4 == 0
    return cut(count // 2, count % 2 == 0), cut(3 * count // 4, quarters) - cut(count // 4, quarters), count
