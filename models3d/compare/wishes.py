"""What drawings of a finished comparison are asked for: planes and paths in the earlier file's own frame."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from models3d.compare.types import Floats, Triple
from models3d.errors import GeometryError

Direction = Literal["level", "front_back", "left_right"]
DIRECTIONS: tuple[Direction, ...] = ("level", "front_back", "left_right")
_MOST_POINTS = 1000

# Normals of an object with its front to +Z (Y up) or -Y (Z up): seen from above, from the right, from the front.
_NORMALS: dict[str, dict[str, Triple]] = {
    "y": {"level": (0, 1, 0), "front_back": (1, 0, 0), "left_right": (0, 0, 1)},
    "z": {"level": (0, 0, 1), "front_back": (1, 0, 0), "left_right": (0, -1, 0)},
}


@dataclass(frozen=True, slots=True)
class PlaneWish:
    """A plane through ``point_mm``, at right angles to ``normal``; ``around_mm`` keeps only what is so near, 0 all."""

    number: int
    point_mm: Floats
    normal: Triple | Direction
    name: str = ""
    around_mm: float = 0.0

    def axis(self, up: Literal["y", "z"]) -> Triple:
        """The normal in the frame of a survey with this vertical axis."""
        return _NORMALS[up][self.normal] if isinstance(self.normal, str) else self.normal


@dataclass(frozen=True, slots=True)
class PathWish:
    """A path over the surface through (p, 3) points, p >= 2."""

    number: int
    path_mm: Floats
    name: str = ""


@dataclass(frozen=True, slots=True)
class DrawingOrder:
    """All that is asked for; ``lod_mm`` is the level of detection, 0 unknown."""

    planes: tuple[PlaneWish, ...]
    paths: tuple[PathWish, ...]
    lod_mm: float


def read_wishes(arguments: Mapping[str, object]) -> DrawingOrder:
    """Read ``planes``, ``profiles``, ``lod_mm``, and where their numbers begin: ``first_plane``, ``first_profile``.

    A plane has ``point_mm``, ``normal`` or ``direction`` (``level``, ``front_back``, ``left_right``), and may have
    ``name`` and ``around_mm``; a profile ``path_mm`` and maybe ``name``.

    Raises:
        GeometryError: ``drawing_nothing`` when nothing is asked for; ``drawing_wish`` when one can't be understood;
            ``path_short``.
    """
    planes = tuple(
        _plane(wish, number) for number, wish in enumerate(_rows(arguments, "planes"), _first(arguments, "plane"))
    )
    paths = tuple(
        _path(wish, number) for number, wish in enumerate(_rows(arguments, "profiles"), _first(arguments, "profile"))
    )
    if not planes and not paths:
        raise GeometryError("drawing_nothing")
    lod = _length(arguments.get("lod_mm"), "lod_mm")
    return DrawingOrder(planes, paths, lod)


def _rows(arguments: Mapping[str, object], name: str) -> list[Mapping[str, object]]:
    rows = arguments.get(name) or []
    if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
        raise GeometryError("drawing_wish", field=name, value=str(rows)[:80])
    return rows


def _first(arguments: Mapping[str, object], kind: str) -> int:
    return int(str(arguments.get(f"first_{kind}") or 1))


def _plane(wish: Mapping[str, object], number: int) -> PlaneWish:
    point = _points([wish.get("point_mm")], "point_mm")[0]
    direction = wish.get("direction")
    normal: Triple | Direction
    if direction is not None:
        found = next((known for known in DIRECTIONS if known == direction), None)
        if found is None:
            raise GeometryError("drawing_wish", field="direction", value=str(direction)[:80])
        normal = found
    else:
        x, y, z = _points([wish.get("normal")], "normal")[0].tolist()
        normal = (x, y, z)
    return PlaneWish(number, point, normal, str(wish.get("name") or ""), _length(wish.get("around_mm"), "around_mm"))


def _path(wish: Mapping[str, object], number: int) -> PathWish:
    rows = wish.get("path_mm")
    if not isinstance(rows, list) or len(rows) > _MOST_POINTS:
        raise GeometryError("drawing_wish", field="path_mm", value=str(rows)[:80])
    if len(rows) < 2:
        raise GeometryError("path_short", points=len(rows))
    return PathWish(number, _points(rows, "path_mm"), str(wish.get("name") or ""))


def _points(rows: list[object], field: str) -> Floats:
    """(n, 3) finite numbers."""
    sound = all(isinstance(row, list | tuple) and len(row) == 3 and all(map(_is_number, row)) for row in rows)
    if not sound:
        raise GeometryError("drawing_wish", field=field, value=str(rows)[:80])
    return np.array(rows, np.float64)


def _length(value: object, field: str) -> float:
    if value in (None, ""):
        return 0.0
    if not _is_number(value) or not isinstance(value, int | float) or value < 0:
        raise GeometryError("drawing_wish", field=field, value=str(value)[:80])
    return float(value)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e12
