"""Writers for the kinds of scan file that instruments and their software leave behind.

Lengths are metres in every format but STL, where they are millimetres, as structured-light software writes it. E57 and
LAZ are +Z up, as surveyors keep them.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from pathlib import Path

import laspy
import numpy as np
import pye57
from numpy.typing import NDArray
from PIL import Image as Pictures

from models3d.glb import build_glb
from models3d.specimens.forms import vertex_normals
from models3d.types import Mesh, PointCloud

Floats = NDArray[np.float64]
_STAMP = (2026, 11, 22, 0, 0, 0)


def write_ply(geometry: Mesh | PointCloud, path: Path) -> Path:
    """Binary little-endian PLY with colours and, for a cloud, normals."""
    count = len(geometry.positions)
    fields: list[tuple[str, str]] = [("x", "<f4"), ("y", "<f4"), ("z", "<f4")]
    columns: list[NDArray[np.float64] | NDArray[np.float32] | NDArray[np.uint8]] = [geometry.positions]
    if isinstance(geometry, PointCloud) and geometry.normals is not None:
        fields += [("nx", "<f4"), ("ny", "<f4"), ("nz", "<f4")]
        columns.append(geometry.normals)
    if geometry.colors is not None:
        fields += [("red", "u1"), ("green", "u1"), ("blue", "u1")]
        columns.append(geometry.colors[:, :3])
    table = np.empty(count, dtype=fields)
    flat = [column[:, k] for column in columns for k in range(3)]
    for (name, _kind), values in zip(fields, flat, strict=True):
        table[name] = values
    faces = geometry.faces if isinstance(geometry, Mesh) else None
    with path.open("wb") as out:
        out.write(_ply_header(count, fields, None if faces is None else len(faces)).encode("ascii"))
        out.write(table.tobytes())
        if faces is not None:
            rows = np.empty(len(faces), dtype=[("n", "u1"), ("i", "<i4", 3)])
            rows["n"], rows["i"] = 3, faces
            out.write(rows.tobytes())
    return path


def _ply_header(vertices: int, fields: list[tuple[str, str]], faces: int | None) -> str:
    """The text in front of the data."""
    kinds = {"<f4": "float", "u1": "uchar"}
    lines = ["ply", "format binary_little_endian 1.0", "comment made by Cuu Dinh specimen scanner, metres, +Y up"]
    lines += [f"element vertex {vertices}", *(f"property {kinds[kind]} {name}" for name, kind in fields)]
    if faces is not None:
        lines += [f"element face {faces}", "property list uchar int vertex_indices"]
    return "\n".join([*lines, "end_header", ""])


def write_stl(mesh: Mesh, path: Path) -> Path:
    """Binary STL in millimetres."""
    corners = (mesh.positions * 1e3).astype(np.float32)[mesh.faces]
    rows = np.zeros(len(mesh.faces), dtype=[("normal", "<f4", 3), ("corners", "<f4", (3, 3)), ("flags", "<u2")])
    across = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    rows["normal"] = across / np.maximum(np.linalg.norm(across, axis=1, keepdims=True), 1e-20)
    rows["corners"] = corners
    with path.open("wb") as out:
        out.write(b"Cuu Dinh specimen scanner, millimetres".ljust(80))
        out.write(np.uint32(len(rows)).tobytes())
        out.write(rows.tobytes())
    return path


def write_obj_zip(mesh: Mesh, picture: NDArray[np.uint8], path: Path, name: str) -> Path:
    """A ZIP of OBJ, MTL and JPEG texture; the seam of the wrapped picture gets texture corners of its own.

    Args:
        mesh: with ``uv`` whose u is turn 0..1; triangles that cross the seam are found by their jump in u.
        picture: (h, w, 3) uint8 sRGB.
        path: of the ZIP; the same input gives the same bytes.
        name: stem of the files inside.
    """
    if mesh.uv is None:
        message = "a textured mesh needs uv"
        raise ValueError(message)
    u = mesh.uv[:, 0]
    crosses = np.ptp(u[mesh.faces], axis=1) > 0.5
    late = crosses[:, None] & (u[mesh.faces] < 0.5)
    corner = mesh.faces + np.where(late, len(u), 0)
    text = io.StringIO()
    text.write(f"# Cuu Dinh specimen scanner, metres, +Y up\nmtllib {name}.mtl\nusemtl wall\n")
    np.savetxt(text, mesh.positions, fmt="v %.6f %.6f %.6f")
    coordinates = np.vstack([mesh.uv, mesh.uv + np.array([1.0, 0.0], dtype=np.float32)])
    coordinates[:, 0] = np.minimum(coordinates[:, 0], 1.0)
    coordinates[:, 1] = 1.0 - coordinates[:, 1]
    np.savetxt(text, coordinates, fmt="vt %.6f %.6f")
    both = np.empty((len(corner), 6), dtype=np.int64)
    both[:, 0::2], both[:, 1::2] = mesh.faces + 1, corner + 1
    np.savetxt(text, both, fmt="f %d/%d %d/%d %d/%d")
    material = f"newmtl wall\nKd 1 1 1\nKs 0.04 0.04 0.04\nillum 2\nmap_Kd {name}.jpg\n"
    encoded = io.BytesIO()
    Pictures.fromarray(picture).save(encoded, "JPEG", quality=92)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for suffix, data in (("obj", text.getvalue()), ("mtl", material), ("jpg", encoded.getvalue())):
            archive.writestr(zipfile.ZipInfo(f"{name}.{suffix}", _STAMP), data, zipfile.ZIP_DEFLATED, 4)
    return path


def write_glb(mesh: Mesh, path: Path) -> Path:
    """Binary glTF 2.0 with normals and, as the format wants them, linear vertex colours."""
    path.write_bytes(build_glb(replace(mesh, uv=None, normals=vertex_normals(mesh.positions, mesh.faces)), path.stem))
    return path


def write_e57(cloud: PointCloud, path: Path) -> Path:
    """One E57 with a scan for each station, each with its pose; +Z up."""
    path.unlink(missing_ok=True)
    points, stations = _z_up(cloud.positions), None if cloud.stations is None else _z_up(cloud.stations)
    ids = np.zeros(len(points), dtype=np.int32) if cloud.station_ids is None else cloud.station_ids
    writer = pye57.E57(str(path), mode="w")
    for station in np.unique(ids):
        chosen = ids == station
        at = np.zeros(3) if stations is None else stations[station]
        local = points[chosen] - at
        data = {f"cartesian{axis}": np.ascontiguousarray(local[:, k]) for k, axis in enumerate("XYZ")}
        if cloud.colors is not None:
            for k, color in enumerate(("Red", "Green", "Blue")):
                data[f"color{color}"] = np.ascontiguousarray(cloud.colors[chosen, k])
        writer.write_scan_raw(data, name=f"station {station + 1}", rotation=np.array([1.0, 0, 0, 0]), translation=at)
    writer.close()
    return path


def write_laz(cloud: PointCloud, path: Path) -> Path:
    """LAZ 1.4 with 16-bit colours, 0.1 mm steps, +Z up."""
    header = laspy.LasHeader(point_format=7, version="1.4")
    header.scales, header.offsets = np.full(3, 1e-4), np.zeros(3)
    las = laspy.LasData(header)
    las.xyz = _z_up(cloud.positions)
    if cloud.colors is not None:
        las.red, las.green, las.blue = (cloud.colors[:, k].astype(np.uint16) * 257 for k in range(3))
    if cloud.station_ids is not None:
        las.point_source_id = cloud.station_ids.astype(np.uint16) + 1
    las.write(str(path))
    return path


def _z_up(positions: Floats) -> Floats:
    """+Y up to +Z up."""
    turned: Floats = np.stack([positions[:, 0], -positions[:, 2], positions[:, 1]], axis=1)
    return turned
