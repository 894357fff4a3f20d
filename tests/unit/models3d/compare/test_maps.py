"""Deviation maps on paper: true scale, lines at their levels, only sides that show something, the same bytes twice."""

from __future__ import annotations

import dataclasses
import importlib.util
import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from reportlab import rl_config

from models3d.compare.colours import DeviationScale
from models3d.compare.mapfiles import write_maps
from models3d.compare.mapsheets import MapWords, deviation_levels, lay_out_map
from models3d.compare.pdf import ReportFacts, SessionFacts
from models3d.compare.pictures import make_pictures
from models3d.compare.sides import SideMap, choose_sides
from models3d.compare.views import Badge
from models3d.errors import GeometryError
from models3d.measure.maps import SIDES
from models3d.measure.sheet import INK, LATER
from models3d.surface import Surface
from models3d.types import Mesh

_SPEC = importlib.util.spec_from_file_location("findings", Path(__file__).with_name("findings.py"))
findings = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(findings)
FACTS = ReportFacts(title=("Ấn", "Seal"), number="TH.01", earlier=SessionFacts(("2019", "2019")))


@pytest.fixture(scope="module")
def pictures():
    return make_pictures(findings.make_findings(), view_px=300)


def cone(rows=200, columns=240, mm_per_px=0.5):
    """A loss that deepens evenly to 2 mm in the middle: 40 pixels of radius, 0.1 mm every 2 pixels."""
    y, x = np.mgrid[0:rows, 0:columns] + 0.5
    away = np.hypot(x - columns / 2, y - rows / 2)
    values = np.minimum(away / 20 - 2, 0).astype(np.float32)
    pixels = np.full((rows, columns, 3), 140, np.uint8)
    return SideMap("front", mm_per_px, pixels, values, values < 0, (Badge("1", (120.0, 100.0)),), 1.0)


def test_the_paper_is_true_to_its_stated_scale():
    sheet = lay_out_map(cone(), DeviationScale(2.0, 0.1), MapWords())
    assert (sheet.size_mm, sheet.scale) == ((297.0, 210.0), "1:1")
    assert sheet.rasters[0].box[2:] == (120.0, 100.0)
    outline = max((s for s in sheet.strokes if s.closed and s.width_mm == 0.22), key=lambda s: len(s.points))
    assert np.ptp(outline.points[:, 0]) == pytest.approx(40.0, abs=0.6), "80 pixels of half a millimetre"
    assert any(text.text == "Scale 1:1" for text in sheet.texts)
    for stroke in sheet.strokes:
        assert ((stroke.points >= 0) & (stroke.points <= sheet.size_mm)).all()


def test_lines_run_where_their_level_is():
    sheet = lay_out_map(cone(), DeviationScale(2.0, 0.1), MapWords(decimal=","))
    lines = [stroke.points for stroke in sheet.strokes if stroke.closed and stroke.width_mm == 0.09]
    box = sheet.rasters[0].box
    middle = np.array([box[0] + box[2] / 2, box[1] + box[3] / 2])
    radii = sorted(float(np.linalg.norm(line - middle, axis=1).mean()) for line in lines)
    # |d| = 2 - r/20 px: levels -0.5, -1, -1.5 lie at 30, 20 and 10 pixels, half a millimetre each.
    assert radii == pytest.approx([5, 10, 15], abs=0.15)
    assert {"−0,5", "−1"} <= {text.text for text in sheet.texts if text.halo}
    assert any(text.text == "Contour lines every 0,5 mm" for text in sheet.texts)


@given(st.floats(0.01, 500), st.floats(0, 1))
def test_levels_are_round_few_and_never_noise(high, share):
    values = np.linspace(-high, high, 1001)[None]
    step, levels = deviation_levels(values, np.ones_like(values, np.bool_), share * high)
    assert f"{step:e}"[0] in "125"
    assert len(levels) <= 16
    assert all(share * high < abs(level) <= high * 1.01 for level in levels)
    assert all(abs(level / step - round(level / step)) < 1e-6 for level in levels)


def test_nothing_changed_draws_no_line():
    still = dataclasses.replace(cone(), changed=np.zeros((200, 240), np.bool_), badges=())
    sheet = lay_out_map(still, DeviationScale(2.0, 0.1), MapWords())
    assert not [stroke for stroke in sheet.strokes if stroke.width_mm in {0.09, 0.22}]
    assert not any("Contour" in text.text for text in sheet.texts)


def test_what_fits_no_paper_is_refused():
    with pytest.raises(GeometryError) as refusal:
        lay_out_map(cone(mm_per_px=1e9), DeviationScale(2.0, 0.1), MapWords())
    assert refusal.value.code == "drawing_scale"


def test_sides_that_show_hardly_anything_are_left_out(pictures):
    assert {one.side for one in pictures.maps} == set(SIDES)
    shown = [dataclasses.replace(cone(), side=side, seen_mm2=seen) for side, seen in (("front", 100.0), ("top", 3.0))]
    assert [one.side for one in choose_sides(tuple(shown), is_ground=False)] == ["front"]
    assert [one.side for one in choose_sides(tuple(shown), is_ground=True)] == ["top"]
    assert choose_sides((), is_ground=False) == ()


def test_the_files_are_the_same_bytes_twice_and_leave_no_global_state(pictures, tmp_path):
    before = rl_config.useA85
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        write_maps(tmp_path / name, pictures, FACTS)
    made = {path.name: path.read_bytes() for path in (tmp_path / "a").iterdir()}
    assert made == {path.name: path.read_bytes() for path in (tmp_path / "b").iterdir()}
    assert set(made) == {"maps.pdf", *(f"map-{side}.svg" for side in SIDES)}
    assert len(re.findall(rb"/Type /Page\b", made["maps.pdf"])) == 6
    assert rl_config.useA85 == before
    text = made["map-front.svg"].decode()
    assert "Bản đồ độ lệch: mặt trước" in text
    assert "TH.01 · Ấn · 2019" in text
    assert "data:image/png;base64," in text


def test_maps_carry_no_marks_where_the_reports_views_do(pictures):
    front = next(one for one in pictures.maps if one.side == "front")
    assert isinstance(Image.fromarray(front.pixels), Image.Image)
    assert front.changed.any()
    assert front.badges[0].text == "1"
    assert np.nanmin(front.values_mm) == pytest.approx(-1.0, abs=0.1)


def test_ground_is_drawn_from_above_with_heights_of_both_surveys(tmp_path):
    found = ground()
    pictures = make_pictures(found, view_px=200)
    assert [one.side for one in pictures.maps] == ["top"]
    earlier, later = pictures.maps[0].heights_mm
    assert np.nanmin(earlier) == pytest.approx(7000, abs=200)
    assert np.nanmax(earlier) == pytest.approx(9000, abs=200)
    assert np.nanmean(later - earlier) == pytest.approx(500, abs=1), "raised by half a metre"
    write_maps(tmp_path, pictures, FACTS)
    text = (tmp_path / "map-top.svg").read_text(encoding="utf-8")
    assert "Đường đồng mức cách nhau 0,2 m" in text
    assert text.count(LATER) > 5
    assert text.count(INK) > 5


def ground():
    """A slope of 2 m over 20 m in a frame shifted by 8 m; the later survey lies half a metre higher."""
    found = findings.make_findings(change=False)
    x, y = np.meshgrid(np.linspace(-10, 10, 60), np.linspace(-8, 8, 50))
    points = np.stack([x, y, x * 0.1 + 0.02 * np.sin(y)], axis=-1).reshape(-1, 3)
    corner = (np.arange(49)[:, None] * 60 + np.arange(59)).reshape(-1)
    faces = np.vstack(
        [np.stack([corner, corner + 1, corner + 60], 1), np.stack([corner + 1, corner + 61, corner + 60], 1)]
    )
    mesh = Mesh(points, faces)
    normals = np.tile([0.0, 0.0, 1.0], (len(points), 1))
    earlier, later = (
        dataclasses.replace(
            found.earlier,
            positions=mesh.positions + up,
            normals=normals,
            spacing_m=0.33,
            up="z",
            surface=Surface(Mesh(mesh.positions + up, faces)),
            shift_m=(500.0, 900.0, 8.0),
        )
        for up in ([0, 0, 0.0], [0, 0, 0.5])
    )
    many = len(points)
    value, sigma, none = np.full(many, 0.5), np.full(many, 0.01), np.zeros(many, np.bool_)
    distances = dataclasses.replace(
        found.distances, cores=points, normals=normals, area_m2=np.full(many, 320 / many), closest_m=value,
        cylinder_m=value, closest_sigma_m=sigma, cylinder_sigma_m=sigma, radius_m=sigma, disagrees=none,
        reason=np.zeros(many, np.uint8),
    )  # fmt: skip
    detection = dataclasses.replace(
        found.detection, distance_m=value, method=np.ones(many, np.uint8), lod_m=sigma * 2, significant=~none,
        changed=none, calibration=np.ones(many), sigma_m=sigma,
    )  # fmt: skip
    still = dataclasses.replace(found.registration, matrix=np.eye(4))
    return dataclasses.replace(
        found, earlier=earlier, later=later, registration=still, distances=distances, detection=detection
    )
