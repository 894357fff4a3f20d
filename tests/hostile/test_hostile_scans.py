"""Every hostile scan either reads or is refused with a code; it never crashes, hangs or takes all memory."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

CHILD = """
import json, resource, sys, time, warnings
from pathlib import Path
resource.setrlimit(resource.RLIMIT_DATA, (3 << 30, 3 << 30))
resource.setrlimit(resource.RLIMIT_CPU, (50, 50))
from models3d.errors import GeometryError
from models3d.readers import read_scan
for line in sys.stdin:
    path = Path(line.strip())
    print(json.dumps({"start": str(path)}), flush=True)
    began = time.monotonic()
    try:
        outcome = read_scan(path).format
        code = ""
    except GeometryError as refusal:
        outcome, code = "refused", refusal.code
    print(json.dumps({"file": str(path), "outcome": outcome, "code": code, "s": time.monotonic() - began}), flush=True)
"""
SUFFIXES = {
    ".gltf",
    ".glb",
    ".ply",
    ".obj",
    ".off",
    ".3mf",
    ".las",
    ".laz",
    ".e57",
    ".x",
    ".csm",
    ".ase",
    ".md5mesh",
    ".raw",
}


def read_all(paths):
    done = subprocess.run(
        [sys.executable, "-c", CHILD],
        input="\n".join(map(str, paths)),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        cwd=Path(__file__).parents[2],
    )
    rows = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    last = next((row["start"] for row in reversed(rows) if "start" in row), "nothing")
    assert done.returncode == 0, f"the child died at {last}: {done.stderr[-800:]}"
    return [row for row in rows if "file" in row]


@pytest.mark.parametrize("folder", ["PDAL", "assimp", "laspy", "e57", "glTF-Validator"])
def test_hostile_scans_read_or_are_refused(shared_data, folder):
    root = shared_data / "hostile" / folder
    paths = sorted(p for p in root.rglob("*") if p.suffix.lower() in SUFFIXES)
    assert paths
    rows = read_all(paths)
    assert len(rows) == len(paths)
    assert all(row["outcome"] != "refused" or row["code"] for row in rows)
    assert max(row["s"] for row in rows) < 40
