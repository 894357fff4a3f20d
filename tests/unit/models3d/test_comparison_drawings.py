"""Drawings asked for of a finished comparison: a known step in its place and height, refusals, the same bytes twice."""

from __future__ import annotations

import csv

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models3d import comparison_drawings
from models3d.compare.wishes import read_wishes
from models3d.errors import GeometryError
from models3d.specimens.files import write_ply
from models3d.specimens.forms import as_mesh, block
from models3d.types import Mesh

STEP_MM = 0.8
SHIFT = np.array([0.30, -0.20, 0.10])


@pytest.fixture(scope="module")
def scans(tmp_path_factory):
    """A block of 100 x 40 x 60 mm; later its top lost 0.8 mm for x > 10 mm. The later file is turned and moved."""
    folder = tmp_path_factory.mktemp("scans")
    before = as_mesh(block((0.1, 0.04, 0.06), 0.002))
    points = before.positions.copy()
    top = points[:, 1].max()
    points[(points[:, 1] > top - 1e-9) & (points[:, 0] > 0.010), 1] -= STEP_MM / 1e3
    turn = np.array([[0.0, 0, 1], [0, 1, 0], [-1, 0, 0]])
    write_ply(before, folder / "trước.ply")
    write_ply(Mesh((points - SHIFT) @ turn, before.faces), folder / "sau.ply")
    matrix = np.eye(4)
    matrix[:3, :3], matrix[:3, 3] = turn, SHIFT
    return folder, matrix.reshape(-1).tolist(), float(top) * 1e3


def draw(scans, out, **wishes):
    folder, matrix, _ = scans
    given = {
        "earlier": str(folder / "trước.ply"), "later": str(folder / "sau.ply"), "unit_earlier": "m",
        "unit_later": "m", "matrix": matrix, "out": str(out), "lod_mm": 0.05, "facts": {"number": "TH.01"},
    }  # fmt: skip
    return comparison_drawings.run({**given, **wishes}, lambda _step, _share: None)


def rows_of(path):
    with path.open(encoding="utf-8", newline="") as opened:
        return [{k: float(v) if v else np.nan for k, v in row.items()} for row in csv.DictReader(opened)]


def test_a_plane_shows_the_step_where_and_as_deep_as_it_is(scans, tmp_path):
    top = scans[2]
    made = draw(scans, tmp_path, planes=[{"point_mm": [0, top, 5], "normal": [0, 0, 2], "name": "A–A <đỉnh>"}])
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        f"plane-1.{end}" for end in ("csv", "dxf", "pdf", "svg")
    ]
    rows = [row for row in rows_of(tmp_path / "plane-1.csv") if row["y_mm"] > top - 1e-3]
    assert all(row["z_mm"] == pytest.approx(5) for row in rows)
    assert all(row["lod_mm"] == 0.05 for row in rows)
    lost = [row["distance_mm"] for row in rows if 16 < row["x_mm"] < 45]
    kept = [row["distance_mm"] for row in rows if -45 < row["x_mm"] < 5]
    assert len(lost) > 20
    assert np.abs(np.array(lost) + STEP_MM).max() < 0.01
    assert np.abs(kept).max() < 0.01
    told = made["drawings"][0]
    assert (told["name"], told["kind"], told["scale"]) == ("plane-1", "plane", "2:1")
    assert told["max_loss_mm"] == pytest.approx(-STEP_MM, abs=0.01)
    assert told["max_gain_mm"] is None
    assert "A–A &lt;đỉnh&gt; · TH.01" in (tmp_path / "plane-1.svg").read_text(encoding="utf-8")


def test_ready_made_directions_numbers_and_a_crop(scans, tmp_path):
    top = scans[2]
    planes = [
        {"point_mm": [20, top - 0.4, 0], "direction": direction, "around_mm": around}
        for direction, around in (("front_back", 0), ("left_right", 4), ("level", 0))
    ]
    made = draw(scans, tmp_path, planes=planes, first_plane=7)
    assert [row["name"] for row in made["drawings"]] == ["plane-7", "plane-8", "plane-9"]
    assert [row["normal"] for row in made["drawings"]] == [[1, 0, 0], [0, 0, 1], [0, 1, 0]]
    assert made["drawings"][1]["scale"] == "10:1"
    near = rows_of(tmp_path / "plane-8.csv")
    assert all(16 <= row["x_mm"] <= 24 for row in near)
    assert "Mặt cắt 8" in (tmp_path / "plane-8.svg").read_text(encoding="utf-8")


def test_a_profile_tells_relief_and_distance_along_the_path(scans, tmp_path):
    top = scans[2]
    path = [[-30, top, 0], [30, top, 0]]
    made = draw(scans, tmp_path, profiles=[{"path_mm": path}])
    assert sorted(p.name for p in tmp_path.iterdir()) == ["profile-1.csv", "profile-1.pdf", "profile-1.svg"]
    rows = rows_of(tmp_path / "profile-1.csv")
    assert rows[0]["x_mm"] == pytest.approx(-30, abs=0.01)
    assert rows[-1]["arc_mm"] == pytest.approx(60, abs=0.01)
    assert max(abs(row["relief_mm"]) for row in rows) < 0.01
    assert np.abs([row["distance_mm"] + STEP_MM for row in rows if row["x_mm"] > 16]).max() < 0.01
    assert np.abs([row["distance_mm"] for row in rows if row["x_mm"] < 5]).max() < 0.01
    assert made["drawings"][0]["scale"] == "2:1"
    text = (tmp_path / "profile-1.svg").read_text(encoding="utf-8")
    assert "Độ lệch (mm) · tỷ lệ ngang 2:1, dọc 20:1" in text


def test_the_same_wishes_give_the_same_bytes(scans, tmp_path):
    wishes = {
        "planes": [{"point_mm": [0, 0, 0], "normal": [1, 0.3, 0]}],
        "profiles": [{"path_mm": [[0, scans[2], 0], [30, scans[2], 9]]}],
    }
    for name in ("a", "b"):
        draw(scans, tmp_path / name, **wishes)
    made = [{p.name: p.read_bytes() for p in (tmp_path / name).iterdir()} for name in ("a", "b")]
    assert len(made[0]) == 7
    assert made[0] == made[1]


TOP = [[0, 40, 0], [10, 40, 0]]
LEANING = [2.0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]


@pytest.mark.parametrize(
    ("wishes", "code"),
    [
        ({}, "drawing_nothing"),
        ({"planes": [{"point_mm": [0, 900, 0], "normal": [0, 1, 0]}]}, "section_missed"),
        ({"planes": [{"point_mm": [0, 20, 0], "normal": [0, 0, 1], "around_mm": 5}]}, "section_missed"),
        ({"planes": [{"point_mm": [0, 0, 0], "normal": [0, 0, 0]}]}, "section_plane"),
        ({"planes": [{"point_mm": [0, 0], "normal": [0, 0, 1]}]}, "drawing_wish"),
        ({"planes": [{"point_mm": [0, 0, float("nan")], "normal": [0, 0, 1]}]}, "drawing_wish"),
        ({"planes": [{"point_mm": [0, 0, 0], "direction": "sideways"}]}, "drawing_wish"),
        ({"planes": [{"point_mm": [0, 0, 0], "direction": "level", "around_mm": -1}]}, "drawing_wish"),
        ({"planes": ["x"]}, "drawing_wish"),
        ({"profiles": [{"path_mm": [[0, 20, 0]]}]}, "path_short"),
        ({"profiles": [{"path_mm": [[0, 20, 0], [0, 20, 0]]}]}, "path_short"),
        ({"profiles": [{"path_mm": [[0, 60, 0], [9, 60, 0]]}]}, "path_off"),
        ({"profiles": [{"path_mm": "0,0,0"}]}, "drawing_wish"),
        ({"profiles": [{"path_mm": TOP}], "matrix": None}, "drawing_unaligned"),
        ({"profiles": [{"path_mm": TOP}], "matrix": LEANING}, "register_matrix_not_rigid"),
        ({"profiles": [{"path_mm": TOP}], "matrix": [0.0] * 16}, "register_matrix_not_rigid"),
    ],
)  # fmt: skip
def test_what_cant_be_drawn_is_refused_and_leaves_nothing(scans, tmp_path, wishes, code):
    with pytest.raises(GeometryError) as refusal:
        draw(scans, tmp_path / "out", **wishes)
    assert refusal.value.code == code
    assert not (tmp_path / "out").exists()


@settings(max_examples=50)
@given(st.lists(st.tuples(*[st.floats(-1e6, 1e6)] * 3).map(list), min_size=2, max_size=9), st.integers(1, 99))
def test_a_wish_comes_through_as_it_was_made(path, first):
    order = read_wishes({"profiles": [{"path_mm": path, "name": "tên"}] * 2, "first_profile": first})
    assert [wish.number for wish in order.paths] == [first, first + 1]
    assert order.paths[0].path_mm.tolist() == path
    assert order.lod_mm == 0
