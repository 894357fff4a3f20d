from __future__ import annotations

from pathlib import Path

import pytest

from ingest.errors import RefusedError
from ingest.sheets.fonts import CP1258, TCVN3, VNI, encode
from ingest.sheets.sheet import Sheet, open_sheet
from ingest.sheets.types import SheetLimits

TABLE = "Số hiệu,Tên hiện vật,Chất liệu\n007,Ấn ngọc triều Nguyễn,Ngọc\n12.10,Bình gốm men lam,Gốm\n"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
HEADER = ("Số hiệu", "Tên hiện vật", "Chất liệu")
FIRST = ("007", "Ấn ngọc triều Nguyễn", "Ngọc")


def made(tmp_path: Path, data: bytes | str, name: str = "bảng.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def opened(tmp_path: Path, data: bytes | str) -> Sheet:
    return open_sheet(made(tmp_path, data))


def refusal(tmp_path: Path, data: bytes | str, **options: object) -> RefusedError:
    with pytest.raises(RefusedError) as caught:
        list(open_sheet(made(tmp_path, data), **options).rows())
    assert caught.value.values["file"] == "bảng.csv"
    return caught.value


def codes(sheet: Sheet) -> dict[str, int]:
    return {notice.code: notice.count for notice in sheet.notices}


@pytest.mark.parametrize(
    ("encoding", "shown"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("utf-16", "utf-16-le"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
    ],
)
def test_unicode_files_are_read_as_they_are(tmp_path: Path, encoding: str, shown: str) -> None:
    sheet = opened(tmp_path, TABLE.encode(encoding))
    rows = list(sheet.rows())
    assert (sheet.source.format, sheet.source.encoding, sheet.header_row) == ("csv", shown, 1)
    assert sheet.header == HEADER
    assert [row.number for row in rows] == [2, 3]
    assert rows[0].cells == FIRST
    assert rows[1].cells[0] == "12.10"
    assert sheet.encodings == ()


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_usual_delimiter_and_line_end_is_found(tmp_path: Path, delimiter: str, end: str) -> None:
    sheet = opened(tmp_path, TABLE.replace(",", delimiter).replace("\n", end))
    assert sheet.source.delimiter == delimiter
    assert next(sheet.rows()).cells == FIRST


def test_commas_inside_texts_do_not_win_over_semicolons(tmp_path: Path) -> None:
    sheet = opened(tmp_path, "Tên;Ghi chú\nBình;cao 3,5, rộng 2,1\nẤn;nặng 1,2\n")
    assert [row.cells for row in sheet.rows()] == [("Bình", "cao 3,5, rộng 2,1"), ("Ấn", "nặng 1,2")]


def test_excels_first_line_says_the_delimiter_and_is_no_row(tmp_path: Path) -> None:
    sheet = opened(tmp_path, "sep=;\nTên;Nơi\nẤn;Huế\n")
    assert (sheet.header, sheet.header_row) == (("Tên", "Nơi"), 2)
    assert [row.number for row in sheet.rows()] == [3]


@pytest.mark.parametrize("encoding", [TCVN3, VNI, CP1258])
def test_old_encodings_in_bytes_are_proposed_and_converted(tmp_path: Path, encoding: str) -> None:
    text = "Tên hiện vật,Chất liệu,Nơi để\n" + "".join(
        f"{name},{stuff},{place}\n"
        for name, stuff, place in [
            ("Bình gốm men lam", "gốm", "Điện Thái Hòa"),
            ("Chân đèn đồng", "đồng", "Cung Diên Thọ"),
            ("Bức hoành phi sơn thếp", "gỗ", "Điện Long An"),
        ]
    )
    sheet = opened(tmp_path, encode(text, encoding).encode("cp1252"))
    assert sheet.source.encoding == "windows-1252"
    assert sheet.header == ("Tên hiện vật", "Chất liệu", "Nơi để")
    assert sheet.proposed == {0: encoding, 1: encoding, 2: encoding}
    rows = [row.cells for row in sheet.rows(sheet.proposed)]
    assert rows[1] == ("Chân đèn đồng", "đồng", "Cung Diên Thọ")
    assert next(sheet.rows()).cells != rows[0]  # nothing is converted unasked
    first = sheet.encodings[1]
    assert first.column == 0
    assert first.samples[0][1] == "Bình gốm men lam"
    assert first.confidence > 0.5


def test_only_the_columns_in_the_old_font_are_proposed(tmp_path: Path) -> None:
    names = ["Bình gốm men lam", "Chân đèn bằng đồng", "Bức hoành phi sơn thếp vàng", "Kim ấn triều Nguyễn"]
    lines = [f"{i},{encode(name, TCVN3)},Điện Thái Hòa,Mère Grégoire" for i, name in enumerate(names)]
    sheet = opened(tmp_path, "STT,Tên,Nơi,Tác giả\n" + "\n".join(lines))
    assert sheet.proposed == {1: TCVN3}
    assert [row.cells[1] for row in sheet.rows(sheet.proposed)] == names
    assert codes(sheet)["sheet_old_encoding"] == 1


def test_a_short_column_shares_the_one_encoding_of_a_file(tmp_path: Path) -> None:
    text = "Tên,Nơi\nBình gốm,cũ\nChân đèn đồng,hỏng\nBức hoành phi sơn thếp vàng,x\n"
    sheet = opened(tmp_path, encode(text, CP1258).encode("cp1252"))
    assert sheet.proposed == {0: CP1258, 1: CP1258}
    assert [row.cells[1] for row in sheet.rows(sheet.proposed)] == ["cũ", "hỏng", "x"]


def test_capitals_of_the_old_font_are_told(tmp_path: Path) -> None:
    sheet = opened(tmp_path, "Số,Tên\n1,B¶O TµNG\n2,®iÖn thê\n3,bÒ mÆt gèm\n")
    assert (codes(sheet)["sheet_capitals"], sheet.encodings[0].capitals) == (1, 1)


def test_western_files_stay_western(tmp_path: Path) -> None:
    text = "artiste,titre\nGrégoire Müller,Le café noir\nFrançois Björk,Señor é à ü\nÉlise Größe,Œuvre – “été”\n"
    sheet = opened(tmp_path, text.encode("cp1252"))
    assert sheet.encodings == ()
    assert [row.cells[1] for row in sheet.rows()][2] == "Œuvre – “été”"
    assert codes(sheet)["sheet_encoding_guessed"] == 1


def test_a_few_stray_bytes_in_utf8_are_mended_and_told(tmp_path: Path) -> None:
    data = TABLE.encode() * 3 + b"9,caf\xe9,G\n"
    sheet = opened(tmp_path, data)
    assert list(sheet.rows())[-1].cells[1] == "café"
    notice = next(n for n in sheet.notices if n.code == "sheet_bytes_mended")
    assert (notice.count, notice.row) == (1, 10)
    assert notice.named("a.csv") == {"file": "a.csv", "count": 1, "row": 10, "column": ""}


def test_a_mixture_of_encodings_is_undecidable(tmp_path: Path) -> None:
    data = b"a,b\n" + "điện,x\n".encode() + encode("Thái Hòa,Bình gốm\n", TCVN3).encode("cp1252")
    error = refusal(tmp_path, data)
    assert (error.code, error.values["row"]) == ("sheet_encoding", 3)


def test_rows_above_the_header_are_kept_and_empty_ones_counted(tmp_path: Path) -> None:
    text = "SỞ VĂN HÓA,,\n,,\nBẢNG KÊ HIỆN VẬT,,năm 2024\n" + TABLE + "\n\n" + "8,Ấn,Bạc\n"
    sheet = opened(tmp_path, text)
    assert (sheet.header_row, sheet.header) == (4, HEADER)
    assert [(row.number, row.cells[0]) for row in sheet.preamble] == [(1, "SỞ VĂN HÓA"), (3, "BẢNG KÊ HIỆN VẬT")]
    assert [row.number for row in sheet.rows()] == [5, 6, 9]
    assert codes(sheet)["sheet_rows_empty"] == 2


def test_a_header_with_a_nameless_column_still_is_the_header(tmp_path: Path) -> None:
    sheet = opened(tmp_path, "Tên,,Nơi,Loại\nẤn,cũ,Huế,ngọc\nBình,mới,Huế,gốm\n")
    assert sheet.header == ("Tên", "", "Nơi", "Loại")
    assert codes(sheet)["sheet_unnamed_column"] == 1


def test_a_header_printed_on_each_page_is_skipped(tmp_path: Path) -> None:
    sheet = opened(tmp_path, TABLE + TABLE)
    assert [row.number for row in sheet.rows()] == [2, 3, 5, 6]
    assert codes(sheet)["sheet_header_again"] == 1


def test_cells_beyond_the_header_are_kept_and_told(tmp_path: Path) -> None:
    sheet = opened(tmp_path, "a,b\n1,x\n2,y,thừa\n")
    assert [row.cells for row in sheet.rows()] == [("1", "x"), ("2", "y", "thừa")]
    assert codes(sheet)["sheet_extra_cells"] == 1


def test_a_person_may_choose_the_header_row(tmp_path: Path) -> None:
    path = made(tmp_path, "x,y,z\na,b,\n1,2,3\n")
    assert open_sheet(path, header_row=2).header == ("a", "b")
    with pytest.raises(RefusedError, match="sheet_no_header"):
        open_sheet(path, header_row=9)


def test_control_signs_go_and_decomposed_letters_are_joined(tmp_path: Path) -> None:
    sheet = opened(tmp_path, "Tên,Nơi\nA\x00\x07n,Hue\u0302\u0301\n\u202eẤn\u200b ,x\n")
    assert [row.cells for row in sheet.rows()] == [("An", "Huế"), ("Ấn", "x")]
    assert (codes(sheet)["sheet_controls"], codes(sheet)["sheet_composed"]) == (2, 1)


def test_cells_of_several_lines_keep_their_rows_number(tmp_path: Path) -> None:
    sheet = opened(tmp_path, 'Tên,Ghi chú\nẤn,"dòng 1\r\ndòng 2"\nBình,"3"" cao"\n')
    assert [(row.number, row.cells[1]) for row in sheet.rows()] == [(2, "dòng 1\ndòng 2"), (3, '3" cao')]


def test_inches_in_the_last_row_are_no_open_quotation_mark(tmp_path: Path) -> None:
    assert len(list(opened(tmp_path, 'Tên,Ghi chú\nẤn,5" cao\n').rows())) == 1


def test_a_cell_that_looks_like_a_formula_is_text(tmp_path: Path) -> None:
    sheet = opened(tmp_path, 'a,b\n"=HYPERLINK(""x"")",@SUM(A1)\n\'=1+1,\'t is\n+84 234,-5\n')
    assert [row.cells for row in sheet.rows()] == [
        ('=HYPERLINK("x")', "@SUM(A1)"), ("=1+1", "'t is"), ("+84 234", "-5"),
    ]  # fmt: skip


def test_one_column_of_names_is_a_table(tmp_path: Path) -> None:
    sheet = opened(tmp_path, "Tên\nẤn\nBình\n")
    assert [row.cells for row in sheet.rows()] == [("Ấn",), ("Bình",)]
    assert codes(sheet)["sheet_one_column"] == 1


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "sheet_empty"),
        (b"\xef\xbb\xbf \n\n", "sheet_empty"),
        (b",,,\n,,\n", "sheet_empty"),
        (b"%PDF-1.7 x", "sheet_unknown_format"),
        (b"\x89PNG\r\n\x1a\n", "sheet_unknown_format"),
        (bytes(range(256)) * 40, "sheet_unknown_format"),
        (bytes(range(1, 32)) * 40, "sheet_unknown_format"),
        (b"ab\0\0cd\0\0" * 90, "sheet_unknown_format"),
        (b'a,b\n1,"' + (b"x" * 999 + b"\n") * 17_000, "sheet_quote_open"),
        ("a,b\n".encode("utf-16") + "1,Huế\n".encode("utf-16-le") * 3000 + b"\x00", "sheet_broken"),
        (b"<html><table><tr><td>a</td></tr></table>", "sheet_not_table"),
        (b'[{"a": 1}]', "sheet_not_table"),
        (("Một câu chuyện dài. " * 40).encode() + b"\nhai\n", "sheet_not_table"),
        (b"1,2\n3,4\n5,6\n", "sheet_no_header"),
        ("Tên,Nơi,tên \nẤn,Huế,x\n".encode(), "sheet_header_duplicate"),
        (b'a,b\n1,"x\n2,y\n3,z\n', "sheet_quote_open"),
        ("a,b\n1,Huế\n".encode("utf-16") + b"\x00", "sheet_broken"),
        (OLE + b"\0" * 600, "sheet_old_excel"),
        (OLE + b"\0" * (1 << 20) + "EncryptedPackage".encode("utf-16-le"), "sheet_password"),
    ],
)  # fmt: skip
def test_what_is_no_table_is_refused_with_its_reason(tmp_path: Path, data: bytes, code: str) -> None:
    assert refusal(tmp_path, data).code == code


def test_a_duplicate_header_names_both_columns(tmp_path: Path) -> None:
    error = refusal(tmp_path, "x,Tên,Nơi,TÊN\n1,2,3,4\n")
    assert (error.values["first"], error.values["column"], error.values["row"]) == ("B", "D", 1)


def test_a_sheet_of_a_text_file_does_not_exist(tmp_path: Path) -> None:
    assert refusal(tmp_path, TABLE, sheet="Hai").code == "sheet_not_found"


@pytest.mark.parametrize(
    ("limits", "code", "place"),
    [
        (SheetLimits(rows=1), "sheet_too_long", ("row", 3)),
        (SheetLimits(columns=2), "sheet_too_wide", ("row", 1)),
        (SheetLimits(cell_chars=19), "sheet_cell_long", ("column", "B")),
    ],
)
def test_limits_hold_and_name_the_place(tmp_path: Path, limits: SheetLimits, code: str, place: tuple) -> None:
    error = refusal(tmp_path, TABLE, limits=limits)
    assert (error.code, error.values[place[0]]) == (code, place[1])


def test_a_line_without_an_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.sheets.delimited._LINE", 1000)
    error = refusal(tmp_path, "a,b\n" + "x," * 2000)
    assert (error.code, error.values["row"]) == ("sheet_line_long", 2)
