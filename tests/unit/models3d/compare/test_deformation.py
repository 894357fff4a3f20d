"""What moved as a whole is deformation; what came off is not."""

import numpy as np

from models3d.compare.deformation import find_deformation, solve_robustly
from models3d.compare.types import Detection, Distances
from tests.unit.models3d.compare.surveys import ball

SIGMA = 2e-5


def survey(move, seed=1, count=8_000):
    """Cores on a ball of 10 cm, their distances by a function of the places, with noise."""
    random = np.random.default_rng(seed)
    sides = random.normal(size=(count, 3))
    sides /= np.linalg.norm(sides, axis=1, keepdims=True)
    cores = 0.1 * sides * (1, 1.6, 0.7)
    d = move(cores, sides) + random.normal(0, SIGMA, count)
    sigma, none = np.full(count, SIGMA), np.zeros(count, bool)
    distances = Distances(
        cores, sides, np.full(count, 1e-5), d, d, sigma, sigma, sigma, none, np.zeros(count, np.uint8)
    )
    return distances, Detection(d, np.ones(count, np.uint8), 1.96 * sigma, none, none, sigma * 0 + 1, sigma)


def bend(cores, sides):
    run = np.clip((cores[:, 1] + 0.05) / 0.21, 0, None)
    return 5e-4 * run**2 * sides[:, 0]


def hole(cores, sides):
    return np.where(np.linalg.norm(cores - (0.1, 0, 0), axis=1) < 0.03, -8e-4, 0.0)


def both(*moves):
    return lambda cores, sides: sum(move(cores, sides) for move in moves)


def find(move):
    distances, detection = survey(move)
    return distances, find_deformation(distances, detection, (ball(), ball()))


def test_noise_alone_is_no_deformation():
    _, found = find(lambda cores, sides: np.zeros(len(cores)))
    assert not found.is_deformed
    assert not found.smooth_m.any()
    assert len(found.parts) >= 4


def test_a_bent_body_is_deformed_and_its_field_is_found():
    distances, found = find(bend)
    assert found.is_deformed
    assert np.sqrt(np.mean((found.smooth_m - bend(distances.cores, distances.normals)) ** 2)) < 1e-5
    assert 2e-4 < found.max_m < 8e-4


def test_a_loss_is_no_deformation():
    _, found = find(hole)
    assert not found.is_deformed


def test_a_loss_on_a_bent_body_stays_out_of_the_field():
    distances, found = find(both(bend, hole))
    left = found.smooth_m - bend(distances.cores, distances.normals)
    assert found.is_deformed
    assert np.abs(left[hole(distances.cores, distances.normals) < 0]).mean() < 3e-5


def test_a_part_that_moved_stiffly_is_found():
    def handle(cores, sides):
        return np.where(cores[:, 1] > 0.09, 4e-4 * sides[:, 2], 0.0)

    _, found = find(handle)
    assert found.is_deformed
    assert max(part.shift_m for part in found.parts) > 1e-4


def test_a_motion_that_the_whole_body_shares_is_no_deformation():
    def shared(cores, sides):
        return sides @ (2e-4, -1e-4, 1e-4) + np.einsum("ij,ij->i", np.cross((0.0, 1e-3, 5e-4), cores), sides)

    distances, detection = survey(shared)
    assert not find_deformation(distances, detection, (ball(), ball())).is_deformed


def test_bending_is_told_from_a_motion_that_the_whole_body_shares():
    def both_motions(cores, sides):
        return bend(cores, sides) + sides @ (2e-4, -1e-4, 1e-4)

    distances, found = find(both_motions)
    left = found.smooth_m - both_motions(distances.cores, distances.normals)
    assert found.is_deformed
    assert np.sqrt(np.mean(left**2)) < 5e-5
    assert 0 < found.sigma_m < 5e-5


def test_too_few_cores_are_left_alone():
    distances, detection = survey(bend, count=500)
    found = find_deformation(distances, detection, (ball(), ball()))
    assert not found.is_deformed
    assert len(found.smooth_m) == 500


def test_robust_solution_ignores_a_third_of_wild_values():
    random = np.random.default_rng(1)
    rows = random.normal(size=(600, 3))
    values = rows @ (1.0, -2.0, 0.5) + random.normal(0, 0.01, 600)
    values[:200] += 5
    assert np.allclose(solve_robustly(rows, values, 1e-9)[0], (1.0, -2.0, 0.5), atol=0.01)
