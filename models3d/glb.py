"""GLB containers: exact writing of one mesh, one material, one draw call; reading of the JSON and the binary part."""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any  # glTF JSON has no narrower type than this

import numpy as np
from numpy.typing import NDArray

from models3d.errors import ReadError
from models3d.types import Mesh

Document = dict[str, Any]
_MAGIC, _JSON, _BIN = 0x46546C67, 0x4E4F534A, 0x004E4942
_FLOAT, _U16, _U32 = 5126, 5123, 5125
_ARRAY, _ELEMENT = 34962, 34963
_TYPES = {1: "SCALAR", 2: "VEC2", 3: "VEC3", 4: "VEC4"}
GENERATOR = "Cuu Dinh"


@dataclass(frozen=True, slots=True)
class Finish:
    """How a surface without texture looks: linear base colour, metal and roughness 0..1."""

    base_color: tuple[float, float, float, float] = (0.62, 0.58, 0.52, 1.0)
    metallic: float = 0.0
    roughness: float = 0.9
    double_sided: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """An encoded texture, its size in pixels and its type (``image/jpeg``, ``image/png`` or ``image/ktx2``)."""

    data: bytes
    mime: str
    size: tuple[int, int]


def write_container(document: Document, blob: bytes) -> bytes:
    """Join JSON and binary part into one GLB (glTF 2.0, section 4.4)."""
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 4)
    blob += b"\0" * (-len(blob) % 4)
    chunks = struct.pack("<II", len(text), _JSON) + text
    if blob:
        chunks += struct.pack("<II", len(blob), _BIN) + blob
    return struct.pack("<III", _MAGIC, 2, 12 + len(chunks)) + chunks


def read_container(data: bytes, file: str = "model.glb") -> tuple[Document, bytes]:
    """Split a GLB into its JSON and its binary part.

    Raises:
        ReadError: ``glb_broken`` when the header, a chunk or the JSON isn't what the format demands.
    """
    try:
        magic, version, total = struct.unpack_from("<III", data)
        size, kind = struct.unpack_from("<II", data, 12)
        if (magic, version, kind) != (_MAGIC, 2, _JSON) or total > len(data) or 20 + size > total:
            raise ReadError("glb_broken", file=file)
        document = json.loads(data[20 : 20 + size])
        start = 20 + size
        if start == total:
            return document, b""
        length, kind = struct.unpack_from("<II", data, start)
        if kind != _BIN or start + 8 + length > total:
            raise ReadError("glb_broken", file=file)
    except (struct.error, ValueError) as broken:
        raise ReadError("glb_broken", file=file) from broken
    return document, data[start + 8 : start + 8 + length]


def build_glb(
    mesh: Mesh,
    name: str,
    scalars: Mapping[str, NDArray[np.float32]] | None = None,
    matrix: NDArray[np.float64] | None = None,
) -> bytes:
    """Write positions (float32), normals, texture coordinates or linear colours and indices, without a texture yet.

    Args:
        mesh: what to write.
        name: of node and mesh.
        scalars: further (n,) float32 attributes by name, each starting with ``_`` as glTF asks of own attributes.
        matrix: (4, 4) row-major placement of the node, metres.
    """
    parts = _Parts()
    attributes = {"POSITION": parts.add(mesh.positions.astype(np.float32), bounded=True)}
    if mesh.normals is not None:
        attributes["NORMAL"] = parts.add(mesh.normals.astype(np.float32))
    if mesh.uv is not None:
        attributes["TEXCOORD_0"] = parts.add(mesh.uv.astype(np.float32))
    elif mesh.colors is not None:
        attributes["COLOR_0"] = parts.add(linear_colors(mesh.colors))
    for own, values in (scalars or {}).items():
        attributes[own] = parts.add(values.astype(np.float32)[:, None])
    flat = mesh.faces.reshape(-1)
    indices = parts.add_indices(flat.astype(np.uint16) if len(mesh.positions) < 0xFFFF else flat.astype(np.uint32))
    return parts.finish(attributes, indices, name, matrix)


def linear_colors(colors: NDArray[np.uint8]) -> NDArray[np.uint16]:
    """Turn (n, 4) sRGB bytes into the linear 16-bit values that glTF's COLOR_0 asks for; opaque (R6)."""
    c = np.arange(256) / 255
    linear = np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)
    table = np.rint(linear * 65535).astype(np.uint16)
    out = np.full((len(colors), 4), 65535, np.uint16)
    out[:, :3] = table[colors[:, :3]]
    return out


def dress_glb(data: bytes, finish: Finish, picture: Picture | None, xmp: Document | None) -> bytes:
    """Give a GLB its one material, its texture and, last of all, its KHR_xmp_json_ld packet."""
    document, blob = read_container(data)
    document["asset"]["generator"] = GENERATOR
    document["materials"] = [_material(finish, textured=picture is not None)]
    for mesh in document["meshes"]:
        for primitive in mesh["primitives"]:
            primitive["material"] = 0
    if picture is not None:
        blob += b"\0" * (-len(blob) % 4)
        view = {"buffer": 0, "byteOffset": len(blob), "byteLength": len(picture.data)}
        blob += picture.data
        document.setdefault("bufferViews", []).append(view)
        _add_texture(document, picture)
    if xmp is not None:
        _declare(document, "KHR_xmp_json_ld", required=False)
        document.setdefault("extensions", {})["KHR_xmp_json_ld"] = {"packets": [xmp]}
        document["asset"].setdefault("extensions", {})["KHR_xmp_json_ld"] = {"packet": 0}
    blob += b"\0" * (-len(blob) % 4)
    document["buffers"][0]["byteLength"] = len(blob)
    return write_container(document, blob)


def _material(finish: Finish, *, textured: bool) -> Document:
    surface: Document = {"metallicFactor": finish.metallic, "roughnessFactor": finish.roughness}
    if textured:
        surface["baseColorTexture"] = {"index": 0}
    else:
        surface["baseColorFactor"] = list(finish.base_color)
    material: Document = {"pbrMetallicRoughness": surface}
    if finish.double_sided:
        material["doubleSided"] = True
    return material


def _add_texture(document: Document, picture: Picture) -> None:
    document["images"] = [{"bufferView": len(document["bufferViews"]) - 1, "mimeType": picture.mime}]
    document["samplers"] = [{"magFilter": 9729, "minFilter": 9987, "wrapS": 33071, "wrapT": 33071}]
    if picture.mime == "image/ktx2":
        document["textures"] = [{"sampler": 0, "extensions": {"KHR_texture_basisu": {"source": 0}}}]
        _declare(document, "KHR_texture_basisu", required=True)
    else:
        document["textures"] = [{"sampler": 0, "source": 0}]


def _declare(document: Document, extension: str, *, required: bool) -> None:
    for key in ("extensionsUsed", "extensionsRequired") if required else ("extensionsUsed",):
        names = document.setdefault(key, [])
        if extension not in names:
            names.append(extension)


class _Parts:
    """Buffer views and accessors in the order they were added."""

    def __init__(self) -> None:
        self.blob = bytearray()
        self.views: list[Document] = []
        self.accessors: list[Document] = []

    def add(self, values: NDArray[np.float32] | NDArray[np.uint16], *, bounded: bool = False) -> int:
        self._view(values.tobytes(), _ARRAY)
        accessor: Document = {
            "bufferView": len(self.views) - 1,
            "componentType": _FLOAT if values.dtype == np.float32 else _U16,
            "count": len(values),
            "type": _TYPES[values.shape[1]],
        }
        if values.dtype == np.uint16:
            accessor["normalized"] = True
        if bounded:
            accessor["min"] = values.min(axis=0).astype(float).tolist()
            accessor["max"] = values.max(axis=0).astype(float).tolist()
        self.accessors.append(accessor)
        return len(self.accessors) - 1

    def add_indices(self, values: NDArray[np.uint16] | NDArray[np.uint32]) -> int:
        self._view(values.tobytes(), _ELEMENT)
        kind = _U16 if values.dtype == np.uint16 else _U32
        entry = {"bufferView": len(self.views) - 1, "componentType": kind, "count": len(values), "type": "SCALAR"}
        self.accessors.append(entry)
        return len(self.accessors) - 1

    def finish(
        self, attributes: dict[str, int], indices: int, name: str, matrix: NDArray[np.float64] | None = None
    ) -> bytes:
        primitive = {"attributes": attributes, "indices": indices, "material": 0, "mode": 4}
        node: Document = {"mesh": 0, "name": name}
        if matrix is not None:
            node["matrix"] = matrix.T.reshape(-1).tolist()  # glTF is column-major
        document: Document = {
            "asset": {"version": "2.0", "generator": GENERATOR},
            "scene": 0,
            "scenes": [{"nodes": [0]}],
            "nodes": [node],
            "meshes": [{"primitives": [primitive], "name": name}],
            "materials": [{}],
            "accessors": self.accessors,
            "bufferViews": self.views,
            "buffers": [{"byteLength": len(self.blob)}],
        }
        return write_container(document, bytes(self.blob))

    def _view(self, data: bytes, target: int) -> None:
        self.blob += b"\0" * (-len(self.blob) % 4)
        self.views.append({"buffer": 0, "byteOffset": len(self.blob), "byteLength": len(data), "target": target})
        self.blob += data
