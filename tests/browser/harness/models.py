"""GLBs for the stage, packed by the real workshop: a painted vase of a few thousand triangles."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import numpy as np

from models3d.errors import ToolError
from models3d.glb import Finish, build_glb, dress_glb
from models3d.nodetools import NodeTools, find_tools
from models3d.pack import Skinned, encode_jpeg, encode_ktx2, pack_glb
from models3d.specimens.vase import make_vase, vase_picture
from models3d.types import Mesh
from tests.browser.support import unavailable

DETAIL = 0.13


def tools() -> NodeTools:
    """The workshop's encoders; skips where they aren't installed."""
    try:
        return find_tools()
    except ToolError as missing:
        unavailable(f"the GLB encoders are not installed: {missing.code}")
        raise


@lru_cache(maxsize=1)
def vase() -> Skinned:
    """A painted vase 0.437 m high, about 4,000 triangles, picture 256 by 128."""
    mesh = _split_seam(make_vase(detail=DETAIL))
    pixels = np.ascontiguousarray(vase_picture(width=256))
    return Skinned(mesh, pixels, Finish(roughness=0.35))


def write_plain(path: Path) -> int:
    """A GLB without any extension; its triangles."""
    skinned = vase()
    path.write_bytes(dress_glb(build_glb(skinned.mesh, "model"), skinned.finish, encode_jpeg(skinned.pixels), None))
    return len(skinned.mesh.faces)


def write_draco(path: Path) -> int:
    """The same vase with Draco geometry and a JPEG."""
    skinned = vase()
    path.write_bytes(pack_glb(skinned, encode_jpeg(skinned.pixels), "draco", tools(), None))
    return len(skinned.mesh.faces)


def write_meshopt(path: Path) -> int:
    """The same vase with meshopt geometry and a KTX2 picture, as headsets get it."""
    skinned = vase()
    path.write_bytes(pack_glb(skinned, encode_ktx2(skinned.pixels, tools()), "meshopt", tools(), None))
    return len(skinned.mesh.faces)


def _split_seam(mesh: Mesh) -> Mesh:
    """Give the faces that close the turn corners of their own at u = 1; else they show the whole picture backwards."""
    uv, faces = mesh.uv.copy(), mesh.faces.copy()
    closing = np.ptp(uv[faces, 0], axis=1) > 0.5
    low = closing[:, None] & (uv[faces, 0] < 0.5)
    doubled, place = np.unique(faces[low], return_inverse=True)
    faces[low] = len(mesh.positions) + place
    ends = uv[doubled] + np.array([1.0, 0.0], dtype=uv.dtype)
    normals = _normals(mesh)
    return replace(
        mesh,
        positions=np.vstack([mesh.positions, mesh.positions[doubled]]),
        normals=np.vstack([normals, normals[doubled]]),
        uv=np.vstack([uv, ends]),
        faces=faces,
        colors=None,
    )


def _normals(mesh: Mesh) -> np.ndarray:
    """Area-weighted vertex normals."""
    corners = mesh.positions[mesh.faces]
    faces = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    normals = np.zeros_like(mesh.positions)
    for corner in range(3):
        np.add.at(normals, mesh.faces[:, corner], faces)
    lengths = np.linalg.norm(normals, axis=1, keepdims=True)
    return np.where(lengths > 0, normals / np.maximum(lengths, 1e-30), (0.0, 1.0, 0.0)).astype(np.float32)
