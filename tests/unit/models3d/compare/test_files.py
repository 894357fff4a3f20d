"""What programs read of a comparison: the values come back from PLY, CSV and GLB as they were."""

import csv
import json

import numpy as np
import pytest

from models3d.compare import files
from models3d.compare.deviations import Deviations, summarise
from models3d.compare.types import Detection, Distances, Region, Volume
from models3d.glb import read_container
from models3d.nodetools import find_tools
from models3d.pack import validate_glbs
from models3d.readers import read_scan
from tests.unit.models3d.compare.surveys import ball, epoch


def deviations(count):
    values = np.linspace(-2e-3, 1e-3, count)
    values[5] = np.nan
    return Deviations(values, np.where(np.isnan(values), np.nan, 1e-4))


def region(number, cores):
    """A region of which only number and cores matter."""
    place = (0.0, 0.0, 0.0)
    return Region(number, "loss", cores, place, place, place, 1e-4, Volume(0, 0, 0, 0, "patch"), *[-1e-3] * 5, 0.0)


def cores_at(points):
    """Distances of which only the places matter."""
    count = len(points)
    calm, none = np.zeros(count), np.zeros(count, np.uint8)
    return Distances(
        cores=points, normals=np.tile((0.0, 0.0, 1.0), (count, 1)), area_m2=np.full(count, 1e-6),
        closest_m=calm, cylinder_m=calm, closest_sigma_m=calm, cylinder_sigma_m=calm, radius_m=calm,
        disagrees=np.zeros(count, bool), reason=none,
    )  # fmt: skip


def scalar(document, blob, name):
    """An attribute's floats, read without our reader."""
    accessor = document["accessors"][document["meshes"][0]["primitives"][0]["attributes"][name]]
    view = document["bufferViews"][accessor["bufferView"]]
    assert accessor["componentType"] == 5126
    return np.frombuffer(blob, np.float32, accessor["count"], view["byteOffset"])


def test_the_ply_holds_the_values_and_the_triangles(tmp_path):
    later = ball()
    values = deviations(len(later.positions))
    colors = np.full((len(later.positions), 3), 7, np.uint8)
    files.write_deviation_ply(tmp_path / "d.ply", later, values, colors)
    scan = read_scan(tmp_path / "d.ply")
    assert np.allclose(scan.geometry.positions, later.positions, atol=1e-12)
    assert len(scan.geometry.faces) == len(later.surface.mesh.faces)
    head, data = (tmp_path / "d.ply").read_bytes().split(b"end_header\n", 1)
    assert b"property float deviation_mm" in head
    rows = np.frombuffer(
        data, [("p", "<f8", 3), ("c", "u1", 3), ("deviation_mm", "<f4"), ("lod_mm", "<f4")], len(later.positions)
    )
    assert np.allclose(rows["deviation_mm"], values.distance_m * 1e3, atol=1e-6, equal_nan=True)
    assert np.isnan(rows["deviation_mm"][5])


def test_a_cloud_is_written_without_triangles(tmp_path):
    cloud = ball(kind="cloud", points=np.random.default_rng(1).normal(size=(50, 3)))
    files.write_deviation_ply(tmp_path / "d.ply", cloud, deviations(50), np.zeros((50, 3), np.uint8))
    assert b"element face" not in (tmp_path / "d.ply").read_bytes()[:400]


def test_values_in_the_glb_are_exact_and_no_data_is_marked(tmp_path):
    later = ball()
    values = deviations(len(later.positions))
    files.write_deviation_glb(
        tmp_path / "d.glb", later, values, files.scene_frame(later), cores_at(later.positions), ()
    )
    document, blob = read_container((tmp_path / "d.glb").read_bytes())
    found, valid = scalar(document, blob, "_DEVIATION"), scalar(document, blob, "_VALID")
    assert np.abs(found[valid > 0] - values.distance_m[valid > 0] * 1e3).max() < 1e-5
    assert np.flatnonzero(valid == 0).tolist() == [5]
    assert "extensionsUsed" not in document  # nothing that quantises


def test_a_vertex_carries_the_number_of_its_region(tmp_path):
    later = ball()
    values = Deviations(np.full(len(later.positions), 1e-4), np.full(len(later.positions), 1e-4))
    x, _, z = later.positions.T
    high, low = np.flatnonzero(z > 0.5 * z.max()), np.flatnonzero((z < 0.5 * z.min()) & (x > 0))
    regions = (region(3, high), region(7, low))
    files.write_deviation_glb(tmp_path / "d.glb", later, values, np.eye(4), cores_at(later.positions), regions)
    found = scalar(*read_container((tmp_path / "d.glb").read_bytes()), "_REGION")
    assert set(found.tolist()) == {0.0, 3.0, 7.0}
    assert (np.flatnonzero(found == 3).tolist(), np.flatnonzero(found == 7).tolist()) == (high.tolist(), low.tolist())
    far = cores_at(later.positions + 10)
    files.write_deviation_glb(tmp_path / "d.glb", later, values, np.eye(4), far, regions)
    assert not scalar(*read_container((tmp_path / "d.glb").read_bytes()), "_REGION").any()


def test_a_thinned_glb_takes_its_values_from_the_full_survey(tmp_path, monkeypatch):
    later = ball(rings=60, sectors=90)
    values = Deviations(later.positions[:, 2] * 0.02, np.full(len(later.positions), 1e-4))  # a linear field
    monkeypatch.setattr(files, "_VIEWER_TRIANGLES", 2_000)
    files.write_deviation_glb(tmp_path / "d.glb", later, values, np.eye(4), cores_at(later.positions), ())
    document, blob = read_container((tmp_path / "d.glb").read_bytes())
    found = scalar(document, blob, "_DEVIATION")
    view = document["bufferViews"][document["accessors"][0]["bufferView"]]
    places = np.frombuffer(blob, np.float32, 3 * len(found), view["byteOffset"]).reshape(-1, 3)
    assert len(found) < len(later.positions) / 2
    assert np.abs(found - places[:, 2] * 20).max() < 0.02


def test_a_cloud_s_surface_takes_values_of_its_points_and_none_where_no_point_is_near(tmp_path):
    surface = ball()
    upper = surface.positions[surface.positions[:, 2] > 0]
    cloud = epoch(surface.positions, surface.surface.mesh.faces, kind="cloud", points=upper)
    values = Deviations(np.full(len(upper), 5e-4), np.full(len(upper), 1e-4))
    files.write_deviation_glb(tmp_path / "d.glb", cloud, values, np.eye(4), cores_at(cloud.positions), ())
    document, blob = read_container((tmp_path / "d.glb").read_bytes())
    valid, found = scalar(document, blob, "_VALID"), scalar(document, blob, "_DEVIATION")
    assert 0 < valid.sum() < len(valid)
    assert np.allclose(found[valid > 0], 0.5)


def test_both_glbs_are_valid_gltf(tmp_path):
    later = ball()
    files.write_deviation_glb(
        tmp_path / "d.glb",
        later,
        deviations(len(later.positions)),
        files.scene_frame(later),
        cores_at(later.positions),
        (),
    )
    files.write_earlier_glb(tmp_path / "e.glb", later, files.scene_frame(later))
    assert set(validate_glbs([tmp_path / "d.glb", tmp_path / "e.glb"], find_tools(None)).values()) == {0}


@pytest.mark.parametrize("up", ["y", "z"])
def test_the_scene_frame_stands_the_object_on_its_base(up):
    shown = ball(up=up)
    placed = shown.positions @ files.scene_frame(shown)[:3, :3].T + files.scene_frame(shown)[:3, 3]
    assert np.isclose(placed[:, 1].min(), 0)
    assert np.allclose((placed.min(axis=0) + placed.max(axis=0))[[0, 2]], 0)
    assert np.isclose(np.linalg.det(files.scene_frame(shown)[:3, :3]), 1)


def test_the_csv_has_one_row_a_core_and_empty_cells_for_no_data(tmp_path):
    distances = Distances(
        cores=np.arange(9.0).reshape(3, 3), normals=np.eye(3), area_m2=np.ones(3),
        closest_m=np.array([1e-3, np.nan, 0.0]), cylinder_m=np.array([1.1e-3, np.nan, np.nan]),
        closest_sigma_m=np.full(3, 1e-4), cylinder_sigma_m=np.full(3, 1e-4), radius_m=np.ones(3),
        disagrees=np.zeros(3, bool), reason=np.array([0, 1, 0], np.uint8),
    )  # fmt: skip
    detection = Detection(
        distance_m=np.array([1.1e-3, np.nan, 0.0]), method=np.array([1, 0, 2], np.uint8),
        lod_m=np.array([2e-4, np.nan, 2e-4]), significant=np.array([True, False, False]),
        changed=np.array([True, False, False]), calibration=np.ones(3), sigma_m=np.full(3, 1e-4),
    )  # fmt: skip
    files.write_deviation_csv(tmp_path / "d.csv", distances, detection, ())
    rows = list(csv.DictReader((tmp_path / "d.csv").read_text(encoding="utf-8").splitlines()))
    assert [row["distance_mm"] for row in rows] == ["1.100000", "", "0.000000"]
    assert [row["method"] for row in rows] == ["m3c2", "none", "c2m"]
    assert rows[0]["changed"] == "1"


def test_the_summary_leaves_no_data_out():
    found = summarise(np.array([1e-3, np.nan, -1e-3]))
    assert (found["n"], found["mean_mm"], found["rms_mm"]) == (2, 0.0, 1.0)
    assert summarise(np.array([np.nan]))["n"] == 0
    assert json.dumps(found)
