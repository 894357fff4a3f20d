import numpy as np
import pytest

from models3d.errors import GeometryError
from models3d.inspect import inspect_mesh
from models3d.reconstruct import reconstruct_surface, thin_cloud
from models3d.types import PointCloud


def ball(count, seed=1):
    directions = np.random.default_rng(seed).normal(size=(count, 3))
    return directions / np.linalg.norm(directions, axis=1, keepdims=True)


def test_a_ball_comes_out_as_a_ball_with_its_colours():
    points = ball(1500)
    colors = np.where(points[:, :1] > 0, [[200, 0, 0]], [[0, 0, 200]]).astype(np.uint8)
    made = reconstruct_surface(PointCloud(points + 5, colors))
    found = inspect_mesh(made.mesh)
    assert made.method == "poisson"
    assert np.abs(np.linalg.norm(made.mesh.positions - 5, axis=1) - 1).max() < 0.08
    assert found.area == pytest.approx(4 * np.pi, rel=0.08)
    right = made.mesh.positions[:, 0] > 5.1
    assert (made.mesh.colors[right][:, 0] == 200).mean() > 0.98


def test_terrain_is_draped_and_walls_are_not():
    rng = np.random.default_rng(3)
    plan = rng.uniform(0, 100, (3000, 2))
    hills = np.concatenate([plan, 3 * np.sin(plan[:, :1] / 9)], axis=1)
    made = reconstruct_surface(PointCloud(hills))
    assert made.method == "delaunay_2_5d"
    normals = np.cross(
        *(made.mesh.positions[made.mesh.faces[:, k]] - made.mesh.positions[made.mesh.faces[:, 0]] for k in (1, 2))
    )
    assert (normals[:, 2] > 0).all(), "the ground looks up"
    assert reconstruct_surface(PointCloud(ball(3000) * 10)).method == "poisson"


@pytest.mark.parametrize(
    ("points", "method", "notice"),
    [
        (np.eye(3), "planar", "surface_flat"),
        (np.concatenate([np.eye(3), np.zeros((1, 3))]), "convex_hull", "surface_rough"),
        (ball(40), "convex_hull", "surface_rough"),
        (
            np.concatenate([np.random.default_rng(0).uniform(size=(200, 2)), np.ones((200, 1))], axis=1),
            "planar",
            "surface_flat",
        ),
    ],
)
def test_few_or_flat_points_still_give_a_surface_and_say_how(points, method, notice):
    made = reconstruct_surface(PointCloud(points))
    assert (made.method, [n.code for n in made.notices]) == (method, [notice])
    assert len(made.mesh.faces) >= 1


@pytest.mark.parametrize(
    ("points", "code"),
    [
        (np.zeros((1, 3)), "too_few_points"),
        (np.zeros((90, 3)), "too_few_points"),
        (np.eye(3)[:2], "too_few_points"),
        (np.outer(np.arange(50.0), [1, 2, 3]), "points_collinear"),
    ],
)
def test_no_surface_goes_through_a_point_or_a_line(points, code):
    with pytest.raises(GeometryError) as caught:
        reconstruct_surface(PointCloud(points))
    assert caught.value.code == code


def test_thinning_is_even_repeatable_and_keeps_what_belongs_together():
    points = ball(5000)
    cloud = PointCloud(points, intensity=points[:, 0].astype(np.float32))
    thin = thin_cloud(cloud, 500)
    assert 200 <= len(thin.positions) <= 500
    assert np.array_equal(thin.positions, thin_cloud(cloud, 500).positions)
    assert np.allclose(thin.intensity, thin.positions[:, 0], atol=1e-6)
