from __future__ import annotations

import json
from pathlib import Path

import pytest
from pydantic import ValidationError

from ingest.errors import RefusedError, StepError
from ingest.sheets.copies import copy_sheet, load_report, read_copy
from ingest.sheets.encodings import MIXED
from ingest.sheets.fonts import TCVN3, encode
from ingest.sheets.sheet import open_sheet
from ingest.sheets.step import COPY, run
from tests.tables import text_row, workbook

NAMES = ["Bình gốm men lam", "Chân đèn bằng đồng", "Kim ấn triều Nguyễn"]


@pytest.fixture
def table(tmp_path: Path) -> Path:
    rows = text_row(1, "BẢNG KÊ") + text_row(2, "Số", "Tên", "Nơi")
    rows += "".join(text_row(i, f"00{i}", encode(name, TCVN3), "Huế") for i, name in enumerate(NAMES, 3))
    return workbook(tmp_path / "bảng.xlsx", rows)


def test_a_child_process_makes_a_clean_copy_and_a_report(tmp_path: Path, table: Path) -> None:
    told: list[float] = []
    out = tmp_path / "out"
    out.mkdir()
    report = copy_sheet(table, out, on_progress=lambda _, fraction: told.append(fraction))
    assert (report.format, report.sheet, report.header_row, report.rows) == ("xlsx", "Bảng", 2, 3)
    assert (report.header, report.preamble) == (("Số", "Tên", "Nơi"), ((1, ("BẢNG KÊ",)),))
    assert report.proposed == {1: TCVN3}
    assert [n.code for n in report.notices] == ["sheet_old_encoding"]
    assert [row.cells[1] for row in read_copy(out / report.copy)] == [encode(name, TCVN3) for name in NAMES]
    rows = list(read_copy(out / report.copy, report.proposed))
    assert [(row.number, *row.cells) for row in rows] == [(i, f"00{i}", n, "Huế") for i, n in enumerate(NAMES, 3)]
    assert [p.name for p in out.iterdir()] == [COPY]
    assert told[-1] == 1.0


def test_a_refusal_crosses_the_process_with_its_code_and_values(tmp_path: Path) -> None:
    path = tmp_path / "upload-17"
    path.write_bytes("Tên,Tên\n1,2\n".encode())
    with pytest.raises(StepError) as caught:
        copy_sheet(path, tmp_path, name="kho.csv")
    assert caught.value.code == "sheet_header_duplicate"
    assert caught.value.values["file"] == "kho.csv"
    assert not (tmp_path / COPY).exists()


def test_a_fault_in_the_middle_leaves_no_copy(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a,b\n" + "1,x\n" * 3000 + '1,"x\n2,y\n', encoding="utf-8")
    with pytest.raises(RefusedError, match="sheet_quote_open"):
        run({"source": str(path), "out": str(tmp_path)}, lambda *_: None)
    assert [p.name for p in tmp_path.iterdir()] == ["a.csv"]


def test_a_report_survives_json_and_what_is_none_is_refused(tmp_path: Path, table: Path) -> None:
    values = run({"source": str(table), "out": str(tmp_path), "header_row": 2, "sheet": "Bảng"}, lambda *_: None)
    assert load_report(json.loads(json.dumps(values))) == load_report(values)
    with pytest.raises(ValidationError):
        load_report({"rows": 3})


def test_an_old_font_that_begins_late_is_found_when_all_was_read(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    late = "".join(f"{i},{encode(name, TCVN3)}\n" for i, name in enumerate(NAMES))
    path.write_text("Số,Tên\n" + "1,Huế\n" * 2500 + late, encoding="utf-8")
    sheet = open_sheet(path)
    assert sheet.encodings == ()
    assert sum(1 for _ in sheet.rows()) == 2503
    assert sheet.proposed == {1: TCVN3 + MIXED}


def test_real_tables_are_read_wholly(shared_data: Path) -> None:
    path = next(shared_data.glob("records/**/InventaireCampa.xlsx"))
    sheet = open_sheet(path)
    rows = list(sheet.rows())
    assert (sheet.source.sheets, sheet.header_row, len(sheet.header)) == (("Feuil1", "Feuil2", "Feuil3"), 1, 27)
    assert sheet.header[:4] == ("N° C.", "Extension", "Autres n°", "Appellation")
    assert (len(rows), rows[0].number, rows[-1].number) == (454, 2, 456)
    assert sheet.encodings == ()  # French and Sanskrit are no Vietnamese font


def test_every_shared_text_table_is_read_without_a_conversion(shared_data: Path) -> None:
    counts = {}
    for path in sorted(shared_data.glob("records/**/*.csv")):
        sheet = open_sheet(path)
        counts[path.name] = sum(1 for _ in sheet.rows())
        assert (sheet.source.encoding, sheet.encodings) == ("utf-8", ()), path
    assert counts["artist_data.csv"] == 3532
    assert counts["object_associations.csv"] == 27768
