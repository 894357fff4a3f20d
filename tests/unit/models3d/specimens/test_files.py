"""What the writers write, the readers read: same counts, same places, same colours."""

from __future__ import annotations

import zipfile
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from models3d.errors import GeometryError
from models3d.readers import read_scan
from models3d.specimens import collection, files
from models3d.specimens.scanner import ScanPlan, scan_mesh, scan_points
from models3d.specimens.vase import make_bowl, make_vase, vase_picture
from models3d.specimens.workshop import run
from models3d.types import Mesh, PointCloud


@pytest.fixture(scope="module")
def mesh() -> Mesh:
    return scan_mesh(make_bowl(1, 0.3), ScanPlan(stations=4))


@pytest.fixture(scope="module")
def cloud() -> PointCloud:
    return scan_points(make_bowl(1, 0.3), ScanPlan(stations=4, points=6000))


def as_sorted(points: np.ndarray) -> np.ndarray:
    rounded = np.round(points, 4)
    return rounded[np.lexsort(rounded.T)]


def test_ply_mesh(mesh, tmp_path):
    scan = read_scan(files.write_ply(mesh, tmp_path / "a.ply"))
    assert isinstance(scan.geometry, Mesh)
    assert np.array_equal(scan.geometry.faces, mesh.faces)
    assert scan.geometry.positions == pytest.approx(mesh.positions, abs=1e-6)
    assert np.array_equal(scan.geometry.colors[:, :3], mesh.colors[:, :3])


def test_ply_cloud(cloud, tmp_path):
    scan = read_scan(files.write_ply(cloud, tmp_path / "a.ply"))
    assert isinstance(scan.geometry, PointCloud)
    assert scan.geometry.positions == pytest.approx(cloud.positions, abs=1e-6)
    assert np.array_equal(scan.geometry.colors, cloud.colors)
    assert scan.geometry.normals == pytest.approx(cloud.normals, abs=1e-6)


def test_stl_is_in_millimetres(mesh, tmp_path):
    scan = read_scan(files.write_stl(mesh, tmp_path / "a.stl"))
    assert len(scan.geometry.faces) == len(mesh.faces)
    size = np.ptp(scan.geometry.positions, axis=0)
    assert size == pytest.approx(np.ptp(mesh.positions, axis=0) * 1e3, rel=1e-3)


def test_glb_keeps_colours(mesh, tmp_path):
    scan = read_scan(files.write_glb(mesh, tmp_path / "a.glb"))
    assert scan.unit == "m"
    assert len(scan.geometry.faces) == len(mesh.faces)
    assert scan.geometry.colors is not None
    mean = scan.geometry.colors[:, :3].astype(float).mean(axis=0)
    assert mean == pytest.approx(mesh.colors[:, :3].mean(axis=0), abs=2.0)


def test_e57_has_its_stations_and_stands_on_z(cloud, tmp_path):
    scan = read_scan(files.write_e57(cloud, tmp_path / "a.e57"))
    assert isinstance(scan.geometry, PointCloud)
    assert len(scan.geometry.positions) == len(cloud.positions)
    found = scan.geometry.positions + scan.shift
    expected = np.stack([cloud.positions[:, 0], -cloud.positions[:, 2], cloud.positions[:, 1]], axis=1)
    assert as_sorted(found)[::97] == pytest.approx(as_sorted(expected)[::97], abs=2e-4)
    assert scan.geometry.colors is not None


def test_laz_has_colours_and_stands_on_z(cloud, tmp_path):
    scan = read_scan(files.write_laz(cloud, tmp_path / "a.laz"))
    assert isinstance(scan.geometry, PointCloud)
    assert scan.up == "z"
    size = np.ptp(scan.geometry.positions, axis=0)
    assert size == pytest.approx(np.ptp(cloud.positions, axis=0)[[0, 2, 1]], abs=3e-4)
    assert scan.geometry.colors.astype(float).mean(axis=0) == pytest.approx(cloud.colors.mean(axis=0), abs=2.0)


def test_obj_zip_brings_its_picture_and_splits_the_seam(tmp_path):
    scanned = scan_mesh(make_vase(1, 0.2), ScanPlan(stations=6))
    path = files.write_obj_zip(scanned, vase_picture(1, 128), tmp_path / "v.zip", "vase")
    with zipfile.ZipFile(path) as archive:
        assert archive.namelist() == ["vase.obj", "vase.mtl", "vase.jpg"]
        archive.extractall(tmp_path)
    scan = read_scan(tmp_path / "vase.obj")
    assert isinstance(scan.geometry, Mesh)
    assert len(scan.geometry.faces) == len(scanned.faces)
    assert scan.geometry.uv is not None
    assert scan.geometry.materials[0].base_image is not None
    turn = scan.geometry.uv[:, 0]
    assert turn.min() >= 0
    assert turn.max() <= 1
    assert np.ptp(turn[scan.geometry.faces], axis=1).max() < 0.5


def test_the_same_zip_has_the_same_bytes(tmp_path):
    scanned = scan_mesh(make_vase(1, 0.25), ScanPlan(stations=4))
    picture = vase_picture(1, 128)
    first, again = (files.write_obj_zip(scanned, picture, tmp_path / name, "v").read_bytes() for name in "ab")
    assert first == again


def test_a_mesh_without_uv_is_no_textured_obj(mesh, tmp_path):
    with pytest.raises(ValueError, match="uv"):
        files.write_obj_zip(replace(mesh, uv=None), vase_picture(1, 64), tmp_path / "v.zip", "v")


def test_the_step_makes_specimens_whole_and_repeats_itself(tmp_path, monkeypatch):
    for name in ("seal", "bowl"):
        entry = collection.COLLECTION[name]
        monkeypatch.setitem(collection.COLLECTION, name, replace(entry, detail=0.2, views=entry.views[:1]))
    told: list[tuple[str, float]] = []
    for out in "ab":
        order = {"names": ["seal", "bowl"], "out": str(tmp_path / out), "width": 96}
        assert run(order, lambda *step: told.append(step)) == {"made": ["seal", "bowl"]}
    assert told[:3] == [("seal", 0.0), ("bowl", 0.5), ("done", 1.0)]
    made = {path.relative_to(tmp_path / "a") for path in (tmp_path / "a").rglob("*.*")}
    assert {str(path) for path in made} == {
        "seal/seal-scan.stl",
        "seal/seal-later.stl",
        "seal/seal-1.jpg",
        "bowl/bowl-scan.ply",
        "bowl/bowl-1.jpg",
    }
    assert all((tmp_path / "a" / path).read_bytes() == (tmp_path / "b" / path).read_bytes() for path in made)
    with Image.open(tmp_path / "a" / "seal" / "seal-1.jpg") as picture:
        assert picture.size == (96, 72)


def test_the_step_keeps_what_was_made_and_begins_anew_what_was_broken_off(tmp_path, monkeypatch):
    entry = collection.COLLECTION["seal"]
    monkeypatch.setitem(collection.COLLECTION, "seal", replace(entry, detail=0.2, views=()))
    (tmp_path / "bowl").mkdir()
    (tmp_path / "seal.part").mkdir()
    (tmp_path / "seal.part" / "half.jpg").write_bytes(b"half")
    run({"names": ["bowl", "seal"], "out": str(tmp_path)}, lambda *_: None)
    assert list((tmp_path / "bowl").iterdir()) == []
    assert {path.name for path in (tmp_path / "seal").iterdir()} == {"seal-scan.stl", "seal-later.stl"}


def test_an_unknown_specimen_is_refused_and_leaves_nothing(tmp_path):
    with pytest.raises(GeometryError) as caught:
        run({"names": ["ghost"], "out": str(tmp_path)}, lambda *_: None)
    assert caught.value.code == "specimen_unknown"
    assert caught.value.values == {"name": "ghost"}
    assert list(tmp_path.iterdir()) == []
