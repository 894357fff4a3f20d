"""The later survey's points against the earlier surface, one value a vertex: what CloudCompare calls C2M."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models3d.compare.types import Floats


@dataclass(frozen=True, slots=True)
class Deviations:
    """Signed distances of the later survey's points, and what they are worth.

    Attributes:
        distance_m: (n,) later minus earlier along the earlier outward normal, NaN where there is no data.
        lod_m: (n,) 95 % level of detection of the place, NaN where there is no data.
    """

    distance_m: Floats
    lod_m: Floats


def summarise(distance_m: Floats) -> dict[str, float | int]:
    """Give count, mean, spread and percentiles in millimetres of the (n,) values that are data.

    Every figure is 0 when there is none, so that readers of the report need no special case.
    """
    values = distance_m[np.isfinite(distance_m)] * 1e3
    names = ("mean_mm", "std_mm", "rms_mm", "p05_mm", "p50_mm", "p95_mm", "min_mm", "max_mm")
    if len(values) == 0:
        return {"n": 0, **dict.fromkeys(names, 0.0)}
    low, middle, high = np.percentile(values, (5, 50, 95))
    found = (
        values.mean(), values.std(), np.sqrt(np.mean(values**2)), low, middle, high, values.min(), values.max(),
    )  # fmt: skip
    return {"n": len(values), **{name: round(float(v), 6) for name, v in zip(names, found, strict=True)}}
