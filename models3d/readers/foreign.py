"""3MF, COLLADA (.dae, .zae), 3DXML and XAML through trimesh, whose scenes become one mesh with material and UV."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from models3d.errors import ReadError
from models3d.readers.detect import detect_format
from models3d.readers.parts import ENGINE_FAULTS, Piece, find_beside, join_pieces, reading
from models3d.types import Image, Material, Notice, Scan, Unit

_UNIT_NAMES: dict[str, Unit] = {
    "meter": "m",
    "centimeter": "cm",
    "millimeter": "mm",
    "inch": "in",
    "foot": "ft",
}
_LARGEST = 2_000_000_000


def read_foreign(path: Path) -> Scan:
    """Read a scene with all its transforms.

    Raises:
        ReadError: ``scan_container_large`` for containers that unpack to more than 2 GB, ``empty_mesh``,
            ``scan_malformed``.
    """
    import trimesh

    form = detect_format(path)
    text = _inner_text(path, form)
    with reading(path.name, form.upper(), *_parser_faults()):
        scene = trimesh.load_scene(str(path), file_type=form, process=False)
        materials: list[Material] = []
        pieces = [_piece(mesh, materials) for mesh in scene.dump() if hasattr(mesh, "faces") and len(mesh.faces)]
        if not pieces:
            raise ReadError("empty_mesh", file=path.name)
        mesh = join_pieces(pieces, materials, path.name)
    unit, up = _unit(text, form), _up(text, form)
    return Scan(
        mesh,
        form,
        unit=unit,
        unit_evidence="file" if unit else "none",
        up=up,
        up_evidence="file" if form in {"dae", "zae"} else "habit",
        warnings=_missing_textures(path, text) if form == "dae" else (),
    )


def _missing_textures(path: Path, text: str) -> tuple[Notice, ...]:
    names = dict.fromkeys(re.findall(r"<init_from>([^<]+\.\w{3,4})</init_from>", text))
    lost = [name for name in names if find_beside(path, name) is None]
    return tuple(Notice("texture_missing", {"file": path.name, "texture": name}) for name in lost)


def _parser_faults() -> tuple[type[Exception], ...]:
    from collada import DaeError
    from lxml.etree import LxmlError

    return (DaeError, LxmlError, RecursionError)


def _piece(mesh: Any, materials: list[Material]) -> Piece:  # noqa: ANN401  # trimesh carries no types
    uv = getattr(mesh.visual, "uv", None)
    colors = mesh.visual.vertex_colors if mesh.visual.kind == "vertex" else None
    material = -1
    if mesh.visual.kind == "texture":
        materials.append(_material(mesh.visual.material))
        material = len(materials) - 1
    elif mesh.visual.kind == "face":
        mesh = mesh.copy()
        mesh.unmerge_vertices()
        colors = np.repeat(mesh.visual.face_colors, 3, axis=0)
        uv = None
    usable = uv is not None and len(uv) == len(mesh.vertices)
    return Piece(
        positions=np.asarray(mesh.vertices, np.float64),
        faces=np.asarray(mesh.faces, np.int64),
        colors=None if colors is None else np.asarray(colors, np.uint8),
        uv=_top_left(uv) if usable else None,
        material=material,
    )


def _top_left(uv: Any) -> NDArray[np.float32]:  # noqa: ANN401  # trimesh carries no types
    found = np.asarray(uv, np.float32)
    return np.stack([found[:, 0], 1 - found[:, 1]], axis=1)


def _material(found: Any) -> Material:  # noqa: ANN401  # trimesh carries no types
    picture = getattr(found, "baseColorTexture", None) or getattr(found, "image", None)
    red, green, blue, alpha = (float(v) / 255 for v in found.main_color)
    linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in (red, green, blue)]
    if picture is not None:
        linear = [1.0, 1.0, 1.0]
    return Material(
        name=str(getattr(found, "name", None) or ""),
        base_color=(linear[0], linear[1], linear[2], alpha if alpha > 0.01 else 1.0),
        base_image=None if picture is None else _encode(picture),
        alpha="blend" if 0.01 < alpha < 0.99 else "opaque",
    )


def _encode(picture: Any) -> Image | None:  # noqa: ANN401  # a Pillow picture of any mode
    buffer = io.BytesIO()
    try:
        picture.convert("RGBA" if "A" in picture.getbands() else "RGB").save(buffer, "PNG")
    except ENGINE_FAULTS:
        return None
    return Image(buffer.getvalue(), "image/png", "texture.png")


def _inner_text(path: Path, form: str) -> str:
    """Give the beginning of the XML that states unit and axis, looking into containers within limits."""
    if form in {"dae", "xaml"}:
        with path.open("rb") as opened:
            return opened.read(65536).decode("utf-8", "replace")
    suffix = {"zae": ".dae", "3mf": "3dmodel.model"}.get(form, ".3dxml")
    with reading(path.name, form.upper()), zipfile.ZipFile(path) as archive:
        total = sum(entry.file_size for entry in archive.infolist())
        if total > _LARGEST or total > 1000 * path.stat().st_size:
            raise ReadError("scan_container_large", file=path.name, bytes=total)
        name = next((n for n in archive.namelist() if n.lower().endswith(suffix)), None)
        if name is None:
            return ""
        with archive.open(name) as opened:
            return opened.read(65536).decode("utf-8", "replace")


def _unit(text: str, form: str) -> Unit | None:
    if form == "3mf":
        stated = re.search(r'<model\b[^>]*\bunit="(\w+)"', text)
        return _UNIT_NAMES.get(stated.group(1) if stated else "millimeter")
    meter = re.search(r'<unit\b[^>]*\bmeter="([0-9.eE+-]+)"', text)
    if meter is None:
        return None
    known: dict[float, Unit] = {1.0: "m", 0.01: "cm", 0.001: "mm", 0.0254: "in", 0.3048: "ft"}
    value = float(meter.group(1))
    return next((unit for factor, unit in known.items() if abs(value / factor - 1) < 1e-3), None)


def _up(text: str, form: str) -> Literal["y", "z"]:
    if form == "3mf":
        return "z"
    return "z" if re.search(r"<up_axis>\s*Z_UP", text) else "y"
