"""Hand-overs with their receipts, and loans out of the house and back."""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

import pytest

from catalogue.db import now_utc
from catalogue.errors import ConflictError, ForbiddenError, NotFoundError, StaleError, ValidationError
from catalogue.services.artifacts import register_artifact
from catalogue.services.conditions import add_check
from catalogue.services.entries import (
    accession_item,
    add_entry,
    list_entries,
    list_items,
    read_entry,
    update_entry,
)
from catalogue.services.loan_lists import list_items as list_loaned
from catalogue.services.loan_lists import list_loans, list_overdue, read_loan
from catalogue.services.loans import (
    add_loan,
    approve_loan,
    attach_check,
    cancel_loan,
    return_loan,
    send_loan,
    update_loan,
)
from catalogue.services.locations import add_location
from catalogue.services.movements import list_movements
from catalogue.vocab.days import day_of
from catalogue.vocab.heritage import LoanState, MoveReason
from tests.cataloguing import PUBLIC, STAFF

TODAY = day_of(now_utc())
GIFT = {"reason": "gift", "depositor": "Bà Nguyễn Thị Lan", "received_on": "2024-05-02"}
WISH = {
    "direction": "out", "partner": "Bảo tàng Lịch sử", "purpose": "Trưng bày", "begins_on": "2024-06-01",
    "ends_on": "2024-09-01",
}  # fmt: skip
DECIDED = {"decision_number": "12/QĐ", "approver": "Giám đốc"}


@pytest.fixture
def bowls(session):
    return [register_artifact(session, STAFF, {"accession_number": f"G.{n}", "title_vi": "Bát"}) for n in (1, 2)]


def lend(session, *numbers, **more):
    return add_loan(session, STAFF, {**WISH, **more}, numbers or ["G.1", "G.2"])


def test_a_hand_over_has_a_number_a_receiver_and_its_objects(session):
    entry = add_entry(session, STAFF, GIFT, [{"description": "Bát men lam", "count": 2}, {"description": "Ấm trà"}])
    assert (entry.number, entry.receiver, entry.is_temporary) == ("GN.2024.0001", "Lê Thị Hoa", True)
    assert [(item.description, item.count) for item in list_items(session, entry)] == [
        ("Bát men lam", 2),
        ("Ấm trà", 1),
    ]
    assert list_entries(session, STAFF).items == [entry]


@pytest.mark.parametrize(
    ("values", "items", "faults"),
    [
        ({"depositor": ""}, [{"description": "x"}], {"depositor": "required"}),
        ({"reason": "whim"}, [{"description": "x"}], {"reason": "not_in_list"}),
        ({"received_on": TODAY + dt.timedelta(days=2)}, [{"description": "x"}], {"received_on": "in_future"}),
        ({"return_by": "2024-01-01"}, [{"description": "x"}], {"return_by": "out_of_range"}),
        ({"agent_id": str(uuid4())}, [{"description": "x"}], {"agent_id": "not_found"}),
        ({}, [], {"items": "required"}),
        (
            {},
            [{"description": "x"}, {"count": 2}, {"description": "y", "count": 0}],
            {"items.1.description": "required", "items.2.count": "out_of_range"},
        ),
    ],
)
def test_unfit_hand_overs_are_refused_and_nothing_is_kept(session, values, items, faults):
    with pytest.raises(ValidationError) as refused:
        add_entry(session, STAFF, {**GIFT, **values}, items)
    assert refused.value.fields == faults
    assert list_entries(session, STAFF).items == []


def test_a_handed_over_object_becomes_an_artifact_once(session):
    entry = add_entry(session, STAFF, GIFT, [{"description": "Bát men lam", "count": 2, "condition": "sứt miệng"}])
    (item,) = list_items(session, entry)
    made = accession_item(session, STAFF, item.id, {"accession_number": "BT.9", "title_vi": "Đôi bát"})
    assert (made.description_vi, made.count, made.condition_text) == ("Bát men lam", 2, "sứt miệng")
    assert made.origin == "Bà Nguyễn Thị Lan (GN.2024.0001)"
    with pytest.raises(ConflictError) as taken:
        accession_item(session, STAFF, item.id, {"accession_number": "BT.10", "title_vi": "Đôi bát"})
    assert taken.value.values["number"] == "BT.9"
    with pytest.raises(NotFoundError):
        accession_item(session, STAFF, uuid4(), {"accession_number": "BT.11", "title_vi": "x"})


def test_a_hand_over_is_changed_with_its_version(session):
    add_entry(session, STAFF, GIFT, [{"description": "x"}])
    update_entry(session, STAFF, "GN.2024.0001", {"returned_on": "2024-06-01"}, expected_version=1)
    with pytest.raises(StaleError):
        update_entry(session, STAFF, "GN.2024.0001", {"note": "x"}, expected_version=1)
    with pytest.raises(ForbiddenError):
        read_entry(session, PUBLIC, "GN.2024.0001")
    with pytest.raises(NotFoundError):
        read_entry(session, STAFF, "GN.1999.0001")


def test_a_loan_goes_out_and_comes_back_with_its_movements(session, bowls):
    shelf = add_location(session, STAFF, {"code": "K1", "kind": "room", "title_vi": "Kho"})
    loan = lend(session, **DECIDED)
    approve_loan(session, STAFF, loan.number)
    send_loan(session, STAFF, loan.number, dt.date(2024, 6, 1))
    assert (loan.state, bowls[0].location) == (LoanState.ACTIVE, "Bảo tàng Lịch sử")
    assert list_overdue(session, STAFF, dt.date(2024, 9, 1)) == []
    assert list_overdue(session, STAFF, dt.date(2024, 9, 2)) == [loan]
    return_loan(session, STAFF, loan.number, dt.date(2024, 8, 30), shelf.id)
    assert (loan.state, bowls[0].location_id) == (LoanState.RETURNED, shelf.id)
    moves = list_movements(session, STAFF, bowls[0])
    assert [(row.reason, row.loan_id) for row in moves] == [
        (MoveReason.RETURN, loan.id),
        (MoveReason.LOAN, loan.id),
    ]
    assert [item.returned_on for item, _ in list_loaned(session, STAFF, loan)] == [dt.date(2024, 8, 30)] * 2
    with pytest.raises(ConflictError) as over:
        update_loan(session, STAFF, loan.number, {"note": "x"}, expected_version=None)
    assert over.value.code == "loan_over"


def test_approval_needs_decision_and_approver(session, bowls):
    loan = lend(session)
    with pytest.raises(ValidationError) as refused:
        approve_loan(session, STAFF, loan.number)
    assert refused.value.fields == {"decision_number": "required", "approver": "required"}
    update_loan(session, STAFF, loan.number, DECIDED, expected_version=1)
    assert approve_loan(session, STAFF, loan.number).state is LoanState.APPROVED


def test_nothing_is_promised_to_two_partners_for_the_same_days(session, bowls):
    first = lend(session, "G.1", **DECIDED)
    approve_loan(session, STAFF, first.number)
    with pytest.raises(ConflictError) as promised:
        lend(session, "G.1", begins_on="2024-08-15", ends_on="2024-12-01")
    assert promised.value.values == {"artifact": "G.1", "loan": first.number}
    later = lend(session, "G.1", begins_on="2024-09-02", ends_on="2024-12-01")
    with pytest.raises(ConflictError):
        update_loan(session, STAFF, later.number, {"begins_on": "2024-08-01"}, expected_version=None)
    cancel_loan(session, STAFF, first.number)
    assert lend(session, "G.1").state is LoanState.PLANNED


@pytest.mark.parametrize(
    ("values", "numbers", "faults"),
    [
        ({"ends_on": "2024-01-01"}, ["G.1"], {"ends_on": "out_of_range"}),
        ({"purpose": ""}, ["G.1"], {"purpose": "required"}),
        ({"agent_id": str(uuid4())}, ["G.1"], {"agent_id": "not_found"}),
        ({}, [], {"artifacts": "required"}),
    ],
)
def test_unfit_loans_are_refused_and_nothing_is_kept(session, bowls, values, numbers, faults):
    with pytest.raises(ValidationError) as refused:
        add_loan(session, STAFF, {**WISH, **values}, numbers)
    assert refused.value.fields == faults
    assert list_loans(session, STAFF).items == []


def test_steps_are_taken_in_order(session, bowls):
    loan = lend(session, **DECIDED)
    for act in (
        lambda: send_loan(session, STAFF, loan.number, TODAY),
        lambda: return_loan(session, STAFF, loan.number, TODAY),
    ):
        with pytest.raises(ConflictError) as step:
            act()
        assert step.value.code == "loan_step"
    approve_loan(session, STAFF, loan.number)
    send_loan(session, STAFF, loan.number, dt.date(2024, 6, 1))
    with pytest.raises(ValidationError):
        return_loan(session, STAFF, loan.number, dt.date(2024, 5, 1))
    with pytest.raises(ConflictError):
        cancel_loan(session, STAFF, loan.number)


def test_checks_of_the_same_artifact_go_with_it(session, bowls):
    loan = lend(session)
    (first, _), _ = list_loaned(session, STAFF, loan)
    own, foreign = (add_check(session, STAFF, bowl, {"grade": "good"}) for bowl in bowls)
    attach_check(session, STAFF, first, own, is_back=False)
    attach_check(session, STAFF, first, own, is_back=True)
    assert (first.check_out_id, first.check_in_id) == (own.id, own.id)
    with pytest.raises(ValidationError):
        attach_check(session, STAFF, first, foreign, is_back=True)


def test_loans_are_for_staff(session, bowls):
    loan = lend(session)
    with pytest.raises(ForbiddenError):
        read_loan(session, PUBLIC, loan.number)
    with pytest.raises(NotFoundError):
        read_loan(session, STAFF, "CM.1999.0001")
    with pytest.raises(StaleError):
        update_loan(session, STAFF, loan.number, {"note": "x"}, expected_version=9)
