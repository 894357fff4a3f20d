"""Where a site is shown: exactly, or for the public only the grid cell that a sensitive site lies in."""

from __future__ import annotations

import math
from collections.abc import Collection
from typing import NamedTuple

from catalogue.policy import Identity
from catalogue.records import Site
from catalogue.services.visibility import staffs

CELL_M = 2_000.0
"""Side of a grid cell; a cell is shown instead of what lies in it."""
_DEGREE_M = 111_320.0  # metres of one degree of latitude; the grid needs no ellipsoid
_ROWS = CELL_M / _DEGREE_M
_DIGITS = 5


class ShownPoint(NamedTuple):
    """A place as a reader may see it, WGS 84 in degrees; ``uncertainty_m`` is 0 where it is the exact one."""

    latitude: float
    longitude: float
    uncertainty_m: float

    @property
    def is_approximate(self) -> bool:
        """Whether a cell is shown instead of the place."""
        return self.uncertainty_m > 0


def shown_point(site: Site, who: Identity, *, private: Collection[str] = ()) -> ShownPoint | None:
    """The place of a site for this reader; None where it has none, or where ``private`` names one of its numbers.

    Everything that depends on a place (maps, radius and area search, exports) must go by this and not by the
    columns: a search by the exact place would give it away step by step.
    """
    if site.latitude is None or site.longitude is None:
        return None
    if staffs(who, site):
        return _exact(site.latitude, site.longitude)
    if {"latitude", "longitude"} & set(private):
        return None
    return blur(site.latitude, site.longitude) if site.is_location_sensitive else _exact(site.latitude, site.longitude)


def blur(latitude: float, longitude: float) -> ShownPoint:
    """The centre of the 2 km cell around a place: the same for every place in the cell, however often it is asked.

    ``uncertainty_m`` reaches from the centre to the cell's corners, so that the place surely lies within.
    """
    middle = max(-90.0, min(90.0, (math.floor(latitude / _ROWS) + 0.5) * _ROWS))
    columns = _ROWS / max(math.cos(math.radians(middle)), 1e-3)
    column = (math.floor(longitude / columns) + 0.5) * columns
    corner_m = math.ceil(math.hypot(CELL_M, CELL_M) / 2 / 100) * 100.0
    return ShownPoint(round(middle, _DIGITS), round(max(-180.0, min(180.0, column)), _DIGITS), corner_m)


def _exact(latitude: float, longitude: float) -> ShownPoint:
    return ShownPoint(latitude, longitude, 0.0)
