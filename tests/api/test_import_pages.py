"""The workbench pages of imports, as forms without any script."""

from __future__ import annotations

import io
import re

TABLE = 'Số hiệu,Tên hiện vật,Chất liệu,Cao (cm)\nBT.1,<b>Bình</b>,gốm,"12,5"\nBT.2,,sứ,\nBT.3,Đĩa,sứ,1.234\n'
ROOM = "/vi/workbench/imports/"


def upload(client, text: str = TABLE, name: str = "danh sách.csv", **more: str):
    page = client.get(ROOM).get_data(as_text=True)
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
    data = {"file": (io.BytesIO(text.encode()), name), "kind": "artifacts", "csrf_token": token, **more}
    return client.post(f"{ROOM}new", data=data), token


def test_the_whole_way_from_upload_to_undo(curator_client) -> None:
    made, token = upload(curator_client)
    address = made.headers["Location"]
    page = curator_client.get(address).get_data(as_text=True)
    assert "Nhập 1 dòng" in page
    assert "&lt;b&gt;Bình&lt;/b&gt;" in page
    assert "<b>Bình</b>" not in page
    assert "1.234" in page
    assert "Mục Tên" in page or "còn trống" in page
    only = curator_client.get(f"{address}?action=refuse").get_data(as_text=True)
    assert "BT.2" in only
    assert "BT.1</td>" not in only
    form = {"csrf_token": token, "field-0": "accession_number", "field-1": "title_vi", "field-3": "height_mm",
            "unit-3": "cm", "decimal": ",", "existing": "refuse", "terms": "keep", "blanks": "keep",
            "constant-field-0": "recorder", "constant-0": "Lê Thị Hoa"}  # fmt: skip
    again = curator_client.post(f"{address}/mapping", data=form)
    assert again.status_code == 303
    assert "Nhập 2 dòng" in curator_client.get(address).get_data(as_text=True)
    curator_client.post(f"{address}/commit", data={"csrf_token": token})
    shown = curator_client.get("/api/v1/artifacts/BT.3").get_json()
    assert (shown["height_mm"], shown["recorder"]) == (12340.0, "Lê Thị Hoa")
    ask = curator_client.get(f"{address}/undo").get_data(as_text=True)
    assert "2 bản ghi mới sẽ bị bỏ" in ask
    curator_client.post(f"{address}/undo", data={"csrf_token": token})
    assert "Không còn gì sót lại." in curator_client.get(address).get_data(as_text=True)
    assert curator_client.get("/api/v1/artifacts/BT.3").status_code == 404
    assert "Đã hoàn tác" in curator_client.get(ROOM).get_data(as_text=True)


def test_a_file_that_is_no_table_is_told_on_the_form(curator_client) -> None:
    refused, _ = upload(curator_client, "%PDF-1.7 x", "sổ.pdf")
    page = refused.get_data(as_text=True)
    assert refused.status_code == 422
    assert "sổ.pdf" in page
    assert "Tải lên và kiểm tra" in page


def test_a_mapping_without_a_number_is_told_and_changes_nothing(curator_client) -> None:
    made, token = upload(curator_client)
    wrong = curator_client.post(
        f"{made.headers['Location']}/mapping", data={"csrf_token": token, "field-1": "title_vi"}
    )
    assert wrong.status_code == 422
    assert "Chưa có cột nào điền vào mục Số hiệu" in wrong.get_data(as_text=True)


def test_a_table_can_be_discarded(curator_client) -> None:
    made, token = upload(curator_client)
    gone = curator_client.post(f"{made.headers['Location']}/discard", data={"csrf_token": token})
    assert gone.headers["Location"].endswith("/workbench/imports/")
    assert curator_client.get(made.headers["Location"]).status_code == 404


def test_downloads_come_as_files(curator_client, add_artifact) -> None:
    add_artifact("BT.7")
    made, _ = upload(curator_client)
    report = curator_client.get(f"{made.headers['Location']}/report.csv")
    assert "attachment" in report.headers["Content-Disposition"]
    table = curator_client.get(f"{ROOM}export/artifacts.xlsx")
    assert table.data[:2] == b"PK"


def test_the_pages_are_for_those_who_write(client, restorer_client) -> None:
    assert client.get(ROOM).status_code == 303
    assert restorer_client.get(ROOM).status_code == 403
