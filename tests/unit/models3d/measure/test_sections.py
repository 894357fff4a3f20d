"""Sections: exact on known bodies, whole lines through vertices and seams, both surveys in one frame."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models3d.errors import GeometryError
from models3d.measure.chains import Polyline, chain_segments, divide_line, step_along
from models3d.measure.sections import crop_pair, cut_both, cut_mesh, make_plane
from models3d.types import Mesh


def box(size=(1.0, 1.0, 1.0)) -> Mesh:
    points = np.array(list(itertools.product([0, 1], [0, 1], [0, 1])), float) * size
    faces = [
        [0, 1, 3], [0, 3, 2], [4, 6, 7], [4, 7, 5], [0, 4, 5], [0, 5, 1],
        [2, 3, 7], [2, 7, 6], [0, 2, 6], [0, 6, 4], [1, 5, 7], [1, 7, 3],
    ]  # fmt: skip
    return Mesh(points, np.array(faces))


@pytest.mark.parametrize(("height", "found"), [(0.0, 0), (0.5, 1), (1.0, 1), (1.5, 0)])
def test_a_plane_through_vertices_is_the_side_just_below(height, found):
    lines = cut_mesh(box(), make_plane((0, 0, height), (0, 0, 1)))
    assert len(lines) == found
    assert all(line.closed and line.area_m2 == pytest.approx(1) and line.length_m == pytest.approx(4) for line in lines)


def test_a_plane_along_edges_stays_one_line():
    (line,) = cut_mesh(box(), make_plane((0, 0, 0), (1, -1, 0)))
    assert line.closed
    assert line.length_m == pytest.approx(2 + 2 * np.sqrt(2))
    assert abs(line.area_m2) == pytest.approx(np.sqrt(2))


def test_material_lies_to_the_left_so_that_hollows_run_clockwise():
    outer, inner = box(), box((0.5, 0.5, 0.5))
    hollow = Mesh(
        np.vstack([outer.positions, inner.positions + 0.25]), np.vstack([outer.faces, inner.faces[:, ::-1] + 8])
    )
    areas = [line.area_m2 for line in cut_mesh(hollow, make_plane((0, 0, 0.5), (0, 0, 1)))]
    assert areas == pytest.approx([1, -0.25])


def test_seams_and_loose_triangles_do_not_break_lines():
    whole = box()
    soup = Mesh(whole.positions[whole.faces].reshape(-1, 3), np.arange(36).reshape(-1, 3))
    (line,) = cut_mesh(soup, make_plane((0.3, 0, 0.4), (0.2, 0.1, 1)))
    assert line.closed


def test_an_open_sheet_gives_open_lines_longest_first():
    sheet = Mesh(
        np.array([[0, 0, 0], [1, 0, 0], [0, 1, 0], [5, 0, 0], [8, 0, 0], [5, 4, 0.0]]), np.array([[0, 1, 2], [3, 4, 5]])
    )
    lines = cut_mesh(sheet, make_plane((0, 0.25, 0), (0, 1, 0)))
    assert [line.closed for line in lines] == [False, False]
    assert [line.length_m for line in lines] == pytest.approx([2.8125, 0.75])


@settings(max_examples=40, deadline=None)
@given(st.lists(st.floats(-1, 1), min_size=6, max_size=6), st.floats(-3, 3))
def test_turning_the_mesh_and_the_plane_changes_nothing(numbers, angle):
    normal, origin = np.array(numbers[:3]), np.array(numbers[3:]) * 0.4 + 0.5
    if np.linalg.norm(normal) < 0.05:
        return
    pose = np.eye(4)
    pose[:3, :3] = [[np.cos(angle), 0, np.sin(angle)], [0, 1, 0], [-np.sin(angle), 0, np.cos(angle)]]
    pose[:3, 3] = (0.3, -2, 1)
    back = np.linalg.inv(pose)
    moved = Mesh(box().positions @ back[:3, :3].T + back[:3, 3], box().faces)
    pair = cut_both(box(), moved, make_plane(tuple(origin), tuple(normal)), pose)
    there, here = (sum(line.area_m2 for line in lines) for lines in (pair.earlier, pair.later))
    assert there == pytest.approx(here, abs=1e-9)


@pytest.mark.parametrize("normal", [(0, 0, 0), (np.nan, 0, 1), (np.inf, 0, 0)])
def test_a_plane_without_direction_is_refused(normal):
    with pytest.raises(GeometryError, match="section_plane"):
        make_plane((0, 0, 0), normal)


def test_an_empty_mesh_is_refused():
    with pytest.raises(GeometryError, match="engine_input"):
        cut_mesh(Mesh(np.zeros((3, 3)), np.empty((0, 3), np.int64)), make_plane((0, 0, 0), (0, 0, 1)))


def test_a_level_plane_has_a_frame_and_lifting_undoes_flattening():
    plane = make_plane((1, 2, 3), (0, 2, 0))
    axes = np.array([plane.across, plane.upward, plane.normal])
    assert np.allclose(axes @ axes.T, np.eye(3))
    assert np.linalg.det(axes) == pytest.approx(1)
    flat = np.array([[0.2, -0.4], [3, 1]])
    assert np.allclose(plane.flatten(plane.lift(flat)), flat)


def test_where_three_segments_meet_lines_end():
    points = np.array([[0, 0], [1, 0], [2, 0], [1, 1.0]])
    lines = chain_segments(points, np.array([[0, 1], [1, 2], [1, 3], [3, 1], [2, 2]]))
    assert len(lines) == 3
    assert not any(line.closed for line in lines)
    assert chain_segments(points, np.empty((0, 2), np.int64)) == ()


def test_steps_divide_lines_evenly_and_keep_to_them():
    square = Polyline(np.array([[0, 0], [1, 0], [1, 1], [0, 1.0]]), closed=True)
    steps = step_along((square, Polyline(np.array([[0, 0], [3, 0.0]]), closed=False)), 0.3)
    assert np.bincount(steps.line).tolist() == [14, 11]
    assert steps.points[-1].tolist() == [3, 0]
    assert np.allclose(np.linalg.norm(steps.ahead, axis=1), 1)
    assert len(step_along((), 1.0).points) == 0
    points, way = divide_line(square, 0.4)
    assert np.diff(way).max() <= 0.4
    assert points[0].tolist() == points[-1].tolist()


def test_cropping_keeps_what_lies_in_the_window():
    pair = cut_both(box(), box(), make_plane((0, 0, 0.5), (0, 0, 1)))
    whole = crop_pair(pair, (0.5, 0.5), (2, 2), 0.01)
    assert whole.earlier == pair.earlier
    part = crop_pair(pair, (0.0, 0.5), (0.2, 0.2), 0.01)
    assert len(part.earlier) == 1
    assert part.earlier[0].length_m == pytest.approx(0.4, abs=0.03)
    assert crop_pair(pair, (9, 9), (1, 1), 0.01).later == ()
