"""Small surveys of known shape for tests of a comparison's files and frames."""

from __future__ import annotations

import numpy as np

from models3d.compare.types import Epoch
from models3d.surface import Surface, compute_normals
from models3d.types import Mesh
from tests.scans import sphere

RADIUS_M = 0.05


def epoch(
    positions, faces, *, name="a.ply", kind="mesh", points=None, up="y", shift=(0.0, 0.0, 0.0), colors=None
) -> Epoch:
    """An epoch of these triangles; for a cloud, ``points`` are what was measured."""
    mesh = Mesh(np.asarray(positions, float), np.asarray(faces), colors=colors)
    measured = mesh.positions if points is None else np.asarray(points, float)
    normals = compute_normals(mesh.positions, mesh.faces).astype(float)
    return Epoch(
        name=name,
        sha256="0" * 64,
        kind=kind,
        positions=measured,
        normals=normals if points is None else np.tile([0.0, 1.0, 0.0], (len(measured), 1)),
        surface=Surface(mesh),
        spacing_m=1e-3,
        noise_m=1e-4,
        noise_evidence="estimated",
        unit="m",
        unit_evidence="stated",
        up=up,
        shift_m=shift,
    )


def ball(radius_m=RADIUS_M, rings=24, sectors=40, **more) -> Epoch:
    """A sphere about the origin."""
    positions, faces = sphere(rings, sectors, radius_m)
    return epoch(positions, faces, **more)
