"""Small holes of a survey closed for volumes alone: what a scanner missed inside a break must not count as open."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components

from models3d.holes import find_open_sides
from models3d.topology import build_edges
from models3d.types import Mesh

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Closed:
    """A mesh without its small holes, the (h, 3) middles of the caps and the (h,) lengths of their rims, metres."""

    mesh: Mesh
    middles: Floats
    lengths: Floats


def close_small_holes(mesh: Mesh, longest_m: float) -> Closed:
    """Close what open edges surround, wherever those that hang together are at most ``longest_m`` long in all.

    Each gets a fan about its middle, rims that touch themselves too. Volumes differ from those of any other cap by
    second-order amounts; distances are never measured on the caps.
    """
    _, start, end = find_open_sides(mesh.faces, build_edges(mesh.faces, len(mesh.positions)))
    if len(start) == 0:
        return Closed(mesh, np.zeros((0, 3)), np.zeros(0))
    ends, used = np.unique(np.concatenate([start, end]), return_inverse=True)
    one, two = used[: len(start)], used[len(start) :]
    joined = csr_matrix((np.ones(len(one)), (one, two)), shape=(len(ends), len(ends)))
    of_edge = connected_components(joined, directed=False)[1][one]
    length = np.linalg.norm(mesh.positions[start] - mesh.positions[end], axis=1)
    whole: Floats = np.bincount(of_edge, length).astype(np.float64)
    small = np.flatnonzero(whole <= longest_m)
    chosen = np.isin(of_edge, small)
    apex = np.full(len(whole), -1, np.int64)
    apex[small] = len(mesh.positions) + np.arange(len(small))
    count = np.bincount(of_edge)
    middles = np.stack([np.bincount(of_edge, mesh.positions[start][:, k]) / count for k in range(3)], axis=1)[small]
    fans = np.stack([end[chosen], start[chosen], apex[of_edge[chosen]]], axis=1)
    closed = Mesh(np.concatenate([mesh.positions, middles]), np.concatenate([mesh.faces, fans]))
    return Closed(closed, middles, whole[small])
