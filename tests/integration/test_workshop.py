"""A scan through the whole workshop, with the real encoders."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import trimesh

from models3d import workshop
from models3d.errors import GeometryError, ToolError
from models3d.glb import read_container
from models3d.nodetools import find_tools

FILES = {"thumb.glb", "phone.glb", "vr.glb", "desktop.glb", "ar.usdz", "poster.webp", "report.json"}


@pytest.fixture(scope="module", autouse=True)
def _tools():
    try:
        find_tools()
    except ToolError as missing:
        pytest.skip(f"model encoders: {missing} (make setup)")


def make(source: Path, out: Path, **more: object) -> dict:
    shares: list[float] = []
    report = workshop.run({"source": str(source), "out": str(out), **more}, lambda _, share: shares.append(share))
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    return report


@pytest.fixture(scope="module")
def coloured_ball(tmp_path_factory) -> Path:
    shape = trimesh.creation.icosphere(subdivisions=5, radius=0.2)
    shape.visual.vertex_colors = np.where(shape.vertices[:, :1] > 0, (200, 30, 30, 255), (30, 30, 200, 255))
    path = tmp_path_factory.mktemp("scan") / "quả cầu.ply"
    shape.export(path)
    return path


def test_a_coloured_scan_becomes_vr_ready(coloured_ball, tmp_path):
    xmp = {"title_vi": "Quả cầu", "title_en": "Ball", "number": "T-1", "rights": "CC0", "sha256": "00ff"}
    report = make(coloured_ball, tmp_path, unit="m", xmp=xmp)
    assert {p.name for p in tmp_path.iterdir()} == FILES
    assert report["vr_ready"], [r for r in report["rules"] if r["passed"] is False]
    assert json.loads((tmp_path / "report.json").read_text(encoding="utf-8")) == json.loads(json.dumps(report))
    for name in ("thumb.glb", "phone.glb", "vr.glb", "desktop.glb"):
        document, _ = read_container((tmp_path / name).read_bytes())
        assert document["extensions"]["KHR_xmp_json_ld"]["packets"][0]["dc:identifier"] == "T-1"
    sizes = {d["file"]: d for d in report["derivatives"]}
    assert sizes["thumb.glb"]["bytes"] <= 200_000
    assert sizes["ar.usdz"]["texture_px"] > 0
    assert report["source"]["bbox_m"] == pytest.approx([0.4, 0.4, 0.4], rel=0.01)


def test_two_runs_of_a_plain_scan_are_equal(tmp_path):
    source = tmp_path / "ball.stl"
    trimesh.creation.icosphere(subdivisions=5, radius=50).export(source)
    make(source, tmp_path / "a", unit="mm")
    make(source, tmp_path / "b", unit="mm")
    for name in sorted(FILES - {"report.json", "ar.usdz"}):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes(), name


def test_a_hostile_scan_leaves_nothing_behind(tmp_path):
    source = tmp_path / "bad.ply"
    source.write_bytes(b"ply\nformat ascii 1.0\nelement vertex 3\nproperty float x\n")
    with pytest.raises(GeometryError):
        make(source, tmp_path / "out")
    assert not (tmp_path / "out").exists()
