from __future__ import annotations

import zipfile
from pathlib import Path

import openpyxl
import pytest

from ingest.errors import RefusedError
from ingest.sheets.fonts import TCVN3, VNI, encode
from ingest.sheets.sheet import Sheet, open_sheet
from ingest.sheets.types import SheetLimits
from tests.tables import STYLE, pack, parts, sheet_xml, text_row, workbook

HEAD = text_row(1, "Số hiệu", "Tên", "Ngày")


def opened(tmp_path: Path, rows: str, **options: object) -> Sheet:
    return open_sheet(workbook(tmp_path / "bảng.xlsx", rows, **options))


def cells(sheet: Sheet) -> list[tuple[str, ...]]:
    return [row.cells for row in sheet.rows()]


def codes(sheet: Sheet) -> dict[str, int]:
    return {notice.code: notice.count for notice in sheet.notices}


def refusal(path: Path, **options: object) -> RefusedError:
    with pytest.raises(RefusedError) as caught:
        list(open_sheet(path, **options).rows())
    return caught.value


def one_cell(tmp_path: Path, cell: str, **options: object) -> tuple[str, Sheet]:
    """The text of cell C2."""
    sheet = opened(tmp_path, HEAD + f'<row r="2"><c r="A2" t="inlineStr"><is><t>x</t></is></c>{cell}</row>', **options)
    return cells(sheet)[0][2], sheet


@pytest.mark.parametrize(
    ("stored", "code", "text"),
    [
        ("15.0", "General", "15"), ("12.10", "General", "12.1"), ("0.30000000000000004", "General", "0.3"),
        ("1E+20", "General", "100000000000000000000"), ("1.5E-3", "General", "0.0015"), ("-0", "General", "0"),
        ("7", "000", "007"), ("12.1", "0.00", "12.10"), ("12.345", "0.00", "12.345"), ("1835", "General", "1835"),
        ("45000", "dd/mm/yyyy", "2023-03-15"), ("45000.5", "dd/mm/yyyy hh:mm", "2023-03-15T12:00:00"),
        ("45000", "mm/yyyy", "2023-03"), ("45000", "yyyy", "2023"), ("0.75", "hh:mm", "18:00:00"),
        ("1.5", "[h]:mm", "1 day, 12:00:00"), ("-5", "dd/mm/yyyy", "-5"), ("0", "dd/mm/yyyy", "0"),
        ("9E99", "dd/mm/yyyy", "9E99"),
        ("nan", "General", "nan"), ("x", "General", "x"),
    ],
)  # fmt: skip
def test_numbers_and_dates_are_read_as_people_see_them(tmp_path: Path, stored: str, code: str, text: str) -> None:
    found, _ = one_cell(tmp_path, f'<c r="C2" s="{STYLE[code]}"><v>{stored}</v></c>')
    assert found == text


def test_dates_are_told_and_those_that_cannot_be_too(tmp_path: Path) -> None:
    date, wrong = STYLE["dd/mm/yyyy"], '<c r="B2" s="{0}"><v>9E99</v></c>'
    _, sheet = one_cell(tmp_path, wrong.format(date) + f'<c r="C2" s="{date}"><v>45000</v></c>')
    assert {"sheet_dates": 1, "sheet_date_wrong": 1}.items() <= codes(sheet).items()
    assert next(n for n in sheet.notices if n.code == "sheet_dates").column == "C"


def test_a_workbook_may_count_its_days_from_1904(tmp_path: Path) -> None:
    found, _ = one_cell(tmp_path, f'<c r="C2" s="{STYLE["dd/mm/yyyy"]}"><v>1</v></c>', epoch_1904=True)
    assert found == "1904-01-02"


def test_texts_keep_their_zeros(tmp_path: Path) -> None:
    sheet = opened(tmp_path, HEAD + text_row(2, "007", "12.10", "0012"))
    assert cells(sheet) == [("007", "12.10", "0012")]


def test_shared_texts_lose_phonetic_hints_and_join_their_runs(tmp_path: Path) -> None:
    strings = "<si><t>Ấn</t></si><si><r><t>Bình </t></r><r><t>gốm</t></r><rPh><t>binh</t></rPh></si>"
    strings += "<si><t>một_x000D_\nhai</t></si>"
    row = "".join(f'<c r="{"ABC"[i]}2" t="s"><v>{i}</v></c>' for i in range(3))
    sheet = opened(tmp_path, HEAD + f'<row r="2">{row}</row>', strings=strings)
    assert cells(sheet) == [("Ấn", "Bình gốm", "một\nhai")]


def test_formulas_give_their_stored_value(tmp_path: Path) -> None:
    found, sheet = one_cell(tmp_path, '<c r="B2"><f>NOW()</f></c><c r="C2" t="str"><f>A2&amp;"y"</f><v>xy</v></c>')
    assert found == "xy"
    assert {"sheet_formulas": 1, "sheet_formula_empty": 1}.items() <= codes(sheet).items()


def test_errors_and_truth_values_are_text(tmp_path: Path) -> None:
    found, sheet = one_cell(tmp_path, '<c r="B2" t="b"><v>1</v></c><c r="C2" t="e"><v>#REF!</v></c>')
    assert (found, cells(sheet)[0][1]) == ("#REF!", "TRUE")
    assert codes(sheet)["sheet_cell_error"] == 1


def test_merged_cells_are_spread_down_their_column(tmp_path: Path) -> None:
    rows = HEAD + text_row(2, "1", "Ấn", "x") + text_row(3, "2", "", "y") + text_row(4, "3", "", "z")
    merges = '<mergeCells count="1"><mergeCell ref="B2:B3"/></mergeCells>'
    sheet = opened(tmp_path, rows, after=merges)
    assert [c[1] for c in cells(sheet)] == ["Ấn", "Ấn", ""]
    assert codes(sheet)["sheet_merged"] == 1


def test_a_header_of_two_rows_joins_group_and_name(tmp_path: Path) -> None:
    rows = text_row(1, "BẢNG KÊ") + text_row(2, "STT", "Tên", "Kích thước", "", "Ghi chú")
    rows += text_row(3, "", "", "cao", "rộng") + text_row(4, "1", "Ấn", "3", "2", "x")
    refs = ("A1:E1", "A2:A3", "B2:B3", "C2:D2", "E2:E3")
    merges = "".join(f'<mergeCell ref="{ref}"/>' for ref in refs)
    sheet = opened(tmp_path, rows, after=f"<mergeCells>{merges}</mergeCells>")
    assert sheet.header == ("STT", "Tên", "Kích thước / cao", "Kích thước / rộng", "Ghi chú")
    assert (sheet.header_row, cells(sheet)) == (3, [("1", "Ấn", "3", "2", "x")])


def test_hidden_rows_columns_and_sheets_are_told(tmp_path: Path) -> None:
    rows = HEAD + text_row(2, "1", "Ấn", "x", extra=' hidden="1"')
    content = parts(
        {
            "Bìa": sheet_xml(""),
            "Bảng": sheet_xml(rows, before='<cols><col min="2" max="2" hidden="1"/></cols>'),
            "Cũ": sheet_xml(text_row(1, "a", "b") + text_row(2, "c", "d")),
        },
        hidden=("Cũ",),
    )
    path = pack(tmp_path / "a.xlsx", content)
    sheet = open_sheet(path)
    assert (sheet.source.sheet, sheet.source.sheets) == ("Bảng", ("Bìa", "Bảng", "Cũ"))  # the cover is empty
    assert {"sheet_hidden_rows", "sheet_hidden_columns", "sheet_hidden_sheets"} <= codes(sheet).keys()
    assert open_sheet(path, sheet="Cũ").header == ("a", "b")
    error = refusal(path, sheet="Không")
    assert (error.code, error.values["sheets"]) == ("sheet_not_found", "Bìa, Bảng, Cũ")


def test_rows_and_cells_without_places_are_counted(tmp_path: Path) -> None:
    row = '<row><c t="inlineStr"><is><t>{0}</t></is></c><c/><c t="inlineStr"><is><t>{1}</t></is></c></row>'
    sheet = opened(tmp_path, row.format("a", "b") + row.format("c", "d"))
    assert (sheet.header, cells(sheet)) == (("a", "", "b"), [("c", "", "d")])


@pytest.mark.parametrize("encoding", [TCVN3, VNI])
def test_old_fonts_inside_xlsx_are_proposed(tmp_path: Path, encoding: str) -> None:
    names = ["Bình gốm men lam", "Chân đèn bằng đồng", "Kim ấn triều Nguyễn"]
    rows = text_row(1, *(encode(t, encoding) for t in ("Tên hiện vật", "Điện thờ")))
    rows += "".join(text_row(i, encode(name, encoding), "Điện Thái Hòa") for i, name in enumerate(names, 2))
    sheet = opened(tmp_path, rows)
    assert sheet.proposed == {0: encoding}
    assert sheet.header == ("Tên hiện vật", "Điện thờ")
    assert [row.cells for row in sheet.rows(sheet.proposed)] == [(name, "Điện Thái Hòa") for name in names]


def test_macros_are_told_and_never_run(tmp_path: Path) -> None:
    content = parts({"a": sheet_xml(HEAD + text_row(2, "1", "2", "3"))}) | {"xl/vbaProject.bin": b"\0" * 100}
    assert codes(open_sheet(pack(tmp_path / "a.xlsm", content)))["sheet_macros"] == 1


def test_openpyxl_written_files_are_read(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["Tên", "Số"])
    book.active.append(["Ấn", 7.5])
    book.save(tmp_path / "a.xlsx")
    assert cells(open_sheet(tmp_path / "a.xlsx")) == [("Ấn", "7.5")]


GOOD = parts({"a": sheet_xml(HEAD)})


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "x"}, "sheet_opendocument"),
        ({"mimetype": "application/epub+zip"}, "sheet_unknown_format"),
        ({"xl/workbook.bin": "x"}, "sheet_binary_excel"),
        ({"word/document.xml": "x"}, "sheet_unknown_format"),
        ({"a.txt": "x"}, "sheet_unknown_format"),
        ({"xl/workbook.xml": "<a/>"}, "sheet_empty"),
        ({"xl/workbook.xml": "<a>"}, "sheet_broken"),
        ({"xl/styles.xml": ""}, "sheet_broken"),
        (GOOD | {"xl/worksheets/sheet1.xml": sheet_xml("")}, "sheet_empty"),
        (GOOD | {"xl/worksheets/sheet1.xml": sheet_xml(HEAD)[:-40]}, "sheet_broken"),
        (GOOD | {"xl/worksheets/sheet1.xml": sheet_xml('<row r="x"/>')}, "sheet_broken"),
        (GOOD | {"xl/worksheets/sheet1.xml": sheet_xml('<row><c r="é1"><v>1</v></c></row>')}, "sheet_broken"),
        (GOOD | {"xl/worksheets/sheet1.xml": sheet_xml('<row><c r="A1" t="s"><v>9</v></c></row>')}, "sheet_broken"),
        (GOOD | {"xl/styles.xml": "<broken"}, "sheet_broken"),
        (GOOD | {"xl/worksheets/sheet1.xml": sheet_xml('<row><c r="XFD1"><v>1</v></c></row>')}, "sheet_too_wide"),
        (GOOD | {"xl/worksheets/sheet1.xml": sheet_xml('<row r="1"><c><v>1</v></c></row>')}, "sheet_no_header"),
    ],
)
def test_broken_and_foreign_packages_are_refused(tmp_path: Path, content: dict, code: str) -> None:
    assert refusal(pack(tmp_path / "a.xlsx", content)).code == code


def test_a_truncated_file_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", HEAD)
    path.write_bytes(path.read_bytes()[:-30])
    assert refusal(path).code == "sheet_broken"


def test_damaged_bytes_are_refused(tmp_path: Path) -> None:
    path = pack(tmp_path / "a.xlsx", GOOD, zipfile.ZIP_STORED)
    path.write_bytes(path.read_bytes().replace(b"sheetData", b"sheetDatX"))
    assert refusal(path).code == "sheet_broken"


def test_encrypted_parts_and_odd_methods_are_refused(tmp_path: Path) -> None:
    path = pack(tmp_path / "a.xlsx", GOOD)
    data = bytearray(path.read_bytes())
    data[data.rfind(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    assert refusal(path).code == "sheet_password"
    assert refusal(pack(tmp_path / "b.xlsx", GOOD, zipfile.ZIP_BZIP2)).code == "sheet_broken"


def test_limits_of_rows_and_cells_hold(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", HEAD + "".join(text_row(i, "a", "b", "c" * i) for i in range(2, 9)))
    assert refusal(path, limits=SheetLimits(rows=5)).code == "sheet_too_long"
    assert refusal(path, limits=SheetLimits(cell_chars=7)).values["column"] == "C"
    assert refusal(path, limits=SheetLimits(parts=3)).code == "sheet_bomb"
