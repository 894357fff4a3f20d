"""Wavefront OBJ with MTL: polygons, negative indices, vertex colours, many materials, lines sorted before parsing."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models3d.checks import check_indices
from models3d.errors import ReadError
from models3d.readers.mtl import read_materials
from models3d.readers.parts import fan_corners, parse_numbers, to_bytes
from models3d.topology import weld_rows
from models3d.types import Material, Mesh, PointCloud, Scan

Index = NDArray[np.int64]


@dataclass(slots=True)
class _Lines:
    """The file's lines by kind; ``faces`` groups face lines by (material, corners, slash pattern)."""

    v: list[bytes] = field(default_factory=list)
    vt: list[bytes] = field(default_factory=list)
    vn: list[bytes] = field(default_factory=list)
    faces: dict[tuple[int, int, str], list[bytes]] = field(default_factory=dict)
    materials: dict[str, int] = field(default_factory=dict)
    libraries: list[str] = field(default_factory=list)
    has_lines: bool = False


def read_obj(path: Path) -> Scan:
    """Read an OBJ as a mesh, or as a cloud when it holds vertices alone; missing side files become notices.

    Raises:
        ReadError: ``scan_malformed``, ``index_out_of_range``, ``no_faces`` for wireframes.
    """
    lines = _sort(path.read_bytes().replace(b"\\\r\n", b" ").replace(b"\\\n", b" "), path.name)
    positions, colors = _vertices(lines.v, path.name)
    if not lines.faces:
        if lines.has_lines or not len(positions):
            code = "no_faces" if len(positions) else "empty_mesh"
            raise ReadError(code, file=path.name, vertices=len(positions))
        return Scan(PointCloud(positions, None if colors is None else colors[:, :3]), "obj")
    corners, material, triangles = _faces(lines, path.name)
    materials, notices = read_materials(path, lines.libraries, list(lines.materials))
    mesh = _build(lines, (positions, colors), corners[triangles.reshape(-1)], path.name)
    return Scan(_dress(mesh, material, materials), "obj", warnings=notices)


def _sort(data: bytes, file: str) -> _Lines:
    found = _Lines()
    current = -1
    for raw in data.splitlines():
        line = raw.strip()
        kind, _, rest = line.partition(b" ") if b"\t" not in line else line.replace(b"\t", b" ").partition(b" ")
        if kind == b"v":
            found.v.append(rest)
        elif kind == b"f":
            _keep_face(found, current, rest, file)
        elif kind == b"vt":
            found.vt.append(rest)
        elif kind == b"vn":
            found.vn.append(rest)
        else:
            current = _other(found, current, kind, rest)
    return found


def _other(found: _Lines, current: int, kind: bytes, rest: bytes) -> int:
    if kind == b"usemtl":
        return found.materials.setdefault(rest.decode("utf-8", "replace").strip(), len(found.materials))
    if kind == b"mtllib":
        found.libraries.append(rest.decode("utf-8", "replace").strip())
    elif kind == b"l":
        found.has_lines = True
    return current


def _keep_face(found: _Lines, material: int, rest: bytes, file: str) -> None:
    text = rest.split(b"#")[0] if b"#" in rest else rest
    words = text.split()
    if len(words) < 3:
        return
    if b"-" in text:
        text = _absolute(words, (len(found.v), len(found.vt), len(found.vn)), file)
    slashes = text.count(b"/")
    if slashes == 0:
        pattern = "v"
    elif b"//" in text:
        pattern = "v//n" if text.count(b"//") == len(words) and slashes == 2 * len(words) else "mixed"
    else:
        pattern = {len(words): "v/t", 2 * len(words): "v/t/n"}.get(slashes, "mixed")
    if pattern == "mixed" or b"/ " in text or text.endswith(b"/"):
        pattern, text = "v", b" ".join(word.split(b"/")[0] for word in text.split())
    found.faces.setdefault((material, len(words), pattern), []).append(text)


def _absolute(words: list[bytes], counts: tuple[int, int, int], file: str) -> bytes:
    """Turn indices counted from the end into indices counted from the start."""
    done = []
    try:
        for word in words:
            parts = [int(p) if p else 0 for p in word.split(b"/")]
            fixed = [counts[k] + 1 + p if p < 0 else p for k, p in enumerate(parts)]
            done.append("/".join(str(p) if given else "" for p, given in zip(fixed, word.split(b"/"), strict=True)))
    except (ValueError, IndexError) as fault:
        raise ReadError("scan_malformed", file=file, format="OBJ", where="f") from fault
    return " ".join(done).encode()


def _vertices(rows: list[bytes], file: str) -> tuple[NDArray[np.float64], NDArray[np.uint8] | None]:
    if not rows:
        return np.empty((0, 3)), None
    table = _table(rows, 3, file)
    colors = to_bytes(table[:, 3:6]) if table.shape[1] in {6, 7} else None
    return np.ascontiguousarray(table[:, :3]), colors


def _table(rows: list[bytes], least: int, file: str) -> NDArray[np.float64]:
    numbers = parse_numbers(b"\n".join(rows), file, "OBJ")
    width = len(rows[0].split())
    if width >= least and len(numbers) == width * len(rows):
        return numbers.reshape(len(rows), width)
    short = [row.split()[:least] for row in rows]
    if any(len(row) < least for row in short):
        raise ReadError("scan_malformed", file=file, format="OBJ", where="v")
    return parse_numbers(b"\n".join(b" ".join(row) for row in short), file, "OBJ").reshape(len(rows), least)


def _faces(lines: _Lines, file: str) -> tuple[Index, NDArray[np.int32], Index]:
    """Give the corners (c, 3: place, UV, normal; −1 = none), the material and corner numbers of each triangle."""
    corners: list[Index] = []
    counts: list[Index] = []
    material: list[NDArray[np.int32]] = []
    for (number, size, pattern), rows in lines.faces.items():
        width = {"v": 1, "v/t": 2, "v//n": 2, "v/t/n": 3}[pattern]
        flat = parse_numbers(b" ".join(rows).replace(b"//", b" ").replace(b"/", b" "), file, "OBJ")
        if len(flat) != len(rows) * size * width:
            raise ReadError("scan_malformed", file=file, format="OBJ", where="f")
        given = flat.reshape(-1, width).astype(np.int64) - 1
        full = np.full((len(given), 3), -1, np.int64)
        full[:, {"v": [0], "v/t": [0, 1], "v//n": [0, 2], "v/t/n": [0, 1, 2]}[pattern]] = given
        corners.append(full)
        counts.append(np.full(len(rows), size, np.int64))
        material.append(np.full(len(rows), number, np.int32))
    triangles, polygon = fan_corners(np.concatenate(counts))
    return np.concatenate(corners), np.concatenate(material)[polygon], triangles


def _build(
    lines: _Lines, vertices: tuple[NDArray[np.float64], NDArray[np.uint8] | None], corners: Index, file: str
) -> Mesh:
    positions, colors = vertices
    check_indices(corners[:, :1], len(positions), file)
    uv_table = _uv(lines.vt, file) if lines.vt and (corners[:, 1] >= 0).any() else None
    if uv_table is not None:
        check_indices(np.maximum(corners[:, 1:2], 0), len(uv_table), file)
    first, group = weld_rows(corners[:, :2] if uv_table is not None else corners[:, :1])
    chosen = corners[first]
    uv = None
    if uv_table is not None:
        uv = np.where(chosen[:, 1:2] >= 0, uv_table[np.maximum(chosen[:, 1], 0)], np.float32(0.0))
    return Mesh(
        positions=positions[chosen[:, 0]],
        faces=group.reshape(-1, 3),
        normals=_normals(lines.vn, corners[:, 2], first, group, file),
        colors=None if colors is None else colors[chosen[:, 0]],
        uv=uv,
    )


def _uv(rows: list[bytes], file: str) -> NDArray[np.float32]:
    table = _table(rows, 2, file)
    return np.nan_to_num(np.stack([table[:, 0], 1.0 - table[:, 1]], axis=1)).astype(np.float32)


def _normals(rows: list[bytes], of_corner: Index, first: Index, group: Index, file: str) -> NDArray[np.float32] | None:
    """Keep the file's normals where each vertex has one of its own; hard edges are worked out anew later."""
    if not rows or (of_corner < 0).any() or int(of_corner.max()) >= len(rows):
        return None
    if not np.array_equal(of_corner[first][group], of_corner):
        return None
    table = _table(rows, 3, file)[:, :3]
    length = np.linalg.norm(table, axis=1, keepdims=True)
    if not np.isfinite(table).all() or not bool((length[of_corner] > 0).all()):
        return None
    units: NDArray[np.float32] = (table / np.maximum(length, 1e-30)).astype(np.float32)[of_corner[first]]
    return units


def _dress(mesh: Mesh, material: NDArray[np.int32], materials: tuple[Material, ...]) -> Mesh:
    if not materials:
        return mesh
    numbers: dict[Material, int] = {}
    used, ids = np.unique(material, return_inverse=True)
    merged = [numbers.setdefault(materials[m] if m >= 0 else Material("default"), len(numbers)) for m in used]
    kept = tuple(numbers)
    several = np.array(merged, np.int32)[ids.reshape(-1)] if len(kept) > 1 else None
    return Mesh(mesh.positions, mesh.faces, mesh.normals, mesh.colors, mesh.uv, several, kept)
