"""Regions are found, measured and named on a plate whose damage is known; noise alone gives none."""

import dataclasses

import numpy as np
import pytest

from models3d.compare.growth import (
    GrowthRules,
    close_rim,
    group_by_density,
    grow,
    label,
    link_cores,
    smooth,
    standardise,
)
from models3d.compare.regions import RegionWish, find_regions, robust_peak
from models3d.compare.types import Detection, Distances, Epoch
from models3d.surface import Surface
from models3d.types import Mesh

STEP = 1e-3
SIGMA = 2e-5


def plate(height=None, size=0.06, noise=SIGMA, seed=1):
    """A plate of one-millimetre squares, its height given by a function of x and y, as an epoch."""
    n = round(size / STEP) + 1
    x, y = (v.ravel() for v in np.meshgrid(np.linspace(0, size, n), np.linspace(0, size, n), indexing="ij"))
    z = np.random.default_rng(seed).normal(0, noise, len(x)) + (0 if height is None else height(x, y))
    cell = (np.arange(n - 1)[:, None] * n + np.arange(n - 1)).ravel()
    faces = np.vstack([np.stack([cell, cell + n, cell + 1], 1), np.stack([cell + 1, cell + n, cell + n + 1], 1)])
    points = np.stack([x, y, z], axis=1)
    up = np.tile([0.0, 0.0, 1.0], (len(x), 1))
    return Epoch("a", "0", "mesh", points, up, Surface(Mesh(points, faces)), STEP, noise, "stated", "m", "stated")


def measured(earlier, later, closest=None):
    """Distances and detection of two plates, straight up."""
    d = later.positions[:, 2] - earlier.positions[:, 2]
    k = len(d)
    sigma = np.full(k, np.sqrt(2) * SIGMA)
    none = np.zeros(k, bool)
    distances = Distances(
        earlier.positions, earlier.normals, np.full(k, STEP**2), d if closest is None else closest, d, sigma, sigma,
        np.full(k, STEP), none, np.zeros(k, np.uint8),
    )  # fmt: skip
    detection = Detection(d, np.ones(k, np.uint8), 1.96 * sigma, np.abs(d) > 1.96 * sigma, none, np.ones(k), sigma)
    return distances, detection


def bump(depth, radius, x0=0.03, y0=0.03):
    return lambda x, y: depth * np.clip(1 - ((x - x0) ** 2 + (y - y0) ** 2) / radius**2, 0, None)


@pytest.mark.parametrize(("depth", "kind"), [(-0.5e-3, "loss"), (0.4e-3, "gain")])
def test_a_bump_is_one_region_of_its_kind_with_its_volume(depth, kind):
    earlier, later = plate(), plate(bump(depth, 0.01), seed=2)
    changed, regions = find_regions(*measured(earlier, later), (earlier, later))
    (region,) = regions
    truth = np.pi * 0.01**2 * abs(depth) / 2
    assert region.kind == kind
    assert region.id == 1
    assert region.volume.best_m3 == pytest.approx(truth, rel=0.05)
    assert abs(region.volume.best_m3 - truth) < 3 * region.volume.best_sigma_m3
    assert region.max_m == pytest.approx(depth, rel=0.1)
    assert np.allclose(region.centroid_m[:2], 0.03, atol=1e-3)
    assert np.array_equal(np.flatnonzero(changed), region.cores)


def test_noise_alone_gives_no_region():
    found = 0
    for seed in range(12):
        earlier, later = plate(seed=2 * seed), plate(seed=2 * seed + 1)
        found += len(find_regions(*measured(earlier, later), (earlier, later))[1])
    assert found <= 1


def test_wide_shallow_loss_is_found_though_single_points_hide_it():
    earlier, later = plate(), plate(bump(-7e-5, 0.012), seed=2)
    _, regions = find_regions(*measured(earlier, later), (earlier, later))
    assert sum(r.area_m2 for r in regions if r.kind == "loss") > 0.3 * np.pi * 0.012**2


def test_loss_and_gain_side_by_side_are_two_regions():
    def both(x, y):
        return bump(-4e-4, 0.008, 0.02)(x, y) + bump(4e-4, 0.008, 0.04)(x, y)

    earlier, later = plate(), plate(both, seed=2)
    _, regions = find_regions(*measured(earlier, later), (earlier, later))
    assert sorted(r.kind for r in regions) == ["gain", "loss"]


def test_what_the_closest_point_denies_is_blur_beside_a_change():
    earlier, later = plate(), plate(bump(-5e-4, 0.01), seed=2)
    _, regions = find_regions(*measured(earlier, later, np.zeros(len(earlier.positions))), (earlier, later))
    assert regions == ()


def test_methods_that_disagree_are_named():
    earlier, later = plate(), plate(bump(-5e-4, 0.01), seed=2)
    distances, detection = measured(earlier, later)
    distances = dataclasses.replace(distances, disagrees=np.abs(distances.closest_m) > 1e-4)
    _, (region,) = find_regions(distances, detection, (earlier, later))
    assert region.disagreement > 0.3
    assert [n.code for n in region.notices] == ["region_methods_disagree"]


def test_places_without_data_are_never_changed():
    earlier, later = plate(), plate(bump(-5e-4, 0.01), seed=2)
    distances, detection = measured(earlier, later)
    blind = distances.cores[:, 0] > 0.03
    detection = dataclasses.replace(detection, distance_m=np.where(blind, np.nan, detection.distance_m))
    changed, regions = find_regions(distances, detection, (earlier, later))
    assert not changed[blind].any()
    assert len(regions) == 1


def test_explained_motion_is_taken_away_first():
    def tilt(x, y):
        return 1e-2 * x

    earlier, later = plate(), plate(lambda x, y: tilt(x, y) + bump(-5e-4, 0.008)(x, y), seed=2)
    distances, detection = measured(earlier, later)
    wish = RegionWish(explained_m=tilt(earlier.positions[:, 0], 0))
    _, regions = find_regions(distances, detection, (earlier, later), wish)
    assert [r.kind for r in regions] == ["loss"]
    assert regions[0].volume.best_m3 == pytest.approx(np.pi * 0.008**2 * 5e-4 / 2, rel=0.08)


def test_two_sides_of_a_thin_wall_are_strangers():
    flat = plate(noise=0).positions
    cores = np.vstack([flat, flat - (0, 0, 2e-4)])
    sides = np.repeat([[0.0, 0.0, 1.0], [0.0, 0.0, -1.0]], len(flat), axis=0)
    links = link_cores(cores, sides)
    assert links[: len(flat), len(flat) :].nnz == 0
    assert links.nnz > 0


def test_one_core_has_no_neighbour():
    assert link_cores(np.zeros((1, 3)), np.array([[0.0, 0.0, 1.0]])).nnz == 0


def test_smoothing_keeps_a_constant_and_leaves_gaps():
    links = link_cores(plate(noise=0).positions, plate(noise=0).normals)
    values = np.full(links.shape[0], 3.0)
    values[5] = np.nan
    calm = smooth(links, values, 3)
    assert np.isnan(calm[5])
    assert np.allclose(np.delete(calm, 5), 3.0)


def test_heavy_tails_widen_the_unit():
    random = np.random.default_rng(1)
    normal, heavy = random.normal(size=20_000), random.standard_t(2, 20_000)
    assert np.abs(standardise(normal)).max() < 5.5
    plain = heavy / (1.4826 * np.median(np.abs(heavy)))
    assert (standardise(heavy) > 5).mean() < 0.7 * (plain > 5).mean()
    assert np.isnan(standardise(np.array([np.nan]))).all()


def test_growth_needs_a_seed():
    earlier = plate(noise=0)
    links = link_cores(earlier.positions, earlier.normals)
    calm = np.random.default_rng(1).normal(size=links.shape[0])
    ones = np.ones(links.shape[0])
    assert not grow(links, calm, (ones, 1.96 * ones), np.zeros(len(ones), np.int64), GrowthRules()).any()
    assert label(links, np.zeros(links.shape[0], bool)).max() == -1


def test_closing_fills_a_hole_one_core_wide():
    earlier = plate(noise=0)
    links = link_cores(earlier.positions, earlier.normals)
    disc = np.hypot(earlier.positions[:, 0] - 0.03, earlier.positions[:, 1] - 0.03) < 0.01
    hole = disc.copy()
    hole[np.argmin(np.hypot(earlier.positions[:, 0] - 0.03, earlier.positions[:, 1] - 0.03))] = False
    closed = close_rim(links, hole, np.ones(len(disc), bool))
    assert closed[disc].all()


def test_peak_is_not_the_luckiest_point():
    random = np.random.default_rng(1)
    peaks = [robust_peak(1.0 + random.normal(0, 0.1, 400), 0.1) for _ in range(50)]
    assert 0.98 < np.mean(peaks) < 1.15
    assert robust_peak(np.array([2.0]), 0.1) == 2.0


def test_sparse_noisy_surface_is_judged_among_its_like():
    random = np.random.default_rng(4)
    area = np.concatenate([np.full(20_000, 1e-6), np.full(2_000, 1e-5)]) * random.uniform(0.9, 1.1, 22_000)
    values = random.normal(0, np.where(area > 5e-6, 2.0, 1.0))
    groups = group_by_density(area)
    told = standardise(values, groups)
    assert np.std(told[area > 5e-6]) == pytest.approx(1.0, abs=0.15)
    assert np.std(standardise(values)[area > 5e-6]) > 1.3
    changed = np.where(area > 5e-6, 40.0, values)
    assert np.median(standardise(changed, groups)[area > 5e-6]) > 8
