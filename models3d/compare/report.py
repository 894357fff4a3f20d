"""The whole ``report.json`` of a comparison: what the PDF says, for programs."""

from __future__ import annotations

import hashlib
import json
from typing import Any  # the report is JSON

import numpy as np

from models3d.compare import reporting
from models3d.compare.files import scene_frame
from models3d.compare.order import Order
from models3d.compare.pictures import find_scale
from models3d.compare.result import Result
from models3d.compare.types import Floats


def build_report(order: Order, result: Result) -> dict[str, Any]:
    """Give the contract's report and what viewer, catalogue and PDF need beyond it.

    Places are millimetres in the earlier file's own frame; ``scene_frame`` (column-major) takes that frame, in metres,
    to the scene of the GLBs. ``digest`` is the SHA-256 of all the rest (sorted keys), printed on the PDF's pages.
    """
    found = result.findings
    shift = found.earlier.shift_m
    scale = find_scale(found.detection)
    report = {
        "earlier": reporting.describe_epoch(found.earlier),
        "later": reporting.describe_epoch(found.later),
        "registration": reporting.describe_registration(found.registration, shift),
        **reporting.describe_change(found.distances, found.detection, found.regions, result.deviations.distance_m),
        "regions": [reporting.describe_region(region, shift) for region in found.regions],
        "deformation": reporting.describe_deformation(result.deformation, shift),
        "method": reporting.describe_method(_parameters(order, result)),
        "limit_mm": scale.limit_mm,
        "colours": scale.table(),
        "scene_frame": _frame(result).T.reshape(-1).tolist(),
        "warnings": reporting.describe_warnings(result.notices, order.texts),
        "facts": dict(order.facts),
    }
    return {**report, "digest": hashlib.sha256(json.dumps(report, sort_keys=True).encode()).hexdigest()}


def _parameters(order: Order, result: Result) -> dict[str, object]:
    """What repeats the numbers: the wishes, and what was chosen from the data."""
    found = result.findings
    matrix = None if order.matrix is None else [[float(v) for v in row] for row in order.matrix]
    return {
        "unit_earlier": order.earlier.unit,
        "unit_later": order.later.unit,
        "noise_mm": [order.earlier.noise_mm, order.later.noise_mm] if order.earlier.noise_mm else None,
        "registered": order.is_registered,
        "matrix": matrix,
        "pairs": None if order.pairs is None else order.pairs.tolist(),
        "free_scale": order.has_free_scale,
        "seed": order.seed,
        "cores": len(found.distances.cores),
        "cylinder_radius_mm": round(float(np.nanmedian(found.distances.radius_m)) * 1e3, 6),
        "registration": dict(found.registration.parameters),
    }


def _frame(result: Result) -> Floats:
    """Earlier file's frame, map coordinates included, to the scene."""
    earlier = result.findings.earlier
    frame = scene_frame(earlier)
    frame[:3, 3] -= frame[:3, :3] @ np.asarray(earlier.shift_m)
    return frame
