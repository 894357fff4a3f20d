"""Two masters of one record are measured against each other; the result, or its refusal, goes into the comparison."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from uuid import UUID

from catalogue.db import now_utc
from catalogue.records import DigitalFile
from catalogue.services.comparison_batches import watch_artifact
from catalogue.services.comparison_results import StoredFile, record_refusal, record_result
from catalogue.services.comparisons import ComparisonParts, Survey, read_comparison_parts, refuse_settled
from catalogue.services.events import add_event
from catalogue.vocab.days import day_of
from ingest import provenance
from ingest.errors import StepError, StorageError
from ingest.fixity import sha256_file
from ingest.recipes import RecipeParts, working_folder
from ingest.recipes.masters import scan_of
from ingest.sandbox import run_step

TARGET = "models3d.comparison:run"
_MEDIA_TYPES = {
    ".json": "application/json", ".pdf": "application/pdf", ".ply": "model/ply", ".glb": "model/gltf-binary",
    ".csv": "text/csv", ".png": "image/png", ".svg": "image/svg+xml", ".dxf": "image/vnd.dxf",
}  # fmt: skip
_NEEDED = frozenset(
    {"report.json", "report.pdf", "deviation.ply", "deviation.glb", "deviation.csv", "histogram.png", "views.png"}
)


def run(parts: RecipeParts, payload: Mapping[str, object]) -> dict[str, object]:
    """Measure ``payload["comparison_id"]``; gives ``comparison_id`` and the number of changed places.

    Running again, after a kill at any point too, leaves one result. A refusal is written into the comparison, then
    raised, so that the job fails with the same code.

    Raises:
        NotFoundError: ``comparison_not_found``. ConflictError: ``comparison_settled``.
        StepError: the workshop refused or failed. StorageError: no room, or a file is missing.
    """
    ident = UUID(str(payload["comparison_id"]))
    with parts.sessions() as session:
        found = read_comparison_parts(session, parts.who, ident)
    refuse_settled(found.comparison)
    try:
        report, files = _measure(parts, found)
    except StepError as error:
        if error.code != "step_cancelled":
            _refuse(parts, ident, error)
        raise
    parts.progress("record", 0.97)
    return _record(parts, found, report, files)


def ask_where_watched(parts: RecipeParts, artifact_id: UUID | None) -> None:
    """Compare the newest scan of an artifact that has an alert threshold with the scan before it."""
    if artifact_id is None:
        return
    with parts.sessions.begin() as session:
        asked = watch_artifact(session, parts.who, artifact_id)
    for row in asked:
        if row.job_id is not None:
            parts.queue.announce(row.job_id)


def _measure(parts: RecipeParts, found: ComparisonParts) -> tuple[dict[str, object], list[StoredFile]]:
    """Run the workshop on both masters and store what it wrote."""
    with working_folder(parts, f"comparison-{found.comparison.id}") as folder, ExitStack() as held:
        sources = open_scans(parts, found, folder, held)
        out = folder / "out"
        out.mkdir()
        report = run_step(
            TARGET,
            {**survey_arguments(found), **sources, "out": str(out), "texts": parts.texts},
            limits=parts.limits,
            on_progress=lambda step, share: parts.progress(step, 0.05 + 0.85 * share),
            is_cancelled=parts.is_cancelled,
        )
        parts.progress("store", 0.92)
        return {key: value for key, value in report.items() if not key.startswith("_")}, _keep(parts, found, out)


def open_scans(parts: RecipeParts, found: ComparisonParts, folder: Path, held: ExitStack) -> dict[str, str]:
    """Lay both scans into ``folder``, their masters kept open by ``held``; gives their paths by name."""
    sources = {}
    for name, survey in (("earlier", found.earlier), ("later", found.later)):
        own = folder / name
        own.mkdir()
        master = held.enter_context(parts.store.local_path(survey.file.key))
        sources[name] = str(scan_of(parts, survey.file, master, own))
    return sources


def survey_arguments(found: ComparisonParts) -> dict[str, object]:
    """What the record says of the two surveys, and what was asked for."""
    wishes = found.comparison.parameters
    return {
        "file": _names(found),
        "earlier_name": found.earlier.file.name,
        "later_name": found.later.file.name,
        "unit_earlier": wishes.get("unit_earlier") or _stated_unit(found.earlier.file),
        "unit_later": wishes.get("unit_later") or _stated_unit(found.later.file),
        "height_mm": float(found.artifact.height_mm) if found.artifact and found.artifact.height_mm else None,
        "registered": bool(wishes.get("registered")),
        "free_scale": bool(wishes.get("free_scale")),
        "noise_mm": wishes.get("noise_mm"),
        "pairs": wishes.get("pairs"),
        "matrix": wishes.get("matrix"),
        "facts": _facts(found),
    }


def _facts(found: ComparisonParts) -> dict[str, object]:
    """What the report's first page says; empty where nobody wrote it down."""
    shown = found.artifact or found.site
    number = found.artifact.accession_number if found.artifact else found.site.code if found.site else ""
    return {
        "title_vi": shown.title_vi if shown else "",
        "title_en": (shown.title_en if shown else None) or "",
        "number": number,
        "author": found.comparison.author,
        "earlier_date": _day(found.earlier),
        "later_date": _day(found.later),
        "earlier_sensor": _sensor(found.earlier),
        "later_sensor": _sensor(found.later),
        "report_id": str(found.comparison.id),
        "made_on": day_of(now_utc()).isoformat(),
    }


def _keep(parts: RecipeParts, found: ComparisonParts, out: Path) -> list[StoredFile]:
    """Store every file that was written; a needed one that is missing or empty is a fault."""
    files = store_files(parts, out)
    missing = sorted(_NEEDED - {file.name for file in files})
    if missing:
        raise StorageError("derivative_missing", file=_names(found), derivative=", ".join(missing))
    return files


def store_files(parts: RecipeParts, out: Path) -> list[StoredFile]:
    """Put every file of a folder that a comparison keeps into the store."""
    files = []
    for path in sorted(out.iterdir()):
        if path.is_file() and path.stat().st_size and path.suffix in _MEDIA_TYPES:
            stored = parts.store.put("derivatives", path, sha256=sha256_file(path), suffix=path.suffix)
            files.append(StoredFile(path.name, _MEDIA_TYPES[path.suffix], stored.sha256, stored.size, stored.key))
    return files


def _record(
    parts: RecipeParts, found: ComparisonParts, report: dict[str, object], files: list[StoredFile]
) -> dict[str, object]:
    """Result, places, files and event in one transaction."""
    ident = found.comparison.id
    with parts.sessions.begin() as session:
        measured = record_result(session, parts.who, ident, report, files)
        event = provenance.derivation(
            tool=provenance.tool_name(),
            parameters={
                "comparison": str(ident),
                "earlier": found.earlier.file.sha256,
                "later": found.later.file.sha256,
                "method": report.get("method", {}),
            },
            outputs=[file.sha256 for file in files],
            file_id=found.earlier.file.id,
            scan_id=found.later.scan.id,
        )
        add_event(session, parts.who, event)
        return {
            "comparison_id": str(ident),
            "regions": measured.region_count,
            "is_alert": measured.is_alert,
        }


def _refuse(parts: RecipeParts, ident: UUID, error: StepError) -> None:
    """Write the reason into the comparison, in a transaction of its own: the job's end is written after us."""
    problem: dict[str, object] = {"code": error.code, "values": dict(error.values)}
    with parts.sessions.begin() as session:
        record_refusal(session, parts.who, ident, problem)


def _names(found: ComparisonParts) -> str:
    """Both files, as error messages name them."""
    return f"{found.earlier.file.name} → {found.later.file.name}"


def _stated_unit(file: DigitalFile) -> str | None:
    """The unit that a person stated when the file came in."""
    unit = file.details.get("unit")
    return str(unit) if unit else None


def _day(survey: Survey) -> str:
    """The day of capture."""
    return day_of(survey.captured_at).isoformat() if survey.captured_at else ""


def _sensor(survey: Survey) -> str:
    """The instrument of the session; empty when nobody wrote it down."""
    return (survey.capture.device if survey.capture else None) or ""
