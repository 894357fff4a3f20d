"""A profile along a path that a person drew on the object: the relief and the change under it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models3d.errors import GeometryError
from models3d.surface import Surface

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Profile:
    """What lies under a path.

    Attributes:
        arc_m: (k,) way along the path, laid onto the earlier surface.
        places: (k, 3) on the earlier surface, and ``normals`` (k, 3) unit outward there.
        relief_m: (k,) height of the earlier surface over the chord from the path's first to its last place, along the
            mean normal.
        distance_m: (k,) signed way to the later surface along the normal; NaN where it isn't met within reach.
    """

    arc_m: Floats
    places: Floats
    normals: Floats
    relief_m: Floats
    distance_m: Floats


@dataclass(frozen=True, slots=True)
class Later:
    """The later surface and the (4, 4) matrix that lays it onto the earlier one."""

    surface: Surface
    matrix: Floats


def trace_profile(earlier: Surface, later: Later, path: Floats, step_m: float, reach_m: float) -> Profile:
    """Follow a path over the earlier surface and look along its normals for the later one.

    Args:
        earlier: metres.
        later: see ``Later``.
        path: (p, 3) picked points on or near the earlier surface, metres, p >= 2.
        step_m: between places.
        reach_m: how far to look to either side.

    Raises:
        GeometryError: ``path_short`` when fewer than two distinct finite points or no positive step are given.
    """
    places = _divide_path(np.asarray(path, np.float64), step_m)
    hits = earlier.find_nearest(places)
    corners = earlier.mesh.faces[hits.faces]
    weights = hits.weights.astype(np.float64)
    places = np.einsum("nk,nkd->nd", weights, earlier.mesh.positions[corners])
    normals = np.einsum("nk,nkd->nd", weights, earlier.normals[corners].astype(np.float64))
    normals /= np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-12)
    arc = np.append(0.0, np.cumsum(np.linalg.norm(np.diff(places, axis=0), axis=1)))
    distance = probe_normals(later, places, normals, reach_m)
    return Profile(arc, places, normals, _relief(places, normals), distance)


def probe_normals(later: Later, places: Floats, normals: Floats, reach_m: float) -> Floats:
    """Give the (n,) signed way in metres from places along their normals to the later surface; NaN beyond reach."""
    back = np.linalg.inv(later.matrix)
    start = reach_m * 1e-3  # a surface right at the place must not be missed: each look starts a little behind it
    ways = []
    for sign in (1.0, -1.0):
        origins = (places - normals * (sign * start)) @ back[:3, :3].T + back[:3, 3]
        hits = later.surface.cast_rays(origins, normals @ (back[:3, :3].T * sign))
        ways.append(hits.distance - start)
    outward, inward = ways
    nearest = np.where(np.abs(outward) <= np.abs(inward), outward, -inward)
    nearest[~(np.abs(nearest) <= reach_m)] = np.nan
    return nearest


def _divide_path(path: Floats, step_m: float) -> Floats:
    sound = path.ndim == 2 and path.shape[-1] == 3 and bool(np.isfinite(path).all()) and step_m > 0
    lengths = np.linalg.norm(np.diff(path, axis=0), axis=1) if sound else np.zeros(0)
    if float(lengths.sum()) <= 0:
        raise GeometryError("path_short", points=len(path))
    way = np.append(0.0, np.cumsum(lengths))
    keep = np.append(True, lengths > 0)
    arcs = np.linspace(0.0, way[-1], max(2, int(np.ceil(way[-1] / step_m)) + 1))
    return np.stack([np.interp(arcs, way[keep], path[keep, axis]) for axis in range(3)], axis=1)


def later_relief(profile: Profile) -> Floats:
    """Give the (k,) height in metres of the later surface over the same chord; NaN where it isn't met."""
    lift = profile.normals @ _upright(profile.places, profile.normals)
    later: Floats = profile.relief_m + profile.distance_m * lift
    return later


def _relief(places: Floats, normals: Floats) -> Floats:
    relief: Floats = (places - places[0]) @ _upright(places, normals)
    return relief


def _upright(places: Floats, normals: Floats) -> Floats:
    """The mean normal, at right angles to the chord."""
    mean = normals.mean(axis=0)
    chord = places[-1] - places[0]
    length = float(np.linalg.norm(chord))
    if length > 0:
        mean = mean - chord * float(mean @ chord) / length**2
    upright: Floats = mean / max(float(np.linalg.norm(mean)), 1e-12)
    return upright
