"""The report: both languages from one set of numbers, every page named and numbered, the same bytes twice."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import numpy as np
import pytest

from models3d.compare.pdf import ReportFacts, SessionFacts, write_report_pdf
from models3d.compare.pdf.closing import deformation, flatten
from models3d.compare.pdf.figures import area, figure, legend, millimetres, percent, signed, volume
from models3d.compare.pdf.front import pick
from models3d.compare.pdf.words import FLAGS, WORDS, say
from models3d.compare.pictures import ReportPictures, make_pictures
from models3d.compare.reporting import (
    describe_change,
    describe_deformation,
    describe_epoch,
    describe_method,
    describe_region,
    describe_registration,
)  # fmt: skip
from models3d.compare.types import Deformation, PartMotion
from models3d.measure.fonts import BOLD, SANS, font_path, register_fonts

_SPEC = importlib.util.spec_from_file_location("findings", Path(__file__).with_name("findings.py"))
findings = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(findings)

LONG = "Nghiêng ngửa đỉnh đồng khắc chữ Hán triện cổ " * 12
FACTS = ReportFacts(
    title=(LONG, "The tilted urn & <its> inscription"), number="BT-1835/01", place=("Huế", "Huế"),
    made_by="Nguyễn Thị Ngọc Quỳnh", made_on=("ngày 3 tháng 6 năm 2025", "3 June 2025"), report_id="SS-2025-0007",
    digest="3f" * 32, earlier=SessionFacts(("12.05.2019", "12 May 2019"), "Quét A", "Trần Văn Ưng"),
    notices=(("Đơn vị được phỏng đoán.", "The unit was guessed."),),
)  # fmt: skip


def report_of(found, part=None):
    zero = (0.0, 0.0, 0.0)
    moved = Deformation(part is not None, (part,) if part else (), np.zeros(1), 0.002 if part else 0.0)
    return {
        "earlier": describe_epoch(found.earlier),
        "later": describe_epoch(found.later),
        "registration": describe_registration(found.registration, zero),
        "deformation": describe_deformation(moved, zero),
        **describe_change(found.distances, found.detection, found.regions, found.detection.distance_m),
        "regions": [describe_region(region, zero) for region in found.regions],
        "method": describe_method({"lod": {"confidence": 0.95}, "scales_mm": [2.5, 5.0], "seed": 1}),
    }


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    found = findings.make_findings()
    pictures = make_pictures(found, view_px=240)
    path = tmp_path_factory.mktemp("pdf") / "report.pdf"
    report = report_of(found)
    write_report_pdf(path, report, pictures, FACTS)
    return found, report, pictures, path.read_bytes()


def page_count(data):
    return len(re.findall(rb"/Type /Page\b", data))


def test_it_is_one_sound_document_with_our_faces(made):
    data = made[3]
    assert data.startswith(b"%PDF-")
    assert b"/FontFile2" in data
    assert 12 <= page_count(data) <= 30
    assert len(data) < 6_000_000


def test_the_same_input_gives_the_same_bytes(made, tmp_path):
    write_report_pdf(tmp_path / "again.pdf", made[1], made[2], FACTS)
    assert (tmp_path / "again.pdf").read_bytes() == made[3]


def test_nothing_known_and_nothing_found_still_makes_a_report(tmp_path, made):
    found = findings.make_findings(change=False)
    report = report_of(found)
    for key in ("no_data", "methods", "deformation"):
        del report[key]
    bare = ReportPictures(made[2].scale, (), (), (), made[2].histogram)
    write_report_pdf(tmp_path / "bare.pdf", report, bare, ReportFacts())
    assert page_count((tmp_path / "bare.pdf").read_bytes()) >= 6


def test_many_regions_fill_more_pages(tmp_path, made):
    _, report, pictures, data = made
    many = [{**report["regions"][0], "id": k, "flags": ["methods_disagree", "odd_code"]} for k in range(1, 200)]
    write_report_pdf(tmp_path / "many.pdf", {**report, "regions": many}, pictures, FACTS)
    assert page_count((tmp_path / "many.pdf").read_bytes()) > page_count(data)


def test_motion_of_parts_is_told(made):
    part = PartMotion((0.0, 0.1, 0.0), (0.0, 0.001, 0.0), (0.001, 0.0, 0.0), 0.001, 1e-5)
    told = deformation(report_of(made[0], part), "vi")
    assert "2,00 mm" in told[1].text
    assert len(told) == 3
    assert len(deformation(report_of(made[0]), "en")) == 2
    assert "not examined" in deformation({}, "en")[1].text


@pytest.mark.parametrize(("key", "pair"), sorted({**WORDS, **FLAGS}.items()))
def test_every_sentence_is_there_in_both_languages_with_the_same_places(key, pair):
    vi, en = (sorted(re.findall(r"\{(\w+)\}", text)) for text in pair)
    assert vi == en
    assert all(text.strip() == text and text for text in pair), key


def test_every_letter_is_in_the_faces():
    from fontTools.ttLib import TTFont

    letters = set("".join(vi + en for vi, en in [*WORDS.values(), *FLAGS.values()]) + "ĂăÂâĐđÊêÔôƠơƯưỘộỄễỬử−±²³×σ→←…")
    for name in (SANS, BOLD):  # the third face writes digests alone
        with TTFont(font_path(name)) as face:
            assert letters - {"\n"} <= {chr(code) for code in face.getBestCmap()}


def test_numbers_are_written_as_each_language_does():
    assert figure(-1234.5, "vi", 1) == "−1.234,5"
    assert figure(-1234.5, "en", 1) == "−1,234.5"
    assert figure(0.0, "vi", 2) == "0,00"
    assert signed(0.5, "vi", 1) == "+0,5"
    assert [area(50, "vi"), area(1400, "vi"), area(2e6, "en")] == ["50,0 mm²", "14,00 cm²", "20,000.0 cm²"]
    assert volume(120, 10, "en") == "120.0 ± 19.6 mm³"
    assert volume(12000, None, "vi") == "12,00 cm³"
    assert [millimetres(v, "vi") for v in (0.0025, 0.25, 12.5)] == ["0,0025 mm", "0,250 mm", "12,50 mm"]
    assert [percent(v, "vi") for v in (0.5, 0.0005)] == ["50,0 %", "0,050 %"]


def test_a_missing_language_falls_back_and_parameters_are_flat():
    assert pick(("", "urn"), "vi") == "urn"
    assert pick(("đỉnh", "urn"), "vi") == "đỉnh"
    assert say("found", "vi", n="3", lod="0,1").startswith("Tìm thấy 3 vùng")
    assert flatten({"b": [1, 2], "a": {"c": True}}) == [("a.c", "True"), ("b", "1, 2")]


def test_the_legend_is_in_true_scale(made):
    register_fonts()
    register_fonts()
    drawing = legend(made[2].scale, "vi", 400)
    texts = [shape.text for shape in drawing.contents if hasattr(shape, "text")]
    assert "mm" in texts
    assert "0" in texts
    assert any("giới hạn phát hiện" in text for text in texts)
    strips = [shape for shape in drawing.contents if type(shape).__name__ == "Rect"][:240]
    grey = [s for s in strips if s.fillColor.red == s.fillColor.green == s.fillColor.blue]
    share = made[2].scale.lod_mm / made[2].scale.limit_mm
    assert len(grey) / 240 == pytest.approx(share, abs=0.01)
