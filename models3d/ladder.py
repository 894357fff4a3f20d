"""The ladder of derivatives: which device gets how many triangles and how large a picture, and how each is dressed."""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from PIL import Image as Pictures

from models3d.appearance import NEUTRAL, Appearance, Pixels
from models3d.atlas import can_reuse, reuse_picture
from models3d.bake import bake_colors, unwrap_mesh
from models3d.errors import GeometryError
from models3d.glb import Finish
from models3d.pack import Geometry, Skinned
from models3d.simplify import weld
from models3d.surface import Surface, scatter, sound_normals
from models3d.types import Mesh

_ATLAS_USE = 0.6  # share of an atlas that charts cover, as measured
_WHOLE = 1.5
_COLOR_LOSS = 6.0  # of 255: a JPEG atlas at quality 85 loses about as much


@dataclass(frozen=True, slots=True)
class Level:
    """One rung: limits and encodings of one device class (profile vr-ready/1, R3 and R5)."""

    usage: Literal["desktop", "vr", "phone", "thumb"]
    quality: Literal["high", "medium", "low", "thumb"]
    triangles: int
    texture: int
    geometry: Geometry
    ktx2: bool = False
    wrapped: int = 150_000

    @property
    def file(self) -> str:
        """Name of the file that this rung becomes."""
        return f"{self.usage}.glb"


LADDER = (
    Level("desktop", "high", 500_000, 4096, "meshopt", wrapped=250_000),
    Level("vr", "medium", 150_000, 2048, "meshopt", ktx2=True),
    Level("phone", "low", 50_000, 1024, "draco", wrapped=50_000),
    Level("thumb", "thumb", 20_000, 512, "draco", wrapped=20_000),
)
AR_TEXTURE = 1024  # a phone shows no more of an object; 2048 would make its bake four times as slow


@dataclass(frozen=True, slots=True)
class Master:
    """The placed scan with its ray index and its colours, prepared once for all rungs."""

    mesh: Mesh
    surface: Surface
    appearance: Appearance


def choose_triangles(level: Level, master: Master) -> int:
    """Give the target of a rung: a scan whose own picture can stay is left whole up to a half over the desktop's limit.

    A new atlas costs more than half of the work, and more than ``level.wrapped`` triangles under it show nothing more.
    """
    faces = len(master.mesh.faces)
    pictured = master.appearance.has_pictures
    if level.usage == "desktop" and pictured and can_reuse(master.appearance) and faces <= _WHOLE * level.triangles:
        return faces
    return level.wrapped if pictured and faces > level.triangles else level.triangles


def dress_level(mesh: Mesh, master: Master, texture: int, *, keep_colors: bool = True) -> Skinned:
    """Give a rung its look: the scan's own picture or vertex colours where they can stay, else a newly painted atlas.

    Args:
        mesh: the master's mesh itself, or a simplified one in the same frame.
        master: where the colours come from.
        texture: the longest side that a picture may have, in pixels.
        keep_colors: whether colours per vertex are welcome; formats without them need an atlas.
    """
    finish = find_finish(master.appearance)
    untouched = mesh is master.mesh
    if master.appearance.is_plain:
        return Skinned(_bare(mesh), None, finish)
    if untouched and can_reuse(master.appearance):
        whole, picture = reuse_picture(master.appearance)
        return Skinned(_with_normals(whole), fit_pixels(picture, texture), finish)
    if keep_colors and _only_vertex_colors(master.appearance) and (untouched or _carries_colors(mesh, master)):
        return Skinned(dataclasses.replace(_with_normals(mesh), uv=None, materials=(), material_ids=None), None, finish)
    size = min(texture, wanted_texture(master.appearance))
    try:
        flat = unwrap_mesh(mesh, size)
    except GeometryError as fault:
        if fault.code != "unwrap_failed":
            raise
        return Skinned(_with_vertex_colors(mesh, master), None, finish)
    pixels = bake_colors(flat, master.surface, master.appearance, size)
    return Skinned(_with_normals(flat), pixels, finish)


def color_loss(mesh: Mesh, master: Master, samples: int = 20_000) -> float:
    """Give the RMS difference (0..255, over R, G and B) between a mesh's vertex colours and the master's.

    Measured on places scattered evenly over the simplified surface, each against the nearest place of the master.
    """
    if mesh.colors is None:
        return float("inf")
    faces, weights = scatter(mesh, samples, seed=11)
    corners = mesh.faces[faces]
    points = np.einsum("nk,nkd->nd", weights, mesh.positions[corners])
    hits = master.surface.find_nearest(points)
    meant = master.appearance.sample(hits.faces, hits.weights).astype(np.float32)
    shown = np.einsum("nk,nkc->nc", weights, mesh.colors[corners][..., :3].astype(np.float32))
    return float(np.sqrt(np.mean((shown - meant) ** 2)))


def _carries_colors(mesh: Mesh, master: Master) -> bool:
    return mesh.colors is not None and color_loss(mesh, master) <= _COLOR_LOSS


def wanted_texture(appearance: Appearance) -> int:
    """Give the power of two (256 to 4096) that holds all the detail which the source has."""
    pictures = [p for p in appearance.pictures if p is not None] if appearance.has_pictures else []
    detail = sum(p.shape[0] * p.shape[1] for p in pictures) or 4 * len(appearance.mesh.positions)
    return int(min(4096, max(256, 2 ** math.ceil(math.log2(math.sqrt(detail / _ATLAS_USE)) - 0.25))))


def find_finish(appearance: Appearance) -> Finish:
    """Give metal, roughness and base colour of the first material; a scan without any looks like plaster."""
    materials = appearance.mesh.materials
    if not materials:
        linear = tuple(((c / 255 + 0.055) / 1.055) ** 2.4 for c in NEUTRAL)
        return Finish(base_color=(linear[0], linear[1], linear[2], 1.0))
    first = materials[0]
    color = (1.0, 1.0, 1.0) if not appearance.is_plain else first.base_color[:3]
    return Finish((*color, 1.0), first.metallic, first.roughness, any(m.double_sided for m in materials))


def fit_pixels(pixels: Pixels | None, longest: int) -> Pixels:
    """Shrink to ``longest`` with sides that are multiples of four, as block compression wants."""
    if pixels is None:
        return np.full((4, 4, 3), 255, np.uint8)
    height, width = pixels.shape[:2]
    scale = min(1.0, longest / max(height, width))
    size = tuple(max(4, min(longest, round(side * scale / 4) * 4)) for side in (width, height))
    if size == (width, height):
        return pixels
    return np.asarray(Pictures.fromarray(pixels).resize((size[0], size[1]), Pictures.Resampling.LANCZOS))


def _with_vertex_colors(mesh: Mesh, master: Master) -> Mesh:
    """Give a surface that can't be laid flat its colours per vertex instead."""
    welded = weld(mesh)
    hits = master.surface.find_nearest(welded.positions)
    colors = np.full((len(welded.positions), 4), 255, np.uint8)
    colors[:, :3] = master.appearance.sample(hits.faces, hits.weights)
    return _with_normals(dataclasses.replace(welded, colors=colors))


def _only_vertex_colors(appearance: Appearance) -> bool:
    return appearance.mesh.colors is not None and not appearance.has_pictures


def _bare(mesh: Mesh) -> Mesh:
    return dataclasses.replace(_with_normals(mesh), uv=None, colors=None, materials=(), material_ids=None)


def _with_normals(mesh: Mesh) -> Mesh:
    """Keep sound normals, make smooth ones otherwise; clamp coordinates that miss 0..1 by rounding."""
    uv = None if mesh.uv is None else np.clip(mesh.uv, 0.0, 1.0)
    return dataclasses.replace(mesh, normals=sound_normals(mesh), uv=uv)
