"""Printed sheets over HTTP: both languages from one record, everything on the paper, for staff alone."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

import pytest

from catalogue.records import (
    Artifact,
    Designation,
    DigitalFile,
    Identifier,
    Inscription,
    Measurement,
    Place,
    RecordPlace,
)
from catalogue.services.condition_report import condition_report
from catalogue.services.sites import register_site
from catalogue.vocab.heritage import DesignationKind, Dimension, MeasureUnit, PlaceKind, PlaceRole
from tests.people import SYSTEM
from tests.printed import fonts_of, page_sizes, strays_of, text_of, texts_of

NUMBER = "PTH.TĐ.01"
CARD = f"/api/v1/artifacts/{NUMBER}/card.pdf"
HAN = "明命十六年乙未鑄造"
FACTS = {
    "title_vi": "Đỉnh đồng Cao", "title_en": "Cao urn", "other_names": "Cao Đỉnh", "materials": ["đồng", "vàng"],
    "technique": "Đúc khuôn", "origin": "Hiện vật gốc của di tích", "date_text": "Minh Mạng 16", "year_from": 1835,
    "year_to": 1837, "protection": "bao_vat", "count": 33, "height_mm": 2500, "width_mm": 1650,
    "description_en": "The largest of the nine urns.", "condition_text": "Han gỉ nhẹ ở chân",
    "features": "Vết khuyết ở miệng phía đông",
}  # fmt: skip


@pytest.fixture
def urn(parts, add_artifact):
    """An artifact with something in every table that its card reads; its id."""
    ident = UUID(add_artifact(NUMBER, **FACTS))
    with parts.sessions.begin() as session:
        site = register_site(session, SYSTEM, {"code": "DT.001", "title_vi": "Thế Miếu", "title_en": "The To temple"})
        session.get_one(Artifact, ident).site_id = site.id
        today = Place(code="hue", kind=PlaceKind.PROVINCE, title_vi="thành phố Huế", title_en="Huế city", folded="x")
        session.add(today)
        session.flush()
        former = Place(
            code="tth", kind=PlaceKind.PROVINCE, title_vi="tỉnh Thừa Thiên Huế", folded="y", successor_id=today.id
        )
        session.add(former)
        session.flush()
        session.add_all([
            Measurement(record_id=ident, dimension=Dimension.WEIGHT, value=2601, unit=MeasureUnit.KG),
            Inscription(record_id=ident, transcription=HAN, phonetic="Minh Mạng thập lục niên", translation_vi="Đúc"),
            Identifier(record_id=ident, scheme="bảo vật", value="BV.1426"),
            Designation(record_id=ident, kind=DesignationKind.NATIONAL_TREASURE, decision_number="1426/QĐ-TTg",
                        decision_date=dt.date(2012, 10, 1)),
            RecordPlace(record_id=ident, place_id=former.id, role=PlaceRole.MADE),
        ])  # fmt: skip
    return str(ident)


def test_the_card_tells_all_columns_of_form_2_in_vietnamese(curator_client, urn):
    answer = curator_client.get(f"{CARD}?lang=vi")
    assert (answer.status_code, answer.content_type) == (200, "application/pdf")
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "filename*=UTF-8''phieu-PTH.T%C4%90.01-vi.pdf" in answer.headers["Content-Disposition"]
    told = text_of(answer.data)
    for words in (
        "Phiếu hiện vật", "Đỉnh đồng Cao", "Cao Đỉnh", NUMBER, "Hiện vật gốc của di tích", "Minh Mạng 16",
        "Bảo vật quốc gia: 1426/QĐ-TTg, ngày 01/10/2012", "đồng, vàng",
        "cao 250 cm × rộng 165 cm; trọng lượng 2.601 kg",
        "Bình gốm hoa lam.", "Han gỉ nhẹ ở chân", "33 (ba mươi ba)", HAN, "Minh Mạng thập lục niên", "BV.1426",
        "nơi làm: tỉnh Thừa Thiên Huế (nay: thành phố Huế)", "Vết khuyết ở miệng", "Thế Miếu", "Kho 1", "Trần Thị B",
        "Thủ trưởng đơn vị",
    ):  # fmt: skip
        assert words in told, words
    assert fonts_of(answer.data) == {b"/FontFile2"}
    assert strays_of(answer.data) == []


def test_the_same_record_speaks_english(curator_client, urn):
    told = text_of(curator_client.get(f"{CARD}?lang=en").data)
    for words in (
        "Object record card", "Cao urn", "Name in Vietnamese", "33 (thirty-three)", "weight 2,601 kg",
        "National treasure: 1426/QĐ-TTg of 1 October 2012", "The largest of the nine urns.", "(today: Huế city)",
        "Head of the institution", HAN,
    ):  # fmt: skip
        assert words in told, words


def test_an_empty_record_prints_its_columns_to_be_filled_in(curator_client, add_artifact):
    add_artifact("KO.1")
    told = text_of(curator_client.get("/api/v1/artifacts/KO.1/card.pdf?lang=vi").data)
    for label in ("Tên gọi khác", "Nguồn gốc", "Niên đại", "Chất liệu", "Kích thước, trọng lượng", "Ghi chú"):
        assert f"{label} chưa ghi" in told
    assert "Chưa có ảnh" in told


def test_endless_texts_go_on_over_pages_and_stay_on_the_paper(curator_client, add_artifact):
    long = "Nghiêng ngửa đỉnh đồng khắc chữ Hán triện cổ, ẴẪỠỮỴ. " * 300
    word = "Đ" * 900
    add_artifact("DAI.1", title_vi="Tên rất dài " * 24, description_vi=long, other_names=long, condition_text=long,
                 technique=word[:290], location="Kho " + word[:280])  # fmt: skip
    data = curator_client.get("/api/v1/artifacts/DAI.1/card.pdf?lang=vi").data
    pages = texts_of(data)
    assert len(pages) > 6
    assert strays_of(data) == []
    assert sum(page.count("Nghiêng ngửa") for page in pages) >= 895
    assert f"{len(pages)}/ {len(pages)}" in pages[-1]


def test_the_photograph_stands_on_the_card(curator_client, urn, add_photo):
    before = curator_client.get(f"{CARD}?lang=vi").data
    add_photo(urn)
    after = curator_client.get(f"{CARD}?lang=vi").data
    assert b"/DCTDecode" in after
    assert b"/DCTDecode" not in before
    assert strays_of(after) == []


def test_a_lost_photograph_does_not_stop_the_card(parts, curator_client, urn, add_photo):
    add_photo(urn)
    for path in (parts.settings.home / "store" / "derivatives").rglob("*.*"):
        path.unlink()
    told = text_of(curator_client.get(f"{CARD}?lang=vi").data)
    assert "Chưa có ảnh" in told


def test_cards_are_for_staff_and_of_records_that_are_there(client, member_client, curator_client, urn):
    assert client.get(CARD).status_code == 403
    assert member_client.get(CARD).status_code == 403
    gone = curator_client.get("/api/v1/artifacts/KHONG.1/card.pdf")
    assert (gone.status_code, gone.get_json()["code"]) == (404, "artifact_not_found")
    assert curator_client.get(f"{CARD}?lang=fr").status_code == 422


def checked(parts, who, urn, photo):
    made = who.post("/api/v1/conditions", json={
        "artifact": NUMBER, "grade": "poor", "checked_on": "2026-03-01", "checker": "Nguyễn Thị Ửng",
        "summary": {"vi": "Chân đỉnh nứt, cần theo dõi."}, "recommendation": "Gia cố chân trước mùa mưa",
        "next_check_on": "2027-03-01", "priority": "major", "hazards": "Ngập lụt",
    })  # fmt: skip
    assert made.status_code == 201, made.get_json()
    number = made.get_json()["number"]
    for values in (
        {"type_text": "nứt dọc", "severity": "major", "cause": "physical", "length_mm": 120, "width_mm": 2,
         "file_id": str(photo.id), "photo_x": 0.25, "photo_y": 0.5, "note": {"vi": "Dài thêm 8 mm"}},
        {"type_text": "gỉ xanh", "severity": "minor", "cause": "chemical", "area_mm2": 5400, "x_mm": 10, "y_mm": 20,
         "z_mm": -30},
    ):  # fmt: skip
        added = who.post(f"/api/v1/conditions/{number}/damages", json=values)
        assert added.status_code == 201, added.get_json()
    return number


def test_the_condition_report_shows_findings_with_their_pins(parts, curator_client, urn, add_photo):
    number = checked(parts, curator_client, urn, add_photo(urn))
    with parts.readers() as session:
        report = condition_report(session, SYSTEM, number)
        assert [row.damage.number for row in report.findings] == [1, 2]
    answer = curator_client.get(f"/api/v1/conditions/{number}/report.pdf?lang=vi")
    told = text_of(answer.data)
    for words in (
        "Báo cáo tình trạng bảo quản", number, "bản nháp, chưa duyệt", "Đánh giá chung: Kém", "Nguyễn Thị Ửng",
        "Hư hỏng ghi nhận (2)", "nứt dọc", "120 mm × 2 mm", "vật lý", "nặng", "54 cm²", "10, 20, -30",
        "Gia cố chân trước mùa mưa", "01/03/2027", "Chân đỉnh nứt", "Ngập lụt", "Vị trí hư hỏng trên ảnh",
    ):  # fmt: skip
        assert words in told, words
    assert b"/DCTDecode" in answer.data
    assert strays_of(answer.data) == []
    english = text_of(curator_client.get(f"/api/v1/conditions/{number}/report.pdf?lang=en").data)
    for words in ("Condition report", "Overall grade: Poor", "Findings (2)", "physical", "1 March 2027",
                  "(in Vietnamese; no English text yet)"):  # fmt: skip
        assert words in english, words


def test_the_pin_is_drawn_where_the_damage_is(parts, curator_client, urn, add_photo):
    import pypdfium2

    photo = add_photo(urn)
    number = checked(parts, curator_client, urn, photo)
    data = curator_client.get(f"/api/v1/conditions/{number}/report.pdf?lang=vi").data
    document = pypdfium2.PdfDocument(data)
    found = []
    for page in document:
        boxes = [item.get_bounds() for item in page.get_objects() if item.type == 3]
        text = page.get_textpage()
        for left, bottom, right, top in boxes:
            inside = [
                text.get_charbox(index)
                for index in range(text.count_chars())
                if text.get_text_range(index, 1) == "1" and left < text.get_charbox(index)[0] < right
                and bottom < text.get_charbox(index)[1] < top
            ]  # fmt: skip
            found += [((box[0] + box[2]) / 2 - left, (right - left), (box[1] + box[3]) / 2 - bottom, top - bottom)
                      for box in inside]  # fmt: skip
    document.close()
    ((x, width, y, height),) = found
    assert x / width == pytest.approx(0.25, abs=0.02)
    assert y / height == pytest.approx(0.5, abs=0.03)
    with parts.readers() as session:
        assert session.get_one(DigitalFile, photo.id).kind.value == "photo"


def test_no_report_without_a_check(curator_client, client):
    missing = curator_client.get("/api/v1/conditions/KT.1999.0001/report.pdf")
    assert (missing.status_code, missing.get_json()["code"]) == (404, "check_not_found")
    assert client.get("/api/v1/conditions/KT.1999.0001/report.pdf").status_code == 403


def test_cards_are_a4(curator_client, urn):
    assert set(page_sizes(curator_client.get(CARD).data)) == {(595, 842)}
