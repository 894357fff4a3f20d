"""The values that pass between the steps of a comparison; metres, frame of the earlier survey."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from models3d.surface import Surface
from models3d.types import Notice

Floats = NDArray[np.float64]
Marks = NDArray[np.bool_]
Triple = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Epoch:
    """One survey, ready to be compared.

    Attributes:
        name: the file's name as people know it.
        sha256: of the file.
        kind: ``mesh`` when the file holds triangles, ``cloud`` when ``surface`` was reconstructed from its points.
        positions: (n, 3) measured points in metres: the vertices of the mesh, or the points of the cloud.
        normals: (n, 3) float64 unit normals, outward.
        surface: the triangles, indexed for rays and nearest-point questions; for a mesh its vertices are ``positions``.
        spacing_m: typical distance between neighbouring points.
        noise_m: one-sigma noise of a single point along the normal, stated by a person or estimated from the scan.
        noise_evidence: ``stated`` or ``estimated``.
        unit: of the file, and ``unit_evidence`` why we think so.
        is_oriented: normals tell inside from outside; False makes distances unsigned.
        shift_m: was subtracted from the file's coordinates (metres).
        notices: what a person should know of this survey.
    """

    name: str
    sha256: str
    kind: Literal["mesh", "cloud"]
    positions: Floats
    normals: Floats
    surface: Surface
    spacing_m: float
    noise_m: float
    noise_evidence: Literal["stated", "estimated"]
    unit: str
    unit_evidence: str
    up: Literal["y", "z"] = "y"
    is_oriented: bool = True
    shift_m: Triple = (0.0, 0.0, 0.0)
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True)
class CheckRegion:
    """A part of the surface that was held out of the alignment: its middle and its mean distance afterwards."""

    centre_m: Triple
    mean_m: float
    points: int


@dataclass(frozen=True, slots=True)
class Registration:
    """How the later survey was laid onto the earlier one.

    Attributes:
        matrix: (4, 4) float64 row-major, later -> earlier frame, metres.
        method: ``automatic``, ``pairs``, ``targets``, ``given`` or ``identity``.
        rms_m: root mean square of the distances that the alignment rests on.
        overlap: share 0..1 of the later survey's points that have an earlier counterpart.
        inliers: share 0..1 of those that count as unchanged.
        sigma_m: one-sigma alignment error on the surface, from held-out check regions.
        scale: 1 unless a free scale was asked for.
        checks: the held-out regions.
        is_symmetric: other poses fit nearly as well; the chosen one is better by a stated margin (see ``notices``).
        parameters: what was used, enough to repeat it.
        notices: what a person should know.
    """

    matrix: Floats
    method: Literal["automatic", "pairs", "targets", "given", "identity"]
    rms_m: float
    overlap: float
    inliers: float
    sigma_m: float
    scale: float = 1.0
    checks: tuple[CheckRegion, ...] = ()
    is_symmetric: bool = False
    parameters: dict[str, object] = field(default_factory=dict)
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True)
class Distances:
    """What both methods say at the core points, which lie on the earlier survey.

    Attributes:
        cores: (k, 3) places, and ``normals`` (k, 3) unit outward.
        area_m2: (k,) surface that each core stands for; their sum is the measured surface.
        closest_m: (k,) signed closest-point distance (C2M), NaN where there is no data.
        cylinder_m: (k,) M3C2 distance, NaN where there is no data.
        closest_sigma_m: (k,) one-sigma noise of ``closest_m`` without the alignment error.
        cylinder_sigma_m: (k,) one-sigma noise of ``cylinder_m`` without the alignment error.
        radius_m: (k,) radius of the M3C2 cylinder (projection scale / 2) used at each core.
        disagrees: (k,) both have data and differ by more than their 95 % uncertainty.
        reason: (k,) uint8: 0 measured by at least one method, 1 nothing of the later survey near (occluded or missing),
            2 nothing but its open border near.
        is_steep: (k,) the M3C2 cylinder straddles a step, bend or fold, so that its mean errs by more than the closest
            point, noise and slant of that counted.
    """

    cores: Floats
    normals: Floats
    area_m2: Floats
    closest_m: Floats
    cylinder_m: Floats
    closest_sigma_m: Floats
    cylinder_sigma_m: Floats
    radius_m: Floats
    disagrees: Marks
    reason: NDArray[np.uint8]
    is_steep: Marks | None = None


@dataclass(frozen=True, slots=True)
class Detection:
    """What counts as change.

    Attributes:
        distance_m: (k,) the best estimate at each core: M3C2 where it can be trusted, else closest point; NaN no data.
        method: (k,) uint8: 0 no data, 1 M3C2, 2 closest point.
        lod_m: (k,) 95 % level of detection of ``distance_m``, calibrated on the unchanged surface.
        significant: (k,) |distance| > lod, point by point (5 % of unchanged points are expected to exceed it).
        changed: (k,) significant and part of a region that noise does not explain.
        calibration: (k,) factor by which the modelled sigma was multiplied, and ``sigma_m`` (k,) the calibrated sigma.
    """

    distance_m: Floats
    method: NDArray[np.uint8]
    lod_m: Floats
    significant: Marks
    changed: Marks
    calibration: Floats
    sigma_m: Floats


@dataclass(frozen=True, slots=True)
class Volume:
    """Volume lost or gained in a region (m³, positive), both ways, with one-sigma uncertainty, and which is better.

    ``unseen_sigma_m3`` is the part of both uncertainties that stands for what the later scanner did not see.
    """

    patch_m3: float
    patch_sigma_m3: float
    integral_m3: float
    integral_sigma_m3: float
    better: Literal["patch", "integral"]
    unseen_sigma_m3: float = 0.0

    @property
    def best_m3(self) -> float:
        """The better estimate."""
        return self.patch_m3 if self.better == "patch" else self.integral_m3

    @property
    def best_sigma_m3(self) -> float:
        """One-sigma uncertainty of the better estimate."""
        return self.patch_sigma_m3 if self.better == "patch" else self.integral_sigma_m3

    def noise_m3(self, sigma_m3: float) -> float:
        """What is left of an uncertainty without the unseen: how much volume mere noise may feign."""
        return math.sqrt(max(sigma_m3**2 - self.unseen_sigma_m3**2, 0.0))


@dataclass(frozen=True, slots=True)
class Region:
    """One connected place that changed.

    ``cores`` are indices into ``Distances.cores``. Depths are signed metres (loss negative); ``max_m`` is the one of
    largest magnitude, robust against single points. ``disagreement`` is the share of its cores where the two methods
    disagree.
    """

    id: int
    kind: Literal["loss", "gain"]
    cores: NDArray[np.int64]
    centroid_m: Triple
    bbox_min_m: Triple
    bbox_max_m: Triple
    area_m2: float
    volume: Volume
    max_m: float
    mean_m: float
    p95_m: float
    lod_m: float
    sigma_m: float
    disagreement: float
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True)
class PartMotion:
    """One part of the object that moved as a whole: rotation vector (rad) about ``centre_m`` and translation (m)."""

    centre_m: Triple
    rotation_rad: Triple
    translation_m: Triple
    shift_m: float
    sigma_m: float


@dataclass(frozen=True, slots=True)
class Deformation:
    """Bending or settlement told apart from loss.

    Attributes:
        is_deformed: some part moved by more than its uncertainty allows and more than noise explains.
        parts: the motion of each part.
        smooth_m: (k,) the part of the distance at each core that the motion explains; zeros when nothing moved.
        max_m: largest such distance.
        sigma_m: one-sigma error of ``smooth_m`` over small patches; it stands for the alignment error once the motion
            is taken away.
    """

    is_deformed: bool
    parts: tuple[PartMotion, ...]
    smooth_m: Floats
    max_m: float
    sigma_m: float = 0.0
