"""Laws of poses, of the robust weights and of the check regions."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from models3d.register.fine import normal_step, split_surface, weigh
from models3d.register.motion import (
    about,
    angle_between,
    apply,
    displacement,
    fit_points,
    motion_of,
    pose_of,
    rotation_about,
    scale_of,
)

number = st.floats(-1, 1, allow_nan=False, width=32)
vector = arrays(np.float64, 3, elements=number)
angle = st.floats(0, np.pi)
seeds = st.integers(0, 2**32 - 1)


@st.composite
def poses(draw):
    axis = draw(vector)
    return pose_of(
        rotation_about(axis if np.linalg.norm(axis) > 0.01 else np.array([0, 0, 1.0]), draw(angle)), draw(vector)
    )


def cloud(seed, count=50):
    return np.random.default_rng(seed).normal(size=(count, 3))


@given(poses(), seeds)
def test_the_pose_of_moved_points_is_found_again(pose, seed):
    points = cloud(seed)
    assert displacement(fit_points(points, apply(pose, points)), pose, points).max() < 1e-9


@given(poses(), seeds, st.floats(0.1, 10))
def test_the_scale_is_found_again_when_it_is_free(pose, seed, scale):
    points = cloud(seed)
    grown = pose @ np.diag([scale, scale, scale, 1])
    assert abs(scale_of(fit_points(points, apply(grown, points), allow_scale=True)) / scale - 1) < 1e-9


@given(poses(), seeds)
def test_a_fit_never_mirrors(pose, seed):
    points = cloud(seed)
    assert np.linalg.det(fit_points(points, apply(pose, points * (-1, 1, 1)))[:3, :3]) > 0.999


@given(vector, angle)
def test_turning_about_a_point_leaves_it_there(centre, turn):
    pose = about(rotation_about(np.array([1.0, 1, 0]), turn), centre)
    assert np.abs(apply(pose, centre[None])[0] - centre).max() < 1e-12
    assert abs(angle_between(pose, np.eye(4)) - np.degrees(turn)) < 1e-4


@given(vector, vector)
def test_small_motions_undo_each_other(step, centre):
    whole = np.concatenate([step * 0.1, np.zeros(3)])
    back = motion_of(-whole, centre) @ motion_of(whole, centre)
    assert np.abs(back - np.eye(4)).max() < 1e-9


@settings(deadline=None, max_examples=40)
@given(seeds, st.floats(1e-6, 1.0))
def test_weights_do_not_depend_on_the_unit(seed, unit):
    random = np.random.default_rng(seed)
    rest, blocks = random.normal(size=600), random.integers(0, 30, 600)
    one, sigma = weigh(rest, blocks)
    other, scaled = weigh(rest * unit, blocks)
    assert np.allclose(one, other, atol=1e-6)
    assert np.isclose(scaled, sigma * unit)


@settings(deadline=None, max_examples=40)
@given(seeds, st.floats(0.8, 3.0))
def test_a_block_that_is_off_as_a_whole_is_left_out(seed, depth):
    random = np.random.default_rng(seed)
    blocks = np.repeat(np.arange(40), 400)
    rest = random.normal(size=len(blocks))
    rest[blocks == 7] -= depth
    weight, _ = weigh(rest, blocks)
    assert weight[blocks == 7].max() < 0.1
    assert weight[blocks != 7].mean() > 0.6


@settings(deadline=None, max_examples=30)
@given(seeds)
def test_the_step_solves_what_can_be_solved(seed):
    random = np.random.default_rng(seed)
    lines, truth = random.normal(size=(200, 6)) * (1, 10, 100, 1, 1, 1e-2), random.normal(size=6)
    step = normal_step(lines, np.ones(200), -lines @ truth)
    assert np.allclose(step, truth, rtol=1e-6)


@settings(deadline=None, max_examples=30)
@given(seeds, st.integers(10, 400))
def test_the_surface_is_cut_into_about_as_many_blocks_as_wanted(seed, wanted):
    points = cloud(seed, 6000)
    points /= np.linalg.norm(points, axis=1, keepdims=True)
    found = split_surface(points, wanted)
    assert 0.4 * wanted < found.max() + 1 < 2.5 * wanted
    assert set(np.unique(found)) == set(range(found.max() + 1))
