"""Regions are linked over the years and their rates are straight lines with honest intervals."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models3d.compare.series import Moment, Place, fit_rate, link_regions, overlap_places


def place(number, x, size=0.02, kind="loss"):
    low, high = (x - size / 2, 0.0, 0.0), (x + size / 2, size, 0.001)
    return Place(number, kind, (x, size / 2, 0.0), low, high, size * size)


def test_same_place_is_linked_and_a_far_one_is_not():
    links = link_regions([place(1, 0.0), place(2, 0.5)], [place(7, 0.503), place(8, 0.002), place(9, 2.0)])
    assert {(link.earlier_id, link.later_id) for link in links} == {(1, 8), (2, 7)}


def test_a_loss_is_never_a_gain():
    assert link_regions([place(1, 0.0)], [place(1, 0.0, kind="gain")]) == ()


def test_a_place_that_grew_is_still_the_same():
    assert overlap_places(place(1, 0.0, 0.01), place(2, 0.003, 0.04)) > 0.5


def test_nothing_links_with_nothing():
    assert link_regions([], [place(1, 0.0)]) == ()


def test_places_without_area_link_only_at_the_same_spot():
    point = Place(1, "loss", (0.0, 0.0, 0.0), (0.0, 0.0, 0.0), (0.0, 0.0, 0.0), 0.0)
    assert overlap_places(point, point) == 1.0


@given(st.floats(-1, 1), st.floats(-1, 1), st.floats(0.001, 0.1))
def test_overlap_is_symmetric(one, two, size):
    a, b = place(1, one, 0.02), place(2, two, size)
    assert overlap_places(a, b) == pytest.approx(overlap_places(b, a))
    assert 0 <= overlap_places(a, b) <= 1


def test_two_surveys_give_the_difference_by_the_years():
    rate = fit_rate([Moment(2019, 0.0, 0.01), Moment(2025, -1.2, 0.03)])
    assert rate.per_year == pytest.approx(-0.2)
    assert rate.sigma == pytest.approx(np.hypot(0.01, 0.03) / 6)
    assert rate.is_certain


def test_one_time_alone_has_no_rate():
    assert fit_rate([Moment(2019, 1.0, 0.1), Moment(2019, 2.0, 0.1)]) is None


def test_a_change_within_its_noise_is_not_certain():
    assert not fit_rate([Moment(2019, 0.0, 0.05), Moment(2020, -0.05, 0.05)]).is_certain


def test_scatter_beyond_the_stated_noise_widens_the_interval():
    calm = fit_rate([Moment(y, -0.1 * (y - 2019), 0.01) for y in (2019, 2021, 2023, 2025)])
    wild = fit_rate(
        [Moment(y, -0.1 * (y - 2019) + w, 0.01) for y, w in ((2019, 0), (2021, 0.1), (2023, -0.1), (2025, 0))]
    )
    assert wild.high - wild.low > 4 * (calm.high - calm.low)


def test_stated_interval_covers_the_truth_in_about_95_of_100():
    random = np.random.default_rng(1)
    years = np.array([2019.0, 2021.5, 2022.0, 2025.0])
    held = 0
    for _ in range(400):
        values = -0.1 * (years - 2019) + random.normal(0, 0.05, 4)
        rate = fit_rate([Moment(y, v, 0.05) for y, v in zip(years, values, strict=True)])
        held += rate.low <= -0.1 <= rate.high
    assert held / 400 > 0.93
