"""Pictures laid out in one square: the scan's own where it can stay, gaps filled so that seams don't show."""

from __future__ import annotations

import dataclasses

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pictures

from models3d.appearance import Appearance, Pixels
from models3d.topology import weld_rows
from models3d.types import Mesh

_SLACK = 1e-3
_STRIP = 1 / 64  # height of the row of plain colours under a picture, as a share of the picture


def can_reuse(appearance: Appearance) -> bool:
    """Tell whether the scan's own picture fits a derivative.

    There must be exactly one untinted picture, its coordinates inside 0..1; other materials may only be plain.
    """
    pictured = [k for k, picture in enumerate(appearance.pictures) if picture is not None]
    uv = appearance.mesh.uv
    if uv is None or len(pictured) != 1 or not bool((appearance.tints[pictured[0]] > 0.99).all()):
        return False
    if appearance.mesh.colors is not None and len(appearance.pictures) > 1:
        return False
    used = uv[appearance.mesh.faces[_on_picture(appearance, pictured[0])].reshape(-1)]
    inside = len(used) > 0 and bool(np.isfinite(used).all())
    return inside and float(used.min()) >= -_SLACK and float(used.max()) <= 1 + _SLACK


def reuse_picture(appearance: Appearance) -> tuple[Mesh, Pixels]:
    """Give the mesh with one picture for everything; plain materials get a patch in a strip under the picture.

    Args:
        appearance: one for which ``can_reuse`` holds.
    """
    mesh = appearance.mesh
    bare = dataclasses.replace(mesh, colors=None, materials=(), material_ids=None)
    at = next(k for k, picture in enumerate(appearance.pictures) if picture is not None)
    picture = appearance.pictures[at]
    if picture is None or mesh.uv is None or _on_picture(appearance, at).all():
        return bare, np.zeros((4, 4, 3), np.uint8) if picture is None else picture
    ids = np.zeros(len(mesh.faces), np.int64) if mesh.material_ids is None else mesh.material_ids.astype(np.int64)
    keys = np.stack([mesh.faces, np.repeat(ids[:, None], 3, axis=1)], axis=-1).reshape(-1, 2)
    first, group = weld_rows(keys)
    origin, material = keys[first, 0], keys[first, 1]
    uv = np.clip(mesh.uv[origin], 0, 1) * np.array([1, 1 / (1 + _STRIP)], np.float32)
    plain = material != at
    uv[plain, 0] = (material[plain] + 0.5) / len(appearance.pictures)
    uv[plain, 1] = 1 - _STRIP / (1 + _STRIP) / 2
    normals = None if mesh.normals is None else mesh.normals[origin]
    faces = group.reshape(-1, 3).astype(np.int64)
    return Mesh(mesh.positions[origin], faces, normals, uv=uv.astype(np.float32)), _with_strip(picture, appearance)


def _on_picture(appearance: Appearance, at: int) -> NDArray[np.bool_]:
    ids = appearance.mesh.material_ids
    return np.full(len(appearance.mesh.faces), at == 0) if ids is None else ids == at


def _with_strip(picture: Pixels, appearance: Appearance) -> Pixels:
    height, width = picture.shape[:2]
    colors = np.rint(np.clip(appearance.tints, 0, 1) * 255).astype(np.uint8)
    strip = np.repeat(colors, -(-width // len(colors)), axis=0)[:width]
    rows = max(1, round(height * _STRIP))
    return np.concatenate([picture, np.broadcast_to(strip, (rows, width, 3))])


def fill_gaps(pixels: Pixels, painted: NDArray[np.bool_]) -> Pixels:
    """Fill what isn't painted from a pyramid of averages, so that no mipmap bleeds background into a seam.

    Args:
        pixels: (h, w, 3) uint8.
        painted: (h, w) which of them count.

    Source:
        Gortler et al. 1996, The Lumigraph: pull-push.
    """
    if painted.all() or not painted.any():
        return pixels
    filled = pixels.copy()
    empty = ~painted
    filled[empty] = np.rint(_pull_push(pixels, painted)[empty]).astype(np.uint8)
    return filled


def _pull_push(pixels: NDArray[np.uint8] | NDArray[np.float32], painted: NDArray[np.bool_]) -> NDArray[np.float32]:
    height, width = painted.shape
    if painted.all() or max(height, width) <= 1:
        return pixels.astype(np.float32)
    odd = ((0, height % 2), (0, width % 2))
    mask = np.pad(painted, odd).astype(np.uint8)
    weighted: NDArray[np.float32] = np.pad((pixels * painted[..., None]).astype(np.float32), (*odd, (0, 0)))
    count = (mask[::2, ::2] + mask[1::2, ::2] + mask[::2, 1::2] + mask[1::2, 1::2]).astype(np.float32)
    total = (weighted[::2, ::2] + weighted[1::2, ::2] + weighted[::2, 1::2] + weighted[1::2, 1::2]) / np.maximum(
        count, np.float32(1)
    )[..., None]
    coarse = _pull_push(total.astype(np.float32, copy=False), count > 0)
    size = (coarse.shape[1] * 2, coarse.shape[0] * 2)
    bands = [Pictures.fromarray(coarse[..., k]).resize(size, Pictures.Resampling.BILINEAR) for k in range(3)]
    grown = np.stack([np.asarray(band) for band in bands], axis=-1)[:height, :width]
    return np.where(painted[..., None], pixels.astype(np.float32), grown)
