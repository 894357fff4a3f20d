"""Rendered photographs of specimens: a paper sweep, a large key light, a soft sky, and honest EXIF."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pictures
from PIL import ImageFilter

from models3d.specimens.rays import Hits, RayScene, interpolate, openness, sphere_directions
from models3d.types import Mesh

Floats32 = NDArray[np.float32]
CAMERA = "Cửu Đỉnh specimen renderer"
KEY = np.array([-0.52, 0.7, 0.5], dtype=np.float32) / np.float32(np.linalg.norm([-0.52, 0.7, 0.5]))
RIM = np.array([0.75, 0.45, -0.55], dtype=np.float32) / np.float32(np.linalg.norm([0.75, 0.45, -0.55]))
PAPER = np.array([0.60, 0.575, 0.535], dtype=np.float32)


@dataclass(frozen=True, slots=True)
class View:
    """Where the camera stands.

    Attributes:
        azimuth: degrees about the vertical, 0 = from the front (+Z), positive to the right.
        elevation: degrees above the horizon.
        zoom: 1 frames the whole object; 2 shows half of it.
        aim: (right, up) shift of the aim as a share of the object's radius; turns with the camera.
    """

    azimuth: float = 20.0
    elevation: float = 14.0
    zoom: float = 1.0
    aim: tuple[float, float] = (0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Credit:
    """What the picture file says of itself."""

    title: str
    taken_at: datetime
    rights: str = "CC0 1.0"


class Studio:
    """One specimen lit once: light is gathered at its vertices, so every further view costs only camera rays.

    Args:
        mesh: metres, +Y up, on the floor, with colours and normals.
        shine: 0 matt .. 1 glazed or polished.
    """

    def __init__(self, mesh: Mesh, shine: float = 0.3) -> None:
        if mesh.colors is None or mesh.normals is None:
            message = "a photographed mesh needs vertex colours and normals"
            raise ValueError(message)
        self.mesh, self.shine = mesh, np.float32(shine)
        self.scene = RayScene(mesh)
        low, high = mesh.positions.min(axis=0), mesh.positions.max(axis=0)
        self.centre = ((low + high) / 2).astype(np.float32)
        self.radius = float(np.linalg.norm(high - low) / 2)
        points = mesh.positions.astype(np.float32)
        albedo = (mesh.colors[:, :3].astype(np.float32) / 255) ** np.float32(2.2)
        ambient = openness(self.scene, points, mesh.normals, self.radius * 0.9)
        key = self._key_light(points, mesh.normals)
        self._values = np.concatenate([albedo, mesh.normals, ambient[:, None], key[:, None]], axis=1, dtype=np.float32)
        self._floor = self._floor_light()

    def _key_light(self, points: Floats32, normals: Floats32, count: int = 12) -> Floats32:
        """Share 0..1 of a large soft light seen from each point."""
        start = points + normals * np.float32(self.radius * 1.5e-3)
        total = np.zeros(len(points), dtype=np.float32)
        for offset in sphere_directions(count):
            towards = KEY + offset * np.float32(0.22)
            towards = np.broadcast_to(towards / np.float32(np.linalg.norm(towards)), points.shape)
            total += ~self.scene.blocked(start, towards)
        return total / np.float32(count)

    def _floor_light(self, cells: int = 220) -> Floats32:
        """A (cells, cells, 2) map of open sky and key light on the floor, five radii to each side, smoothed."""
        line = np.linspace(-3.2, 3.2, cells, dtype=np.float32) * np.float32(self.radius)
        x, z = np.meshgrid(line + self.centre[0], line + self.centre[2])
        points = np.stack([x.ravel(), np.full(x.size, self.radius * 1e-3), z.ravel()], axis=1).astype(np.float32)
        up = np.broadcast_to(np.array([0, 1, 0], dtype=np.float32), points.shape)
        sky = openness(self.scene, points, up, self.radius * 2, 24)
        layers = []
        for layer in (sky / max(float(sky.max()), 1e-6), self._key_light(points, up, 24)):
            picture = Pictures.fromarray(layer.reshape(cells, cells).astype(np.float32), mode=None)
            soft = Pictures.fromarray((np.asarray(picture) * 255).astype(np.uint8)).filter(
                ImageFilter.GaussianBlur(1.6)
            )
            layers.append(np.asarray(soft, dtype=np.float32) / 255)
        return np.stack(layers, axis=-1)

    def photograph(self, view: View, size: tuple[int, int] = (1600, 1200)) -> NDArray[np.uint8]:
        """The picture as (height, width, 3) uint8 sRGB; edges are sampled five times."""
        width, height = size
        eye, axes, scale = self._camera(view, width / height)
        picture = self._backdrop_picture(eye, axes, scale, size)
        left, top, right, bottom = self._frame_of(eye, axes, scale, size)
        rows = max(1, 300_000 // max(right - left, 1))
        for row in range(top, bottom, rows):
            y, x = np.mgrid[row : min(row + rows, bottom), left:right].astype(np.float32)
            found, light = self._object_light(eye, axes, _screen(x, y, size, scale))
            window = picture[row : row + len(y), left:right]
            window[found.reshape(x.shape)] = light
        edges = _edges(picture[top:bottom, left:right])
        if edges.any():
            self._soften(picture[top:bottom, left:right], edges, (left, top), (eye, axes, scale, size))
        return _encoded(picture)

    def _soften(
        self,
        picture: Floats32,
        edges: NDArray[np.bool_],
        corner: tuple[int, int],
        camera: tuple[Floats32, Floats32, float, tuple[int, int]],
    ) -> None:
        """Average four more rays into the pixels at edges."""
        eye, axes, scale, size = camera
        y, x = (part.astype(np.float32) for part in np.nonzero(edges))
        own = picture[edges]
        total = own.copy()
        for dx, dy in ((-0.3, -0.12), (0.12, -0.3), (0.3, 0.12), (-0.12, 0.3)):
            screen = _screen(x + corner[0] + np.float32(dx), y + corner[1] + np.float32(dy), size, scale)
            found, light = self._object_light(eye, axes, screen)
            extra = self._backdrop(eye, _ways(axes, screen))
            extra[found] = light
            total += extra
        picture[edges] = total / 5

    def _backdrop_picture(self, eye: Floats32, axes: Floats32, scale: float, size: tuple[int, int]) -> Floats32:
        """The whole backdrop (h, w, 3) in light units: it is smooth, so a quarter of its size is enough."""
        width, height = size
        small = (max(2, width // 4), max(2, height // 4))
        y, x = np.mgrid[0 : small[1], 0 : small[0]].astype(np.float32)
        light = self._backdrop(eye, _ways(axes, _screen(x, y, small, scale))).reshape(*x.shape, 3)
        layers = [Pictures.fromarray(np.ascontiguousarray(light[..., k])) for k in range(3)]
        grown = [np.asarray(layer.resize(size, Pictures.Resampling.BILINEAR)) for layer in layers]
        return np.stack(grown, axis=-1)

    def _frame_of(
        self, eye: Floats32, axes: Floats32, scale: float, size: tuple[int, int]
    ) -> tuple[int, int, int, int]:
        """The pixels (left, top, right, bottom) that the object can cover."""
        width, height = size
        seen = (self.mesh.positions.astype(np.float32) - eye) @ axes.T
        x, y = seen[:, 0] / -seen[:, 2] / scale * height / width, seen[:, 1] / -seen[:, 2] / scale
        left, right = int((x.min() + 1) / 2 * width) - 3, int((x.max() + 1) / 2 * width) + 4
        top, bottom = int((1 - y.max()) / 2 * height) - 3, int((1 - y.min()) / 2 * height) + 4
        return max(left, 0), max(top, 0), min(right, width), min(bottom, height)

    def _camera(self, view: View, aspect: float) -> tuple[Floats32, Floats32, float]:
        """Eye (3,), axes (3, 3: right, up, back) and the half height of the screen at distance one."""
        a, e = np.radians(view.azimuth), np.radians(view.elevation)
        back = np.array([np.sin(a) * np.cos(e), np.sin(e), np.cos(a) * np.cos(e)])
        right = np.array([np.cos(a), 0.0, -np.sin(a)])
        up = np.cross(back, right)
        aim = self.centre + self.radius * (view.aim[0] * right + view.aim[1] * up)
        corners = np.array(np.meshgrid(*zip(self.mesh.positions.min(0), self.mesh.positions.max(0), strict=True)))
        distance = self.radius * 4.2
        placed = corners.reshape(3, -1).T - self.centre
        seen = np.abs(placed @ np.stack([right, up], axis=1)) / (distance - placed @ back)[:, None]
        spread = seen.max(axis=0)
        half = 1.07 * max(spread[1], spread[0] / aspect) / view.zoom
        return (aim + back * distance).astype(np.float32), np.stack([right, up, back]).astype(np.float32), float(half)

    def _object_light(self, eye: Floats32, axes: Floats32, screen: Floats32) -> tuple[NDArray[np.bool_], Floats32]:
        """Which of (n, 2) screen positions show the object, and its light there."""
        ways = _ways(axes, screen)
        hits = self.scene.cast(np.broadcast_to(eye, ways.shape), ways)
        found = np.isfinite(hits.distance)
        inside = Hits(hits.distance[found], hits.face[found], hits.bary[found])
        return found, self._surface(interpolate(self._values, self.mesh, inside), ways[found])

    def _surface(self, values: Floats32, ways: Floats32) -> Floats32:
        """Light leaving the object towards the camera."""
        albedo, normal, ambient, key = values[:, :3], values[:, 3:6], values[:, 6], values[:, 7]
        normal = normal / np.maximum(np.linalg.norm(normal, axis=1, keepdims=True), 1e-6)
        facing = np.clip(normal @ KEY, 0, 1) * key
        rim = np.clip(normal @ RIM, 0, 1) * ambient
        diffuse = 0.95 * ambient + 1.75 * facing + 0.35 * rim
        gloss = np.zeros(len(ways), dtype=np.float32)
        for lamp, power in ((KEY, key), (RIM, ambient)):
            half = lamp - ways
            half /= np.linalg.norm(half, axis=1, keepdims=True)
            gloss += power * np.clip((normal * half).sum(axis=1), 0, 1) ** (18 + 90 * self.shine)
        edge = (1 - np.clip(-(normal * ways).sum(axis=1), 0, 1)) ** 5
        shine = self.shine * (0.42 * gloss + 0.3 * edge * ambient)
        leaving: Floats32 = albedo * diffuse[:, None] + shine[:, None]
        return leaving

    def _backdrop(self, eye: Floats32, ways: Floats32) -> Floats32:
        """The paper sweep: floor with the object's shadow, fading into a lit wall."""
        down = np.minimum(ways[:, 1], -1e-4)
        reach = np.minimum(-eye[1] / down, self.radius * 60)
        x, z = eye[0] + ways[:, 0] * reach - self.centre[0], eye[2] + ways[:, 2] * reach - self.centre[2]
        cells = self._floor.shape[0]
        column = np.clip((x / self.radius / 3.2 + 1) / 2 * (cells - 1), 0, cells - 1.001)
        row = np.clip((z / self.radius / 3.2 + 1) / 2 * (cells - 1), 0, cells - 1.001)
        light = _bilinear(self._floor, column, row)
        away = np.sqrt(x * x + z * z) / self.radius
        fade = np.clip((away - 1.2) / 5.0, 0, 1)[:, None]
        floor = PAPER * (0.42 * light[:, :1] + 0.62 * light[:, 1:])
        height = np.clip(ways[:, 1:2] * 2.2 + 0.45, 0, 1)
        wall = PAPER * (0.92 - 0.55 * height)
        blended: Floats32 = (floor * (1 - fade) + wall * fade).astype(np.float32)
        return blended


def _screen(x: Floats32, y: Floats32, size: tuple[int, int], scale: float) -> Floats32:
    """Screen positions (n, 2) at distance one of pixel centres."""
    width, height = size
    across = (2 * (x.ravel() + 0.5) / width - 1) * scale * width / height
    return np.stack([across, (1 - 2 * (y.ravel() + 0.5) / height) * scale], axis=1).astype(np.float32)


def _ways(axes: Floats32, screen: Floats32) -> Floats32:
    """Unit directions of camera rays through (n, 2) screen positions."""
    ways = screen[:, :1] * axes[0] + screen[:, 1:] * axes[1] - axes[2]
    unit: Floats32 = ways / np.linalg.norm(ways, axis=1, keepdims=True)
    return unit


def _encoded(light: Floats32) -> NDArray[np.uint8]:
    """Light to sRGB bytes through an exposure curve, by table."""
    table = np.linspace(0.0, 4.0, 8192)
    curve = np.round(255 * (1 - np.exp(-1.3 * table)) ** (1 / 2.2)).astype(np.uint8)
    pixels: NDArray[np.uint8] = curve[np.minimum(light * np.float32(8191 / 4.0), 8191).astype(np.int16)]
    return pixels


def _bilinear(grid: Floats32, column: Floats32, row: Floats32) -> Floats32:
    """Values of an (h, w, k) grid at fractional columns and rows."""
    i, j = row.astype(np.int64), column.astype(np.int64)
    a, b = (column - j)[:, None], (row - i)[:, None]
    top = grid[i, j] * (1 - a) + grid[i, j + 1] * a
    bottom = grid[i + 1, j] * (1 - a) + grid[i + 1, j + 1] * a
    value: Floats32 = top * (1 - b) + bottom * b
    return value


def _edges(picture: Floats32, limit: float = 0.09) -> NDArray[np.bool_]:
    """Pixels that differ from a neighbour by more than ``limit``."""
    grey = picture.mean(axis=2)
    flags = np.zeros(grey.shape, dtype=np.bool_)
    across, along = np.abs(np.diff(grey, axis=1)) > limit, np.abs(np.diff(grey, axis=0)) > limit
    flags[:, 1:] |= across
    flags[:, :-1] |= across
    flags[1:] |= along
    flags[:-1] |= along
    return flags


def save_photo(pixels: NDArray[np.uint8], path: Path, credit: Credit) -> Path:
    """Write a JPEG whose EXIF names the renderer as its camera, so that nobody takes it for a photograph."""
    picture = Pictures.fromarray(pixels)
    exif = Pictures.Exif()
    moment = credit.taken_at.strftime("%Y:%m:%d %H:%M:%S")
    words = {
        0x010E: f"{credit.title} (rendered picture of a modelled specimen)",
        0x010F: "Cửu Đỉnh",
        0x0110: CAMERA,
        0x0131: CAMERA,
        0x0132: moment,
        0x013B: CAMERA,
        0x8298: credit.rights,
    }
    for tag, text in words.items():
        exif[tag] = text.encode("utf-8")  # as a str, Pillow would turn Vietnamese letters into question marks
    exif.get_ifd(0x8769).update({0x9003: moment, 0x9004: moment, 0x9011: "+00:00"})
    picture.save(path, "JPEG", quality=90, exif=exif, subsampling=0)
    return path
