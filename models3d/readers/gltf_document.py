"""A glTF file's JSON and bytes: chunks, buffers, views, accessors, Draco and meshopt decoded before anyone looks."""

from __future__ import annotations

import base64
import binascii
import json
import struct
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import numpy as np
from numpy.typing import NDArray

from models3d.errors import ReadError
from models3d.readers.meshopt import decode_view
from models3d.readers.parts import find_beside, reading

Json = dict[str, Any]
"""A JSON object of the document; its members are checked where they are used."""

_COMPONENTS = {5120: "<i1", 5121: "<u1", 5122: "<i2", 5123: "<u2", 5125: "<u4", 5126: "<f4"}
_WIDTH = {"SCALAR": 1, "VEC2": 2, "VEC3": 3, "VEC4": 4, "MAT2": 4, "MAT3": 9, "MAT4": 16}


@dataclass(slots=True)
class Document:
    """An opened glTF: its JSON, its binary chunk, and what was decoded so far."""

    path: Path
    root: Json
    chunk: bytes
    buffers: dict[int, bytes] = field(default_factory=dict)
    views: dict[int, bytes] = field(default_factory=dict)

    @property
    def required(self) -> set[str]:
        """Extensions without which the file can't be read."""
        return {str(name) for name in self.root.get("extensionsRequired", [])}

    def items(self, key: str) -> list[Json]:
        """Give a top-level array, empty when absent."""
        found = self.root.get(key, [])
        if not isinstance(found, list):
            raise self.fault(key)
        return found

    def number(self, holder: Json, key: str, otherwise: int) -> int:
        """Give a whole number that is not negative."""
        value = holder.get(key, otherwise)
        if not isinstance(value, int) or value < 0:
            raise self.fault(key)
        return value

    def fault(self, where: str) -> ReadError:
        """Build the refusal for a part that makes no sense."""
        return ReadError("scan_malformed", file=self.path.name, format="glTF", where=where)

    def buffer(self, index: int) -> bytes:
        """Give the bytes of a buffer: the binary chunk, a data URI or a file beside the scan."""
        if index not in self.buffers:
            entry = self.items("buffers")[index]
            data = self.resource(entry["uri"]) if "uri" in entry else self.chunk
            if len(data) < self.number(entry, "byteLength", 0):
                expected = int(entry["byteLength"])
                raise ReadError("gltf_buffer_short", file=self.path.name, expected=expected, found=len(data))
            self.buffers[index] = data
        return self.buffers[index]

    def resource(self, uri: str) -> bytes:
        """Give the bytes behind a URI; only data URIs and files beside the scan are followed."""
        if uri.startswith("data:"):
            try:
                return base64.b64decode(uri.partition(",")[2], validate=False)
            except binascii.Error as fault:
                raise self.fault("uri") from fault
        found = find_beside(self.path, unquote(uri))
        if found is None:
            raise ReadError("side_file_missing", file=self.path.name, side_file=uri[:120])
        return found.read_bytes()

    def view(self, index: int) -> bytes:
        """Give the bytes of a buffer view, meshopt-decoded when it is compressed."""
        if index not in self.views:
            entry = self.items("bufferViews")[index]
            packed = entry.get("extensions", {}).get("EXT_meshopt_compression")
            self.views[index] = self._unpack(packed) if packed else self._slice(entry)
        return self.views[index]

    def _slice(self, entry: Json) -> bytes:
        start, length = self.number(entry, "byteOffset", 0), self.number(entry, "byteLength", 0)
        data = self.buffer(self.number(entry, "buffer", 0))
        if start + length > len(data):
            raise ReadError("gltf_buffer_short", file=self.path.name, expected=start + length, found=len(data))
        return data[start : start + length]

    def _unpack(self, packed: Json) -> bytes:
        count, stride = self.number(packed, "count", 0), self.number(packed, "byteStride", 0)
        mode, rule = str(packed.get("mode")), str(packed.get("filter", "NONE"))
        plain = decode_view(self._slice(packed), (count, stride), mode, rule)
        if plain is None:
            raise self.fault("EXT_meshopt_compression")
        return plain

    def accessor(self, index: int) -> NDArray[np.generic]:
        """Give an accessor as (n, width), normalised integers as floats, sparse values put in."""
        entry = self.items("accessors")[index]
        count, width = self.number(entry, "count", 0), _WIDTH[entry["type"]]
        kind = np.dtype(_COMPONENTS[entry["componentType"]])
        if "bufferView" in entry:
            values = self._strided(entry, count, width, kind)
        elif count > 50_000_000:
            raise self.fault(f"accessors[{index}]")
        else:
            values = np.zeros((count, width), kind)
        if "sparse" in entry:
            values = self._put_sparse(values.copy(), entry["sparse"], kind)
        return _normalise(values) if entry.get("normalized") else values

    def _strided(self, entry: Json, count: int, width: int, kind: np.dtype[np.generic]) -> NDArray[np.generic]:
        data = self.view(int(entry["bufferView"]))
        owner = self.items("bufferViews")[int(entry["bufferView"])]
        step = self.number(owner, "byteStride", 0) or width * kind.itemsize
        start = self.number(entry, "byteOffset", 0)
        needed = start + (count - 1) * step + width * kind.itemsize if count else 0
        if needed > len(data) or step < width * kind.itemsize:
            raise ReadError("gltf_buffer_short", file=self.path.name, expected=needed, found=len(data))
        if not count:
            return np.empty((0, width), kind)
        return np.ndarray((count, width), kind, data, start, (step, kind.itemsize))

    def _put_sparse(self, values: NDArray[np.generic], sparse: Json, kind: np.dtype[np.generic]) -> NDArray[np.generic]:
        count = self.number(sparse, "count", 0)
        where, what = sparse["indices"], sparse["values"]
        places = self._strided(where, count, 1, np.dtype(_COMPONENTS[where["componentType"]])).reshape(-1)
        if count and int(places.astype(np.int64).max()) >= len(values):
            raise self.fault("sparse")
        values[places.astype(np.int64)] = self._strided(what, count, values.shape[1], kind)
        return values

    def attributes(self, primitive: Json) -> dict[str, NDArray[np.generic]]:
        """Give a primitive's arrays by attribute name, and its indices as ``#indices`` when it has any."""
        draco = primitive.get("extensions", {}).get("KHR_draco_mesh_compression")
        if draco:
            return self._draco(primitive, draco)
        names: Json = primitive.get("attributes", {})
        wanted = {n: a for n, a in names.items() if n in {"POSITION", "NORMAL", "COLOR_0"} or n.startswith("TEXCOORD")}
        arrays = {name: self.accessor(int(index)) for name, index in wanted.items()}
        count = len(arrays["POSITION"]) if "POSITION" in arrays else 0
        arrays = {name: values for name, values in arrays.items() if len(values) == count}
        if "indices" in primitive:
            arrays["#indices"] = self.accessor(int(primitive["indices"]))
        return arrays

    def _draco(self, primitive: Json, draco: Json) -> dict[str, NDArray[np.generic]]:
        import DracoPy

        mesh = DracoPy.decode(self.view(int(draco["bufferView"])))
        arrays: dict[str, NDArray[np.generic]] = {}
        for name, identity in draco["attributes"].items():
            values = np.asarray(mesh.get_attribute_by_unique_id(int(identity))["data"])
            accessor = self.items("accessors")[int(primitive["attributes"][name])]
            arrays[name] = _normalise(values) if accessor.get("normalized") else values
        arrays["#indices"] = np.asarray(mesh.faces).reshape(-1)
        return arrays


def _normalise(values: NDArray[np.generic]) -> NDArray[np.generic]:
    if values.dtype.kind == "f":
        return values
    top = float(2 ** (8 * values.dtype.itemsize - (values.dtype.kind == "i")) - 1)
    scaled: NDArray[np.float32] = np.maximum(values.astype(np.float32) / np.float32(top), np.float32(-1.0))
    return scaled


def open_document(path: Path) -> Document:
    """Open a .glb or .gltf by its first bytes.

    Raises:
        ReadError: ``glb_truncated``, ``gltf_version``, ``scan_malformed``.
    """
    data = path.read_bytes()
    text, chunk = _split_chunks(data, path.name) if data[:4] == b"glTF" else (data, b"")
    with reading(path.name, "glTF", RecursionError):
        root = json.loads(text.decode("utf-8-sig"))
        if not isinstance(root, dict):
            raise ReadError("scan_malformed", file=path.name, format="glTF", where="JSON")
        version = str(root.get("asset", {}).get("version", ""))
    if not version.startswith("2"):
        raise ReadError("gltf_version", file=path.name, version=version or "?")
    return Document(path, root, chunk)


def _split_chunks(data: bytes, file: str) -> tuple[bytes, bytes]:
    if len(data) < 20:
        raise ReadError("glb_truncated", file=file, expected=20, found=len(data))
    version, total, length, kind = struct.unpack_from("<III4s", data, 4)
    if version != 2:
        raise ReadError("gltf_version", file=file, version=str(version))
    if total > len(data) or 20 + length > len(data):
        raise ReadError("glb_truncated", file=file, expected=max(total, 20 + length), found=len(data))
    if kind != b"JSON":
        raise ReadError("scan_malformed", file=file, format="glTF", where="JSON")
    at = 20 + length
    chunk = b""
    if len(data) >= at + 8 and data[at + 4 : at + 8] == b"BIN\0":
        size = int.from_bytes(data[at : at + 4], "little")
        chunk = data[at + 8 : at + 8 + size]
    return data[20:at], chunk
