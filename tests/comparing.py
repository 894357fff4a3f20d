"""Comparisons for tests: two dated scans of an artifact, a report as the workshop writes it, and a quick workshop."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

from sqlalchemy.orm import Session

from catalogue.policy import Identity, Role
from catalogue.records import Artifact, Comparison, JobRun, Scan, Site
from catalogue.services.accounts import add_account
from catalogue.services.captures import add_capture
from catalogue.services.comparison_results import StoredFile, record_result
from catalogue.services.comparisons import NewComparison, request_comparison
from catalogue.services.files import NewFile, add_file
from catalogue.services.scans import NewScan, add_scan
from catalogue.vocab.terms import FileKind, JobState
from models3d.errors import GeometryError
from tests.cataloguing import ADMIN, SYSTEM, sha

NAMES = (
    "report.json", "report.pdf", "deviation.ply", "deviation.glb", "earlier.glb", "deviation.csv", "histogram.png",
    "views.png", "section-1.svg", "section-1.dxf",
)  # fmt: skip
STILL = [[1.0, 0, 0, 0], [0, 1.0, 0, 0], [0, 0, 1.0, 0], [0, 0, 0, 1.0]]
_TYPES = {
    "png": "image/png", "svg": "image/svg+xml", "pdf": "application/pdf", "glb": "model/gltf-binary",
    "json": "application/json",
}  # fmt: skip


def person(session: Session, role: Role, name: str) -> Identity:
    """Somebody with an account of their own."""
    account = add_account(session, ADMIN, email=f"{name}@example.org", role=role, password_hash=None, name=name)
    return Identity(role, account.id, name)


def dated_scan(session: Session, record: Artifact | Site, name: str, day: str | None) -> Scan:
    """A scan of the artifact or site captured on a day, or on no known one."""
    capture, key = None, "artifact_id" if isinstance(record, Artifact) else "site_id"
    if day is not None:
        moment = dt.datetime.fromisoformat(f"{day}T03:00:00+00:00")
        words = {key: record.id, "captured_at": moment, "device": "Artec Leo", "method": "structured light"}
        capture = add_capture(session, SYSTEM, words).id
    new = NewFile(
        sha256=sha(name), name=name, size=1234, media_type="model/ply", kind=FileKind.SCAN, key=f"masters/{name}",
        capture_id=capture, **{key: record.id},
    )  # fmt: skip
    file = add_file(session, SYSTEM, new)
    return add_scan(session, SYSTEM, NewScan(file.id, "ply", unit="mm", points=8, triangles=12))


def region(number: int, depth: float, *, at: tuple[float, float, float] = (10.0, 20.0, 30.0)) -> dict[str, object]:
    """One changed place of a report, 100 mm² large."""
    return {
        "id": number, "kind": "loss" if depth < 0 else "gain", "centroid_mm": list(at), "area_mm2": 100.0,
        "volume_mm3": abs(depth) * 60, "volume_sigma_mm3": 2.5, "max_mm": depth, "mean_mm": depth / 2,
        "bbox_mm": [[0, 0, 0], [20, 40, 60]], "sigma_mm": 0.025, "lod_mm": 0.09, "flags": ["region_methods_disagree"],
    }  # fmt: skip


def make_report(*regions: dict[str, object]) -> dict[str, object]:
    """``report.json`` with these places."""
    volumes = {
        kind: sum(float(str(r["volume_mm3"])) for r in regions if r["kind"] == kind) for kind in ("loss", "gain")
    }
    return {
        "registration": {"matrix": STILL, "method": "automatic", "rms_mm": 0.05, "overlap": 0.97,
                         "sigma_mm": 0.004},
        "deviations": {"n": 1000, "mean_mm": -0.01, "std_mm": 0.05, "rms_mm": 0.05, "p05_mm": -0.1, "p50_mm": 0.0,
                       "p95_mm": 0.1, "min_mm": -1.2, "max_mm": 0.2},
        "level_of_detection_mm": {"median": 0.09, "p95": 0.14},
        "changed": {"area_mm2": 100.0 * len(regions), "fraction": 0.01},
        "volume": {"gain_mm3": volumes["gain"], "loss_mm3": volumes["loss"]},
        "regions": list(regions),
        "method": {"name": "C2M and M3C2", "parameters": {"seed": 0}, "tool": "cuudinh", "version": "1"},
        "warnings": [{"code": "unit_guessed_mm", "message": "guessed", "values": {"extent": 300.0}}],
    }  # fmt: skip


DEFAULT_REPORT = make_report(region(1, -1.24), region(2, 0.4, at=(50.0, 20.0, 30.0)))


def stored_files(salt: str = "") -> list[StoredFile]:
    """Files of a result whose digests follow from their names."""
    return [_stored(name, salt) for name in NAMES]


def _stored(name: str, salt: str) -> StoredFile:
    digest = sha(name + salt)
    kind = _TYPES.get(name.rpartition(".")[2], "application/octet-stream")
    return StoredFile(name, kind, digest, 10, f"derivatives/{digest[:2]}/{digest[2:4]}/{digest}")


def measured(
    session: Session,
    who: Identity,
    earlier: UUID,
    later: UUID,
    report: dict[str, object] | None = None,
) -> Comparison:
    """A comparison that was asked for by ``who`` and measured."""
    comparison = request_comparison(session, who, NewComparison(earlier, later))
    job = session.get_one(JobRun, comparison.job_id)
    job.state, job.active_key = JobState.DONE, None
    session.flush()
    return record_result(session, SYSTEM, comparison.id, report or DEFAULT_REPORT, stored_files(str(comparison.id)))


def workshop(arguments: dict[str, object], progress: Callable[[str, float], None]) -> dict[str, object]:
    """Writes every file of a comparison in no time; its report tells what it was given."""
    progress("register", 0.5)
    out = Path(str(arguments["out"]))
    sources = {name: Path(str(arguments[name])).read_bytes()[:3].decode() for name in ("earlier", "later")}
    report = {**DEFAULT_REPORT, "given": {key: arguments[key] for key in sorted(arguments) if key != "texts"}}
    report |= {"read": sources, "texts": len(dict(arguments["texts"]))}  # type: ignore[call-overload]
    for name in NAMES:
        (out / name).write_bytes(json.dumps(report).encode() if name == "report.json" else name.encode())
    return report


def lazy_workshop(arguments: dict[str, object], progress: Callable[[str, float], None]) -> dict[str, object]:
    """Forgets the PDF."""
    report = workshop(arguments, progress)
    (Path(str(arguments["out"])) / "report.pdf").unlink()
    return report


def refusing_workshop(arguments: dict[str, object], progress: Callable[[str, float], None]) -> dict[str, object]:
    """Finds that the scans can't be compared."""
    raise GeometryError("zero_extent", file="sau.ply")
