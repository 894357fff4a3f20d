"""Maps, contour lines, carried values and profiles: true to scale, blind where nothing is known."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from models3d.errors import GeometryError
from models3d.measure.contours import choose_levels, round_step, trace_contours
from models3d.measure.fields import spread_cores
from models3d.measure.maps import SIDES, map_deviation, open_window
from models3d.measure.profiles import Later, trace_profile
from models3d.surface import Surface
from models3d.types import Mesh


def sheet(shape, count=41) -> Mesh:
    """A square of 0.2 m seen from +Z, with heights given by ``shape``."""
    x, y = np.meshgrid(np.linspace(-0.1, 0.1, count), np.linspace(-0.1, 0.1, count))
    points = np.stack([x, y, shape(x, y)], axis=-1).reshape(-1, 3)
    corner = (np.arange(count - 1)[:, None] * count + np.arange(count - 1)).reshape(-1, 1)
    faces = np.vstack([corner + np.array([0, 1, count + 1]), corner + np.array([0, count + 1, count])])
    return Mesh(points, faces)


def test_a_map_has_its_scale_values_and_outline():
    mesh = sheet(lambda x, y: 0 * x)
    x, y = mesh.positions[:, :2].T
    values = np.where(x < -0.05, np.nan, x)
    drawn = map_deviation(Surface(mesh), values, np.hypot(x, y) < 0.04, "front", mm_per_px=1.0, up="y")
    assert drawn.values.shape == (204, 204)
    known = np.isfinite(drawn.values)
    columns = (np.arange(204) + 0.5 - 102) / 1000
    assert np.abs(drawn.values - columns)[known & (columns > -0.045)].max() < 1e-6  # beside a gap values lean inwards
    assert known[:, :48].sum() == 0
    assert np.isnan(drawn.depth_m[0]).all()
    assert drawn.changed.sum() == pytest.approx(np.pi * 40**2, rel=0.1)
    (outline,) = drawn.outlines
    assert np.hypot(*(outline - 102).T).max() == pytest.approx(40, abs=4)


@pytest.mark.parametrize("up", ["y", "z"])
def test_the_six_sides_look_from_six_directions(up):
    windows = [open_window(np.eye(3), side, up, 10.0) for side in SIDES]
    axes = np.array([window.toward for window in windows])
    assert len(np.unique(axes, axis=0)) == 6
    assert axes[4].tolist() == ([0, 1, 0] if up == "y" else [0, 0, 1])
    for window in windows:
        frame = np.array([window.right, window.upward, window.toward])
        assert np.linalg.det(frame) == pytest.approx(1)
        at = window.project(np.eye(3))
        assert (at > 0).all()
        assert (at < np.array(window.size)).all()
        assert (window.depth(np.eye(3)) > 0).all()


@pytest.mark.parametrize("scale", [0.0, -1.0, 1e-5, np.nan])
def test_an_unusable_map_scale_is_refused(scale):
    with pytest.raises(GeometryError, match="map_resolution"):
        open_window(np.eye(3), "front", "y", scale)


def test_contours_are_circles_and_avoid_missing_values():
    y, x = np.mgrid[-50:51, -50:51] / 10.0
    grid = np.hypot(x, y)
    (two,) = trace_contours(grid, (2.0,), corner=(-5, -5), step=0.1)
    (line,) = two.lines
    assert line.closed
    assert np.abs(np.hypot(*line.points.T) - 2).max() < 0.01
    assert abs(line.area_m2) == pytest.approx(np.pi * 4, rel=0.01)
    grid[:, 50] = np.nan
    assert [part.closed for part in trace_contours(grid, (2.0,))[0].lines] == [False, False]
    assert trace_contours(grid[:1], (2.0,))[0].lines == ()


def test_levels_are_round_and_inside():
    assert choose_levels(np.array([[0.0, 1.0]]), 0.25) == (0.25, 0.5, 0.75)
    assert choose_levels(np.array([[0.0, 10.0]])) == tuple(float(k) for k in range(1, 10))
    assert choose_levels(np.full((2, 2), np.nan)) == ()
    assert [round_step(span) for span in (12, 13, 50, 100, 0, np.nan)] == [1, 2, 5, 10, 1, 1]


def test_values_stay_on_their_side_of_a_wall_and_in_their_reach():
    line = np.linspace(0, 1, 101)
    places = np.stack([line, 0 * line, 0 * line], axis=1)
    up, down = np.tile([0, 0, 1.0], (101, 1)), np.tile([0, 0, -1.0], (101, 1))
    cores = (np.vstack([places, places - [0, 0, 0.001]]), np.vstack([up, down]))
    values = np.repeat([1.0, -1.0], 101)
    values[:10] = np.nan
    moved = places + np.array([0.001, 0, 0])
    got = spread_cores(cores, values, (moved, up), 0.03)
    assert np.isnan(got[:10]).all()
    assert got[12:].tolist() == pytest.approx([1.0] * 89)
    assert spread_cores(cores, values, (places - [0, 0, 0.001], down), 0.03)[5] == pytest.approx(-1)
    assert np.isnan(spread_cores(cores, values, (places + np.array([0, 1, 0]), up), 0.03)).all()
    assert np.array_equal(spread_cores(cores, values, cores, 0.03), values, equal_nan=True)
    assert np.isnan(spread_cores((np.empty((0, 3)),) * 2, np.empty(0), (places, up), 1.0)).all()
    assert spread_cores(cores, np.stack([values, values], axis=1), (moved, up), 0.03).shape == (101, 2)


def test_a_profile_tells_relief_and_change_also_through_a_pose():
    earlier = Surface(sheet(lambda x, y: 0.01 * np.cos(x * 20)))
    dent = sheet(lambda x, y: 0.01 * np.cos(x * 20) - 0.001 * (np.hypot(x, y) < 0.03))
    pose = np.eye(4)
    pose[:3, :3] = Rotation.from_rotvec([0.3, 0.5, -1]).as_matrix()
    pose[:3, 3] = (0.2, 0.1, -0.4)
    back = np.linalg.inv(pose)
    later = Surface(Mesh(dent.positions @ back[:3, :3].T + back[:3, 3], dent.faces))
    path = np.array([[-0.08, 0, 0.0], [0, 0, 0.02], [0.08, 0, 0]])
    got = trace_profile(earlier, Later(later, pose), path, 0.002, 0.01)
    middle = np.abs(got.places[:, 0]) < 0.015
    assert got.distance_m[middle] == pytest.approx(-0.001, abs=3e-5)
    assert np.abs(got.distance_m[np.abs(got.places[:, 0]) > 0.045]).max() < 1e-6
    assert got.relief_m.max() == pytest.approx(0.01, rel=0.2)
    assert (np.diff(got.arc_m) >= 0).all()
    far = trace_profile(earlier, Later(later, pose + np.eye(4)[:, [3, 0, 1, 2]] * 0), path, 0.01, 1e-4)
    assert np.isnan(far.distance_m[np.abs(far.places[:, 0]) < 0.01]).all()


@pytest.mark.parametrize("path", [np.zeros((2, 3)), np.zeros((1, 3)), np.full((2, 3), np.nan), np.zeros(3)])
def test_a_path_without_length_is_refused(path):
    surface = Surface(sheet(lambda x, y: 0 * x, 3))
    with pytest.raises(GeometryError, match="path_short"):
        trace_profile(surface, Later(surface, np.eye(4)), path, 0.01, 0.1)
