"""glTF materials in the subset that survives to a headset, with their pictures."""

from __future__ import annotations

import math
from typing import Literal, cast

import numpy as np
from numpy.typing import NDArray

from models3d.errors import ReadError
from models3d.readers.gltf_document import Document, Json
from models3d.readers.parts import sniff_mime
from models3d.types import Image, Material, Notice


def read_materials(document: Document) -> tuple[list[Material], list[Notice]]:
    """Give every material of the file; a picture that can't be had becomes a notice."""
    notices: list[Notice] = []
    return [_material(document, entry, notices) for entry in document.items("materials")], notices


def _material(document: Document, entry: Json, notices: list[Notice]) -> Material:
    pbr: Json = entry.get("pbrMetallicRoughness", {})
    red, green, blue, alpha = (float(v) for v in _base_factor(entry))
    emissive = [float(v) for v in entry.get("emissiveFactor", (0, 0, 0))]
    wish = {"MASK": "mask", "BLEND": "blend"}.get(str(entry.get("alphaMode")), "opaque")
    is_old = "KHR_materials_pbrSpecularGlossiness" in entry.get("extensions", {})
    return Material(
        name=str(entry.get("name", "")),
        base_color=(red, green, blue, alpha),
        base_image=_picture(document, _base_texture(entry), notices),
        metallic=0.0 if is_old else float(pbr.get("metallicFactor", 1.0)),
        roughness=float(pbr.get("roughnessFactor", 1.0)),
        metallic_roughness_image=_picture(document, pbr.get("metallicRoughnessTexture"), notices),
        normal_image=_picture(document, entry.get("normalTexture"), notices),
        emissive=(emissive[0], emissive[1], emissive[2]),
        alpha=cast("Literal['opaque', 'mask', 'blend']", wish),
        double_sided=bool(entry.get("doubleSided", False)),
    )


def _old(entry: Json) -> Json:
    found: Json = entry.get("extensions", {}).get("KHR_materials_pbrSpecularGlossiness", {})
    return found


def _base_factor(entry: Json) -> list[float]:
    pbr: Json = entry.get("pbrMetallicRoughness", {})
    factor: list[float] = _old(entry).get("diffuseFactor") or pbr.get("baseColorFactor") or [1.0, 1.0, 1.0, 1.0]
    return factor


def _base_texture(entry: Json) -> Json | None:
    pbr: Json = entry.get("pbrMetallicRoughness", {})
    texture: Json | None = pbr.get("baseColorTexture") or _old(entry).get("diffuseTexture")
    return texture


def uv_set(document: Document, material: int) -> int:
    """Tell which TEXCOORD set the base colour of a material uses."""
    texture, transform = _base_transform(document, material)
    return document.number(transform if "texCoord" in transform else texture, "texCoord", 0)


def transform_uv(document: Document, material: int, uv: NDArray[np.float32]) -> NDArray[np.float32]:
    """Apply KHR_texture_transform of the base colour to the coordinates."""
    _, transform = _base_transform(document, material)
    if not transform:
        return uv
    scale = np.asarray(transform.get("scale", (1, 1)), np.float32)
    angle = float(transform.get("rotation", 0.0))
    u, v = (uv * scale).T
    turned = np.stack([u * math.cos(angle) + v * math.sin(angle), v * math.cos(angle) - u * math.sin(angle)], axis=1)
    return (turned + np.asarray(transform.get("offset", (0, 0)), np.float32)).astype(np.float32)


def _base_transform(document: Document, material: int) -> tuple[Json, Json]:
    entries = document.items("materials")
    texture = _base_texture(entries[material]) or {} if 0 <= material < len(entries) else {}
    return texture, texture.get("extensions", {}).get("KHR_texture_transform", {})


def _picture(document: Document, reference: Json | None, notices: list[Notice]) -> Image | None:
    if not reference:
        return None
    texture = document.items("textures")[document.number(reference, "index", 0)]
    extensions: Json = texture.get("extensions", {})
    source = texture.get("source")
    for name in ("EXT_texture_webp", "KHR_texture_basisu"):
        source = extensions.get(name, {}).get("source") if source is None else source
    if not isinstance(source, int):
        return None
    entry = document.items("images")[source]
    name = str(entry.get("name") or entry.get("uri", ""))[:120]
    try:
        data = document.resource(entry["uri"]) if "uri" in entry else document.view(int(entry["bufferView"]))
    except ReadError as fault:
        if fault.code not in {"side_file_missing", "gltf_buffer_short"}:
            raise
        notices.append(Notice("texture_missing", {"file": document.path.name, "texture": name or f"images[{source}]"}))
        return None
    return Image(data, sniff_mime(data) or str(entry.get("mimeType", "application/octet-stream")), name)
