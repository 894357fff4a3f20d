"""The colours of a deviation: blue for loss, orange for gain, grey for what is no proven change; one table for all.

Blue and orange stay apart for the common kinds of colour blindness, and both grow darker with the amount, so that a
black-and-white copy still shows how much. The steps to grey at the level of detection are meant: change begins there.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Pixels = NDArray[np.uint8]
GREY: tuple[int, int, int] = (0x8C, 0x8C, 0x8C)
NO_DATA: tuple[int, int, int] = (0xE9, 0xE3, 0xD3)  # pale paper; hatched with the next one where space allows
NO_DATA_LINE: tuple[int, int, int] = (0xB4, 0xA9, 0x90)
_SHARES = np.array([0.0, 0.35, 0.7, 1.0])
_LOSS = np.array([(0xC3, 0xDA, 0xEE), (0x74, 0xAE, 0xDC), (0x2A, 0x6D, 0xB3), (0x0A, 0x2F, 0x66)], np.float64)
_GAIN = np.array([(0xFC, 0xD6, 0xB0), (0xF6, 0x9A, 0x55), (0xD0, 0x57, 0x1C), (0x7C, 0x24, 0x05)], np.float64)


@dataclass(frozen=True, slots=True)
class DeviationScale:
    """One legend: colours end at ± ``limit_mm``; ``lod_mm`` is the level of detection that the legend shows."""

    limit_mm: float
    lod_mm: float

    def stops(self) -> list[dict[str, float | str]]:
        """Give the table as JSON: ``mm`` rising from -limit to +limit and ``rgb``; colours between are linear in sRGB.

        The two stops at each level of detection have the same ``mm``: the colour jumps there.
        """
        lod = min(self.lod_mm, self.limit_mm)
        inner = [share * self.limit_mm for share in _SHARES if share * self.limit_mm > lod]
        sides = [lod, *(inner or [self.limit_mm])]
        loss, gain = (
            colour_of(np.maximum(sides, 1e-12 * self.limit_mm) * sign, self.limit_mm, 0.0) for sign in (-1.0, 1.0)
        )
        rows = [(-mm, rgb) for mm, rgb in zip(reversed(sides), loss[::-1], strict=True)]
        rows += [(-lod, np.array(GREY)), (lod, np.array(GREY))]
        rows += list(zip(sides, gain, strict=True))
        return [{"mm": float(mm), "rgb": _hex(rgb)} for mm, rgb in rows]

    def table(self) -> dict[str, object]:
        """Give everything that a viewer needs to draw the same colours, as JSON."""
        return {
            "limit_mm": self.limit_mm,
            "lod_mm": self.lod_mm,
            "stops": self.stops(),
            "within_lod": _hex(np.array(GREY)),
            "no_data": _hex(np.array(NO_DATA)),
        }


def colour_of(values_mm: Floats, limit_mm: float, lod_mm: Floats | float) -> Pixels:
    """Colour signed deviations.

    Args:
        values_mm: (...,) millimetres, NaN is no data.
        limit_mm: where the colours end, positive; larger amounts get the last colour.
        lod_mm: level of detection, one or one for each value; up to it (inclusive) the colour is grey.

    Returns:
        (..., 3) uint8 sRGB.
    """
    amount = np.clip(np.abs(values_mm) / limit_mm, 0, 1)
    ramps = [np.stack([np.interp(amount, _SHARES, ramp[:, k]) for k in range(3)], axis=-1) for ramp in (_LOSS, _GAIN)]
    out = np.where((values_mm < 0)[..., None], *ramps)
    quiet = np.abs(values_mm) <= lod_mm
    out = np.where((quiet | (values_mm == 0))[..., None], np.array(GREY, np.float64), out)
    out = np.where(np.isnan(values_mm)[..., None], np.array(NO_DATA, np.float64), out)
    return np.rint(out).astype(np.uint8)


def choose_scale(values_mm: Floats, lod_mm: float, changed: NDArray[np.bool_] | None = None) -> DeviationScale:
    """Choose one round limit (1, 2 or 5 times a power of ten) that shows what changed without bowing to single points.

    Args:
        values_mm: (n,) signed deviations, NaN is no data.
        lod_mm: median level of detection.
        changed: (n,) what counts as change; when there is any, only it decides.
    """
    known = np.isfinite(values_mm)
    marked = known if changed is None else known & changed
    chosen = np.abs(values_mm[marked] if marked.any() else values_mm[known])
    share = 98.0 if changed is not None and marked.any() else 99.9
    high = float(np.percentile(chosen, share)) if len(chosen) else 0.0
    floor = 2 * lod_mm if np.isfinite(lod_mm) and lod_mm > 0 else 1e-3
    return DeviationScale(round_up(max(high, floor)), lod_mm if np.isfinite(lod_mm) else 0.0)


def round_up(value: float) -> float:
    """Give the next 1, 2 or 5 times a power of ten at or above a positive value."""
    power = 10.0 ** np.floor(np.log10(value))
    for factor in (1.0, 2.0, 5.0):
        if value <= factor * power * (1 + 1e-9):
            return float(f"{factor * power:.6g}")
    return float(f"{10 * power:.6g}")


def _hex(rgb: NDArray[np.generic]) -> str:
    return "#" + "".join(f"{int(v):02X}" for v in rgb)
