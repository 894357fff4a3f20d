"""The fast box is the same box."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from models3d.bounds import find_bounds


@given(arrays(np.float64, st.tuples(st.integers(1, 300), st.just(3)), elements=st.floats(-1e9, 1e9)))
def test_bounds_are_the_least_and_the_greatest_of_each_axis(points):
    low, high = find_bounds(points)
    assert np.array_equal(low, points.min(axis=0))
    assert np.array_equal(high, points.max(axis=0))


@pytest.mark.parametrize("row", [0, 70, 199])
def test_a_coordinate_that_is_no_number_shows(row):
    points = np.random.default_rng(0).normal(size=(200, 3))
    points[row, 1] = np.nan
    low, high = find_bounds(points)
    assert np.isnan([low[1], high[1]]).all()
    assert np.isfinite([low[0], high[2]]).all()


def test_points_that_lie_apart_in_memory_are_read_too():
    points = np.random.default_rng(0).normal(size=(3, 500)).T
    assert np.array_equal(find_bounds(points)[0], points.min(axis=0))
