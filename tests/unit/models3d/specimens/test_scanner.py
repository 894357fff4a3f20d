"""The simulated scanner measures with its noise, sees nothing behind a surface, and repeats itself."""

from __future__ import annotations

import numpy as np
import pytest

from models3d.errors import GeometryError
from models3d.specimens import forms
from models3d.specimens.rays import RayScene
from models3d.specimens.scanner import ScanPlan, scan_mesh, scan_points, stations_of
from models3d.specimens.vase import make_bowl
from models3d.types import Mesh


def wall() -> Mesh:
    """A block 2 m wide with a ball hidden behind it as seen from the front."""
    block = forms.painted(forms.block((2.0, 2.0, 0.2), 0.04), np.array([0.5, 0.4, 0.3]))
    ball = forms.painted(forms.moved(forms.ball((0.3, 0.3, 0.3), 40), (0, 0, -0.7)), np.array([0.9, 0.1, 0.1]))
    return forms.as_mesh(forms.joined([block, ball]))


FRONT_ONLY = ScanPlan(seed=5, noise_mm=2.0, stations=1, rings=(0.0,), points=20_000)


def test_range_noise_has_the_stated_sigma_at_perpendicular_incidence():
    mesh = wall()
    cloud = scan_points(mesh, FRONT_ONLY)
    front = mesh.positions[:, 2].max()
    spot = cloud.stations[0]
    near = np.linalg.norm(cloud.positions[:, :2] - spot[:2], axis=1) < 0.7
    error = (cloud.positions[near, 2] - front) * 1e3
    assert near.sum() > 500
    assert error.mean() == pytest.approx(0, abs=0.25)
    assert error.std() == pytest.approx(2.0, rel=0.12)


def test_noise_grows_with_the_angle_of_incidence():
    mesh = forms.as_mesh(forms.painted(forms.ball((1, 1, 1), 200), np.array([0.5, 0.5, 0.5])))
    cloud = scan_points(mesh, ScanPlan(seed=2, noise_mm=1.0, stations=1, rings=(0.0,), reach=3.0, points=40_000))
    to_station = cloud.stations[0] - cloud.positions
    to_station /= np.linalg.norm(to_station, axis=1, keepdims=True)
    facing = (cloud.normals * to_station).sum(axis=1)
    radial = np.linalg.norm(cloud.positions - (0, 1, 0), axis=1) - 1.0
    along = radial / facing * 1e3
    assert along[facing < 0.5].std() > 1.15 * along[facing > 0.9].std()
    assert facing.min() > 0.15


def test_what_no_station_sees_is_missing():
    mesh = wall()
    cloud, fused = scan_points(mesh, FRONT_ONLY), scan_mesh(mesh, FRONT_ONLY)
    middle = 0.0
    assert cloud.positions[:, 2].min() > middle
    assert fused.positions[:, 2].min() > middle
    assert (cloud.colors[:, 0] < 180).all()
    around = scan_points(mesh, ScanPlan(seed=5, noise_mm=2.0, stations=8, points=20_000))
    assert (around.colors[:, 0] > 200).any()


def test_points_lie_on_the_surface_when_there_is_no_noise():
    mesh = make_bowl(1, 0.3)
    cloud = scan_points(mesh, ScanPlan(noise_mm=0.0, points=3000))
    scene = RayScene(mesh)
    start = (cloud.positions + cloud.normals * 0.01).astype(np.float32)
    hits = scene.cast(start, -cloud.normals)
    assert np.median(np.abs(hits.distance - 0.01)) < 2e-4


def test_the_same_plan_gives_the_same_scan_and_another_seed_another():
    mesh, plan = make_bowl(1, 0.3), ScanPlan(seed=9, noise_mm=0.05, points=5000)
    first, again = scan_points(mesh, plan), scan_points(mesh, plan)
    assert np.array_equal(first.positions, again.positions)
    assert np.array_equal(first.colors, again.colors)
    assert not np.array_equal(scan_mesh(mesh, plan).positions, scan_mesh(mesh, ScanPlan(8, 0.05)).positions)


def test_a_cloud_names_the_station_of_each_point():
    cloud = scan_points(make_bowl(1, 0.3), ScanPlan(stations=5, rings=(20.0,), points=4000))
    assert 1000 < len(cloud.positions) <= 4000
    assert set(np.unique(cloud.station_ids)) == set(range(5))
    seen_from = cloud.stations[cloud.station_ids] - cloud.positions
    assert ((seen_from * cloud.normals).sum(axis=1) > 0).all()


def test_the_pose_turns_the_scan_about_the_vertical():
    mesh = make_bowl(1, 0.3)
    straight, turned = scan_mesh(mesh, ScanPlan(seed=3)), scan_mesh(mesh, ScanPlan(seed=3, turn_deg=90.0))
    assert turned.positions[:, 1] == pytest.approx(straight.positions[:, 1], abs=1e-12)
    assert turned.positions[:, 0] == pytest.approx(straight.positions[:, 2], abs=1e-12)


def test_a_fused_mesh_has_less_noise_where_more_stations_look():
    mesh = forms.as_mesh(forms.painted(forms.ball((1, 1, 1), 120), np.array([0.5, 0.5, 0.5])))
    spread = []
    for stations in (4, 32):
        scan = scan_mesh(mesh, ScanPlan(seed=4, noise_mm=1.0, stations=stations, rings=(0.0,)))
        spread.append((np.linalg.norm(scan.positions - (0, 1, 0), axis=1) - 1).std())
    assert spread[1] < 0.6 * spread[0]


def test_no_station_stands_under_the_floor():
    assert (stations_of(wall(), ScanPlan(rings=(-80.0,)))[:, 1] >= 0.02 - 1e-6).all()


@pytest.mark.parametrize("wish", [{"noise_mm": -1.0}, {"stations": 0}, {"rings": ()}, {"reach": 1.0}, {"points": 0}])
def test_a_plan_that_sees_nothing_is_refused(wish):
    with pytest.raises(GeometryError) as caught:
        ScanPlan(**wish)
    assert caught.value.code == "scan_plan"


def test_a_mesh_without_colours_is_refused():
    plain = Mesh(np.eye(3), np.array([[0, 1, 2]]))
    with pytest.raises(GeometryError) as caught:
        scan_mesh(plain, ScanPlan())
    assert caught.value.code == "scan_uncoloured"


def test_a_mesh_that_faces_away_is_not_seen():
    inside_out = forms.as_mesh(forms.ball((1, 1, 1), 60))
    turned = Mesh(
        inside_out.positions, inside_out.faces[:, ::-1].copy(), normals=-inside_out.normals, colors=inside_out.colors
    )
    with pytest.raises(GeometryError) as caught:
        scan_points(turned, ScanPlan(points=500))
    assert caught.value.code == "scan_unseen"
