"""Distances side by side: closest point against CloudCompare's C2M, cylinders against py4dgeo's M3C2."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

from tests.bench.side_by_side import Figure, show

OURS = """
import sys
from pathlib import Path
import numpy as np
from models3d.compare.closest import closest_signed
from models3d.readers import read_scan
from models3d.surface import Surface
from tests.bench.bench_distance import write_ply
points = read_scan(Path(sys.argv[2])).geometry.positions
found = closest_signed(Surface(read_scan(Path(sys.argv[1])).geometry), points)
write_ply(Path(sys.argv[3]), points, values=found.distance)
"""
CYLINDERS = """
import sys
import numpy as np
from models3d.compare.cylinders import measure_cylinders
given = np.load(sys.argv[1])
found = measure_cylinders((given["cores"], given["normals"]), (given["a"], given["b"]), 0.003, 0.021)
np.savez(sys.argv[2], distance=found.distance, lod=found.lod)
"""
PEER = """
import sys
import numpy as np
import py4dgeo
given = np.load(sys.argv[1])
epochs = tuple(py4dgeo.Epoch(given[k]) for k in "ab")
method = py4dgeo.M3C2(
    epochs=epochs, corepoints=given["cores"], corepoint_normals=given["normals"], cyl_radius=0.003, max_distance=0.021
)
distance, uncertainty = method.run()
np.savez(sys.argv[2], distance=distance, lod=uncertainty["lodetection"])
"""


def run() -> None:
    """Print agreement and CPU of whole processes; a peer that is not installed is named and left out."""
    with tempfile.TemporaryDirectory() as folder:
        _closest(Path(folder))
        _cylinders(Path(folder))


def _closest(folder: Path) -> None:
    peer = shutil.which("CloudCompare") or shutil.which("cloudcompare.CloudCompare")
    if peer is None:
        _say("closest point: left out, CloudCompare is not installed (Debian: apt install cloudcompare)")
        return
    mesh, points, ours, theirs = (folder / name for name in ("mesh.ply", "points.ply", "ours.ply", "theirs.ply"))
    faces = _write_surveys(mesh, points)
    own = _spent([sys.executable, "-c", OURS, str(mesh), str(points), str(ours)])
    command = [peer, "-SILENT", "-AUTO_SAVE", "OFF", "-O", str(points), "-O", str(mesh), "-C2M_DIST"]
    command += ["-C_EXPORT_FMT", "PLY", "-PLY_EXPORT_FMT", "BINARY_LE", "-SAVE_CLOUDS", "FILE", str(theirs)]
    other = _spent(command, QT_QPA_PLATFORM="offscreen")
    a, b = _last_column(ours), _last_column(theirs)
    apart = np.abs(np.abs(a) - np.abs(b))
    opposite = int(np.count_nonzero(a * b < 0))
    show(
        f"closest point: {len(a):,} points to {faces:,} triangles, whole processes; largest difference"
        f" {apart.max():.2e} mm, other sign at {opposite} points (theirs takes one triangle's normal at edges)",
        Figure("ours", own, "CPU s"),
        Figure("CloudCompare C2M", other, "CPU s"),
    )


def _cylinders(folder: Path) -> None:
    python = os.environ.get("CUUDINH_PY4DGEO", sys.executable)
    if subprocess.run([python, "-c", "import py4dgeo"], capture_output=True, check=False).returncode:
        _say("cylinders: left out, py4dgeo is not installed (name a Python that has it in CUUDINH_PY4DGEO)")
        return
    given, ours, theirs = folder / "given.npz", folder / "ours.npz", folder / "theirs.npz"
    _write_clouds(given)
    own = _spent([sys.executable, "-c", CYLINDERS, str(given), str(ours)])
    other = _spent([python, "-c", PEER, str(given), str(theirs)])
    a, b = np.load(ours), np.load(theirs)
    same = np.array_equal(np.isnan(a["distance"]), np.isnan(b["distance"]))
    apart, levels = (float(np.nanmax(np.abs(a[key] - b[key]))) for key in ("distance", "lod"))
    show(
        f"M3C2: {len(a['distance']):,} core points, 2 x 800,000 points, whole processes; largest difference"
        f" {apart:.1e} m, of the level of detection {levels:.1e} m, same gaps: {same}",
        Figure("ours", own, "CPU s"),
        Figure("py4dgeo M3C2", other, "CPU s"),
    )


def _write_surveys(mesh_path: Path, points_path: Path) -> int:
    """A real head's surface in 1.6 M triangles, millimetres, and 0.8 M noisy points of another sampling."""
    # Imported here, so that the measured child process, which shares this file's writer, doesn't load them.
    from models3d.readers import read_scan
    from models3d.simplify import simplify_mesh
    from models3d.specimens.resample import refine_surface
    from models3d.topology import weld_rows
    from models3d.types import Mesh
    from tests.bench.samples import sample

    scan = read_scan(sample("mesh/meshlab/Laurana50k.ply")).geometry
    assert isinstance(scan, Mesh)
    first, group = weld_rows(scan.positions)
    positions, faces = scan.positions[first], group[scan.faces]
    while len(faces) < 1_600_000:
        positions, faces = refine_surface(positions, faces)
    random = np.random.default_rng(3)
    points = positions[np.sort(random.choice(len(positions), 800_000, replace=False))]
    write_ply(points_path, points + random.normal(0, 0.2, points.shape))
    coarse = simplify_mesh(Mesh(positions, faces), 1_600_000)
    write_ply(mesh_path, coarse.positions, faces=coarse.faces)
    return len(coarse.faces)


def _write_clouds(path: Path) -> None:
    """Two surveys of a wavy square metre with a shallow dent, metres."""
    clouds = []
    for seed in (1, 2):
        random = np.random.default_rng(seed)
        xy = random.random((800_000, 2))
        xy = xy[np.lexsort((np.floor(xy[:, 1] * 50), np.floor(xy[:, 0] * 50)))]
        height = 0.05 * np.sin(8 * xy[:, 0]) * np.cos(6 * xy[:, 1]) + random.normal(0, 2e-4, len(xy))
        clouds.append(np.column_stack([xy, height]))
    clouds[1][:, 2] += 1e-3 * np.exp(-np.square(clouds[1][:, :2] - 0.5).sum(axis=1) / 0.01)
    cores = clouds[0][np.sort(np.random.default_rng(0).choice(len(clouds[0]), 200_000, replace=False))]
    x, y = cores[:, 0], cores[:, 1]
    slopes = -0.4 * np.cos(8 * x) * np.cos(6 * y), 0.3 * np.sin(8 * x) * np.sin(6 * y), np.ones(len(cores))
    normals = np.stack(slopes, axis=1)
    normals /= np.linalg.norm(normals, axis=1, keepdims=True)
    np.savez(path, a=clouds[0], b=clouds[1], cores=cores, normals=normals)


def write_ply(
    path: Path, positions: np.ndarray, *, faces: np.ndarray | None = None, values: np.ndarray | None = None
) -> None:
    """Binary float32 PLY of points with values, or of a mesh."""
    rows = positions if values is None else np.column_stack([positions, values])
    names = ("x", "y", "z", "distance")[: rows.shape[1]]
    head = ["ply", "format binary_little_endian 1.0", f"element vertex {len(rows)}"]
    head += [f"property float {name}" for name in names]
    if faces is not None:
        head += [f"element face {len(faces)}", "property list uchar int vertex_indices"]
    with path.open("wb") as out:
        out.write(("\n".join([*head, "end_header"]) + "\n").encode())
        out.write(rows.astype("<f4").tobytes())
        if faces is not None:
            packed = np.empty(len(faces), dtype=[("count", "u1"), ("corners", "<i4", 3)])
            packed["count"], packed["corners"] = 3, faces
            out.write(packed.tobytes())


def _last_column(path: Path) -> np.ndarray:
    data = path.read_bytes()
    body = data[data.index(b"end_header\n") + 11 :]
    return np.frombuffer(body, "<f4").reshape(-1, 4)[:, 3].astype(np.float64)


def _spent(command: list[str], **more: str) -> float:
    """CPU seconds (user + system) of a child process, the better of two runs."""
    return min(_once(command, more) for _ in range(2))


def _once(command: list[str], more: dict[str, str]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, capture_output=True, env={**os.environ, **more})
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _say(line: str) -> None:
    sys.stdout.write(line + "\n\n")
