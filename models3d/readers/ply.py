"""PLY meshes and clouds, text and both binary orders, read in bulk with counts checked against the file's size."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from models3d.checks import check_indices
from models3d.errors import ReadError
from models3d.readers.parts import fan_corners, find_beside, load_image, parse_numbers, to_bytes
from models3d.readers.ply_header import Element, Header, parse_header
from models3d.topology import weld_rows
from models3d.types import Material, Mesh, Notice, PointCloud, Scan

Numbers = NDArray[np.generic]


@dataclass(slots=True)
class Table:
    """The rows of one element: scalar columns by name, and lists as (lengths, flat values)."""

    count: int
    scalars: dict[str, Numbers] = field(default_factory=dict)
    lists: dict[str, tuple[NDArray[np.int64], Numbers]] = field(default_factory=dict)

    def stack(self, *choices: tuple[str, ...]) -> NDArray[np.float64] | None:
        """Give the first group of columns that is there completely, as (n, k) doubles."""
        for names in choices:
            if all(name in self.scalars for name in names):
                rows = np.empty((self.count, len(names)))
                for column, name in enumerate(names):
                    rows[:, column] = self.scalars[name]
                return rows
        return None


def read_ply(path: Path) -> Scan:
    """Read a PLY as a mesh, or as a cloud when it has no faces.

    Raises:
        ReadError: ``ply_truncated`` when fewer rows follow than the header promises, ``scan_malformed``.
    """
    with path.open("rb") as opened:
        header = parse_header(opened.read(1 << 20), path.name)
    tables = _read_text(path, header) if header.order == "" else _read_binary(path, header)
    vertices = tables.get("vertex")
    positions = None if vertices is None else vertices.stack(("x", "y", "z"))
    if vertices is None or positions is None:
        raise ReadError("scan_malformed", file=path.name, format="PLY", where="element vertex")
    corners = _corners(tables)
    if corners is None:
        return Scan(_cloud(vertices, positions), "ply")
    mesh, notices = _mesh(path, header, tables, corners)
    return Scan(mesh, "ply", warnings=notices)


def _read_text(path: Path, header: Header) -> dict[str, Table]:
    with path.open("rb") as opened:
        opened.seek(header.start)
        numbers = parse_numbers(opened.read(), path.name, "PLY")
    tables: dict[str, Table] = {}
    at = 0
    for element in header.elements:
        if element.count * len(element.columns) > len(numbers) - at:
            found = (len(numbers) - at) // max(1, len(element.columns))
            raise _truncated(path, element, found)
        tables[element.name], at = _text_table(numbers, at, element, path)
    return tables


def _text_table(numbers: NDArray[np.float64], at: int, element: Element, path: Path) -> tuple[Table, int]:
    table = Table(element.count)
    width = len(element.columns)
    if not any(c.length for c in element.columns):
        block = numbers[at : at + element.count * width].reshape(element.count, width)
        table.scalars = {c.name: block[:, k] for k, c in enumerate(element.columns)}
        return table, at + element.count * width
    starts, at = _walk_numbers(numbers, at, element, path)
    for column in element.columns:
        begin = starts[column.name]
        if column.length is None:
            table.scalars[column.name] = numbers[begin]
        else:
            table.lists[column.name] = _gather(numbers, begin + 1, numbers[begin].astype(np.int64))
    return table, at


def _walk_numbers(
    numbers: NDArray[np.float64], at: int, element: Element, path: Path
) -> tuple[dict[str, NDArray[np.int64]], int]:
    """Where each column's entry begins in each row, and where the element ends."""
    starts = {c.name: np.empty(element.count, np.int64) for c in element.columns}
    for row in range(element.count):
        for column in element.columns:
            if at >= len(numbers):
                raise _truncated(path, element, row)
            starts[column.name][row] = at
            at += 1 if column.length is None else 1 + _length(numbers[at])
    if at > len(numbers):
        raise _truncated(path, element, element.count - 1)
    return starts, at


def _length(number: float) -> int:
    return int(number) if 0 <= number < 1e6 else 0


def _gather(values: Numbers, begin: NDArray[np.int64], counts: NDArray[np.int64]) -> tuple[NDArray[np.int64], Numbers]:
    counts = np.clip(counts, 0, None)
    offset = np.arange(int(counts.sum())) - np.repeat(np.cumsum(counts) - counts, counts)
    return counts, values[np.repeat(begin, counts) + offset]


def _read_binary(path: Path, header: Header) -> dict[str, Table]:
    tables: dict[str, Table] = {}
    at, size = header.start, path.stat().st_size
    for element in header.elements:
        if element.least_bytes and element.count > (size - at) // element.least_bytes:
            raise _truncated(path, element, (size - at) // element.least_bytes)
        if any(c.length for c in element.columns):
            tables[element.name], at = _binary_lists(path, header.order, element, at)
        else:
            rows = _rows(path, np.dtype([(c.name, header.order + c.kind) for c in element.columns]), element, at)
            tables[element.name] = Table(element.count, {c.name: rows[c.name] for c in element.columns})
            at += rows.nbytes
    return tables


def _rows(path: Path, layout: np.dtype[np.void], element: Element, at: int) -> NDArray[np.void]:
    rows: NDArray[np.void] = (
        np.fromfile(path, layout, element.count, offset=at) if element.count else np.empty(0, layout)
    )
    if len(rows) < element.count:
        raise _truncated(path, element, len(rows))
    return rows


def _binary_lists(path: Path, order: str, element: Element, at: int) -> tuple[Table, int]:
    """Read rows with lists: in one sweep when every row is like the first, else by walking the lengths."""
    if element.count == 0:
        return Table(0, lists={c.name: (np.empty(0, np.int64), np.empty(0)) for c in element.columns if c.length}), at
    even = _even_rows(path, order, element, at)
    if even is not None:
        return even
    return _walk_rows(path, order, element, at)


def _even_rows(path: Path, order: str, element: Element, at: int) -> tuple[Table, int] | None:
    with path.open("rb") as opened:
        opened.seek(at)
        head = opened.read(65536)
    layout: list[tuple[str, str] | tuple[str, str, tuple[int]]] = []
    offset = 0
    for column in element.columns:
        if column.length is None:
            layout.append((column.name, order + column.kind))
            offset += int(column.kind[1])
            continue
        width = int(column.length[1])
        count = int(np.frombuffer(head[offset : offset + width].ljust(width, b"\0"), order + column.length)[0])
        if count < 1 or count > 4096:
            return None
        layout += [(f"{column.name}#", order + column.length), (column.name, order + column.kind, (count,))]
        offset += width + count * int(column.kind[1])
    rows = np.fromfile(path, np.dtype(layout), element.count, offset=at)
    lists = [c.name for c in element.columns if c.length]
    if len(rows) < element.count or not all((rows[f"{n}#"] == rows[f"{n}#"][0]).all() for n in lists):
        return None
    table = Table(element.count)
    for column in element.columns:
        if column.length is None:
            table.scalars[column.name] = rows[column.name]
        else:
            values = rows[column.name].reshape(element.count, -1)
            table.lists[column.name] = np.full(element.count, values.shape[1], np.int64), values.reshape(-1)
    return table, at + rows.nbytes


def _walk_rows(path: Path, order: str, element: Element, at: int) -> tuple[Table, int]:
    raw = np.fromfile(path, np.uint8, offset=at)
    starts, lengths, place = _find_rows(raw.tobytes(), order, element, path)
    table = Table(element.count)
    for column in element.columns:
        size = int(column.kind[1])
        kept, flat = _gather(raw, starts[column.name], lengths[column.name] * size)
        values = flat.view(order + column.kind)
        if column.length:
            table.lists[column.name] = kept // size, values
        else:
            table.scalars[column.name] = values
    return table, at + place


Columns = dict[str, NDArray[np.int64]]


def _find_rows(data: bytes, order: str, element: Element, path: Path) -> tuple[Columns, Columns, int]:
    """First byte and number of values of each column in each row, and where the element ends."""
    endian: Literal["little", "big"] = "little" if order == "<" else "big"
    steps = [(c, int(c.kind[1]), int(c.length[1]) if c.length else 0) for c in element.columns]
    starts = {c.name: np.empty(element.count, np.int64) for c in element.columns}
    lengths = {c.name: np.ones(element.count, np.int64) for c in element.columns}
    place = 0
    for row in range(element.count):
        for column, size, width in steps:
            if width:
                count = int.from_bytes(data[place : place + width], endian)
                lengths[column.name][row] = count
                place += width
                starts[column.name][row] = place
                place += count * size
            else:
                starts[column.name][row] = place
                place += size
        if place > len(data):
            raise _truncated(path, element, row)
    return starts, lengths, place


def _truncated(path: Path, element: Element, found: int) -> ReadError:
    return ReadError("ply_truncated", file=path.name, element=element.name, expected=element.count, found=max(found, 0))


def _corners(tables: dict[str, Table]) -> tuple[NDArray[np.int64], NDArray[np.int64]] | None:
    """Give the lengths and the flat vertex indices of the polygons, None when the file lists none."""
    faces = tables.get("face")
    for name in ("vertex_indices", "vertex_index"):
        if faces is not None and name in faces.lists and faces.count:
            counts, flat = faces.lists[name]
            return (counts, flat.astype(np.int64)) if int(counts.sum()) else None
    strips = tables.get("tristrips")
    if strips is not None and "vertex_indices" in strips.lists:
        return _unroll_strips(strips.lists["vertex_indices"][1].astype(np.int64))
    return None


def _unroll_strips(flat: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    triangles = np.stack([flat[:-2], flat[1:-1], flat[2:]], axis=1)
    last_cut = np.maximum.accumulate(np.where(flat < 0, np.arange(len(flat)), -1))[:-2]
    odd = ((np.arange(len(triangles)) - last_cut - 1) % 2).astype(bool)
    triangles[odd] = triangles[odd][:, [1, 0, 2]]
    kept = triangles[(triangles >= 0).all(axis=1)]
    return np.full(len(kept), 3, np.int64), kept.reshape(-1)


def _cloud(vertices: Table, positions: NDArray[np.float64]) -> PointCloud:
    colors = _colors(vertices)
    normals = vertices.stack(("nx", "ny", "nz"))
    usable = normals is not None and bool(np.isfinite(normals).all()) and bool(np.any(normals))
    return PointCloud(
        positions=positions,
        colors=None if colors is None else colors[:, :3],
        normals=normals.astype(np.float32) if usable and normals is not None else None,
    )


def _colors(table: Table) -> NDArray[np.uint8] | None:
    rgb = table.stack(
        ("red", "green", "blue", "alpha"),
        ("red", "green", "blue"),
        ("diffuse_red", "diffuse_green", "diffuse_blue"),
        ("r", "g", "b"),
    )
    if rgb is None or len(rgb) == 0:
        return None
    first = "red" if "red" in table.scalars else ("r" if "r" in table.scalars else "diffuse_red")
    return rgb_bytes(rgb) if table.scalars[first].dtype == np.uint8 else to_bytes(rgb)


def rgb_bytes(rgb: NDArray[np.float64]) -> NDArray[np.uint8]:
    """Turn numbers that were bytes in the file into (n, 4) bytes, black staying black."""
    full = np.full((len(rgb), 4), 255, np.uint8)
    full[:, : rgb.shape[1]] = rgb.astype(np.uint8)
    return full


def _mesh(
    path: Path, header: Header, tables: dict[str, Table], corners: tuple[NDArray[np.int64], NDArray[np.int64]]
) -> tuple[Mesh, tuple[Notice, ...]]:
    vertices, faces = tables["vertex"], tables.get("face", Table(0))
    positions = vertices.stack(("x", "y", "z"))
    assert positions is not None  # noqa: S101  # read_ply has checked it
    counts, flat = corners
    corner, polygon = _fan(counts)
    normals = vertices.stack(("nx", "ny", "nz"))
    mesh = Mesh(
        positions=positions,
        faces=flat[corner].reshape(-1, 3),
        normals=None if normals is None or not np.isfinite(normals).all() else normals.astype(np.float32),
        colors=_colors(vertices),
        uv=_vertex_uv(vertices),
    )
    wedge = _wedge_uv(faces, counts)
    if wedge is not None and mesh.uv is None:
        mesh = split_by_uv(mesh, wedge[corner], path.name)
    elif mesh.colors is None and faces.count == len(counts):
        mesh = _paint_faces(mesh, _colors(faces), polygon, path.name)
    return _dress(path, header, mesh, faces, polygon)


def _fan(counts: NDArray[np.int64]) -> tuple[NDArray[np.int64] | slice, NDArray[np.int64]]:
    """The place in the flat list of each triangle's corners, and the polygon of each triangle."""
    if bool((counts == 3).all()):
        return slice(None), np.arange(len(counts))
    triangles, polygon = fan_corners(counts)
    return triangles.reshape(-1), polygon


def _vertex_uv(vertices: Table) -> NDArray[np.float32] | None:
    uv = vertices.stack(("s", "t"), ("u", "v"), ("texture_u", "texture_v"), ("texcoord_u", "texcoord_v"))
    return None if uv is None else _top_left(uv)


def _top_left(uv: NDArray[np.float64]) -> NDArray[np.float32]:
    """Turn OpenGL's bottom-left origin into glTF's top-left."""
    return np.nan_to_num(np.stack([uv[:, 0], 1.0 - uv[:, 1]], axis=1)).astype(np.float32)


def _wedge_uv(faces: Table, counts: NDArray[np.int64]) -> NDArray[np.float32] | None:
    lengths, flat = faces.lists.get("texcoord", (np.empty(0, np.int64), np.empty(0)))
    if len(lengths) != len(counts) or not len(counts) or not np.array_equal(lengths, counts * 2):
        return None
    return _top_left(flat.astype(np.float64).reshape(-1, 2))


def split_by_uv(mesh: Mesh, uv: NDArray[np.float32], file: str) -> Mesh:
    """Split vertices along texture seams; ``uv`` has one row per face corner, face by face."""
    bits = (uv + np.float32(0.0)).view(np.int32).astype(np.int64)
    split, first = _split_corners(mesh, bits, file)
    return dataclasses.replace(split, uv=uv[first])


def _split_corners(mesh: Mesh, keys: NDArray[np.int64], file: str) -> tuple[Mesh, NDArray[np.int64]]:
    """Split vertices whose corners differ in ``keys`` (c, k); also gives the first corner of each new vertex."""
    corner = mesh.faces.reshape(-1)
    check_indices(mesh.faces, len(mesh.positions), file)
    first, group = weld_rows(np.concatenate([corner[:, None], keys], axis=1))
    chosen = corner[first]
    split = dataclasses.replace(
        mesh,
        positions=mesh.positions[chosen],
        faces=group.reshape(-1, 3),
        normals=None if mesh.normals is None else mesh.normals[chosen],
        colors=None if mesh.colors is None else mesh.colors[chosen],
    )
    return split, first


def _paint_faces(mesh: Mesh, colors: NDArray[np.uint8] | None, polygon: NDArray[np.int64], file: str) -> Mesh:
    """Give face colours to the corners; neighbouring faces of one colour stay joined."""
    if colors is None:
        return mesh
    packed = np.repeat(colors[polygon], 3, axis=0)
    split, first = _split_corners(mesh, packed.view(np.uint32).astype(np.int64), file)
    return dataclasses.replace(split, colors=packed[first])


def _dress(
    path: Path, header: Header, mesh: Mesh, faces: Table, polygon: NDArray[np.int64]
) -> tuple[Mesh, tuple[Notice, ...]]:
    if mesh.uv is None or not header.textures:
        return mesh, ()
    materials, notices = [], []
    for name in header.textures:
        beside = find_beside(path, name)
        materials.append(Material(name=name, base_image=None if beside is None else load_image(beside)))
        if beside is None:
            notices.append(Notice("texture_missing", {"file": path.name, "texture": name}))
    ids = None
    if len(materials) > 1 and "texnumber" in faces.scalars:
        ids = np.clip(faces.scalars["texnumber"][polygon].astype(np.int32), 0, len(materials) - 1)
    kept = tuple(materials) if ids is not None else tuple(materials[:1])
    return dataclasses.replace(mesh, material_ids=ids, materials=kept), tuple(notices)
