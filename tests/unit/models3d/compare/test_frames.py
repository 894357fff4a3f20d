"""Shifts and poses: what is equal in the files' frames stays equal, and a pose can be told in either frame."""

import numpy as np
import pytest

from models3d.compare.aligned import lay_onto, share_map, share_shift, shift_pose, unshift_pose
from models3d.compare.order import read_order
from models3d.compare.wording import number, say
from models3d.errors import GeometryError
from models3d.register.motion import pose_of, rotation_about
from models3d.types import Notice
from tests.unit.models3d.compare.surveys import ball

SOURCES = {"earlier": "a.ply", "later": "b.ply", "out": "o"}


def test_equal_map_coordinates_are_equal_numbers_after_sharing_the_shift():
    earlier, later = ball(shift=(500_000.0, 0.0, 0.0)), ball(shift=(500_001.0, 2.0, 0.0))
    shared = share_shift(later, earlier)
    assert shared.shift_m == earlier.shift_m
    assert np.allclose(shared.positions + shared.shift_m, later.positions + later.shift_m)
    assert share_shift(earlier, earlier) is earlier


def test_two_surveys_of_one_map_are_known_and_others_are_not():
    here = (500_000.0, 1_800_000.0, 0.0)
    earlier, beside = ball(shift=here, up="z"), ball(shift=(500_000.3, 1_800_000.0, 0.0))
    assert share_map(earlier, share_shift(ball(shift=(500_000.01, 1_800_000.0, 5.0)), earlier))
    assert not share_map(earlier, share_shift(beside, earlier))
    assert not share_map(ball(), ball())


def test_a_pose_moves_points_triangles_and_normals_alike():
    pose = pose_of(rotation_about(np.array([0.0, 1.0, 0.0]), 1.0), np.array([0.1, 0.2, 0.3]))
    later = ball()
    moved = lay_onto(later, pose)
    assert np.allclose(moved.positions, moved.surface.mesh.positions)
    assert np.allclose(np.linalg.norm(moved.normals, axis=1), 1, atol=1e-6)
    assert moved.spacing_m == pytest.approx(later.spacing_m)
    back = lay_onto(moved, np.linalg.inv(pose))
    assert np.allclose(back.positions, later.positions)


def test_a_scale_lengthens_spacing_and_noise():
    moved = lay_onto(ball(), np.diag([2.0, 2.0, 2.0, 1.0]))
    assert (moved.spacing_m, moved.noise_m) == pytest.approx((2e-3, 2e-4))


def test_a_pose_told_in_the_files_frames_is_the_same_motion():
    shift = (1000.0, -5.0, 20.0)
    pose = pose_of(rotation_about(np.array([0.0, 0.0, 1.0]), 0.3), np.array([0.1, 0.0, 0.0]))
    own = unshift_pose(pose, shift)
    point = np.array([[1.0, 2.0, 3.0]])
    there = (point + shift) @ own[:3, :3].T + own[:3, 3] - shift
    assert np.allclose(there, point @ pose[:3, :3].T + pose[:3, 3])
    assert np.allclose(shift_pose(own, shift), pose)


def test_an_order_is_read_with_its_defaults():
    order = read_order({**SOURCES, "unit_later": "mm", "noise_mm": [0.1, 0.2], "matrix": np.eye(4).ravel().tolist()})
    assert (order.earlier.unit, order.later.unit, order.later.noise_mm) == (None, "mm", 0.2)
    assert order.matrix is not None
    assert not order.is_registered


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        ({"noise_mm": [0.1]}, "noise_invalid"),
        ({"noise_mm": [0.1, -1]}, "noise_invalid"),
        ({"noise_mm": "0,1"}, "noise_invalid"),
        ({"unit_earlier": "furlong"}, "unit_unknown"),
        ({"matrix": [1, 2]}, "register_matrix_size"),
        ({"pairs": [[[1, 2, 3]]]}, "register_pairs_shape"),
    ],
)
def test_a_wrong_wish_is_refused(wish, code):
    with pytest.raises(GeometryError) as refusal:
        read_order({**SOURCES, **wish})
    assert refusal.value.code == code


def test_a_notice_is_told_in_both_languages_with_each_one_s_numbers():
    texts = {"thin": {"vi": "Chỉ {count} điểm, {share} %", "en": "Only {count} points, {share} %"}}
    vi, en = say(Notice("thin", {"count": 12_345, "share": 0.5}), texts)
    assert (vi, en) == ("Chỉ 12.345 điểm, 0,5 %", "Only 12,345 points, 0.5 %")
    assert say(Notice("strange_thing", {"a": 1}), {}) == ("strange thing: a 1", "strange thing: a 1")
    assert number(1234.5, "vi", 2) == "1.234,50"
