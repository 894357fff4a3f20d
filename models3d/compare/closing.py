"""Small holes of a survey closed for volumes alone: what a scanner missed inside a break must not count as open."""

from __future__ import annotations

import numpy as np

from models3d.holes import find_rims
from models3d.types import Mesh


def close_small_holes(mesh: Mesh, longest_m: float) -> Mesh:
    """Close every hole whose rim is at most ``longest_m`` long by a fan about its middle; the rest stays open.

    Volumes differ from those of any other cap by second-order amounts; distances are never measured on the caps.
    """
    positions, faces, added = [mesh.positions], [mesh.faces], len(mesh.positions)
    for rim in find_rims(mesh.positions, mesh.faces):
        if rim.perimeter > longest_m:
            continue
        positions.append(mesh.positions[rim.places].mean(axis=0)[None])
        faces.append(np.stack([rim.places, np.roll(rim.places, -1), np.full(len(rim.places), added, np.int64)], axis=1))
        added += 1
    return Mesh(np.concatenate(positions), np.concatenate(faces))
