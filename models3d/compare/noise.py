"""How noisy single points of a scan are, judged from the scan alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree
from scipy.stats import chi2

if TYPE_CHECKING:
    from models3d.topology import Index

Floats = NDArray[np.float64]
_PATCHES = 4_000
_NEAR, _FAR, _ASKED = 12, 24, 48
_TERMS = 6
_CURVED = 8.0
"""Twice the points reach √2 as far; what a quadric leaves of relief grows with the third power, squared eightfold."""


def estimate_noise(positions: Floats, normals: Floats | None = None, seed: int = 0) -> float:
    """Estimate the one-sigma noise of a single point along the surface normal.

    Quadrics are fitted to small neighbourhoods of a sample of points; the median of their residual variances, with
    degrees of freedom counted, is the noise plus what relief a quadric can't follow. That part grows with the size of
    the neighbourhood while noise doesn't, so two sizes tell them apart. Noise that scanning software smoothed over
    neighbouring points can't be seen in this way.

    Args:
        positions: (n, 3) points, any length unit.
        normals: (n, 3) unit; with them the far side of a thin wall takes no part.
        seed: of the sample.

    Returns:
        The noise in the unit of ``positions``; 0.0 with fewer than 25 points.
    """
    count = len(positions)
    if count <= _FAR or not np.ptp(positions, axis=0).any():
        return 0.0
    picked = np.random.default_rng(seed).choice(count, min(_PATCHES, count), replace=False)
    tree = cKDTree(positions, balanced_tree=False, compact_nodes=False)
    near: Index = np.asarray(tree.query(positions[picked], k=min(_ASKED, count))[1])
    near = _same_side(near, picked, normals)
    if len(near) == 0:
        return 0.0
    small, large = (_median_variance(positions[near[:, :few]]) for few in (_NEAR, _FAR))
    floor = small / _CURVED
    return float(np.sqrt(max(small - max(large - small, 0.0) / (_CURVED - 1), floor)))


def _same_side(near: Index, picked: Index, normals: Floats | None) -> Index:
    """Keep the nearest 24 neighbours that look the way of their point, where there are so many."""
    if normals is None:
        return near[:, :_FAR]
    alike = np.einsum("pki,pi->pk", normals[near], normals[picked]) > 0.5
    order = np.argsort(~alike, axis=1, kind="stable")[:, :_FAR]
    kept: Index = np.take_along_axis(near, order, axis=1)[alike.sum(axis=1) >= _FAR]
    return kept


def _median_variance(patches: Floats) -> float:
    """Median of the residual variances of quadric fits to (p, k, 3) patches, corrected to what Gaussian noise gives."""
    free = patches.shape[1] - _TERMS
    local = patches - patches.mean(axis=1, keepdims=True)
    _, axes = np.linalg.eigh(np.einsum("pki,pkj->pij", local, local))
    turned = np.einsum("pki,pij->pkj", local, axes)
    height, across = turned[:, :, 0], turned[:, :, 1:]
    across = across / np.maximum(np.abs(across).max(axis=(1, 2), keepdims=True), 1e-300)
    u, v = across[:, :, 0], across[:, :, 1]
    terms = np.stack([np.ones_like(u), u, v, u * u, u * v, v * v], axis=2)
    basis, _ = np.linalg.qr(terms)
    rest = height - np.einsum("pkt,pt->pk", basis, np.einsum("pkt,pk->pt", basis, height))
    return float(np.median(np.einsum("pk,pk->p", rest, rest)) / chi2.ppf(0.5, free))
