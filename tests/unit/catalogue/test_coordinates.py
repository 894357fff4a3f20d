"""Where a sensitive site is shown: the public gets a cell, staff the place."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.records import Site
from catalogue.services.coordinates import CELL_M, blur, shown_point
from tests.cataloguing import PUBLIC, STAFF

latitudes = st.floats(min_value=-90, max_value=90)
longitudes = st.floats(min_value=-180, max_value=180)


def _metres(first: tuple[float, float], second: tuple[float, float]) -> float:
    """Great-circle distance."""
    a, b, c, d = map(math.radians, (*first, *second))
    half = math.sin((c - a) / 2) ** 2 + math.cos(a) * math.cos(c) * math.sin((d - b) / 2) ** 2
    return 2 * 6_371_000 * math.asin(math.sqrt(min(1.0, half)))


def _site(*, sensitive: bool, latitude: float | None = 16.46871, longitude: float | None = 107.57828) -> Site:
    return Site(latitude=latitude, longitude=longitude, is_location_sensitive=sensitive)


def test_the_public_gets_the_exact_place_of_a_site_that_is_not_sensitive() -> None:
    shown = shown_point(_site(sensitive=False), PUBLIC)

    assert shown == (16.46871, 107.57828, 0.0)
    assert not shown.is_approximate


def test_the_public_gets_a_cell_of_a_sensitive_site_and_staff_its_place() -> None:
    site = _site(sensitive=True)
    public, staff = shown_point(site, PUBLIC), shown_point(site, STAFF)

    assert staff == (16.46871, 107.57828, 0.0)
    assert public is not None
    assert public.is_approximate
    assert public[:2] != staff[:2]
    assert _metres(public[:2], staff[:2]) <= public.uncertainty_m < CELL_M


@pytest.mark.parametrize(("latitude", "longitude"), [(None, 107.5), (16.4, None), (None, None)])
def test_a_site_without_a_place_is_shown_nowhere(latitude: float | None, longitude: float | None) -> None:
    assert shown_point(_site(sensitive=True, latitude=latitude, longitude=longitude), STAFF) is None


@pytest.mark.parametrize("name", ["latitude", "longitude"])
def test_a_private_place_is_shown_to_staff_alone(name: str) -> None:
    site = _site(sensitive=False)

    assert shown_point(site, PUBLIC, private={name}) is None
    assert shown_point(site, STAFF, private={name}) is not None


def test_all_places_of_a_cell_are_shown_alike_and_asking_again_tells_no_more() -> None:
    cell = blur(16.46871, 107.57828)

    assert blur(16.46871, 107.57828) == cell
    assert blur(16.4689, 107.5779) == cell


@given(latitudes, longitudes)
def test_a_cell_holds_its_places_and_is_itself_a_place_on_earth(latitude: float, longitude: float) -> None:
    cell = blur(latitude, longitude)

    assert -90 <= cell.latitude <= 90
    assert -180 <= cell.longitude <= 180
    assert _metres(cell[:2], (latitude, longitude)) <= cell.uncertainty_m + 50  # a sphere against degrees of 111.32 km
