"""Pages of the storeroom: locations, movements, scanned lists, labels and the short address on them."""

from __future__ import annotations

import io
import re

import pypdfium2
import pytest

from tests.api.museum import Outline
from tests.api.procedures import HTML, fault_beside, send, stock, trail, version_of
from tests.qr import read_qr

BENCH = "/vi/workbench"
PAGES = [
    "/locations/", "/locations/?closed=1", "/locations/new", "/locations/K1", "/locations/K1?day=2026-01-01",
    "/movements/", "/movements/?place=K1&reason=storage&since=2020-01-01", "/movements/new", "/movements/new?q=bat",
    "/movements/new?place=K1&numbers=G.1,X.9", "/movements/of/G.1", "/scan/", "/labels/", "/labels/?numbers=G.1",
    "/labels/?kind=locations", "/entries/", "/entries/new", "/loans/", "/loans/new",
]  # fmt: skip


@pytest.fixture
def codes(parts) -> dict[str, str]:
    return stock(parts)


def moved(client, number: str, to: str, **more: str):
    answer = send(client, f"{BENCH}/movements/new", {"number": number, "to": to, "reason": "inventory", **more})
    assert answer.status_code == 303, answer.text
    return answer


def test_every_page_is_whole_in_both_languages(curator_client, codes):
    moved(curator_client, "G.1", "K1-P1-A")
    for path in PAGES:
        for lang in ("vi", "en"):
            answer = curator_client.get(f"/{lang}/workbench{path}", headers=HTML)
            page = Outline(answer.text)
            assert (answer.status_code, page.lang, page.inline, page.headings.count("h1")) == (200, lang, [], 1), path
            assert len(page.ids) == len(set(page.ids)), path


@pytest.mark.parametrize("path", PAGES)
def test_the_storeroom_is_for_staff(client, member_client, codes, path):
    assert client.get(f"{BENCH}{path}", headers=HTML).headers["Location"].startswith("/vi/login?next=")
    assert member_client.get(f"{BENCH}{path}", headers=HTML).status_code == 403


def test_a_place_is_added_renamed_moved_and_closed(curator_client, parts, codes):
    where = f"{BENCH}/locations"
    new = {"code": "K1-P2-H1", "kind": "box", "title_vi": "Hộp 1", "parent": "K1-P2"}
    assert send(curator_client, f"{where}/new", new).headers["Location"] == f"{where}/K1-P2-H1"
    version = version_of(curator_client.get(f"{where}/K1-P2-H1").text)
    change = {**new, "title_vi": "Hộp một", "parent": "K1-P1-A", "version": version}
    assert send(curator_client, f"{where}/K1-P2-H1", change).status_code == 303
    page = curator_client.get(f"{where}/K1-P2-H1").text
    assert re.findall(r'locations/([\w-]+)">(?:Kho|Phòng|Kệ)', page) == ["K1", "K1-P1", "K1-P1-A"]
    assert send(curator_client, f"{where}/K1-P2-H1", change).status_code == 409
    assert send(curator_client, f"{where}/K1-P2-H1/close").status_code == 303
    assert "K1-P2-H1" not in curator_client.get(f"{where}/").text
    assert "K1-P2-H1" in curator_client.get(f"{where}/?closed=1").text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("code", ""),
        ("code", "K1"),
        ("code", "A/B"),
        ("title_vi", ""),
        ("parent", "K9"),
        ("site", "NONE"),
        ("kind", "cave"),
    ],
)
def test_a_wrong_place_is_told_beside_its_field(curator_client, codes, field, value):
    typed = {"code": "Z1", "kind": "room", "title_vi": "Phòng Z", "title_en": "Room Z <b>", field: value}
    answer = send(curator_client, f"{BENCH}/locations/new", typed)
    assert answer.status_code == 422
    assert fault_beside(answer.text, field)
    assert "Room Z &lt;b&gt;" in answer.text


def test_a_place_in_use_stays_open_and_circles_are_refused(curator_client, codes):
    moved(curator_client, "G.1", "K1-P1-A")
    held = send(curator_client, f"{BENCH}/locations/K1-P1-A/close")
    assert held.status_code == 409
    assert fault_beside(held.text, "code")
    version = version_of(curator_client.get(f"{BENCH}/locations/K1").text)
    circle = {"code": "K1", "kind": "building", "title_vi": "Kho", "parent": "K1-P1", "version": version}
    assert send(curator_client, f"{BENCH}/locations/K1", circle).status_code == 422


def test_what_is_in_a_room_now_and_on_a_past_day(curator_client, codes):
    moved(curator_client, "G.1", "K1-P1-A", moved_at="2026-01-10T08:00")
    moved(curator_client, "G.1", "K1-P2", moved_at="2026-02-10T08:00")
    here = curator_client.get
    assert "G.1" in here(f"{BENCH}/locations/K1-P2").text
    assert ">G.1<" not in here(f"{BENCH}/locations/K1-P1").text
    assert ">G.1<" in here(f"{BENCH}/locations/K1-P1?day=2026-01-10").text
    assert ">G.1<" not in here(f"{BENCH}/locations/K1-P1?day=2026-02-10").text
    assert ">G.1<" not in here(f"{BENCH}/locations/K1-P1?day=2026-01-09").text


def test_many_are_moved_at_once_and_the_journal_tells(curator_client, parts, codes):
    data = {"number": ["G.1"], "numbers": "G.2\nPTH.TĐ.01", "to": "K1-P1-A", "reason": "storage"}
    decided = {"decision_number": "12/QĐ-TTBT", "approver": "Nguyễn Văn A", "mover": "Tổ kho", "note": "dọn kho"}
    assert send(curator_client, f"{BENCH}/movements/new", data, **decided).status_code == 303
    for number in ("G.1", "G.2", "PTH.TĐ.01"):
        assert trail(parts, number) == ["K1-P1-A"]
    journal = curator_client.get(f"{BENCH}/movements/?decision=12/QĐ-TTBT").text
    for words in ("12/QĐ-TTBT", "Nguyễn Văn A", "Tổ kho", "dọn kho", "Kệ A (K1-P1-A)", "3 lần di chuyển"):
        assert words in journal
    assert "0 lần di chuyển" in curator_client.get(f"{BENCH}/movements/?artifact=G.9").text


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"to": "K9"}, "to"),
        ({"to": ""}, "to"),
        ({"to": "K1", "to_text": "Bảo tàng"}, "to"),
        ({"to": "K1", "reason": "whim"}, "reason"),
        ({"to": "K1", "moved_at": "2199-01-01T00:00"}, "moved_at"),
        ({"to": "K1", "moved_at": "hôm qua"}, "moved_at"),
        ({"to": "K1", "number": "", "numbers": ""}, "numbers"),
        ({"to": "K1", "numbers": "X.9"}, "numbers"),
        ({"to": "K1", "number": "PTH.TĐ.01"}, "decision_number"),
        ({"to": "K1", "number": "PTH.TĐ.01", "decision_number": "1"}, "approver"),
    ],
)
def test_an_unfit_move_is_told_beside_its_field_and_nothing_moves(curator_client, parts, codes, data, field):
    given = {"number": "G.1", "reason": "storage", "note": "giữ lời", **data}
    answer = send(curator_client, f"{BENCH}/movements/new", given)
    assert answer.status_code == 422
    assert fault_beside(answer.text, field)
    assert "giữ lời" in answer.text
    assert trail(parts, "G.1") == trail(parts, "PTH.TĐ.01") == []


def test_a_wrong_movement_is_set_right_and_stays_marked(curator_client, parts, codes):
    moved(curator_client, "G.1", "K1-P2")
    link = re.search(r'href="([^"]+/correct)"', curator_client.get(f"{BENCH}/movements/of/G.1").text)[1]
    assert "Phòng vải" in curator_client.get(link).text
    unfit = send(curator_client, link, to="K9", note="x")
    assert (unfit.status_code, bool(fault_beside(unfit.text, "to"))) == (422, True)
    assert fault_beside(send(curator_client, link, to="K1-P1-A").text, "note")
    assert send(curator_client, link, to="K1-P1-A", note="quét nhầm").status_code == 303
    assert trail(parts, "G.1") == ["K1-P1-A", "K1-P2"]
    page = curator_client.get(f"{BENCH}/movements/of/G.1").text
    assert "ghi sai, đã đính chính" in page
    assert page.count("/correct") == 1
    assert curator_client.get(f"{BENCH}/movements/{'0' * 8}-0000-4000-8000-{'0' * 12}/correct").status_code == 404


def test_who_may_not_move_is_offered_nothing(log_in, codes):
    officer = log_in("data_officer")
    for path in ("/movements/", "/movements/of/G.1", "/locations/K1"):
        page = officer.get(f"{BENCH}{path}").text
        assert "/movements/new" not in page
        assert "/close" not in page
    for path in ("/movements/new", "/scan/"):
        assert officer.get(f"{BENCH}{path}", headers=HTML).status_code == 403
    assert send(officer, f"{BENCH}/movements/new", number="G.1", to="K1", reason="storage").status_code == 403
    assert send(officer, f"{BENCH}/scan/confirm", codes="K1\nG.1", reason="storage").status_code == 403


def test_a_scanned_list_is_shown_before_it_is_done(curator_client, parts, codes):
    lines = f"http://127.0.0.1:8000/q/{codes['K1-P1-A']}\n{codes['G.1']}\nG.2\nG.2\nX.9\nPTH\nK1-P2\nPTH.TĐ.01"
    plan = send(curator_client, f"{BENCH}/scan/", codes=lines).text
    for words in ("Kệ A", "Phòng vải", "Bát men lam", "3 hiện vật sẽ được chuyển", "1 lần quét trùng", "X.9", "Dòng 6"):
        assert words in plan
    assert trail(parts, "G.1") == []
    refused = send(curator_client, f"{BENCH}/scan/confirm", codes=lines, reason="storage")
    assert (refused.status_code, bool(fault_beside(refused.text, "approver"))) == (422, True)
    assert trail(parts, "G.1") == []
    decided = {"decision_number": "12/QĐ", "approver": "A", "mover": "Tổ kho"}
    done = send(curator_client, f"{BENCH}/scan/confirm", codes=lines, reason="storage", **decided)
    assert (done.status_code, done.headers["Location"]) == (303, f"{BENCH}/scan/?done=1")
    assert [trail(parts, number) for number in ("G.1", "G.2", "PTH.TĐ.01")] == [["K1-P1-A"], ["K1-P1-A"], ["K1-P2"]]
    assert "3 hiện vật" in curator_client.get(done.headers["Location"]).text


def test_a_list_that_moves_nothing_and_one_without_end_are_refused(curator_client, codes):
    empty = send(curator_client, f"{BENCH}/scan/confirm", codes="G.1\nG.2", reason="storage")
    assert empty.status_code == 422
    assert fault_beside(empty.text, "codes")
    endless = send(curator_client, f"{BENCH}/scan/", codes="K1\n" * 2_001)
    assert (endless.status_code, bool(fault_beside(endless.text, "codes"))) == (422, True)


def test_labels_are_printed_and_lead_back(curator_client, client, codes):
    page = curator_client.get(f"{BENCH}/labels/?numbers=G.1,PTH.TĐ.01,X.9&codes=K1-P1-A").text
    assert re.findall(r'name="(?:number|code)" value="([^"]+)"', page) == ["G.1", "PTH.TĐ.01", "K1-P1-A"]
    assert "Không tìm thấy: X.9" in page
    data = {"number": ["PTH.TĐ.01"], "code": ["K1-P1-A"], "sheet": "a4-3x8", "lines": "1"}
    answer = send(curator_client, f"{BENCH}/labels/sheet.pdf", data)
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert "attachment" in answer.headers["Content-Disposition"]
    sheet = pypdfium2.PdfDocument(io.BytesIO(answer.data))[0]
    words = sheet.get_textpage().get_text_bounded()
    for shown in ("PTH.TĐ.01", "Phủ Tường Huy", "Kệ A", "Kho cổ vật › Phòng gốm"):
        assert shown in words.replace("\r\n", " ")
    picture = sheet.render(scale=8 * 25.4 / 72).to_pil()
    links = [read_qr(picture.crop((left, 0, left + 560, 300))) for left in (0, 560)]
    assert links == [f"HTTP://127.0.0.1:8000/Q/{codes[name]}" for name in ("PTH.TĐ.01", "K1-P1-A")]
    place = links[0].removeprefix("HTTP://127.0.0.1:8000")
    assert curator_client.get(place).headers["Location"] == "/vi/workbench/artifacts/PTH.T%C4%90.01"
    assert client.get(place).headers["Location"] == "/vi/artifacts/PTH.T%C4%90.01"


@pytest.mark.parametrize("sheet", ["a4-4x10", "roll-50x25", "nonsense"])
def test_every_sheet_can_be_made(curator_client, codes, sheet):
    answer = send(curator_client, f"{BENCH}/labels/sheet.pdf", {"number": ["G.1", "G.2"], "sheet": sheet, "skip": "x"})
    assert answer.data.startswith(b"%PDF")


def test_labels_of_nothing_are_refused_in_words(curator_client, codes):
    answer = send(curator_client, f"{BENCH}/labels/sheet.pdf", sheet="a4-3x8")
    assert (answer.status_code, "Chưa chọn gì" in answer.text) == (422, True)


def test_labels_by_search_place_and_site(curator_client, codes):
    moved(curator_client, "G.1", "K1-P1-A")
    for query, numbers in (
        ("q=bat+men+lam", ["G.1"]), ("place=K1", ["G.1"]), ("site=PTH", ["PTH.TĐ.01"]), ("place=K9", []),
        ("batch=nonsense", []), ("batch=00000000-0000-4000-8000-000000000000", []),
    ):  # fmt: skip
        page = curator_client.get(f"{BENCH}/labels/?{query}").text
        assert re.findall(r'name="number" value="([^"]+)"', page) == numbers


def test_pictures_of_codes_are_for_staff_and_known_things(curator_client, client, codes):
    path = f"{BENCH}/labels/code/location/K1-P1-A.svg"
    assert curator_client.get(path).mimetype == "image/svg+xml"
    assert curator_client.get(f"{BENCH}/labels/code/artifact/PTH.TĐ.01.svg").data.startswith(b"<svg")
    assert curator_client.get(f"{BENCH}/labels/code/location/K9.svg").status_code == 404
    assert client.get(path).status_code == 303


@pytest.mark.parametrize(
    ("name", "staff"),
    [
        ("G.1", "/vi/workbench/artifacts/G.1"),
        ("K1-P1-A", "/vi/workbench/locations/K1-P1-A"),
        ("PTH", "/vi/workbench/sites/PTH"),
    ],
)
def test_a_label_takes_staff_to_the_record_and_others_to_the_login(curator_client, client, codes, name, staff):
    for path in (f"/q/{codes[name]}", f"/Q/{codes[name].lower()}"):
        assert curator_client.get(path, headers=HTML).headers["Location"] == staff
        answer = client.get(path, headers=HTML)
        assert answer.status_code == 404
        assert f"/vi/login?next={path}".replace("/", "%2F") in answer.text or f"next={path}" in answer.text


def test_a_damaged_label_is_named(curator_client, client, codes):
    assert "code_unknown" in curator_client.get("/q/0000000000000001", headers=HTML).text
    assert client.get("/q/0000000000000001", headers=HTML).status_code == 404
    assert client.get("/en/q/0000000000000001", headers=HTML).status_code == 404
