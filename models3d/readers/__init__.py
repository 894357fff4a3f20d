"""One door for every scan format: a path in, checked geometry out."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import cast

import numpy as np

from models3d.bounds import find_bounds
from models3d.checks import check_geometry
from models3d.errors import ReadError
from models3d.readers.detect import detect_format
from models3d.types import PointCloud, Scan

_READERS = {
    "ply": ("ply", "read_ply"),
    "stl": ("stl", "read_stl"),
    "obj": ("obj", "read_obj"),
    "off": ("off", "read_off"),
    "glb": ("gltf", "read_gltf"),
    "gltf": ("gltf", "read_gltf"),
    "3mf": ("foreign", "read_foreign"),
    "dae": ("foreign", "read_foreign"),
    "zae": ("foreign", "read_foreign"),
    "3dxml": ("foreign", "read_foreign"),
    "xaml": ("foreign", "read_foreign"),
    "usd": ("usd", "read_usd"),
    "pcd": ("pcd", "read_pcd"),
    "xyz": ("text_cloud", "read_xyz"),
    "pts": ("text_cloud", "read_pts"),
    "ptx": ("text_cloud", "read_ptx"),
    "las": ("las", "read_las"),
    "e57": ("e57", "read_e57"),
}
"""Format -> module and function; engines are imported only for the format that needs them."""


def read_scan(path: Path) -> Scan:
    """Read a scan by its content and check it: finite, not empty, not flat, every index in range.

    Coordinates far from the origin are shifted in double precision and the shift is recorded.

    Raises:
        ReadError: with a code that names the fault; ``format_kept_only`` for formats that are stored but not read.
    """
    if not path.is_file():
        raise ReadError("file_missing", file=path.name)
    form = detect_format(path)
    if form not in _READERS:
        raise ReadError("format_kept_only", file=path.name, format=form.upper())
    module, name = _READERS[form]
    read = cast("Callable[[Path], Scan]", getattr(import_module(f"models3d.readers.{module}"), name))
    scan = read(path)
    check_geometry(scan.geometry, path.name)
    return _bring_near(scan)


def _bring_near(scan: Scan) -> Scan:
    """Subtract a whole-number shift where float32 would lose a hundred-thousandth of the extent."""
    positions = scan.geometry.positions
    low, high = find_bounds(positions)
    middle, extent = (low + high) / 2, float((high - low).max())
    if float(np.abs(middle).max()) <= 100 * extent:
        return scan
    step = np.floor(middle) if float(np.abs(middle).max()) >= 1 else middle
    near = dataclasses.replace(scan.geometry, positions=positions - step)
    if isinstance(near, PointCloud) and near.stations is not None:
        near = dataclasses.replace(near, stations=near.stations - step)
    total = np.asarray(scan.shift) + step
    return dataclasses.replace(scan, geometry=near, shift=(float(total[0]), float(total[1]), float(total[2])))
