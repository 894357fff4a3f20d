"""The child step that makes specimens' files; target ``models3d.specimens.workshop:run``."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from models3d.specimens.collection import PHOTO_SIZE, make_specimen, write_later_scan, write_photos, write_scan

TARGET = "models3d.specimens.workshop:run"


def run(arguments: dict[str, object], progress: Callable[[str, float], None]) -> dict[str, object]:
    """Make the scans and the photographs of each of ``names``, in its own folder ``out/NAME``.

    A folder appears whole or not at all, so whoever watches ``out`` may take a specimen while the next is made, and a
    second run after an interruption makes only what is missing.

    Args:
        arguments: ``names``; ``out``; ``width``, the photographs' width in pixels (default 1600).
        progress: told a specimen's name and the fraction that is done.

    Returns:
        ``{"made": [names]}``; the same name gives the same bytes.

    Raises:
        GeometryError: ``specimen_unknown``.
    """
    out = Path(str(arguments["out"]))
    width = int(str(arguments.get("width", PHOTO_SIZE[0])))
    wanted = arguments["names"]
    names = [str(name) for name in wanted] if isinstance(wanted, list) else []
    for number, name in enumerate(names):
        progress(name, number / len(names))
        if not (out / name).is_dir():
            _make(name, out, (width, width * PHOTO_SIZE[1] // PHOTO_SIZE[0]))
    progress("done", 1.0)
    return {"made": names}


def _make(name: str, out: Path, size: tuple[int, int]) -> None:
    """One specimen's folder."""
    part = out / f"{name}.part"
    shutil.rmtree(part, ignore_errors=True)
    mesh = make_specimen(name)
    part.mkdir(parents=True)
    write_scan(name, mesh, part)
    write_later_scan(name, mesh, part)
    write_photos(name, mesh, part, size)
    part.rename(out / name)
