"""The whole comparison on a simulated pair: the contract's report and files, the truth found, numbers repeatable."""

from __future__ import annotations

import json

import numpy as np
import pytest

from app.texts import notice_texts
from models3d import comparison
from models3d.errors import GeometryError
from models3d.glb import read_container
from models3d.nodetools import find_tools
from models3d.pack import validate_glbs
from models3d.specimens.damage import Wound, damage_mesh
from models3d.specimens.files import write_ply
from models3d.specimens.scanner import ScanPlan, scan_mesh
from models3d.specimens.seal import make_seal
from models3d.specimens.stele import make_stele

FILES = {
    "report.json", "report.pdf", "deviation.ply", "deviation.glb", "earlier.glb", "deviation.csv", "histogram.png",
    "views.png",
}  # fmt: skip
CHIP = Wound("chip", (0.0515, 0.0231, 0.0515), 0.0075, 0.0018)


@pytest.fixture(scope="module")
def pair(tmp_path_factory):
    """A seal scanned twice; in between a corner was chipped. The second survey was turned by 64 degrees."""
    folder = tmp_path_factory.mktemp("pair")
    seal = make_seal(1, 0.7)
    after, (truth,) = damage_mesh(seal, (CHIP,))
    write_ply(scan_mesh(seal, ScanPlan(16, 0.02)), folder / "trước.ply")
    write_ply(scan_mesh(after, ScanPlan(26, 0.03, stations=7, turn_deg=64.0)), folder / "sau.ply")
    return folder, truth


def compare(folder, out, **wishes):
    told = []
    order = {
        "earlier": str(folder / "trước.ply"), "later": str(folder / "sau.ply"), "out": str(out), "unit_earlier": "m",
        "unit_later": "m", "texts": {k: dict(v) for k, v in notice_texts().items()},
        "facts": {"title_vi": "Ấn thử", "number": "TH.01", "earlier_date": "2019-05-04", "later_date": "2025-06-10"},
    }  # fmt: skip
    report = comparison.run({**order, **wishes}, lambda step, share: told.append((step, share)))
    assert [share for _, share in told] == sorted(share for _, share in told)
    return report


@pytest.fixture(scope="module")
def first(pair, tmp_path_factory):
    out = tmp_path_factory.mktemp("out")
    return out, compare(pair[0], out)


def test_every_file_of_the_contract_is_there_and_nothing_else_is_left(first):
    out, report = first
    names = {path.name for path in out.iterdir()}
    assert names >= FILES
    assert all(name.startswith(("section-", "map")) for name in names - FILES)
    assert json.loads((out / "report.json").read_text(encoding="utf-8")) == json.loads(json.dumps(report))


def test_the_report_has_the_contract_s_shape(first):
    _, report = first
    assert set(report["registration"]) >= {"matrix", "method", "rms_mm", "overlap", "sigma_mm"}
    assert set(report["deviations"]) == {
        "n", "mean_mm", "std_mm", "rms_mm", "p05_mm", "p50_mm", "p95_mm", "min_mm", "max_mm",
    }  # fmt: skip
    assert set(report["level_of_detection_mm"]) >= {"median", "p95"}
    assert set(report["changed"]) == {"area_mm2", "fraction"}
    assert set(report["volume"]) == {"gain_mm3", "loss_mm3"}
    assert set(report["method"]) >= {"name", "parameters", "tool", "version"}
    for region in report["regions"]:
        assert set(region) >= {"id", "kind", "centroid_mm", "area_mm2", "volume_mm3", "max_mm", "bbox_mm"}


def test_the_chip_is_found_where_and_as_deep_as_it_is(first, pair):
    _, report = first
    truth = pair[1]
    losses = [region for region in report["regions"] if region["kind"] == "loss"]
    nearest = min(losses, key=lambda region: np.linalg.norm(np.subtract(region["centroid_mm"], truth.centroid_mm)))
    assert np.linalg.norm(np.subtract(nearest["centroid_mm"], truth.centroid_mm)) < 2
    assert nearest["volume_mm3"] == pytest.approx(-truth.volume_mm3, rel=0.05)
    assert truth.max_mm * 1.1 < nearest["max_mm"] < truth.max_mm * 0.6
    assert report["volume"]["loss_mm3"] >= nearest["volume_mm3"]


def test_the_pose_is_the_truth_s(first):
    turn = np.radians(64.0)
    matrix = np.array(first[1]["registration"]["matrix"])
    expected = np.array([[np.cos(turn), 0, -np.sin(turn)], [0, 1, 0], [np.sin(turn), 0, np.cos(turn)]])
    assert np.abs(matrix[:3, :3] - expected).max() < 1e-3
    assert np.abs(matrix[:3, 3]).max() < 5e-5


def test_the_parameters_of_the_report_repeat_its_numbers(first, pair, tmp_path):
    _, report = first
    wishes = report["method"]["parameters"]
    again = compare(
        pair[0], tmp_path, **{k: wishes[k] for k in ("registered", "matrix", "pairs", "free_scale", "seed")}
    )
    assert again["digest"] == report["digest"]
    assert (tmp_path / "report.pdf").read_bytes() == (first[0] / "report.pdf").read_bytes()
    assert (tmp_path / "deviation.glb").read_bytes() == (first[0] / "deviation.glb").read_bytes()


def test_the_glbs_are_valid_and_their_values_are_those_of_the_ply(first):
    out, _ = first
    assert set(validate_glbs([out / "deviation.glb", out / "earlier.glb"], find_tools(None)).values()) == {0}
    document, blob = read_container((out / "deviation.glb").read_bytes())
    accessor = document["accessors"][document["meshes"][0]["primitives"][0]["attributes"]["_DEVIATION"]]
    view = document["bufferViews"][accessor["bufferView"]]
    shown = np.frombuffer(blob, np.float32, accessor["count"], view["byteOffset"])
    kinds = (
        [(axis, "<f8") for axis in "xyz"] + [(c, "u1") for c in "rgb"] + [("deviation_mm", "<f4"), ("lod_mm", "<f4")]
    )
    data = (out / "deviation.ply").read_bytes().split(b"end_header\n", 1)[1]
    written = np.frombuffer(data, kinds, accessor["count"])["deviation_mm"]
    known = np.isfinite(written)
    assert known.mean() > 0.8
    assert np.abs(shown[known] - written[known]).max() < 0.01


def test_warnings_are_told_in_both_languages(pair, tmp_path):
    report = compare(pair[0], tmp_path, unit_earlier=None)
    told = {warning["code"]: warning for warning in report["warnings"]}
    assert "unit_guessed_m" in told
    assert told["unit_guessed_m"]["message"] != told["unit_guessed_m"]["message_vi"]


def test_a_refusal_leaves_nothing(pair, tmp_path):
    folder, _ = pair
    write_ply(scan_mesh(make_stele(1, 0.4), ScanPlan(1, 0.5)), tmp_path / "other.ply")
    with pytest.raises(GeometryError) as refusal:
        compare(folder, tmp_path / "out", later=str(tmp_path / "other.ply"))
    assert refusal.value.code.startswith("register_")
    assert not (tmp_path / "out").exists()
