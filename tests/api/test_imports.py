"""Imports over HTTP: checked, reported, mapped anew, committed, taken back, and tables out that come back in."""

from __future__ import annotations

import io
import json

import openpyxl
import pytest

from ingest.sheets.fonts import encode

IMPORTS = "/api/v1/imports"
HEADER = "Số hiệu,Tên hiện vật,Chất liệu,Niên đại\n"
GOOD = HEADER + "BT.1,Bình hoa lam,gốm,Minh Mạng 15\nBT.2,Đĩa sứ,sứ,thế kỷ XIX\n"


def send(client, data: str | bytes, name: str = "danh sách.csv", **more: str):
    body = data.encode() if isinstance(data, str) else data
    return client.post(IMPORTS, data={"file": (io.BytesIO(body), name), **more})


def workbook(rows: list[list[object]]) -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def outcomes(client, address: str, lang: str = "vi") -> list[tuple[int, str, list[str], list[str]]]:
    items = client.get(f"{address}/rows?lang={lang}&limit=200").get_json()["items"]
    return [(i["row"], i["action"], [f["code"] for f in i["faults"]], [n["code"] for n in i["notices"]]) for i in items]


def test_a_table_is_checked_committed_and_taken_back(curator_client) -> None:
    made = send(curator_client, GOOD)
    assert made.status_code == 201, made.get_json()
    body, address = made.get_json(), made.headers["Location"]
    assert (body["state"], body["counts"]) == ("checked", {"rows": 2, "create": 2, "notices": 0})
    assert curator_client.get("/api/v1/artifacts/BT.1").status_code == 404
    done = curator_client.post(f"{address}/commit").get_json()
    assert done["state"] == "committed"
    shown = curator_client.get("/api/v1/artifacts/BT.1").get_json()
    assert (shown["title"]["vi"], shown["status"], shown["materials"]) == ("Bình hoa lam", "draft", ["gốm"])
    assert curator_client.post(f"{address}/commit").get_json()["code"] == "import_state"
    undone = curator_client.post(f"{address}/undo").get_json()
    assert (undone["state"], undone["counts"]["undone"]) == ("undone", 2)
    assert curator_client.get("/api/v1/artifacts/BT.1").status_code == 404
    assert curator_client.post(f"{address}/undo").status_code == 409


def test_each_bad_row_is_told_in_both_languages_and_the_rest_goes_on(curator_client) -> None:
    rows = "BT.1,Bình,gốm,30/2/1835\nBT.2,,sứ,\nBT.3,Đĩa,sứ,\nBT.3,Chén,sứ,\nBT.4,Ấm,,Minh Mạng 45\n"
    address = send(curator_client, HEADER + rows).headers["Location"]
    assert outcomes(curator_client, address) == [
        (2, "refuse", ["date_day_unknown"], []),
        (3, "refuse", ["required"], []),
        (4, "create", [], []),
        (5, "refuse", ["import_number_in_file"], []),
        (6, "refuse", ["date_reign_year"], []),
    ]
    for lang, words in (("vi", "đã có ở dòng 4"), ("en", "stands in row 4")):
        item = curator_client.get(f"{address}/rows?action=refuse&lang={lang}").get_json()["items"][2]
        assert words in item["faults"][0]["detail"]
        assert item["faults"][0]["remedy"]
    report = curator_client.get(f"{address}/report.csv?lang=en")
    assert report.mimetype == "text/csv"
    assert report.data.startswith(b"\xef\xbb\xbfRow,Outcome")
    assert report.get_data(as_text=True).count("refuse") == 4
    curator_client.post(f"{address}/commit")
    assert curator_client.get("/api/v1/artifacts/BT.3").get_json()["title"]["vi"] == "Đĩa"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_encodings_are_found(curator_client, encoding: str) -> None:
    address = send(curator_client, GOOD.encode(encoding)).headers["Location"]
    assert [row[1] for row in outcomes(curator_client, address)] == ["create", "create"]
    curator_client.post(f"{address}/commit")
    assert curator_client.get("/api/v1/artifacts/BT.1").get_json()["title"]["vi"] == "Bình hoa lam"


@pytest.mark.parametrize("encoding", ["tcvn3", "vni", "windows-1258"])
def test_old_font_encodings_are_shown_and_converted(curator_client, encoding: str) -> None:
    words = ["Bình hoa lam", "Đỉnh đồng lớn", "Chuông chùa Thiên Mụ", "Ấn ngọc của nhà vua", "Nghiên mực bằng đá quý"]
    rows = "".join(f"BT.{i},{encode(word, encoding)}\n" for i, word in enumerate(words))
    made = send(curator_client, ("So hieu,Ten hien vat\n" + rows).encode("cp1252", "replace"))
    body = made.get_json()
    assert body["mapping"]["encodings"] == {"Ten hien vat": encoding}
    assert "sheet_old_encoding" in {notice["code"] for notice in body["notices"]}
    items = curator_client.get(f"{made.headers['Location']}/rows").get_json()["items"]
    assert [item["title"].casefold() for item in items] == [word.casefold() for word in words]


def test_workbooks_with_formulas_days_and_merged_cells_are_read(curator_client) -> None:
    import datetime as dt

    book = openpyxl.Workbook()
    sheet = book.active
    for row in (["Số hiệu", "Tên hiện vật", "Chất liệu", "Ngày ghi"], ["BT.1", "Bình", "gốm", dt.date(2024, 2, 3)],
                ["BT.2", "Đĩa", None, 45325], ["BT.3", "=1+1", "sứ", None]):  # fmt: skip
        sheet.append(row)
    sheet.merge_cells("C2:C3")
    out = io.BytesIO()
    book.save(out)
    made = send(curator_client, out.getvalue(), "sổ.xlsx")
    codes = {notice["code"] for notice in made.get_json()["notices"]}
    assert {"sheet_merged", "sheet_dates", "sheet_formula_empty"} <= codes
    assert [row[1:] for row in outcomes(curator_client, made.headers["Location"])] == [
        ("create", [], []),
        ("create", [], ["import_day_number"]),
        ("refuse", ["required"], []),
    ]


def test_json_comes_in_the_same_way(curator_client) -> None:
    objects = [{"accession_number": "C.1", "title": "Bình", "creator": [{"full_name": "An"}]}, {"title": "Không số"}]
    mapping = {"columns": {"accession_number": "accession_number", "title": "title_vi", "creator.full_name": "maker"}}
    made = send(curator_client, json.dumps({"items": objects}), "a.json", mapping=json.dumps(mapping))
    assert [row[1:3] for row in outcomes(curator_client, made.headers["Location"])] == [
        ("create", []),
        ("refuse", ["required"]),
    ]


def test_another_mapping_is_checked_remembered_and_used_again(curator_client) -> None:
    table = "Cột A,Cột B\nBT.1,Bình\n"
    made = send(curator_client, table)
    assert made.get_json()["counts"]["refuse"] == 1
    mapping = {"columns": {"Cột A": "accession_number", "Cột B": {"field": "title_vi"}}}
    changed = curator_client.put(f"{made.headers['Location']}/mapping", json=mapping)
    assert changed.get_json()["counts"] == {"rows": 1, "create": 1, "notices": 0}
    assert send(curator_client, table.replace("BT.1", "BT.9")).get_json()["counts"]["create"] == 1
    assert curator_client.get(f"{IMPORTS}/mappings").get_json()["items"][0]["headers"] == ["cot a", "cot b"]
    wrong = curator_client.put(f"{made.headers['Location']}/mapping", json={"columns": {"Cột A": "no_such"}})
    assert (wrong.status_code, wrong.get_json()["fields"]["no_such"]["code"]) == (422, "unknown_field")


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_what_is_exported_comes_back_unchanged_and_edits_are_found(curator_client, add_artifact, form, lang) -> None:
    add_artifact("BT.1", title_vi="=1+1", height_mm=1.234, materials=["gốm", "men"], date_text="Minh Mạng 15")
    add_artifact("BT.2", is_public=False, is_specimen=True, protection="bao_vat")
    table = curator_client.get(f"{IMPORTS}/export/artifacts.{form}?lang={lang}")
    assert f"artifacts.{form}" in table.headers["Content-Disposition"]
    same = send(curator_client, table.data, f"a.{form}")
    assert [row[1] for row in outcomes(curator_client, same.headers["Location"])] == ["same", "same"]
    stale = send(curator_client, table.data, f"a.{form}").headers["Location"]
    if form == "csv":
        edited = table.data.decode("utf-8-sig").replace("Bình BT.2", "Bình mới")
        changed = send(curator_client, edited).headers["Location"]
        assert [row[1] for row in outcomes(curator_client, changed)] == ["same", "update"]
        curator_client.post(f"{changed}/commit")
        assert curator_client.get("/api/v1/artifacts/BT.2").get_json()["title"]["vi"] == "Bình mới"
        late = curator_client.post(f"{stale}/commit").get_json()
        assert late["counts"] == {"rows": 2, "same": 1, "refuse": 1, "notices": 1}
        assert outcomes(curator_client, stale)[1][2] == ["import_stale"]


def test_a_checked_import_can_be_forgotten(curator_client) -> None:
    address = send(curator_client, GOOD).headers["Location"]
    assert curator_client.delete(address).status_code == 204
    assert curator_client.get(address).get_json()["code"] == "import_not_found"


def test_a_table_that_was_cleared_away_is_told(curator_client, parts) -> None:
    import shutil

    address = send(curator_client, GOOD).headers["Location"]
    shutil.rmtree(parts.settings.home / "imports")
    gone = curator_client.post(f"{address}/commit")
    assert (gone.status_code, gone.get_json()["code"]) == (410, "import_file_gone")


@pytest.mark.parametrize(
    ("data", "more", "code"),
    [
        (b"%PDF-1.7", {}, "sheet_unknown_format"),
        (b"", {}, "sheet_empty"),
        (GOOD, {"kind": "dreams"}, "validation"),
        (GOOD, {"mapping": "{"}, "import_mapping_broken"),
        (GOOD, {"mapping": '{"columns": {"Số hiệu": "none"}}'}, "validation"),
    ],
)
def test_unfit_requests_are_refused(curator_client, data, more, code) -> None:
    refused = send(curator_client, data, **more)
    assert (refused.status_code // 100, refused.get_json()["code"]) == (4, code)
    assert curator_client.get(IMPORTS).get_json()["items"] == []


def test_without_a_file_and_with_an_unknown_format_there_is_nothing(curator_client) -> None:
    assert curator_client.post(IMPORTS, data={}).get_json()["code"] == "import_no_file"
    assert curator_client.get(f"{IMPORTS}/export/artifacts.pdf").status_code == 404
    assert curator_client.get(f"{IMPORTS}/export/dreams.csv").status_code == 422


def test_imports_are_for_those_who_write(client, restorer_client, curator_client) -> None:
    address = send(curator_client, GOOD).headers["Location"]
    for who in (client, restorer_client):
        assert send(who, GOOD).status_code in {401, 403}
        for path in (IMPORTS, address, f"{address}/rows", f"{address}/report.csv", f"{IMPORTS}/mappings"):
            assert who.get(path).status_code in {401, 403}
        assert who.post(f"{address}/commit").status_code in {401, 403}
    assert client.get(f"{IMPORTS}/export/artifacts.csv").status_code in {401, 403}
