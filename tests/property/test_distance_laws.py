"""Laws of distances that hold for any survey."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from models3d.compare.closest import closest_signed
from models3d.compare.cylinders import measure_cylinders
from models3d.specimens.forms import ball
from models3d.surface import Surface
from models3d.types import Mesh

BALL = ball((0.1, 0.13, 0.08), 24)
SURFACE = Surface(Mesh(BALL.positions, BALL.faces))
seeds = st.integers(0, 2**32 - 1)
quick = settings(max_examples=25, deadline=None)


def pose(seed):
    random = np.random.default_rng(seed)
    turn, _ = np.linalg.qr(random.normal(size=(3, 3)))
    return turn * np.sign(np.linalg.det(turn)), random.normal(size=3)


def cloud(seed, count=300):
    random = np.random.default_rng(seed)
    return random.random((count, 3)) * (1, 1, 0.1)


@quick
@given(seeds)
def test_moving_all_together_changes_no_closest_distance(seed):
    points = np.random.default_rng(seed).normal(0, 0.15, (100, 3))
    turn, step = pose(seed)
    moved = Surface(Mesh(BALL.positions @ turn.T + step, BALL.faces))
    here, there = closest_signed(SURFACE, points), closest_signed(moved, points @ turn.T + step)
    assert np.allclose(here.distance, there.distance, rtol=0, atol=1e-7)


@quick
@given(seeds)
def test_turning_a_surface_inside_out_turns_the_sign_alone(seed):
    points = np.random.default_rng(seed).normal(0, 0.15, (100, 3))
    inverted = Surface(Mesh(BALL.positions, BALL.faces[:, ::-1].copy()))
    assert np.allclose(closest_signed(SURFACE, points).distance, -closest_signed(inverted, points).distance, atol=1e-12)


@quick
@given(seeds)
def test_a_step_changes_a_closest_distance_by_no_more_than_the_step(seed):
    random = np.random.default_rng(seed)
    points, step = random.normal(0, 0.15, (100, 3)), random.normal(0, 0.01, (100, 3))
    change = closest_signed(SURFACE, points + step).distance - closest_signed(SURFACE, points).distance
    assert (np.abs(change) <= np.linalg.norm(step, axis=1) + 1e-9).all()


@quick
@given(seeds, seeds)
def test_cylinders_from_the_other_survey_see_the_opposite(one, two):
    a, b = cloud(one), cloud(two)
    cores = (a[::10], np.tile([0.0, 0.0, 1.0], (30, 1)))
    there, back = measure_cylinders(cores, (a, b), 0.1, 0.2), measure_cylinders(cores, (b, a), 0.1, 0.2)
    assert np.array_equal(there.distance, -back.distance, equal_nan=True)
    assert np.allclose(there.lod, back.lod, equal_nan=True)


@quick
@given(seeds, st.floats(-0.01, 0.01))
def test_a_lifted_survey_is_seen_lifted(seed, lift):
    a = cloud(seed)
    cores = (a[::10], np.tile([0.0, 0.0, 1.0], (30, 1)))
    found = measure_cylinders(cores, (a, a + np.array([0, 0, lift])), 0.1, 0.5)
    assert np.allclose(found.distance, lift, atol=1e-12)


@quick
@given(seeds)
def test_the_order_of_points_does_not_matter(seed):
    a, b = cloud(seed), cloud(seed + 1)
    cores = (a[::10], np.tile([0.0, 0.0, 1.0], (30, 1)))
    mixed = np.random.default_rng(seed).permutation(len(a))
    first, second = measure_cylinders(cores, (a, b), 0.1, 0.2), measure_cylinders(cores, (a[mixed], b), 0.1, 0.2)
    assert np.array_equal(first.earlier.count, second.earlier.count)
    assert np.allclose(first.distance, second.distance, atol=1e-12, equal_nan=True)
