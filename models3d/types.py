"""The values that pass between the geometry steps.

Frame: right-handed, as the file has it, until ``frame.place_on_floor`` makes it +Y up with its base centre at the
origin. Lengths are file units until a unit is resolved, then metres.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Unit = Literal["m", "cm", "mm", "in", "ft", "us-ft"]
METRES: dict[Unit, float] = {"m": 1.0, "cm": 0.01, "mm": 0.001, "in": 0.0254, "ft": 0.3048, "us-ft": 1200 / 3937}
"""``us-ft`` is the United States' survey foot: 2 ppm longer, which is a metre on map coordinates."""


@dataclass(frozen=True, slots=True)
class Image:
    """An encoded picture as it stood in or beside the file."""

    data: bytes
    mime: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Material:
    """The metallic-roughness subset of glTF 2.0 that survives to a headset.

    ``base_color`` is linear RGBA 0..1. ``alpha`` is the file's wish; VR derivatives are made opaque or masked (R6).
    """

    name: str = ""
    base_color: tuple[float, float, float, float] = (1.0, 1.0, 1.0, 1.0)
    base_image: Image | None = None
    metallic: float = 0.0
    roughness: float = 0.9
    metallic_roughness_image: Image | None = None
    normal_image: Image | None = None
    emissive: tuple[float, float, float] = (0.0, 0.0, 0.0)
    alpha: Literal["opaque", "mask", "blend"] = "opaque"
    double_sided: bool = False


@dataclass(frozen=True, slots=True)
class Mesh:
    """A triangle mesh; every index was range-checked before this object was built.

    Attributes:
        positions: (n, 3) float64, file units or metres (see the module's docstring).
        faces: (m, 3) int64 indices into ``positions``.
        normals: (n, 3) float32 unit vectors, or None.
        colors: (n, 4) uint8 sRGB with alpha, or None.
        uv: (n, 2) float32, origin at the top left as glTF has it, or None; vertices are split along seams.
        material_ids: (m,) int32 index into ``materials``, or None when there is at most one.
        materials: the materials used; may be empty.
    """

    positions: NDArray[np.float64]
    faces: NDArray[np.int64]
    normals: NDArray[np.float32] | None = None
    colors: NDArray[np.uint8] | None = None
    uv: NDArray[np.float32] | None = None
    material_ids: NDArray[np.int32] | None = None
    materials: tuple[Material, ...] = ()


@dataclass(frozen=True, slots=True)
class PointCloud:
    """Measured points.

    Attributes:
        positions: (n, 3) float64.
        colors: (n, 3) uint8 sRGB, or None.
        normals: (n, 3) float32, or None.
        intensity: (n,) float32 0..1, or None.
        station_ids: (n,) int32 index into ``stations``, or None.
        stations: (k, 3) float64 scanner positions in the frame of ``positions``; used to orient normals.
    """

    positions: NDArray[np.float64]
    colors: NDArray[np.uint8] | None = None
    normals: NDArray[np.float32] | None = None
    intensity: NDArray[np.float32] | None = None
    station_ids: NDArray[np.int32] | None = None
    stations: NDArray[np.float64] | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """Something a person should know that did not stop the work."""

    code: str
    values: dict[str, str | int | float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Scan:
    """What a reader gives: geometry and what the file says of itself.

    ``shift`` (file units) was subtracted from the positions in double precision (large map coordinates).
    ``unit`` is the unit that the file states or its format fixes, None when nothing says so;
    ``unit_evidence`` says why.
    ``up`` is the axis that the format fixes or suggests; ``up_evidence`` is ``format`` (the format fixes it), ``file``
    (this file states it) or ``habit`` (what such files usually mean).
    """

    geometry: Mesh | PointCloud
    format: str
    unit: Unit | None = None
    unit_evidence: str = "none"
    up: Literal["y", "z"] = "y"
    up_evidence: Literal["format", "file", "habit"] = "habit"
    shift: tuple[float, float, float] = (0.0, 0.0, 0.0)
    warnings: tuple[Notice, ...] = ()
