"""More drawings of a comparison: both masters are cut again with its own alignment, the drawings join its files."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from uuid import UUID

from catalogue.services.comparison_drawings import record_drawings
from catalogue.services.comparison_results import StoredFile, number_of, part_of
from catalogue.services.comparisons import ComparisonParts, read_comparison_parts
from catalogue.services.events import add_event
from ingest import provenance
from ingest.recipes import RecipeParts, working_folder
from ingest.recipes.comparison import open_scans, store_files, survey_arguments
from ingest.sandbox import run_step

TARGET = "models3d.comparison_drawings:run"
_WISHES = ("planes", "profiles", "first_plane", "first_profile")


def run(parts: RecipeParts, payload: Mapping[str, object]) -> dict[str, object]:
    """Draw what ``payload`` asks of ``comparison_id``; gives ``comparison_id`` and the names of the drawings.

    Running again, after a kill at any point too, leaves each drawing once.

    Raises:
        NotFoundError: ``comparison_not_found``. ConflictError: ``comparison_remeasured``.
        StepError: the workshop refused or failed. StorageError: no room, or a file is missing.
    """
    ident = UUID(str(payload["comparison_id"]))
    with parts.sessions() as session:
        found = read_comparison_parts(session, parts.who, ident)
    drawn, files = _draw(parts, found, payload)
    parts.progress("record", 0.97)
    with parts.sessions.begin() as session:
        record_drawings(session, parts.who, ident, str(payload["digest"]), files)
        event = provenance.derivation(
            tool=provenance.tool_name(),
            parameters={"comparison": str(ident), **{name: payload.get(name) for name in _WISHES}},
            outputs=[file.sha256 for file in files],
            file_id=found.earlier.file.id,
            scan_id=found.later.scan.id,
        )
        add_event(session, parts.who, event)
    return {"comparison_id": str(ident), "drawings": drawn}


def _draw(
    parts: RecipeParts, found: ComparisonParts, payload: Mapping[str, object]
) -> tuple[list[str], list[StoredFile]]:
    """Run the workshop on both masters and store what it drew."""
    report = found.comparison.report
    arguments = {
        **survey_arguments(found),
        **{name: payload.get(name) for name in _WISHES},
        "matrix": part_of(report, "registration").get("matrix"),
        "registered": False,
        "pairs": None,
        "lod_mm": number_of(part_of(report, "level_of_detection_mm"), "median"),
    }
    with working_folder(parts, f"drawing-{found.comparison.id}") as folder, ExitStack() as held:
        out = folder / "out"
        out.mkdir()
        made = run_step(
            TARGET,
            {**arguments, **open_scans(parts, found, folder, held), "out": str(out)},
            limits=parts.limits,
            on_progress=lambda step, share: parts.progress(step, 0.05 + 0.85 * share),
            is_cancelled=parts.is_cancelled,
        )
        rows = made.get("drawings")
        names = [str(row["name"]) for row in rows] if isinstance(rows, list) else []
        return names, store_files(parts, out)
