"""How far the later profile stands from the earlier one within a section, and the areas between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from models3d.measure.chains import Polyline, Steps, divide_line, step_along
from models3d.measure.sections import SectionPair

Floats = NDArray[np.float64]
Index = NDArray[np.int64]
_CANDIDATES = 8
_OPPOSED = -0.5  # a later line that runs against the earlier one belongs to the other side of a wall
_DETOUR = 3.0  # a band follows the later line itself when that is at most this much longer than expected


@dataclass(frozen=True, slots=True)
class Gaps:
    """Distances within the plane, along the earlier profile.

    Attributes:
        points: (k, 2) places at equal steps on the earlier profile, metres.
        line: (k,) which of its polylines, and ``arc_m`` (k,) the way along it.
        distance_m: (k,) signed to the nearest place of the later profile, positive outside the earlier one; NaN where
            nothing is within reach or only the open end of a line is near.
        match: (k, 2) that nearest place, ``match_line`` (k,) its polyline (-1: none), ``match_arc_m`` (k,) its way.
    """

    points: Floats
    line: Index
    arc_m: Floats
    distance_m: Floats
    match: Floats
    match_line: Index
    match_arc_m: Floats


@dataclass(frozen=True, slots=True)
class Band:
    """One area between the profiles: its outline (k, 2) in metres, its area, its largest signed distance."""

    kind: Literal["loss", "gain"]
    outline: Floats
    area_m2: float
    max_m: float


def measure_gaps(pair: SectionPair, step_m: float, reach_m: float) -> Gaps:
    """Measure from the earlier to the later profile every ``step_m``, no farther than ``reach_m``.

    The distance lies in the plane; where the plane meets the surface at a slant it is longer than the one in space.
    """
    places = step_along(pair.earlier, step_m)
    count = len(places.points)
    if count == 0 or not pair.later:
        gone = np.full(count, -1, np.int64)
        empty = np.full(count, np.nan)
        return Gaps(places.points, places.line, places.arc_m, empty, np.full((count, 2), np.nan), gone, empty.copy())
    pieces = _Pieces(pair.later, step_m)
    found = pieces.nearest(places, reach_m)
    outward = np.stack([places.ahead[:, 1], -places.ahead[:, 0]], axis=1)
    offset = found.match - places.points
    side = np.where(np.einsum("nd,nd->n", offset, outward) < 0, -1.0, 1.0)
    return Gaps(
        places.points, places.line, places.arc_m, side * np.linalg.norm(offset, axis=1), found.match, found.line,
        found.arc_m,
    )  # fmt: skip


def find_bands(pair: SectionPair, gaps: Gaps, lod_m: float) -> tuple[Band, ...]:
    """Outline the areas where the profiles stand farther apart than ``lod_m``, in the order of the earlier profile."""
    bands: list[Band] = []
    for number, line in enumerate(pair.earlier):
        rows = np.flatnonzero(gaps.line == number)
        bands.extend(_outline(pair, gaps, run) for run in _runs(gaps, rows, lod_m, closed=line.closed))
    return tuple(bands)


@dataclass(frozen=True, slots=True)
class _Found:
    match: Floats
    line: Index
    arc_m: Floats


class _Pieces:
    """The later lines cut into short pieces, so that a few nearest middles surely hold the nearest place."""

    def __init__(self, lines: tuple[Polyline, ...], step_m: float) -> None:
        steps = [divide_line(line, step_m) for line in lines]
        self.start = np.vstack([s[:-1] for s, _ in steps])
        self.side = np.vstack([np.diff(s, axis=0) for s, _ in steps])
        self.arc = np.concatenate([way[:-1] for _, way in steps])
        counts = [len(s) - 1 for s, _ in steps]
        self.line = np.repeat(np.arange(len(lines)), counts)
        last = np.cumsum(counts) - 1
        is_open = np.array([not line.closed for line in lines])
        self.first_end, self.last_end = np.zeros(len(self.arc), np.bool_), np.zeros(len(self.arc), np.bool_)
        self.first_end[(last - np.array(counts) + 1)[is_open]] = True
        self.last_end[last[is_open]] = True
        self.tree = cKDTree(self.start + self.side / 2)

    def nearest(self, places: Steps, reach_m: float) -> _Found:
        """Give the nearest place for each step; NaN and line -1 where there is none."""
        k = min(_CANDIDATES, len(self.arc))
        near = self.tree.query(places.points, k=k)[1].reshape(len(places.points), k)
        side, toward = self.side[near], places.points[:, None] - self.start[near]
        square = np.maximum(np.einsum("nkd,nkd->nk", side, side), 1e-300)
        share = np.clip(np.einsum("nkd,nkd->nk", toward, side) / square, 0, 1)
        away = np.linalg.norm(toward - side * share[..., None], axis=2)
        along = np.einsum("nkd,nd->nk", side, places.ahead) / np.sqrt(square)
        away = np.where(along < _OPPOSED, np.inf, away)
        best = away.argmin(axis=1)
        rows = np.arange(len(best))
        piece, part = near[rows, best], share[rows, best]
        at_end = (self.first_end[piece] & (part <= 0)) | (self.last_end[piece] & (part >= 1))
        lost = ~(away[rows, best] <= reach_m) | (at_end & (away[rows, best] > 0))
        match = self.start[piece] + self.side[piece] * part[:, None]
        match[lost] = np.nan
        arc = self.arc[piece] + np.linalg.norm(self.side[piece], axis=1) * part
        return _Found(match, np.where(lost, -1, self.line[piece]), np.where(lost, np.nan, arc))


def _runs(gaps: Gaps, rows: Index, lod_m: float, *, closed: bool) -> list[Index]:
    """Stretches of one earlier line that stand off to one side, each with one more step at both ends."""
    distance = gaps.distance_m[rows]
    kind = np.where(np.abs(distance) > lod_m, np.sign(distance), 0.0)
    kind[np.isnan(distance)] = 0.0
    quiet = np.flatnonzero(kind == 0)
    if closed and len(quiet):
        rows, kind = np.roll(rows, -quiet[0]), np.roll(kind, -quiet[0])
    cuts = np.flatnonzero(np.diff(kind)) + 1
    runs = []
    for start, stop in zip(np.append(0, cuts), np.append(cuts, len(kind)), strict=True):
        if len(kind) and kind[start] != 0:
            run = rows[max(start - 1, 0) : stop + 1]
            run = run[gaps.match_line[run] >= 0]
            if len(run) >= 3:
                runs.append(run)
    return runs


def _outline(pair: SectionPair, gaps: Gaps, run: Index) -> Band:
    """The area between a stretch of the earlier line and what lies opposite."""
    depths = gaps.distance_m[run]
    deepest = float(depths[np.abs(depths).argmax()])
    span = float(np.linalg.norm(np.diff(gaps.points[run], axis=0), axis=1).sum())
    back = _opposite(pair, gaps, run, _DETOUR * (span + 4 * abs(deepest)))
    outline = np.vstack([gaps.points[run], back])
    area = abs(Polyline(outline, closed=True).area_m2)
    return Band("loss" if deepest < 0 else "gain", outline, area, deepest)


def _opposite(pair: SectionPair, gaps: Gaps, run: Index, most_m: float) -> Floats:
    """The later line from the last match back to the first; the matches alone where it takes another way."""
    matches = gaps.match[run[::-1]]
    number = gaps.match_line[run[0]]
    if not bool((gaps.match_line[run] == number).all()):
        return matches
    line = pair.later[number]
    ring = line.ring
    way = np.append(0.0, np.cumsum(np.linalg.norm(np.diff(ring, axis=0), axis=1)))
    first, last = float(gaps.match_arc_m[run[0]]), float(gaps.match_arc_m[run[-1]])
    if line.closed and last < first:  # the stretch passes the place where the closed line starts
        ring = np.vstack([ring[:-1], ring])
        way = np.append(way[:-1], way + way[-1])
        last += float(way[-1]) / 2
    if not 0 <= last - first <= most_m:
        return matches
    between = ring[(way > first) & (way < last)]
    return np.vstack([matches[:1], between[::-1], matches[-1:]])
