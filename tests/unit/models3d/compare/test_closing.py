"""Small holes are closed for volumes, large ones stay open, and nothing that was measured moves."""

import numpy as np

from models3d.compare.closing import close_small_holes
from models3d.inspect import enclosed_volume
from models3d.topology import build_edges
from models3d.types import Mesh
from tests.scans import sphere


def holed(radius):
    positions, faces = sphere(24, 40, 0.05)
    away = np.linalg.norm(positions[faces].mean(axis=1) - (0.05, 0, 0), axis=1)
    return Mesh(positions, faces[away > radius])


def open_edges(mesh):
    return int((build_edges(mesh.faces, len(mesh.positions)).count == 1).sum())


def test_a_small_hole_is_closed_the_right_way_round():
    mesh = holed(0.008)
    found = close_small_holes(mesh, 0.1)
    closed = found.mesh
    assert open_edges(mesh) > 0
    assert open_edges(closed) == 0
    whole = enclosed_volume(*sphere(24, 40, 0.05))
    assert 0.98 * whole < enclosed_volume(closed.positions, closed.faces) < whole
    assert np.array_equal(closed.positions[: len(mesh.positions)], mesh.positions)


def test_a_large_hole_stays_open():
    mesh = holed(0.03)
    assert open_edges(close_small_holes(mesh, 0.05).mesh) == open_edges(mesh)


def test_two_holes_that_touch_in_one_place_are_closed_together():
    positions, faces = sphere(24, 40, 0.05)
    corner = int(np.argmin(np.linalg.norm(positions - (0.05, 0, 0), axis=1)))
    around = np.flatnonzero((faces == corner).any(axis=1))
    mesh = Mesh(positions, np.delete(faces, around[[0, 3]], axis=0))
    found = close_small_holes(mesh, 0.1)
    assert open_edges(found.mesh) == 0
    assert len(found.lengths) == 1
    whole = enclosed_volume(positions, faces)
    assert abs(enclosed_volume(found.mesh.positions, found.mesh.faces) / whole - 1) < 1e-3


def test_a_whole_surface_is_given_back():
    mesh = Mesh(*sphere(24, 40, 0.05))
    found = close_small_holes(mesh, 0.1)
    assert found.mesh is mesh
    assert len(found.lengths) == 0
