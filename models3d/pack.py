"""One derivative as a GLB: geometry compressed for its device, texture of the right kind, XMP last, decoded again."""

from __future__ import annotations

import io
import json
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import DracoPy
import numpy as np
from PIL import Image as Pictures

from models3d.appearance import Pixels
from models3d.errors import ToolError
from models3d.glb import Document, Finish, Picture, build_glb, dress_glb, read_container, write_container
from models3d.nodetools import NodeTools
from models3d.types import Mesh

Geometry = Literal["draco", "meshopt"]
_DRACO = "KHR_draco_mesh_compression"
_SEMANTICS = {0: "POSITION", 1: "NORMAL", 3: "TEXCOORD_0"}


@dataclass(frozen=True, slots=True)
class Skinned:
    """A mesh ready to be packed: normals, and either atlas coordinates with a picture, or colours, or neither."""

    mesh: Mesh
    pixels: Pixels | None = None
    finish: Finish = field(default_factory=Finish)


def encode_jpeg(pixels: Pixels, quality: int = 85) -> Picture:
    """Encode a texture as baseline 4:2:0 JPEG."""
    out = io.BytesIO()
    Pictures.fromarray(pixels).save(out, "JPEG", quality=quality, optimize=True)
    return Picture(out.getvalue(), "image/jpeg", (pixels.shape[1], pixels.shape[0]))


def encode_ktx2(pixels: Pixels, tools: NodeTools) -> Picture:
    """Encode a texture as KTX2 (Basis ETC1S, sRGB) with all mipmaps.

    Raises:
        ToolError: the encoder failed or is missing.
    """
    height, width = pixels.shape[:2]
    opaque = np.full((height, width, 4), 255, np.uint8)
    opaque[..., :3] = pixels
    with tempfile.TemporaryDirectory() as folder:
        raw, out = Path(folder) / "texture.rgba", Path(folder) / "texture.ktx2"
        raw.write_bytes(opaque.tobytes())
        tools.run("encode_ktx2.mjs", raw, str(width), str(height), out)
        return Picture(out.read_bytes(), "image/ktx2", (width, height))


def resize_pixels(pixels: Pixels, longest: int) -> Pixels:
    """Shrink a texture so that its longer side is at most ``longest`` pixels; never enlarges."""
    height, width = pixels.shape[:2]
    if max(height, width) <= longest:
        return pixels
    scale = longest / max(height, width)
    size = (max(4, round(width * scale)), max(4, round(height * scale)))
    return np.asarray(Pictures.fromarray(pixels).resize(size, Pictures.Resampling.LANCZOS))


def pack_glb(
    skinned: Skinned, picture: Picture | None, geometry: Geometry, tools: NodeTools, xmp: Document | None
) -> bytes:
    """Make the finished GLB; one mesh, one material, one draw call.

    Draco is the smallest for slow networks, meshopt the fastest to decode in a headset. Vertex colours always go
    through meshopt, which keeps their 16-bit linear values.

    Raises:
        ToolError: an encoder failed, or ``glb_round_trip``: what was written doesn't decode to the same triangles.
    """
    return dress_glb(pack_shapes([(skinned.mesh, geometry)], tools)[0], skinned.finish, picture, xmp)


def pack_shapes(shapes: list[tuple[Mesh, Geometry]], tools: NodeTools) -> list[bytes]:
    """Compress several meshes, still without material and texture; one Node process serves all of them.

    A mesh that stands in the list twice is packed once.

    Raises:
        ToolError: an encoder failed.
    """
    packed: dict[tuple[int, Geometry], bytes] = {}
    waiting: dict[tuple[int, Geometry], Mesh] = {}
    for mesh, geometry in shapes:
        if geometry == "draco" and mesh.colors is None:
            packed[id(mesh), geometry] = packed.get((id(mesh), geometry)) or _draco(mesh, build_glb(mesh, "model"))
        else:
            waiting[id(mesh), geometry] = mesh
    packed.update(zip(waiting, _meshopt(list(waiting.values()), tools), strict=True))
    return [packed[id(mesh), geometry] for mesh, geometry in shapes]


def _meshopt(meshes: list[Mesh], tools: NodeTools) -> list[bytes]:
    if not meshes:
        return []
    with tempfile.TemporaryDirectory() as folder:
        orders: list[str | Path] = []
        for number, mesh in enumerate(meshes):
            raw, out = Path(folder) / f"{number}.raw.glb", Path(folder) / f"{number}.glb"
            raw.write_bytes(build_glb(mesh, "model"))
            orders += [raw, out, "16" if len(mesh.faces) > 200_000 else "14"]
        tools.run("pack_meshopt.mjs", *orders)
        return [(Path(folder) / f"{number}.glb").read_bytes() for number in range(len(meshes))]


def _draco(mesh: Mesh, raw: bytes) -> bytes:
    """Replace the accessors' data by one Draco stream (KHR_draco_mesh_compression)."""
    stream = DracoPy.encode(
        mesh.positions,
        mesh.faces.astype(np.uint32),
        quantization_bits=14,
        compression_level=7,
        tex_coord=None if mesh.uv is None else mesh.uv.astype(np.float64),
        normals=None if mesh.normals is None else mesh.normals.astype(np.float64),
        tex_coord_quantization_bits=12,
        normal_quantization_bits=8,
    )
    decoded = DracoPy.decode(stream)
    document, _ = read_container(raw)
    primitive = document["meshes"][0]["primitives"][0]
    ids = {_SEMANTICS[a["attribute_type"]]: int(a["unique_id"]) for a in decoded.attributes}
    primitive["extensions"] = {_DRACO: {"bufferView": 0, "attributes": ids}}
    for accessor in document["accessors"]:
        del accessor["bufferView"]
        accessor["count"] = len(decoded.points)
    positions = document["accessors"][primitive["attributes"]["POSITION"]]
    positions["min"] = decoded.points.min(axis=0).astype(float).tolist()
    positions["max"] = decoded.points.max(axis=0).astype(float).tolist()
    indices = document["accessors"][primitive["indices"]]
    indices["count"] = decoded.faces.size
    indices["componentType"] = 5123 if len(decoded.points) < 0xFFFF else 5125
    document["bufferViews"] = [{"buffer": 0, "byteOffset": 0, "byteLength": len(stream)}]
    document["extensionsUsed"] = document["extensionsRequired"] = [_DRACO]
    return write_container(document, stream)


def validate_glbs(files: list[Path], tools: NodeTools) -> dict[str, int]:
    """Count the Khronos validator's errors per file name.

    Raises:
        ToolError: the validator is missing or failed.
    """
    try:
        report = json.loads(tools.run("validate.mjs", *files))
    except json.JSONDecodeError as broken:
        raise ToolError("node_tool_failed", tool="validate.mjs", reason=str(broken)) from broken
    return {Path(file).name: int(found["errors"]) for file, found in report.items()}
