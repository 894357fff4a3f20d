"""Distances within a section: exact between circles, blind where nothing is, loss and gain outlined."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models3d.measure.chains import Polyline
from models3d.measure.gaps import find_bands, measure_gaps
from models3d.measure.sections import SectionPair, make_plane

PLANE = make_plane((0, 0, 0), (0, 0, 1))


def circle(radius, count=720, closed=True, turn=0.0):
    angle = np.linspace(0, 2 * np.pi if closed else np.pi, count, endpoint=not closed) + turn
    return Polyline(np.stack([np.cos(angle), np.sin(angle)], axis=1) * np.reshape(radius, (-1, 1)), closed)


@settings(max_examples=20, deadline=None)
@given(st.floats(-0.02, 0.02), st.floats(0, 6))
def test_the_gap_between_circles_is_the_difference_of_their_radii(step, turn):
    pair = SectionPair(PLANE, (circle(1.0),), (circle(1.0 + step, turn=turn),))
    gaps = measure_gaps(pair, 0.01, 0.1)
    assert np.allclose(gaps.distance_m, step, atol=3e-5)
    bands = find_bands(pair, gaps, 1e-3)
    assert {band.kind for band in bands} <= {"loss" if step < 0 else "gain"}


def test_what_is_out_of_reach_or_past_an_open_end_is_no_data():
    pair = SectionPair(PLANE, (circle(1.0),), (circle(1.001, closed=False),))
    gaps = measure_gaps(pair, 0.01, 0.05)
    lower = gaps.points[:, 1] < -0.02
    assert np.isnan(gaps.distance_m[lower]).all()
    assert np.isfinite(gaps.distance_m[gaps.points[:, 1] > 0.02]).all()
    assert (gaps.match_line[lower] == -1).all()
    assert np.isnan(measure_gaps(SectionPair(PLANE, (circle(1.0),), ()), 0.1, 1).distance_m).all()
    assert len(measure_gaps(SectionPair(PLANE, (), (circle(1.0),)), 0.1, 1).points) == 0


def test_the_other_side_of_a_thin_wall_is_not_taken_for_the_surface():
    wall = (
        Polyline(np.array([[0, 0], [0, 1.0]]), closed=False),
        Polyline(np.array([[0.002, 1], [0.002, 0.0]]), closed=False),
    )
    worn = (Polyline(np.array([[0.0015, 1], [0.0015, 0.0]]), closed=False),)
    gaps = measure_gaps(SectionPair(PLANE, wall, worn), 0.01, 0.01)
    assert np.isnan(gaps.distance_m[gaps.line == 0]).all()
    assert np.nanmax(np.abs(np.abs(gaps.distance_m[gaps.line == 1]) - 0.0005)) < 1e-9


@pytest.mark.parametrize("start", [0.0, 0.2, 3.0])
def test_a_bite_is_outlined_with_its_area_wherever_the_ring_starts(start):
    angle = np.linspace(0, 2 * np.pi, 3600, endpoint=False) + start
    depth = 0.05 * np.clip(1 - np.abs(np.angle(np.exp(1j * angle))) / 0.2, 0, 1)
    later = Polyline(np.stack([np.cos(angle), np.sin(angle)], axis=1) * (1 - depth)[:, None], closed=True)
    pair = SectionPair(PLANE, (circle(1.0, 3600),), (later,))
    (band,) = find_bands(pair, measure_gaps(pair, 0.002, 0.2), 5e-4)
    assert band.kind == "loss"
    truth = ((1 - (1 - depth) ** 2) / 2).mean() * 2 * np.pi
    assert band.area_m2 == pytest.approx(truth, rel=0.02)
    assert band.max_m == pytest.approx(-0.05, rel=0.05)


def test_a_band_that_spans_two_later_lines_follows_the_matches():
    earlier = Polyline(np.array([[0, 0], [2, 0.0]]), closed=False)
    later = (
        Polyline(np.array([[0, -0.1], [1, -0.1]]), closed=False),
        Polyline(np.array([[1.001, -0.1], [2, -0.1]]), closed=False),
    )
    pair = SectionPair(PLANE, (earlier,), later)
    bands = find_bands(pair, measure_gaps(pair, 0.01, 0.5), 0.01)
    assert sum(band.area_m2 for band in bands) == pytest.approx(0.2, rel=0.05)
