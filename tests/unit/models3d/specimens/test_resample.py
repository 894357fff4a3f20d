"""A truth sampled anew: vertices lie on it, triangles are others, and bending and thin-walled damage are as stated."""

import numpy as np
import pytest

from models3d.specimens.bending import Bend, bend_points
from models3d.specimens.damage import Wound, damage_mesh, signed_volume
from models3d.specimens.resample import refine_surface, sample_surface, turn_diagonals
from models3d.surface import Surface
from models3d.types import Mesh
from tests.scans import CUBE_FACES, CUBE_POSITIONS, sphere


@pytest.fixture(scope="module")
def ball():
    positions, faces = sphere(24, 40)
    return Surface(Mesh(*refine_surface(positions, faces))), positions, faces


def test_refined_ball_stays_closed_and_gets_four_times_the_triangles():
    positions, faces = sphere(12, 20)
    fine, fine_faces = refine_surface(positions, faces)
    assert len(fine_faces) == 4 * len(faces)
    assert 0.9 < signed_volume(fine, fine_faces) / signed_volume(positions, faces) < 1.0


def test_border_of_an_open_sheet_stays_straight():
    positions = np.array([[x, y, 0.0] for x in range(4) for y in range(4)])
    faces = np.array([[4 * i + j, 4 * i + j + 4, 4 * i + j + 1] for i in range(3) for j in range(3)])
    back = np.array([[4 * i + j + 1, 4 * i + j + 4, 4 * i + j + 5] for i in range(3) for j in range(3)])
    fine, _ = refine_surface(positions, np.vstack([faces, back]))
    assert np.allclose(fine[:, 2], 0)
    assert fine.min() == 0
    assert np.isclose(fine[:, :2].max(), 3)


def test_sampled_vertices_lie_on_the_truth_and_are_none_of_its_vertices(ball):
    truth, positions, faces = ball
    sampling = sample_surface(truth, positions, faces, 3)
    laid = sampling.lay_on(truth.mesh.positions)
    assert truth.find_nearest(laid).distance.max() < 1e-5
    other = sample_surface(truth, positions, faces, 4).lay_on(truth.mesh.positions)
    assert np.linalg.norm(laid[:, None, :] - other[None, ::7], axis=2).min() > 1e-5
    assert 0.97 < signed_volume(laid, sampling.faces) / signed_volume(*_arrays(truth)) <= 1.0


def test_same_seed_gives_the_same_sampling(ball):
    one, two = (sample_surface(*ball, 5) for _ in range(2))
    assert np.array_equal(one.faces, two.faces)
    assert np.array_equal(one.weights, two.weights)


def test_turned_diagonals_keep_the_volume_nearly_and_change_the_triangles(ball):
    _, positions, faces = ball
    turned = turn_diagonals(positions, faces, np.random.default_rng(1))
    assert (turned != faces).any(axis=1).mean() > 0.1
    assert signed_volume(positions, turned) == pytest.approx(signed_volume(positions, faces), rel=0.01)


def test_diagonals_of_a_cube_do_not_cut_its_edges():
    turned = turn_diagonals(CUBE_POSITIONS, CUBE_FACES, np.random.default_rng(1))
    assert abs(signed_volume(CUBE_POSITIONS, turned)) == pytest.approx(abs(signed_volume(CUBE_POSITIONS, CUBE_FACES)))


def test_bent_bar_is_fixed_below_and_moves_by_its_tip_above():
    points = np.array([[0.0, 0.0, 0.0], [0.0, 0.5, 0.0], [0.0, 1.0, 0.0], [0.0, -0.3, 0.1]])
    moved = bend_points(points, Bend((0, 0, 0), (0, 1, 0), (1, 0, 0), 1.0, 1e-3)) - points
    assert np.allclose(moved[:, 0], [0.0, 0.00025, 0.001, 0.0])
    assert np.allclose(moved[:, 1:], 0)


def test_wound_on_a_thin_wall_does_not_come_out_on_its_other_side():
    outer, faces = sphere(40, 80, 0.05)
    inner = outer * 0.96
    mesh = Mesh(np.vstack([outer, inner]), np.vstack([faces, faces[:, ::-1] + len(outer)]))
    wound = Wound("chip", (0.05, 0.0, 0.0), 0.01, 0.0005, facing=(1.0, 0.0, 0.0))
    later, (truth,) = damage_mesh(mesh, (wound,))
    still = later.positions == mesh.positions
    assert still[len(outer) :].all()
    assert not still[: len(outer)].all()
    assert truth.volume_mm3 < 0


def _arrays(surface):
    return surface.mesh.positions, surface.mesh.faces
