"""ASTM E57: every station, placed by its pose, with colour and intensity; station positions are kept."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from pye57 import E57
from pye57.libe57 import E57Exception

from models3d.errors import ReadError
from models3d.readers.parts import reading, to_bytes
from models3d.types import PointCloud, Scan

Number = TypeVar("Number", np.uint8, np.float32)
_COLORS = ("colorRed", "colorGreen", "colorBlue")


def read_e57(path: Path) -> Scan:
    """Read all stations into one cloud in metres, z up, as the standard fixes them (ASTM E2807).

    Raises:
        ReadError: ``scan_malformed`` (checksums included), ``empty_cloud``.
    """
    with reading(path.name, "E57", E57Exception):
        document = E57(str(path))
        try:
            stations = [_station(document, number) for number in range(document.scan_count)]
        finally:
            document.close()
    kept = [station for station in stations if len(station.positions)]
    if not kept:
        raise ReadError("empty_cloud", file=path.name)
    sizes = [len(station.positions) for station in kept]
    cloud = PointCloud(
        positions=np.concatenate([station.positions for station in kept]),
        colors=_all_or_none([station.colors for station in kept]),
        intensity=_all_or_none([station.intensity for station in kept]),
        station_ids=np.repeat(np.arange(len(kept), dtype=np.int32), sizes),
        stations=np.array([station.origin for station in kept]),
    )
    return Scan(cloud, "e57", unit="m", unit_evidence="format", up="z", up_evidence="format")


@dataclass(frozen=True, slots=True)
class Station:
    """One scanner position: (n, 3) metres in the file's frame, (n, 3) colours, (n,) intensity, (3,) origin."""

    positions: NDArray[np.float64]
    colors: NDArray[np.uint8] | None
    intensity: NDArray[np.float32] | None
    origin: NDArray[np.float64]


def _all_or_none(parts: list[NDArray[Number] | None]) -> NDArray[Number] | None:
    """Join what every station has; what one of them lacks is left out."""
    present = [part for part in parts if part is not None]
    return np.concatenate(present) if len(present) == len(parts) else None


def _station(document: E57, number: int) -> Station:
    header = document.get_header(number)
    names = set(header.point_fields)
    data = document.read_scan(
        number,
        intensity="intensity" in names,
        colors=set(_COLORS) <= names,
        transform=True,
        ignore_missing_fields=True,
    )
    if header.point_count and not {"cartesianX", "cartesianY", "cartesianZ"} <= set(data):
        raise ValueError("coordinates")
    positions = np.stack([np.asarray(data[f"cartesian{k}"], np.float64) for k in "XYZ"], axis=1)
    colors = None
    if set(_COLORS) <= set(data):
        colors = _eight_bits(np.stack([np.asarray(data[c], np.float64) for c in _COLORS], axis=1))
    intensity = np.asarray(data["intensity"], np.float32) if "intensity" in data else None
    origin = np.asarray(header.translation, np.float64) if header.has_pose() else np.zeros(3)
    return Station(positions, colors, _unit_range(intensity), origin)


def _eight_bits(colors: NDArray[np.float64]) -> NDArray[np.uint8]:
    if colors.size and 1 < float(colors.max()) <= 255:
        return colors.astype(np.uint8)
    return to_bytes(colors)[:, :3]


def _unit_range(values: NDArray[np.float32] | None) -> NDArray[np.float32] | None:
    if values is None or not len(values):
        return values
    low, high = float(values.min()), float(values.max())
    return ((values - low) / (high - low or 1.0)).astype(np.float32)
