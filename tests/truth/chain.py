"""The whole comparison run on one case of the truth set, and its figures as one row."""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass

import numpy as np

from models3d.compare.aligned import lay_onto
from models3d.compare.deformation import find_deformation
from models3d.compare.detection import detect_change, measure_distances
from models3d.compare.noise import estimate_noise
from models3d.compare.regions import RegionWish, find_regions, without_motion
from models3d.compare.types import Epoch
from models3d.errors import GeometryError
from models3d.register import Wish, register_epochs
from models3d.surface import Surface, compute_normals
from models3d.types import Mesh
from tests.truth.epochs import Case, make_case
from tests.truth.score import Find, score_pose, score_regions

WRONG_MM = 0.5


@dataclass(frozen=True)
class Row:
    """One case: how it was laid, what was found; ``refusal`` is the code when the registration was refused."""

    name: str
    kind: str
    seed: int
    noise_mm: float
    refusal: str = ""
    pose_mean_mm: float = float("nan")
    pose_max_mm: float = float("nan")
    sigma_mm: float = float("nan")
    false_share: float = float("nan")
    false_regions: int = 0
    is_deformed: bool = False
    field_mm: float = float("nan")
    finds: tuple[Find, ...] = ()
    seconds: float = 0.0

    @property
    def is_wrong(self) -> bool:
        """The pose was accepted and is far off."""
        return not self.refusal and self.pose_max_mm > WRONG_MM and self.kind != "bending"


def as_epoch(mesh: Mesh, name: str) -> Epoch:
    """A survey as the chain reads it; its noise is estimated from the scan alone."""
    corners = mesh.positions[mesh.faces]
    spacing = float(np.median(np.linalg.norm(corners - corners[:, [1, 2, 0]], axis=2)))
    normals = compute_normals(mesh.positions, mesh.faces).astype(np.float64)
    surface = Surface(Mesh(mesh.positions, mesh.faces))
    noise = estimate_noise(mesh.positions)
    return Epoch(
        name, "0" * 64, "mesh", mesh.positions, normals, surface, spacing, noise, "estimated", "m", "stated"
    )  # fmt: skip


def run_case(name: str, kind: str, seed: int, noise_mm: float, *, with_true_pose: bool = False) -> Row:
    """Make the case, lay, measure, find, score; a refusal is a row too."""
    case = make_case(name, kind, seed, noise_mm)
    start = time.perf_counter()
    earlier, later = as_epoch(case.earlier, "earlier"), as_epoch(case.later, "later")
    matrix, sigma = case.matrix, 3e-6
    if not with_true_pose:
        try:
            laid = register_epochs(earlier, later, Wish())
        except GeometryError as refusal:
            return Row(name, kind, seed, noise_mm, refusal.code, seconds=time.perf_counter() - start)
        matrix, sigma = laid.matrix, laid.sigma_m
    row = measure_case(case, (earlier, lay_onto(later, matrix)), matrix, sigma)
    return Row(**{**row, "seconds": time.perf_counter() - start})


def measure_case(case: Case, epochs: tuple[Epoch, Epoch], matrix: np.ndarray, sigma: float) -> dict:
    """Everything after the alignment."""
    distances = measure_distances(*epochs)
    detection = detect_change(distances, sigma)
    bent = find_deformation(distances, detection, epochs)
    sigma = bent.sigma_m if bent.is_deformed else sigma
    wish = RegionWish(sigma_m=sigma, explained_m=bent.smooth_m if bent.is_deformed else None)
    _, regions = find_regions(distances, detection, epochs, wish)
    if bent.is_deformed:
        distances, detection = without_motion(distances, bent.smooth_m, sigma)
    score, pose = score_regions(case, distances, detection, regions), score_pose(case, matrix)
    still = case.wound_at(distances.cores) < 0
    truth = np.einsum("ij,ij->i", case.displace(distances.cores), distances.normals)
    off = (bent.smooth_m - truth)[still] * 1e3
    return {
        "name": case.name, "kind": case.kind, "seed": case.seed, "noise_mm": case.noise_mm,
        "pose_mean_mm": pose.mean_mm, "pose_max_mm": pose.max_mm, "sigma_mm": sigma * 1e3,
        "false_share": score.false_share, "false_regions": len(score.false_regions),
        "is_deformed": bent.is_deformed, "field_mm": float(np.sqrt(np.mean(off**2))), "finds": score.finds,
    }  # fmt: skip


def to_plain(row: Row) -> dict:
    """The row as JSON can hold it."""
    return asdict(row)


def from_plain(values: dict) -> Row:
    """The row again."""
    return Row(**{**values, "finds": tuple(Find(**find) for find in values["finds"])})
