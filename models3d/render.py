"""Pictures of a model without a graphics card: posters, views for reports, photographs of specimens."""

from __future__ import annotations

import io
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pictures

from models3d.appearance import Appearance, Pixels, read_appearance
from models3d.shading import STAGE, Floats, Floor, Light, Seen, Stage, find_visibility, light_up, see
from models3d.surface import Surface
from models3d.types import Mesh

__all__ = [
    "STAGE", "Camera", "Light", "Stage", "camera_rays", "encode_webp", "frame_object", "is_blank", "render_poster",
    "render_view",
]  # fmt: skip

Vectors = NDArray[np.float64]
_FILL = 0.82  # share of the picture's height (or width, for wide things) that an object takes
_FLAT = 0.3  # an object lower than this share of its width is looked at from above
_EXPOSURE = 1.25
_FRAMED_POINTS = 40_000
_INNER = np.array([[-0.125, -0.375], [0.375, -0.125], [-0.375, 0.125], [0.125, 0.375]])  # rotated grid, in pixels


@dataclass(frozen=True, slots=True)
class Camera:
    """A pinhole camera in the frame of the mesh; ``fov_deg`` is the vertical angle."""

    eye: tuple[float, float, float]
    target: tuple[float, float, float]
    up: tuple[float, float, float] = (0.0, 1.0, 0.0)
    fov_deg: float = 35.0


def render_poster(mesh: Mesh, size: tuple[int, int] = (1280, 960), surface: Surface | None = None) -> bytes:
    """Give the WebP poster of an object standing on the floor: three-quarter view, key, fill and rim light."""
    pixels = render_view(mesh, frame_object(mesh, size[0] / size[1]), size, surface=surface)
    return encode_webp(pixels)


def encode_webp(pixels: Pixels, quality: int = 86) -> bytes:
    """Encode a picture for the web."""
    out = io.BytesIO()
    Pictures.fromarray(pixels).save(out, "WEBP", quality=quality, method=2)
    return out.getvalue()


def frame_object(mesh: Mesh, aspect: float, turn_deg: float = 28.0, rise_deg: float | None = None) -> Camera:
    """Place a camera so that the object stands in the middle and fills most of the picture.

    ``turn_deg`` turns from the front (+Z) to the object's left (+X), ``rise_deg`` lifts the eye: 14° for what stands,
    35° for what lies flat, such as a terrain.
    """
    fov = 30.0
    size = np.ptp(mesh.positions, axis=0)
    if rise_deg is None:
        rise_deg = 35.0 if size[1] < _FLAT * max(size[0], size[2]) else 14.0
    turn, rise = np.radians(turn_deg), np.radians(rise_deg)
    toward = np.array([np.sin(turn) * np.cos(rise), np.sin(rise), np.cos(turn) * np.cos(rise)])
    right, up = _axes(toward, np.array([0.0, 1.0, 0.0]))
    stride = max(1, len(mesh.faces) // _FRAMED_POINTS)
    points = mesh.positions[mesh.faces[::stride, 0]]
    x, y, z = points @ right, points @ up, points @ toward
    half = float(np.tan(np.radians(fov / 2))) * _FILL
    tall, wide = _fit(y, z, half), _fit(x, z, half * aspect)
    reach = max(tall[1], wide[1])
    target = right * wide[0] + up * tall[0] + toward * float(z.mean())
    eye = right * wide[0] + up * tall[0] + toward * reach
    return Camera(_triple(eye), _triple(target), fov_deg=fov)


def _fit(across: Vectors, depth: Vectors, half: float) -> tuple[float, float]:
    """Give the middle line and the eye's depth from which both outermost points lie on the edges of the picture."""
    high, low = float((across + depth * half).max()), float((-across + depth * half).max())
    return (high - low) / 2, (high + low) / 2 / half


def render_view(
    mesh: Mesh,
    camera: Camera,
    size: tuple[int, int],
    *,
    stage: Stage | None = None,
    surface: Surface | None = None,
    appearance: Appearance | None = None,
) -> Pixels:
    """Draw a mesh with its own colours or pictures; edges are drawn with five rays a pixel.

    Args:
        mesh: any frame and unit; the camera and the lights are in the same frame, the floor lies under its lowest y.
        camera: where we look from.
        size: width and height in pixels.
        stage: lights and background; a dark museum stage by default.
        surface: the mesh's ray index, when the caller already has one.
        appearance: its decoded colours, when the caller already has them.

    Returns:
        (height, width, 3) uint8 sRGB, first row on top.
    """
    stage = stage or Stage()
    surface = surface or Surface(mesh)
    scene = _Scene(surface, appearance or read_appearance(mesh)[0], stage, camera)
    directions = camera_rays(camera, size)
    flat = directions.reshape(-1, 3)
    seen = see(surface, scene.eye, flat)
    depth = np.full((size[1], size[0]), np.inf, np.float32)
    depth.reshape(-1)[seen.met] = seen.depth
    light = light_up(stage, seen.normals, _spread_visibility(scene, seen, (size[1], size[0])))
    picture = scene.paint(flat, seen, light)
    _smooth_edges(picture, scene, directions, depth)
    return _to_bytes(picture).reshape(size[1], size[0], 3)


def camera_rays(camera: Camera, size: tuple[int, int]) -> Floats:
    """Give the (height, width, 3) unit directions through pixel centres: row 0 is the top, column 0 the left."""
    width, height = size
    toward = np.subtract(camera.eye, camera.target).astype(float)
    right, up = _axes(toward / np.linalg.norm(toward), np.array(camera.up, float))
    half = np.tan(np.radians(camera.fov_deg / 2))
    x = ((np.arange(width) + 0.5) / width * 2 - 1) * half * width / height
    y = (1 - (np.arange(height) + 0.5) / height * 2) * half
    columns = (x[:, None] * right - toward / np.linalg.norm(toward)).astype(np.float32)
    rays: Floats = columns[None] + (y[:, None] * up).astype(np.float32)[:, None]
    rays /= np.sqrt(np.einsum("hwd,hwd->hw", rays, rays))[..., None]
    return rays


def is_blank(pixels: Pixels) -> bool:
    """Tell whether a picture shows nothing: hardly any pixel differs from its corner."""
    differs = np.abs(pixels.astype(int) - pixels[0, 0].astype(int)).max(axis=2) > 24
    return float(differs.mean()) < 0.002


class _Scene:
    """The surface, its colours, the stage and the eye: everything that a ray's colour depends on."""

    def __init__(self, surface: Surface, appearance: Appearance, stage: Stage, camera: Camera) -> None:
        self.surface, self.appearance, self.stage = surface, appearance, stage
        self.eye: Floats = np.array(camera.eye, np.float32)
        self._floor = Floor(surface, stage) if stage.floor else None
        self._background = _linear(np.array(stage.background, np.uint8))

    def visibility(self, points: Floats, normals: Floats) -> Floats:
        """Which lights and how much sky reach the places."""
        return find_visibility(self.surface, self.stage, points, normals)

    def paint(self, directions: Floats, seen: Seen, light: Floats) -> Floats:
        """Give the (n, 3) linear colours as shown: tone-mapped object, floor and background as they are."""
        picture = np.tile(self._background, (len(directions), 1))
        if self._floor is not None:
            missed = np.ones(len(directions), np.bool_)
            missed[seen.met] = False
            at = np.nonzero(missed)[0]
            picture[at] += self._floor.glow(self.eye, directions[at])[:, None]
        if len(seen.met):
            albedo = _linear(self.appearance.sample(seen.faces, seen.weights))
            picture[seen.met] = 1 - np.exp(albedo * light * np.float32(-_EXPOSURE))
        return picture


def _spread_visibility(scene: _Scene, seen: Seen, shape: tuple[int, int]) -> Floats:
    """Trace light at every second pixel of every second row, and spread it along the surface to those between."""
    row, column = np.divmod(seen.met, shape[1])
    number = np.full((shape[0] + 2, shape[1] + 2), -1, np.int64)
    number[row, column] = np.arange(len(seen.met))
    traced = np.nonzero((row % 2 == 0) & (column % 2 == 0))[0]
    known = np.zeros((len(seen.met), len(scene.stage.lights) + 1), np.float32)
    known[traced] = scene.visibility(seen.points[traced], seen.normals[traced])
    total, weight = np.zeros_like(known), np.zeros((len(seen.met), 1), np.float32)
    up, left, down, right = row - row % 2, column - column % 2, row + row % 2, column + column % 2
    for r, c in ((up, left), (up, right), (down, left), (down, right)):
        near = number[r, c]
        alike = np.clip(np.einsum("nd,nd->n", seen.normals[near], seen.normals), 0, 1) ** 8
        same = np.abs(seen.depth[near] - seen.depth) < 0.01 * seen.depth
        share = np.where((near >= 0) & same, alike, 0).astype(np.float32)[:, None]
        total += known[near] * share
        weight += share
    lost = np.nonzero(weight[:, 0] < 0.05)[0]
    spread: Floats = (total / np.maximum(weight, np.float32(1e-6))).astype(np.float32)
    spread[lost] = scene.visibility(seen.points[lost], seen.normals[lost])
    return spread


def _smooth_edges(picture: Floats, scene: _Scene, directions: Floats, depth: Floats) -> None:
    """Draw pixels where the depth jumps with four more rays each."""
    nearest = np.where(np.isfinite(depth), depth, np.float32(1e9))
    jump = np.zeros(depth.shape, np.bool_)
    down = np.abs(nearest[1:] - nearest[:-1]) > 0.01 * np.minimum(nearest[1:], nearest[:-1])
    beside = np.abs(nearest[:, 1:] - nearest[:, :-1]) > 0.01 * np.minimum(nearest[:, 1:], nearest[:, :-1])
    jump[1:] |= down
    jump[:-1] |= down
    jump[:, 1:] |= beside
    jump[:, :-1] |= beside
    rows, columns = np.nonzero(jump)
    if len(rows) == 0 or min(depth.shape) < 2:
        return
    across = directions[0, 1] - directions[0, 0]
    below = directions[1, 0] - directions[0, 0]
    pixels = rows * depth.shape[1] + columns
    total = picture[pixels].copy()
    for x, y in _INNER.astype(np.float32):
        rays = directions[rows, columns] + across * x + below * y
        seen = see(scene.surface, scene.eye, rays)
        light = light_up(scene.stage, seen.normals, scene.visibility(seen.points, seen.normals))
        total += scene.paint(rays, seen, light)
    picture[pixels] = total / (len(_INNER) + 1)


def _axes(toward: Vectors, up: Vectors) -> tuple[Vectors, Vectors]:
    right = np.cross(up, toward)
    if np.linalg.norm(right) < 1e-9:
        right = np.cross(np.array([0.0, 0.0, -1.0]), toward)
    right = right / np.linalg.norm(right)
    return right, np.cross(toward, right)


def _linear(srgb: Pixels) -> Floats:
    c = np.arange(256) / 255
    table = np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4).astype(np.float32)
    linear: Floats = table[srgb]
    return linear


def _to_bytes(linear: Floats) -> Pixels:
    """Encode 0..1 linear light as sRGB by a table of 4096 steps in the square root, exact to a byte."""
    step = np.arange(4096) / 4095
    c = step**2
    table = np.rint(np.where(c <= 0.0031308, c * 12.92, 1.055 * c ** (1 / 2.4) - 0.055) * 255).astype(np.uint8)
    pixels: Pixels = table[(np.sqrt(np.clip(linear, 0, 1)) * 4095 + 0.5).astype(np.int64)]
    return pixels


def _triple(values: Vectors) -> tuple[float, float, float]:
    return float(values[0]), float(values[1]), float(values[2])
