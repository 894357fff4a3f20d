"""Lists of JSON objects as tables, through the sandboxed child as every other stranger's file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ingest.errors import RefusedError, StepError
from ingest.sheets.copies import copy_sheet, read_copy
from ingest.sheets.objects import is_json, read_objects
from ingest.sheets.types import DEFAULT_LIMITS, SheetLimits

OBJECTS = [
    {"title": "Bình hoa", "size": {"h": 12.50, "w": 3}, "maker": [{"name": "An"}, {"name": "Bình"}], "tags": ["a", 1]},
    {"title": "Đĩa", "is_whole": True, "note": None},
]


def written(folder: Path, data: object) -> Path:
    path = folder / "a.json"
    path.write_text(data if isinstance(data, str) else json.dumps(data), encoding="utf-8")
    return path


def test_objects_become_rows_and_nested_names_columns(tmp_path: Path) -> None:
    table = read_objects(written(tmp_path, OBJECTS), "a.json", DEFAULT_LIMITS)
    assert table.header == ("title", "size.h", "size.w", "maker.name", "tags", "is_whole", "note")
    assert [row.cells for row in table.rows] == [
        ("Bình hoa", "12.5", "3", "An; Bình", "a; 1", "", ""),
        ("Đĩa", "", "", "", "", "TRUE", ""),
    ]


def test_the_child_makes_the_same_copy_as_of_a_spreadsheet(tmp_path: Path) -> None:
    report = copy_sheet(written(tmp_path, {"total": 2, "items": OBJECTS}), tmp_path)
    assert (report.format, report.rows, report.header[0]) == ("json", 2, "title")
    assert [row.cells[0] for row in read_copy(tmp_path / report.copy)] == ["Bình hoa", "Đĩa"]


def test_a_single_object_is_one_row(tmp_path: Path) -> None:
    table = read_objects(written(tmp_path, OBJECTS[0]), "a.json", DEFAULT_LIMITS)
    assert len(table.rows) == 1


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ('[{"a": 1}', "sheet_json_broken"),
        ("[1, 2]", "sheet_json_no_list"),
        ("[]", "sheet_empty"),
        ('{"a": [{"b": 1}], "c": [{"d": 1}]}', "sheet_json_no_list"),
        ("[" * 200_000, "sheet_json_broken"),
    ],
)
def test_what_is_no_list_is_refused(tmp_path: Path, data: str, code: str) -> None:
    with pytest.raises(RefusedError) as refused:
        read_objects(written(tmp_path, data), "a.json", DEFAULT_LIMITS)
    assert refused.value.code == code
    with pytest.raises(StepError) as failed:
        copy_sheet(written(tmp_path, data), tmp_path)
    assert failed.value.code == code


def test_limits_hold(tmp_path: Path) -> None:
    for data, limits, code in (
        ([{"a": 1}] * 3, SheetLimits(rows=2), "sheet_too_long"),
        ([{"a": 1, "b": 2}], SheetLimits(columns=1), "sheet_too_wide"),
        ([{"a": "x" * 11}], SheetLimits(cell_chars=10), "sheet_cell_long"),
    ):
        with pytest.raises(RefusedError) as refused:
            read_objects(written(tmp_path, data), "a.json", limits)
        assert refused.value.code == code


def test_only_json_looks_like_json(tmp_path: Path) -> None:
    assert is_json(written(tmp_path, "\ufeff [1]"))
    assert not is_json(written(tmp_path, "a,b\n[1,2"))
