"""The file that the workshop reads of a stored master."""

from __future__ import annotations

from pathlib import Path

from catalogue.records import DigitalFile
from ingest.identify import identify_file
from ingest.recipes import RecipeParts, link_named
from ingest.sandbox import run_step


def scan_of(parts: RecipeParts, file: DigitalFile, master: Path, folder: Path) -> Path:
    """The master under its own name, or the main scan of an unpacked set; both stand in ``folder``.

    Raises:
        StepError: the archive was refused or could not be unpacked.
    """
    known = identify_file(master, file.name)
    if known.kind != "archive":
        return link_named(master, folder, Path(file.name).stem + known.suffix)
    parts.progress("unpack", 0.02)
    unpacked = run_step(
        "ingest.archive:run",
        {"source": str(master), "out": str(folder / "set"), "name": file.name},
        limits=parts.limits,
        is_cancelled=parts.is_cancelled,
    )
    return folder / "set" / str(unpacked["main"])
