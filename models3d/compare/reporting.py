"""The shapes of a comparison's ``report.json`` (CONTRACT: ``compare``); millimetres for objects, metres in matrices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any  # the report is JSON

import numpy as np

from models3d.compare.aligned import unshift_pose
from models3d.compare.deviations import summarise
from models3d.compare.types import (
    Deformation,
    Detection,
    Distances,
    Epoch,
    Floats,
    Region,
    Registration,
    Triple,
)
from models3d.compare.wording import Texts, say
from models3d.steplog import tool_version
from models3d.types import Notice


def describe_epoch(epoch: Epoch) -> dict[str, Any]:
    """Give one survey's block: file, digest, counts, spacing and noise with their evidence."""
    faces = len(epoch.surface.mesh.faces)
    count = (
        {"triangles": faces, "vertices": len(epoch.positions)}
        if epoch.kind == "mesh"
        else {"points": len(epoch.positions)}
    )
    return {
        "file": epoch.name,
        "sha256": epoch.sha256,
        "kind": epoch.kind,
        **count,
        "bbox_mm": [_mm(float(side)) for side in np.ptp(epoch.positions, axis=0)],
        "spacing_mm": _mm(epoch.spacing_m),
        "noise_mm": _mm(epoch.noise_m),
        "noise_evidence": epoch.noise_evidence,
        "unit": epoch.unit,
        "unit_evidence": epoch.unit_evidence,
        "is_oriented": epoch.is_oriented,
        "shift_m": list(epoch.shift_m),
    }


def describe_registration(found: Registration, shift_m: Triple) -> dict[str, Any]:
    """Give matrix (later -> earlier, metres, row-major, the files' own frames), quality and held-out check regions."""
    return {
        "matrix": [[float(v) for v in row] for row in unshift_pose(found.matrix, shift_m)],
        "method": found.method,
        "rms_mm": _mm(found.rms_m),
        "overlap": round(found.overlap, 4),
        "inliers": round(found.inliers, 4),
        "sigma_mm": _mm(found.sigma_m),
        "scale": found.scale,
        "is_symmetric": found.is_symmetric,
        "checks": [
            {"centre_mm": _place(check.centre_m, shift_m), "mean_mm": _mm(check.mean_m), "points": check.points}
            for check in found.checks
        ],
    }


def describe_region(region: Region, shift_m: Triple) -> dict[str, Any]:
    """Give one changed place in the earlier file's frame; loss is negative in depths, volumes are positive."""
    volume = region.volume
    return {
        "id": region.id,
        "kind": region.kind,
        "centroid_mm": _place(region.centroid_m, shift_m),
        "area_mm2": round(region.area_m2 * 1e6, 3),
        "volume_mm3": round(volume.best_m3 * 1e9, 3),
        "volume_sigma_mm3": round(volume.best_sigma_m3 * 1e9, 3),
        "max_mm": _mm(region.max_m),
        "bbox_mm": [_place(region.bbox_min_m, shift_m), _place(region.bbox_max_m, shift_m)],
        "mean_mm": _mm(region.mean_m),
        "p95_mm": _mm(region.p95_m),
        "lod_mm": _mm(region.lod_m),
        "sigma_mm": _mm(region.sigma_m),
        "volume_method": volume.better,
        "volume_patch_mm3": round(volume.patch_m3 * 1e9, 3),
        "volume_integral_mm3": round(volume.integral_m3 * 1e9, 3),
        "methods_disagree": round(region.disagreement, 4),
        "flags": sorted({notice.code for notice in region.notices}),
    }


def describe_deformation(found: Deformation, shift_m: Triple) -> dict[str, Any]:
    """Say whether parts of the object moved against each other, and each part's motion."""
    return {
        "is_deformed": found.is_deformed,
        "max_mm": _mm(found.max_m),
        "parts": [
            {
                "centre_mm": _place(part.centre_m, shift_m),
                "rotation_deg": [round(float(np.degrees(v)), 5) for v in part.rotation_rad],
                "translation_mm": _point(part.translation_m),
                "shift_mm": _mm(part.shift_m),
                "sigma_mm": _mm(part.sigma_m),
            }
            for part in found.parts
        ],
    }


def describe_change(
    distances: Distances, detection: Detection, regions: Sequence[Region], later_m: Floats
) -> dict[str, Any]:
    """Give statistics, level of detection, changed area, volumes and the share without data."""
    measured = detection.method > 0
    lod = detection.lod_m[np.isfinite(detection.lod_m)]
    middle, high = np.percentile(lod, (50, 95)) if len(lod) else (np.nan, np.nan)
    area, whole = float(distances.area_m2[detection.changed].sum()), float(distances.area_m2[measured].sum())
    volumes = {kind: sum(r.volume.best_m3 for r in regions if r.kind == kind) for kind in ("gain", "loss")}
    return {
        "deviations": summarise(later_m),
        "level_of_detection_mm": {"median": _mm(float(middle)), "p95": _mm(float(high))},
        "changed": {"area_mm2": round(area * 1e6, 3), "fraction": round(area / whole, 6) if whole else 0.0},
        "volume": {f"{kind}_mm3": round(value * 1e9, 3) for kind, value in volumes.items()},
        "no_data": {
            "fraction": round(1 - whole / max(float(distances.area_m2.sum()), 1e-30), 6),
            "occluded": int(np.count_nonzero(distances.reason == 1)),
            "border": int(np.count_nonzero(distances.reason == 2)),
            "cores": len(distances.cores),
        },
        "methods": {
            "c2m": summarise(distances.closest_m),
            "m3c2": summarise(distances.cylinder_m),
            "disagree_fraction": round(float(distances.disagrees[measured].mean()), 6) if measured.any() else 0.0,
        },
    }


def describe_method(parameters: Mapping[str, object]) -> dict[str, Any]:
    """Name the method, its sources and every parameter that repeats the numbers."""
    return {
        "name": "C2M and M3C2",
        "parameters": dict(parameters),
        "tool": "cuudinh",
        "version": tool_version("cuudinh"),
        "engines": {name: tool_version(name) for name in ("open3d", "numpy", "scipy")},
        "sources": [
            "Lague, Brodu & Leroux 2013, ISPRS J. Photogramm. 82:10-26 (M3C2, level of detection)",
            "Baerentzen & Aanaes 2005, IEEE TVCG 11:243-253 (sign of the closest-point distance)",
            "Canny 1986, IEEE TPAMI 8:679-698 (growth from sure seeds; seeds by Bonferroni over cores and scales)",
        ],
    }


def describe_warnings(notices: Sequence[Notice], texts: Texts) -> list[dict[str, Any]]:
    """Give each notice once: code, English message, Vietnamese message, values."""
    told: dict[tuple[str, str], dict[str, Any]] = {}
    for notice in notices:
        vi, en = say(notice, texts)
        told[notice.code, en] = {"code": notice.code, "message": en, "message_vi": vi, "values": notice.values}
    return list(told.values())


def _mm(metres: float) -> float:
    """Millimetres to a nanometre; NaN becomes 0 only where a caller has said what that means."""
    return round(metres * 1e3, 6) if np.isfinite(metres) else 0.0


def _point(metres: Triple) -> list[float]:
    return [_mm(value) for value in metres]


def _place(metres: Triple, shift_m: Triple) -> list[float]:
    """A place in the file's own frame, map coordinates included."""
    return [_mm(value + shift) for value, shift in zip(metres, shift_m, strict=True)]
