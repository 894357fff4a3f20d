"""glTF 2.0, binary and JSON: the whole default scene in one mesh, in metres, +Y up as the format fixes them."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models3d.errors import ReadError
from models3d.readers.gltf_document import Document, Json, open_document
from models3d.readers.gltf_material import read_materials, transform_uv, uv_set
from models3d.readers.parts import Piece, join_pieces, reading
from models3d.types import Material, Mesh, Notice, PointCloud, Scan

_READABLE = {
    "KHR_draco_mesh_compression",
    "EXT_meshopt_compression",
    "KHR_mesh_quantization",
    "KHR_texture_transform",
    "KHR_texture_basisu",
    "EXT_texture_webp",
}
_DEEPEST = 500


@dataclass(slots=True)
class _Found:
    pieces: list[Piece] = field(default_factory=list)
    points: list[PointCloud] = field(default_factory=list)


def read_gltf(path: Path) -> Scan:
    """Read the triangles of the default scene; skins and morphs stay in rest pose, lines are left out.

    Raises:
        ReadError: ``gltf_extension_unsupported`` for a required extension that changes geometry and is not known,
            ``gltf_no_geometry`` for an empty scene, ``scan_malformed``.
    """
    document = open_document(path)
    for name in document.required - _READABLE:
        if not name.startswith(("KHR_materials", "KHR_lights", "KHR_xmp", "ADOBE_materials")):
            raise ReadError("gltf_extension_unsupported", file=path.name, extension=name)
    found = _Found()
    with reading(path.name, "glTF", RecursionError):
        materials, notices = read_materials(document)
        for node, matrix in _walk(document):
            _read_node(document, node, matrix, found)
        geometry = _geometry(found, document, materials)
    return Scan(
        geometry, "gltf", unit="m", unit_evidence="format", up="y", up_evidence="format", warnings=_unique(notices)
    )


def _unique(notices: list[Notice]) -> tuple[Notice, ...]:
    return tuple(n for k, n in enumerate(notices) if n not in notices[:k])


def _geometry(found: _Found, document: Document, materials: list[Material]) -> Mesh | PointCloud:
    if any(len(p.faces) for p in found.pieces):
        return join_pieces([p for p in found.pieces if len(p.faces)], materials, document.path.name)
    if found.points:
        colors = [c.colors for c in found.points if c.colors is not None]
        return PointCloud(
            np.concatenate([c.positions for c in found.points]),
            np.concatenate(colors) if len(colors) == len(found.points) else None,
        )
    raise ReadError("gltf_no_geometry", file=document.path.name)


def _walk(document: Document) -> list[tuple[Json, NDArray[np.float64]]]:
    """List the nodes of the default scene with their world matrices; a node met twice breaks the tree."""
    nodes = document.items("nodes")
    scenes = document.items("scenes")
    if scenes:
        roots = scenes[document.number(document.root, "scene", 0)].get("nodes", [])
    else:
        children = {c for node in nodes for c in node.get("children", [])}
        roots = [k for k in range(len(nodes)) if k not in children]
    waiting = [(int(root), np.eye(4), 0) for root in reversed(roots)]
    seen: set[int] = set()
    listed = []
    while waiting:
        number, above, depth = waiting.pop()
        if number in seen or number < 0 or depth > _DEEPEST:
            raise ReadError("scan_malformed", file=document.path.name, format="glTF", where=f"nodes[{number}]")
        seen.add(number)
        world = above @ _local_matrix(nodes[number])
        listed.append((nodes[number], world))
        waiting += [(int(child), world, depth + 1) for child in reversed(nodes[number].get("children", []))]
    return listed


def _local_matrix(node: Json) -> NDArray[np.float64]:
    if "matrix" in node:
        return np.asarray(node["matrix"], np.float64).reshape(4, 4).T
    matrix = np.eye(4)
    x, y, z, w = (float(v) for v in node.get("rotation", (0, 0, 0, 1)))
    rotation = np.array(
        [
            [1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)],
            [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)],
            [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)],
        ]
    )
    matrix[:3, :3] = rotation * np.asarray(node.get("scale", (1, 1, 1)), np.float64)
    matrix[:3, 3] = np.asarray(node.get("translation", (0, 0, 0)), np.float64)
    return matrix


def _read_node(document: Document, node: Json, matrix: NDArray[np.float64], found: _Found) -> None:
    if "mesh" not in node:
        return
    world = np.eye(4) if "skin" in node else matrix
    for primitive in document.items("meshes")[int(node["mesh"])].get("primitives", []):
        _read_primitive(document, primitive, world, found)


def _read_primitive(document: Document, primitive: Json, matrix: NDArray[np.float64], found: _Found) -> None:
    mode = int(primitive.get("mode", 4))
    attributes = document.attributes(primitive)
    if "POSITION" not in attributes or mode in {1, 2, 3}:
        return
    positions = attributes["POSITION"].astype(np.float64) @ matrix[:3, :3].T + matrix[:3, 3]
    colors = _colors(attributes.get("COLOR_0"))
    if mode == 0:
        found.points.append(PointCloud(positions, None if colors is None else colors[:, :3]))
        return
    indices = attributes.get("#indices", np.arange(len(positions))).reshape(-1).astype(np.int64)
    faces = _triangles(indices, mode)
    if np.linalg.det(matrix[:3, :3]) < 0:
        faces = faces[:, [0, 2, 1]]
    material = int(primitive.get("material", -1))
    uv = attributes.get(f"TEXCOORD_{uv_set(document, material)}")
    found.pieces.append(
        Piece(
            positions=positions,
            faces=faces,
            normals=_turn_normals(attributes.get("NORMAL"), matrix),
            colors=colors,
            uv=None if uv is None else transform_uv(document, material, uv.astype(np.float32)),
            material=material,
        )
    )


def _triangles(indices: NDArray[np.int64], mode: int) -> NDArray[np.int64]:
    if mode == 4:
        return indices[: len(indices) // 3 * 3].reshape(-1, 3)
    if len(indices) < 3:
        return np.empty((0, 3), np.int64)
    if mode == 6:
        return np.stack([np.full(len(indices) - 2, indices[0]), indices[1:-1], indices[2:]], axis=1)
    strip = np.stack([indices[:-2], indices[1:-1], indices[2:]], axis=1)
    strip[1::2] = strip[1::2][:, [1, 0, 2]]
    return strip


def _turn_normals(normals: NDArray[np.generic] | None, matrix: NDArray[np.float64]) -> NDArray[np.float32] | None:
    if normals is None or abs(float(np.linalg.det(matrix[:3, :3]))) < 1e-30:
        return None
    turned = normals.astype(np.float64) @ np.linalg.inv(matrix[:3, :3])
    length = np.linalg.norm(turned, axis=1, keepdims=True)
    if not np.isfinite(turned).all():
        return None
    units: NDArray[np.float32] = (turned / np.maximum(length, 1e-30)).astype(np.float32)
    return units


def _colors(linear: NDArray[np.generic] | None) -> NDArray[np.uint8] | None:
    """Turn linear RGB(A) into sRGB bytes (IEC 61966-2-1)."""
    if linear is None:
        return None
    values = np.clip(np.nan_to_num(linear.astype(np.float64)), 0.0, 1.0)
    curved = np.where(values <= 0.0031308, values * 12.92, 1.055 * np.power(values, 1 / 2.4) - 0.055)
    full = np.full((len(values), 4), 255, np.uint8)
    full[:, :3] = (curved[:, :3] * 255 + 0.5).astype(np.uint8)
    if values.shape[1] == 4:
        full[:, 3] = (values[:, 3] * 255 + 0.5).astype(np.uint8)
    return full
