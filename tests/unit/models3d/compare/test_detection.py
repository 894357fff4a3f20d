"""Distances and what exceeds the level of detection, on simulated surveys whose change is known."""

from dataclasses import replace

import numpy as np
import pytest

from models3d.compare.detection import CLOSEST, CYLINDER, NO_DATA, choose_scales, detect_change, measure_distances
from models3d.compare.types import Distances, Epoch
from models3d.specimens.forms import as_mesh, ball, block, vertex_normals
from models3d.surface import Surface
from models3d.types import Mesh

NOISE = 5e-5
BALL = as_mesh(ball((0.1, 0.12, 0.09), 170))
DENT = np.array([0.1, BALL.positions[:, 1].max() / 2, 0.0])


def survey(mesh, seed, shift=0.0, noise=NOISE, *, keep=None, is_oriented=True):
    """The mesh with each vertex moved along its normal by ``shift`` and noise."""
    normals = vertex_normals(mesh.positions, mesh.faces).astype(np.float64)
    move = shift + np.random.default_rng(seed).normal(0, noise, len(normals))
    positions = mesh.positions + normals * move[:, None]
    faces = mesh.faces
    if keep is not None:
        faces = faces[keep[faces].all(axis=1)]
        used, numbered = np.unique(faces, return_inverse=True)
        positions, normals, faces = positions[used], normals[used], numbered.reshape(-1, 3)
    spacing = float(np.median(np.linalg.norm(positions[faces[:, 0]] - positions[faces[:, 1]], axis=1)))
    made = Mesh(positions, faces)
    return Epoch("a", "", "mesh", positions, normals, Surface(made), spacing, max(noise, 1e-7), "stated", "m", "stated",
                 is_oriented=is_oriented)  # fmt: skip


def dent(depth, radius=0.02):
    away = np.linalg.norm(BALL.positions - DENT, axis=1)
    return -depth * np.clip(1 - (away / radius) ** 2, 0, 1)


EARLIER = survey(BALL, 1)


@pytest.fixture(scope="module")
def dented():
    later = survey(BALL, 2, dent(1e-3))
    distances = measure_distances(EARLIER, later)
    return distances, detect_change(distances, 2e-6)


def test_loss_is_negative_and_as_deep_as_it_is(dented):
    _, detection = dented
    truth = dent(1e-3)
    deep = truth < -3e-4
    assert np.sqrt(np.mean((detection.distance_m - truth)[deep] ** 2)) < 8e-5
    assert detection.significant[deep].all()
    assert np.array_equal(detection.significant, detection.changed)


def test_unchanged_points_exceed_the_level_in_two_to_five_percent(dented):
    _, detection = dented
    calm = np.linalg.norm(BALL.positions - DENT, axis=1) > 0.03
    assert 0.02 <= detection.significant[calm].mean() <= 0.05


def test_a_large_change_does_not_blunt_the_level():
    """A third of the surface is lost; the level of the rest stays what it was."""
    plain = detect_change(measure_distances(EARLIER, survey(BALL, 2)))
    worn = np.where(BALL.positions[:, 0] > 0.03, -5e-4, 0.0)
    detection = detect_change(measure_distances(EARLIER, survey(BALL, 2, worn)))
    assert np.nanmedian(detection.lod_m) < 1.3 * np.nanmedian(plain.lod_m)
    assert detection.significant[worn < 0].mean() > 0.98


def test_more_noise_gives_a_higher_level():
    levels = [
        np.nanmedian(detect_change(measure_distances(EARLIER, survey(BALL, 3, noise=n))).lod_m) for n in (5e-5, 3e-4)
    ]
    assert levels[1] > 2 * levels[0]


def test_where_the_later_survey_is_missing_there_is_no_data():
    keep = BALL.positions[:, 0] < 0.05
    distances = measure_distances(EARLIER, survey(BALL, 2, keep=keep))
    detection = detect_change(distances)
    gone = BALL.positions[:, 0] > 0.06
    assert np.isnan(detection.distance_m[gone]).all()
    assert (detection.method[gone] == NO_DATA).all()
    assert not detection.significant[gone].any()
    assert (distances.reason[gone] > 0).all()
    assert (distances.reason[BALL.positions[:, 0] < 0.04] == 0).all()


def test_a_thin_wall_is_not_compared_with_its_other_side():
    wall = as_mesh(block((0.1, 0.0012, 0.1), 0.0012))
    front = wall.positions[:, 1] < wall.positions[:, 1].mean()
    distances = measure_distances(survey(wall, 1, noise=1e-5), survey(wall, 2, noise=1e-5, keep=front))
    inner = ~front & (np.abs(wall.positions[:, [0, 2]]).max(axis=1) < 0.045)
    assert np.isnan(distances.closest_m[inner]).all()
    assert np.isnan(distances.cylinder_m[inner]).all()


def test_without_known_sides_distances_are_unsigned():
    later = survey(BALL, 2, dent(1e-3), is_oriented=False)
    distances = measure_distances(EARLIER, later)
    for values in (distances.closest_m, distances.cylinder_m):
        assert np.nanmin(values) >= 0
    assert detect_change(distances).significant[dent(1e-3) < -5e-4].all()


def test_a_sparse_survey_gets_wide_cylinders():
    sparse = survey(as_mesh(ball((0.1, 0.12, 0.09), 40)), 4)
    wide, narrow = (choose_scales(EARLIER.positions, EARLIER, later).radius_m for later in (sparse, survey(BALL, 2)))
    assert np.median(wide) > 3 * np.median(narrow)
    assert len(np.unique(wide)) <= 7


def flat_distances(count, closest, cylinder):
    xy = np.stack(np.meshgrid(np.arange(count), np.arange(count)), axis=-1).reshape(-1, 2) * 1e-3
    size = count**2
    fill = np.full(size, 1e-5)
    return Distances(
        cores=np.column_stack([xy, np.zeros(size)]), normals=np.tile([0.0, 0, 1], (size, 1)), area_m2=fill,
        closest_m=closest, cylinder_m=cylinder, closest_sigma_m=fill, cylinder_sigma_m=fill, radius_m=fill,
        disagrees=np.zeros(size, bool), reason=np.zeros(size, np.uint8), is_steep=np.zeros(size, bool),
    )  # fmt: skip


def test_the_closest_point_stands_in_where_cylinders_fail():
    random = np.random.default_rng(1)
    closest, cylinder = random.normal(0, 1e-5, (2, 2500))
    cylinder[:100] = np.nan
    closest[50:200] = np.nan
    distances = flat_distances(50, closest, cylinder)
    distances = replace(distances, is_steep=np.arange(2500) >= 2400)
    detection = detect_change(distances)
    assert (detection.method[:50] == CLOSEST).all()
    assert (detection.method[50:100] == NO_DATA).all()
    assert (detection.method[100:2400] == CYLINDER).all()
    assert (detection.method[2400:] == CLOSEST).all()
    assert np.isnan(detection.lod_m[50:100]).all()


def test_nothing_measured_is_nothing_changed():
    empty = np.full(100, np.nan)
    detection = detect_change(flat_distances(10, empty, empty.copy()))
    assert not detection.significant.any()
    assert np.isnan(detection.lod_m).all()
