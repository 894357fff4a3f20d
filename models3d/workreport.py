"""The shapes of ``report.json`` (CONTRACT: ``model``)."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any  # the report is JSON

import numpy as np

from models3d.frame import UnitChoice
from models3d.inspect import Inspection
from models3d.types import Mesh, Notice, Scan


def describe_source(
    scan: Scan, inspection: Inspection, choice: UnitChoice, placed: Mesh, identity: dict[str, str]
) -> dict[str, Any]:
    """Give the ``source`` block: what the file is, how large the placed object is, in which unit and why."""
    size = np.ptp(placed.positions, axis=0)
    count = {"points": inspection.points} if inspection.kind == "cloud" else {"triangles": inspection.triangles}
    return {
        **identity,
        "format": scan.format,
        **count,
        "vertices": inspection.vertices,
        "bbox_m": [round(float(side), 6) for side in size],
        "unit": choice.unit,
        "unit_evidence": choice.evidence if choice.evidence != "format" else scan.unit_evidence,
        "metres_per_unit": choice.scale,
        "up": choice.up,
        "watertight": inspection.watertight,
        "components": inspection.components,
        "boundary_edges": inspection.boundary_edges,
        "non_manifold_edges": inspection.non_manifold_edges,
        "has_colors": inspection.has_colors,
        "has_uv": inspection.has_uv,
        "textures_px": [list(size) for size in inspection.texture_sizes],
        "spacing_m": round(inspection.spacing * choice.scale, 9),
        "shift": list(scan.shift),
    }


def unit_notices(choice: UnitChoice) -> list[Notice]:
    """Warn when the unit is a guess that a person should confirm, or when only a scale is known."""
    if choice.needs_confirmation or choice.unit is None:
        return [Notice(choice.reason, dict(choice.values))]
    return []


def scene_hints(placed: Mesh) -> dict[str, Any]:
    """Give a floor disc and a spawn pose (metres) from which the whole object is seen, facing it."""
    size = np.ptp(placed.positions, axis=0)
    reach = float(np.hypot(size[0], size[2])) / 2
    distance = round(max(0.8, reach + 1.2 * float(size.max())), 3)
    return {
        "floor": {"shape": "disc", "center": [0.0, 0.0, 0.0], "radius": round(distance + 2.0, 3)},
        "spawn": {"position": [0.0, 0.0, distance], "target": [0.0, round(float(size[1]) / 2, 3), 0.0]},
    }


def notice_json(notice: Notice) -> dict[str, Any]:
    """Give a warning as the report has it: a stable code, a plain English message, the values."""
    values = ", ".join(f"{key} {value}" for key, value in notice.values.items())
    words = notice.code.replace("_", " ")
    return {"code": notice.code, "message": f"{words}: {values}" if values else words, "values": notice.values}


def write_json(path: Path, report: dict[str, Any]) -> None:
    """Write the report, readable by people."""
    path.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def sha256_of(path: Path) -> str:
    """Hash a file without holding it in memory."""
    with path.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
