"""What colour a place on a scan has, whatever it was stored in: pictures, vertex colours or plain materials."""

from __future__ import annotations

import io
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pictures
from PIL import UnidentifiedImageError

from models3d.types import Image, Material, Mesh

Pixels = NDArray[np.uint8]
_MOST_PIXELS = 8192 * 8192 * 2
NEUTRAL = (206, 200, 189)  # sRGB of unglazed plaster under soft light


@dataclass(frozen=True, slots=True)
class Appearance:
    """The colours of one mesh, decoded once.

    ``pictures`` holds one (h, w, 3) uint8 sRGB array per material, None where a material has no readable picture;
    ``tints`` the materials' base colours as sRGB 0..1 factors, (max(materials, 1), 3) float32.
    """

    mesh: Mesh
    pictures: tuple[Pixels | None, ...]
    tints: NDArray[np.float32]

    @property
    def has_pictures(self) -> bool:
        """Whether any colour comes from a picture."""
        return self.mesh.uv is not None and any(p is not None for p in self.pictures)

    @property
    def is_plain(self) -> bool:
        """Whether the whole mesh has one colour."""
        tinted = self.mesh.material_ids is not None and len(np.unique(self.tints, axis=0)) > 1
        return not self.has_pictures and self.mesh.colors is None and not tinted

    def sample(self, faces: NDArray[np.int64], weights: NDArray[np.float32]) -> Pixels:
        """Give the (n, 3) uint8 sRGB colours at barycentric places of faces."""
        corners = self.mesh.faces[faces]
        out = np.empty((len(faces), 3), np.float32)
        of_face = self._materials_of(faces)
        for material in np.unique(of_face):
            at = np.nonzero(of_face == material)[0]
            out[at] = self._sample_one(int(material), corners[at], weights[at])
        return np.clip(np.rint(out), 0, 255).astype(np.uint8)

    def shrink(self, factor: float) -> Appearance:
        """Give the same colours with pictures reduced by ``factor``, so that sparse sampling doesn't shimmer."""
        steps = int(factor)
        if steps < 2 or not self.has_pictures:
            return self
        smaller = tuple(None if p is None else np.asarray(Pictures.fromarray(p).reduce(steps)) for p in self.pictures)
        return Appearance(self.mesh, smaller, self.tints)

    def _materials_of(self, faces: NDArray[np.int64]) -> NDArray[np.int64]:
        ids = self.mesh.material_ids
        if ids is None:
            return np.zeros(len(faces), np.int64)
        return np.clip(ids[faces].astype(np.int64), 0, len(self.pictures) - 1)

    def _sample_one(
        self, material: int, corners: NDArray[np.int64], weights: NDArray[np.float32]
    ) -> NDArray[np.float32]:
        picture = self.pictures[material]
        if picture is not None and self.mesh.uv is not None:
            uv = np.einsum("nk,nkd->nd", weights, self.mesh.uv[corners])
            tinted: NDArray[np.float32] = sample_bilinear(picture, uv) * self.tints[material]
            return tinted
        if self.mesh.colors is not None:
            mixed: NDArray[np.float32] = np.einsum("nk,nkc->nc", weights, self.mesh.colors[corners][..., :3])
            return mixed.astype(np.float32)
        plain: NDArray[np.float32] = np.tile(self.tints[material] * np.float32(255), (len(corners), 1))
        return plain


def read_appearance(mesh: Mesh) -> tuple[Appearance, tuple[str, ...]]:
    """Decode a mesh's pictures; the second value names those that couldn't be read."""
    materials = mesh.materials or (Material(base_color=(*_to_linear(NEUTRAL), 1.0)),)
    pictures: list[Pixels | None] = []
    unreadable: list[str] = []
    for material in materials:
        pixels = None if material.base_image is None else decode_picture(material.base_image)
        if material.base_image is not None and pixels is None:
            unreadable.append(material.base_image.name or material.name)
        pictures.append(pixels)
    tints = np.array([_to_srgb(m.base_color[:3]) for m in materials], np.float32)
    return Appearance(mesh, tuple(pictures), tints), tuple(unreadable)


def decode_picture(image: Image) -> Pixels | None:
    """Decode to (h, w, 3) uint8 sRGB; None when it is no picture or claims more pixels than we accept."""
    try:
        with Pictures.open(io.BytesIO(image.data)) as opened:
            if opened.width * opened.height > _MOST_PIXELS:
                return None
            return np.asarray(opened.convert("RGB"))
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Pictures.DecompressionBombError):
        return None


def sample_bilinear(picture: Pixels, uv: NDArray[np.float32]) -> NDArray[np.float32]:
    """Sample at (n, 2) coordinates, origin top left, repeating outside 0..1; gives (n, 3) float32 0..255."""
    height, width = picture.shape[:2]
    x, y = uv[:, 0] * width - 0.5, uv[:, 1] * height - 0.5
    left, top = np.floor(x).astype(np.int64), np.floor(y).astype(np.int64)
    right_part, low_part = (x - left)[:, None].astype(np.float32), (y - top)[:, None].astype(np.float32)
    flat = picture.reshape(-1, 3)
    rows, columns = (top % height) * width, left % width
    below, beside = ((top + 1) % height) * width, (left + 1) % width
    upper = flat[rows + columns] * (1 - right_part) + flat[rows + beside] * right_part
    lower = flat[below + columns] * (1 - right_part) + flat[below + beside] * right_part
    mixed: NDArray[np.float32] = upper * (1 - low_part) + lower * low_part
    return mixed


def _to_srgb(linear: tuple[float, ...]) -> tuple[float, ...]:
    return tuple(12.92 * c if c <= 0.0031308 else 1.055 * c ** (1 / 2.4) - 0.055 for c in linear)


def _to_linear(srgb: tuple[int, ...]) -> tuple[float, float, float]:
    r, g, b = (c / 255 / 12.92 if c <= 10 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in srgb)
    return r, g, b
