"""What a scanner missed inside a break is guessed from its surroundings, and only there."""

import numpy as np
import pytest

from models3d.compare.types import Detection, Distances
from models3d.compare.unseen import fill_evenly, guess_unseen

SIDE = 21
STEP = 1e-3


def plate() -> tuple[np.ndarray, np.ndarray]:
    grid = np.stack(np.meshgrid(np.arange(SIDE), np.arange(SIDE), indexing="ij"), axis=-1).reshape(-1, 2) * STEP
    return np.column_stack([grid, np.zeros(len(grid))]), np.tile((0.0, 0.0, 1.0), (len(grid), 1))


def survey(values: np.ndarray) -> tuple[Distances, Detection]:
    cores, normals = plate()
    flat = np.full(len(cores), 1e-5)
    none = np.zeros(len(cores), np.bool_)
    code = np.zeros(len(cores), np.uint8)
    distances = Distances(cores, normals, flat, values, values, flat, flat, flat, none, code)
    return distances, Detection(values, code, flat, none, none, flat, flat)


def test_a_gap_in_a_slope_is_filled_by_the_slope():
    cores, normals = plate()
    slope = 0.3 * cores[:, 0] - 0.1 * cores[:, 1]
    holed = slope.copy()
    holed[np.linalg.norm(cores[:, :2] - 0.01, axis=1) < 0.003] = np.nan
    assert fill_evenly(cores, normals, holed) == pytest.approx(slope, abs=2e-5)


def test_what_no_known_value_touches_becomes_the_mean():
    cores, normals = plate()
    far = np.vstack([cores, cores + 1.0])
    values = np.concatenate([np.linspace(1, 3, len(cores)), np.full(len(cores), np.nan)])
    filled = fill_evenly(far, np.vstack([normals, normals]), values)
    assert filled[len(cores) :] == pytest.approx(2.0, abs=1e-6)


def test_the_wall_of_a_break_is_guessed_between_rim_and_floor():
    cores, _ = plate()
    away = np.linalg.norm(cores[:, :2] - 0.01, axis=1)
    values = np.where(away < 0.004, -1e-3, 0.0)
    values[(away > 0.003) & (away < 0.006)] = np.nan
    region = np.flatnonzero(away < 0.004)
    filled, unseen = guess_unseen(*survey(values), region, STEP)
    assert set(unseen) >= set(np.flatnonzero((away > 0.0035) & (away < 0.0045)))
    assert np.isnan(values[unseen]).all()
    wall = filled.distance_m[unseen]
    assert wall.min() > -1e-3
    assert wall.max() < 0
    nearer = away[unseen].argsort()
    assert np.corrcoef(away[unseen][nearer], wall[nearer])[0, 1] > 0.9


def test_gaps_far_from_the_region_stay_gaps():
    cores, _ = plate()
    values = np.full(len(cores), -1e-3)
    values[-3:] = np.nan
    filled, unseen = guess_unseen(*survey(values), np.flatnonzero(cores[:, 0] < 0.004), STEP)
    assert len(unseen) == 0
    assert np.isnan(filled.distance_m[-3:]).all()
