"""A small comparison with known findings: a bumpy ball with one chip and one crust, the later survey moved."""

from __future__ import annotations

import numpy as np
from scipy.spatial.transform import Rotation

from models3d.compare.pictures import Findings
from models3d.compare.types import CheckRegion, Detection, Distances, Epoch, Region, Registration, Volume
from models3d.specimens.forms import vertex_normals
from models3d.surface import Surface
from models3d.types import Mesh, Notice

NOISE_M = 2e-5


def ball(rows: int = 60) -> Mesh:
    """A closed ball of 50 mm radius with low relief, outward faces."""
    theta = np.linspace(0.02, np.pi - 0.02, rows)
    phi = np.linspace(0, 2 * np.pi, 2 * rows, endpoint=False)
    t, f = np.meshgrid(theta, phi, indexing="ij")
    radius = 0.05 + 0.0004 * np.sin(8 * f) * np.sin(t)
    points = np.stack([radius * np.sin(t) * np.sin(f), radius * np.cos(t), radius * np.sin(t) * np.cos(f)], axis=-1)
    i, j = (v.reshape(-1) for v in np.meshgrid(np.arange(rows - 1), np.arange(2 * rows), indexing="ij"))
    a, b = i * 2 * rows + j, i * 2 * rows + (j + 1) % (2 * rows)
    c, d = a + 2 * rows, b + 2 * rows
    faces = np.vstack([np.stack([a, c, b], axis=1), np.stack([b, c, d], axis=1)])
    return Mesh(points.reshape(-1, 3), faces)


def make_findings(change: bool = True) -> Findings:
    """Chip of 1 mm in front, crust of 0.6 mm on the left; the underside has no data."""
    mesh, random = ball(), np.random.default_rng(3)
    normals = vertex_normals(mesh.positions, mesh.faces).astype(np.float64)
    toward = mesh.positions / np.linalg.norm(mesh.positions, axis=1, keepdims=True)
    chip = -1e-3 * np.clip(1 - np.arccos(np.clip(toward @ [0, 0, 1.0], -1, 1)) / 0.25, 0, 1)
    crust = 6e-4 * np.clip(1 - np.arccos(np.clip(toward @ [-1.0, 0, 0], -1, 1)) / 0.2, 0, 1)
    shift = (chip + crust) * change
    pose = np.eye(4)
    pose[:3, :3] = Rotation.from_rotvec([0.2, 1.0, 0.1]).as_matrix()
    pose[:3, 3] = (0.02, -0.01, 0.05)
    back = np.linalg.inv(pose)
    moved = (mesh.positions + normals * shift[:, None]) @ back[:3, :3].T + back[:3, 3]
    earlier, later = _epoch("trước.ply", mesh), _epoch("sau.ply", Mesh(moved, mesh.faces))
    found = shift + random.normal(0, NOISE_M, len(shift))
    found[toward[:, 1] < -0.9] = np.nan
    lod = np.full(len(found), 6e-5)
    changed = np.abs(shift) > 1e-4
    area = np.full(len(found), 4 * np.pi * 0.05**2 / len(found))
    sigma = np.full(len(found), NOISE_M)
    distances = Distances(
        mesh.positions, normals, area, found, found + 1e-6, sigma, sigma, sigma * 40,
        np.zeros(len(found), np.bool_), np.where(np.isnan(found), 1, 0).astype(np.uint8),
    )  # fmt: skip
    detection = Detection(
        found, np.where(np.isnan(found), 0, 1).astype(np.uint8), lod, np.abs(found) > lod, changed,
        np.ones(len(found)), sigma,
    )  # fmt: skip
    regions = tuple(
        _region(number, kind, np.flatnonzero(changed & (np.sign(shift) == sign)), mesh, shift, area)
        for number, (kind, sign) in enumerate((("loss", -1), ("gain", 1)), 1)
        if change
    )
    checks = (CheckRegion((0.0, 0.05, 0.0), 1e-6, 400),)
    registration = Registration(pose, "automatic", 2e-5, 0.97, 0.95, 2e-6, checks=checks)
    return Findings(earlier, later, registration, distances, detection, regions)


def _epoch(name, mesh) -> Epoch:
    surface = Surface(mesh)
    return Epoch(
        name, "ab" * 32, "mesh", mesh.positions, surface.normals.astype(np.float64), surface, 0.0025, NOISE_M,
        "estimated", "mm", "guess",
    )  # fmt: skip


def _region(number, kind, cores, mesh, shift, area) -> Region:
    points = mesh.positions[cores]
    total = float((np.abs(shift) * area)[cores].sum())
    volume = Volume(total, total * 0.02, total * 1.01, total * 0.03, "patch")
    deepest = float(shift[cores][np.abs(shift[cores]).argmax()])
    low, high, middle = (tuple(float(v) for v in row) for row in (points.min(0), points.max(0), points.mean(0)))
    return Region(
        number, kind, cores, middle, low, high, float(area[cores].sum()), volume, deepest, deepest / 2, deepest, 6e-5,
        NOISE_M, 0.0, (Notice("methods_disagree"),),
    )  # fmt: skip
