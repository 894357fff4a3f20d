"""Signed closest distances: right to the last digit of float64, and on the right side at edges and corners."""

import numpy as np
import pytest

from models3d.compare.closest import closest_signed
from models3d.specimens.forms import ball, block
from models3d.surface import Surface
from models3d.types import Mesh


def surface(part):
    return Surface(Mesh(part.positions, part.faces))


CUBE = surface(block((2.0, 2.0, 2.0), 0.5))


def test_distances_to_a_cube_are_exact_on_faces_edges_and_corners():
    points = np.array([[0.1, 0.2, 1.25], [1.5, 1.5, 0.1], [2.0, 2.0, 2.0], [0.0, 0.0, 0.9], [0.99, 0.98, 0.97]])
    found = closest_signed(CUBE, points)
    expected = [0.25, np.sqrt(0.5), np.sqrt(3.0), -0.1, -0.01]
    assert np.allclose(found.distance, expected, rtol=0, atol=1e-12)
    assert not found.on_border.any()


def test_the_sign_is_right_around_sharp_spikes():
    """A flat, sharp wedge: the nearest triangle's own normal would put half of these points inside."""
    positions = np.array([[0, 0, 0], [1, 0, 0], [0, 1, 0], [0.2, 0.2, 0.02]], np.float64)
    faces = np.array([[0, 2, 1], [0, 1, 3], [1, 2, 3], [2, 0, 3]])
    points = np.random.default_rng(1).uniform(-1, 2, (20_000, 3))
    found = closest_signed(Surface(Mesh(positions, faces)), points)
    normals = np.cross(positions[faces[:, 1]] - positions[faces[:, 0]], positions[faces[:, 2]] - positions[faces[:, 0]])
    heights = np.einsum("fk,nfk->nf", normals, points[:, None] - positions[faces[:, 0]])
    assert np.array_equal(found.distance < 0, (heights < 0).all(axis=1))


def test_far_from_the_origin_nothing_is_lost():
    part = ball((0.1, 0.1, 0.1), 60)
    step = np.array([500_000.0, 1_800_000.0, 30.0])
    far = Mesh(part.positions + step, part.faces)
    points = np.random.default_rng(2).normal(0, 0.1, (500, 3))
    near = closest_signed(surface(part), points).distance
    away = closest_signed(Surface(far), points + step).distance
    assert np.allclose(near, away, rtol=0, atol=1e-8)


def test_beyond_an_open_border_there_is_no_data():
    square = Mesh(np.array([[0, 0, 0], [1, 0, 0], [1, 1, 0], [0, 1, 0]], np.float64), np.array([[0, 1, 2], [0, 2, 3]]))
    found = closest_signed(Surface(square), np.array([[0.5, 0.5, 0.1], [0.3, 0.7, -0.1], [1.2, 0.5, 0.1], [-1, -1, 0]]))
    assert found.on_border.tolist() == [False, False, True, True]
    assert np.allclose(found.distance[:2], [0.1, -0.1])


def test_seams_are_no_borders():
    """Every triangle with corners of its own, as STL has it."""
    mesh = CUBE.mesh
    loose = Mesh(mesh.positions[mesh.faces].reshape(-1, 3), np.arange(3 * len(mesh.faces)).reshape(-1, 3))
    points = np.random.default_rng(3).uniform(-2, 2, (2000, 3))
    found, whole = closest_signed(Surface(loose), points), closest_signed(CUBE, points)
    assert not found.on_border.any()
    assert np.allclose(found.distance, whole.distance, rtol=0, atol=1e-12)


def test_without_known_sides_distances_have_no_sign():
    points = np.array([[0.0, 0.0, 0.9], [0.0, 0.0, 1.1]])
    assert np.allclose(closest_signed(CUBE, points, is_oriented=False).distance, 0.1)


def test_flat_triangles_do_no_harm():
    mesh = CUBE.mesh
    flat = Mesh(mesh.positions, np.vstack([mesh.faces, [[0, 0, 1]]]))
    assert closest_signed(Surface(flat), np.array([[0.0, 0.0, 1.5]])).distance == pytest.approx(0.5)


def test_no_points_give_no_distances():
    assert closest_signed(CUBE, np.empty((0, 3))).distance.shape == (0,)
