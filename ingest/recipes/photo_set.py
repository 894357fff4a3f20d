"""A photograph's master becomes its tile pyramid, thumbnails and perceptual hash."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from uuid import UUID

from catalogue.records import DigitalFile
from catalogue.services.derivatives import NewDerivative, add_derivative
from catalogue.services.events import add_event
from catalogue.services.files import read_file, set_file_details
from catalogue.vocab.terms import Usage
from ingest import provenance
from ingest.errors import StorageError
from ingest.fixity import sha256_file
from ingest.recipes import RecipeParts, working_folder
from ingest.sandbox import run_step


def run(parts: RecipeParts, payload: Mapping[str, object]) -> dict[str, object]:
    """Make and record the copies of ``payload["file_id"]``; gives ``file_id`` and the digests by usage and quality.

    Running again gives the same records: copies are content-addressed and the newest of a usage counts.

    Raises:
        NotFoundError: ``file_not_found``. StepError: the picture can't be decoded. StorageError: no room.
    """
    with parts.sessions() as session:
        file = read_file(session, parts.who, UUID(str(payload["file_id"])))
    with working_folder(parts, f"photo-{file.id}") as folder, parts.store.local_path(file.key) as master:
        made = run_step(
            "ingest.photo:run",
            {"source": str(master), "name": file.name, "out": str(folder), "task": "derive"},
            limits=parts.limits,
            on_progress=lambda step, share: parts.progress(step, 0.8 * share),
            is_cancelled=parts.is_cancelled,
        )
        parts.progress("store", 0.85)
        copies = [_keep(parts, file, folder, entry) for entry in _entries(made)]
    parts.progress("record", 0.95)
    _record(parts, file, made, copies)
    return {"file_id": str(file.id), "copies": {f"{c.usage.value}-{c.quality}": c.sha256 for c in copies}}


def _entries(made: Mapping[str, object]) -> list[dict[str, object]]:
    """The files that the step says it wrote."""
    files = made.get("files")
    return [entry for entry in files if isinstance(entry, dict)] if isinstance(files, list) else []


def _keep(parts: RecipeParts, file: DigitalFile, folder: Path, entry: Mapping[str, object]) -> NewDerivative:
    """Store one written copy; an empty or missing one is a fault, not a result."""
    path = folder / Path(str(entry["file"])).name
    if not path.is_file() or path.stat().st_size == 0:
        raise StorageError("derivative_missing", file=file.name, derivative=path.name)
    stored = parts.store.put("derivatives", path, sha256=sha256_file(path), suffix=path.suffix)
    details: dict[str, object] = {key: entry[key] for key in ("width", "height", "levels", "tile") if key in entry}
    return NewDerivative(
        usage=Usage(str(entry["usage"])),
        quality=str(entry["quality"]),
        media_type=str(entry["media_type"]),
        sha256=stored.sha256,
        size=stored.size,
        key=stored.key,
        file_id=file.id,
        details=details,
    )


def _record(parts: RecipeParts, file: DigitalFile, made: Mapping[str, object], copies: list[NewDerivative]) -> None:
    """Copies, what was measured, and the event, in one transaction."""
    with parts.sessions.begin() as session:
        for copy in copies:
            add_derivative(session, parts.who, copy)
        set_file_details(session, parts.who, file.id, {key: made[key] for key in ("phash", "width", "height")})
        event = provenance.derivation(
            tool=provenance.tool_name("pyvips"),
            parameters={"quality": 85, "tile": 256, "color": "sRGB"},
            outputs=[copy.sha256 for copy in copies],
            file_id=file.id,
        )
        add_event(session, parts.who, event)
