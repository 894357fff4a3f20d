"""What a person types about the alignment: read as meant, or told which line is wrong."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.pages.forms import Form
from app.pages.workbench.alignment_form import Faults, join_lines, read_alignment, shown_alignment

PAIRS = [[[0.001, 0.002, 0.003], [0.004, 0.005, 0.006]], [[1.0, 0, 0], [0, 1.0, 0]], [[0, 0, 1.0], [0.5, 0, 0]]]
MATRIX = [1.0, 0, 0, 0.5, 0, 1.0, 0, 0, 0, 0, 1.0, -0.25, 0, 0, 0, 1.0]
REST = "\n1000,0,0,0,1000,0\n0,0,1000,500,0,0"


def read(**values: str) -> tuple[dict[str, object], Faults]:
    faults = Faults()
    return read_alignment(Form(values), faults), faults


@pytest.mark.parametrize(
    "line",
    [
        "1,2,3,4,5,6",
        "1, 2, 3, 4, 5, 6",
        "1 2 3 4 5 6",
        "1\t2\t3\t4\t5\t6",
        "1;2;3;4;5;6",
        "1,2,3 4,5,6",
        "1,2,3; 4,5,6",
        "1,0 2,0 3,0 4,0 5,0 6,0",
        "1,0;2,0;3,0;4,0;5,0;6,0",
        "x,y,z,x2,y2,z2\n1.0,2,3,4,5,6",
        "# đã đo\n\n1,2,3,4,5,6",
    ],
)
def test_pairs_are_read_however_they_are_parted(line):
    wishes, faults = read(alignment="pairs", pairs=line + REST)
    assert (faults.codes, wishes) == ({}, {"pairs": PAIRS, "free_scale": False})


@pytest.mark.parametrize(
    ("text", "code", "values"),
    [
        ("", "pairs_few", {"count": 0, "least": 3}),
        ("1,2,3,4,5,6\n1,2,3,4,5,7", "pairs_few", {"count": 2, "least": 3}),
        ("1,2,3,4,5,6\n\n1,2,3", "pairs_line", {"line": 3, "text": "1,2,3"}),
        ("1,2 3,4 5,6", "pairs_line", {"line": 1, "text": "1,2 3,4 5,6"}),
        ("1,2,3,4,5,nan", "pairs_line", {"line": 1, "text": "1,2,3,4,5,nan"}),
        ("1,2,3,4,5,6\nx,y,z,a,b,c", "pairs_line", {"line": 2, "text": "x,y,z,a,b,c"}),
        ("1,2,3,4,5,6\n" * 1001, "pairs_many", {"count": 1001, "most": 1000}),
    ],
)
def test_the_line_that_is_wrong_is_named(text, code, values):
    _, faults = read(alignment="pairs", pairs=text)
    assert (faults.codes, faults.values) == ({"pairs": code}, values)


@pytest.mark.parametrize(
    "text",
    [
        str(MATRIX),
        "[[1, 0, 0, 0.5], [0, 1, 0, 0], [0, 0, 1, -0.25], [0, 0, 0, 1]]",
        "1 0 0 0,5\n0 1 0 0\n0 0 1 \u22120,25\n0 0 0 1",
    ],
)
def test_a_matrix_is_read_with_or_without_brackets(text):
    wishes, faults = read(alignment="matrix", matrix=text, free_scale="yes")
    assert (faults.codes, wishes) == ({}, {"matrix": MATRIX})


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "matrix_numbers"),
        ("1 2 3", "matrix_numbers"),
        ("1 " * 16, "matrix_last_row"),
        ("x " * 16, "matrix_numbers"),
    ],
)
def test_a_wrong_matrix_is_told(text, code):
    assert read(alignment="matrix", matrix=text)[1].codes == {"matrix": code}


def test_only_the_chosen_way_counts():
    typed = {"pairs": "junk", "matrix": "junk"}
    assert read(**typed)[0] == {"free_scale": False}
    assert read(**typed, free_scale="yes")[0] == {"free_scale": True}
    assert read(**typed, alignment="registered", free_scale="yes")[0] == {"registered": True}
    assert read(alignment="magic")[1].codes == {"alignment": "not_in_list"}


def test_an_uploaded_file_stands_below_what_was_typed():
    assert join_lines("1,2\n", "3,4\r\n5,6\r\n") == "1,2\n3,4\n5,6"
    assert (join_lines("", " 1 "), join_lines("2", "")) == ("1", "2")
    assert join_lines("1,2", '"x","y"\n3,4') == "1,2\n3,4"


coordinates = st.lists(st.floats(-100, 100).map(lambda v: round(v, 9)), min_size=3, max_size=3)
pairs = st.lists(st.lists(coordinates, min_size=2, max_size=2), min_size=3, max_size=5)


@given(pairs, st.booleans())
def test_pairs_asked_for_again_are_the_same(given_pairs, is_free):
    shown = shown_alignment({"pairs": given_pairs, "free_scale": is_free})
    wishes, faults = read(**shown)
    assert (faults.codes, wishes["free_scale"]) == ({}, is_free)
    flat = [v for pair in wishes["pairs"] for point in pair for v in point]
    assert flat == pytest.approx([v for pair in given_pairs for point in pair for v in point], abs=1e-12)


@given(st.lists(st.floats(-1e4, 1e4), min_size=12, max_size=12))
def test_a_matrix_asked_for_again_is_the_same_to_the_last_digit(numbers):
    matrix = [*numbers, 0.0, 0.0, 0.0, 1.0]
    assert read(**shown_alignment({"matrix": matrix}))[0] == {"matrix": matrix}
