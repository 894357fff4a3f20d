"""What the materials look like: measured-looking sRGB albedo for bronze, stone, glaze, tile, wood and gold."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models3d.specimens.noise import cloud_noise, mix, smooth_step, value_noise

Floats = NDArray[np.float64]


def srgb(code: str) -> Floats:
    """A colour from its hex code as sRGB 0..1."""
    return np.array([int(code[i : i + 2], 16) for i in (0, 2, 4)]) / 255.0


def bronze(points: Floats, raised: Floats, seed: int, size: float) -> Floats:
    """Aged bronze: rubbed on raised relief (0..1), brown in the field, green patina in hollows and by weather."""
    ground = mix(srgb("3A2D1E"), srgb("54402A"), cloud_noise(points, size * 0.35, seed))
    rubbed = mix(ground, srgb("8F6E3C"), 0.75 * smooth_step(raised, 0.25, 0.95))
    hollow = 1.0 - smooth_step(raised, 0.0, 0.4)
    weather = smooth_step(cloud_noise(points, size * 0.22, seed + 7), 0.5, 0.7)
    green = mix(rubbed, srgb("4C6257"), np.clip(weather * (0.2 + 0.5 * hollow), 0, 1))
    return green * (0.94 + 0.12 * value_noise(points, size * 0.006, seed + 13))[:, None]


def stone(points: Floats, seed: int, size: float) -> Floats:
    """Grey-green Thanh stone: fine grain, faint veins, lichen where it stays damp."""
    base = mix(srgb("77776F"), srgb("8F8E84"), cloud_noise(points, size * 0.3, seed))
    veins = np.abs(cloud_noise(points, size * 0.25, seed + 3) - 0.5)
    base = mix(base, srgb("A7A69B"), 0.5 * (1.0 - smooth_step(veins, 0.0, 0.018)))
    lichen = smooth_step(cloud_noise(points, size * 0.16, seed + 5, 5), 0.58, 0.72)
    base = mix(base, srgb("6C7355"), 0.55 * lichen)
    return base * (0.9 + 0.2 * value_noise(points, size * 0.004, seed + 9))[:, None]


def glaze(points: Floats, color: Floats, seed: int, size: float) -> Floats:
    """A running ceramic glaze: thicker and darker below, worn lighter in patches, finely speckled."""
    thick = cloud_noise(points * (1.0, 0.45, 1.0), size * 0.16, seed)
    coat = mix(color * 0.78, np.clip(color * 1.16 + 0.03, 0, 1), thick)
    worn = smooth_step(cloud_noise(points, size * 0.09, seed + 4, 5), 0.64, 0.76)
    coat = mix(coat, srgb("9C7B5C"), 0.6 * worn)
    return coat * (0.95 + 0.1 * value_noise(points, size * 0.008, seed + 8))[:, None]


def wood(points: Floats, color: Floats, seed: int) -> Floats:
    """Old lacquered ironwood: long grain along Y, wear at random."""
    grain = cloud_noise(points * (1.0, 0.08, 1.0), 0.05, seed, 3)
    body = mix(color * 0.8, color * 1.18, grain)
    worn = smooth_step(cloud_noise(points, 0.5, seed + 2), 0.58, 0.75)
    return mix(body, srgb("6A4E37"), 0.5 * worn)


def gold(points: Floats, raised: Floats, seed: int, size: float) -> Floats:
    """Gilded silver: warm on the high places, brown in the cuts."""
    warm = mix(srgb("B98A34"), srgb("D9B25A"), cloud_noise(points, size * 0.3, seed))
    return mix(srgb("6E4E20"), warm, 0.25 + 0.75 * smooth_step(raised, 0.1, 0.8))
