"""Two scans become comparable: in metres, unmoved, outward, with a noise that agrees with the simulated one."""

import hashlib
from dataclasses import replace

import laspy
import numpy as np
import pytest

from models3d.compare.cores import pick_cores
from models3d.compare.epochs import check_units, read_epoch
from models3d.compare.noise import estimate_noise
from models3d.errors import GeometryError, ReadError
from models3d.readers import read_scan
from models3d.specimens.files import write_ply
from models3d.specimens.forms import as_mesh, ball, block, joined, lathe, moved
from models3d.types import METRES, Mesh, PointCloud

VESSEL = as_mesh(lathe(np.array([[0.001, 0], [0.05, 0.001], [0.06, 0.06], [0.04, 0.12], [0.001, 0.121]]), 80))


def dense_ball(segments=120):
    return as_mesh(ball((0.1, 0.12, 0.1), segments))


def codes(epoch):
    return [notice.code for notice in epoch.notices]


def test_a_mesh_is_in_metres_with_its_vertices_where_they_were(tmp_path):
    mesh = dense_ball(40)
    path = write_ply(replace(mesh, positions=mesh.positions * 1000), tmp_path / "a.ply")
    epoch = read_epoch(path, "bóng.ply", "mm", 0.1)
    assert np.allclose(np.sort(epoch.positions, axis=0), np.sort(mesh.positions, axis=0), atol=1e-7)
    assert (epoch.kind, epoch.unit, epoch.unit_evidence, epoch.noise_evidence) == ("mesh", "mm", "stated", "stated")
    assert epoch.noise_m == pytest.approx(1e-4)
    assert epoch.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert epoch.is_oriented
    assert (np.einsum("ij,ij->i", epoch.normals, epoch.positions - mesh.positions.mean(axis=0)) > 0).all()


def test_holes_stay_open(tmp_path):
    mesh = dense_ball(40)
    open_mesh = replace(mesh, faces=mesh.faces[mesh.positions[mesh.faces].mean(axis=1)[:, 0] < 0.08])
    epoch = read_epoch(write_ply(open_mesh, tmp_path / "a.ply"), "a", "m", 0.1)
    assert len(epoch.surface.mesh.faces) == len(open_mesh.faces)


def test_an_open_surface_that_is_inside_out_is_turned_and_said(tmp_path):
    mesh = dense_ball(40)
    kept = mesh.faces[mesh.positions[mesh.faces].mean(axis=1)[:, 1] > 0.02]
    epoch = read_epoch(write_ply(Mesh(mesh.positions, kept[:, ::-1].copy()), tmp_path / "a.ply"), "a", "m", 0.1)
    assert "epoch_turned" in codes(epoch)
    assert (np.einsum("ij,ij->i", epoch.normals, epoch.positions - mesh.positions.mean(axis=0)) > 0).mean() > 0.99


def test_an_open_surface_of_random_winding_is_unsigned_and_said(tmp_path):
    mesh = as_mesh(block((0.2, 0.2, 0.2), 0.01))
    flat = mesh.faces[mesh.positions[mesh.faces].mean(axis=1)[:, 1] > 0.1999]
    flip = np.random.default_rng(1).random(len(flat)) < 0.5
    flat[flip] = flat[flip][:, [0, 2, 1]]
    epoch = read_epoch(write_ply(Mesh(mesh.positions, flat), tmp_path / "a.ply"), "a", "m", 0.1, "later")
    assert not epoch.is_oriented
    assert "epoch_unoriented" in codes(epoch)


def test_a_cloud_gets_a_surface_and_outward_normals(tmp_path):
    mesh = dense_ball(60)
    cloud = PointCloud(mesh.positions + np.random.default_rng(1).normal(0, 1e-5, mesh.positions.shape))
    epoch = read_epoch(write_ply(cloud, tmp_path / "a.ply"), "a", "m")
    assert epoch.kind == "cloud"
    assert len(epoch.positions) == len(mesh.positions)
    outward = epoch.positions - mesh.positions.mean(axis=0)
    assert (np.einsum("ij,ij->i", epoch.normals, outward) > 0).mean() > 0.99
    assert epoch.is_oriented


def test_the_file_without_points_is_refused(tmp_path):
    path = tmp_path / "a.ply"
    path.write_text("ply\nformat ascii 1.0\nelement vertex 0\nproperty float x\nproperty float y\nproperty float z\n"
                    "end_header\n")  # fmt: skip
    with pytest.raises(ReadError) as caught:
        read_epoch(path, "a", "m")
    assert caught.value.code in {"empty_cloud", "empty_mesh"}


@pytest.mark.parametrize("noise", [0.0, -1.0, np.nan, np.inf])
def test_an_impossible_noise_is_refused(tmp_path, noise):
    with pytest.raises(GeometryError) as caught:
        read_epoch(tmp_path / "a.ply", "a", "m", noise)
    assert caught.value.code == "noise_invalid"


@pytest.mark.parametrize("noise", [2e-5, 1e-4])
def test_noise_is_told_from_relief(noise):
    mesh = dense_ball(160)
    random = np.random.default_rng(2)
    relief = 1e-3 * np.sin(mesh.positions[:, 0] / 0.006)
    normals = mesh.normals.astype(np.float64)
    measured = mesh.positions + normals * (relief + random.normal(0, noise, len(relief)))[:, None]
    assert estimate_noise(measured, normals) == pytest.approx(noise, rel=0.3)


def test_the_far_side_of_a_thin_wall_is_no_noise():
    part = block((0.2, 0.002, 0.2), 0.002)
    mesh = as_mesh(part)
    flat = np.abs(mesh.normals[:, 1]) > 0.99
    points, normals = mesh.positions[flat], mesh.normals[flat].astype(np.float64)
    measured = points + normals * np.random.default_rng(3).normal(0, 5e-5, len(points))[:, None]
    assert estimate_noise(measured, normals) == pytest.approx(5e-5, rel=0.25)


def test_few_points_have_no_noise_to_tell():
    assert estimate_noise(np.zeros((10, 3))) == 0.0
    assert estimate_noise(np.zeros((100, 3))) == 0.0


def test_different_units_and_suspicious_sizes_are_said(tmp_path):
    mesh = dense_ball(30)
    first = read_epoch(write_ply(mesh, tmp_path / "a.ply"), "a", "m", 0.1)
    large = replace(mesh, positions=mesh.positions * 1000)
    second = read_epoch(write_ply(large, tmp_path / "b.ply"), "b", "mm", 0.1)
    assert [n.code for n in check_units(first, second)] == ["units_differ"]
    wrong = read_epoch(tmp_path / "b.ply", "b", "m", 0.1)
    assert [n.code for n in check_units(first, wrong)] == ["units_suspect"]
    guessed = read_epoch(tmp_path / "b.ply", "b", None, 0.1)
    assert [n.code for n in check_units(guessed, wrong)] == ["units_differ", "units_suspect_guessed"]
    assert check_units(first, first) == ()


def test_cores_share_the_whole_surface_and_keep_both_sides_of_a_wall(tmp_path):
    wall = as_mesh(joined([block((0.1, 0.001, 0.1), 0.002), moved(block((0.05, 0.05, 0.05), 0.002), (0.2, 0, 0))]))
    epoch = read_epoch(write_ply(wall, tmp_path / "a.ply"), "a", "m", 0.05)
    corners = epoch.surface.mesh.positions[epoch.surface.mesh.faces]
    across = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    whole = np.linalg.norm(across, axis=1).sum() / 2
    for most in (10**6, 1500):
        cores = pick_cores(epoch, most)
        assert len(cores.positions) <= most
        assert cores.area_m2.sum() == pytest.approx(whole)
        assert np.allclose(np.linalg.norm(cores.normals, axis=1), 1)
    thin = cores.normals[cores.positions[:, 0] < cores.positions[:, 0].min() + 0.09]
    assert min((thin[:, 1] > 0.9).mean(), (thin[:, 1] < -0.9).mean()) > 0.3


WKT = (
    'COMPD_CS["x",PROJCS["x",GEOGCS["x",UNIT["degree",0.0174532925199433]],UNIT["{0}",{1}]],'
    'VERT_CS["x",VERT_DATUM["x",2005],UNIT["{2}",{3}]]]'
)


def las_of(path, wkt, keys=b""):
    header = laspy.LasHeader(point_format=6, version="1.4")
    header.scales = [0.001] * 3
    if wkt:
        header.vlrs.append(laspy.VLR("LASF_Projection", 2112, "", wkt.encode()))
    if keys:
        header.vlrs.append(laspy.VLR("LASF_Projection", 34735, "", keys))
    cloud = laspy.LasData(header)
    random = np.random.default_rng(1).random((50, 3))
    cloud.x, cloud.y, cloud.z = random[:, 0] * 10, random[:, 1] * 10, random[:, 2] * 10
    cloud.write(str(path))
    return path


def test_las_heights_in_feet_over_metres_are_converted_and_said(tmp_path):
    mixed = read_scan(las_of(tmp_path / "a.las", WKT.format("metre", 1, "US survey foot", 0.3048006)))
    plain = read_scan(las_of(tmp_path / "b.las", WKT.format("metre", 1, "metre", 1)))
    notice = next(n for n in mixed.warnings if n.code == "las_vertical_unit")
    assert notice.values == {"file": "a.las", "horizontal": "m", "vertical": "us-ft"}
    assert plain.warnings == ()
    heights = [np.ptp(scan.geometry.positions[:, 2]) for scan in (mixed, plain)]
    assert heights[0] == pytest.approx(1200 / 3937 * heights[1], rel=1e-7)


@pytest.mark.parametrize(("code", "unit"), [(9001, None), (9002, "ft"), (9003, "us-ft")])
def test_las_heights_by_geotiff_keys(tmp_path, code, unit):
    keys = np.array([[1, 1, 0, 3], [1024, 0, 1, 1], [3076, 0, 1, 9001], [4099, 0, 1, code]], "<u2")
    scan = read_scan(las_of(tmp_path / "a.las", None, keys.tobytes()))
    told = [n.values["vertical"] for n in scan.warnings if n.code == "las_vertical_unit"]
    assert told == ([unit] if unit else [])
    assert scan.unit == "m"
    assert np.ptp(scan.geometry.positions[:, 2]) == pytest.approx(10 * (METRES[unit] if unit else 1), rel=0.1)


def test_las_heights_in_metres_over_feet_are_brought_to_feet(tmp_path):
    scan = read_scan(las_of(tmp_path / "a.las", WKT.format("foot", 0.3048, "metre", 1)))
    assert scan.unit == "ft"
    assert np.ptp(scan.geometry.positions[:, 2]) == pytest.approx(10 / 0.3048, rel=0.1)


def test_the_real_pair_of_las_surveys_is_noticed(shared_data):
    for year in (2010, 2023):
        path = shared_data / "epochs" / "PDAL" / "autzen" / f"autzen-bmx-{year}.las"
        epoch = read_epoch(path, path.name)
        assert "las_vertical_unit" in codes(epoch)
        assert epoch.unit == "m"
        assert 2 < np.ptp(epoch.positions[:, 2]) < 6
        assert epoch.is_oriented
        assert epoch.shift_m[2] + epoch.positions[:, 2].mean() == pytest.approx(130, abs=3)
