"""Seeded smooth noise for grain, patina and glaze: the same point and seed give the same value everywhere."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def _lattice(cell: NDArray[np.int64], seed: int) -> Floats:
    """A value 0..1 for each (n, 3) integer cell, by integer mixing (murmur-style finaliser)."""
    mixed = (cell[:, 0] * 73856093) ^ (cell[:, 1] * 19349663) ^ (cell[:, 2] * 83492791) ^ (seed * 2654435761)
    value = (mixed & 0xFFFFFFFF).astype(np.uint64)
    value = ((value ^ (value >> np.uint64(16))) * np.uint64(0x85EBCA6B)) & np.uint64(0xFFFFFFFF)
    value = ((value ^ (value >> np.uint64(13))) * np.uint64(0xC2B2AE35)) & np.uint64(0xFFFFFFFF)
    value ^= value >> np.uint64(16)
    return value.astype(np.float64) / float(0xFFFFFFFF)


def value_noise(points: Floats, cell: float, seed: int) -> Floats:
    """Smooth noise 0..1 at (n, 3) points; ``cell`` is the size of its features in the points' unit."""
    scaled = points / cell
    base = np.floor(scaled).astype(np.int64)
    part = scaled - base
    part = part * part * (3.0 - 2.0 * part)
    total = np.zeros(len(points))
    for corner in range(8):
        step = np.array([corner & 1, corner >> 1 & 1, corner >> 2 & 1])
        weight = np.where(step, part, 1.0 - part).prod(axis=1)
        total += weight * _lattice(base + step, seed)
    return total


def cloud_noise(points: Floats, cell: float, seed: int, octaves: int = 4) -> Floats:
    """Fractal noise 0..1 at (n, 3) points: each octave has half the size and half the strength."""
    total, strength, norm = np.zeros(len(points)), 1.0, 0.0
    for octave in range(octaves):
        total += strength * value_noise(points, cell / 2**octave, seed + 101 * octave)
        norm += strength
        strength *= 0.5
    return total / norm


def smooth_step(value: Floats, low: float, high: float) -> Floats:
    """0 below ``low``, 1 above ``high``, a smooth ramp between them."""
    ramp = np.clip((value - low) / (high - low), 0.0, 1.0)
    return ramp * ramp * (3.0 - 2.0 * ramp)


def mix(first: Floats, second: Floats, share: Floats) -> Floats:
    """Blend (n, 3) or (3,) colours by an (n,) share of the second."""
    weight = share[:, None]
    return first * (1.0 - weight) + second * weight
