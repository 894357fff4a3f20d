"""Lines in a plane: loose segments joined to polylines, places at equal steps along them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components, depth_first_order

Floats = NDArray[np.float64]
Index = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Polyline:
    """An ordered line: (k, 2) points in metres in its plane's frame; a closed one doesn't repeat its first point."""

    points: Floats
    closed: bool

    @property
    def ring(self) -> Floats:
        """The points with the first one repeated at the end of a closed line."""
        return np.vstack([self.points, self.points[:1]]) if self.closed else self.points

    @property
    def length_m(self) -> float:
        """How long the line is."""
        return float(np.linalg.norm(np.diff(self.ring, axis=0), axis=1).sum())

    @property
    def area_m2(self) -> float:
        """The signed area of a closed line, positive when it runs counter-clockwise; 0 for an open one."""
        if not self.closed:
            return 0.0
        x, y = (self.points - self.points[0]).T
        return float((x * np.roll(y, -1) - np.roll(x, -1) * y).sum() / 2)


@dataclass(frozen=True, slots=True)
class Steps:
    """Places at equal steps along polylines.

    Attributes:
        points: (k, 2) metres.
        line: (k,) which polyline.
        arc_m: (k,) way from the start of that polyline.
        ahead: (k, 2) unit direction in which the line runs there.
    """

    points: Floats
    line: Index
    arc_m: Floats
    ahead: Floats


def chain_segments(points: Floats, segments: Index) -> tuple[Polyline, ...]:
    """Join segments end to end into as few polylines as possible, the longest first.

    Where more than two segments meet, lines end; a line runs the way most of its segments do.

    Args:
        points: (n, 2) metres.
        segments: (s, 2) start and end point of each.
    """
    links = _unique_links(segments)
    if len(links) == 0:
        return ()
    nodes, ends = _split_junctions(links, len(points))
    order, label = _walk(ends, len(nodes))
    cuts = np.flatnonzero(np.diff(label[order])) + 1
    degree = np.bincount(ends.reshape(-1), minlength=len(nodes))
    rank = np.empty(len(nodes), np.int64)
    rank[order] = np.arange(len(nodes))
    lines = []
    for start, part in zip(np.append(0, cuts), np.split(order, cuts), strict=True):
        closed = bool((degree[part] == 2).all()) and len(part) > 2
        line = _tidy(points[nodes[part]], closed=closed)
        if line is not None:
            lines.append((line, start))
    forward = _forward_shares(ends, rank, label)
    turned = [_flip(line) if forward[label[order[start]]] < 0 else line for line, start in lines]
    return tuple(sorted(turned, key=lambda line: -line.length_m))


def step_along(lines: tuple[Polyline, ...], step_m: float) -> Steps:
    """Give places every ``step_m`` (a little less, so that each line is divided evenly) along the lines."""
    parts = [_steps_of(line, step_m) for line in lines]
    if not parts:
        none = np.empty((0, 2))
        return Steps(none, np.empty(0, np.int64), np.empty(0), none)
    counts = [len(part[0]) for part in parts]
    return Steps(
        np.vstack([part[0] for part in parts]),
        np.repeat(np.arange(len(lines)), counts),
        np.concatenate([part[1] for part in parts]),
        np.vstack([part[2] for part in parts]),
    )


def divide_line(line: Polyline, step_m: float) -> tuple[Floats, Floats]:
    """Give the (k, 2) points of the ring with more between them, at most ``step_m`` apart, and the (k,) way to each."""
    ring = line.ring
    sides = np.diff(ring, axis=0)
    lengths = np.linalg.norm(sides, axis=1)
    parts = np.maximum(1, np.ceil(lengths / step_m)).astype(np.int64)
    side = np.repeat(np.arange(len(sides)), parts)
    share = (np.arange(len(side)) - np.repeat(np.cumsum(parts) - parts, parts)) / parts[side]
    way = np.append(0.0, np.cumsum(lengths))
    points = np.vstack([ring[side] + sides[side] * share[:, None], ring[-1:]])
    return points, np.append(way[side] + lengths[side] * share, way[-1])


def _unique_links(segments: Index) -> Index:
    """Drop segments without length and those that lie twice between the same points; keeps their direction."""
    segments = segments[segments[:, 0] != segments[:, 1]]
    if len(segments) == 0:
        return segments
    ordered = np.sort(segments, axis=1)
    first = np.unique(ordered, axis=0, return_index=True)[1]
    return segments[np.sort(first)]


def _split_junctions(links: Index, count: int) -> tuple[Index, Index]:
    """Give every meeting of more than two segments as many nodes as segments: the point of each node, new links."""
    degree = np.bincount(links.reshape(-1), minlength=count)
    used = np.flatnonzero((degree == 1) | (degree == 2))
    number = np.full(count, -1, np.int64)
    number[used] = np.arange(len(used))
    ends = number[links.reshape(-1)]
    busy = np.flatnonzero(ends < 0)
    ends[busy] = len(used) + np.arange(len(busy))
    return np.concatenate([used, links.reshape(-1)[busy]]), ends.reshape(-1, 2)


def _walk(ends: Index, count: int) -> tuple[Index, Index]:
    """Order the nodes line after line, each from one of its ends: one depth-first walk from an added root."""
    ones = np.ones(len(ends))
    label = connected_components(coo_matrix((ones, (ends[:, 0], ends[:, 1])), (count, count)), directed=False)[1]
    degree = np.bincount(ends.reshape(-1), minlength=count)
    by_start = np.lexsort((np.arange(count), degree != 1, label))
    starts = by_start[np.append(True, np.diff(label[by_start]) != 0)]
    rows = np.concatenate([ends[:, 0], ends[:, 1], np.full(len(starts), count)])
    columns = np.concatenate([ends[:, 1], ends[:, 0], starts])
    graph = coo_matrix((np.ones(len(rows)), (rows, columns)), (count + 1, count + 1)).tocsr()
    order = depth_first_order(graph, count, directed=True, return_predecessors=False)
    return order[1:].astype(np.int64), label.astype(np.int64)


def _forward_shares(ends: Index, rank: Index, label: Index) -> Floats:
    """For each line: how many of its segments run its way, less those that run against it."""
    ahead = rank[ends[:, 1]] - rank[ends[:, 0]]
    # A closing segment joins the last place with the first: its rank jumps the other way.
    way = np.where(np.abs(ahead) == 1, np.sign(ahead), -np.sign(ahead))
    total = np.zeros(int(label.max()) + 1)
    np.add.at(total, label[ends[:, 0]], way)
    return total


def _tidy(points: Floats, *, closed: bool) -> Polyline | None:
    """Drop points that repeat their neighbour; None when no length is left."""
    keep = np.append(True, np.any(points[1:] != points[:-1], axis=1))
    points = points[keep]
    if closed and len(points) > 1 and bool((points[0] == points[-1]).all()):
        points = points[:-1]
    if len(points) < 2:
        return None
    return Polyline(points, closed and len(points) > 2)


def _flip(line: Polyline) -> Polyline:
    return Polyline(line.points[::-1].copy(), line.closed)


def _steps_of(line: Polyline, step_m: float) -> tuple[Floats, Floats, Floats]:
    ring = line.ring
    sides = np.diff(ring, axis=0)
    lengths = np.linalg.norm(sides, axis=1)
    way = np.append(0.0, np.cumsum(lengths))
    count = max(1, int(np.ceil(way[-1] / step_m)))
    arcs = np.arange(count) * (way[-1] / count) if line.closed else np.linspace(0.0, way[-1], count + 1)
    side = np.clip(np.searchsorted(way, arcs, side="right") - 1, 0, len(sides) - 1)
    ahead = sides[side] / lengths[side, None]
    return ring[side] + ahead * (arcs - way[side])[:, None], arcs, ahead
