from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models3d.compare.colours import colour_of
from viewer.comparison import (
    DEFAULT_STOPS,
    ComparisonParts,
    SeriesEntry,
    SurveyPart,
    comparison_document,
    nice_limit,
)

DEVIATION_TS = Path(__file__).parents[3] / "viewer" / "web" / "src" / "core" / "deviation.ts"
REPORT = {
    "registration": {"sigma_mm": 0.004, "rms_mm": 0.05, "overlap": 0.98},
    "deviations": {"n": 120, "mean_mm": -0.01, "p05_mm": -0.12, "p50_mm": 0.0, "p95_mm": 0.11, "max_mm": float("nan")},
    "level_of_detection_mm": {"median": 0.1, "p95": 0.14},
    "changed": {"area_mm2": 1400.0, "fraction": 0.02},
    "volume": {"gain_mm3": 0.0, "loss_mm3": 820.0},
    "regions": [
        {
            "id": 7,
            "kind": "loss",
            "centroid_mm": [1.0, 2.0, 3.0],
            "bbox_mm": [[0, 1, 2], [2, 3, 4]],
            "area_mm2": 1400.0,
            "volume_mm3": 820.0,
            "volume_sigma_mm3": 31.0,
            "max_mm": -1.24,
            "mean_mm": -0.6,
            "lod_mm": 0.1,
            "flags": ["methods_disagree"],
        },
        {"max_mm": 0.4, "centroid_mm": [0, 0], "bbox_mm": {"min": [0, 0, 0], "max": [1, 1, 1]}},
    ],
}
PARTS = ComparisonParts(
    "c1",
    "Cao đỉnh",
    "",
    SurveyPart("dinh-2019.ply", "/f/earlier.glb", 10, "2019-05-04"),
    SurveyPart("dinh-2025.ply", "/f/deviation.glb", 12, "2025"),
    REPORT,
)


def test_the_document_says_who_what_and_how_sure():
    document = comparison_document(PARTS)
    assert document["title"] == {"vi": "Cao đỉnh", "en": "Cao đỉnh"}
    assert [epoch["label"] for epoch in document["epochs"]] == ["2019", "2025"]
    assert document["deviation_glb"] == "/f/deviation.glb"
    assert document["lod_mm"] == {"median": 0.1, "p95": 0.14}
    assert (document["sigma_mm"], document["limit_mm"], document["frame"]) == (0.004, 1.5, None)
    assert "2019 và 2025" in document["alt"]["vi"]
    assert "2019 and 2025" in document["alt"]["en"]
    assert [stop["at"] for stop in document["stops"]] == [at for at, _ in DEFAULT_STOPS]


def test_a_region_keeps_its_figures_and_what_is_absent_is_null():
    full, bare = comparison_document(PARTS)["regions"]
    assert full == {**REPORT["regions"][0], "bbox_mm": [[0.0, 1.0, 2.0], [2.0, 3.0, 4.0]]}
    assert (bare["id"], bare["kind"], bare["centroid_mm"], bare["flags"]) == (2, "gain", None, [])
    assert bare["bbox_mm"] == [[0.0, 0.0, 0.0], [1.0, 1.0, 1.0]]
    assert bare["volume_mm3"] is None


@pytest.mark.parametrize("box", [None, [1, 2, 3], [[0, 0, 0]], [[0, 0, 0], [1, 1]], {"min": [0, 0, 0]}, "box"])
def test_a_box_that_is_none_is_null(box):
    report = {"regions": [{"max_mm": -1, "bbox_mm": box}]}
    assert comparison_document(replace(PARTS, report=report))["regions"][0]["bbox_mm"] is None


def test_six_numbers_are_a_box():
    report = {"regions": [{"max_mm": -1, "bbox_mm": [0, 1, 2, 3, 4, 5]}]}
    assert comparison_document(replace(PARTS, report=report))["regions"][0]["bbox_mm"] == [[0, 1, 2], [3, 4, 5]]


def test_statistics_pass_through_and_a_number_that_is_none_is_null():
    statistics = comparison_document(PARTS)["statistics"]
    assert (statistics["n"], statistics["loss_mm3"], statistics["changed_fraction"]) == (120, 820.0, 0.02)
    assert statistics["max_mm"] is None
    assert statistics["std_mm"] is None


def test_an_empty_report_makes_a_whole_document():
    document = comparison_document(replace(PARTS, report={}))
    assert (document["regions"], document["limit_mm"], document["sigma_mm"]) == ([], 1.0, None)
    json.dumps(document, allow_nan=False)


def test_the_scale_and_its_colours_are_those_of_the_printed_report():
    assert comparison_document(replace(PARTS, report={**REPORT, "limit_mm": 2.0}))["limit_mm"] == 2.0
    for at, colour in DEFAULT_STOPS:
        side = at or (-1e-9 if colour == DEFAULT_STOPS[3][1] else 1e-9)
        printed = colour_of(np.array([side]), 1.0, 0.0)[0]
        assert "#" + bytes(printed[:3].tolist()).hex() == colour


def test_the_page_has_the_same_colours():
    rows = re.findall(r'\{ at: (-?[\d.]+), colour: "(#\w{6})" \}', DEVIATION_TS.read_text("utf-8"))
    assert [(float(at), colour) for at, colour in rows] == list(DEFAULT_STOPS)


def test_stated_values_win():
    frame = [1.0, 0, 0, 0, 0, 0, -1, 0, 0, 1, 0, 0, 0, 0, 0, 1]
    document = comparison_document(
        replace(PARTS, limit_mm=2.5, frame=frame, alt_vi="Ảnh", stops=[(-1, "#000000"), (1, "#ffffff")])
    )
    assert (document["limit_mm"], document["frame"]) == (2.5, frame)
    assert document["alt"]["vi"] == "Ảnh"
    assert document["stops"][1] == {"at": 1, "colour": "#ffffff"}
    assert comparison_document(replace(PARTS, frame=[1.0, 2.0]))["frame"] is None
    assert comparison_document(replace(PARTS, report={"scene_frame": frame}))["frame"] == frame


def test_series_links_and_warnings_are_told():
    step = SeriesEntry("c0", "2022", "Giữa kỳ", "", "/api/v1/comparisons/c0/view", "/vi/compare/c0")
    warning = {"code": "overlap_small", "vi": "Phần chung nhỏ"}
    document = comparison_document(
        replace(PARTS, series=[step], warnings=[warning], links={"pdf_vi": "/f/r.pdf", "csv": ""})
    )
    assert document["series"][0]["title"] == {"vi": "Giữa kỳ", "en": "Giữa kỳ"}
    assert document["series"][0]["url"] == "/api/v1/comparisons/c0/view"
    assert document["warnings"] == [{"code": "overlap_small", "vi": "Phần chung nhỏ", "en": "Phần chung nhỏ"}]
    assert document["links"] == {"pdf_vi": "/f/r.pdf"}


def test_the_reports_own_warnings_are_told_where_the_caller_words_none():
    report = {"warnings": [{"code": "flat", "message": "Flat.", "message_vi": "Phẳng."}, {"code": "odd"}]}
    flat, odd = comparison_document(replace(PARTS, report=report))["warnings"]
    assert flat == {"code": "flat", "vi": "Phẳng.", "en": "Flat."}
    assert odd == {"code": "odd", "vi": "", "en": ""}


def test_a_survey_without_date_is_called_by_its_name():
    document = comparison_document(replace(PARTS, earlier=SurveyPart("cũ.ply", "/e", 1)))
    assert document["epochs"][0]["label"] == "cũ.ply"


@pytest.mark.parametrize(
    ("largest", "limit"),
    [(1.24, 1.5), (1.0, 1.0), (0.34, 0.4), (7.6, 10.0), (0.0, 1.0), (-1.0, 1.0), (float("nan"), 1.0), (52.0, 75.0)],
)
def test_the_scale_ends_at_a_round_number(largest, limit):
    assert nice_limit(largest) == pytest.approx(limit)


@given(st.floats(1e-6, 1e6))
def test_the_scale_holds_the_largest_value_and_wastes_less_than_half(largest):
    assert largest * (1 - 1e-9) <= nice_limit(largest) <= 2 * largest
