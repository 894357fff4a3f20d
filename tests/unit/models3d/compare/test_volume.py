"""Both volumes of a wound agree with the formula, on a plate, on an edge, and beside a thin wall's other side."""

import numpy as np
import pytest

from models3d.compare.closing import Closed
from models3d.compare.types import Detection, Distances
from models3d.compare.volume import measure_volume, shape_region
from models3d.specimens.damage import Wound, damage_mesh
from models3d.specimens.forms import block
from models3d.surface import compute_normals
from models3d.types import Mesh


def wounded(centre, facing, thick=0.03, radius=0.009, depth=1.5e-3):
    """A block with a chip: both meshes, distances along the normals, the chip's cores, its true volume in m3."""
    part = block((0.06, 0.05, thick), 0.0011, 0.002)
    mesh = Mesh(part.positions, part.faces)
    later, (truth,) = damage_mesh(mesh, (Wound("chip", centre, radius, depth, facing=facing),))
    sides = compute_normals(mesh.positions, mesh.faces).astype(float)
    d = np.einsum("ij,ij->i", later.positions - mesh.positions, sides)
    k = len(d)
    corners = mesh.positions[mesh.faces]
    doubled = np.linalg.norm(np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]), axis=1)
    area = np.bincount(mesh.faces.ravel(), np.repeat(doubled / 6, 3), k)
    sigma, none = np.full(k, 1e-5), np.zeros(k, bool)
    distances = Distances(mesh.positions, sides, area, d, d, sigma, sigma, sigma * 100, none, np.zeros(k, np.uint8))
    detection = Detection(d, np.ones(k, np.uint8), 2e-5 + 0 * d, np.abs(d) > 2e-5, d != 0, 1 + 0 * d, sigma)
    return (mesh, Mesh(later.positions, later.faces)), distances, detection, abs(truth.volume_mm3) * 1e-9


def whole(*meshes):
    """Surveys in which no hole was closed."""
    return tuple(Closed(mesh, np.zeros((0, 3)), np.zeros(0)) for mesh in meshes)


@pytest.mark.parametrize(
    ("centre", "facing"),
    [((0.0, 0.0, 0.015), (0.0, 0.0, 1.0)), ((0.0295, 0.0, 0.0145), (0.70710678, 0.0, 0.70710678))],
    ids=["face", "edge"],
)
def test_chip_has_the_volume_of_the_solids_difference(centre, facing):
    meshes, distances, detection, truth = wounded(centre, facing)
    shape = shape_region(distances, detection, np.flatnonzero(detection.changed), 1.1e-3)
    volume = measure_volume(distances, detection, whole(*meshes), shape, 1e-6)
    assert volume.patch_m3 == pytest.approx(truth, rel=0.02)
    assert volume.integral_m3 == pytest.approx(truth, rel=0.2)
    assert abs(volume.best_m3 - truth) < 3 * volume.best_sigma_m3


def test_other_side_of_a_thin_wall_takes_no_part():
    meshes, distances, detection, truth = wounded((0.0, 0.0, 0.0015), (0.0, 0.0, 1.0), thick=0.003, depth=1e-3)
    shape = shape_region(distances, detection, np.flatnonzero(detection.changed), 1.1e-3)
    volume = measure_volume(distances, detection, whole(*meshes), shape)
    assert volume.patch_m3 == pytest.approx(truth, rel=0.03)
    half = Mesh(meshes[1].positions, meshes[1].faces[(meshes[1].positions[meshes[1].faces, 2] > -0.001).all(axis=1)])
    opened = measure_volume(distances, detection, whole(meshes[0], half), shape)
    assert opened.best_m3 == pytest.approx(truth, rel=0.1)


def test_a_hole_in_the_later_survey_is_told_by_the_uncertainty():
    meshes, distances, detection, _ = wounded((0.0, 0.0, 0.015), (0.0, 0.0, 1.0))
    away = np.linalg.norm(meshes[1].positions[meshes[1].faces].mean(axis=1) - (0, 0, 0.014), axis=1) > 0.004
    holed = Mesh(meshes[1].positions, meshes[1].faces[away])
    shape = shape_region(distances, detection, np.flatnonzero(detection.changed), 1.1e-3)
    sound, torn = (measure_volume(distances, detection, whole(meshes[0], m), shape) for m in (meshes[1], holed))
    assert torn.patch_sigma_m3 > 3 * sound.patch_sigma_m3
    assert abs(torn.best_m3 - sound.best_m3) < 1.96 * torn.best_sigma_m3


def test_alignment_error_counts_with_the_area():
    meshes, distances, detection, _ = wounded((0.0, 0.0, 0.015), (0.0, 0.0, 1.0))
    shape = shape_region(distances, detection, np.flatnonzero(detection.changed), 1.1e-3)
    calm, unsure = (measure_volume(distances, detection, whole(*meshes), shape, s) for s in (0.0, 1e-4))
    assert unsure.best_sigma_m3 > calm.best_sigma_m3 + 1e-4 * distances.area_m2[shape.cores].sum() * 0.5


def test_a_closed_hole_in_a_break_widens_the_uncertainty():
    meshes, distances, detection, _ = wounded((0.0, 0.0, 0.015), (0.0, 0.0, 1.0))
    shape = shape_region(distances, detection, np.flatnonzero(detection.changed), 1.1e-3)
    first, second = whole(*meshes)
    capped = Closed(second.mesh, np.array([[0.0, 0.0, 0.0145]]), np.array([0.012]))
    sound, guessed = (measure_volume(distances, detection, (first, s), shape) for s in (second, capped))
    assert guessed.patch_m3 == sound.patch_m3
    assert guessed.patch_sigma_m3 > sound.patch_sigma_m3 + 1e-10
