"""A scan's master becomes a model with its derivatives and stands in a scene."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from sqlalchemy.orm import Session

from catalogue.records import Artifact, DigitalFile, Scan, Site
from catalogue.services.derivatives import NewDerivative, add_derivative
from catalogue.services.events import add_event
from catalogue.services.files import read_file
from catalogue.services.models import add_model
from catalogue.services.scans import NewScan, add_scan, find_scan_of_file
from catalogue.services.scenes import ensure_scene
from catalogue.vocab.terms import Usage
from ingest import provenance
from ingest.errors import StorageError
from ingest.fixity import sha256_file
from ingest.recipes import RecipeParts, working_folder
from ingest.recipes.comparison import ask_where_watched
from ingest.recipes.masters import scan_of
from ingest.sandbox import run_step

_MEDIA_TYPES = {".glb": "model/gltf-binary", ".usdz": "model/vnd.usdz+zip", ".webp": "image/webp"}
_USAGES = {
    "thumb.glb": Usage.THUMB, "phone.glb": Usage.PHONE, "vr.glb": Usage.VR, "desktop.glb": Usage.DESKTOP,
    "ar.usdz": Usage.AR, "poster.webp": Usage.POSTER,
}  # fmt: skip
_NEEDED = frozenset({"phone.glb", "vr.glb", "desktop.glb", "poster.webp"})


@dataclass(frozen=True, slots=True)
class _Job:
    """A master and what its record says of it."""

    file: DigitalFile
    arguments: dict[str, object]


def run(parts: RecipeParts, payload: Mapping[str, object]) -> dict[str, object]:
    """Make the model of ``payload["file_id"]``; gives ``file_id``, ``scan_id``, ``model_id`` and ``scene``.

    Running again, after a kill at any point too, leaves one scan, one current model and one scene.

    Raises:
        NotFoundError: ``file_not_found``. StepError: the workshop refused or failed. StorageError: no room.
    """
    job = _read(parts, UUID(str(payload["file_id"])))
    with working_folder(parts, f"model-{job.file.id}") as folder, parts.store.local_path(job.file.key) as master:
        out = folder / "out"
        out.mkdir()
        source = scan_of(parts, job.file, master, folder)
        report = run_step(
            "models3d.workshop:run",
            {**job.arguments, "source": str(source), "out": str(out)},
            limits=parts.limits,
            on_progress=lambda step, share: parts.progress(step, 0.05 + 0.8 * share),
            is_cancelled=parts.is_cancelled,
        )
        parts.progress("store", 0.9)
        copies = _keep(parts, job.file, out, report)
    parts.progress("record", 0.95)
    with parts.sessions.begin() as session:
        result = _record(session, parts, job.file, report, copies)
    ask_where_watched(parts, job.file.artifact_id)
    return result


def _read(parts: RecipeParts, file_id: UUID) -> _Job:
    """The master and the arguments that its record gives to the workshop."""
    with parts.sessions() as session:
        file = read_file(session, parts.who, file_id)
        artifact = session.get(Artifact, file.artifact_id) if file.artifact_id else None
        site = session.get(Site, file.site_id) if file.site_id else None
    shown = artifact or site
    xmp: dict[str, object] = {
        "title_vi": file.title_vi or (shown.title_vi if shown else file.name),
        "title_en": file.title_en or (shown.title_en if shown else None) or "",
        "number": artifact.accession_number if artifact else site.code if site else "",
        "rights": file.licence or (artifact.licence if artifact else None) or "",
        "sha256": file.sha256,
    }
    arguments: dict[str, object] = {"name": Path(file.name).stem, "file": file.name, "xmp": xmp}
    if file.details.get("unit"):
        arguments["unit"] = file.details["unit"]
    if artifact is not None and artifact.height_mm:
        arguments["height_mm"] = float(artifact.height_mm)
    return _Job(file, arguments)


def _keep(
    parts: RecipeParts, file: DigitalFile, out: Path, report: Mapping[str, object]
) -> list[tuple[Usage, NewDerivative]]:
    """Store the copies that were written; a needed one that is missing or empty is a fault."""
    described = report.get("derivatives")
    entries = {str(e.get("file")): e for e in described if isinstance(e, dict)} if isinstance(described, list) else {}
    copies = []
    for name, usage in _USAGES.items():
        path = out / name
        if path.is_file() and path.stat().st_size:
            stored = parts.store.put("derivatives", path, sha256=sha256_file(path), suffix=path.suffix)
            quality = str(entries.get(name, {}).get("quality", ""))
            new = NewDerivative(
                usage, _MEDIA_TYPES[path.suffix], stored.sha256, stored.size, stored.key,
                quality=quality, details=dict(entries.get(name, {})),
            )  # fmt: skip
            copies.append((usage, new))
        elif name in _NEEDED:
            raise StorageError("derivative_missing", file=file.name, derivative=name)
    return copies


def _record(
    session: Session,
    parts: RecipeParts,
    file: DigitalFile,
    report: Mapping[str, object],
    copies: list[tuple[Usage, NewDerivative]],
) -> dict[str, object]:
    """Scan, model, copies, scene and event in the caller's one transaction."""
    kept = {key: value for key, value in report.items() if not key.startswith("_")}
    scan = find_scan_of_file(session, file.id) or add_scan(session, parts.who, _new_scan(file, kept))
    model = add_model(session, parts.who, scan_id=scan.id, report=kept, vr_ready=bool(kept.get("vr_ready")))
    for _, copy in copies:
        row = NewDerivative(
            copy.usage, copy.media_type, copy.sha256, copy.size, copy.key,
            model_id=model.id, quality=copy.quality, details=copy.details,
        )  # fmt: skip
        add_derivative(session, parts.who, row)
    scene = ensure_scene(session, parts.who, model.id, spawn=_part(kept, "spawn"), floor=_part(kept, "floor"))
    _note(session, parts, scan, model.id, kept, [copy.sha256 for _, copy in copies])
    return {
        "file_id": str(file.id), "scan_id": str(scan.id), "model_id": str(model.id), "scene": scene.slug,
        "vr_ready": model.vr_ready,
    }  # fmt: skip


def _note(
    session: Session, parts: RecipeParts, scan: Scan, model_id: UUID, report: Mapping[str, object], outputs: list[str]
) -> None:
    """The derivation event with the workshop's own steps as parameters."""
    event = provenance.derivation(
        tool=provenance.tool_name(),
        parameters={"steps": report.get("steps", []), "profile": report.get("profile", "")},
        outputs=outputs,
        scan_id=scan.id,
        model_id=model_id,
    )
    add_event(session, parts.who, event)


def _new_scan(file: DigitalFile, report: Mapping[str, object]) -> NewScan:
    """What the report's source block says of the scan."""
    source = _part(report, "source") or {}
    size = source.get("bbox_m")
    return NewScan(
        file_id=file.id,
        format=str(source.get("format") or file.details.get("format") or ""),
        unit=_text(source.get("unit")),
        unit_evidence=_text(source.get("unit_evidence")),
        points=_whole(source.get("points")),
        triangles=_whole(source.get("triangles")),
        is_watertight=bool(source["watertight"]) if source.get("watertight") is not None else None,
        size_m=_size(size),
        inspection=source,
    )


def _size(bbox: object) -> tuple[float, float, float] | None:
    """Width, height, depth: three lengths as they stand, or of two corners."""
    if not isinstance(bbox, list) or not bbox:
        return None
    if len(bbox) == 2 and all(isinstance(corner, list) and len(corner) == 3 for corner in bbox):
        low, high = bbox
        return high[0] - low[0], high[1] - low[1], high[2] - low[2]
    return (float(bbox[0]), float(bbox[1]), float(bbox[2])) if len(bbox) == 3 else None


def _part(report: Mapping[str, object], name: str) -> dict[str, object] | None:
    """An object inside the report, or None."""
    part = report.get(name)
    return dict(part) if isinstance(part, dict) else None


def _text(value: object) -> str | None:
    return str(value) if value is not None else None


def _whole(value: object) -> int | None:
    return int(value) if isinstance(value, int | float) else None
