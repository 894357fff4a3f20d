"""M3C2: the same points as a plain count finds, Lague's formulas, nothing invented where a survey is silent."""

import numpy as np
import pytest

from models3d.compare.cylinders import measure_cylinders
from models3d.errors import GeometryError


def sheet(seed, count=4000, lift=0.0):
    random = np.random.default_rng(seed)
    xy = random.random((count, 2))
    return np.column_stack([xy, 0.05 * np.sin(5 * xy[:, 0]) + lift + random.normal(0, 1e-3, count)])


EARLIER, LATER = sheet(1), sheet(2, lift=0.01)
CORES = EARLIER[::20]
NORMALS = np.column_stack([-0.25 * np.cos(5 * CORES[:, 0]), np.zeros(len(CORES)), np.ones(len(CORES))])
NORMALS /= np.linalg.norm(NORMALS, axis=1, keepdims=True)


def plainly(core, normal, cloud, radius, depth):
    away = cloud - core
    along = away @ normal
    return along[(np.square(away).sum(axis=1) - along**2 <= radius**2) & (np.abs(along) < depth)]


@pytest.mark.parametrize(("radius", "depth"), [(0.05, 0.3), (0.05, 0.02), (0.03, 0.06)])
def test_every_cylinder_holds_what_a_plain_count_finds(radius, depth):
    found = measure_cylinders((CORES, NORMALS), (EARLIER, LATER), radius, depth)
    reach = max(depth, radius)
    for k in range(len(CORES)):
        a, b = (plainly(CORES[k], NORMALS[k], cloud, radius, reach) for cloud in (EARLIER, LATER))
        assert (found.earlier.count[k], found.later.count[k]) == (len(a), len(b))
        assert found.distance[k] == pytest.approx(b.mean() - a.mean(), abs=1e-12)
        expected = 1.96 * np.sqrt(a.var(ddof=1) / len(a) + b.var(ddof=1) / len(b))
        assert found.lod[k] == pytest.approx(expected, abs=1e-12)


def test_the_robust_way_takes_medians_and_quartiles():
    found = measure_cylinders((CORES, NORMALS), (EARLIER, LATER), 0.05, 0.1, is_robust=True)
    for k in range(0, len(CORES), 7):
        a, b = (np.sort(plainly(CORES[k], NORMALS[k], cloud, 0.05, 0.1)) for cloud in (EARLIER, LATER))
        assert found.distance[k] == pytest.approx(np.median(b) - np.median(a), abs=1e-12)
        back = int(len(a) % 4 == 0)
        low, high = ((a[at] + a[at - back]) / 2 for at in (len(a) // 4, 3 * len(a) // 4))
        assert found.earlier.spread[k] == pytest.approx(high - low, abs=1e-12)


def test_each_core_may_have_its_own_depth():
    depth = np.where(np.arange(len(CORES)) % 2 == 0, 0.06, 0.3)
    mixed = measure_cylinders((CORES, NORMALS), (EARLIER, LATER), 0.05, depth)
    for reach in (0.06, 0.3):
        plain = measure_cylinders((CORES, NORMALS), (EARLIER, LATER), 0.05, reach)
        mine = depth == reach
        assert np.array_equal(mixed.later.count[mine], plain.later.count[mine])
        assert np.allclose(mixed.distance[mine], plain.distance[mine], equal_nan=True)


def test_the_far_side_of_a_thin_wall_is_left_out():
    both = [np.vstack([cloud, cloud - (0, 0, 0.02)]) for cloud in (EARLIER, LATER)]
    sides = np.vstack([np.tile([0.0, 0, 1], (4000, 1)), np.tile([0.0, 0, -1], (4000, 1))])
    found = measure_cylinders((CORES, NORMALS), (both[0], both[1]), 0.05, 0.1, sides=(sides, sides))
    alone = measure_cylinders((CORES, NORMALS), (EARLIER, LATER), 0.05, 0.1)
    assert np.array_equal(found.later.count, alone.later.count)


def test_silence_of_a_survey_is_no_number():
    apart = LATER[LATER[:, 0] < 0.3]
    found = measure_cylinders((CORES, NORMALS), (EARLIER, apart), 0.05, 0.1)
    silent = found.later.count == 0
    assert silent.any()
    assert np.isnan(found.distance[silent]).all()
    single = measure_cylinders((CORES[:1], NORMALS[:1]), (CORES[:1], CORES[:1]), 0.01, 0.01)
    assert single.distance[0] == 0
    assert np.isnan(single.lod[0])


@pytest.mark.parametrize(("radius", "depth"), [(0.0, 1.0), (np.nan, 1.0), (1.0, np.inf)])
def test_an_impossible_size_is_refused(radius, depth):
    with pytest.raises(GeometryError) as caught:
        measure_cylinders((CORES, NORMALS), (EARLIER, LATER), radius, depth)
    assert caught.value.code == "cylinder_size"


def test_unusable_points_never_reach_the_engine():
    broken = EARLIER.copy()
    broken[3, 1] = np.nan
    for cloud in (broken, np.empty((0, 3))):
        with pytest.raises(GeometryError) as caught:
            measure_cylinders((CORES, NORMALS), (EARLIER, cloud), 0.05, 0.1)
        assert caught.value.code == "engine_input"
