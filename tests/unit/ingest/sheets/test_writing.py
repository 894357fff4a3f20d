from __future__ import annotations

import csv
from pathlib import Path

import openpyxl
import pytest

from ingest.errors import RefusedError
from ingest.sheets.cells import escape_cell, unescape_cell
from ingest.sheets.sheet import open_sheet
from ingest.sheets.writing import write_csv, write_xlsx

ROWS = [
    ["uid", "version", "Số hiệu", "Tên hiện vật"],
    ["a-1", "3", "007", "=HYPERLINK(1)"],
    ["a-2", "1", "12.10", "'=đã thoát"],
    ["a-3", "2", "-5", "@SUM\nhai dòng"],
    ["a-4", "9", "", "<script> & _x000D_ _x"],
]


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("=1+1", "'=1+1"), ("+x", "'+x"), ("-x", "'-x"), ("@x", "'@x"), ("\tx", "'\tx"), ("'=x", "''=x"),
        ("＝x", "'＝x"), ("-5", "-5"), ("+84", "+84"), ("-1,5", "-1,5"), ("'-5", "''-5"), ("'t", "'t"),
        ("a=b", "a=b"), ("", ""), ("'", "'"),
    ],
)  # fmt: skip
def test_cells_that_programs_obey_are_escaped_and_come_back(text: str, escaped: str) -> None:
    assert escape_cell(text) == escaped
    assert unescape_cell(escaped) == text


def test_csv_has_the_mark_for_excel_and_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    assert write_csv(ROWS, path) == 5
    assert path.read_bytes().startswith(b"\xef\xbb\xbfuid,")
    with path.open(encoding="utf-8-sig", newline="") as source:
        assert not any(cell.startswith(("=", "@")) for row in csv.reader(source) for cell in row)
    sheet = open_sheet(path)
    assert [sheet.header, *(row.cells for row in sheet.rows())] == [tuple(row) for row in ROWS]


def test_xlsx_is_text_with_a_frozen_header_and_hidden_columns_and_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    assert write_xlsx(iter(ROWS), path, title="Hiện vật", hidden=("uid", "version")) == 5
    page = openpyxl.load_workbook(path)["Hiện vật"]
    assert page.freeze_panes == "A2"
    assert [page.column_dimensions[c].hidden for c in "ABC"] == [True, True, False]
    assert {(cell.data_type, cell.number_format) for row in page.rows for cell in row if cell.value} == {("s", "@")}
    assert page["D2"].value == "=HYPERLINK(1)"
    sheet = open_sheet(path)
    assert [sheet.header, *(row.cells for row in sheet.rows())] == [tuple(row) for row in ROWS]
    assert [n.code for n in sheet.notices] == ["sheet_hidden_columns"]


@pytest.mark.parametrize("write", [write_csv, write_xlsx])
def test_too_long_a_cell_leaves_the_old_file(tmp_path: Path, write: object) -> None:
    path = tmp_path / "a.bin"
    path.write_text("before")
    with pytest.raises(RefusedError, match="sheet_cell_long"):
        write([["a"], ["x" * 40_000]], path)
    assert [p.name for p in tmp_path.iterdir()] == ["a.bin"]
    assert path.read_text() == "before"


def test_control_characters_do_not_break_the_file(tmp_path: Path) -> None:
    write_xlsx([["a", "b"], ["x\x00\x07y", "z"]], tmp_path / "a.xlsx")
    assert next(open_sheet(tmp_path / "a.xlsx").rows()).cells == ("xy", "z")


def test_the_same_rows_give_the_same_bytes(tmp_path: Path) -> None:
    write_xlsx(ROWS, tmp_path / "a.xlsx", title="[a]/b" * 9)
    write_xlsx(ROWS, tmp_path / "b.xlsx", title="[a]/b" * 9)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_nothing_to_write_is_an_empty_file(tmp_path: Path) -> None:
    assert write_csv([], tmp_path / "a.csv") == 0
    assert write_xlsx([], tmp_path / "a.xlsx") == 0


def test_more_rows_than_excel_takes_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.sheets.writing._ROW_LIMIT", 2)
    with pytest.raises(RefusedError, match="sheet_too_long"):
        write_xlsx([["a"]] * 3, tmp_path / "a.xlsx")
