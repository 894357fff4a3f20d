"""Places that noise does not explain: grown over the core points' neighbourhood at several scales of smoothing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree
from scipy.stats import norm

Floats = NDArray[np.float64]
Marks = NDArray[np.bool_]
Labels = NDArray[np.int64]
NEIGHBOURS = 12
REACH = 2.4
TURN = 0.2
HEAVY = 1.5
IN_GROUP, MOST_GROUPS, WIDER = 2000, 12, 3.0
LOUD = 20.0
"""A single core speaks no louder than so many sigma: one wild value must not lift its whole neighbourhood."""


@dataclass(frozen=True, slots=True)
class GrowthRules:
    """When a place counts as changed.

    Attributes:
        false_regions: expected number of places that noise alone passes off as change, in a whole comparison.
        rounds: how often values are averaged over neighbours at each scale; 0 is the values as they are.
        edge: |z| down to which a place grows; 1.96 is the 95 % limit.
        least_share: a place's smoothed distance must reach this share of its level of detection.
        fewest: core points of the smallest place.
    """

    false_regions: float = 0.02
    rounds: tuple[int, ...] = (1, 4, 12)
    edge: float = 1.96
    least_share: float = 0.8
    fewest: int = 6


def link_cores(cores: Floats, normals: Floats) -> csr_matrix:
    """Who neighbours whom: (k, k) symmetric 0/1 matrix without the diagonal.

    Neighbours are among the nearest twelve, not much farther than usual, and look the same way, so that the two sides
    of a thin wall are strangers.

    Args:
        cores: (k, 3) metres.
        normals: (k, 3) unit.
    """
    count = len(cores)
    if count < 2:
        return csr_matrix((count, count))
    found = cKDTree(cores).query(cores, min(NEIGHBOURS + 1, count))
    away, near = np.asarray(found[0]), np.asarray(found[1], np.int64)
    usual = float(np.median(away[:, min(6, away.shape[1] - 1)]))
    rows = np.repeat(np.arange(count), near.shape[1] - 1)
    columns = near[:, 1:].ravel()
    alike = np.einsum("ij,ij->i", normals[rows], normals[columns]) > TURN
    kept = alike & (away[:, 1:].ravel() < REACH * usual) & (rows != columns)
    links = csr_matrix((np.ones(int(kept.sum())), (rows[kept], columns[kept])), shape=(count, count))
    return links.maximum(links.T)


def smooth(links: csr_matrix, values: Floats, rounds: int) -> Floats:
    """Averages of (k,) values over neighbours, repeated; NaN stays NaN and takes no part."""
    if rounds == 0:
        return values
    known = np.isfinite(values)
    step = links @ diags(known.astype(np.float64)) + diags(known.astype(np.float64))
    weight = np.asarray(step.sum(axis=1)).ravel()
    step = diags(np.divide(1.0, weight, out=np.zeros_like(weight), where=weight > 0)) @ step
    current = np.where(known, values, 0.0)
    for _ in range(rounds):
        current = step @ current
    smoothed: Floats = np.where(known, current, np.nan)
    return smoothed


def group_by_density(area: Floats) -> Labels:
    """Number cores by how much surface each stands for: (k,) from 0, groups of like size, at least 2000 cores each.

    Where points are sparse, averages over neighbours share fewer independent points and follow relief less well, so
    their noise must be judged among their like.

    Args:
        area: (k,) m².
    """
    count = int(np.clip(len(area) // IN_GROUP, 1, MOST_GROUPS))
    if count == 1:
        return np.zeros(len(area), np.int64)
    return np.searchsorted(np.quantile(area, np.linspace(0, 1, count + 1)[1:-1]), area).astype(np.int64)


def standardise(values: Floats, groups: Labels | None = None) -> Floats:
    """Values in units of the spread that most of them show; heavy tails of noise widen the unit.

    The tail is read on the side that reaches less far, since change is seldom equal on both, and counts within bounds,
    since sometimes it is.

    Args:
        values: (k,) any unit, NaN is left out.
        groups: (k,) numbers; a group that spreads wider than the whole has its own, wider unit, within bounds, since
            a whole group may have changed.
    """
    known = np.isfinite(values)
    if not known.any():
        return values
    whole = _unit(values[known])
    if groups is None:
        return values / whole
    units = np.full(int(groups.max(initial=0)) + 1, whole)
    for number in range(len(units)):
        own = values[known & (groups == number)]
        if len(own) >= IN_GROUP // 4:
            units[number] = min(max(whole, _unit(own)), WIDER * whole)
    scaled: Floats = values / units[groups]
    return scaled


def _unit(known: Floats) -> float:
    middle = 1.4826 * float(np.median(np.abs(known)))
    low, high = np.quantile(known, [0.002, 0.998])
    tail = min(-float(low), float(high)) / float(norm.ppf(0.998))
    return max(middle, min(tail, HEAVY * middle), 1e-12)


def grow(
    links: csr_matrix, distance: Floats, levels: tuple[Floats, Floats], groups: Labels, rules: GrowthRules
) -> Marks:
    """Mark what belongs to a place that noise does not explain, for one sign (positive ``distance``).

    Args:
        links: see ``link_cores``.
        distance: (k,) signed so that the change looked for is positive; NaN without data.
        levels: (k,) calibrated one-sigma of ``distance``, and (k,) its level of detection.
        groups: (k,) see ``group_by_density``.
        rules: of growth.

    Source:
        Hysteresis thresholding after Canny 1986; the seeds' limit is Bonferroni's over all cores and scales.
    """
    sigma, lod = levels
    ratio = np.clip(distance / sigma, -LOUD, LOUD)
    marked = np.zeros(len(distance), np.bool_)
    finer = np.nan_to_num(standardise(ratio, groups))
    seed_limit = float(norm.isf(rules.false_regions / 2 / max(len(distance), 1) / len(rules.rounds)))
    for rounds in rules.rounds:
        # What a finer scale has found takes no part, or averages would carry it far into unchanged surface.
        smoothed = smooth(links, np.where(marked, np.nan, ratio), rounds)
        z = np.nan_to_num(standardise(smoothed, groups))
        depth = np.nan_to_num(smoothed * sigma)
        candidate = (z > rules.edge) & (finer > 0.8)
        seeds = candidate & (z > seed_limit) & (depth > rules.least_share * np.nan_to_num(lod, nan=np.inf))
        marked |= keep_seeded(links, candidate, seeds)
        finer = z
    return marked


def keep_seeded(links: csr_matrix, candidate: Marks, seeds: Marks) -> Marks:
    """Of the candidates those that hang together with a seed."""
    labels = label(links, candidate)
    hit = np.zeros(int(labels.max()) + 2, np.bool_)
    hit[labels[seeds & candidate]] = True
    hit[-1] = False
    kept: Marks = candidate & hit[labels]
    return kept


def label(links: csr_matrix, marked: Marks) -> Labels:
    """Number the places that hang together: (k,) from 0, −1 outside."""
    inside = np.flatnonzero(marked)
    labels = np.full(len(marked), -1, np.int64)
    if len(inside):
        labels[inside] = connected_components(links[inside][:, inside], directed=False)[1]
    return labels


def widen(links: csr_matrix, marked: Marks, rings: int) -> Marks:
    """The marked cores and their neighbours, ``rings`` times."""
    current = marked.copy()
    for _ in range(rings):
        current |= (links @ current.astype(np.float64)) > 0
    return current


def close_rim(links: csr_matrix, marked: Marks, allowed: Marks) -> Marks:
    """Fill notches and holes one ring wide, only where ``allowed``."""
    grown = widen(links, marked, 1) & (allowed | marked)
    outside = widen(links, ~grown, 1)
    closed: Marks = marked | (grown & ~outside)
    return closed
