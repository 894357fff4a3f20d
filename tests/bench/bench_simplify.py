"""Simplification: error to the master and CPU, against the engines alone."""

from __future__ import annotations

import numpy as np
import open3d as o3d
import pyfqmr

from models3d.readers import read_scan
from models3d.simplify import simplify_mesh
from models3d.types import Mesh
from tests.bench.samples import sample
from tests.bench.side_by_side import Figure, cpu_seconds, show

SCANS = ("mesh/meshes/nefertiti/nefertiti-lowres.obj", "mesh/3DHOP/gargo.ply")
SHARE = 0.1


def run() -> None:
    """Print error and CPU for each scan."""
    for name in SCANS:
        scan = read_scan(sample(name))
        mesh = scan.geometry
        assert isinstance(mesh, Mesh)
        target = int(len(mesh.faces) * SHARE)
        ways = {
            "ours (pyfqmr to 3x, then quadric)": lambda m=mesh, t=target: _arrays(simplify_mesh(m, t)),
            "open3d quadric alone": lambda m=mesh, t=target: _open3d(m, t),
            "pyfqmr alone": lambda m=mesh, t=target: _pyfqmr(m, t),
        }
        measure = _Measure(mesh)
        errors = [Figure(label, measure.mean(*way()), "mean deviation / diagonal") for label, way in ways.items()]
        costs = [Figure(label, cpu_seconds(way), "CPU s") for label, way in ways.items()]
        title = f"simplify {sample(name).name}: {len(mesh.faces):,} to {target:,} triangles"
        show(title, errors[0], *errors[1:])
        show(title, costs[0], *costs[1:])


class _Measure:
    """Distance of sampled master points to a simplified surface; independent of the simplifiers' own code."""

    def __init__(self, master: Mesh, points: int = 100_000) -> None:
        legacy = _legacy(master.positions, master.faces)
        o3d.utility.random.seed(1)
        self._points = np.asarray(legacy.sample_points_uniformly(points).points, dtype=np.float32)
        self._diagonal = float(np.linalg.norm(np.ptp(master.positions, axis=0)))

    def mean(self, positions: np.ndarray, faces: np.ndarray) -> float:
        """Mean unsigned distance as a share of the diagonal."""
        scene = o3d.t.geometry.RaycastingScene()
        vertices = o3d.core.Tensor(positions.astype(np.float32))
        scene.add_triangles(vertices, o3d.core.Tensor(faces.astype(np.uint32)))
        distances = scene.compute_distance(o3d.core.Tensor(self._points)).numpy()
        return float(distances.mean()) / self._diagonal


def _arrays(mesh: Mesh) -> tuple[np.ndarray, np.ndarray]:
    return mesh.positions, mesh.faces


def _open3d(mesh: Mesh, target: int) -> tuple[np.ndarray, np.ndarray]:
    done = _legacy(mesh.positions, mesh.faces).simplify_quadric_decimation(target)
    return np.asarray(done.vertices), np.asarray(done.triangles)


def _pyfqmr(mesh: Mesh, target: int) -> tuple[np.ndarray, np.ndarray]:
    engine = pyfqmr.Simplify()
    engine.setMesh(mesh.positions, mesh.faces.astype(np.int32))
    engine.simplify_mesh(target_count=target, aggressiveness=7, preserve_border=True, verbose=False)
    positions, faces, _normals = engine.getMesh()
    return np.asarray(positions), np.asarray(faces)


def _legacy(positions: np.ndarray, faces: np.ndarray) -> o3d.geometry.TriangleMesh:
    points = o3d.utility.Vector3dVector(positions)
    return o3d.geometry.TriangleMesh(points, o3d.utility.Vector3iVector(faces.astype(np.int32)))
