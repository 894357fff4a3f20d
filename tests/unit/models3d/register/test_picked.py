"""Poses that a person gives: used as they are, or as a start; bad ones are refused."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
import pytest

from models3d.errors import GeometryError
from models3d.register import Wish, register_epochs
from models3d.register.motion import apply
from models3d.register.picked import check_rigid

_spec = importlib.util.spec_from_file_location("bodies", Path(__file__).with_name("bodies.py"))
bodies = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(bodies)
CHOSEN = [400, 2500, 5200, 7000]


@pytest.fixture(scope="module")
def pair():
    first, faces = bodies.bumpy()
    return bodies.earlier_of(first, faces), bodies.later_of(bodies.bumpy(turn=1.0)[0], faces)


def picked(pair, off=1e-3, **more):
    earlier = pair[0].positions[CHOSEN]
    later = apply(np.linalg.inv(bodies.POSE), earlier)
    later[0] += off
    return Wish(mode="pairs", earlier_points=earlier, later_points=later, **more)


def code_of(call, *arguments, **more):
    with pytest.raises(GeometryError) as caught:
        call(*arguments, **more)
    return caught.value.code


def test_pairs_are_only_the_start(pair):
    result = register_epochs(*pair, picked(pair))
    assert result.method == "pairs"
    assert bodies.displacement_mm(result.matrix, pair[0].positions).max() < 0.06
    assert result.parameters["pairs"] == 4
    assert max(result.parameters["pair_residuals_m"].values()) > 1e-4


def test_exact_pairs_are_kept_and_their_error_is_told(pair):
    result = register_epochs(*pair, picked(pair, off=5e-4, is_exact=True))
    away = bodies.displacement_mm(result.matrix, pair[0].positions)
    assert away.max() > 0.05
    assert 0.2 < 1e3 * result.sigma_m / away.mean() < 2


def test_targets_name_their_residuals(pair):
    wish = picked(pair)
    named = Wish(
        mode="targets", earlier_points=wish.earlier_points, later_points=wish.later_points,
        target_ids=("T1", "T2", "T3", "T4"),
    )  # fmt: skip
    result = register_epochs(*pair, named)
    assert result.method == "targets"
    assert set(result.parameters["pair_residuals_m"]) == {"T1", "T2", "T3", "T4"}


def test_a_given_matrix_is_used_as_it_is(pair):
    result = register_epochs(*pair, Wish(mode="given", matrix=bodies.POSE))
    assert np.array_equal(result.matrix, bodies.POSE)
    assert result.sigma_m < 2e-5
    assert result.notices == ()
    assert len(result.checks) > 20


def test_a_given_matrix_that_is_off_has_an_error_that_says_so(pair):
    shifted = bodies.POSE.copy()
    shifted[:3, 3] += (3e-4, 0, 0)
    result = register_epochs(*pair, Wish(mode="given", matrix=shifted))
    assert 1e-4 < result.sigma_m < 4e-4


def test_a_poor_given_pose_is_noticed(pair):
    shifted = bodies.POSE.copy()
    shifted[:3, 3] += (0.01, 0, 0)
    result = register_epochs(*pair, Wish(mode="given", matrix=shifted))
    assert [notice.code for notice in result.notices] == ["register_fit_poor"]


def test_already_registered_surveys_stay(pair):
    later = bodies.epoch(apply(bodies.POSE, pair[1].positions), pair[1].surface.mesh.faces)
    result = register_epochs(pair[0], later, Wish(mode="identity"))
    assert np.array_equal(result.matrix, np.eye(4))
    assert result.method == "identity"
    assert result.sigma_m < 2e-5


def test_identity_with_nothing_in_common_is_refused(pair):
    assert code_of(register_epochs, *pair, Wish(mode="identity")) == "register_no_overlap"


def test_pairs_on_a_wrong_place_are_refused(pair):
    wrong = Wish(
        mode="pairs", earlier_points=pair[0].positions[CHOSEN],
        later_points=apply(np.linalg.inv(bodies.POSE), pair[0].positions[CHOSEN][::-1]),
    )  # fmt: skip
    assert code_of(register_epochs, *pair, wrong) in {"register_not_same", "register_no_overlap"}


@pytest.mark.parametrize("count", [0, 2])
def test_too_few_pairs_are_refused(pair, count):
    wish = Wish(mode="pairs", earlier_points=np.zeros((count, 3)), later_points=np.zeros((count, 3)))
    assert code_of(register_epochs, *pair, wish) == "register_pairs_few"


def test_pairs_that_do_not_match_in_number_are_refused(pair):
    wish = Wish(mode="pairs", earlier_points=np.eye(3), later_points=np.ones((4, 3)))
    assert code_of(register_epochs, *pair, wish) == "register_pairs_few"


def test_pairs_on_a_line_are_refused(pair):
    line = np.linspace(0, 1, 5)[:, None] * (0.1, 0.2, 0.1)
    wish = Wish(mode="pairs", earlier_points=line, later_points=line)
    assert code_of(register_epochs, *pair, wish) == "register_pairs_collinear"


@pytest.mark.parametrize(
    "matrix",
    [
        None,
        np.eye(3),
        np.diag([-1.0, 1, 1, 1]),
        np.diag([2.0, 2, 2, 1]),
        np.full((4, 4), np.nan),
        np.diag([1, 1, 1, 2.0]),
    ],
)
def test_a_matrix_that_is_no_rigid_motion_is_refused(matrix):
    assert code_of(check_rigid, matrix) == "register_matrix_not_rigid"


def test_a_scale_is_rigid_enough_when_allowed():
    assert check_rigid(np.diag([2.0, 2, 2, 1]), allow_scale=True)[0, 0] == 2
