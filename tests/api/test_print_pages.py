"""Printing on the workbench, papers of procedures, and the dashboard's pages."""

from __future__ import annotations

import csv
import io

import pytest

from app.jobs.worker import Worker
from catalogue.services.sites import change_site_status, register_site
from catalogue.vocab.terms import Status
from tests.people import SYSTEM
from tests.printed import page_sizes, strays_of, text_of, texts_of

PAGE = "/vi/workbench/prints/"


def asked(who, **form):
    return who.post(f"{PAGE}cards", data={"csrf_token": who.csrf_token, **form})


@pytest.fixture
def site(parts, add_artifact):
    """A published site with three artifacts."""
    with parts.sessions.begin() as session:
        ident = register_site(session, SYSTEM, {"code": "DT.1", "title_vi": "Thế Miếu", "title_en": "The Mieu"}).id
        change_site_status(session, SYSTEM, "DT.1", Status.PUBLISHED)
    for number in range(3):
        add_artifact(f"TM.{number}", site_id=ident, title_vi=f"Đỉnh số {number}", origin="Hiện vật gốc", count=11,
                     description_vi="Đỉnh đồng đúc nổi hình rồng mây sông núi. " * (80 * number + 1))  # fmt: skip
    return ident


def test_few_cards_open_at_once_each_with_its_own_page_numbers(curator_client, site):
    answer = asked(curator_client, way="numbers", numbers="TM.0, TM.2\nTM.1", language="en")
    assert (answer.status_code, answer.content_type) == (200, "application/pdf")
    pages = texts_of(answer.data)
    assert "Object record card" in pages[0]
    assert [page.count("Page 1/") for page in pages].count(1) == 3
    assert strays_of(answer.data) == []


@pytest.mark.parametrize(("form", "cards"), [
    ({"way": "site", "site": "DT.1"}, 3),
    ({"way": "q", "q": "dinh so 2"}, 1),
    ({"way": "location", "location": "KHO"}, 1),
])  # fmt: skip
def test_a_site_a_search_and_a_location_name_artifacts(curator_client, site, form, cards):
    place = {"code": "KHO", "kind": "building", "title": {"vi": "Kho chính"}}
    assert curator_client.post("/api/v1/locations", json=place).status_code == 201
    moved = {"artifacts": ["TM.1"], "to": "KHO", "reason": "inventory"}
    assert curator_client.post("/api/v1/movements", json=moved).status_code == 201
    told = text_of(asked(curator_client, **form, language="vi").data)
    assert told.count("Phiếu hiện vật TM") + told.count("Phiếu hiện vật Đỉnh") >= cards
    assert sum(f"Ký hiệu (số đăng ký) TM.{number}" in told for number in range(3)) == cards


def test_unknown_names_are_told_beside_their_field(curator_client, site):
    for form in ({"way": "numbers", "numbers": "KHONG.1"}, {"way": "numbers", "numbers": " "},
                 {"way": "site", "site": "nowhere"}, {"way": "location", "location": "nowhere"},
                 {"way": "q", "q": "zzzzqqqq"}):  # fmt: skip
        answer = asked(curator_client, **form)
        assert (answer.status_code, "fault-text" in answer.text) == (422, True), form


def test_many_cards_are_printed_in_the_background(parts, curator_client, conservator_client, site, monkeypatch):
    from app.pages.workbench import prints

    monkeypatch.setattr(prints, "AT_ONCE", 2)
    sent = asked(curator_client, way="site", site="DT.1", language="vi")
    assert sent.status_code == 303
    assert "cd-job" in curator_client.get(PAGE).text
    worker = Worker(parts)
    while worker.run_next():
        pass
    page = curator_client.get(PAGE).text
    (address,) = {part.split('"')[0] for part in page.split('href="') if "cards.pdf" in part[:90]}
    made = curator_client.get(address)
    assert made.status_code == 200
    assert "Phiếu hiện vật" in text_of(made.data)
    assert "3 phiếu" in page
    assert conservator_client.get(address).status_code == 404
    assert "DT.1" not in conservator_client.get(PAGE).text


def test_the_list_of_a_site_has_eleven_columns_on_paper_that_lies(curator_client, site):
    data = curator_client.get("/api/v1/sites/DT.1/inventory.pdf?lang=vi").data
    told = text_of(data)
    for words in ("Danh mục hiện vật trong di tích", "Thế Miếu", "Nguồn gốc", "Niên đại", "Phân loại", "Chất liệu",
                  "Miêu tả", "TM.2", "Hiện vật gốc", "bằng chữ: ba mươi ba hiện vật"):  # fmt: skip
        assert words in told, words
    assert set(page_sizes(data)) == {(842, 595)}
    assert strays_of(data) == []
    assert "in words: thirty-three objects" in text_of(
        curator_client.get("/api/v1/sites/DT.1/inventory.pdf?lang=en").data
    )


def test_receipt_minutes_and_slip_say_totals_in_words(curator_client, site):
    entry = curator_client.post("/api/v1/entries", json={
        "reason": "gift", "depositor": "Bà Nguyễn Thị Ưởng", "items": [{"description": "Ấm tử sa", "count": 2}],
    })  # fmt: skip
    assert entry.status_code == 201, entry.get_json()
    number = entry.get_json()["number"]
    receipt = curator_client.get(f"/api/v1/entries/{number}/receipt.pdf?lang=vi")
    told = text_of(receipt.data)
    for words in ("Phiếu tiếp nhận hiện vật", number, "Bà Nguyễn Thị Ưởng", "Ấm tử sa", "bằng chữ: hai hiện vật",
                  "Độc lập - Tự do - Hạnh phúc", "Bên giao", "hiến tặng"):  # fmt: skip
        assert words in told, words
    assert strays_of(receipt.data) == []
    loan = curator_client.post("/api/v1/loans", json={
        "direction": "out", "partner": "Bảo tàng Lịch sử Quốc gia", "purpose": "Trưng bày", "begins_on": "2027-01-01",
        "ends_on": "2027-03-01", "artifacts": ["TM.0", "TM.1", "TM.2"],
    })  # fmt: skip
    assert loan.status_code == 201, loan.get_json()
    minutes = curator_client.get(f"/api/v1/loans/{loan.get_json()['number']}/minutes.pdf?lang=en")
    told = text_of(minutes.data)
    for words in ("Minutes of hand-over", "in words: thirty-three objects", "Bảo tàng Lịch sử Quốc gia", "TM.2"):
        assert words in told, words
    moved = curator_client.post("/api/v1/movements", json={
        "artifacts": ["TM.0", "TM.1"], "to_text": "Xưởng tu sửa", "reason": "inventory", "note": "Kiểm kê năm",
    })  # fmt: skip
    assert moved.status_code == 201, moved.get_json()
    ident = moved.get_json()["items"][0]["id"]
    slip = text_of(curator_client.get(f"/api/v1/movements/{ident}/slip.pdf?lang=vi").data)
    for words in ("Phiếu di chuyển hiện vật", "Xưởng tu sửa", "TM.0", "TM.1", "hai mươi hai", "kiểm kê"):
        assert words in slip, words
    for path in ("entries/GN.1999.0001/receipt", "loans/CM.1999.0001/minutes", "sites/none/inventory"):
        assert curator_client.get(f"/api/v1/{path}.pdf").status_code == 404


def test_the_dashboard_shows_targets_charts_and_a_table_file(curator_client, client, site, add_photo, add_artifact):
    add_photo(add_artifact("BV.1", protection="bao_vat", title_vi="Ấn vàng"))
    for lang, words in (("vi", "Bảo vật quốc gia"), ("en", "National treasures")):
        page = curator_client.get(f"/{lang}/workbench/progress/").text
        assert words in page
        assert 'aria-label="100' in page
        assert "<svg" in page
        assert "style=" not in page
    assert "Thế Miếu" in curator_client.get("/vi/workbench/progress/?materials=1").text
    table = curator_client.get("/vi/workbench/progress/progress.csv")
    assert table.mimetype == "text/csv"
    rows = {(row["part"], row["key"]): row for row in csv.DictReader(io.StringIO(table.text.removeprefix("\ufeff")))}
    assert (rows["target", "treasures"]["total"], rows["target", "treasures"]["share"]) == ("1", "1.0000")
    assert rows["site", "DT.1"]["total"] == "3"
    assert "Bảo vật quốc gia" in client.get("/vi/data").text
    assert client.get("/vi/workbench/progress/").status_code == 303


def test_record_pages_lead_to_their_papers(curator_client, site):
    assert "/api/v1/artifacts/TM.0/card.pdf?lang=vi" in curator_client.get("/vi/workbench/artifacts/TM.0").text
    assert "/api/v1/sites/DT.1/inventory.pdf?lang=en" in curator_client.get("/en/workbench/sites/DT.1").text
