"""Two surveys of a vase with a known change, written as the comparison writes them, and their document."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models3d.glb import Finish, build_glb, dress_glb
from models3d.types import Mesh
from tests.browser.harness import models
from viewer.comparison import ComparisonParts, SeriesEntry, SurveyPart, comparison_document

Floats = NDArray[np.float64]

# The earlier survey's own frame: +Z up, its origin somewhere beside the vase. The GLB's node turns it to the stage.
AWAY_M = np.array([0.31, -0.22, 0.05])
FRAME = np.array(
    [
        [1, 0, 0, -AWAY_M[0]],
        [0, 0, 1, -AWAY_M[2]],
        [0, -1, 0, AWAY_M[1]],
        [0, 0, 0, 1],
    ],
    dtype=np.float64,
)
TAN, GREY = (176, 150, 118, 255), (140, 152, 160, 255)


@dataclass(frozen=True, slots=True)
class Truth:
    """What the page must say: (n, 3) places in mm of the earlier frame, (n,) deviation and LoD in mm, (n,) validity."""

    places_mm: Floats
    deviation_mm: NDArray[np.float32]
    lod_mm: NDArray[np.float32]
    valid: NDArray[np.bool_]


def deviation_at(place_m: Floats) -> Floats:
    """The known change in mm at (n, 3) places of the earlier frame: linear, so known inside a triangle too."""
    return 10.0 * (place_m[..., 0] - AWAY_M[0])


def region_at(place_m: Floats) -> NDArray[np.int64]:
    """The changed region at (n, 3) places: 1 far left, 2 far right, 0 between them."""
    side = place_m[..., 0] - AWAY_M[0]
    return np.select([side < -0.06, side > 0.06], [1, 2], 0)


def lod_at(place_m: Floats) -> Floats:
    """The known level of detection in mm: linear too."""
    return 0.1 + 0.2 * (place_m[..., 2] - AWAY_M[2])


def write_pair(folder: Path, year: str, share: float = 1.0) -> Truth:
    """``earlier.glb`` and ``deviation-YEAR.glb``; ``share`` of the change had happened in that year."""
    mesh = models.vase().mesh
    turned = mesh.positions @ np.array([[1, 0, 0], [0, 0, 1], [0, -1, 0]], dtype=np.float64) + AWAY_M
    normals = (mesh.normals @ np.array([[1, 0, 0], [0, 0, 1], [0, -1, 0]])).astype(np.float32)
    deviation = (share * deviation_at(turned)).astype(np.float32)
    lod = lod_at(turned).astype(np.float32)
    valid = turned[:, 2] - AWAY_M[2] > 0.06
    scalars = {
        "_DEVIATION": np.where(valid, deviation, 0).astype(np.float32),
        "_LOD": np.where(valid, lod, 0).astype(np.float32),
        "_VALID": valid.astype(np.float32),
        "_REGION": (region_at(turned) * valid).astype(np.float32),
    }
    later = turned + normals * deviation[:, None] * 1e-3
    _write(folder / "earlier.glb", Mesh(turned, mesh.faces, normals, _paint(turned, TAN)), None)
    _write(folder / f"deviation-{year}.glb", Mesh(later, mesh.faces, normals, _paint(later, GREY)), scalars)
    return Truth(later.astype(np.float32).astype(np.float64) * 1e3, deviation, lod, valid)


def document(folder: Path, year: str, series: tuple[str, ...] = ()) -> dict[str, object]:
    """The comparison's document made by the real writer, files under ``/files`` and documents under ``/scenes``."""
    earlier, later = "earlier.glb", f"deviation-{year}.glb"
    parts = ComparisonParts(
        f"so-sanh-{year}",
        "Bình men lam: mất men bên trái",
        "Blue vase: glaze lost on the left",
        SurveyPart("binh-2019.ply", f"/files/{earlier}", _size(folder / earlier), "2019-05-04", 5000),
        SurveyPart(f"binh-{year}.ply", f"/files/{later}", _size(folder / later), f"{year}-06-11", 5000),
        REPORT,
        frame=FRAME.T.reshape(-1).tolist(),
        limit_mm=1.2,
        warnings=[{"code": "base", "vi": "Chân bình không đo được.", "en": "The foot was not measured."}],
        series=[_step(name) for name in series],
    )
    return comparison_document(parts)


def _step(year: str) -> SeriesEntry:
    return SeriesEntry(
        f"so-sanh-{year}", year, f"So với {year}", f"Against {year}", f"/scenes/compare-{year}", f"/vi/compare/{year}"
    )


def _region(number: int, kind: str, side: float, depth: float) -> dict[str, object]:
    middle = (AWAY_M + np.array([side, 0.0, 0.22])) * 1e3
    return {
        "id": number,
        "kind": kind,
        "centroid_mm": middle.tolist(),
        "bbox_mm": [(middle - 18).tolist(), (middle + 18).tolist()],
        "area_mm2": 1420.0,
        "volume_mm3": 812.4,
        "volume_sigma_mm3": 31.0,
        "max_mm": depth,
        "lod_mm": 0.1,
        "flags": ["methods_disagree"] if number == 2 else [],
    }


REPORT = {
    "registration": {"sigma_mm": 0.004, "rms_mm": 0.05},
    "deviations": {"n": 2600, "p05_mm": -0.9, "p50_mm": 0.0, "p95_mm": 0.9},
    "level_of_detection_mm": {"median": 0.14, "p95": 0.18},
    "changed": {"area_mm2": 2840.0, "fraction": 0.041},
    "volume": {"loss_mm3": 812.4, "gain_mm3": 790.1},
    "regions": [_region(1, "loss", -0.105, -1.12), _region(2, "gain", 0.105, 1.1)],
}


def _paint(positions: Floats, colour: tuple[int, int, int, int]) -> NDArray[np.uint8]:
    return np.tile(np.array(colour, np.uint8), (len(positions), 1))


def _write(path: Path, mesh: Mesh, scalars: dict[str, NDArray[np.float32]] | None) -> None:
    data = build_glb(mesh, "survey", scalars, FRAME)
    path.write_bytes(dress_glb(data, Finish(base_color=(1, 1, 1, 1), double_sided=True), None, None))


def _size(path: Path) -> int:
    return path.stat().st_size if path.is_file() else 1000
