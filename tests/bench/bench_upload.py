"""Taking a file in (write, hash, flush) against ``cp`` and ``sha256sum`` on the same disk."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from pathlib import Path

from ingest.intake import UploadBox
from tests.bench.side_by_side import Figure, show

SIZE = 400 * 10**6


def run() -> None:
    """Print seconds for 400 MB."""
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as name:
        folder = Path(name)
        source = folder / "source"
        with source.open("wb") as out:
            for _ in range(SIZE // 10**6):
                out.write(os.urandom(10**6))
        ours = _seconds(lambda: _upload(folder / "box", source))
        peer = _seconds(lambda: _copy(source, folder / "copy"))
    show("take in 400 MB", Figure("ours: upload box", ours, "s"), Figure("cp + sha256sum + sync", peer, "s"))


def _upload(folder: Path, source: Path) -> None:
    box = UploadBox(folder, max_bytes=10**12)
    upload = box.begin(SIZE, {"filename": "a.bin"}, "bench")
    with source.open("rb") as stream:
        box.append(upload.id, 0, stream)
    box.finish(upload.id)


def _copy(source: Path, target: Path) -> None:
    subprocess.run(["cp", source, target], check=True)
    subprocess.run(["sha256sum", target], check=True, stdout=subprocess.DEVNULL)
    subprocess.run(["sync", target], check=True)


def _seconds(work: object) -> float:
    start = time.perf_counter()
    work()  # type: ignore[operator]
    return time.perf_counter() - start
