"""Pages of hand-overs and loans: forms that lose nothing, receipts and minutes in words, each step and its refusal."""

from __future__ import annotations

import re

import pytest

from catalogue.services.artifacts import read_artifact
from catalogue.services.conditions import add_check
from tests.api.museum import Outline
from tests.api.procedures import HTML, fault_beside, send, stock, trail, version_of
from tests.cataloguing import STAFF

ENTRIES, LOANS = "/vi/workbench/entries", "/vi/workbench/loans"
GIFT = {
    "reason": "gift", "depositor": "Bà Lan", "received_on": "2026-05-02", "receiver": "Lê Hoa", "is_temporary": "yes",
    "return_by": "2026-06-02", "packing": "hộp gỗ", "items.0.description": "Bát men lam", "items.0.count": "2",
    "items.0.condition": "sứt miệng", "items.1.description": "Ấm trà", "items.1.count": "1", "items.2.count": "1",
}  # fmt: skip
WISH = {
    "direction": "out", "partner": "Bảo tàng Lịch sử", "purpose": "Trưng bày", "begins_on": "2026-02-01",
    "ends_on": "2026-03-01", "numbers": "G.1, G.2", "decision_number": "12/QĐ", "approver": "Giám đốc",
}  # fmt: skip


@pytest.fixture(autouse=True)
def codes(parts) -> dict[str, str]:
    return stock(parts)


@pytest.fixture
def entry(curator_client) -> str:
    return send(curator_client, f"{ENTRIES}/new", GIFT).headers["Location"]


@pytest.fixture
def loan(curator_client) -> str:
    return send(curator_client, f"{LOANS}/new", WISH).headers["Location"]


def test_pages_of_one_record_are_whole_in_both_languages(curator_client, entry, loan):
    send(curator_client, f"{loan}/approve")
    for path in (entry, f"{entry}/receipt", loan, f"{loan}/minutes", f"{loan}/minutes?back=1"):
        for lang in ("vi", "en"):
            answer = curator_client.get(path.replace("/vi/", f"/{lang}/"), headers=HTML)
            page = Outline(answer.text)
            assert (answer.status_code, page.lang, page.inline, page.headings.count("h1")) == (200, lang, [], 1), path
            assert len(page.ids) == len(set(page.ids)), path


def test_the_receipt_says_everything_in_words(curator_client, entry):
    text = curator_client.get(f"{entry}/receipt").text
    for words in ("GN.2026.0001", "Bà Lan", "Lê Hoa", "02/05/2026", "hộp gỗ", "sứt miệng", "3 hiện vật (bằng chữ: ba)"):
        assert words in text
    assert "in words: three" in curator_client.get(f"{entry}/receipt".replace("/vi/", "/en/")).text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("depositor", ""), ("received_on", "2199-01-01"), ("return_by", "2020-01-01"), ("items.0.count", "0"),
        ("items.0.count", "hai"), ("items.0.description", ""),
    ],
)  # fmt: skip
def test_a_wrong_hand_over_is_told_beside_its_field(curator_client, field, value):
    answer = send(curator_client, f"{ENTRIES}/new", {**GIFT, field: value})
    assert answer.status_code == 422
    assert fault_beside(answer.text, field)
    assert "hộp gỗ" in answer.text


def test_a_hand_over_without_objects_is_refused_and_more_lines_lose_nothing(curator_client):
    bare = {name: value for name, value in GIFT.items() if not name.startswith("items.")}
    assert send(curator_client, f"{ENTRIES}/new", bare).status_code == 422
    more = send(curator_client, f"{ENTRIES}/new", {**GIFT, "more": "1"})
    assert more.status_code == 200
    assert 'name="items.7.description"' in more.text
    assert "Bát men lam" in more.text
    strange = send(curator_client, f"{ENTRIES}/new", {**GIFT, "items.x.y": "1", "items.1": "1"})
    assert strange.status_code == 303


def test_objects_become_drafts_and_go_to_their_shelf(curator_client, parts, entry):
    page = curator_client.get(entry).text
    ids = re.findall(r'name="item" value="([^"]+)"', page)
    assert 'value="GN.2026.0001.1"' in page
    names = {f"number-{ident}": f"BT.{at}" for at, ident in enumerate(ids)} | {f"title-{ident}": "Bát" for ident in ids}
    for change, field in (
        ({"to": "K9"}, "K9"),
        ({f"title-{ids[1]}": ""}, 'aria-invalid="true"'),
        ({"item": []}, "f-items"),
    ):
        refused = send(curator_client, f"{entry}/accession", {"item": ids, **names, **change})
        assert refused.status_code == 422
        assert field in refused.text
    taken = send(curator_client, f"{entry}/accession", {"item": ids, **names, f"number-{ids[0]}": "G.1"})
    assert taken.status_code == 422
    done = send(curator_client, f"{entry}/accession", {"item": ids, **names, "to": "K1-P1-A"})
    assert done.status_code == 303
    assert (trail(parts, "BT.0"), trail(parts, "BT.1")) == (["K1-P1-A"], ["K1-P1-A"])
    assert 'name="item"' not in curator_client.get(entry).text
    again = send(curator_client, f"{entry}/accession", {"item": ids, **names})
    assert again.status_code == 422


def test_a_receipt_is_extended_and_its_facts_changed_by_one_writer_at_a_time(curator_client, entry):
    assert (
        send(curator_client, f"{entry}/items", {"items.0.description": "Khay", "items.0.count": "3"}).status_code == 303
    )
    unfit = send(curator_client, f"{entry}/items", {"items.0.description": "Khay", "items.0.count": "0"})
    assert (unfit.status_code, bool(fault_beside(unfit.text, "items.0.count"))) == (422, True)
    version = version_of(curator_client.get(entry).text)
    facts = {"depositor": "Bà Lan", "reason": "gift", "returned_on": "2026-05-20", "version": version}
    assert send(curator_client, entry, facts).status_code == 303
    stale = send(curator_client, entry, {**facts, "note": "của tôi"})
    assert (stale.status_code, "của tôi" in stale.text) == (409, True)
    assert "6" in curator_client.get(f"{entry}/receipt").text
    assert "đã trả 20/05/2026" in curator_client.get(f"{ENTRIES}/").text


def test_hand_overs_are_narrowed(curator_client, entry):
    for query, count in (
        ("depositor=lan", 1),
        ("depositor=x", 0),
        ("reason=loan", 0),
        ("due_by=2026-07-01", 1),
        ("reason=zz", 1),
    ):
        assert f"{count} lần giao nhận" in curator_client.get(f"{ENTRIES}/?{query}").text
    assert curator_client.get(f"{ENTRIES}/GN.1999.0001", headers=HTML).status_code == 404


def test_a_loan_goes_out_and_back_with_minutes(curator_client, parts, loan):
    assert send(curator_client, f"{loan}/send", day="2026-02-01").status_code == 409
    assert send(curator_client, f"{loan}/approve").status_code == 303
    assert fault_beside(send(curator_client, f"{loan}/send", day="hôm qua").text, "day") == ""
    assert send(curator_client, f"{loan}/send", day="hôm qua").status_code == 422
    assert send(curator_client, f"{loan}/send", day="2026-02-01").status_code == 303
    assert trail(parts, "G.1") == ["Bảo tàng Lịch sử"]
    assert "Quá hạn" in curator_client.get(f"{LOANS}/").text
    assert "quá hạn" in curator_client.get(loan).text
    for data in ({"number": []}, {"number": ["G.1"], "to": "K9"}, {"number": ["G.1"], "day": "2026-01-01"}):
        assert send(curator_client, f"{loan}/return", {"to": "K1", "day": "2026-02-20", **data}).status_code == 422
    back = {"to": "K1-P1-A", "day": "2026-02-20"}
    assert send(curator_client, f"{loan}/return", {**back, "number": ["G.1"]}).status_code == 303
    assert re.findall(r'name="number" value="([^"]+)"', curator_client.get(loan).text) == ["G.2"]
    assert send(curator_client, f"{loan}/return", {**back, "number": ["G.2"]}).status_code == 303
    assert trail(parts, "G.2") == ["K1-P1-A", "Bảo tàng Lịch sử"]
    minutes = curator_client.get(f"{loan}/minutes").text
    for words in ("12/QĐ", "Giám đốc", "Bảo tàng Lịch sử", "bằng chữ: hai", "01/02/2026"):
        assert words in minutes
    assert "Biên bản nhận lại" in curator_client.get(f"{loan}/minutes?back=1").text


@pytest.mark.parametrize(
    ("field", "value"),
    [("partner", ""), ("purpose", ""), ("ends_on", "2026-01-01"), ("numbers", ""), ("numbers", "X.9")],
)
def test_a_wrong_loan_is_told_beside_its_field(curator_client, field, value):
    answer = send(curator_client, f"{LOANS}/new", {**WISH, field: value})
    assert answer.status_code == 422
    assert fault_beside(answer.text, field)
    assert "Giám đốc" in answer.text


def test_promised_things_are_refused_with_the_other_loan(curator_client, loan):
    send(curator_client, f"{loan}/approve")
    answer = send(curator_client, f"{LOANS}/new", WISH)
    assert answer.status_code == 422
    assert "CM.2026.0001" in fault_beside(answer.text, "numbers")


def test_a_planned_loan_is_changed_extended_and_given_up(curator_client, loan):
    assert send(curator_client, f"{loan}/artifacts", numbers="X.9").status_code == 422
    assert send(curator_client, f"{loan}/artifacts", numbers="PTH.TĐ.01").status_code == 303
    version = version_of(curator_client.get(loan).text)
    assert send(curator_client, loan, {"approver": "", "version": version}).status_code == 303
    missing = send(curator_client, f"{loan}/approve")
    assert (missing.status_code, bool(fault_beside(missing.text, "approver"))) == (422, True)
    assert send(curator_client, loan, {"note": "của tôi", "version": version}).status_code == 409
    assert send(curator_client, f"{loan}/cancel").status_code == 303
    assert send(curator_client, f"{loan}/cancel").status_code == 409


def test_checks_at_the_door_are_kept_and_told(curator_client, parts, loan):
    with parts.sessions.begin() as session:
        check = add_check(
            session, STAFF, read_artifact(session, STAFF, "G.1"), {"grade": "fair", "summary_vi": "nứt chân"}
        )
        number = check.number
    field = re.search(r'name="(check-out-[^"]+)"', curator_client.get(loan).text)[1]
    assert send(curator_client, f"{loan}/checks", {field: number}).status_code == 303
    assert "nứt chân" in curator_client.get(f"{loan}/minutes").text
    assert send(curator_client, f"{loan}/checks", {field: "NONE"}).status_code == 422


def test_who_may_not_write_reads(log_in, entry, loan):
    officer = log_in("data_officer")
    for path in (
        f"{ENTRIES}/new",
        f"{entry}/items",
        f"{entry}/accession",
        f"{LOANS}/new",
        f"{loan}/send",
        f"{loan}/return",
    ):
        assert send(officer, path, {**GIFT, **WISH, "number": ["G.1"]}).status_code == 403
    assert officer.get(f"{entry}/receipt").status_code == 200
