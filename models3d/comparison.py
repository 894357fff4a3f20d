"""Two scans of one object in, what changed and how sure we are out: the child step behind ``cuudinh compare``."""

from __future__ import annotations

import dataclasses
import shutil
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Literal

import numpy as np

from models3d.compare.aligned import lay_onto, share_map, share_shift, shift_pose
from models3d.compare.deformation import find_deformation
from models3d.compare.detection import detect_change, measure_distances
from models3d.compare.deviations import measure_deviations
from models3d.compare.epochs import check_units, read_epoch
from models3d.compare.order import Order, Source, read_order
from models3d.compare.outputs import write_outputs
from models3d.compare.pictures import Findings
from models3d.compare.regions import RegionWish, find_regions, without_motion
from models3d.compare.report import build_report
from models3d.compare.result import Result
from models3d.compare.types import Epoch
from models3d.errors import GeometryError
from models3d.register.align import register_epochs
from models3d.register.wish import Wish
from models3d.steplog import Progress, StepLog
from models3d.types import Notice
from models3d.workreport import write_json

_WEIGHTS = {"read": 5, "register": 8, "distances": 8, "change": 6, "pictures": 6, "write": 3}


def run(arguments: dict[str, object], progress: Progress) -> dict[str, object]:
    """Compare ``earlier`` and ``later``, write the report and its files into ``out``; give the report.

    Writes ``report.json report.pdf deviation.ply deviation.glb earlier.glb deviation.csv histogram.png views.png`` and
    drawings of sections. Files appear in ``out`` only when all of them are finished. Further arguments: see
    ``compare.order.read_order``.

    Raises:
        GeometryError: the scans can't be read or compared; the code says why.
    """
    order = read_order(arguments)
    log = StepLog(progress, _WEIGHTS)
    result = _measure(order, log)
    report = build_report(order, result)
    with tempfile.TemporaryDirectory(prefix="comparison-") as name:
        folder = Path(name)
        write_outputs(folder, order, result, report, log)
        report["steps"] = log.steps
        write_json(folder / "report.json", report)
        order.out.mkdir(parents=True, exist_ok=True)
        for made in sorted(folder.iterdir()):
            shutil.move(made, order.out / made.name)
    progress("done", 1.0)
    return report


def _measure(order: Order, log: StepLog) -> Result:
    """Read, align, measure, and tell change from noise and from bending."""
    with log.step("read", "numpy"):
        with ThreadPoolExecutor(2) as pool:  # most of reading happens outside of Python's lock
            first, second = pool.submit(_read, order.earlier, "earlier"), pool.submit(_read, order.later, "later")
            earlier, later = first.result(), share_shift(second.result(), first.result())
        notices = [*earlier.notices, *later.notices, *check_units(earlier, later)]
    with log.step("register", "numpy"):
        wish = _wish(order, earlier)
        if wish.mode == "automatic" and share_map(earlier, later):
            wish = Wish(mode="identity", seed=order.seed)
            notices.append(Notice("compare_georeferenced", {"earlier": earlier.name, "later": later.name}))
        registration = register_epochs(earlier, later, wish)
        aligned = lay_onto(later, registration.matrix)
    with log.step("distances", "numpy"):
        distances = measure_distances(earlier, aligned)
        detection = detect_change(distances, registration.sigma_m)
        if not (detection.method > 0).any():
            raise GeometryError("compare_no_data", earlier=earlier.name, later=later.name)
    with log.step("change", "scipy"):
        deformation = find_deformation(distances, detection, (earlier, aligned))
        explained = deformation.smooth_m if deformation.is_deformed else None
        sigma = deformation.sigma_m if deformation.is_deformed else registration.sigma_m
        growth = RegionWish(sigma_m=sigma, explained_m=explained)
        changed, regions = find_regions(distances, detection, (earlier, aligned), growth)
        if deformation.is_deformed:  # what is shown is what remains; the motion itself is told in the report
            distances, detection = without_motion(distances, deformation.smooth_m, sigma)
            notices.append(Notice("compare_deformed", {"max_mm": round(deformation.max_m * 1e3, 2)}))
        detection = dataclasses.replace(detection, changed=changed)
        deviations = measure_deviations(earlier, aligned, distances, detection, sigma)
    notices += registration.notices
    findings = Findings(earlier, later, registration, distances, detection, regions)
    return Result(findings, aligned, deviations, deformation, tuple(notices))


def _read(source: Source, label: Literal["earlier", "later"]) -> Epoch:
    return read_epoch(source.path, source.name, source.unit, source.noise_mm, label, source.height_mm)


def _wish(order: Order, earlier: Epoch) -> Wish:
    """How the later survey shall be laid onto the earlier one, in their common shifted frame."""
    if order.is_registered:
        return Wish(mode="identity", seed=order.seed)
    if order.matrix is not None:
        return Wish(mode="given", matrix=shift_pose(order.matrix, earlier.shift_m), seed=order.seed)
    if order.pairs is not None:
        shift = np.asarray(earlier.shift_m)
        return Wish(
            mode="pairs",
            earlier_points=order.pairs[:, 0] - shift,
            later_points=order.pairs[:, 1] - shift,
            allow_scale=order.has_free_scale,
            seed=order.seed,
        )
    return Wish(mode="automatic", allow_scale=order.has_free_scale, seed=order.seed)
