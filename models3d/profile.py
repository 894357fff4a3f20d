"""The profile ``vr-ready/1``: rules that a machine can check, each with its limit and the value found.

A rule's ``passed`` is True, False, or None when nothing was there to check it with (no record, no browser); None is
never counted as passed. ``vr_ready`` is True when every rule that was checked passed and the rules that decide whether
a headset can show the model (R1 to R5, R7 to R9) were all checked.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any  # values of rules are numbers, texts or tables of them

import numpy as np

from models3d.glb import Document, read_container
from models3d.surface import check_faces
from models3d.topology import find_degenerate, weld_rows
from models3d.types import Mesh

NAME = "vr-ready/1"
_DECISIVE = frozenset({"R1", "R2", "R3", "R4", "R5", "R6", "R7", "R8", "R9"})
_EXTENSIONS = frozenset(
    {
        "KHR_mesh_quantization",
        "EXT_meshopt_compression",
        "KHR_draco_mesh_compression",
        "KHR_texture_basisu",
        "KHR_materials_unlit",
        "KHR_xmp_json_ld",
    }
)
_TRIANGLES = {"desktop.glb": 750_000, "vr.glb": 150_000, "phone.glb": 50_000, "thumb.glb": 20_000, "ar.usdz": 100_000}
_BYTES = {"thumb.glb": 200_000, "ar.usdz": 8_000_000}
_KTX2_BYTES_PER_TEXEL = 0.5


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule's outcome; ``note`` says what is missing when ``passed`` is None."""

    id: str
    limit: str
    value: Any
    passed: bool | None
    note: str = ""

    def as_json(self) -> dict[str, Any]:
        """Give the entry of ``report.json``."""
        entry: dict[str, Any] = {"id": self.id, "limit": self.limit, "value": self.value, "passed": self.passed}
        return entry | ({"note": self.note} if self.note else {})


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the rules are judged by.

    Attributes:
        derivatives: the entries of ``report.json`` (file, triangles, vertices, texture_px, draw_calls, bytes, …).
        documents: glTF JSON by file name.
        errors: validator errors by file name.
        meshes: the placed geometry by file name, metres.
        height_mm: the record's stated height, None when nothing is stated.
        has_poster: whether a poster was made that isn't blank.
    """

    derivatives: list[dict[str, Any]]
    documents: dict[str, Document]
    errors: dict[str, int]
    meshes: dict[str, Mesh] = field(default_factory=dict)
    height_mm: float | None = None
    has_poster: bool = False


def check_profile(evidence: Evidence) -> tuple[list[Rule], bool]:
    """Judge a set of derivatives; the second value is ``vr_ready``."""
    rules = [
        _validator(evidence),
        _frame(evidence),
        _budgets(evidence),
        _scene(evidence),
        _textures(evidence),
        _alpha(evidence),
        _geometry(evidence),
        _extensions(evidence),
        _fidelity(evidence),
        Rule("R10", "poster; alt text vi + en", {"poster": evidence.has_poster}, _not_false(evidence), "alt_text"),
        Rule("R11", "scene: floor and safe spawn pose", None, None, "checked with the scene"),
        Rule("R12", "loads in a browser and an emulated headset", None, None, "checked by the browser tests"),
    ]
    ready = all(r.passed is not False for r in rules) and all(r.passed for r in rules if r.id in _DECISIVE)
    return rules, ready


def gpu_bytes(document: Document, sizes: list[tuple[int, int]]) -> float:
    """Estimate the texture memory of a GLB on the graphics card: 4/3 · w · h · bytes per texel, mipmaps included."""
    images = document.get("images", [])
    total = 0.0
    for image, (width, height) in zip(images, sizes, strict=False):
        texel = _KTX2_BYTES_PER_TEXEL if image.get("mimeType") == "image/ktx2" else 4.0
        total += 4 / 3 * width * height * texel
    return total


def count_draw_calls(document: Document) -> int:
    """Count the primitives that the scene's nodes draw."""
    meshes = document.get("meshes", [])
    drawn = [meshes[node["mesh"]] for node in document.get("nodes", []) if "mesh" in node]
    return sum(len(mesh["primitives"]) for mesh in drawn)


def read_document(data: bytes, file: str) -> Document:
    """Give the glTF JSON of a GLB."""
    return read_container(data, file)[0]


def _not_false(evidence: Evidence) -> bool | None:
    return None if evidence.has_poster else False


def _validator(evidence: Evidence) -> Rule:
    return Rule(
        "R1", "glTF validator: 0 errors", evidence.errors, bool(evidence.errors) and not any(evidence.errors.values())
    )


def _frame(evidence: Evidence) -> Rule:
    """Metres and +Y are by construction of the frame step; what can go wrong is the base centre and the stated size."""
    mesh = evidence.meshes.get("vr.glb")
    if mesh is None:
        return Rule("R2", "metres, +Y up, origin at the base centre", None, None, "no vr.glb")
    low, high = mesh.positions.min(axis=0), mesh.positions.max(axis=0)
    diagonal = float(np.linalg.norm(high - low))
    offset = max(abs(low[0] + high[0]) / 2, abs(low[1]), abs(low[2] + high[2]) / 2) / diagonal
    value: dict[str, Any] = {
        "base_offset": round(float(offset), 5),
        "height_mm": round(float(high[1] - low[1]) * 1000, 3),
    }
    fits = offset <= 0.02 and 0.005 <= diagonal <= 200
    if evidence.height_mm is not None:
        value["stated_height_mm"] = evidence.height_mm
        fits = fits and abs(value["height_mm"] / evidence.height_mm - 1) <= 0.05
    limit = "metres, +Y up, base centre within 2 % of the origin, diagonal 0.005-200 m, stated size ±5 %"
    return Rule("R2", limit, value, bool(fits))


def _budgets(evidence: Evidence) -> Rule:
    value: dict[str, Any] = {}
    fine = bool(evidence.derivatives)
    for entry in evidence.derivatives:
        file = entry["file"]
        value[file] = {key: entry[key] for key in ("triangles", "draw_calls", "bytes", "texture_px")}
        fine = fine and entry["triangles"] <= _TRIANGLES[file] and entry["draw_calls"] <= 4
        fine = fine and entry["bytes"] <= _BYTES.get(file, entry["bytes"])
        fine = fine and (file != "ar.usdz" or entry["texture_px"] <= 2048)
    limit = (
        "≤ 4 draw calls; vr ≤ 150,000 triangles; phone ≤ 50,000; thumb ≤ 20,000 and ≤ 200 kB; "
        "ar ≤ 100,000, ≤ 2048 px, ≤ 8 MB"
    )
    return Rule("R3", limit, value, fine)


def _scene(evidence: Evidence) -> Rule:
    """One object alone in view."""
    entry = _entry(evidence, "vr.glb")
    if entry is None:
        return Rule("R4", "≤ 600,000 vertices, ≤ 200 draw calls, ≤ 256 MB of textures", None, None, "no vr.glb")
    value = {key: entry[key] for key in ("vertices", "draw_calls", "gpu_mb")}
    fits = entry["vertices"] <= 600_000 and entry["draw_calls"] <= 200 and entry["gpu_mb"] <= 256
    return Rule("R4", "≤ 600,000 vertices, ≤ 200 draw calls, ≤ 256 MB of textures", value, fits)


def _textures(evidence: Evidence) -> Rule:
    document, entry = evidence.documents.get("vr.glb"), _entry(evidence, "vr.glb")
    limit = "VR textures KTX2, ≤ 2048, mipmapped"
    if document is None or entry is None:
        return Rule("R5", limit, None, None, "no vr.glb")
    kinds = [image.get("mimeType") for image in document.get("images", [])]
    fits = all(kind == "image/ktx2" for kind in kinds) and entry["texture_px"] <= 2048
    return Rule("R5", limit, {"types": kinds, "texture_px": entry["texture_px"]}, fits)


def _alpha(evidence: Evidence) -> Rule:
    modes = {m.get("alphaMode", "OPAQUE") for d in evidence.documents.values() for m in d.get("materials", [])}
    return Rule("R6", "no alpha blend", sorted(modes), bool(evidence.documents) and "BLEND" not in modes)


def _geometry(evidence: Evidence) -> Rule:
    value: dict[str, Any] = {}
    fine = bool(evidence.meshes)
    for file, mesh in evidence.meshes.items():
        check_faces(mesh)
        first, group = weld_rows(mesh.positions)
        flat = float(find_degenerate(mesh.positions[first], group[mesh.faces]).mean())
        inside = mesh.uv is None or bool(((mesh.uv >= 0) & (mesh.uv <= 1)).all())
        value[file] = {"degenerate": round(flat, 6), "uv_inside": inside}
        fine = fine and flat <= 0.001 and inside
    return Rule("R7", "no NaN, degenerates ≤ 0.1 %, UV inside 0..1", value, fine)


def _extensions(evidence: Evidence) -> Rule:
    used = {name for d in evidence.documents.values() for name in d.get("extensionsUsed", [])}
    limit = "only " + ", ".join(sorted(_EXTENSIONS))
    return Rule("R8", limit, sorted(used), bool(evidence.documents) and used <= _EXTENSIONS)


def _fidelity(evidence: Evidence) -> Rule:
    value = {e["file"]: {"rms_mm": e["rms_mm"], "p95_mm": e["p95_mm"]} for e in evidence.derivatives}
    measured = all(v["rms_mm"] is not None and v["p95_mm"] is not None for v in value.values())
    return Rule("R9", "RMS and P95 deviation from the master measured, mm", value, bool(value) and measured)


def _entry(evidence: Evidence, file: str) -> dict[str, Any] | None:
    return next((e for e in evidence.derivatives if e["file"] == file), None)
