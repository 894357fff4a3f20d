"""Hand-overs and loans as JSON."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from app.schemas.common import Body, Order, Page, PageQuery
from catalogue.records import Artifact, EntryItem, Loan, LoanItem, ObjectEntry
from catalogue.vocab.heritage import EntryReason, LoanDirection, LoanState


class NewItem(Order):
    """An object that was handed over."""

    description: str
    count: int = 1
    condition: str | None = None
    note: str | None = None


class EntryFacts(Order):
    """What a writer may set of a hand-over."""

    received_on: dt.date | None = None
    depositor_contact: str | None = None
    receiver: str | None = None
    method: str | None = None
    place: str | None = None
    is_temporary: bool | None = None
    return_by: dt.date | None = None
    returned_on: dt.date | None = None
    requirements: str | None = None
    insurance: str | None = None
    packing: str | None = None
    value_text: str | None = None
    note: str | None = None


class NewEntry(EntryFacts):
    """A hand-over with its objects; the day is today and the receiver the one who asks where they are missing."""

    reason: EntryReason
    depositor: str
    items: list[NewItem]


class EntryChanges(EntryFacts):
    """Only what changes."""

    reason: EntryReason | None = None
    depositor: str | None = None


class EntryQuery(PageQuery):
    """Which hand-overs: of one reason, of a depositor whose name holds the words, due to go back by a day."""

    reason: EntryReason | None = None
    depositor: str | None = None
    due_by: dt.date | None = None


class MoreItems(Order):
    """Objects to be added to a receipt."""

    items: list[NewItem]


class AccessionWish(Order):
    """What an object of a receipt is to be called as an artifact."""

    item: UUID
    number: str
    title: str


class Accessions(Order):
    """Objects to be registered together; ``to`` is the code of the location where they are put."""

    items: list[AccessionWish]
    to: str | None = None


class ItemBody(Body):
    """An object on a receipt; ``artifact`` is its number once it is registered."""

    id: UUID
    position: int
    description: str
    count: int
    condition: str | None
    note: str | None
    artifact: str | None


class EntryBody(Body):
    """A hand-over."""

    number: str
    received_on: dt.date
    reason: EntryReason
    depositor: str
    depositor_contact: str | None
    receiver: str
    method: str | None
    place: str | None
    is_temporary: bool
    return_by: dt.date | None
    returned_on: dt.date | None
    requirements: str | None
    insurance: str | None
    packing: str | None
    value_text: str | None
    note: str | None
    version: int


class FullEntryBody(EntryBody):
    """A hand-over with its objects."""

    items: list[ItemBody]


class EntryPage(Page):
    """A part of a list of hand-overs."""

    items: list[EntryBody]


class LoanFacts(Order):
    """What a writer may set of a loan."""

    partner_contact: str | None = None
    decision_number: str | None = None
    decision_date: dt.date | None = None
    approver: str | None = None
    insurance: str | None = None
    conditions: str | None = None
    note: str | None = None


class NewLoan(LoanFacts):
    """A loan that is asked for, with the numbers of its artifacts."""

    direction: LoanDirection
    partner: str
    purpose: str
    begins_on: dt.date
    ends_on: dt.date
    artifacts: list[str]


class LoanChanges(LoanFacts):
    """Only what changes."""

    direction: LoanDirection | None = None
    partner: str | None = None
    purpose: str | None = None
    begins_on: dt.date | None = None
    ends_on: dt.date | None = None


class LoanQuery(PageQuery):
    """Which loans: of one state; ``overdue`` lists those that should have ended."""

    state: LoanState | None = None
    overdue: bool = False


class LoanDay(Order):
    """The day on which the artifacts left; today when it is missing."""

    day: dt.date | None = None


class LoanReturn(LoanDay):
    """What came back, all that is still out when ``artifacts`` is missing; ``to`` is a location's code."""

    to: str | None = None
    artifacts: list[str] | None = None


class LoanItemBody(Body):
    """An artifact of a loan; checks by their numbers."""

    artifact: str
    left_on: dt.date | None
    returned_on: dt.date | None
    check_out: str | None
    check_in: str | None
    note: str | None


class LoanBody(Body):
    """A loan."""

    number: str
    direction: LoanDirection
    state: LoanState
    partner: str
    partner_contact: str | None
    purpose: str
    begins_on: dt.date
    ends_on: dt.date
    decision_number: str | None
    decision_date: dt.date | None
    approver: str | None
    insurance: str | None
    conditions: str | None
    note: str | None
    version: int


class FullLoanBody(LoanBody):
    """A loan with its artifacts."""

    items: list[LoanItemBody]


class LoanPage(Page):
    """A part of a list of loans."""

    items: list[LoanBody]


def entry_body(entry: ObjectEntry) -> dict[str, object]:
    """A hand-over without its objects."""
    return {name: getattr(entry, name) for name in EntryBody.model_fields}


def item_body(item: EntryItem, numbers: dict[UUID, str]) -> dict[str, object]:
    """An object on a receipt; ``numbers`` are those of the artifacts by id."""
    names = ("id", "position", "description", "count", "condition", "note")
    artifact = numbers.get(item.artifact_id) if item.artifact_id else None
    return {**{name: getattr(item, name) for name in names}, "artifact": artifact}


def loan_body(loan: Loan) -> dict[str, object]:
    """A loan without its artifacts."""
    return {name: getattr(loan, name) for name in LoanBody.model_fields}


def loan_item_body(item: LoanItem, artifact: Artifact, checks: dict[UUID, str]) -> dict[str, object]:
    """An artifact of a loan; ``checks`` are the numbers of condition checks by id."""
    return {
        "artifact": artifact.accession_number,
        "left_on": item.left_on,
        "returned_on": item.returned_on,
        "check_out": checks.get(item.check_out_id) if item.check_out_id else None,
        "check_in": checks.get(item.check_in_id) if item.check_in_id else None,
        "note": item.note,
    }
