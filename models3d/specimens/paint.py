"""Painted decoration of ceramics as whole pictures: the wall unrolled, foot below, mouth above."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from models3d.specimens import motifs
from models3d.specimens.noise import cloud_noise
from models3d.specimens.surfaces import srgb

Floats = NDArray[np.float64]
Zone = tuple[float, float, motifs.Painter]


def laid(width: int, height: int, zones: list[Zone]) -> Floats:
    """Bands between shares of the height (0 foot, 1 mouth) on one (height, width) sheet of paint strength 0..1."""
    sheet = np.zeros((height, width))
    for low, high, painter in zones:
        rows = max(8, round((high - low) * height))
        top = height - round(high * height)
        strip = motifs.drawn(width, rows, painter, blur=1.0)
        room = sheet[top : top + rows]
        np.maximum(room, strip[: len(room)], out=room)
    return sheet


def rules(height: int, sheet: Floats, places: tuple[float, ...], thick: int = 5) -> None:
    """Draw double rings at shares of the height onto the sheet."""
    for place in places:
        row = height - round(place * height)
        for offset in (0, 2 * thick):
            sheet[max(row + offset, 0) : max(row + offset + thick, 0)] = 0.9


@lru_cache(maxsize=2)
def blue_and_white(width: int, height: int, seed: int) -> NDArray[np.uint8]:
    """Cobalt on a bluish white body (h, w, 3) uint8 sRGB: cloud collar, lotus scroll, petals, waves."""
    sheet = laid(
        width,
        height,
        [
            (0.008, 0.07, motifs.waves(26, 2)),
            (0.085, 0.22, motifs.petals(14, 0.05, 60)),
            (0.25, 0.60, motifs.lotus_scroll(6)),
            (0.625, 0.675, motifs.meander(40, 0.14)),
            (0.69, 0.80, motifs.petals(16, 0.06, 40)),
            (0.825, 0.92, motifs.clouds(8)),
            (0.94, 0.985, motifs.meander(30, 0.14)),
        ],
    )
    rules(height, sheet, (0.078, 0.235, 0.615, 0.685, 0.812, 0.93), max(2, height // 380))
    return _fired(sheet, srgb("1B3C86"), srgb("E8EBE6"), seed)


def _fired(sheet: Floats, pigment: Floats, body: Floats, seed: int) -> NDArray[np.uint8]:
    """Pigment that pools and bleeds in the glaze, over a body with the faintest clouding."""
    height, width = sheet.shape
    y, x = np.mgrid[0:height:4, 0:width:4]
    turn = 2 * np.pi * x / width
    points = np.stack([np.cos(turn), np.sin(turn), y * 2 * np.pi / width], axis=-1).reshape(-1, 3)
    flow = cloud_noise(points, 0.2, seed, 3).reshape(y.shape)
    flow = flow.repeat(4, axis=0)[:height].repeat(4, axis=1)[:, :width]
    strength = np.clip(sheet * (0.62 + 0.76 * flow), 0, 1)[..., None]
    ground = body * (0.965 + 0.06 * flow[..., None])
    deep = pigment * (1.25 - 0.6 * strength)
    picture = ground * (1 - strength) + deep * strength
    return np.asarray(np.round(np.clip(picture, 0, 1) * 255), dtype=np.uint8)


@lru_cache(maxsize=2)
def painted_enamel(width: int, height: int, seed: int) -> NDArray[np.uint8]:
    """Huế painted enamel (pháp lam) on yellow: blue collars, a green and rose lotus scroll, white petals."""
    parts = [
        ([(0.0, 0.17, motifs.petals(18, 0.06, 90))], "F3ECDC"),
        ([(0.20, 0.72, motifs.lotus_scroll(6))], "2F6E4E"),
        ([(0.75, 0.86, motifs.meander(34, 0.14))], "1F3F8C"),
        ([(0.88, 1.0, motifs.waves(26, 2))], "2460A8"),
    ]
    ground = np.broadcast_to(srgb("D89B2A"), (height, width, 3)).astype(np.float64).copy()
    for low, high, code in ((0.0, 0.18, "23458F"), (0.735, 0.87, "EFE3C4"), (0.87, 1.0, "DDE7EC")):
        ground[height - round(high * height) : height - round(low * height)] = srgb(code)
    for zones, code in parts:
        sheet = laid(width, height, zones)[..., None]
        ground = ground * (1 - sheet) + srgb(code) * sheet
    flowers = laid(width, height, [(0.20, 0.72, motifs.lotus_flowers(6))])[..., None]
    ground = ground * (1 - flowers) + srgb("B9405A") * flowers
    edge = np.zeros((height, width))
    rules(height, edge, (0.185, 0.735, 0.87), max(2, height // 160))
    ground = ground * (1 - edge[..., None]) + srgb("A77B2E") * edge[..., None]
    y, x = np.mgrid[0:height:4, 0:width:4]
    turn = 2 * np.pi * x / width
    points = np.stack([np.cos(turn), np.sin(turn), y * 2 * np.pi / width], axis=-1).reshape(-1, 3)
    tint = (0.92 + 0.16 * cloud_noise(points, 0.25, seed, 3)).reshape(y.shape)
    tint = tint.repeat(4, axis=0)[:height].repeat(4, axis=1)[:, :width]
    return np.asarray(np.round(np.clip(ground * tint[..., None], 0, 1) * 255), dtype=np.uint8)
