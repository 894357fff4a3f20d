"""Tables made to harm: bombs, entities, lies in headers, endless texts. Each gets its code, and none harms."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.errors import RefusedError, StepError
from ingest.sheets.copies import copy_sheet
from ingest.sheets.sheet import open_sheet
from tests.tables import STYLE, pack, parts, sheet_xml, text_row, workbook

HEAD = text_row(1, "Số", "Tên")
LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;">]>'
)
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


def refusal(path: Path) -> RefusedError:
    with pytest.raises(RefusedError) as caught:
        list(open_sheet(path).rows())
    return caught.value


def with_part(tmp_path: Path, part: str, change: Callable[[str], str]) -> Path:
    content = parts({"a": sheet_xml(HEAD)}, strings="<si><t>x</t></si>")
    content[part] = change(content[part].replace('<?xml version="1.0"?>', ""))
    return pack(tmp_path / "a.xlsx", content)


@pytest.mark.parametrize("declaration", [LAUGHS, OUTSIDE, '<?xml version="1.0"?><!DOCTYPE x>'])
@pytest.mark.parametrize(
    "part",
    ["xl/workbook.xml", "xl/styles.xml", "xl/sharedStrings.xml", "xl/worksheets/sheet1.xml", "_rels/.rels"],
)
def test_no_part_may_declare_a_document_type(tmp_path: Path, part: str, declaration: str) -> None:
    path = with_part(tmp_path, part, lambda xml: declaration + xml.replace(">x<", ">&d;<"))
    assert refusal(path).code == "sheet_entities"


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/media/image1.png"])
def test_a_bomb_is_refused_before_anything_is_parsed(tmp_path: Path, part: str) -> None:
    content = parts({"a": sheet_xml(HEAD)}) | {part: b" " * (48 << 20)}
    error = refusal(pack(tmp_path / "a.xlsx", content))
    assert (error.code, error.values["part"]) == ("sheet_bomb", part)


def test_a_bomb_that_lies_about_its_size_gives_no_more_than_it_says(tmp_path: Path) -> None:
    content = parts({"a": sheet_xml(HEAD + " " * (40 << 20))})
    path = pack(tmp_path / "a.xlsx", content)
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as package:
        real = package.getinfo("xl/worksheets/sheet1.xml").file_size
    while (at := data.find(struct.pack("<I", real))) >= 0:
        struct.pack_into("<I", data, at, 900)
    path.write_bytes(data)
    assert refusal(path).code == "sheet_broken"


def test_a_row_number_beyond_all_sheets_makes_no_empty_rows(tmp_path: Path) -> None:
    sheet = open_sheet(workbook(tmp_path / "a.xlsx", HEAD + text_row(4_000_000_000, "1", "x")))
    assert [row.number for row in sheet.rows()] == [4_000_000_000]


def test_a_merge_over_the_whole_sheet_fills_only_rows_that_are_there(tmp_path: Path) -> None:
    merges = '<mergeCells><mergeCell ref="A2:XFD1048576"/><mergeCell ref="ZZZ1:ZZZ9"/></mergeCells>'
    rows = HEAD + text_row(2, "1", "x") + text_row(900_000, "", "y")
    sheet = open_sheet(workbook(tmp_path / "a.xlsx", rows, after=merges))
    assert [row.cells for row in sheet.rows()] == [("1", "x"), ("1", "y")]


@pytest.mark.timeout(60)
def test_a_million_merges_are_read_in_time(tmp_path: Path) -> None:
    merges = "".join(f'<mergeCell ref="A{i}:A{i + 1}"/>' for i in range(2, 400_000, 2))
    path = workbook(tmp_path / "a.xlsx", HEAD + text_row(2, "1", "x"), after=f"<mergeCells>{merges}</mergeCells>")
    assert len(list(open_sheet(path).rows())) == 1


def test_deeply_nested_xml_does_not_crash(tmp_path: Path) -> None:
    path = with_part(tmp_path, "xl/worksheets/sheet1.xml", lambda xml: xml.replace("<row", "<x>" * 100_000 + "<row"))
    assert refusal(path).code == "sheet_broken"


def test_one_cell_of_many_megabytes_is_refused(tmp_path: Path) -> None:
    noise = "".join(chr(97 + i * 7 % 23) for i in range(1_000)) * 200
    assert refusal(workbook(tmp_path / "a.xlsx", HEAD + text_row(2, noise, "x"))).code == "sheet_cell_long"
    path = tmp_path / "a.csv"
    path.write_text("a,b\n" + f"{noise},x\n", encoding="utf-8")
    assert refusal(path).code == "sheet_cell_long"


def test_a_text_of_many_megabytes_never_fills_the_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.sheets.sheetxml._TEXT_CHARS", 30_000)
    path = workbook(tmp_path / "a.xlsx", HEAD + text_row(2, "ab" * 20_000, "x"))
    assert refusal(path).code == "sheet_bomb"


def test_numbers_that_never_end_are_kept_as_written(tmp_path: Path) -> None:
    cells = f'<c r="A2"><v>1E+999999999</v></c><c r="B2" s="{STYLE["0.00"]}"><v>{"9" * 500}</v></c>'
    sheet = open_sheet(workbook(tmp_path / "a.xlsx", HEAD + f'<row r="2">{cells}</row>'))
    assert next(sheet.rows()).cells == ("1E+999999999", "9" * 500)


def test_a_style_that_is_not_there_is_a_plain_one(tmp_path: Path) -> None:
    row = '<row r="2"><c r="A2" s="99999"><v>5</v></c><c r="B2" s="-1"><v>6</v></c></row>'
    assert next(open_sheet(workbook(tmp_path / "a.xlsx", HEAD + row)).rows()).cells == ("5", "6")


@pytest.mark.parametrize("place", ["a1", "1", "AAAA1", "A1A", "Ａ1"])
def test_cells_at_places_that_are_none_are_refused(tmp_path: Path, place: str) -> None:
    path = workbook(tmp_path / "a.xlsx", HEAD + f'<row r="2"><c r="{place}"><v>1</v></c></row>')
    assert refusal(path).code == "sheet_broken"


def test_parts_that_lead_outside_are_not_followed(tmp_path: Path) -> None:
    content = parts({"a": sheet_xml(HEAD)})
    content["xl/_rels/workbook.xml.rels"] = content["xl/_rels/workbook.xml.rels"].replace(
        "worksheets/sheet1.xml", "../../../../etc/passwd"
    )
    assert refusal(pack(tmp_path / "a.xlsx", content)).code == "sheet_empty"


@pytest.mark.parametrize("cut", [0.1, 0.5, 0.9, 0.99])
def test_files_cut_off_anywhere_are_refused_in_the_child(tmp_path: Path, cut: float) -> None:
    path = workbook(tmp_path / "a.xlsx", HEAD + "".join(text_row(i, str(i), "Ấn") for i in range(2, 300)))
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * cut)])
    with pytest.raises(StepError) as caught:
        copy_sheet(path, tmp_path)
    assert caught.value.code == "sheet_broken"


def test_scripts_and_formulas_pass_as_plain_text(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a,b\n<script>alert(1)</script>,\"=cmd|'/c calc'!A1\"\n", encoding="utf-8")
    assert next(open_sheet(path).rows()).cells == ("<script>alert(1)</script>", "=cmd|'/c calc'!A1")
