"""Scanner positions: true ones orient normals, made-up ones are told apart."""

from __future__ import annotations

import numpy as np

from models3d.poisson import estimate_normals
from models3d.types import PointCloud


def ball(points=4000, seed=0):
    directions = np.random.default_rng(seed).normal(size=(points, 3))
    return directions / np.linalg.norm(directions, axis=1, keepdims=True)


def cloud(positions, station):
    ids = np.zeros(len(positions), np.int32)
    return PointCloud(positions, station_ids=ids, stations=np.array([station], float))


def test_a_made_up_station_beside_a_whole_ball_does_not_turn_its_far_side_inwards():
    positions = ball()
    normals = estimate_normals(cloud(positions, (0.0, 0.0, 2.0)), positions)
    assert np.mean(np.einsum("ij,ij->i", normals, positions) > 0) > 0.99


def test_a_true_station_sees_the_near_side_and_turns_normals_to_itself():
    station = np.array([0.0, 0.0, 4.0])
    positions = ball(8000)
    positions = positions[np.einsum("ij,ij->i", positions, station - positions) > 0.3]
    normals = estimate_normals(cloud(positions, station), positions - positions.mean(axis=0))
    assert np.all(np.einsum("ij,ij->i", normals, station - positions) > 0)


def test_a_station_in_the_midst_of_the_points_is_made_up():
    positions = np.concatenate([ball(3000), [[0.0, 0.0, 0.0]]])
    normals = estimate_normals(cloud(positions, (0.0, 0.0, 0.0)), positions)
    assert np.mean(np.einsum("ij,ij->i", normals[:-1], positions[:-1]) > 0) > 0.99
