"""Results that commands write without a database: whole or not at all, from a file, a folder or an archive."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def building(out: Path) -> Iterator[tuple[Path, Path]]:
    """Folders beside ``out`` for results and for an unpacked archive; leftovers of a killed run go first."""
    out = out.resolve()
    out.parent.mkdir(parents=True, exist_ok=True)
    place = out.with_name(f".{out.name}.making")
    shutil.rmtree(place, ignore_errors=True)
    made = place / "made"
    made.mkdir(parents=True)
    try:
        yield made, place / "unpacked"
    finally:
        shutil.rmtree(place, ignore_errors=True)


def scan_in(file: Path, unpacked: Path, name: str) -> Path:
    """The scan file itself: told by content, taken out of its archive, found in its folder."""
    from ingest.archive import unpack
    from ingest.errors import RefusedError
    from ingest.identify import identify_file, main_scan_file

    if file.is_dir():
        return main_scan_file(file.resolve(), name)
    found = identify_file(file, name)
    if found.kind == "archive":
        unpacked.parent.mkdir(parents=True, exist_ok=True)
        unpack(file, unpacked, name=name)
        return main_scan_file(unpacked, name)
    if found.kind != "scan":
        raise RefusedError("not_a_scan", file=name, found=found.media_type)
    return file.resolve()


def move_all(made: Path, out: Path) -> None:
    """Bring every finished file to its place, the report last."""
    out.mkdir(parents=True, exist_ok=True)
    for path in sorted(made.iterdir(), key=lambda path: (path.name == "report.json", path.name)):
        if path.is_file():
            path.replace(out / path.name)
