"""Drawings: exact scale in every format, hatches inside their outline, the same bytes twice."""

from __future__ import annotations

import re
from itertools import pairwise

import ezdxf
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from models3d.errors import GeometryError
from models3d.measure.chains import Polyline
from models3d.measure.drawings import A3_WIDE, A4, svg_text, write_dxf, write_pdf, write_svg
from models3d.measure.gaps import find_bands, measure_gaps
from models3d.measure.sections import SectionPair, make_plane
from models3d.measure.sheet import SheetWords, hatch, lay_out

WORDS = SheetWords("Mặt cắt A–A: đỉnh Cao & <thân>", "Trước (2019)", "Sau (2025)", "Mất", "Thêm", "Tỷ lệ", "mm")


def profile(bump):
    x = np.linspace(0, 0.1, 401)
    return Polyline(np.stack([x[::-1], bump(x[::-1])], axis=1), closed=False)  # outward is up


@pytest.fixture(scope="module")
def section():
    pair = SectionPair(
        make_plane((0, 0, 0), (0, 0, 1)),
        (profile(lambda x: 0 * x),),
        (
            profile(
                lambda x: 0.004 * np.exp(-(((x - 0.07) / 0.006) ** 2)) - 0.003 * np.exp(-(((x - 0.03) / 0.006) ** 2))
            ),
        ),
    )
    return pair, find_bands(pair, measure_gaps(pair, 2e-4, 0.02), 1e-4)


def test_the_bands_are_one_loss_and_one_gain(section):
    found = {band.kind: band.area_m2 for band in section[1]}
    assert found["loss"] == pytest.approx(0.003 * 0.006 * np.sqrt(np.pi), rel=0.03)
    assert found["gain"] == pytest.approx(0.004 * 0.006 * np.sqrt(np.pi), rel=0.03)


@pytest.mark.parametrize(("paper", "factor", "name"), [(A4, None, "1:1"), (A3_WIDE, 2.0, "2:1"), (A4, 0.2, "1:5")])
def test_paper_millimetres_are_true_to_the_stated_scale(section, paper, factor, name):
    sheet = lay_out(*section, paper, WORDS, factor=factor)
    assert sheet.scale == name
    line = next(stroke for stroke in sheet.strokes if len(stroke.points) == 401)
    assert np.ptp(line.points[:, 0]) == pytest.approx(100 * sheet.factor)
    for stroke in sheet.strokes:
        assert (stroke.points >= 0).all()
        assert (stroke.points <= np.array(paper)).all()
    assert any(f"Tỷ lệ {name}" in text.text for text in sheet.texts)


def test_what_does_not_fit_or_is_nothing_is_refused(section):
    with pytest.raises(GeometryError, match="drawing_scale"):
        lay_out(*section, A4, WORDS, factor=5.0)
    with pytest.raises(GeometryError, match="drawing_scale"):
        lay_out(SectionPair(section[0].plane, (), ()), (), A4, WORDS)


def test_svg_is_sound_xml_in_millimetres(section, tmp_path):
    sheet = lay_out(*section, A4, WORDS)
    write_svg(tmp_path / "s.svg", sheet)
    root = etree.fromstring((tmp_path / "s.svg").read_bytes())
    assert root.get("width") == "210mm"
    assert root.get("viewBox") == "0 0 210 297"
    assert "đỉnh Cao & <thân>" in "".join(root.itertext())
    longest = max(root.iter("{*}polyline"), key=lambda line: len(line.get("points")))
    xs = [float(pair.split(",")[0]) for pair in longest.get("points").split()]
    assert max(xs) - min(xs) == pytest.approx(100, abs=0.01)
    assert svg_text(sheet) == (tmp_path / "s.svg").read_text(encoding="utf-8")


def test_pdf_has_the_papers_size_an_embedded_face_and_the_same_bytes(section, tmp_path):
    sheet = lay_out(*section, A4, WORDS)
    write_pdf(tmp_path / "a.pdf", sheet)
    write_pdf(tmp_path / "b.pdf", sheet)
    data = (tmp_path / "a.pdf").read_bytes()
    assert data == (tmp_path / "b.pdf").read_bytes()
    box = re.search(rb"/MediaBox \[ 0 0 ([\d.]+) ([\d.]+) \]", data)
    assert [float(side) / 72 * 25.4 for side in box.groups()] == pytest.approx([210, 297], abs=0.01)
    assert b"/FontFile2" in data


def test_dxf_has_layers_in_real_millimetres_and_the_same_text(section, tmp_path):
    write_dxf(tmp_path / "a.dxf", *section)
    write_dxf(tmp_path / "b.dxf", *section)
    assert (tmp_path / "a.dxf").read_bytes() == (tmp_path / "b.dxf").read_bytes()
    drawing = ezdxf.readfile(tmp_path / "a.dxf")
    assert drawing.units == ezdxf.units.MM
    assert not drawing.audit().errors
    layers = {entity.dxf.layer for entity in drawing.modelspace()}
    assert layers == {"EARLIER", "LATER", "LOSS", "GAIN"}
    (earlier,) = (e for e in drawing.modelspace() if e.dxf.layer == "EARLIER")
    xs = [point[0] for point in earlier.get_points("xy")]
    assert max(xs) - min(xs) == pytest.approx(100)
    assert len(drawing.modelspace().query("HATCH")) == 2


@settings(max_examples=40, deadline=None)
@given(st.floats(-90, 90), st.floats(0.3, 3), st.floats(1, 9))
def test_hatches_fill_the_area_and_nothing_else(angle, pitch, size):
    outline = np.array([[0, 0], [size * 3, 0], [size * 3, size], [size, size], [size, size * 3], [0, size * 3.0]])
    pieces = hatch(outline, angle, pitch)
    covered = np.linalg.norm(pieces[:, 1] - pieces[:, 0], axis=1).sum() * pitch if len(pieces) else 0.0
    assert covered == pytest.approx(5 * size**2, abs=7 * size * pitch)
    middles = pieces.mean(axis=1)
    assert not ((middles > size + 1e-9).all(axis=1)).any()
    sides = [np.linalg.norm(b - a) for a, b in pairwise(outline)]
    assert (np.linalg.norm(pieces[:, 1] - pieces[:, 0], axis=1) <= sum(sides)).all()
