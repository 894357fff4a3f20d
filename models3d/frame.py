"""From the file's frame to the headset's: which unit, which way is up, and where the floor is."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from typing import Literal, TypeVar

import numpy as np
from numpy.typing import NDArray

from models3d.errors import GeometryError
from models3d.types import METRES, Mesh, PointCloud, Scan, Unit

Axis = Literal["y", "z"]
Vectors = TypeVar("Vectors", NDArray[np.float64], NDArray[np.float32])
Evidence = Literal["stated", "format", "height", "guess"]
_TALLEST_ARTIFACT_M = 12.0
_SMALLEST_ARTIFACT_M = 0.004
_UNITS: tuple[Unit, ...] = ("m", "cm", "mm", "in", "ft")


@dataclass(frozen=True, slots=True)
class UnitChoice:
    """How long one file unit is, and why we think so.

    ``scale`` is metres per file unit. ``unit`` is None when a stated height fits no known unit and the scale was
    computed from it. ``reason`` is the code of the sentence shown to people and ``values`` are its numbers.
    ``needs_confirmation`` is True when a person should be asked; nothing but a guess asks.
    """

    unit: Unit | None
    scale: float
    up: Axis
    evidence: Evidence
    reason: str
    values: dict[str, str | int | float] = field(default_factory=dict)
    needs_confirmation: bool = False


def resolve_unit(scan: Scan, stated_unit: Unit | None = None, stated_height_mm: float | None = None) -> UnitChoice:
    """Choose the unit by the strongest evidence: a person's word, the file format, a stated height, plausibility.

    Raises:
        GeometryError: ``unit_unknown`` for a unit that is not one of ours, ``height_invalid`` for a height ≤ 0 or not
            finite.
    """
    _check_stated(stated_unit, stated_height_mm)
    extent = _extent(scan.geometry)
    if stated_unit is not None:
        up = _up_by_height(extent, METRES[stated_unit], stated_height_mm, scan.up)
        return UnitChoice(stated_unit, METRES[stated_unit], up, "stated", "unit_stated", {"unit": stated_unit})
    if scan.unit is not None:
        values: dict[str, str | int | float] = {"unit": scan.unit, "format": scan.format}
        up = _up_by_height(extent, METRES[scan.unit], stated_height_mm, scan.up)
        return UnitChoice(scan.unit, METRES[scan.unit], up, "format", "unit_from_format", values)
    if stated_height_mm is not None:
        return _fit_height(extent, stated_height_mm / 1000, scan.up)
    return _guess(float(extent.max()), scan.up)


def place_on_floor(mesh: Mesh, scale: float, up: Axis = "y") -> Mesh:
    """Put a mesh in metres, +Y up, with the centre of its base at the origin.

    Args:
        mesh: positions in file units.
        scale: metres per file unit.
        up: the file's vertical axis; z is turned to y by −90° about x, which keeps left and right.
    """
    positions = mesh.positions * scale
    normals = mesh.normals
    if up == "z":
        positions = _stand_up(positions)
        normals = None if normals is None else _stand_up(normals)
    low, high = positions.min(axis=0), positions.max(axis=0)
    base = np.array([(low[0] + high[0]) / 2, low[1], (low[2] + high[2]) / 2])
    return dataclasses.replace(mesh, positions=positions - base, normals=normals)


def _stand_up(vectors: Vectors) -> Vectors:
    return np.stack([vectors[:, 0], vectors[:, 2], -vectors[:, 1]], axis=1)


def _check_stated(unit: str | None, height_mm: float | None) -> None:
    if unit is not None and unit not in METRES:
        raise GeometryError("unit_unknown", unit=unit, known=", ".join(_UNITS))
    if height_mm is not None and not 0 < height_mm < 1e7:
        raise GeometryError("height_invalid", height_mm=height_mm)


def _extent(geometry: Mesh | PointCloud) -> NDArray[np.float64]:
    span: NDArray[np.float64] = np.ptp(geometry.positions, axis=0)
    return span


def _up_by_height(extent: NDArray[np.float64], scale: float, height_mm: float | None, fallback: Axis) -> Axis:
    """A stated height tells y from z when exactly one of them fits it within 5 %."""
    if height_mm is None:
        return fallback
    y, z = (abs(float(extent[k]) * scale * 1000 / height_mm - 1) <= 0.05 for k in (1, 2))
    return fallback if y == z else ("y" if y else "z")


def _fit_height(extent: NDArray[np.float64], height_m: float, fallback: Axis) -> UnitChoice:
    axes: tuple[Axis, ...] = (fallback, "z" if fallback == "y" else "y")
    for axis in axes:
        for unit in _UNITS:
            measured = float(extent["xyz".index(axis)]) * METRES[unit]
            if abs(measured / height_m - 1) <= 0.05:
                values: dict[str, str | int | float] = {"unit": unit, "height_mm": round(height_m * 1000, 3)}
                return UnitChoice(unit, METRES[unit], axis, "height", "unit_from_height", values)
    tall = float(extent["xyz".index(fallback)]) or float(extent.max())
    return UnitChoice(
        None, height_m / tall, fallback, "height", "scale_from_height", {"height_mm": round(height_m * 1000, 3)}
    )


def _guess(longest: float, up: Axis) -> UnitChoice:
    """Take the first of m, mm, cm in which the object is neither taller than a pagoda's statue nor a grain of dust."""
    order: tuple[Unit, ...] = ("m", "mm", "cm")
    fits = [u for u in order if _SMALLEST_ARTIFACT_M <= longest * METRES[u] <= _TALLEST_ARTIFACT_M]
    unit: Unit = fits[0] if fits else ("mm" if longest > _TALLEST_ARTIFACT_M else "m")
    reason = {"m": "unit_guessed_m", "mm": "unit_guessed_mm", "cm": "unit_guessed_cm"}[unit]
    values: dict[str, str | int | float] = {"extent": float(f"{longest:.4g}"), "unit": unit}
    return UnitChoice(unit, METRES[unit], up, "guess", reason, values, needs_confirmation=True)
