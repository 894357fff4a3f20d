"""Receipts and minutes: what they say, objects that become artifacts together, loans that come back in parts."""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

import pytest

from catalogue.errors import ConflictError, ForbiddenError, NotFoundError, ValidationError
from catalogue.services.artifacts import read_artifact, register_artifact
from catalogue.services.conditions import add_check
from catalogue.services.entries import (
    Accession,
    EntryFilter,
    accession_items,
    add_entry,
    add_items,
    change_item,
    list_entries,
    list_items,
    update_entry,
)
from catalogue.services.loan_lists import list_items as list_loaned
from catalogue.services.loan_lists import list_loans
from catalogue.services.loans import add_loan, add_to_loan, approve_loan, attach_check, return_loan, send_loan
from catalogue.services.locations import add_location
from catalogue.services.minutes import entry_receipt, hand_over
from catalogue.services.movements import list_movements
from catalogue.vocab.days import day_of
from catalogue.vocab.heritage import EntryReason, Grade, LoanState
from catalogue.vocab.number_words import in_english, in_vietnamese
from tests.cataloguing import PUBLIC, STAFF

GIFT = {
    "reason": "gift", "depositor": "Bà Nguyễn Thị Lan", "received_on": "2024-05-02", "place": "Huế",
    "insurance": "200 triệu", "return_by": "2024-12-31", "packing": "hộp gỗ",
}  # fmt: skip
WISH = {
    "direction": "out", "partner": "Bảo tàng Lịch sử", "purpose": "Trưng bày", "begins_on": "2024-06-01",
    "ends_on": "2024-09-01", "decision_number": "12/QĐ", "approver": "Giám đốc",
}  # fmt: skip


@pytest.mark.parametrize(
    ("number", "vi", "en"),
    [
        (0, "không", "zero"),
        (5, "năm", "five"),
        (10, "mười", "ten"),
        (15, "mười lăm", "fifteen"),
        (21, "hai mươi mốt", "twenty-one"),
        (25, "hai mươi lăm", "twenty-five"),
        (30, "ba mươi", "thirty"),
        (101, "một trăm linh một", "one hundred and one"),
        (111, "một trăm mười một", "one hundred and eleven"),
        (1005, "một nghìn không trăm linh năm", "one thousand and five"),
        (12_000, "mười hai nghìn", "twelve thousand"),
        (2_000_001, "hai triệu không trăm linh một", "two million and one"),
        (1_234_567, "một triệu hai trăm ba mươi bốn nghìn năm trăm sáu mươi bảy",
         "one million two hundred and thirty-four thousand five hundred and sixty-seven"),
    ],
)  # fmt: skip
def test_totals_are_said_in_words(number, vi, en):
    assert (in_vietnamese(number), in_english(number)) == (vi, en)


@pytest.mark.parametrize("number", [-1, 10**9])
def test_what_can_not_be_said_is_refused(number):
    for say in (in_vietnamese, in_english):
        with pytest.raises(ValueError, match="between"):
            say(number)


@pytest.fixture
def entry(session):
    items = [{"description": "Bát men lam", "count": 2, "condition": "sứt miệng"}, {"description": "Ấm trà"}]
    return add_entry(session, STAFF, GIFT, items)


def test_a_receipt_says_who_gave_what_in_which_state(session, entry):
    receipt = entry_receipt(session, STAFF, entry.number)
    assert (receipt.kind, receipt.giver.name, receipt.taker.name) == ("entry", "Bà Nguyễn Thị Lan", "Lê Thị Hoa")
    assert (receipt.total, receipt.total_vi, receipt.total_en) == (3, "ba", "three")
    assert (receipt.return_by, receipt.packing, receipt.insurance) == (dt.date(2024, 12, 31), "hộp gỗ", "200 triệu")
    assert [(row.position, row.title_vi, row.condition) for row in receipt.items] == [
        (1, "Bát men lam", "sứt miệng"),
        (2, "Ấm trà", None),
    ]
    with pytest.raises(ForbiddenError):
        entry_receipt(session, PUBLIC, entry.number)
    with pytest.raises(NotFoundError):
        entry_receipt(session, STAFF, "GN.1999.0001")


def test_objects_are_added_and_corrected_until_they_are_artifacts(session, entry):
    add_items(session, STAFF, entry.number, [{"description": "Khay gỗ", "count": 3}])
    first, _, last = list_items(session, entry)
    assert (last.position, entry_receipt(session, STAFF, entry.number).total) == (2, 6)
    assert change_item(session, STAFF, first.id, {"condition": "lành"}).condition == "lành"
    with pytest.raises(ValidationError) as unfit:
        change_item(session, STAFF, first.id, {"count": 0})
    assert unfit.value.fields == {"count": "out_of_range"}
    assert first.count == 2
    with pytest.raises(ValidationError):
        add_items(session, STAFF, entry.number, [])
    accession_items(session, STAFF, entry.number, [Accession(first.id, "BT.1", "Bát")])
    with pytest.raises(ConflictError):
        change_item(session, STAFF, first.id, {"count": 1})
    assert entry_receipt(session, STAFF, entry.number).items[0].number == "BT.1"
    with pytest.raises(NotFoundError):
        change_item(session, STAFF, uuid4(), {"count": 1})


def test_several_objects_become_drafts_together_and_stand_where_they_were_put(session, entry):
    shelf = add_location(session, STAFF, {"code": "K1", "kind": "shelf", "title_vi": "Kệ 1"})
    wishes = [Accession(item.id, f"BT.{item.position}", item.description) for item in list_items(session, entry)]
    made = accession_items(session, STAFF, entry.number, wishes, shelf.id)
    assert [(row.accession_number, row.count, row.location_id) for row in made] == [
        ("BT.0", 2, shelf.id),
        ("BT.1", 1, shelf.id),
    ]
    (movement,) = list_movements(session, STAFF, made[0])
    assert movement.note == entry.number


def test_unfit_accessions_are_refused_as_a_whole(session, entry):
    first, second = list_items(session, entry)
    other = add_entry(session, STAFF, GIFT, [{"description": "Đĩa"}])
    (foreign,) = list_items(session, other)
    for wishes, error in (
        ([], ValidationError),
        ([Accession(foreign.id, "BT.9", "Đĩa")], NotFoundError),
        ([Accession(first.id, "BT.1", "Bát"), Accession(second.id, "", "Ấm")], ValidationError),
        ([Accession(first.id, "BT.1", "Bát"), Accession(second.id, "BT.1", "Ấm")], ConflictError),
    ):
        with pytest.raises(error) as refused, session.begin_nested():
            accession_items(session, STAFF, entry.number, wishes)
        if error is ValidationError and wishes:
            assert refused.value.fields == {"items.1.accession_number": "required"}
        with pytest.raises(NotFoundError):
            read_artifact(session, STAFF, "BT.1")


def test_hand_overs_are_narrowed_and_the_overdue_found(session, entry):
    add_entry(
        session, STAFF, {**GIFT, "reason": "purchase", "depositor": "Ông An", "return_by": None}, [{"description": "x"}]
    )

    def found(**only):
        return [row.depositor for row in list_entries(session, STAFF, only=EntryFilter(**only)).items]

    assert found(reason=EntryReason.PURCHASE) == ["Ông An"]
    assert found(depositor="nguyễn thị") == ["Bà Nguyễn Thị Lan"]
    assert found(due_by=dt.date(2024, 12, 31)) == ["Bà Nguyễn Thị Lan"]
    assert found(due_by=dt.date(2024, 12, 30)) == []
    update_entry(session, STAFF, entry.number, {"returned_on": "2024-06-01"}, expected_version=None)
    assert found(due_by=dt.date(2025, 1, 1)) == []


@pytest.fixture
def loan(session):
    for number in ("G.1", "G.2"):
        values = {"accession_number": number, "title_vi": "Bát", "condition_text": "nứt nhẹ", "count": 3}
        register_artifact(session, STAFF, values)
    return add_loan(session, STAFF, WISH, ["G.1", "G.2"])


def out(session, loan, day=dt.date(2024, 6, 1)):
    approve_loan(session, STAFF, loan.number)
    return send_loan(session, STAFF, loan.number, day)


def test_minutes_of_a_loan_tell_the_state_at_the_door(session, loan):
    (item, artifact), _ = list_loaned(session, STAFF, loan)
    check = add_check(session, STAFF, artifact, {"grade": "fair", "summary_vi": "nứt chân"})
    attach_check(session, STAFF, item, check, is_back=False)
    out(session, loan)
    minutes = hand_over(session, STAFF, loan.number)
    assert (minutes.kind, minutes.taker.name, minutes.total, minutes.total_vi) == (
        "loan_out", "Bảo tàng Lịch sử", 6, "sáu",
    )  # fmt: skip
    assert [(row.number, row.condition, row.grade) for row in minutes.items] == [
        ("G.1", "nứt chân", Grade.FAIR),
        ("G.2", "nứt nhẹ", None),
    ]
    assert (minutes.day, minutes.decision_number, minutes.return_by) == (
        dt.date(2024, 6, 1), "12/QĐ", dt.date(2024, 9, 1),
    )  # fmt: skip
    back = hand_over(session, STAFF, loan.number, is_back=True)
    assert (back.kind, back.giver.name, back.return_by, back.items[0].grade) == (
        "loan_out_back", "Bảo tàng Lịch sử", None, None,
    )  # fmt: skip
    with pytest.raises(ForbiddenError):
        hand_over(session, PUBLIC, loan.number)


def test_movements_of_a_loan_happen_on_its_days(session, loan):
    out(session, loan)
    _, artifact = list_loaned(session, STAFF, loan)[0]
    (left,) = list_movements(session, STAFF, artifact)
    assert (day_of(left.moved_at), left.decision_number, left.approver) == (dt.date(2024, 6, 1), "12/QĐ", "Giám đốc")


def test_a_loan_comes_back_in_parts(session, loan):
    shelf = add_location(session, STAFF, {"code": "K1", "kind": "room", "title_vi": "Kho"})
    out(session, loan)
    day = dt.date(2024, 7, 1)
    assert return_loan(session, STAFF, loan.number, day, shelf.id, ["G.2"]).state is LoanState.ACTIVE
    assert [item.returned_on for item, _ in list_loaned(session, STAFF, loan)] == [None, day]
    for numbers in (["G.2"], ["G.1", "G.9"], []):
        with pytest.raises(ValidationError):
            return_loan(session, STAFF, loan.number, day, shelf.id, numbers)
    assert return_loan(session, STAFF, loan.number, day, shelf.id).state is LoanState.RETURNED
    assert [row.number for row in list_loans(session, STAFF, state=LoanState.RETURNED).items] == [loan.number]


def test_a_planned_loan_takes_more_artifacts_and_a_settled_one_none(session, loan):
    register_artifact(session, STAFF, {"accession_number": "G.3", "title_vi": "Đĩa"})
    assert len(add_to_loan(session, STAFF, loan.number, ["G.1", "G.3"])) == 1
    with pytest.raises(ValidationError):
        add_to_loan(session, STAFF, loan.number, [])
    with pytest.raises(NotFoundError):
        add_to_loan(session, STAFF, loan.number, ["G.9"])
    approve_loan(session, STAFF, loan.number)
    with pytest.raises(ConflictError) as settled:
        add_to_loan(session, STAFF, loan.number, ["G.3"])
    assert settled.value.code == "loan_settled"
