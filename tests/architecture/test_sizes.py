"""The measures of the house: no file, function or branch count grows past them."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "scripts"))
import measures

FILES = measures.python_files(*measures.ROOMS, "tests", "scripts") + measures.web_files()
FOUND = [m for path in measures.python_files(*measures.ROOMS) for m in measures.functions(path)]


def test_there_is_something_to_measure():
    assert len(FILES) > 50
    assert len(FOUND) > 100


@pytest.mark.parametrize("limit", [400])
def test_no_file_is_longer_than_the_house_allows(limit):
    assert [f"{p}: {measures.line_count(p)}" for p in FILES if measures.line_count(p) > limit] == []


def test_no_function_is_longer_than_60_lines():
    assert [f"{m.place}: {m.lines}" for m in FOUND if m.lines > 60] == []


def test_no_function_is_more_complex_than_10():
    assert [f"{m.place}: {m.complexity}" for m in FOUND if m.complexity > 10] == []


def test_every_function_is_fully_typed():
    assert [m.place for m in FOUND if not m.typed] == []


def test_every_public_function_has_a_docstring():
    assert [m.place for m in FOUND if m.public and not m.documented] == []
